"""Columns for the items of foreign residents, memberships, cards, de facto heads and re-making (STD-1.1.1, 1.1.2)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import migrations, models

if TYPE_CHECKING:
    from collections.abc import Iterator

HOLDERS = ("residentversion", "historyrow")
"""The tables that hold whole records."""


def _columns() -> Iterator[tuple[str, models.Field[Any, Any]]]:
    yield "residence", models.JSONField(null=True)
    yield "common_name_history", models.JSONField(default=list)
    yield "entitlements", models.JSONField(null=True)
    yield "card", models.JSONField(null=True)
    yield "de_facto_head", models.TextField(default="")
    yield "remade_on", models.TextField(null=True)


class Migration(migrations.Migration):
    dependencies = [("register", "0007_batches")]

    operations = [
        migrations.AddField(model_name=model, name=name, field=field) for model in HOLDERS for name, field in _columns()
    ]

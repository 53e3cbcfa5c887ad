"""Slips: the act that a paper speaks of, and who moved out without a move-in notice having come."""

from __future__ import annotations

from pathlib import Path

from django.db import migrations, models

SQL = Path(__file__).parent / "sql"


class Migration(migrations.Migration):
    dependencies = [("register", "0008_items")]

    operations = [
        migrations.AddField(model_name="issuerequest", name="act_number", field=models.BigIntegerField(null=True)),
        migrations.AddIndex(
            model_name="issuerequest",
            index=models.Index(
                condition=models.Q(("act_number__isnull", False)), fields=["act_number"], name="register_issue_act"
            ),
        ),
        migrations.RunSQL((SQL / "0009_slips.sql").read_text(encoding="utf-8"), migrations.RunSQL.noop),
    ]

"""The constraints Django cannot express, the append-only rule, and the functions that write an act."""

from __future__ import annotations

from pathlib import Path

from django.contrib.postgres.operations import BtreeGistExtension
from django.db import migrations

from daicho.access.record_migration import protect_records
from daicho.access.vault_migration import create_vault

SQL = Path(__file__).parent / "sql"


def _run(name: str) -> migrations.RunSQL:
    return migrations.RunSQL((SQL / name).read_text(encoding="utf-8"), migrations.RunSQL.noop)


class Migration(migrations.Migration):
    dependencies = [("register", "0001_the_register")]

    operations = [
        BtreeGistExtension(),
        _run("0002_constraints.sql"),
        _run("0003_append_only.sql"),
        _run("0004_functions.sql"),
        protect_records("register"),
        create_vault("register"),
    ]

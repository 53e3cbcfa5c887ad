"""Functions with which a first load makes the searching indexes at its end."""

from __future__ import annotations

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).parent / "sql" / "0006_load_indexes.sql"


class Migration(migrations.Migration):
    dependencies = [("register", "0005_dictionaries")]

    operations = [migrations.RunSQL(SQL.read_text(encoding="utf-8"), migrations.RunSQL.noop)]

"""A version's newer columns are kept as the others are: none is ever changed."""

from __future__ import annotations

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).parent / "sql" / "0012_versions_kept.sql"


class Migration(migrations.Migration):
    dependencies = [("register", "0011_search")]

    operations = [migrations.RunSQL(SQL.read_text(encoding="utf-8"), migrations.RunSQL.noop)]

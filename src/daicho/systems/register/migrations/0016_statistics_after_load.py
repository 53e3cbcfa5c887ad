"""After a load, statistics of half the sample where numbers and a few kinds are all there is to know."""

from __future__ import annotations

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).parent / "sql" / "0016_statistics_after_load.sql"


class Migration(migrations.Migration):
    dependencies = [("register", "0015_scattered_exclusions")]

    operations = [migrations.RunSQL(SQL.read_text(encoding="utf-8"), migrations.RunSQL.noop)]

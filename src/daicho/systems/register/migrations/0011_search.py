"""Search by address code, by letters anywhere in a reading, and for people without an individual number."""

from __future__ import annotations

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).parent / "sql" / "0011_search.sql"


class Migration(migrations.Migration):
    dependencies = [("register", "0010_two_rows_of_an_act")]

    operations = [migrations.RunSQL(SQL.read_text(encoding="utf-8"), migrations.RunSQL.noop)]

"""The exclusions of two truths and two heads, over keys that do not rise with the numbers given out."""

from __future__ import annotations

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).parent / "sql" / "0015_scattered_exclusions.sql"


class Migration(migrations.Migration):
    dependencies = [("register", "0014_batches_at_the_desk")]

    operations = [migrations.RunSQL(SQL.read_text(encoding="utf-8"), migrations.RunSQL.noop)]

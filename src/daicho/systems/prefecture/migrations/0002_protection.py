"""Access records become append-only; the vault of individual numbers is created."""

from __future__ import annotations

from django.db import migrations

from daicho.access.record_migration import protect_records
from daicho.access.vault_migration import create_vault


class Migration(migrations.Migration):
    dependencies = [("prefecture", "0001_tables")]

    operations = [protect_records("prefecture"), create_vault("prefecture")]

"""A cancelled entry leaves a removed record, so no act leaves nothing where something stood (STD-1.1.5)."""

from __future__ import annotations

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("register", "0012_versions_kept")]

    operations = [migrations.RemoveField(model_name="historyrow", name="erased")]

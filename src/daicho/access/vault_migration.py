"""The migration operation that creates a system's vault of individual numbers.

In the migration after `protect_records`::

    operations = [..., protect_records("register"), create_vault("register")]
"""

from __future__ import annotations

from django.db.migrations import RunPython

from daicho.access import sql
from daicho.access.database_roles import roles_of
from daicho.access.record_migration import run_sql


def create_vault(app_label: str, *, records: str = "", system: str = "") -> RunPython:
    """Return the operation: schema ``vault`` with its tables and functions, owned by the vault role.

    `records` is the system's access record table, by default ``<app_label>_accessrecord``; `system` names the roles,
    by default `app_label`. Undoing it drops every number, so the reverse refuses while there is one.
    """
    roles = roles_of(system or app_label)
    statements = sql.text("vault.sql", records=records or f"{app_label}_accessrecord", app=roles.app, vault=roles.vault)
    reverse = sql.text("vault_reverse.sql", vault=roles.vault)
    return RunPython(run_sql(statements, system or app_label), run_sql(reverse, system or app_label))

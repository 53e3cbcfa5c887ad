"""The migration operation that makes a system's access records append-only.

In the migration that creates `AccessRecord` and `AccessSegment`, after them::

    operations = [..., protect_records("register")]
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.migrations import RunPython

from daicho.access import sql
from daicho.access.database_roles import ensure, roles_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.db.backends.base.schema import BaseDatabaseSchemaEditor
    from django.db.migrations.state import StateApps

    Step = Callable[[StateApps, BaseDatabaseSchemaEditor], None]


def protect_records(app_label: str, *, records: str = "", segments: str = "", system: str = "") -> RunPython:
    """Return the operation: time and transaction set by trigger, no update, no deletion before seven years.

    `records` and `segments` are the tables, by default ``<app_label>_accessrecord`` and ``<app_label>_accesssegment``;
    `system` names the roles, by default `app_label`.
    """
    names = _names(system or app_label)
    names["records"] = records or f"{app_label}_accessrecord"
    names["segments"] = segments or f"{app_label}_accesssegment"
    return RunPython(
        run_sql(sql.text("records.sql", **names), system or app_label),
        run_sql(sql.text("records_reverse.sql", **names), system or app_label),
    )


def run_sql(statements: str, system: str) -> Step:
    """Return a migration step that runs `statements` as they are, after making sure that the roles exist."""

    def step(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
        del apps
        connection = schema_editor.connection
        with connection.cursor() as cursor:
            ensure(cursor.connection, system)
            cursor.execute(statements)

    return step


def _names(system: str) -> dict[str, str]:
    roles = roles_of(system)
    return {"owner": roles.owner, "app": roles.app, "vault": roles.vault}

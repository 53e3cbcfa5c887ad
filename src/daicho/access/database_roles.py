"""The three group roles of a system's databases, and what the application's may do.

Roles belong to the server, so their names carry the system and not the organisation; template databases can then be
cloned with all their grants. A process logs in with a role of its own that is a member of ``..._app`` and may connect
to its organisation's database only.

- ``daicho_<system>_owner`` owns the tables and runs migrations; a member of the vault role, to create the vault,
- ``daicho_<system>_app`` reads and writes rows,
- ``daicho_<system>_vault`` owns schema ``vault``; nobody logs in with it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec
from psycopg import sql

if TYPE_CHECKING:
    import psycopg


class DatabaseRoles(msgspec.Struct, frozen=True):
    """Names of the group roles of one system."""

    owner: str
    app: str
    vault: str


def roles_of(system: str) -> DatabaseRoles:
    """Return the roles of `system` (a database alias, for example ``register``; ``default`` is the host's own)."""
    return DatabaseRoles(f"daicho_{system}_owner", f"daicho_{system}_app", f"daicho_{system}_vault")


def ensure(connection: psycopg.Connection[Any], system: str) -> DatabaseRoles:
    """Create the roles of `system` where they are missing; harmless to repeat.

    `connection` must be allowed to create roles. Existing roles are left as they are, so a town's own database
    administrator can make them beforehand and give the product no such right.
    """
    roles = roles_of(system)
    for name in (roles.owner, roles.app, roles.vault):
        known = connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [name]).fetchone()
        if known is None:
            connection.execute(sql.SQL("CREATE ROLE {} NOLOGIN").format(sql.Identifier(name)))
    member = connection.execute("SELECT pg_has_role(%s, %s, 'MEMBER')", [roles.owner, roles.vault]).fetchone()
    if member is None or not member[0]:
        connection.execute(sql.SQL("GRANT {} TO {}").format(sql.Identifier(roles.vault), sql.Identifier(roles.owner)))
    return roles


_ORDINARY_TABLES = """
    SELECT class.relname
      FROM pg_class class JOIN pg_namespace space ON space.oid = class.relnamespace
     WHERE space.nspname = 'public' AND class.relkind IN ('r', 'p')
       AND NOT EXISTS (SELECT FROM pg_trigger trigger
                        WHERE trigger.tgrelid = class.oid AND trigger.tgname = 'append_only')
     ORDER BY class.relname
"""


def grant_application(connection: psycopg.Connection[Any], system: str) -> None:
    """Give the application's role its rights on every table of schema public; harmless to repeat.

    Tables that carry a trigger named ``append_only`` are left as their migration made them. Run after migrations
    wherever these do not run as the owner role (whose default privileges do the same).
    """
    role = sql.Identifier(roles_of(system).app)
    connection.execute(sql.SQL("GRANT USAGE ON SCHEMA public TO {}").format(role))
    connection.execute(sql.SQL("GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {}").format(role))
    for (table,) in connection.execute(_ORDINARY_TABLES).fetchall():
        connection.execute(
            sql.SQL("GRANT SELECT, INSERT, UPDATE, DELETE ON {} TO {}").format(sql.Identifier("public", table), role)
        )

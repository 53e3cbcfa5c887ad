"""Databases and roles of a server: made once as templates, then cloned.

Roles are of the server, so their names carry the system, not the organisation:

- `daicho_<alias>_owner` runs migrations and owns the tables (no login of its own),
- `daicho_<alias>_app` is what a serving process may do: rows, not structure,
- `daicho_<alias>_vault` owns the schema of the individual numbers; nobody logs in with it.

A login role of one organisation's process is a member of `…_app` and may connect to that
organisation's database only.
"""

from collections.abc import Callable
from typing import Any

import psycopg
from psycopg import sql

from daicho.access.database_roles import DatabaseRoles, ensure, grant_application, roles_of
from daicho.host.postgres.cluster import SUPERUSER, Cluster

TEMPLATE_PREFIX = "template_"


class Databases:
    """Makes databases on one server, as its superuser."""

    def __init__(self, cluster: Cluster) -> None:
        self.cluster = cluster

    def connect(self, database: str = "postgres", *, user: str = SUPERUSER) -> psycopg.Connection[Any]:
        """An autocommitting connection."""
        return psycopg.connect(self.cluster.dsn(database, user=user), autocommit=True)

    def ensure_roles(self, alias: str) -> DatabaseRoles:
        """Make the group roles of an alias and its login roles `<alias>_owner` and `<alias>_app`, once."""
        with self.connect() as connection:
            roles = ensure(connection, alias)
            for name, group in ((f"{alias}_owner", roles.owner), (f"{alias}_app", roles.app)):
                _login_role(connection, name, member_of=group)
            # what the migrations make belongs to the group, whoever runs them
            connection.execute(
                sql.SQL("ALTER ROLE {} SET role = {}").format(
                    sql.Identifier(f"{alias}_owner"), sql.Literal(roles.owner)
                )
            )
        return roles

    def create(self, name: str, *, alias: str) -> None:
        """Make an empty database with the extensions and default privileges of the house."""
        roles = self.ensure_roles(alias)
        with self.connect() as connection:
            connection.execute(
                sql.SQL("CREATE DATABASE {} OWNER {} STRATEGY file_copy").format(
                    sql.Identifier(name), sql.Identifier(roles.owner)
                )
            )
            _close_to_others(connection, name, roles)
        with self.connect(name) as connection:
            _prepare(connection, roles)

    def template(self, alias: str, migrate: Callable[[str], None], *, name: str = "") -> str:
        """The template database of an alias: made and migrated the first time it is asked for.

        `migrate` gets the template's name and brings its schema up to date. The name is given
        where several versions live side by side; by default there is one per alias.
        """
        name = name or f"{TEMPLATE_PREFIX}{alias}"
        if not self.exists(name):
            unfinished = f"{name}_unfinished"
            self.drop(unfinished)
            self.create(unfinished, alias=alias)
            migrate(unfinished)
            with self.connect(unfinished) as connection:
                grant_application(connection, alias)
            with self.connect() as connection:
                connection.execute(
                    sql.SQL("ALTER DATABASE {} RENAME TO {}").format(sql.Identifier(unfinished), sql.Identifier(name))
                )
        return name

    def clone(self, template: str, name: str, *, alias: str) -> None:
        """Make a database as a copy of a template; much cheaper than migrating again."""
        roles = roles_of(alias)
        with self.connect() as connection:
            connection.execute(
                sql.SQL("CREATE DATABASE {} TEMPLATE {} OWNER {} STRATEGY file_copy").format(
                    sql.Identifier(name), sql.Identifier(template), sql.Identifier(roles.owner)
                )
            )
            _close_to_others(connection, name, roles)

    def exists(self, name: str) -> bool:
        """Whether there is a database of this name."""
        with self.connect() as connection:
            return connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone() is not None

    def drop(self, name: str) -> None:
        """Drop a database, if it exists, and close what is connected to it."""
        with self.connect() as connection:
            connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def _login_role(connection: psycopg.Connection[Any], name: str, *, member_of: str) -> None:
    known = connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [name]).fetchone()
    if known is None:
        connection.execute(sql.SQL("CREATE ROLE {} LOGIN").format(sql.Identifier(name)))
    connection.execute(sql.SQL("GRANT {} TO {}").format(sql.Identifier(member_of), sql.Identifier(name)))


def _close_to_others(connection: psycopg.Connection[Any], name: str, roles: DatabaseRoles) -> None:
    """Let only the application's role (and the owner) connect to a database."""
    connection.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(sql.Identifier(name)))
    connection.execute(
        sql.SQL("GRANT CONNECT, TEMPORARY ON DATABASE {} TO {}").format(sql.Identifier(name), sql.Identifier(roles.app))
    )


def _prepare(connection: psycopg.Connection[Any], roles: DatabaseRoles) -> None:
    """Extensions, and rights of the application on whatever the owner will make."""
    for extension in ("btree_gist", "pg_trgm"):
        connection.execute(sql.SQL("CREATE EXTENSION IF NOT EXISTS {}").format(sql.Identifier(extension)))
    connection.execute(sql.SQL("ALTER SCHEMA public OWNER TO {}").format(sql.Identifier(roles.owner)))
    connection.execute(sql.SQL("GRANT USAGE ON SCHEMA public TO {}").format(sql.Identifier(roles.app)))
    for right in (
        "SELECT, INSERT, UPDATE, DELETE ON TABLES",
        "USAGE, SELECT, UPDATE ON SEQUENCES",
    ):
        connection.execute(
            sql.SQL("ALTER DEFAULT PRIVILEGES FOR ROLE {} IN SCHEMA public GRANT {} TO {}").format(
                sql.Identifier(roles.owner), sql.SQL(right), sql.Identifier(roles.app)
            )
        )

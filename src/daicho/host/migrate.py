"""Bring the databases of a host to the schema of this version, as their owners."""

from collections.abc import Callable

import psycopg
from django.db import connections

from daicho.access.database_roles import ensure, grant_application, roles_of
from daicho.host import findings
from daicho.host.checks import check_schema
from daicho.host.config import HostConfig
from daicho.host.errors import HostError

EXTENSIONS = ("btree_gist", "pg_trgm")


def owner_dsns(config: HostConfig) -> dict[str, tuple[str, str]]:
    """For each alias that has migrations: its setting and the owner's connection string."""
    host = {"default": ("database.owner", config.database.owner or config.database.dsn)}
    return host | {
        name: (f"systems.{name}.owner", system.owner or system.dsn) for name, system in config.systems.items()
    }


def prepare(config: HostConfig) -> None:
    """Make roles and extensions where they are missing and we may; H-DB-01, H-DB-07 otherwise."""
    problems = []
    for alias, (setting, dsn) in owner_dsns(config).items():
        try:
            with psycopg.connect(dsn, autocommit=True, connect_timeout=5) as connection:
                _prepare(connection, alias)
        except psycopg.errors.InsufficientPrivilege:
            problems.append(findings.database_not_prepared(setting, roles_of(alias).app))
        except psycopg.OperationalError:
            problems.append(findings.database_silent(setting))
    if problems:
        raise HostError(*problems)


def _prepare(connection: psycopg.Connection[tuple[object, ...]], alias: str) -> None:
    ensure(connection, alias)
    known = {row[0] for row in connection.execute("SELECT extname FROM pg_extension")}
    for name in EXTENSIONS:
        if name not in known:
            connection.execute(f"CREATE EXTENSION {name}")


def migrate(config: HostConfig, *, tell: Callable[[str], None]) -> None:
    """Apply every outstanding migration (Django must be open as the owners) and renew the rights.

    Raises:
        HostError: H-DB-08, a database is of a newer version; nothing has been changed in any.
    """
    from django.core.management import call_command

    ahead = list(check_schema(config, behind_too=False))
    if ahead:
        raise HostError(*ahead)
    for alias, (_setting, dsn) in owner_dsns(config).items():
        call_command("migrate", database=alias, verbosity=0, interactive=False)
        connections[alias].close()
        with psycopg.connect(dsn, autocommit=True) as connection:
            grant_application(connection, alias)
        tell(alias)

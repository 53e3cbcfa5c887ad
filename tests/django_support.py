"""Several systems in one test process: every application and alias at once, on the test server.

`configure()` is called by `conftest.py` before the first test module outside the pure rooms is
collected, so that modules may import models at their top. Databases are given by fixtures:

- `system_databases`: every alias, freshly cloned from migrated templates for this test;
- `database`: a factory of fresh empty databases by name, for tests without Django.

While rooms are being built, `DAICHO_TEST_APPS=register` limits the systems that are installed.
"""

from __future__ import annotations

import datetime as dt
import os
import secrets
from typing import TYPE_CHECKING

from django.db.backends.signals import connection_created

from daicho.host.installation import Installation
from daicho.host.postgres import Databases
from daicho.host.routing import HOST_DATABASE, LOG_SUFFIX, SYSTEMS, log_alias
from daicho.host.settings import aliases, apply, build, database, exists, system_app

if TYPE_CHECKING:
    from collections.abc import Iterable

    from daicho.host.postgres import Cluster


class BusinessDate:
    """The movable business date of the test process; `settings.DAICHO.today()` asks it."""

    FIRST = dt.date(2026, 11, 21)

    def __init__(self) -> None:
        self.day = self.FIRST

    def __call__(self) -> dt.date:
        return self.day

    def move_to(self, day: dt.date) -> None:
        self.day = day


business_date = BusinessDate()


def installed_systems() -> list[str]:
    wanted = os.environ.get("DAICHO_TEST_APPS")
    names = wanted.split(",") if wanted else SYSTEMS
    return [system for system in names if exists(f"{system_app(system)}.apps")]


def installation(system: str = "register", **changes: object) -> Installation:
    values: dict[str, object] = {
        "organisation": "142158",
        "system": system,
        "organisation_name": "海老名市",
        "organisation_name_en": "Ebina City",
        "prefecture_name": "神奈川県",
        "head_title": "神奈川県海老名市長",
        "head_name": "見本 太郎",
        "seal_text": "海老名市長之印",
        "synthetic": True,
        "movable_date": True,
        "today": business_date,
    }
    return Installation(**(values | changes))


def configure() -> None:
    """Configure Django once for this process; connections point nowhere until a fixture says where."""
    from django.conf import settings

    if settings.configured:
        return
    systems = installed_systems()
    nowhere = {"host": "/nonexistent", "dbname": "none", "user": "none"}
    apply(
        build(
            installation(),
            apps=[system_app(system) for system in systems],
            databases={alias: database(nowhere) for alias in aliases(systems)},
            secret_key="tests",
        )
        | {"PASSWORD_HASHERS": ["django.contrib.auth.hashers.MD5PasswordHasher"]}
    )


def system_of(alias: str) -> str:
    return alias.removesuffix(LOG_SUFFIX)


class SystemDatabases:
    """The databases of one test process: `register`, `municipal_cs`, … and `default`, cloned from templates."""

    def __init__(self, cluster: Cluster) -> None:
        self.cluster = cluster
        self.databases = Databases(cluster)
        self.names: dict[str, str] = {}
        self.used: set[str] = set()
        connection_created.connect(self.mark_used)

    def prepare(self, systems: Iterable[str]) -> None:
        """Give each system's alias (and its log alias) a fresh clone, unless the one it has is untouched."""
        for system in systems:
            if system in self.names and system not in self.used:
                continue
            self._replace(system)

    def dsn(self, alias: str, *, user: str = "") -> str:
        """A connection string to an alias's database, by default as the application's role.

        Asking counts as use: the database is cloned anew for the next test.
        """
        system = system_of(alias)
        self.used.add(system)
        return self.cluster.dsn(self.names[system], user=user or f"{system}_app")

    def owner_dsn(self, alias: str) -> str:
        """A connection string as the role that owns the tables (what migrations use)."""
        return self.dsn(alias, user=f"{system_of(alias)}_owner")

    def superuser_dsn(self, alias: str) -> str:
        """A connection string as the server's superuser, to look at what the roles cannot."""
        return self.dsn(alias, user="postgres")

    def close(self) -> None:
        from django.db import connections

        for alias in connections:
            connections[alias].close()

    def mark_used(self, connection, **_other: object) -> None:
        """Django opened a connection, in whichever thread: its database is no longer untouched."""
        self.used.add(system_of(connection.alias))

    @staticmethod
    def _aliases(system: str) -> list[str]:
        return [system] if system == HOST_DATABASE else [system, log_alias(system)]

    def _replace(self, system: str) -> None:
        from django.db import connections

        template = self.databases.template(system, lambda name: self._migrate(system, name))
        for alias in self._aliases(system):
            connections[alias].close()
        if system in self.names:
            self.databases.drop(self.names[system])
        name = f"{system}_{secrets.token_hex(4)}"
        self.databases.clone(template, name, alias=system)
        self.names[system] = name
        self.used.discard(system)
        for alias in self._aliases(system):
            _point(alias, host=str(self.cluster.socket_directory), name=name, user=f"{system}_app")

    def _migrate(self, system: str, name: str) -> None:
        from django.core.management import call_command
        from django.db import connections

        _point(system, host=str(self.cluster.socket_directory), name=name, user=f"{system}_owner")
        try:
            call_command("migrate", database=system, run_syncdb=True, verbosity=0, interactive=False)
        finally:
            connections[system].close()


def _point(alias: str, *, host: str, name: str, user: str) -> None:
    """Let an alias's connection lead to another database."""
    from django.db import connections

    connection = connections[alias]
    connection.close()
    for values in (connections.settings[alias], connection.settings_dict):
        values.update(HOST=host, PORT="5432", NAME=name, USER=user)

"""A fresh register, or a fresh network, for every scenario.

Each process has one database for each alias, cloned once from a migrated template. Before a scenario all tables are
emptied and their first rows and sequences put back as the migrations left them: some ten milliseconds, where a clone
takes two hundred. The first act of a scenario is act number 1 and begins the chain.
"""

from __future__ import annotations

import datetime as dt
import secrets
from typing import TYPE_CHECKING, Any, Final

from psycopg import sql

from daicho.host.installation import Installation
from daicho.host.postgres import Cluster, Databases
from daicho.host.routing import HOST_DATABASE, LOG_SUFFIX, SYSTEMS, log_alias

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

FIRST_DAY: Final = dt.date(2026, 11, 21)
"""The business date of a scenario that says none: 令和8年11月21日 (a Saturday)."""


class BusinessDate:
    """The movable business date of a process that plays scenarios."""

    def __init__(self) -> None:
        self.day = FIRST_DAY

    def __call__(self) -> dt.date:
        """Today, as the register knows it."""
        return self.day

    def move_to(self, day: dt.date) -> None:
        """Make another day today."""
        self.day = day


def move_to(day: dt.date) -> None:
    """Make another day the business date of this process."""
    from django.conf import settings

    clock: Any = settings.DAICHO.today
    clock.move_to(day)


TOWNS: Final[Mapping[str, Mapping[str, str]]] = {
    "海老名市": {
        "code": "142158",
        "name": "海老名市",
        "prefecture": "神奈川県",
        "prefecture_code": "140007",
    },
    "小平市": {"code": "132110", "name": "小平市", "prefecture": "東京都", "prefecture_code": "130001"},
}
"""The municipalities of a network. A case that has only one register plays in the first."""

HOME: Final = "海老名市"


def configure(town: str = HOME) -> None:
    """Configure Django for a process that plays scenarios of a town, unless it has been configured already."""
    from django.conf import settings

    from daicho.host.settings import aliases, apply, build, database, system_app

    if settings.configured:
        return
    known = TOWNS[town]
    installation = Installation(
        organisation=known["code"],
        system="register",
        organisation_name=known["name"],
        prefecture_name=known["prefecture"],
        head_title=f"{known['prefecture']}{known['name']}長",
        head_name="首藤 長一",
        seal_text=f"{known['name']}長之印",
        synthetic=True,
        movable_date=True,
        today=BusinessDate(),
    )
    nowhere = {"host": "/nonexistent", "dbname": "none", "user": "none"}
    apply(
        build(
            installation,
            apps=[system_app(system) for system in SYSTEMS],
            databases={alias: database(nowhere) for alias in aliases(SYSTEMS)},
            secret_key=secrets.token_hex(16),
        )
    )


class Stage:
    """The databases of one process on a server, emptied for every scenario."""

    def __init__(self, cluster: Cluster) -> None:
        self.cluster = cluster
        self.databases = Databases(cluster)
        self.names: dict[str, str] = {}

    def fresh(self, systems: Iterable[str] = ("register",)) -> None:
        """Give every alias of some systems an empty database, and the business date its first day."""
        move_to(FIRST_DAY)
        for system in (HOST_DATABASE, *systems):
            if system in self.names:
                self._point(system, user=f"{system}_app")
                self._empty(system)
            else:
                self._make(system)

    def close(self) -> None:
        """Close Django's connections of this thread."""
        from django.db import connections

        for alias in connections:
            connections[alias].close()

    def _make(self, system: str) -> None:
        template = self.databases.template(system, lambda name: self._migrate(system, name))
        name = f"features_{system}_{secrets.token_hex(4)}"
        self.databases.clone(template, name, alias=system)
        self.names[system] = name
        with self.databases.connect(name) as connection:
            connection.execute(_REMEMBER)
        self._point(system, user=f"{system}_app")

    def _empty(self, system: str) -> None:
        with self.databases.connect(self.names[system]) as connection:
            connection.execute(_PUT_BACK)

    def _migrate(self, system: str, name: str) -> None:
        from django.core.management import call_command
        from django.db import connections

        self._point(system, user=f"{system}_owner", name=name)
        try:
            call_command("migrate", database=system, run_syncdb=True, verbosity=0, interactive=False)
        finally:
            connections[system].close()

    def _point(self, system: str, *, user: str, name: str = "") -> None:
        from django.db import connections

        values: dict[str, Any] = {
            "HOST": str(self.cluster.socket_directory),
            "PORT": "5432",
            "NAME": name or self.names[system],
            "USER": user,
        }
        for alias in [system] if system == HOST_DATABASE else [system, log_alias(system)]:
            connection = connections[alias]
            if all(connection.settings_dict[key] == value for key, value in values.items()):
                continue
            connection.close()
            for settings in (connections.settings[alias], connection.settings_dict):
                settings.update(values)

    def dsn(self, alias: str) -> str:
        """The connection string of an alias's database, for somebody who wants to look."""
        return self.cluster.dsn(self.names[alias.removesuffix(LOG_SUFFIX)])


_REMEMBER: Final = sql.SQL(
    """
    DO $$
    DECLARE item record; at bigint; called boolean;
    BEGIN
        CREATE SCHEMA as_migrated;
        CREATE TABLE as_migrated.tables (name regclass PRIMARY KEY, rows regclass);
        CREATE TABLE as_migrated.sequences (name regclass PRIMARY KEY, last bigint, called boolean);
        FOR item IN
            SELECT c.oid::regclass AS name, 'rows_' || c.oid AS copy, c.relkind AS kind FROM pg_class c
            JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE c.relkind IN ('r', 'S') AND n.nspname !~ '^(pg_|information_schema|as_migrated)'
                AND c.relpersistence <> 't'
        LOOP
            IF item.kind = 'S' THEN
                EXECUTE format('SELECT last_value, is_called FROM %s', item.name) INTO at, called;
                INSERT INTO as_migrated.sequences VALUES (item.name, at, called);
                CONTINUE;
            END IF;
            EXECUTE format('CREATE TABLE as_migrated.%I AS TABLE %s', item.copy, item.name);
            EXECUTE format('SELECT count(*) FROM as_migrated.%I', item.copy) INTO at;
            INSERT INTO as_migrated.tables
            VALUES (item.name, CASE WHEN at > 0 THEN format('as_migrated.%I', item.copy)::regclass END);
        END LOOP;
    END $$
    """
)
"""Keep the rows and sequences that the migrations left."""

_PUT_BACK: Final = sql.SQL(
    """
    DO $$
    DECLARE item record; listed text;
    BEGIN
        SET LOCAL session_replication_role = replica;
        FOR item IN SELECT name, rows FROM as_migrated.tables LOOP
            EXECUTE format('DELETE FROM %s', item.name);
            IF item.rows IS NOT NULL THEN
                SELECT string_agg(quote_ident(attname), ', ' ORDER BY attnum) INTO listed
                FROM pg_attribute WHERE attrelid = item.name AND attnum > 0 AND NOT attisdropped AND attgenerated = '';
                EXECUTE format('INSERT INTO %s (%s) OVERRIDING SYSTEM VALUE SELECT %s FROM %s',
                    item.name, listed, listed, item.rows);
            END IF;
        END LOOP;
        PERFORM setval(name, last, called) FROM as_migrated.sequences;
    END $$
    """
)
"""Empty every table and put back what stood there at first; triggers and foreign keys rest meanwhile."""

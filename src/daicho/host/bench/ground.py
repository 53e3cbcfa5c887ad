"""The ground a measurement stands on: a durable PostgreSQL of its own, migrated databases, keys; gone at the end.

Several systems may be installed in the one process, each with its alias, its party and its keys; that is for measuring
only, a host serves one system a process.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import logging
import socket
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from daicho.host import collector, logs
from daicho.host.installation import Installation
from daicho.host.ports import free_port
from daicho.host.postgres import Cluster, Databases, Sizes
from daicho.host.routing import HOST_DATABASE, LOG_SUFFIX, SYSTEMS
from daicho.host.settings import aliases, apply, build, database, system_app
from daicho.protocol.parties import Party

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Iterator, Sequence

TOWN: Final = "142158"
OTHER_TOWN: Final = "132110"
TODAY: Final = dt.date(2026, 11, 21)
"""The business date of every measurement: the day the synthetic population is of."""

PARTIES: Final = {
    "register": Party(TOWN, "register"),
    "municipal_cs": Party(TOWN, "municipal_cs"),
    "prefecture": Party("140007", "prefecture"),
    "national": Party("agency", "national"),
}


class Ground:
    """A server, a database for each system, and where to connect to them."""

    def __init__(self, cluster: Cluster, databases: Databases, place: Path, ports: dict[Party, int]) -> None:
        self.cluster = cluster
        self.databases = databases
        self.place = place
        self.ports = ports

    def dsn(self, system: str, *, user: str = "postgres") -> str:
        """A connection string to a system's database, as the superuser unless a role is named."""
        return self.cluster.dsn(f"bench_{system}", user=user)


def quiet() -> None:
    """Say nothing but the report: standard output is for programs too."""
    logs.configure(process="bench")
    logging.disable(logging.CRITICAL)


@contextlib.contextmanager
def ground(
    systems: Sequence[str], *, shared_buffers: str = "256MB", extra: dict[str, str] | None = None
) -> Iterator[Ground]:
    """Start a server, make and migrate the databases of `systems`, open Django on them, give each party its keys."""
    quiet()
    with tempfile.TemporaryDirectory(prefix="daicho-bench-", ignore_cleanup_errors=True) as directory:
        place = Path(directory)
        place.chmod(0o755)  # the server may run under an account of its own
        cluster = Cluster(
            place / "postgres", sizes=Sizes(shared_buffers=shared_buffers, maintenance_work_mem="128MB", durable=True)
        )
        try:
            cluster.start()
            if extra:
                _set(cluster, extra)
            databases = Databases(cluster)
            _configure(cluster, systems)
            for alias in (HOST_DATABASE, *systems):
                databases.create(f"bench_{alias}", alias=alias)
                _migrate(databases, alias)
            keys = _keys(place, systems)
            collector.settle()  # as a host's processes do
            yield Ground(cluster, databases, place, keys)
        finally:
            collector.restore()
            _close()
            cluster.destroy()


def _set(cluster: Cluster, values: dict[str, str]) -> None:
    import psycopg
    from psycopg import sql

    with psycopg.connect(cluster.dsn("postgres"), autocommit=True) as connection:
        for name, value in values.items():
            connection.execute(sql.SQL("ALTER SYSTEM SET {} = {}").format(sql.Identifier(name), sql.Literal(value)))
        connection.execute("SELECT pg_reload_conf()")


def _configure(cluster: Cluster, systems: Sequence[str]) -> None:
    """Open Django once a process; a second ground in the same process gets the connections turned to it."""
    from django.conf import settings

    host = str(cluster.socket_directory)
    if not settings.configured:
        _settings(host, systems, PARTIES[systems[0]].organisation)
        return
    from django.db import connections

    for alias in aliases(systems):
        connections[alias].close()
        entry = _entry(host, alias)
        for values in (connections.settings[alias], connections[alias].settings_dict):
            values.update({name: entry[name] for name in ("HOST", "PORT", "NAME", "USER")})


def _entry(host: str, alias: str) -> dict[str, Any]:
    name = alias.removesuffix(LOG_SUFFIX)
    return database({"host": host, "port": "5432", "dbname": f"bench_{name}", "user": f"{name}_app"})


def _settings(host: str, systems: Sequence[str], organisation: str) -> None:
    installed = sorted(systems, key=SYSTEMS.index)
    installation = Installation(
        organisation=organisation,
        system=systems[0],
        organisation_name="海老名市",
        organisation_name_en="Ebina City",
        prefecture_name="神奈川県",
        head_title="神奈川県海老名市長",
        head_name="見本 太郎",
        seal_text="海老名市長之印",
        synthetic=True,
        movable_date=True,
        today=lambda: TODAY,
    )
    apply(
        build(
            installation,
            apps=[system_app(system) for system in installed],
            databases={alias: _entry(host, alias) for alias in aliases(installed)},
            secret_key="bench",  # noqa: S106  # signs nothing outside this process
        )
    )


def _migrate(databases: Databases, alias: str) -> None:
    """Migrate as the owner, then hand the connection back to the application's role."""
    from django.core.management import call_command
    from django.db import connections

    from daicho.access.database_roles import grant_application

    connection = connections[alias]
    app = connection.settings_dict["USER"]
    connection.settings_dict["USER"] = f"{alias}_owner"
    try:
        call_command("migrate", database=alias, verbosity=0, interactive=False, skip_checks=True)
    finally:
        connection.close()
        connection.settings_dict["USER"] = app
    with databases.connect(f"bench_{alias}") as superuser:
        grant_application(superuser, alias)


def _keys(place: Path, systems: Sequence[str]) -> dict[Party, int]:
    """An Agency's root, a trust list, and keys for every party; each system's node is configured."""
    from daicho.access import vault_keys
    from daicho.exchange import pki, runtime
    from daicho.identification.numbers import NUMBER_KEYS

    parties = [*PARTIES.values(), Party(OTHER_TOWN, "municipal_cs")]
    ports = {party: free_port() for party in parties}
    world = pki.create_world(
        place / "keys",
        {party: f"https://127.0.0.1:{port}" for party, port in ports.items()},
        areas={"140007": [TOWN], TOWN: [TOWN]},
    )
    for system, party in PARTIES.items():
        vault_keys.save(vault_keys.new_keys(), world.keys_of(party) / NUMBER_KEYS)
        if system in systems:
            runtime.configure(
                system,
                party=party,
                keys=world.keys_of(party),
                trust_list=world.trust_list,
                trust_root=world.root,
            )
    return ports


def join(place: Path, socket_directory: Path, system: str) -> Any:
    """Open Django in another process of the same ground, for one system; its node."""
    from daicho.exchange import pki, runtime

    quiet()
    _settings(str(socket_directory), [system], PARTIES[system].organisation)
    world = pki.World(place / "keys" / "root.crt", place / "keys" / "trust.json", place / "keys")
    party = PARTIES[system]
    return runtime.configure(
        system, party=party, keys=world.keys_of(party), trust_list=world.trust_list, trust_root=world.root
    )


def listens(port: int, process: subprocess.Popen[bytes], *, seconds: float = 20) -> None:
    """Wait until a server of ours takes connections.

    Raises:
        RuntimeError: it ended, or did not listen in time.
    """
    until = time.monotonic() + seconds
    while time.monotonic() < until and process.poll() is None:
        with socket.socket() as probe:
            probe.settimeout(1)
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.02)
    raise RuntimeError("a server of the measurement did not come up")


def _close() -> None:
    from django.conf import settings

    if not settings.configured:
        return
    from django.db import connections

    from daicho.exchange import runtime
    from daicho.identification import numbers

    connections.close_all()
    runtime.forget()
    numbers._keys.cache_clear()  # noqa: SLF001  # the keys of this ground are gone

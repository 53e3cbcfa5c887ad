"""What the forked processes of the preparation do: migrate a template, make residents, take files in."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from daicho.host.demo import configuration, findings
from daicho.host.errors import HostError

if TYPE_CHECKING:
    from pathlib import Path

    from daicho.host.demo.organisations import Site
    from daicho.host.demo.place import Place


def make_template(data: Path, socket: Path, alias: str) -> None:
    """Make and migrate the template database of an alias, as its owner."""
    from daicho.host.postgres import Cluster, Databases

    cluster = Cluster(data)
    cluster.start()  # attaches: the demonstration's own process holds the lock
    databases = Databases(cluster)
    databases.template(alias, lambda name: _migrate(str(socket), alias, name))


def _migrate(socket: str, alias: str, name: str) -> None:
    from django.core.management import call_command

    from daicho.host.clock import real_date
    from daicho.host.installation import Installation
    from daicho.host.routing import HOST_DATABASE
    from daicho.host.settings import apply, build, database, system_app

    owner = database({"host": socket, "port": "5432", "dbname": name, "user": f"{alias}_owner"})
    system = "" if alias == HOST_DATABASE else alias
    apply(
        build(
            Installation(organisation="demo", system=system, organisation_name="", synthetic=True, today=real_date),
            apps=[system_app(system)] if system else [],
            databases={HOST_DATABASE: owner, alias: owner},
            secret_key="migrations only",  # noqa: S106  # nothing is signed in this process
        )
    )
    call_command("migrate", database=alias, verbosity=0, interactive=False, skip_checks=True)
    from django.db import connections

    connections.close_all()


def make_population(directory: Path, counts: dict[str, int], seed: int) -> None:
    """Write the residents of every municipality as load files."""
    from daicho.world.files import write_population

    for code, people in counts.items():
        write_population(directory / code, municipality_code=code, people=people, seed=seed)


def fetch_font() -> None:
    """Have the printing face, or say in the log why not; the demonstration runs without it, papers do not."""
    from daicho.host.font import find_font

    try:
        find_font(None)
    except HostError as missing:
        sys.stderr.write(f"{', '.join(missing.codes)}\n")


def load_register(place: Place, town: Site) -> None:
    """Take the residents of a municipality over by an opening act."""
    _open(place, town, "register")
    from daicho.systems.register.loading import load

    report = load("register", place.population / town.code / "residents.jsonl")
    _require_whole(f"{town.code}/register", report.rejected_households)


def load_level(place: Place, where: Site, system: str, area: tuple[str, ...]) -> None:
    """Take the identification information of an area in, and state count and sum to the next level."""
    import importlib

    _open(place, where, system)
    actions = importlib.import_module(f"daicho.systems.{system}.actions")
    for code in area:
        report = actions.load(place.population / code / "identification.jsonl")
        _require_whole(f"{where.code}/{system}", len(report.rejects))


def _open(place: Place, where: Site, system: str) -> None:
    from daicho.host.process import open_process

    open_process(configuration.read_host(place, where), system, "tool")


def _require_whole(name: str, rejected: int) -> None:
    if rejected:
        raise HostError(findings.load_rejected(name, rejected))

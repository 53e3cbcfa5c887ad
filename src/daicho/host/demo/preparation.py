"""Making a demonstration: databases by template clone, keys, residents, initial loads of each level, accounts.

Everything that needs Django or a long time runs in forked processes (`processes`), two at a time; the marker
`demo.json` is written last, so that a preparation broken off is simply done again.
"""

from __future__ import annotations

import datetime as dt
import errno
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from psycopg import sql

from daicho.access.database_roles import roles_of
from daicho.host.demo import configuration, findings, work
from daicho.host.demo.organisations import (
    AGENCY,
    PREFECTURES,
    SITES,
    TOWNS,
    Site,
    parties,
    people_of,
)
from daicho.host.demo.place import FORMAT, Prepared, schema_digest
from daicho.host.demo.processes import Job, run_all
from daicho.host.errors import HostError
from daicho.host.postgres import Cluster, Databases, Sizes
from daicho.host.routing import HOST_DATABASE, SYSTEMS
from daicho.protocol.parties import Party

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from daicho.host.demo.place import Place

    Tell = Callable[[str, str], None]

SIZES: Final = Sizes(
    shared_buffers="64MB", max_connections=360, maintenance_work_mem="16MB", work_mem="4MB", durable=True
)
"""Nine small databases on one server."""

NUMBER_KEYS: Final = "number_keys.json"
"""As `daicho.identification.numbers` names it, which needs Django and is not imported here (a test compares them)."""

HASTY: Final = Sizes(
    shared_buffers="64MB", max_connections=60, maintenance_work_mem="32MB", work_mem="8MB", durable=False
)
"""While nothing is worth keeping yet. A preparation broken off is thrown away, so nothing is lost by haste."""


def prepare(place: Place, *, people: int, seed: int, base: int, tell: Tell) -> Prepared:
    """Make a demonstration in an open, empty place.

    Raises:
        HostError: H-DEMO-02, -06 or -07, or what the server says (H-PG).
    """
    place.require_space()
    try:
        return _prepare(place, people=people, seed=seed, base=base, tell=tell)
    except OSError as error:
        if error.errno in {errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EACCES}:
            raise HostError(findings.cannot_write(place.directory, error)) from None
        raise


def _prepare(place: Place, *, people: int, seed: int, base: int, tell: Tell) -> Prepared:
    tell("鍵と信頼リスト", "keys and trust list")
    make_keys(place, base)
    with Cluster(place.postgres, sizes=HASTY) as cluster:
        configuration.write_hosts(place, cluster, base)
        tell("データベース", "databases")
        databases = Databases(cluster)
        for alias in (HOST_DATABASE, *SYSTEMS):
            databases.ensure_roles(alias)
        run_all(place, [*_template_jobs(cluster), *_population_jobs(place, people, seed), _font_job()])
        _clone_all(databases)
        tell("初期登録と利用者", "initial loads and accounts")
        run_all(place, [*_load_jobs(place), *_account_jobs(place)])
    prepared = Prepared(format=FORMAT, people=people, seed=seed, base=base, schema=schema_digest())
    place.write_prepared(prepared)
    return prepared


# -- keys ------------------------------------------------------------------------------------


def make_keys(place: Place, base: int) -> None:
    """Root, every party's keys, trust list with areas, keys of the numbers' vaults, keys that sign certificates."""
    from daicho.access import vault_keys
    from daicho.exchange import pki
    from daicho.host.demo import document_keys

    world = pki.create_world(
        place.pki,
        {Party(where.code, system): configuration.url(base, where, system) for where, system in parties()},
        names={where.code: where.name for where in SITES},
        areas={where.code: where.area for where in SITES},
    )
    root = pki.read_root(place.pki)
    for where, system in parties():
        vault_keys.save(vault_keys.new_keys(), world.keys_of(Party(where.code, system)) / NUMBER_KEYS)
    for town in TOWNS:
        document_keys.make(root, town, world.keys_of(Party(town.code, "register")))


# -- databases -------------------------------------------------------------------------------


def _template_jobs(cluster: Cluster) -> Iterator[Job]:
    for alias in sorted((HOST_DATABASE, *SYSTEMS), key=lambda alias: alias != "register"):  # the longest first
        yield Job(f"template {alias}", partial(work.make_template, cluster.data, cluster.socket_directory, alias))


def _clone_all(databases: Databases) -> None:
    """A database for every system and host, open to a login role of its own only."""
    for where in SITES:
        for system in ("", *where.systems):
            alias = system or HOST_DATABASE
            name = where.database(system)
            databases.clone(f"template_{alias}", name, alias=alias)
            _own_login(databases, name, alias)


def _own_login(databases: Databases, name: str, alias: str) -> None:
    """The login role of one organisation's processes: member of the group, and may enter its own database only."""
    login, group = sql.Identifier(f"{name}_app"), sql.Identifier(roles_of(alias).app)
    database = sql.Identifier(name)
    with databases.connect() as connection:
        connection.execute(sql.SQL("CREATE ROLE {} LOGIN IN ROLE {}").format(login, group))
        connection.execute(sql.SQL("REVOKE CONNECT ON DATABASE {} FROM {}").format(database, group))
        connection.execute(sql.SQL("GRANT CONNECT, TEMPORARY ON DATABASE {} TO {}").format(database, login))


# -- residents -------------------------------------------------------------------------------


def _population_jobs(place: Place, people: int, seed: int) -> Iterator[Job]:
    counts = people_of(people)
    yield Job("population", partial(work.make_population, place.population, counts, seed))


def _font_job() -> Job:
    """Fetch the printing face into the cache when it is not installed; without it only papers are missing."""
    return Job("font", work.fetch_font)


def _load_jobs(place: Place) -> Iterator[Job]:
    """Every level by its own files: the registers' residents, the others' identification information."""
    yield from (Job(f"load {town.code}/register", partial(work.load_register, place, town)) for town in TOWNS)
    everyone: list[Any] = [(AGENCY, "national", tuple(town.code for town in TOWNS))]
    everyone += [(where, "prefecture", where.area) for where in PREFECTURES]
    everyone += [(town, "municipal_cs", town.area) for town in TOWNS]
    for where, system, area in everyone:
        yield Job(f"load {where.code}/{system}", partial(work.load_level, place, where, system, area))


def _account_jobs(place: Place) -> Iterator[Job]:
    for where in SITES:
        yield Job(f"accounts {where.code}", partial(_accounts, place, where))


def _accounts(place: Place, where: Site) -> None:
    from daicho.host.demo import accounts
    from daicho.host.process import open_process

    open_process(configuration.read_host(place, where), where.systems[0], "tool")
    accounts.make(where, since=dt.datetime.now(dt.UTC).date() - dt.timedelta(days=1))

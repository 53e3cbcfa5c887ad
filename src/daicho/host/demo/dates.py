"""The business date of the whole demonstration: one date, kept in the host database of each organisation.

It only moves forward. Each register's daily job follows by itself; `move` waits until all of them are through.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Final

import psycopg

from daicho.host.clock import real_date, require_forward
from daicho.host.demo import configuration, findings
from daicho.host.demo.organisations import SITES, TOWNS
from daicho.host.errors import HostError

if TYPE_CHECKING:
    import datetime as dt

    from daicho.host.demo.organisations import Site
    from daicho.host.demo.place import Place

FOLLOW_SECONDS: Final = 30.0


def current(place: Place) -> dt.date:
    """The business date, as the first organisation has it; the real date while none was set."""
    with _host_database(place, SITES[0]) as connection:
        row = connection.execute("SELECT day FROM host_businessdate").fetchone()
    return row[0] if row else real_date()


def move(place: Place, day: dt.date) -> None:
    """Move the date of every organisation and wait for the daily jobs.

    Raises:
        HostError: H-DEMO-09 for an earlier date, H-DEMO-10 when a daily job does not follow, H-DEMO-11 for one too far.
    """
    require_forward(current(place), day)
    for where in SITES:
        with _host_database(place, where) as connection:
            connection.execute(
                'INSERT INTO host_businessdate ("only", day) VALUES (true, %s) '
                'ON CONFLICT ("only") DO UPDATE SET day = excluded.day',
                [day],
            )
    deadline = time.monotonic() + FOLLOW_SECONDS
    waiting = list(TOWNS)
    while waiting:
        waiting = [town for town in waiting if not _followed(place, town, day)]
        if waiting and time.monotonic() > deadline:
            raise HostError(findings.day_not_done([town.name for town in waiting], place.logs))
        if waiting:
            time.sleep(0.1)


def move_running(place: Place, day: dt.date) -> None:
    """Move the date of a demonstration that runs: H-DEMO-08 when none does."""
    if place.running() is None:
        raise HostError(findings.not_running(place.directory))
    move(place, day)


def _followed(place: Place, town: Site, day: dt.date) -> bool:
    dsn = configuration.read_host(place, town).systems["register"].dsn
    with psycopg.connect(dsn, autocommit=True) as connection:
        return (
            connection.execute(
                "SELECT 1 FROM register_dailyjob WHERE day = %s AND finished_at IS NOT NULL", [day]
            ).fetchone()
            is not None
        )


def _host_database(place: Place, where: Site) -> psycopg.Connection[tuple[dt.date]]:
    return psycopg.connect(configuration.read_host(place, where).database.dsn, autocommit=True)

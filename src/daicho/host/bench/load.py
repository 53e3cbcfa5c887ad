"""`daicho bench load`: the initial load of a municipality against the bare COPY of the same version rows.

The load is the whole of it: file read and checked line by line, numbers into the vault, versions with their
exclusions, history rows, current state, search keys with all their indexes, the opening act. The floor is one COPY of
the very same version rows into a table of the same columns with the constraints and indexes left out.
"""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psycopg

from daicho.host.bench.ground import TOWN, ground
from daicho.host.bench.report import Figure, Report, at_least, at_most, median

if TYPE_CHECKING:
    from daicho.host.bench.ground import Ground

RATIO = 20
RESIDENTS_A_SECOND = 3000


def run(*, residents: int) -> Report:
    """Make a population, load it, and COPY its version rows again without constraints."""
    begun = time.perf_counter()
    with ground(["register"], shared_buffers="512MB") as place:
        path = population(place, residents)
        from daicho.systems.register.loading import load

        started = time.perf_counter()
        report = load("register", path)
        seconds = time.perf_counter() - started
        with psycopg.connect(place.dsn("register"), autocommit=True) as connection:
            floor = copy_floor(connection)
    people = report.residents
    return Report(
        bench="load",
        sizes={"residents": people, "households": report.households},
        figures=(
            Figure(
                name="load, durable",
                value=seconds,
                unit="s",
                floor=floor,
                ratio_bar=at_most(RATIO),
                note="floor: bare COPY of the same version rows",
            ),
            Figure(
                name="residents loaded", value=people / seconds, unit="residents/s", bar=at_least(RESIDENTS_A_SECOND)
            ),
        ),
        seconds=time.perf_counter() - begun,
    )


def population(place: Ground, residents: int) -> Path:
    """A synthetic population as its load file."""
    from daicho.world.files import write_population

    written = write_population(place.place / "population", municipality_code=TOWN, people=residents, seed=1)
    return Path(written.files["residents"])


def copy_floor(connection: psycopg.Connection[Any]) -> float:
    """Seconds to COPY the version rows once more, constraints and indexes left out; median of three."""
    with connection.cursor().copy("COPY register_residentversion TO STDOUT") as copy:
        data = b"".join(bytes(each) for each in copy)
    return median([_copy(connection, data) for _ in range(3)])


def _copy(connection: psycopg.Connection[Any], data: bytes) -> float:
    connection.execute("DROP TABLE IF EXISTS floor")
    connection.execute("CREATE TABLE floor (LIKE register_residentversion)")
    begun = time.perf_counter()
    with connection.cursor().copy("COPY floor FROM STDIN") as copy:
        copy.write(data)
    return time.perf_counter() - begun

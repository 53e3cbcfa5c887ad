"""`daicho bench vault`: what keeping the individual numbers apart costs, against one durable insert.

The floor is one row into a table with a primary key, in autocommit, over a connection of the same kind. `put`, `reveal`
and `find` are taken in turn with it, round by round, so that a change of the machine's pace meets all alike. A look
needs an access record committed before it: `access record` is that record, measured alone.
"""

from __future__ import annotations

import os
import time
from functools import partial
from typing import TYPE_CHECKING, Any, Final

import psycopg

from daicho.host.bench.ground import TOWN, ground
from daicho.host.bench.report import Figure, Report, at_most, median, timed

if TYPE_CHECKING:
    from collections.abc import Callable

    from daicho.host.bench.ground import Ground

BARS: Final = {"put": 2.5, "reveal": 2.0, "find": 2.0}
BATCH_SECONDS: Final = 8
BATCH: Final = 100_000
FIRST: Final = 5_000_000
"""Serial of the first synthetic number of the single calls."""
FIRST_BODY: Final = 70_000_000_000
"""Digits of the first number of the batch, before its check digit."""


def run(*, rounds: int, batch: int) -> Report:
    """Single calls, round by round, then one batch."""
    begun = time.perf_counter()
    with ground(["register"]) as place:
        with psycopg.connect(place.dsn("register", user="postgres"), autocommit=True) as connection:
            connection.execute("CREATE TABLE floor (id bigint PRIMARY KEY, content text NOT NULL)")
            one = single(connection, rounds)
        seconds, copied = many(place, batch)
    floor = one["floor"]
    figures = [
        Figure(name=name, value=one[name], unit="ms", floor=floor, ratio_bar=at_most(BARS[name]))
        for name in ("put", "reveal", "find")
    ]
    figures += [
        Figure(name="access record", value=one["record"], unit="ms", floor=floor),
        Figure(
            name=f"put, batch of {batch:,}",
            value=seconds,
            unit="s",
            floor=copied,
            bar=at_most(BATCH_SECONDS * batch / BATCH),
            note="floor: COPY of as many rows with two unique indexes",
        ),
    ]
    return Report(
        bench="vault",
        sizes={"rounds": rounds, "batch": batch},
        figures=tuple(figures),
        seconds=time.perf_counter() - begun,
    )


def single(connection: psycopg.Connection[Any], rounds: int) -> dict[str, float]:
    """Median milliseconds of each single call."""
    from daicho.access import records
    from daicho.access.grants import AccessKind, machine_access
    from daicho.access.records import Entry
    from daicho.identification import numbers
    from daicho.values.numbers import IndividualNumber

    vault = numbers.vault("register")
    access = machine_access(
        system=f"{TOWN}/register", organisation=TOWN, function="register.number", purpose="bench", legal_ground="bench"
    )
    took: dict[str, list[float]] = {name: [] for name in ("floor", "put", "record", "reveal", "find")}

    def take(name: str, call: Callable[[], Any]) -> Any:
        begun = time.perf_counter()
        found = call()
        took[name].append((time.perf_counter() - begun) * 1000)
        return found

    for place in range(rounds):
        number = IndividualNumber.synthetic(FIRST + place)
        row = (place, "x" * 200)
        take("floor", partial(connection.execute, "INSERT INTO floor VALUES (%s, %s)", row, prepare=True))
        stored = take("put", partial(vault.put, [number]))
        look = Entry(access=access, kind=AccessKind.REVEAL, vault_references=tuple(stored))
        record = take("record", partial(records.write, "register", look))
        take("reveal", partial(vault.reveal, stored, record))
        search = records.write(
            "register", Entry(access=access, kind=AccessKind.FIND, number_digest=vault.digest(number))
        )
        take("find", partial(vault.find, number, search))
    return {name: median(values) for name, values in took.items()}


def many(place: Ground, count: int) -> tuple[float, float]:
    """Seconds of one batch in one transaction, and of the COPY of rows of the same width and indexes."""
    from django.db import transaction

    from daicho.identification import numbers
    from daicho.values.numbers import IndividualNumber

    given = [IndividualNumber.with_check_digit(FIRST_BODY + serial * 7) for serial in range(count)]

    def put() -> None:
        with transaction.atomic(using="register"):
            numbers.vault("register").put(given)

    rows = [(f"{serial:032x}", os.urandom(32), "1", bytes(40)) for serial in range(count)]
    with psycopg.connect(place.dsn("register"), autocommit=True) as connection:
        connection.execute(
            "CREATE TABLE floor_many (reference uuid PRIMARY KEY, number_index bytea UNIQUE, key_id text, c bytea)"
        )

        def copy() -> None:
            with connection.cursor().copy("COPY floor_many FROM STDIN") as target:
                for row in rows:
                    target.write_row(row)

        copied = timed(copy)
    return timed(put), copied

"""`daicho bench years`: a register with years of acts, as a town has it: rebuilt from its acts, and read.

A synthetic population of years ago is loaded as any other, by its file. The world then lets the years pass: every act
is decided by the law on the register in memory (`world.years`) and written in bulk (`years_writing`). Then the register
must prove itself: the versions rebuilt from the stored changes are the table's, and the chain of acts holds. Bars are
those of a register of 300,000 residents with ten years of changes; smaller ones are held to them too.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import gc
import random
import sys
import time
from typing import TYPE_CHECKING, Any, Final

import msgspec
import psycopg

from daicho.host.bench.ground import TODAY, TOWN, ground
from daicho.host.bench.report import Figure, Report, at_least, at_most, each_ms, median, percentile

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from daicho.host.bench.ground import Ground
    from daicho.host.bench.years_writing import Writer
    from daicho.world.in_memory import InMemoryRegister
    from daicho.world.years import Years

HOUSEHOLD_P95_MS: Final = 5
NEXT_DAY_MS: Final = 1_000
REBUILD_SECONDS: Final = 300
BIG: Final = 100_000
SAMPLE: Final = 300
SENT: Final = 2_000
"""Acts after which rows are sent to the database."""

CODES: Final = range(9_000_000, 10_000_000)
TABLES: Final = (
    "register_act", "register_historyrow", "register_residentversion", "register_person", "register_searchkey",
    "register_household",
)  # fmt: skip


class Spent(msgspec.Struct):
    """Seconds of deciding and of writing; acts, their kinds, and what the law refused."""

    deciding: float = 0.0
    writing: float = 0.0
    acts: int = 0
    kinds: int = 0
    refused: int = 0


def run(*, residents: int, years: int, acts: int) -> Report:
    """Let years pass, prove that the register follows from its acts, and read it.

    Raises:
        Unproven: versions rebuilt from the acts, or the chain of acts, say otherwise than the tables.
    """
    begun = time.perf_counter()
    with ground(["register"], shared_buffers="1GB" if residents > BIG else "256MB") as place:
        start = TODAY.replace(year=TODAY.year - years)
        with psycopg.connect(place.dsn("register"), autocommit=True) as connection:
            with without_collecting():
                register = opened(place, residents, start)
                spent = lived(connection, register, start, acts_a_year=max(1, residents * acts // 1_000))
                del register
            connection.execute("VACUUM ANALYZE " + ", ".join(TABLES))
            connection.execute("CHECKPOINT")
        figures = (*_lived(spent), *proven(), *read())
    return Report(
        bench="years",
        sizes={"residents": residents, "years": years, "acts": spent.acts},
        figures=figures,
        seconds=time.perf_counter() - begun,
    )


class Unproven(RuntimeError):  # noqa: N818 - what was found
    """The tables are not what follows from the acts; the text counts, and names nobody."""


@contextlib.contextmanager
def without_collecting() -> Iterator[None]:
    """Nobody looks for cycles meanwhile: millions of records have none, and the looking would take most of the time."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


# -- filling ---------------------------------------------------------------------------------


def opened(place: Ground, residents: int, start: dt.date) -> InMemoryRegister:
    """Load the population of the first day; the register in memory as it stands in the database."""
    from daicho.systems.register.loading import blocks, load
    from daicho.world.files import write_population
    from daicho.world.in_memory import InMemoryRegister
    from daicho.world.scenario import households_of

    folder = place.place / "population"
    written = write_population(folder, municipality_code=TOWN, people=residents, seed=1, as_of=start)
    path: Path = folder / "residents.jsonl"
    load("register", path)
    with psycopg.connect(place.dsn("register")) as connection:
        found = connection.execute("SELECT addressee_number, individual_number_ref FROM register_person").fetchall()
    references: dict[str, str | None] = dict(found)
    register = InMemoryRegister(written.municipality_code, serials=CODES)
    for household in households_of(path):
        for member in household.members:
            reference = references[member.record.addressee_number.stored()]
            record = msgspec.structs.replace(member.record, individual_number_ref=reference)
            register.open(record, blocks.since(record), on=TODAY)
    return register


def lived(
    connection: psycopg.Connection[Any], register: InMemoryRegister, start: dt.date, *, acts_a_year: int
) -> Spent:
    """Let every day pass until today; acts are decided in memory and written some thousands at a time."""
    from daicho.host.bench.years_writing import Writer
    from daicho.world.population import generate
    from daicho.world.years import Years

    serials = range(5_000_000, 9_000_000)
    newcomers = generate(TOWN, len(serials), 2, as_of=start, serials=serials)
    years = Years(register, seed=1, newcomers=newcomers)
    writer, spent = Writer(connection, register), Spent()
    days = (TODAY - start).days
    for done, (day, number) in enumerate(_days(start, days, acts_a_year), 1):
        _pass(years, writer, spent, day, number)
        _tell("acts", done, days)
    begun = time.perf_counter()
    writer.finish()
    spent.writing += time.perf_counter() - begun
    spent.kinds, spent.refused = len(years.done), years.refused.total()
    return spent


def _days(start: dt.date, days: int, acts_a_year: int) -> Iterator[tuple[dt.date, int]]:
    """Each day with the number of acts that people notify on it; what follows from acts comes besides."""
    share, held = acts_a_year * FIRST / 365, 0.0
    for at in range(1, days + 1):
        held += share
        yield start + dt.timedelta(at), int(held)
        held -= int(held)


FIRST: Final = 0.78
"""Share of the acts that people notify; the rest follows from them: planned days that pass, numbers that arrive."""


def _pass(years: Years, writer: Writer, spent: Spent, day: dt.date, number: int) -> None:
    begun = time.perf_counter()
    for entered in years.day(day, acts=number):
        spent.deciding += time.perf_counter() - begun
        begun = time.perf_counter()
        writer.add(entered)
        spent.acts += 1
        if spent.acts % SENT == 0:
            writer.send()
        spent.writing += time.perf_counter() - begun
        begun = time.perf_counter()
    spent.deciding += time.perf_counter() - begun


def _tell(what: str, done: int, total: int) -> None:
    """Progress on the terminal, where there is one."""
    if sys.stderr.isatty() and (done == total or done % max(1, total // 200) == 0):
        sys.stderr.write(f"\r{what}: {done:,} / {total:,}   " + ("\n" if done == total else ""))
        sys.stderr.flush()


def _lived(spent: Spent) -> tuple[Figure, ...]:
    return (
        Figure(
            name="acts decided in memory",
            value=spent.acts / spent.deciding,
            unit="acts/s",
            note=f"{spent.kinds} kinds; {spent.refused} commands refused by the law and left out",
        ),
        Figure(name="acts written in bulk", value=spent.acts / spent.writing, unit="acts/s"),
    )


_STRAY_STATES: Final = """
    SELECT count(*) FROM register_person p
    LEFT JOIN register_historyrow h USING (addressee_number, history_number)
    WHERE (h.act_number, h.household_number, h.state, h.relationship)
            IS DISTINCT FROM (p.last_act, p.household_number, p.state, p.relationship)
        OR EXISTS (
            SELECT FROM register_historyrow later
            WHERE later.addressee_number = p.addressee_number AND later.history_number > p.history_number)
"""
_STRAY_KEYS: Final = """
    SELECT count(*) FROM register_person p
    WHERE NOT EXISTS (
        SELECT FROM register_searchkey k
        WHERE k.addressee_number = p.addressee_number AND k.kind = 'name' AND k.is_current)
"""

# -- proving ---------------------------------------------------------------------------------


def proven() -> tuple[Figure, ...]:
    """Rebuild every version from the stored changes, look at states and keys, and compute the chain again.

    Raises:
        Unproven: something differs.
    """
    from daicho.systems.register import db, rebuild

    told: list[int] = []

    def progress(done: int, total: int) -> None:
        told.append(done)
        _tell("rebuild", done, total)

    begun = time.perf_counter()
    report = rebuild.versions("register", progress)
    seconds = time.perf_counter() - begun
    if not report.equal:
        raise Unproven(f"{len(report.differing)} persons differ from what their acts give")
    for what, query in (("states", _STRAY_STATES), ("search keys", _STRAY_KEYS)):
        stray = db.value("register", query)
        if stray:
            raise Unproven(f"{stray} persons have {what} that are not those of their last act")
    chain = rebuild.verify_chain("register")
    if chain.broken is not None:
        raise Unproven(f"the chain of acts breaks at act {chain.broken} ({chain.why})")
    return (
        Figure(
            name="versions rebuilt and compared",
            value=seconds,
            unit="s",
            bar=at_most(REBUILD_SECONDS),
            note=f"{report.acts} acts, {report.versions} versions, all equal; chain of {chain.acts} acts holds; "
            f"progress told {len(told)} times",
        ),
        Figure(name="versions rebuilt", value=report.versions / seconds, unit="versions/s", bar=at_least(1)),
    )


# -- reading ---------------------------------------------------------------------------------


def read() -> tuple[Figure, ...]:
    """Households as of days of the years, and the list of the busiest days."""
    from daicho.systems.register import db
    from daicho.systems.register.queries import records

    homes = [
        each["household_number"]
        for each in db.rows(
            "register",
            "SELECT household_number FROM register_household ORDER BY md5(household_number) LIMIT %s",
            (SAMPLE,),
        )
    ]
    grant = _opened(homes)
    days = [TODAY - dt.timedelta(days) for days in random.Random(1).sample(range(3_000), len(homes))]  # noqa: S311
    each_ms(lambda at: records.household(grant, homes[at], on=days[at]), len(homes))
    times = each_ms(lambda at: records.household(grant, homes[at], on=days[at]), len(homes))
    listing = _listed()
    return (
        Figure(
            name="household as of a day, p95",
            value=percentile(times, 0.95),
            unit="ms",
            bar=at_most(HOUSEHOLD_P95_MS),
            note=f"p50 {median(times):.2f} ms",
        ),
        Figure(name="next-day list of the busiest day", value=max(listing), unit="ms", bar=at_most(NEXT_DAY_MS)),
    )


def _opened(homes: list[str]) -> Any:
    """A grant that covers everyone who ever lived in these households: one record, made beforehand."""
    from daicho.host.bench import words
    from daicho.systems.register import db

    members = db.rows(
        "register",
        "SELECT DISTINCT addressee_number FROM register_residentversion WHERE household_number = ANY (%s)",
        (homes,),
    )
    return words.gate().open_person(words.clerk("register.open"), [each["addressee_number"] for each in members])


def _listed() -> list[float]:
    from daicho.host.bench import words
    from daicho.systems.register import db
    from daicho.systems.register.queries.next_day import next_day_list

    busy = db.rows(
        "register", "SELECT processed_on FROM register_act WHERE number > 1 GROUP BY 1 ORDER BY count(*) DESC LIMIT 5"
    )
    days = [each["processed_on"] for each in busy]
    return each_ms(lambda at: next_day_list(words.search_grant(), days[at]), len(days))

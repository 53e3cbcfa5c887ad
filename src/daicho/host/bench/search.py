"""`daicho bench search`: reads of the register at three versions a resident, against a primary-key read.

How the register is filled. A synthetic municipality of `base` residents is loaded as any other, by its file. Then its
households are copied in SQL until there are `residents`: each copy with addressee, household and record-code numbers of
its own (made beforehand, check digits and all), the same names, dates and addresses. Names are therefore as frequent,
in proportion, as in the base. Everyone then gets an earlier content that ended when the present one began, and a
present content that a second act replaced: three versions, so that "as of" and "as known at" both have something to
choose from. Indexes are dropped before and made again after, from their own definitions; constraints included.
"""

from __future__ import annotations

import random
import time
from typing import TYPE_CHECKING, Any, Final

import psycopg

from daicho.host.bench.ground import ground
from daicho.host.bench.load import population
from daicho.host.bench.report import Figure, Report, at_most, each_ms, median, percentile

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from daicho.access.grants import Grant
    from daicho.host.bench.ground import Ground
    from daicho.systems.register.queries.search import Conditions

READ_RATIO: Final = 3
SEARCH_P95_MS: Final = {
    "kana prefix + birth date": 5,
    "two kanji": 20,
    "given name": 10,
    "one kanji": 100,
}
SAMPLE: Final = 300
TABLES: Final = ("register_residentversion", "register_person", "register_searchkey", "register_household")


def run(*, residents: int, base: int) -> Report:
    """Fill a register, then read."""
    begun = time.perf_counter()
    with ground(["register"], shared_buffers="1GB" if residents > BIG else "256MB") as place:
        filled = fill(place, residents, min(base, residents))
        figures = measured()
    return Report(
        bench="search",
        sizes={"residents": filled, "versions": 3 * filled},
        figures=tuple(figures),
        seconds=time.perf_counter() - begun,
    )


BIG: Final = 300_000


# -- filling ---------------------------------------------------------------------------------


def fill(place: Ground, residents: int, base: int) -> int:
    """Load the base, multiply it, give everyone three versions; how many residents there are."""
    path = population(place, base)
    from daicho.systems.register.loading import load

    load("register", path)
    with psycopg.connect(place.dsn("register"), autocommit=True) as connection:
        connection.execute("SET maintenance_work_mem = '512MB'; SET work_mem = '64MB'")
        remade = _drop_indexes(connection)
        _numbers(connection, -(-residents // base) - 1)
        for statement in _COPIES:
            connection.execute(statement)
        connection.execute(_VERSIONS)
        for statement in remade:
            connection.execute(statement)
        connection.execute("UPDATE register_actchain SET last_number = 2")
        connection.execute("VACUUM ANALYZE " + ", ".join(TABLES))
        connection.execute("CHECKPOINT")
        found = connection.execute("SELECT count(*) FROM register_person").fetchone()
    return int(found[0]) if found else 0


def _drop_indexes(connection: psycopg.Connection[Any]) -> list[str]:
    """Drop every index and the constraints that stand on one; the statements that make them again."""
    constraints = connection.execute(
        "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint"
        " WHERE conrelid = ANY (%s::regclass[]) AND contype IN ('p', 'u', 'x') ORDER BY contype DESC",
        (list(TABLES),),
    ).fetchall()
    indexes = connection.execute(
        "SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index"
        " WHERE indrelid = ANY (%s::regclass[])"
        " AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid)",
        (list(TABLES),),
    ).fetchall()
    for table, name, _ in constraints:
        connection.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
    for name, _ in indexes:
        connection.execute(f"DROP INDEX {name}")
    again = [definition for _, definition in indexes]
    return again + [
        f"ALTER TABLE {table} ADD CONSTRAINT {name} {definition}" for table, name, definition in constraints
    ]


def _numbers(connection: psycopg.Connection[Any], copies: int) -> None:
    """Numbers for every copy of every resident and household, valid like all others."""
    from daicho.values.numbers import AddresseeNumber, HouseholdNumber, ResidentRecordCode

    people = [row[0] for row in connection.execute("SELECT addressee_number FROM register_person").fetchall()]
    homes = [row[0] for row in connection.execute("SELECT household_number FROM register_household").fetchall()]
    connection.execute(
        "CREATE TEMPORARY TABLE people (was text, is_now text, code text);"
        "CREATE TEMPORARY TABLE homes (was text, is_now text, place int);"
        "CREATE TEMPORARY TABLE copied (was_home text, person text, home text, is_now text, code text)"
    )
    first = 100_000_000
    with connection.cursor().copy("COPY people FROM STDIN") as copy:
        for at in range(copies * len(people)):
            number = AddresseeNumber.from_serial(first + at).stored()
            code = ResidentRecordCode.synthetic(3_000_000 + at).stored()
            copy.write_row((people[at % len(people)], number, code))
    with connection.cursor().copy("COPY homes FROM STDIN") as copy:
        for at in range(copies * len(homes)):
            copy.write_row((homes[at % len(homes)], HouseholdNumber.from_serial(first + at).stored(), at // len(homes)))
    connection.execute(_PAIRED)


_PAIRED: Final = """
    INSERT INTO copied
    SELECT p.household_number, p.addressee_number, h.is_now, n.is_now, n.code
    FROM (SELECT *, row_number() OVER (PARTITION BY was) - 1 AS place FROM people) n
    JOIN register_person p ON p.addressee_number = n.was
    JOIN homes h ON h.was = p.household_number AND h.place = n.place;
    CREATE INDEX ON copied (person);
    ANALYZE copied
"""


def _columns(table: str, replaced: dict[str, str]) -> tuple[str, str]:
    """The columns of a table, and what a copy takes for each."""
    from django.apps import apps

    model = apps.get_model("register", table)
    names = [field.column for field in model._meta.concrete_fields if field.column and field.column != "id"]  # noqa: SLF001
    return ", ".join(names), ", ".join(replaced.get(name, f"t.{name}") for name in names)


_RENAMED: Final = {
    "addressee_number": "c.is_now",
    "household_number": "c.home",
    "resident_record_code": "c.code",
}


class _Copies:
    """The statements that copy each table; made when the models are there."""

    def __iter__(self) -> Any:
        for table, replaced in (
            ("residentversion", _RENAMED),
            ("person", _RENAMED),
            (
                "searchkey",
                {"addressee_number": "c.is_now", "value": "CASE t.kind WHEN 'code' THEN c.code ELSE t.value END"},
            ),
        ):
            into, values = _columns(table, replaced)
            yield (
                f"INSERT INTO register_{table} ({into}) SELECT {values} FROM register_{table} t"
                " JOIN copied c ON c.person = t.addressee_number"
            )
        yield "INSERT INTO register_household (household_number, opened_by) SELECT is_now, 1 FROM homes"
        into, values = _columns("residentversion", {"valid": "int4range(lower(t.valid) - 4000, lower(t.valid))"})
        yield f"INSERT INTO register_residentversion ({into}) SELECT {values} FROM register_residentversion t"
        into, values = _columns("residentversion", {"recorded": "int8range(2, NULL)"})
        yield (
            f"INSERT INTO register_residentversion ({into}) SELECT {values} FROM register_residentversion t"
            " WHERE upper_inf(valid)"
        )


_COPIES: Final = _Copies()
_VERSIONS: Final = """
    UPDATE register_residentversion SET recorded = int8range(lower(recorded), 2)
    WHERE upper_inf(valid) AND lower(recorded) = 1
"""


# -- reading ---------------------------------------------------------------------------------


def measured() -> list[Figure]:
    """Every read beside the primary-key read, in the same minutes."""
    from daicho.host.bench import words
    from daicho.systems.register import db
    from daicho.systems.register.queries import records
    from daicho.systems.register.queries.search import search

    grant = words.search_grant()
    found = db.rows("register", "SELECT * FROM register_person ORDER BY md5(addressee_number) LIMIT 600")
    random.Random(1).shuffle(found)  # noqa: S311  # the same people every time
    numbers = [each["addressee_number"] for each in found[:SAMPLE]]
    homes = [each["household_number"] for each in found[:SAMPLE]]

    def by_key(at: int) -> object:
        return db.row("register", "SELECT * FROM register_person WHERE addressee_number = %s", (numbers[at],))

    floor = each_ms(by_key, SAMPLE)
    opened = _opened(homes)
    reads: dict[str, Callable[[int], object]] = {
        "person as of a day": lambda at: records.person(opened, numbers[at], on=_long_ago()),
        "person as known at an act": lambda at: records.person(opened, numbers[at], known_at=1),
        "household as of a day": lambda at: records.household(opened, homes[at], on=_long_ago()),
        "household as known at an act": lambda at: records.household(opened, homes[at], known_at=1),
    }
    figures = [_read(name, each_ms(read, SAMPLE), median(floor)) for name, read in reads.items()]
    for name, conditions in _conditions(found[:SAMPLE]).items():
        times = each_ms(lambda at, made=conditions: search(grant, made[at]), len(conditions))  # type: ignore[misc]
        figures.append(_search(name, times, median(floor)))
    return figures


def _opened(homes: list[str]) -> Grant:
    """A grant that covers everyone in these households: one record, made beforehand."""
    from daicho.host.bench import words
    from daicho.systems.register import db

    members = db.rows(
        "register",
        "SELECT DISTINCT addressee_number FROM register_residentversion WHERE household_number = ANY (%s)",
        (homes,),
    )
    return words.gate().open_person(words.clerk("register.open"), [each["addressee_number"] for each in members])


def _long_ago() -> Any:
    import datetime as dt

    return dt.date(2025, 4, 1)


def _read(name: str, times: list[float], floor: float) -> Figure:
    return Figure(
        name=f"{name}, p50",
        value=median(times),
        unit="ms",
        floor=floor,
        ratio_bar=at_most(READ_RATIO),
        note=f"p95 {percentile(times, 0.95):.2f} ms",
    )


def _search(name: str, times: list[float], floor: float) -> Figure:
    return Figure(
        name=f"search by {name}, p95",
        value=percentile(times, 0.95),
        unit="ms",
        floor=floor,
        bar=at_most(SEARCH_P95_MS[name]) if name in SEARCH_P95_MS else None,
        note=f"p50 {median(times):.2f} ms",
    )


def _conditions(found: Sequence[dict[str, Any]]) -> dict[str, list[Conditions]]:
    """What clerks search by, from residents who are there."""
    from daicho.systems.register.queries.search import Conditions
    from daicho.values.dates import RegisterDate

    parts = [each for each in found if len(each["name_written"].split("\u3000")) == 2]  # noqa: PLR2004  # family, given
    return {
        "kana prefix + birth date": [
            Conditions(kana=each["furigana"][:3], birth_from=RegisterDate.from_stored(each["birth_date"]))
            for each in parts
        ],
        "given name": [Conditions(given=each["name_written"].split("\u3000")[1]) for each in parts],
        "two kanji": [Conditions(name=each["name_written"][:2]) for each in parts],
        "one kanji": [Conditions(name=each["name_written"][0]) for each in parts[:100]],
        "part of an address": [Conditions(address=each["address_written"][-14:]) for each in parts[:100]],
    }

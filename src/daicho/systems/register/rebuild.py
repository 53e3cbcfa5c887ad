"""Proof that the tables follow from the acts: versions rebuilt from stored changes, and the chain of hashes.

Nothing is ever decided again: a stored change says which spans of a person's valid time it replaced, and with what.
"""

from __future__ import annotations

import hashlib
from contextlib import contextmanager
from itertools import count as count_from
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Any, Final, cast

import msgspec
import psycopg
from psycopg.rows import dict_row

from daicho.law.decision import PersonChange
from daicho.law.records import ResidentRecord, Version
from daicho.law.timelines import cut
from daicho.systems.register import db, rows
from daicho.values import codec

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    Progress = Callable[[int, int], None]

BATCH: Final = 500
"""Acts read at a time."""

FETCHED: Final = 2000
"""Rows of a stream in memory."""


class RebuildReport(msgspec.Struct, frozen=True):
    """What a rebuild found. `differing` are addressee numbers whose rows are not those of their acts."""

    acts: int
    versions: int
    differing: tuple[str, ...]

    @property
    def equal(self) -> bool:
        """Whether the table is exactly what the acts give."""
        return not self.differing


class ChainReport(msgspec.Struct, frozen=True):
    """What the chain of acts says. `broken` is the number of the first act that does not fit, None when all do."""

    acts: int
    broken: int | None
    why: str = ""


Row = tuple[int, int | None, int, int | None, dict[str, Any]]
"""A version as compared: valid from, until, recorded from, until, and the content as built-in values."""


def versions(alias: str, progress: Progress | None = None) -> RebuildReport:
    """Fold every act's stored changes and compare the outcome with the table, person by person.

    The changes are first sorted by person in a temporary table, so that one person is in memory at a time however
    large the register. `progress` is told (done, total), counted in acts read and persons compared.
    """
    tell = progress or _silent
    with _snapshot(alias):
        acts = last_act(alias)
        total = acts + int(db.value(alias, "SELECT count(*) FROM register_person"))
        _sort_changes(alias, lambda done: tell(done, total))
        differing: list[str] = []
        count = 0
        for persons, (person, expected, found) in enumerate(_both(alias), 1):
            count += len(expected)
            if expected != found and not _same_records(expected, found):
                differing.append(person)
            if persons % BATCH == 0:
                tell(min(acts + persons, total), total)
        db.execute(alias, "DROP TABLE register_rebuild")
    tell(total, total)
    return RebuildReport(acts, count, tuple(differing))


@contextmanager
def _snapshot(alias: str) -> Iterator[None]:
    """One state of the register, so that acts recorded meanwhile are neither half seen nor held up."""
    with db.connection(alias).transaction():
        db.execute(alias, "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        yield


def _silent(done: int, total: int) -> None:
    """Tell nobody."""


class _Piece(msgspec.Struct, array_like=True):
    """A piece of a stored change; the content stays as it is written."""

    since: int
    until: int | None
    content: dict[str, Any]


class _Change(msgspec.Struct):
    """What a stored change puts into a person's timeline. The rest of it is not looked at."""

    addressee_number: str
    pieces: list[_Piece]


class _Head(msgspec.Struct):
    """Whose a stored change is; the rest is read when its turn comes."""

    addressee_number: str


def _same_records(expected: list[Row], found: list[Row]) -> bool:
    """Whether rows that are not written alike are the same records: a field may have got a default since."""
    return _typed(expected) == _typed(found)


def _typed(rows_of_person: list[Row]) -> list[tuple[int, int | None, int, int | None, bytes]]:
    return [(*row[:4], codec.encode(codec.from_builtins(row[4], ResidentRecord))) for row in rows_of_person]


def _sort_changes(alias: str, tell: Callable[[int], None]) -> None:
    """Put every stored change into a temporary table, under its person and act."""
    db.execute(alias, "CREATE TEMPORARY TABLE register_rebuild (person text, act bigint, change bytea) ON COMMIT DROP")
    raw, head = msgspec.json.Decoder(list[msgspec.Raw]), msgspec.json.Decoder(_Head)
    waiting: list[tuple[str, int, bytes]] = []
    for number, content in stored_contents(alias):
        waiting += ((head.decode(change).addressee_number, number, bytes(change)) for change in raw.decode(content))
        if len(waiting) >= FETCHED:
            _copy_changes(alias, waiting)
            waiting.clear()
        if number % BATCH == 0:
            tell(number)
    _copy_changes(alias, waiting)
    db.execute(alias, "ANALYZE register_rebuild")


def _copy_changes(alias: str, changes: list[tuple[str, int, bytes]]) -> None:
    with db.cursor(alias) as cursor, cursor.copy("COPY register_rebuild FROM STDIN (FORMAT BINARY)") as copy:
        copy.set_types(["text", "int8", "bytea"])
        for change in changes:
            copy.write_row(change)


def _both(alias: str) -> Iterator[tuple[str, list[Row], list[Row]]]:
    """Every person of the acts or of the table: rows that the acts give, rows that are there."""
    folded, table = _folded(alias), _table(alias)
    mine, there = next(folded, None), next(table, None)
    while mine is not None or there is not None:
        person = min(each[0] for each in (mine, there) if each is not None)
        expected, found = list[Row](), list[Row]()
        if mine is not None and mine[0] == person:
            expected, mine = mine[1], next(folded, None)
        if there is not None and there[0] == person:
            found, there = there[1], next(table, None)
        yield person, expected, found


def _folded(alias: str) -> Iterator[tuple[str, list[Row]]]:
    """The rows that the acts give each person, in the order of their numbers."""
    decoder = msgspec.json.Decoder(_Change)
    changes = _stream(alias, "SELECT person, act, change FROM register_rebuild ORDER BY person, act")
    for person, own in groupby(changes, key=itemgetter("person")):
        state = _Person()
        for each in own:
            state.apply(decoder.decode(each["change"]), each["act"])
        yield person, state.rows()


class _Person:
    """One person's versions while acts are folded."""

    __slots__ = ("closed", "open")

    def __init__(self) -> None:
        self.open: list[tuple[Version, int]] = []
        self.closed: list[tuple[Version, int, int]] = []

    def apply(self, change: _Change, act: int) -> None:
        spans = [(piece.since, piece.until) for piece in change.pieces]
        kept: list[tuple[Version, int]] = []
        for version, since_act in self.open:
            remainders = cut([version], spans)
            if remainders == [version]:
                kept.append((version, since_act))
                continue
            self.closed.append((version, since_act, act))
            kept += ((remainder, act) for remainder in remainders)
        # the law cuts versions whatever their content is
        pieces: list[Any] = [Version(piece.since, piece.until, cast("Any", piece.content)) for piece in change.pieces]
        self.open = [*kept, *((piece, act) for piece in pieces)]

    def rows(self) -> list[Row]:
        found: list[Any] = [(v.since, v.until, since, None, v.content) for v, since in self.open]
        found += [(v.since, v.until, since, until, v.content) for v, since, until in self.closed]
        return sorted(found, key=_WHEN)


_WHEN: Final = itemgetter(0, 2)
"""An act opens one version of a person at a point of valid time at most."""


def last_act(alias: str) -> int:
    """The number of the last act."""
    number: int = db.value(alias, "SELECT last_number FROM register_actchain WHERE id = 1")
    return number


def stored_contents(alias: str) -> Iterator[tuple[int, bytes]]:
    """The stored changes of all acts in their order, as canonical bytes; an opening act comes in its parts."""
    after = 0
    while found := db.rows(
        alias,
        "SELECT number, command_kind, changes FROM register_act WHERE number > %s ORDER BY number LIMIT %s",
        (after, BATCH),
    ):
        for act in found:
            parts = part_numbers(alias, act["number"]) if act["command_kind"] == "initial_opening" else []
            for part in parts:
                yield act["number"], unpack(part_content(alias, act["number"], part))
            if not parts:
                yield act["number"], bytes(act["changes"])
        after = found[-1]["number"]


def stored_changes(alias: str) -> Iterator[tuple[int, tuple[PersonChange, ...]]]:
    """The stored changes of all acts in their order; an opening act comes in its parts."""
    for number, content in stored_contents(alias):
        yield number, codec.decode(content, tuple[PersonChange, ...])


def part_numbers(alias: str, act: int) -> list[int]:
    """The numbers of an opening act's parts."""
    return [
        each["part"]
        for each in db.rows(alias, "SELECT part FROM register_actpart WHERE act_number = %s ORDER BY part", (act,))
    ]


def part_content(alias: str, act: int, part: int) -> bytes:
    """One part of an opening act as it is stored, compressed."""
    return bytes(
        db.value(alias, "SELECT changes FROM register_actpart WHERE act_number = %s AND part = %s", (act, part))
    )


def unpack(content: bytes) -> bytes:
    """The canonical bytes of a part of an opening act, which is stored compressed."""
    import zlib

    return zlib.decompress(content)


_TABLE = f"""
    SELECT lower(valid) AS since, upper(valid) AS until, lower(recorded) AS from_act, upper(recorded) AS to_act,
        {rows.COLUMN_LIST}
    FROM register_residentversion ORDER BY addressee_number
"""


def _table(alias: str) -> Iterator[tuple[str, list[Row]]]:
    """The rows that are there, in the order of persons."""
    for person, own in groupby(_stream(alias, _TABLE), key=itemgetter("addressee_number")):
        yield person, sorted(map(_compared, own), key=_WHEN)


def _compared(row: db.Row) -> Row:
    return row["since"], row["until"], row["from_act"], row["to_act"], rows.plain_content(row)


def _stream(alias: str, query: str) -> Iterator[db.Row]:
    """The rows of a query, some thousands at a time in memory."""
    name = f"rebuild_{next(_cursors)}"
    with psycopg.ServerCursor(db.connection(alias), name, row_factory=dict_row) as cursor:
        cursor.itersize = FETCHED
        yield from cursor.execute(query)


_cursors: Final = count_from(1)


_CHAIN = """
    SELECT number, recorded_at, envelope, command, changes, effects, previous_hash, hash
    FROM register_act WHERE number > %s ORDER BY number LIMIT %s
"""


def verify_chain(alias: str, progress: Progress | None = None) -> ChainReport:
    """Compute every act's hash again, from the first; the parts of opening acts too."""
    previous, after, count = bytes(32), 0, 0
    total = last_act(alias)
    while found := db.rows(alias, _CHAIN, (after, BATCH)):
        for act in found:
            number = act["number"]
            if number != after + 1:
                return ChainReport(count, after + 1, "missing")
            if bytes(act["previous_hash"]) != previous or act_hash(previous, act) != bytes(act["hash"]):
                return ChainReport(count, number, "hash")
            if not _parts_fit(alias, act):
                return ChainReport(count, number, "part")
            previous, after, count = bytes(act["hash"]), number, count + 1
        (progress or _silent)(count, max(total, count))
    head = db.row(alias, "SELECT last_number, last_hash FROM register_actchain WHERE id = 1")
    if head is None or head["last_number"] != after or bytes(head["last_hash"]) != previous:
        return ChainReport(count, after + 1, "end")
    return ChainReport(count, None)


def act_hash(previous: bytes, act: db.Row) -> bytes:
    """The hash of an act, as `register_record_act` computes it."""
    digests = (hashlib.sha256(bytes(act[name])).digest() for name in ("envelope", "command", "changes", "effects"))
    fixed = act["number"].to_bytes(8, "big") + _microseconds(act["recorded_at"]).to_bytes(8, "big")
    return hashlib.sha256(previous + fixed + b"".join(digests)).digest()


def _microseconds(moment: datetime) -> int:
    from datetime import UTC, datetime, timedelta

    return (moment - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)


def _parts_fit(alias: str, act: db.Row) -> bool:
    """Whether the parts of an opening act are those that it lists; one of them in memory at a time."""
    parts = part_numbers(alias, act["number"])
    if not parts:
        return True
    listed = codec.decode(bytes(act["changes"]), list[str])
    return listed == [hashlib.sha256(part_content(alias, act["number"], part)).hexdigest() for part in parts]

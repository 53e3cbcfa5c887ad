"""Proof that the tables follow from the acts: versions rebuilt from stored changes, and the chain of hashes.

Nothing is ever decided again: a stored change says which spans of a person's valid time it replaced, and with what.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any, Final

import msgspec
import psycopg

from daicho.law.decision import PersonChange
from daicho.law.timelines import cut
from daicho.systems.register import db, rows
from daicho.values import codec

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from daicho.law.records import Version

    Progress = Callable[[int, int], None]

BATCH: Final = 500
"""Acts read at a time."""


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


Row = tuple[int, int | None, int, int | None, bytes]
"""A version as compared: valid from, until, recorded from, until, canonical content."""


def versions(alias: str, progress: Progress | None = None) -> RebuildReport:
    """Fold every act's stored changes and compare the outcome with the table, person by person."""
    folded: dict[str, _Person] = {}
    total, done = last_act(alias), 0
    for number, changes in stored_changes(alias):
        for change in changes:
            folded.setdefault(change.addressee_number.stored(), _Person()).apply(change, number)
        done = number
        if progress is not None and number % BATCH == 0:
            progress(number, total)
    expected = {person: state.rows() for person, state in folded.items()}
    count = sum(len(found) for found in expected.values())
    differing = _differing(alias, expected)
    if progress is not None:
        progress(done, total)
    return RebuildReport(done, count, tuple(sorted(differing)))


class _Person:
    """One person's versions while acts are folded."""

    __slots__ = ("closed", "open")

    def __init__(self) -> None:
        self.open: list[tuple[Version, int]] = []
        self.closed: list[tuple[Version, int, int]] = []

    def apply(self, change: PersonChange, act: int) -> None:
        spans = [*((piece.since, piece.until) for piece in change.pieces), *change.erased]
        kept: list[tuple[Version, int]] = []
        for version, since_act in self.open:
            remainders = cut([version], spans)
            if remainders == [version]:
                kept.append((version, since_act))
                continue
            self.closed.append((version, since_act, act))
            kept += ((remainder, act) for remainder in remainders)
        self.open = [*kept, *((piece, act) for piece in change.pieces)]

    def rows(self) -> set[Row]:
        found: set[Row] = {(v.since, v.until, since, None, codec.encode(v.content)) for v, since in self.open}
        found |= {(v.since, v.until, since, until, codec.encode(v.content)) for v, since, until in self.closed}
        return found


def last_act(alias: str) -> int:
    """The number of the last act."""
    number: int = db.value(alias, "SELECT last_number FROM register_actchain WHERE id = 1")
    return number


def stored_changes(alias: str) -> Iterator[tuple[int, tuple[PersonChange, ...]]]:
    """The stored changes of all acts in their order; an opening act comes in its parts."""
    after = 0
    while True:
        found = db.rows(
            alias,
            "SELECT number, command_kind, changes FROM register_act WHERE number > %s ORDER BY number LIMIT %s",
            (after, BATCH),
        )
        if not found:
            return
        for act in found:
            if act["command_kind"] == "initial_opening":
                yield from _parts(alias, act)
            else:
                yield act["number"], codec.decode(bytes(act["changes"]), tuple[PersonChange, ...])
        after = found[-1]["number"]


def _parts(alias: str, act: db.Row) -> Iterator[tuple[int, tuple[PersonChange, ...]]]:
    parts = db.rows(alias, "SELECT part FROM register_actpart WHERE act_number = %s ORDER BY part", (act["number"],))
    if not parts:
        yield act["number"], codec.decode(bytes(act["changes"]), tuple[PersonChange, ...])
    for part in parts:
        content = db.value(
            alias,
            "SELECT changes FROM register_actpart WHERE act_number = %s AND part = %s",
            (act["number"], part["part"]),
        )
        yield act["number"], codec.decode(unpack(bytes(content)), tuple[PersonChange, ...])


def unpack(content: bytes) -> bytes:
    """The canonical bytes of a part of an opening act, which is stored compressed."""
    import zlib

    return zlib.decompress(content)


_TABLE = f"""
    SELECT lower(valid) AS since, upper(valid) AS until, lower(recorded) AS from_act, upper(recorded) AS to_act,
        {rows.COLUMN_LIST}
    FROM register_residentversion ORDER BY addressee_number
"""


def _differing(alias: str, expected: dict[str, set[Row]]) -> set[str]:
    """Persons whose rows in the table are not the expected ones; the table is read once, in order of persons."""
    differing: set[str] = set()
    seen: set[str] = set()
    for person, found in _table(alias):
        seen.add(person)
        if expected.get(person) != found:
            differing.add(person)
    return differing | (expected.keys() - seen)


def _table(alias: str) -> Iterator[tuple[str, set[Row]]]:
    present, found = "", set[Row]()
    with db.connection(alias).transaction(), _stream(alias) as cursor:
        for each in cursor.execute(_TABLE):
            if each["addressee_number"] != present and present:
                yield present, found
                found = set()
            present = each["addressee_number"]
            content = codec.encode(rows.record_of(each))
            found.add((each["since"], each["until"], each["from_act"], each["to_act"], content))
    if present:
        yield present, found


def _stream(alias: str) -> psycopg.ServerCursor[dict[str, Any]]:
    from psycopg.rows import dict_row

    return psycopg.ServerCursor(db.connection(alias), "rebuild", row_factory=dict_row)


_CHAIN = """
    SELECT number, recorded_at, envelope, command, changes, effects, previous_hash, hash
    FROM register_act WHERE number > %s ORDER BY number LIMIT %s
"""


def verify_chain(alias: str) -> ChainReport:
    """Compute every act's hash again, from the first; the parts of opening acts too."""
    previous, after, count = bytes(32), 0, 0
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
    found = db.rows(alias, "SELECT changes FROM register_actpart WHERE act_number = %s ORDER BY part", (act["number"],))
    if not found:
        return True
    listed = codec.decode(bytes(act["changes"]), list[str])
    return listed == [hashlib.sha256(bytes(part["changes"])).hexdigest() for part in found]

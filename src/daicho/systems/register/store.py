"""The register's tables read and written for one act: locks, timelines, numbers, rows.

Set-based: what a household needs costs the same number of statements as what one person needs. The statements'
plans and locks are described in `migrations/sql/0004_functions.sql`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import msgspec

from daicho.law.records import ActLine, Timeline, Version
from daicho.law.timelines import Span, within
from daicho.systems.register import db, rows
from daicho.values.dates import RegisterDate
from daicho.values.numbers import AddresseeNumber, HouseholdNumber, ResidentRecordCode

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

OPENING: Final = "opening"
"""The reason written in history rows of the initial load: outside the 37 reasons, counted nowhere."""


class Moved(Exception):  # noqa: N818 - nothing failed; the transaction starts again
    """Somebody joined or left a household between our look and our locks."""


class Circle(msgspec.Struct, frozen=True):
    """The persons and households that an act holds locked."""

    persons: tuple[str, ...]
    households: tuple[str, ...]


class Known(msgspec.Struct, frozen=True):
    """What the register knows of the persons of a circle, read under their locks."""

    timelines: dict[AddresseeNumber, Timeline]
    open_rows: dict[tuple[str, int], int]  # (person, lower end of valid) -> id of the version's row
    last_history: dict[str, int]


def lock(alias: str, persons: Iterable[str], households: Iterable[str], *, since: int) -> Circle:
    """Lock persons, then households, each in the order of their numbers; `since` is an ordinal (see `law.needs`).

    Raises:
        Moved: the circle changed while we waited; undo the transaction and start again.
    """
    found = db.row(
        alias,
        "SELECT * FROM register_lock(%s::text[], %s::text[], %s::integer)",
        (sorted(set(persons)), sorted(set(households)), since),
    )
    if found is None or not found["stable"]:
        raise Moved
    return Circle(tuple(found["persons"]), tuple(found["households"]))


_VERSIONS = f"""
    SELECT id, lower(valid) AS since, upper(valid) AS until, lower(recorded) AS from_act, upper(recorded) AS to_act,
        {rows.COLUMN_LIST}
    FROM register_residentversion
    WHERE addressee_number = ANY (%s)
    ORDER BY addressee_number, lower(valid)
"""

_LINES = """
    SELECT addressee_number, history_number, act_number, reason, act_effective_on, act_processed_on,
        consequence, cancels, cancels_also::text, spans::text
    FROM register_historyrow
    WHERE addressee_number = ANY (%s)
    ORDER BY addressee_number, history_number
"""


class _Recorded(msgspec.Struct):
    """A person's versions by the acts that opened and closed them."""

    open: list[Version] = []
    opened: dict[int, list[Version]] = {}
    closed: dict[int, list[Version]] = {}


def known(alias: str, persons: Sequence[str]) -> Known:
    """Everything recorded about some persons: their open versions and the acts that made them."""
    recorded: dict[str, _Recorded] = {}
    open_rows: dict[tuple[str, int], int] = {}
    for found in db.rows(alias, _VERSIONS, (list(persons),)):
        person = found["addressee_number"]
        own = recorded.setdefault(person, _Recorded())
        version = Version(found["since"], found["until"], rows.record_of(found))
        own.opened.setdefault(found["from_act"], []).append(version)
        if found["to_act"] is None:
            own.open.append(version)
            open_rows[person, found["since"]] = found["id"]
        else:
            own.closed.setdefault(found["to_act"], []).append(version)
    lines: dict[str, list[db.Row]] = {}
    for found in db.rows(alias, _LINES, (list(persons),)):
        lines.setdefault(found["addressee_number"], []).append(found)
    timelines = {
        AddresseeNumber.from_stored(person): Timeline(
            addressee_number=AddresseeNumber.from_stored(person),
            versions=tuple(recorded[person].open) if person in recorded else (),
            acts=_act_lines(own_lines, recorded.get(person, _Recorded())),
        )
        for person, own_lines in lines.items()
    }
    return Known(timelines, open_rows, {person: own[-1]["history_number"] for person, own in lines.items()})


def _act_lines(lines: Sequence[db.Row], recorded: _Recorded) -> tuple[ActLine, ...]:
    cancelled_by: dict[int, int] = {}
    for line in lines:
        for cancelled in (line["cancels"], *msgspec.json.decode(line["cancels_also"])):
            cancelled_by[cancelled] = line["act_number"]
    return tuple(_act_line(line, recorded, cancelled_by.get(line["act_number"])) for line in lines)


def _act_line(line: db.Row, recorded: _Recorded, cancelled_by: int | None) -> ActLine:
    number = line["act_number"]
    spans = msgspec.json.decode(line["spans"], type=list[Span])
    replaced = sorted(recorded.closed.get(number, ()), key=lambda version: version.since)
    return ActLine(
        act_number=number,
        history_number=line["history_number"],
        reason=line["reason"],
        effective_on=_effective(line),
        processed_on=RegisterDate(line["act_processed_on"]),
        changed=tuple(within(replaced, spans)),
        pieces=tuple(version for version in recorded.opened.get(number, ()) if (version.since, version.until) in spans),
        cancels=line["cancels"],
        cancelled_by=cancelled_by,
        consequence=line["consequence"],
    )


def _effective(line: db.Row) -> RegisterDate:
    """The effective date; an act without one took effect on the day it was processed."""
    if line["act_effective_on"] is None:
        return RegisterDate(line["act_processed_on"])
    return RegisterDate.from_stored(line["act_effective_on"])


def draw_addressee_numbers(alias: str, count: int) -> tuple[AddresseeNumber, ...]:
    """Addressee numbers that no one has had (STD-1.1.13)."""
    return tuple(AddresseeNumber.from_serial(serial) for serial in _serials(alias, "register_addressee_serial", count))


def draw_household_numbers(alias: str, count: int) -> tuple[HouseholdNumber, ...]:
    """Household numbers that no household has had (STD-1.1.13)."""
    return tuple(HouseholdNumber.from_serial(serial) for serial in _serials(alias, "register_household_serial", count))


def _serials(alias: str, sequence: str, count: int) -> list[int]:
    if count < 1:
        return []
    found = db.rows(alias, "SELECT nextval(%s::regclass) AS serial FROM generate_series(1, %s)", (sequence, count))
    return [each["serial"] for each in found]


def draw_codes(alias: str, count: int, *, reserved_by: int) -> tuple[ResidentRecordCode, ...]:
    """Resident record codes drawn at random from the pool and reserved; fewer when the pool runs dry (STD-4.3.1).

    `reserved_by` is the pending act's id, or 0 for the act of this transaction.
    """
    if count < 1:
        return ()
    found = db.rows(alias, "SELECT register_draw_codes(%s, %s) AS code", (count, reserved_by))
    return tuple(ResidentRecordCode.from_stored(each["code"]) for each in found)


def release_codes(alias: str, *, reserved_by: int) -> None:
    """Put codes that were reserved and not given to anyone back into the pool."""
    db.execute(
        alias,
        "UPDATE register_pooledcode SET reserved_by = NULL WHERE reserved_by = %s",
        (reserved_by,),
    )


class Written(msgspec.Struct, frozen=True):
    """What the database gave an act."""

    number: int
    recorded_at: datetime


def write(  # noqa: PLR0913 - the parts of an act, each of its own kind
    alias: str,
    *,
    act: Mapping[str, Any],
    documents: tuple[bytes, bytes, bytes, bytes],
    closed: Sequence[int],
    versions: Sequence[Mapping[str, Any]],
    history: Sequence[Mapping[str, Any]],
    persons: Sequence[Mapping[str, Any]],
    keys: Sequence[Mapping[str, Any]],
    due: Sequence[Mapping[str, Any]],
) -> Written:
    """Write one act with everything that follows from it, in one statement.

    `documents` are envelope, command, changes and effects in canonical bytes, as the act's hash covers them.
    """
    found = db.row(
        alias,
        "SELECT number, recorded_at FROM register_record_act("
        "%s::jsonb, %s, %s, %s, %s, %s, %s::jsonb, %s::jsonb, %s::jsonb, %s::jsonb, %s::jsonb)",
        (
            _json(act),
            *documents,
            list(closed),
            _json(versions),
            _json(history),
            _json(persons),
            _json(keys),
            _json(due),
        ),
    )
    if found is None:
        raise RuntimeError("register_record_act returned no row")
    return Written(found["number"], found["recorded_at"])


def _json(value: Any) -> str:
    return msgspec.json.encode(value).decode()

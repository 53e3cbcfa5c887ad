"""What happened to a person: the standard's history rows, and the timeline of acts with before and after.

Source: standard chapter 3, 1.2.1, 2.2.1.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from daicho.systems.register import db, rows
from daicho.systems.register.differences import Difference, of_records
from daicho.systems.register.queries import hands
from daicho.systems.register.queries.opened import require_opened

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from daicho.access.grants import Grant
    from daicho.law.records import ResidentRecord
    from daicho.systems.register.queries.hands import Hands


class HistoryRow(msgspec.Struct, frozen=True, kw_only=True):
    """One history row (STD-1.2.1): all items in force after an act, and the items of the act."""

    history_number: int
    act_number: int
    reason: str
    effective_on: str | None
    processed_on: date
    notified_on: str | None
    basis: str
    place: str
    terminal: str
    ex_officio: bool
    consequence: bool
    cancels: int | None
    cancelled_by: int | None
    record: ResidentRecord


class TimelineAct(msgspec.Struct, frozen=True, kw_only=True):
    """One act on a person as the timeline shows it: who, when, on what basis, and what it changed."""

    row: HistoryRow
    recorded_at: datetime
    command_kind: str
    operator: str
    hands: Hands
    with_others: tuple[str, ...]  # the others changed by the same act
    differences: tuple[Difference, ...]


_ROWS = """
    SELECT h.*, (
        SELECT min(c.act_number) FROM register_historyrow c
        WHERE c.addressee_number = h.addressee_number
            AND (c.cancels = h.act_number OR c.cancels_also @> to_jsonb(h.act_number))
    ) AS cancelled_by
    FROM register_historyrow h
    WHERE h.addressee_number = %s
    ORDER BY h.history_number
"""


def history(grant: Grant, addressee_number: str) -> list[HistoryRow]:
    """The history rows of a person, oldest first."""
    require_opened(grant, [addressee_number])
    return [_row(found) for found in db.rows(grant.alias, _ROWS, (addressee_number,))]


def timeline(grant: Grant, addressee_number: str) -> list[TimelineAct]:
    """The acts on a person, newest first, each with what it changed in the content in force."""
    lines = history(grant, addressee_number)
    numbers = [line.act_number for line in lines]
    acts, of_acts = _acts(grant.alias, numbers), hands.of_acts(grant.alias, numbers)
    shown = []
    before: ResidentRecord | None = None
    for line in lines:
        act = acts[line.act_number]
        shown.append(
            TimelineAct(
                row=line,
                recorded_at=act["recorded_at"],
                command_kind=act["command_kind"],
                operator=act["operator"],
                hands=of_acts[line.act_number],
                with_others=tuple(person for person in act["persons"] if person != addressee_number),
                differences=tuple(of_records(addressee_number, before, line.record)),
            )
        )
        before = line.record
    return shown[::-1]


def _acts(alias: str, numbers: list[int]) -> dict[int, db.Row]:
    found = db.rows(
        alias,
        "SELECT number, recorded_at, command_kind, operator, "
        "CASE WHEN command_kind = 'initial_opening' THEN '{}' ELSE persons END AS persons "
        "FROM register_act WHERE number = ANY (%s)",
        (numbers,),
    )
    return {each["number"]: each for each in found}


def act_differences(grant: Grant, act_number: int) -> list[Difference]:
    """Before and after of one act, for everyone it changed; the grant must cover them all.

    Where one record of a person ended and another began (帰化, 改製) the act has two rows of that person: told is what
    differs between before the first and after the last.
    """
    found = db.rows(
        grant.alias,
        "SELECT addressee_number, min(history_number) AS first, max(history_number) AS last FROM register_historyrow "
        "WHERE act_number = %s GROUP BY addressee_number ORDER BY addressee_number LIMIT 1000",
        (act_number,),
    )
    require_opened(grant, [each["addressee_number"] for each in found])
    differences: list[Difference] = []
    for each in found:
        person, first, last = each["addressee_number"], each["first"], each["last"]
        differences += of_records(person, _at(grant.alias, person, first - 1), _at(grant.alias, person, last))
    return differences


def _at(alias: str, addressee_number: str, history_number: int) -> ResidentRecord | None:
    found = db.row(
        alias,
        f"SELECT {rows.COLUMN_LIST} FROM register_historyrow WHERE addressee_number = %s AND history_number = %s",
        (addressee_number, history_number),
    )
    return None if found is None else rows.record_of(found)


def _row(found: Mapping[str, Any]) -> HistoryRow:
    return HistoryRow(
        history_number=found["history_number"],
        act_number=found["act_number"],
        reason=found["reason"],
        effective_on=found["act_effective_on"],
        processed_on=found["act_processed_on"],
        notified_on=found["act_notified_on"],
        basis=found["act_basis"],
        place=found["act_place"],
        terminal=found["act_terminal"],
        ex_officio=found["ex_officio"],
        consequence=found["consequence"],
        cancels=found["cancels"],
        cancelled_by=found["cancelled_by"],
        record=rows.record_of(found),
    )

"""What is waiting: the work queue by state and age, tasks, and the next-day list.

Source: standard chapter 3, 4.0.8 (list of pending acts); CTRL-028 to 030 (comparison on the next day).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from daicho.law.reasons import ChangeClass, Reason
from daicho.systems.register import db

if TYPE_CHECKING:
    from datetime import date, datetime

    from daicho.access.grants import Grant


class Waiting(msgspec.Struct, frozen=True, kw_only=True):
    """A pending act in the work queue: addressee numbers only; names are opened one by one."""

    id: int
    state: str
    version: int
    command_kind: str
    persons: list[str]
    operator: str
    place: str
    created_at: datetime
    submitted_at: datetime | None
    updated_at: datetime
    return_reason: str


_QUEUE = """
    SELECT id, state, version, command_kind, persons, operator, place, created_at, submitted_at, updated_at,
        return_reason
    FROM register_pendingact
    WHERE state = ANY (%(states)s) AND (%(operator)s::text IS NULL OR operator = %(operator)s)
        AND (%(place)s::text IS NULL OR place = %(place)s)
    ORDER BY coalesce(submitted_at, created_at), id
    LIMIT 500
"""


def queue(
    grant: Grant,
    *,
    states: tuple[str, ...] = ("pending", "returned"),
    operator: str | None = None,
    place: str | None = None,
) -> list[Waiting]:
    """Pending acts, oldest first, of all or of one operator or place (STD-4.0.8)."""
    found = db.rows(grant.alias, _QUEUE, {"states": list(states), "operator": operator, "place": place})
    return [Waiting(**each) for each in found]


class OpenTask(msgspec.Struct, frozen=True, kw_only=True):
    """Something the office must look at."""

    id: int
    kind: str
    code: str
    persons: list[str]
    reference: str
    opened_at: datetime


def tasks(grant: Grant) -> list[OpenTask]:
    """Open tasks, oldest first."""
    found = db.rows(
        grant.alias,
        "SELECT id, kind, code, persons, reference, opened_at FROM register_task WHERE done_at IS NULL "
        "ORDER BY opened_at, id LIMIT 500",
    )
    return [OpenTask(**each) for each in found]


class ListedChange(msgspec.Struct, frozen=True, kw_only=True):
    """One change of a day for the comparison with its paper."""

    act_number: int
    addressee_number: str
    reason: str
    effective_on: str | None
    notified_on: str | None
    name_written: str
    household_number: str
    operator: str
    place: str
    terminal: str


class NextDayList(msgspec.Struct, frozen=True, kw_only=True):
    """Entries, removals and corrections of one processing day, to be compared on the next (CTRL-030)."""

    day: date
    entries: tuple[ListedChange, ...]
    removals: tuple[ListedChange, ...]
    corrections: tuple[ListedChange, ...]
    confirmed_by: str | None
    confirmed_at: datetime | None


_LISTED = """
    SELECT a.number AS act_number, h.addressee_number, h.reason, h.act_effective_on AS effective_on,
        h.act_notified_on AS notified_on, p.name_written, h.household_number, a.operator, a.place, a.terminal
    FROM register_act a
    -- by the act's own list of persons: an opening act with all residents misleads the planner's averages per act
    CROSS JOIN unnest(a.persons) AS changed(addressee_number)
    JOIN register_historyrow h ON h.addressee_number = changed.addressee_number AND h.act_number = a.number
    JOIN register_person p ON p.addressee_number = h.addressee_number
    WHERE a.processed_on = %s AND a.command_kind <> 'initial_opening'
    ORDER BY a.number, h.addressee_number
"""


def next_day_list(grant: Grant, day: date) -> NextDayList:
    """What was entered, removed and corrected on `day`, and whether somebody has confirmed the list.

    The grant is of a search; what was shown is recorded by the caller with `Gate.shown`.
    """
    listed: dict[ChangeClass, list[ListedChange]] = {kind: [] for kind in ChangeClass}
    for each in db.rows(grant.alias, _LISTED, (day,)):
        listed[Reason(each["reason"]).change_class].append(ListedChange(**each))
    grant.require([change.addressee_number for changes in listed.values() for change in changes])
    confirmation = db.row(
        grant.alias, "SELECT confirmed_by, confirmed_at FROM register_dailyconfirmation WHERE day = %s", (day,)
    )
    return NextDayList(
        day=day,
        entries=tuple(listed[ChangeClass.ENTRY]),
        removals=tuple(listed[ChangeClass.REMOVAL]),
        corrections=tuple(listed[ChangeClass.CORRECTION]),
        confirmed_by=None if confirmation is None else confirmation["confirmed_by"],
        confirmed_at=None if confirmation is None else confirmation["confirmed_at"],
    )


def confirm_next_day_list(grant: Grant, day: date) -> bool:
    """Confirm the list of a day; False when somebody has done so before."""
    done = db.execute(
        grant.alias,
        "INSERT INTO register_dailyconfirmation (day, confirmed_by, confirmed_at, acts) "
        "SELECT %(day)s, %(account)s, clock_timestamp(), count(*) FROM register_act WHERE processed_on = %(day)s "
        "ON CONFLICT DO NOTHING",
        {"day": day, "account": grant.access.account},
    )
    return done == 1

"""The next-day list: entries, removals and corrections of a processing day, compared again line by line (CTRL-030)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import msgspec

from daicho.law.reasons import ChangeClass, Reason
from daicho.systems.register import db, rows
from daicho.systems.register.differences import of_records

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from daicho.access.grants import Grant
    from daicho.law.records import ResidentRecord
    from daicho.systems.register.differences import Difference


class Check(msgspec.Struct, frozen=True, kw_only=True):
    """One line compared: by whom, when; `finding` is what differs, empty when it agrees."""

    checked_by: str
    checked_at: datetime
    finding: str


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
    check: Check | None = None

    @property
    def key(self) -> tuple[int, str]:
        """The act and the person: what is compared and marked."""
        return self.act_number, self.addressee_number


class NextDayList(msgspec.Struct, frozen=True, kw_only=True):
    """Entries, removals and corrections of one processing day, to be compared on the next (CTRL-030)."""

    day: date
    entries: tuple[ListedChange, ...]
    removals: tuple[ListedChange, ...]
    corrections: tuple[ListedChange, ...]
    confirmed_by: str | None
    confirmed_at: datetime | None

    @property
    def lines(self) -> tuple[ListedChange, ...]:
        """All of them."""
        return (*self.entries, *self.removals, *self.corrections)

    def part(self, first: int, count: int) -> NextDayList:
        """The same list with `count` lines from the one at `first`: as much as one page shows."""
        wanted = iter(range(len(self.lines)))

        def kept(lines: tuple[ListedChange, ...]) -> tuple[ListedChange, ...]:
            places = list(zip(lines, wanted, strict=False))
            return tuple(line for line, place in places if first <= place < first + count)

        return msgspec.structs.replace(
            self, entries=kept(self.entries), removals=kept(self.removals), corrections=kept(self.corrections)
        )


LISTED: Final = """
    SELECT a.number AS act_number, h.addressee_number, h.reason, h.act_effective_on AS effective_on,
        h.act_notified_on AS notified_on, p.name_written, h.household_number, a.operator, a.place, a.terminal,
        c.checked_by, c.checked_at, c.finding
    FROM register_act a
    -- by the act's own list of persons: an opening act with all residents misleads the planner's averages per act
    CROSS JOIN unnest(a.persons) AS changed(addressee_number)
    JOIN register_historyrow h ON h.addressee_number = changed.addressee_number AND h.act_number = a.number
    JOIN register_person p ON p.addressee_number = h.addressee_number
    LEFT JOIN register_nextdaycheck c ON c.act_number = a.number AND c.addressee_number = h.addressee_number
    WHERE a.processed_on = %s AND a.command_kind <> 'initial_opening'
    ORDER BY a.number, h.addressee_number
"""


def next_day_list(grant: Grant, day: date) -> NextDayList:
    """What was entered, removed and corrected on `day`, each with its check, and whether the whole list is confirmed.

    The grant is of a search; what was shown is recorded by the caller with `Gate.shown`.
    """
    listed: dict[ChangeClass, list[ListedChange]] = {kind: [] for kind in ChangeClass}
    for each in db.rows(grant.alias, LISTED, (day,)):
        listed[Reason(each["reason"]).change_class].append(_listed(each))
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


def _listed(found: db.Row) -> ListedChange:
    check = Check(**{name: found.pop(name) for name in Check.__struct_fields__}) if found["checked_by"] else None
    for name in Check.__struct_fields__:
        found.pop(name, None)
    return ListedChange(**found, check=check)


_CONTENTS: Final = f"""
    SELECT listed.act_number AS listed_act, h.history_number = reached.last AS is_after,
        {", ".join(f"h.{column}" for column in rows.COLUMNS)}
    FROM unnest(%(acts)s::bigint[], %(persons)s::text[]) AS listed(act_number, person)
    CROSS JOIN LATERAL (
        SELECT min(history_number) AS first, max(history_number) AS last FROM register_historyrow
        WHERE addressee_number = listed.person AND act_number = listed.act_number
    ) reached
    JOIN register_historyrow h
        ON h.addressee_number = listed.person AND h.history_number IN (reached.first - 1, reached.last)
"""


def changes(grant: Grant, lines: Sequence[ListedChange]) -> dict[tuple[int, str], list[Difference]]:
    """Before and after of each line by its key, in one query.

    Where one record of a person ended and another began (帰化, 改製) both lines tell what differs between before the
    first and after the last.
    """
    keys = list(dict.fromkeys(line.key for line in lines))
    grant.require([person for _, person in keys])
    found: dict[tuple[int, str], dict[bool, ResidentRecord]] = {key: {} for key in keys}
    wanted = {"acts": [act for act, _ in keys], "persons": [person for _, person in keys]}
    for each in db.rows(grant.alias, _CONTENTS, wanted):
        found[each["listed_act"], each["addressee_number"]][each["is_after"]] = rows.record_of(each)
    return {key: of_records(key[1], sides.get(False), sides.get(True)) for key, sides in found.items()}

"""Comparing the next-day list, line by line, by somebody who had not entered what they compare (CTRL-028 to 030)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
from django.db import transaction

from daicho.systems.register import db
from daicho.systems.register.actions import tasks

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from daicho.access.grants import Grant


class Line(msgspec.Struct, frozen=True):
    """One line compared; `finding` is what differs from the paper, empty when it agrees."""

    act_number: int
    addressee_number: str
    finding: str = ""


_CHECK = """
    INSERT INTO register_nextdaycheck (
        act_number, addressee_number, finding, checked_by, place, terminal, checked_at)
    SELECT a.number, %(person)s, %(finding)s, %(account)s, %(place)s, %(terminal)s, clock_timestamp()
    FROM register_act a
    WHERE a.number = %(act)s AND a.processed_on = %(day)s AND a.operator <> %(account)s
        AND a.command_kind <> 'initial_opening' AND %(person)s = ANY (a.persons)
    ON CONFLICT DO NOTHING
"""

_CONFIRM = """
    INSERT INTO register_dailyconfirmation (day, confirmed_by, confirmed_at, acts)
    SELECT %(day)s, %(account)s, clock_timestamp(), count(*)
    FROM register_act a
    WHERE a.processed_on = %(day)s AND a.command_kind <> 'initial_opening'
    HAVING count(*) > 0 AND NOT EXISTS (
        SELECT FROM register_act b CROSS JOIN unnest(b.persons) AS changed(addressee_number)
        WHERE b.processed_on = %(day)s AND b.command_kind <> 'initial_opening' AND NOT EXISTS (
            SELECT FROM register_nextdaycheck c
            WHERE c.act_number = b.number AND c.addressee_number = changed.addressee_number))
    ON CONFLICT DO NOTHING
"""


class Compared(msgspec.Struct, frozen=True):
    """What became of the lines sent: how many are compared now, how many could not be, whether that was the last."""

    compared: int
    left_out: int  # entered by the same person, compared before, or no line of that day
    completed: bool


def compare(alias: str, grant: Grant, day: date, lines: Sequence[Line]) -> Compared:
    """Keep that lines were compared; a difference becomes a task. The last line confirms the list of the day."""
    compared = 0
    access = grant.access
    with transaction.atomic(using=alias):
        for line in lines:
            values = {
                "act": line.act_number,
                "person": line.addressee_number,
                "finding": line.finding,
                "day": day,
                "account": access.account,
                "place": access.office,
                "terminal": access.terminal,
            }
            if db.execute(alias, _CHECK, values):
                compared += 1
                _differs(alias, line)
        completed = db.execute(alias, _CONFIRM, {"day": day, "account": access.account}) == 1
    return Compared(compared, len(lines) - compared, completed)


def confirm_all(alias: str, grant: Grant, day: date) -> bool:
    """Compare every line of a day that agrees with its papers; whether that confirmed the list."""
    found = db.rows(
        alias,
        "SELECT a.number, changed.person FROM register_act a CROSS JOIN unnest(a.persons) AS changed(person) "
        "WHERE a.processed_on = %s AND a.command_kind <> 'initial_opening' ORDER BY a.number, changed.person",
        (day,),
    )
    return compare(alias, grant, day, [Line(each["number"], each["person"]) for each in found]).completed


def _differs(alias: str, line: Line) -> None:
    if line.finding:
        tasks.open_task(
            alias,
            kind="next_day_difference",
            persons=[line.addressee_number],
            act_number=line.act_number,
            reference=f"{line.act_number}:{line.addressee_number}",
        )

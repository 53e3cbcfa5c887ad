"""Whose hands an act went through: who entered it and who confirmed it, each with office, terminal and time.

The act itself keeps the entry (STD-1.3.1). Whoever confirmed it stands in the check record only: the register has no
column for an approver (STD-4.0.8). What machines record has no second person.
"""

from collections.abc import Iterable
from datetime import datetime

import msgspec

from daicho.systems.register import db


class Hand(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody at a place and a time, by the identifiers that are kept; a machine's account holds a slash."""

    account: str
    office: str = ""
    terminal: str = ""
    at: datetime | None = None


class Hands(msgspec.Struct, frozen=True, kw_only=True):
    """Who entered an act, and who confirmed it."""

    entered: Hand
    confirmed: Hand | None = None


class _Entered(msgspec.Struct, frozen=True):
    """What the envelope says of the time of entry; envelopes written before it was kept say nothing."""

    entered_at: datetime | None = None


_ACTS = """
    SELECT a.number, a.recorded_at, a.operator, a.place, a.terminal, a.envelope,
        c.checker, c.place AS check_place, c.terminal AS check_terminal, c.checked_at
    FROM register_act a
    LEFT JOIN register_checkrecord c ON c.act_number = a.number AND c.outcome = 'confirmed'
    WHERE a.number = ANY (%s)
"""


def of_acts(alias: str, numbers: Iterable[int]) -> dict[int, Hands]:
    """The hands of some acts, by act number; one query."""
    return {each["number"]: _hands(each) for each in db.rows(alias, _ACTS, (list(numbers),))}


def _hands(found: db.Row) -> Hands:
    entered = msgspec.json.decode(bytes(found["envelope"]), type=_Entered)
    checker = found["checker"]
    return Hands(
        entered=Hand(
            account=found["operator"],
            office=found["place"],
            terminal=found["terminal"],
            at=entered.entered_at or found["recorded_at"],
        ),
        confirmed=None
        if checker is None
        else Hand(
            account=checker,
            office=found["check_place"],
            terminal=found["check_terminal"],
            at=found["checked_at"],
        ),
    )

"""How a command of a batch becomes an act or a pending act: once, however often its record is entered.

The request token is made of what the record's sender calls it. What the law lets through without a word may be recorded
by the machine; whatever needs somebody to look stands pending, under the machine's name, so that anybody may check it
(STD-4.0.8, 11.1: an alert must have been shown before an act is definitive).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import msgspec

from daicho.access.gate import Gate
from daicho.access.grants import Access, ActorKind, machine_access
from daicho.systems.register import db, town
from daicho.systems.register.actions import machine, pending, recording
from daicho.systems.register.actions.errors import Blocked, Refused
from daicho.systems.register.batch.report import Outcome
from daicho.systems.register.models import PendingState

if TYPE_CHECKING:
    from collections.abc import Iterable

    from daicho.access.grants import Grant
    from daicho.law.commands import Command
    from daicho.law.decision import Decision
    from daicho.values.numbers import AddresseeNumber

Actor = Access | str | None
"""Under whose name a record is entered: a clerk's access, the party that sent it, or None, this register itself."""


GONE: Final = ("B-REC-09",)
"""The pending act of a record was sent back or withdrawn."""


class Entering:
    """What every kind of batch has: under whose name its records are entered."""

    def __init__(self, by: Actor = None) -> None:
        self.by = by

    @property
    def account(self) -> str:
        """The account or party under whose name they are entered."""
        by = self.by
        return by.account if isinstance(by, Access) else by or str(town.installation().party)


class Result(msgspec.Struct, frozen=True, kw_only=True):
    """What became of one record. `person` is whom it speaks of, where that is one person; it is in no report."""

    outcome: Outcome
    codes: tuple[str, ...] = ()
    field: str = ""
    act: int | None = None
    pending: int | None = None
    repeated: bool = False
    person: AddresseeNumber | None = None

    @property
    def became(self) -> str:
        """What stands of it now, as a task's outcome; empty where nothing does, a pending act withdrawn included."""
        if self.act is not None:
            return f"act {self.act}"
        return outcome_of(self.pending) if self.pending is not None and self.codes != GONE else ""


def outcome_of(pending: int) -> str:
    """The outcome of a task that became a pending act."""
    return f"pending act {pending}"


def grant_on(  # noqa: PLR0913 - who, for whom, what, for what, on which ground
    alias: str, persons: Iterable[AddresseeNumber], *, act: str, purpose: str, ground: str, by: Actor = None
) -> Grant:
    """A grant to read and change some residents; its record is committed before this returns.

    A clerk asks under the purpose and case that they gave when they started the batch.
    """
    if isinstance(by, Access):
        access = by
    else:
        access = machine_access(
            system=by or str(town.installation().party),
            organisation=town.organisation(),
            function=machine.APPLY,
            purpose=purpose,
            legal_ground=ground,
        )
    return Gate(alias).act(access, [person.stored() for person in persons], act=act)


def done_before(alias: str, token: str) -> Result | None:
    """What an earlier run has made of the record: an act, or a pending act in whatever state it is now."""
    act = recording.find_recorded(alias, token)
    if act is not None:
        return Result(outcome=Outcome.ACCEPTED, act=act.number, repeated=True)
    found = db.row(
        alias,
        "SELECT id, state, act_number FROM register_pendingact WHERE request_token = %s AND state <> 'draft'",
        (token,),
    )
    if found is None:
        return None
    gone = found["state"] in {PendingState.RETURNED, PendingState.WITHDRAWN}
    return Result(
        outcome=Outcome.ALERT if gone else Outcome.ACCEPTED,
        codes=GONE if gone else (),
        act=found["act_number"],
        pending=found["id"],
        repeated=True,
    )


def foreseen(alias: str, grant: Grant, command: Command) -> Result:
    """What would become of it, for a dry run: nothing is written."""
    decision = pending.preview(alias, grant, command)
    return _refused(decision) if decision.errors else Result(outcome=_outcome(decision), codes=_alerts(decision))


def record(alias: str, grant: Grant, command: Command, *, token: str) -> Result:
    """Record what the law lets through without a word; what it alerts to stands pending; what is blocked waits.

    What a clerk enters stands pending in any case: another person checks it (CTRL-028).
    """
    if grant.access.actor is ActorKind.PERSON:
        return keep_pending(alias, grant, command, token=token)
    try:
        entered = machine.enter_or_hold(alias, grant, command, token=token)
    except Refused as refused:
        return _refused(refused.decision)
    if entered is None:
        return Result(outcome=Outcome.ALERT, codes=("B-REC-07",))
    if isinstance(entered, pending.Pending):
        return stands(entered)
    return Result(outcome=Outcome.ACCEPTED, act=entered.number, repeated=entered.repeated)


def keep_pending(alias: str, grant: Grant, command: Command, *, token: str) -> Result:
    """Let it stand pending until somebody has checked it (仮登録)."""
    try:
        return stands(machine.keep_pending(alias, grant, command, token=token))
    except Refused as refused:
        return _refused(refused.decision)
    except Blocked:
        return Result(outcome=Outcome.ALERT, codes=("B-REC-08",))


def stands(waiting: pending.Pending) -> Result:
    """A pending act as the outcome of a record."""
    if waiting.decision is None:
        raise RuntimeError("a submitted pending act has no decision")
    return Result(outcome=_outcome(waiting.decision), codes=_alerts(waiting.decision), pending=waiting.id)


def _outcome(decision: Decision) -> Outcome:
    return Outcome.ALERT if decision.alerts else Outcome.ACCEPTED


def _alerts(decision: Decision) -> tuple[str, ...]:
    return tuple(finding.code for finding in decision.alerts)


def _refused(decision: Decision) -> Result:
    return Result(outcome=Outcome.REFUSED, codes=tuple(finding.code for finding in decision.errors))

"""How a command of a batch becomes an act or a pending act: once, however often its record is entered.

The request token is made of what the record's sender calls it. What the law lets through without a word may be recorded
by the machine; whatever needs somebody to look stands pending, under the machine's name, so that anybody may check it
(STD-4.0.8, 11.1: an alert must have been shown before an act is definitive).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
from django.db import transaction

from daicho.access.gate import Gate
from daicho.access.grants import machine_access
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


class Result(msgspec.Struct, frozen=True, kw_only=True):
    """What became of one record."""

    outcome: Outcome
    codes: tuple[str, ...] = ()
    field: str = ""
    act: int | None = None
    pending: int | None = None
    repeated: bool = False


def grant_on(alias: str, persons: Iterable[AddresseeNumber], *, act: str, purpose: str, ground: str) -> Grant:
    """The machine's grant to read and change some residents; its record is committed before this returns."""
    access = machine_access(
        system=str(town.installation().party),
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
        codes=("B-REC-09",) if gone else (),
        act=found["act_number"],
        pending=found["id"],
        repeated=True,
    )


def foreseen(alias: str, grant: Grant, command: Command) -> Result:
    """What would become of it, for a dry run: nothing is written."""
    decision = pending.preview(alias, grant, command)
    return _refused(decision) if decision.errors else Result(outcome=_outcome(decision), codes=_alerts(decision))


def record(alias: str, grant: Grant, command: Command, *, token: str) -> Result:
    """Record what the law lets through without a word; what it alerts to stands pending; what is blocked waits."""
    decision = pending.preview(alias, grant, command)
    if decision.errors:
        return _refused(decision)
    if decision.alerts:
        return keep_pending(alias, grant, command, token=token)
    try:
        recorded = machine.record_or_hold(alias, grant, command, token=token)
    except Refused as refused:
        return _refused(refused.decision)
    if recorded is None:
        return Result(outcome=Outcome.ALERT, codes=("B-REC-07",))
    return Result(outcome=Outcome.ACCEPTED, act=recorded.number, repeated=recorded.repeated)


def keep_pending(alias: str, grant: Grant, command: Command, *, token: str) -> Result:
    """Let it stand pending until somebody has checked it (仮登録)."""
    try:
        with transaction.atomic(using=alias):
            draft = pending.begin_pending(alias, grant, command, token=token)
            waiting = pending.submit(alias, grant, draft.id, version=draft.version)
    except Refused as refused:
        return _refused(refused.decision)
    except Blocked:
        return Result(outcome=Outcome.ALERT, codes=("B-REC-08",))
    if waiting.decision is None:
        raise RuntimeError("a submitted pending act has no decision")
    return Result(outcome=_outcome(waiting.decision), codes=_alerts(waiting.decision), pending=waiting.id)


def _outcome(decision: Decision) -> Outcome:
    return Outcome.ALERT if decision.alerts else Outcome.ACCEPTED


def _alerts(decision: Decision) -> tuple[str, ...]:
    return tuple(finding.code for finding in decision.alerts)


def _refused(decision: Decision) -> Result:
    return Result(outcome=Outcome.REFUSED, codes=tuple(finding.code for finding in decision.errors))

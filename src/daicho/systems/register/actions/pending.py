"""仮登録: from a draft, by way of a second person's check, to an act (STD-4.0.8, 4.0.9).

A draft is a clerk's own and blocks nobody. Submitted, it is decided once, keeps the numbers drawn for it and blocks
every person it would change and both households. Another person confirms it, which decides again, or sends it back
with a coded reason; a returned one keeps its locks until it is submitted again or withdrawn.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import msgspec
from django.db import IntegrityError, transaction

from daicho.access.grants import AccessKind
from daicho.law import deciding as law
from daicho.law.commands import Command
from daicho.law.decision import Decision
from daicho.law.situation import Supply
from daicho.systems.register import db, store, town
from daicho.systems.register.actions import deciding, machine, recording
from daicho.systems.register.actions.errors import (
    Blocked,
    Differs,
    Outdated,
    Refused,
    SamePerson,
    UnknownReason,
    WrongState,
)
from daicho.systems.register.actions.operations import log
from daicho.systems.register.models import PendingState
from daicho.values import codec

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

    from daicho.access.grants import Grant
    from daicho.systems.register.actions.recording import Recorded
    from daicho.systems.register.differences import Difference

_EDITABLE: Final = (PendingState.DRAFT, PendingState.RETURNED)
_ATTEMPTS: Final = 5


class Pending(msgspec.Struct, frozen=True, kw_only=True):
    """A pending act as it stands. `decision` is the one shown when it was submitted."""

    id: int
    state: str
    version: int
    command: Command
    operator: str
    entry: recording.Entry | None = None  # once it was submitted
    decision: Decision | None = None
    supply: Supply | None = None
    act_number: int | None = None
    return_reason: str = ""
    return_note: str = ""


def preview(alias: str, grant: Grant, command: Command) -> Decision:
    """What the law says to a command now, for live checks: nothing is drawn, locked for long or written."""
    _require(grant, command)
    return deciding.preview(alias, command, today=town.today()).decision


def begin_pending(alias: str, grant: Grant, command: Command, *, token: str) -> Pending:
    """Begin a draft. The same token again gives the draft already begun."""
    _require(grant, command)
    try:
        with transaction.atomic(using=alias):
            pending_id = db.value(
                alias,
                "INSERT INTO register_pendingact (state, version, command_kind, command, persons, operator, place, "
                "terminal, request_token, created_at, updated_at, return_reason, return_note) "
                "VALUES ('draft', 1, %s, %s, %s, %s, %s, %s, %s, clock_timestamp(), clock_timestamp(), '', '') "
                "RETURNING id",
                (
                    _kind(command),
                    codec.encode(command),
                    _persons(command),
                    grant.access.account,
                    grant.access.office,
                    grant.access.terminal,
                    token,
                ),
            )
            log(alias, grant, "begin", pending_id=pending_id)
    except IntegrityError:
        pending_id = db.value(alias, "SELECT id FROM register_pendingact WHERE request_token = %s", (token,))
        if pending_id is None:
            raise
    return load(alias, pending_id)


def update_draft(alias: str, grant: Grant, pending_id: int, command: Command, *, version: int) -> Pending:
    """Keep what the clerk has typed so far; survives an idle logout.

    Raises:
        Outdated: somebody edited it since `version`.
        WrongState: it is neither a draft nor returned.
    """
    _require(grant, command)
    with transaction.atomic(using=alias):
        _lock(alias, pending_id, version, _EDITABLE)
        db.execute(
            alias,
            "UPDATE register_pendingact SET command = %s, command_kind = %s, persons = %s, version = version + 1, "
            "updated_at = clock_timestamp() WHERE id = %s",
            (codec.encode(command), _kind(command), _persons(command), pending_id),
        )
    return load(alias, pending_id)


def submit(alias: str, grant: Grant, pending_id: int, *, version: int) -> Pending:
    """仮登録: decide, keep the numbers drawn, and block everyone concerned until it is definitive or withdrawn.

    Raises:
        Refused: the law finds errors; it stays a draft.
        Blocked: another pending act holds somebody of it.
        Outdated, WrongState: as `update_draft`.
    """
    for _ in range(_ATTEMPTS):
        try:
            with transaction.atomic(using=alias):
                return _submit(alias, grant, pending_id, version)
        except store.Moved:
            continue
    raise store.Moved


def _submit(alias: str, grant: Grant, pending_id: int, version: int) -> Pending:
    present = _lock(alias, pending_id, version, _EDITABLE)
    _require(grant, present.command)
    _release(alias, pending_id)
    decided = deciding.decide(alias, present.command, today=town.today(), reserved_by=pending_id)
    if decided.decision.errors:
        raise Refused(decided.decision)
    _take_locks(alias, decided, pending_id)
    persons, _ = recording.touched_by(decided)
    db.execute(
        alias,
        "UPDATE register_pendingact SET state = 'pending', decision = %s, supply = %s, persons = %s, "
        "version = version + 1, submitted_at = clock_timestamp(), updated_at = clock_timestamp(), "
        "return_reason = '', return_note = '', place = %s, terminal = %s WHERE id = %s",
        (
            codec.encode(decided.decision),
            codec.encode(decided.situation.supply),
            persons,
            grant.access.office,
            grant.access.terminal,
            pending_id,
        ),
    )
    log(alias, grant, "submit", pending_id=pending_id)
    return load(alias, pending_id)


def _take_locks(alias: str, decided: deciding.Decided, pending_id: int) -> None:
    """Block the persons and households of a decision; the table's key lets only one pending act hold each.

    Raises:
        Blocked: another pending act holds one of them.
    """
    persons, households = recording.touched_by(decided)
    taken = db.execute(
        alias,
        "INSERT INTO register_pendinglock (kind, number, pending_id) "
        "SELECT 'person', number, %s FROM unnest(%s::text[]) number "
        "UNION ALL SELECT 'household', number, %s FROM unnest(%s::text[]) number "
        "ON CONFLICT DO NOTHING",
        (pending_id, persons, pending_id, households),
    )
    if taken < len(persons) + len(households):
        recording.refuse_blocked(alias, decided, pending=pending_id)
        raise Blocked(())


def check_and_confirm(alias: str, grant: Grant, pending_id: int, *, version: int) -> Recorded:
    """本登録 by another person: decide again and, when nothing differs from what was checked, record the act.

    A second call for the same version returns the act recorded by the first.

    Raises:
        SamePerson: the checker entered it (CTRL-028).
        Differs: the decision differs; the pending act now holds the new decision, to be checked again.
        Refused: the law finds errors by now.
        Outdated, WrongState: as `update_draft`.
    """
    token = f"pending:{pending_id}:{version}"
    repeated = recording.find_recorded(alias, token)
    if repeated is not None:
        return repeated
    try:
        with transaction.atomic(using=alias):
            recorded = _confirm(alias, grant, pending_id, version, token)
    except Differs as differs:
        _keep_new_decision(alias, grant, pending_id, version, differs)
        raise
    machine.resume_held(alias)  # what machines brought meanwhile for the people it blocked
    return recorded


def _confirm(alias: str, grant: Grant, pending_id: int, version: int, token: str) -> Recorded:
    present = _lock(alias, pending_id, version, (PendingState.PENDING,))
    if present.operator == grant.access.account:
        raise SamePerson
    request = recording.Request(
        command=present.command,
        token=token,
        pending=pending_id,
        supply=present.supply,
        checked=present.decision,
        entry=present.entry,
    )
    recorded = recording.record_act(alias, grant, request)
    db.execute(
        alias,
        "UPDATE register_pendingact SET state = 'definitive', act_number = %s, updated_at = clock_timestamp() "
        "WHERE id = %s",
        (recorded.number, pending_id),
    )
    _release(alias, pending_id)
    _record_check(alias, grant, present, "confirmed", act_number=recorded.number)
    log(alias, grant, "confirm", pending_id=pending_id, act_number=recorded.number)
    return recorded


def _keep_new_decision(alias: str, grant: Grant, pending_id: int, version: int, differs: Differs) -> None:
    """The check failed: keep that it did, and show the new decision to the next one."""
    with transaction.atomic(using=alias):
        present = _lock(alias, pending_id, version, (PendingState.PENDING,))
        _record_check(alias, grant, present, "differs")
        db.execute(
            alias,
            "UPDATE register_pendingact SET decision = %s, version = version + 1, updated_at = clock_timestamp() "
            "WHERE id = %s",
            (codec.encode(differs.decision), pending_id),
        )
        log(alias, grant, "differs", pending_id=pending_id)


def send_back(  # noqa: PLR0913 - what is sent back, as it was seen, and why
    alias: str, grant: Grant, pending_id: int, *, version: int, reason: str, note: str = ""
) -> Pending:
    """差戻し with a coded reason, by the person who checks.

    Raises:
        UnknownReason: no such code.
        SamePerson: the checker entered it.
        Outdated, WrongState: as `update_draft`.
    """
    if db.value(alias, "SELECT code FROM register_returnreason WHERE code = %s", (reason,)) is None:
        raise UnknownReason
    with transaction.atomic(using=alias):
        present = _lock(alias, pending_id, version, (PendingState.PENDING,))
        if present.operator == grant.access.account:
            raise SamePerson
        db.execute(
            alias,
            "UPDATE register_pendingact SET state = 'returned', return_reason = %s, return_note = %s, "
            "version = version + 1, updated_at = clock_timestamp() WHERE id = %s",
            (reason, note, pending_id),
        )
        _record_check(alias, grant, present, "returned", reason=reason, note=note)
        log(alias, grant, "send_back", pending_id=pending_id)
    return load(alias, pending_id)


def withdraw(alias: str, grant: Grant, pending_id: int, *, version: int) -> None:
    """Take a draft or pending act back: its locks fall and the codes reserved for it return to the pool.

    Raises:
        Outdated, WrongState: as `update_draft`.
    """
    with transaction.atomic(using=alias):
        _lock(alias, pending_id, version, (*_EDITABLE, PendingState.PENDING))
        db.execute(
            alias,
            "UPDATE register_pendingact SET state = 'withdrawn', updated_at = clock_timestamp() WHERE id = %s",
            (pending_id,),
        )
        _release(alias, pending_id)
        log(alias, grant, "withdraw", pending_id=pending_id)
    machine.resume_held(alias)


def load(alias: str, pending_id: int) -> Pending:
    """A pending act as it stands.

    Raises:
        WrongState: there is none with this id.
    """
    found = db.row(alias, "SELECT * FROM register_pendingact WHERE id = %s", (pending_id,))
    if found is None:
        raise WrongState
    return _pending(found)


def _pending(found: Mapping[str, Any]) -> Pending:
    decision, supply = found["decision"], found["supply"]
    return Pending(
        id=found["id"],
        state=found["state"],
        version=found["version"],
        command=codec.decode(bytes(found["command"]), Command),
        operator=found["operator"],
        entry=_entry(found),
        decision=None if decision is None else codec.decode(bytes(decision), Decision),
        supply=None if supply is None else codec.decode(bytes(supply), Supply),
        act_number=found["act_number"],
        return_reason=found["return_reason"],
        return_note=found["return_note"],
    )


def _entry(found: Mapping[str, Any]) -> recording.Entry | None:
    if found["submitted_at"] is None:
        return None
    return recording.Entry(
        operator=found["operator"],
        place=found["place"],
        terminal=found["terminal"],
        entered_at=found["submitted_at"],
    )


def _lock(alias: str, pending_id: int, version: int, states: Sequence[str]) -> Pending:
    """The pending act, locked, if it is in one of the states and still at the version that was shown."""
    found = db.row(alias, "SELECT * FROM register_pendingact WHERE id = %s FOR UPDATE", (pending_id,))
    if found is None or found["state"] not in states:
        raise WrongState
    if found["version"] != version:
        raise Outdated
    return _pending(found)


def _release(alias: str, pending_id: int) -> None:
    db.execute(alias, "DELETE FROM register_pendinglock WHERE pending_id = %s", (pending_id,))
    store.release_codes(alias, reserved_by=pending_id)


def _record_check(  # noqa: PLR0913 - the items of a check record
    alias: str,
    grant: Grant,
    pending: Pending,
    outcome: str,
    *,
    reason: str = "",
    note: str = "",
    act_number: int | None = None,
) -> None:
    db.execute(
        alias,
        "INSERT INTO register_checkrecord (pending_id, version, outcome, reason_code, note, checker, place, "
        "terminal, checked_at, act_number) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, clock_timestamp(), %s)",
        (
            pending.id,
            pending.version,
            outcome,
            reason,
            note,
            grant.access.account,
            grant.access.office,
            grant.access.terminal,
            act_number,
        ),
    )


def _require(grant: Grant, command: Command) -> None:
    grant.require(_persons(command), AccessKind.ACT)


def _persons(command: Command) -> list[str]:
    return [number.stored() for number in law.needs(command).persons]


def _kind(command: Command) -> str:
    return str(command.__struct_config__.tag)


def differences(pending: Pending, alias: str, grant: Grant) -> list[Difference]:
    """Before and after of everyone a submitted pending act changes, for the summary that is checked."""
    from daicho.systems.register.differences import of_change

    if pending.decision is None:
        return []
    persons = [change.addressee_number.stored() for change in pending.decision.changes]
    grant.require([person for person in persons if person in grant.persons], AccessKind.ACT)
    timelines = store.known(alias, persons).timelines
    versions = {number.stored(): timeline.versions for number, timeline in timelines.items()}
    return [difference for change in pending.decision.changes for difference in of_change(change, versions)]

"""本登録: the one transaction in which a command becomes an act.

Persons locked, decided, written: act, versions (closed and re-split), history rows, current state, search keys, dated
effects, messages. Either all of it stands or none. Source: architecture section 3; STD-1.2.1, 4.0.8.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import msgspec
from django.db import IntegrityError, transaction

from daicho.access.grants import AccessKind
from daicho.law import deciding as law
from daicho.law.timelines import cut, require_sound
from daicho.systems.register import db, keys, rows, store, town
from daicho.systems.register.actions import deciding
from daicho.systems.register.actions.errors import Blocked, Differs, Refused
from daicho.systems.register.differences import of_decisions
from daicho.systems.register.messages import outgoing
from daicho.systems.register.projecting import state_of
from daicho.values import codec

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date, datetime

    from daicho.access.grants import Grant
    from daicho.law.commands import Command
    from daicho.law.commands_common import Header
    from daicho.law.decision import Decision, PersonChange
    from daicho.law.records import ResidentRecord, Version
    from daicho.law.situation import Supply
    from daicho.values.numbers import AddresseeNumber, IndividualNumber

_ATTEMPTS: Final = 5


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """Who entered an act, where and when: the input place and terminal of the standard (STD-1.3.1).

    An act that became definitive by way of a pending act was entered by another person than the one who confirmed it.
    """

    operator: str
    place: str
    terminal: str
    entered_at: datetime


class Envelope(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of an act besides its content; its canonical bytes are under the act's hash.

    Operator, place and terminal are those of the entry, `access_record` is that of the confirmation. Whoever confirmed
    it stands in the check record and in no column of the register (STD-4.0.8). `entered_at` is None where entry and
    recording are one (acts by machines, and those recorded before it was kept).
    """

    command_kind: str
    basis: str
    effective_on: str | None
    notified_on: str | None
    processed_on: date
    place: str
    terminal: str
    operator: str
    access_record: str
    request_token: str
    entered_at: datetime | None = None


class Recorded(msgspec.Struct, frozen=True):
    """A definitive act. `repeated` is set when the same request had been recorded before: nothing was done again."""

    number: int
    decision: Decision
    recorded_at: datetime
    repeated: bool = False


class Request(msgspec.Struct, frozen=True, kw_only=True):
    """What is to be recorded.

    Attributes:
        command: what was notified or found.
        token: the request's own id; a second one with the same token changes nothing.
        pending: the pending act that becomes definitive, which does not block itself.
        supply: numbers reserved for it.
        checked: the decision that the second person checked; another one is not applied.
        entry: who entered it; whoever the grant names when None.
        numbers: individual numbers in hand by vault reference, so that they need not be revealed again.
        unseen: nobody sees what the law alerts to, so that nothing is recorded to which it does.
    """

    command: Command
    token: str
    pending: int | None = None
    supply: Supply | None = None
    checked: Decision | None = None
    entry: Entry | None = None
    numbers: dict[str, IndividualNumber] = {}
    unseen: bool = False


class Alerted(Exception):  # noqa: N818 - it is no failure
    """The law alerts to an act of which nobody would see it; nothing is written."""


def record_act(alias: str, grant: Grant, request: Request) -> Recorded:
    """Make a command definitive.

    Raises:
        Refused: the law finds errors; nothing is written.
        Blocked: a pending act blocks somebody it would change.
        Differs: the decision is not the one that was checked.
        Alerted: the law alerts to an unseen one.
        AccessRefused: the grant does not cover the act.
    """
    grant.require([number.stored() for number in law.needs(request.command).persons], AccessKind.ACT)
    for _ in range(_ATTEMPTS):
        try:
            with transaction.atomic(using=alias):
                return find_recorded(alias, request.token) or _record(alias, grant, request)
        except store.Moved:
            continue
        except IntegrityError:
            repeated = find_recorded(alias, request.token)
            if repeated is None:
                raise
            return repeated
    raise store.Moved


def find_recorded(alias: str, token: str) -> Recorded | None:
    """The act that a request has led to, if it has."""
    found = db.row(
        alias, "SELECT number, recorded_at, changes, effects FROM register_act WHERE request_token = %s", (token,)
    )
    return None if found is None else _read(found)


def _read(found: Mapping[str, Any]) -> Recorded:
    from daicho.law.decision import Decision, Effect, PersonChange

    decision = Decision(
        changes=codec.decode(bytes(found["changes"]), tuple[PersonChange, ...]),
        effects=codec.decode(bytes(found["effects"]), tuple[Effect, ...]),
    )
    return Recorded(found["number"], decision, found["recorded_at"], repeated=True)


def _record(alias: str, grant: Grant, request: Request) -> Recorded:
    decided = deciding.decide(alias, request.command, today=town.today(), supply=request.supply)
    decision = decided.decision
    if decision.errors:
        raise Refused(decision)
    if request.unseen and decision.alerts:
        raise Alerted
    if request.checked is not None and (differing := of_decisions(request.checked, decision)):
        raise Differs(decision, tuple(differing))
    refuse_blocked(alias, decided, pending=request.pending)
    written = _write(alias, grant, request, decided)
    close_due(alias, written.number, decision)
    if decided.situation.supply.resident_record_codes:
        store.release_codes(alias, reserved_by=request.pending or 0)
    sending = outgoing.Sending(
        written.number, request.command.header, decision, newest_contents(decided), request.numbers
    )
    outgoing.send_effects(alias, sending)
    return Recorded(written.number, decision, written.recorded_at)


def newest_contents(decided: deciding.Decided) -> dict[AddresseeNumber, ResidentRecord]:
    """The newest content of everyone in the circle before the act."""
    return {number: timeline.versions[-1].content for number, timeline in decided.known.timelines.items()}


def _write(alias: str, grant: Grant, request: Request, decided: deciding.Decided) -> store.Written:
    changes = decided.decision.changes
    envelope = envelope_of(request.command, grant, request.token, town.today(), entry=request.entry)
    closed: list[int] = []
    versions: list[Mapping[str, Any]] = []
    for change in changes:
        ids, opened = _resplit(change, decided.known)
        closed += ids
        versions += (rows.version_row(version) for version in opened)
    history = {change.addressee_number: _history_number(change, decided.known) for change in changes}
    return store.write(
        alias,
        act=codec.to_builtins(envelope),
        documents=(
            codec.encode(envelope),
            codec.encode(request.command),
            codec.encode(changes),
            codec.encode(decided.decision.effects),
        ),
        closed=closed,
        versions=versions,
        history=[
            row
            for change in changes
            for row in history_rows(change, history[change.addressee_number], envelope, request.command.header)
        ],
        persons=[person_row(change, history[change.addressee_number]) for change in changes],
        keys=keys.distinct(key for change in changes for key in _keys(change)),
        due=list(_due_rows(decided.decision)),
    )


def envelope_of(command: Command, grant: Grant, token: str, today: date, *, entry: Entry | None = None) -> Envelope:
    """The envelope of an act: its dates from the command, its place and operator from its entry or else the grant."""
    header, access = command.header, grant.access
    return Envelope(
        command_kind=str(command.__struct_config__.tag),
        basis=header.basis.value,
        effective_on=None if header.effective_on is None else header.effective_on.stored(),
        notified_on=None if header.notified_on is None else header.notified_on.stored(),
        processed_on=today,
        place=access.office if entry is None else entry.place,
        terminal=access.terminal if entry is None else entry.terminal,
        operator=access.account if entry is None else entry.operator,
        access_record=str(grant.record),
        request_token=token,
        entered_at=None if entry is None else entry.entered_at,
    )


def _resplit(change: PersonChange, known: store.Known) -> tuple[list[int], list[Version]]:
    """Which open versions a change closes, and which it opens: their remainders, and its own pieces."""
    timeline = known.timelines.get(change.addressee_number)
    before = () if timeline is None else timeline.versions
    kept = cut(before, [(piece.since, piece.until) for piece in change.pieces])
    # cut() hands an untouched version on as an equal one: only those no longer there are closed
    touched = [version for version in before if version not in kept]
    remainders = [version for version in kept if version not in before]
    require_sound(sorted([*kept, *change.pieces], key=lambda version: version.since))
    person = change.addressee_number.stored()
    return [known.open_rows[person, version.since] for version in touched], [*remainders, *change.pieces]


def _history_number(change: PersonChange, known: store.Known) -> int:
    """The number of the row with the content in force: the last of the rows that the change gives."""
    return known.last_history.get(change.addressee_number.stored(), 0) + (1 if change.closed is None else 2)


def history_rows(
    change: PersonChange, history_number: int, envelope: Envelope, header: Header
) -> Iterable[dict[str, Any]]:
    """The history rows of a change: where it ended a record and began another, that of the ended one comes first."""
    row = history_row(change, history_number, envelope, header)
    if change.closed is not None:
        yield {
            **row,
            **rows.columns_of(change.closed.content),
            "history_number": history_number - 1,
            "reason": change.closed.reason.value,
            "spans": [],
        }
    yield row


def history_row(
    change: PersonChange,
    history_number: int,
    envelope: Envelope,
    header: Header,
    columns: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """The standard's history row: all columns in force after the act, and the items of the event (STD-1.2.1).

    `columns` are those of the content in force, where the caller has them already.
    """
    effective = change.effective_on or header.effective_on
    return {
        **(rows.columns_of(change.current) if columns is None else columns),
        "history_number": history_number,
        "reason": store.OPENING if change.reason is None else change.reason.value,
        "act_effective_on": None if effective is None else effective.stored(),
        "act_processed_on": envelope.processed_on.isoformat(),
        "act_notified_on": envelope.notified_on,
        "act_basis": envelope.basis,
        "act_place": envelope.place,
        "act_terminal": envelope.terminal,
        "ex_officio": change.ex_officio,
        "consequence": change.consequence,
        "cancels": change.cancels,
        "cancels_also": list(change.cancels_also),
        "spans": [[piece.since, piece.until] for piece in change.pieces],
    }


def person_row(change: PersonChange, history_number: int) -> dict[str, Any]:
    """The current state of a person after a change."""
    return {**state_of(change.current), "history_number": history_number}


def _keys(change: PersonChange) -> Iterable[dict[str, Any]]:
    return keys.through(change.current, (piece.content for piece in change.pieces))


def _due_rows(decision: Decision) -> Iterable[dict[str, str]]:
    for effect in decision.effects:
        if effect.due is not None and effect.person is not None:
            yield {
                "kind": effect.kind,
                "addressee_number": effect.person.stored(),
                "due_on": effect.due,
                "effect": codec.encode(effect).decode(),
            }


def close_due(alias: str, number: int, decision: Decision) -> None:
    """Dated effects of acts that this one cancels do not fire."""
    for change in decision.changes:
        cancelled = [act for act in (change.cancels, *change.cancels_also) if act is not None]
        if cancelled:
            db.execute(
                alias,
                "UPDATE register_dueeffect SET done_by = %s, done_at = clock_timestamp() "
                "WHERE addressee_number = %s AND act_number = ANY (%s) AND done_at IS NULL",
                (number, change.addressee_number.stored(), cancelled),
            )


def touched_by(decided: deciding.Decided) -> tuple[list[str], list[str]]:
    """The persons that a decision changes, and every household they leave or enter by it."""
    persons: list[str] = []
    households: dict[str, None] = {}
    for change in decided.decision.changes:
        persons.append(change.addressee_number.stored())
        households[change.current.household_number.stored()] = None
        for piece in change.pieces:
            households[piece.content.household_number.stored()] = None
        timeline = decided.known.timelines.get(change.addressee_number)
        if timeline is not None:
            households[timeline.versions[-1].content.household_number.stored()] = None
    return persons, list(households)


def refuse_blocked(alias: str, decided: deciding.Decided, *, pending: int | None) -> None:
    """Refuse what a pending act blocks: every person it changes and both households (STD-4.0.8).

    Raises:
        Blocked: with the pending acts in the way.
    """
    found = blocking(alias, *touched_by(decided), pending=pending)
    if found:
        raise Blocked(found)


def blocking(alias: str, persons: list[str], households: list[str], *, pending: int | None) -> tuple[int, ...]:
    """The pending acts, other than `pending` itself, that hold some of these persons or households."""
    found = db.rows(
        alias,
        "SELECT DISTINCT pending_id FROM register_pendinglock WHERE pending_id IS DISTINCT FROM %s "
        "AND (kind = 'person' AND number = ANY (%s) OR kind = 'household' AND number = ANY (%s)) ORDER BY pending_id",
        (pending, persons, households),
    )
    return tuple(each["pending_id"] for each in found)

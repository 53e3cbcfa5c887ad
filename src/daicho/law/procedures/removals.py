"""Moves out, the passing of their planned day, deaths and ex officio removals: records become removed records.

Source: Basic Resident Register Act, Articles 8, 24; standard chapter 3, 1.1.5, 4.0.4, 4.1.3, 4.2.2.
"""

from collections.abc import Iterator, Sequence
from typing import Any, Final

import msgspec

from daicho.law import households, ordinals
from daicho.law.case import Case, Draft, shown
from daicho.law.commands import Basis, Death, ExOfficioRemoval, MoveOut, PassingOfPlannedDate, RemovalGround
from daicho.law.header_rules import check_header, is_late_move_out
from daicho.law.person_rules import names_no_place
from daicho.law.procedures.relocations import households_of, residents
from daicho.law.reasons import Reason
from daicho.law.records import PersonKind, Removal, ResidentRecord, State
from daicho.law.relationships import HEAD
from daicho.law.versions import FIELDS, overwrite, stay_bounds
from daicho.values.addresses import AddressKind
from daicho.values.dates import RegisterDate
from daicho.values.numbers import HouseholdNumber

_RUNS_ON: Final = frozenset({"resident_record_code", "individual_number_ref", "memo"})
"""Items of a removed record that acts dated after the removal have changed rightly."""


def move_out(case: Case, command: MoveOut) -> None:
    """Move-out (転出): planned until its day has come, a removed record from then on (STD-1.1.5)."""
    if not check_header(case, may_lie_ahead=True):
        return
    _check_destination(case, command)
    planned = case.day.bounds()[0] > case.today
    since = ordinals.start_of(RegisterDate(case.today)) if planned else ordinals.end_of(case.day)
    movers = residents(case, command.persons, since)
    late = is_late_move_out(case)
    if late:
        case.find("R-41301-01", field="notified_on", date=shown(case.header.notified_on), effective=shown(case.day))
    if not command.persons or any(_is_planned(case, draft, since) for draft in movers):
        return
    reason = Reason.MOVE_OUT_ABROAD if command.abroad else Reason.DOMESTIC_MOVE_OUT
    removal = Removal(
        planned_destination=command.destination,
        planned_on=case.day,
        event_on=None if planned else case.day,
        notified_on=case.header.notified_on,
        reason=reason.value,
    )
    if command.special_adoption is not None:
        _note(movers, command.special_adoption.note, since)
    if planned:
        _plan(case, movers, removal, reason, since)
        return
    remove(case, movers, {"state": State.MOVED_OUT, "removal": removal}, since)
    for draft in movers:
        draft.mark(reason, effective_on=case.day, ex_officio=late or case.header.basis is Basis.EX_OFFICIO)


def _note(movers: Sequence[Draft], note: str, since: int) -> None:
    """Note on the records why the people leave (type B of STD-1.1.14)."""
    for draft in movers:
        draft.versions = overwrite(draft.versions, since, None, lambda content: {"notes": (*content.notes, note)})


def _check_destination(case: Case, command: MoveOut) -> None:
    destination = command.destination
    if destination.kind is AddressKind.DOMESTIC and destination.municipality_code == case.settings.municipality_code:
        case.find("R-41302-01", field="destination")
    elif command.special_adoption is not None:
        return  # the removed record of the child may leave it blank (STD-1.1.5)
    elif names_no_place(destination) and not (destination.municipality_code or destination.country):
        case.find("R-41302-02", field="destination")


def _is_planned(case: Case, draft: Draft, since: int) -> bool:
    content = draft.at(since)
    if content is None or content.removal is None:
        return False
    case.find("R-4130-01", person=draft.number, field="persons", date=shown(content.removal.planned_on))
    return True


def _plan(case: Case, movers: Sequence[Draft], removal: Removal, reason: Reason, since: int) -> None:
    """Until the day has come they stay residents and members of their households, with the planned items beside."""
    for draft in movers:
        draft.amend(since, {"removal": removal})
        draft.mark(reason, effective_on=case.day, ex_officio=case.header.basis is Basis.EX_OFFICIO)
    today = ordinals.as_of(case.today)
    for household in households_of(movers, today):
        members = [content for draft in case.members(household, today) if (content := draft.at(today)) is not None]
        remaining = [content for content in members if not _leaves(case, content)]
        head = next((content for content in members if content.relationship == HEAD), None)
        if head is not None and head not in remaining:
            _warn_of_lost_head(case, remaining)


def _warn_of_lost_head(case: Case, remaining: Sequence[ResidentRecord]) -> None:
    """Say already now what the planned day will bring to a household whose head is about to leave (STD-4.0.4)."""
    if len(remaining) > 1:
        case.find("R-404-01", count=len(remaining))
    elif remaining:
        (last,) = remaining
        case.find("R-404-02", person=last.addressee_number, name=last.name.written)


def _leaves(case: Case, content: ResidentRecord) -> bool:
    """Whether somebody is gone by the planned day."""
    planned = content.removal.planned_on if content.removal is not None else None
    return planned is not None and ordinals.end_of(planned) <= ordinals.end_of(case.day)


def remove(case: Case, leaving: Sequence[Draft], fields: dict[str, Any], since: int) -> None:
    """Make removed records from an ordinal on, and put the households left in order.

    Left are also those into which a later act, recorded before this one, has put the people since.
    """
    left: dict[HouseholdNumber, int] = {}
    for draft in leaving:
        for household, at in _homes(draft, since):
            left[household] = min(at, left.get(household, at))
        freeze(draft, since, fields)
    for household, at in sorted(left.items(), key=lambda item: item[1]):
        households.settle(case, [household], at)


def _homes(draft: Draft, since: int) -> Iterator[tuple[HouseholdNumber, int]]:
    """The households in which somebody is a resident from an ordinal on, each with its beginning."""
    for version in draft.versions:
        if version.content.state is State.PRESENT and (version.until is None or version.until > since):
            yield version.content.household_number, max(version.since, since)


def freeze(draft: Draft, since: int, fields: dict[str, Any], until: int | None = None) -> None:
    """Make a removed record of the content in force at an ordinal: nothing dated later changes it any more.

    What says which record it is and what the office notes beside it go on as they are: a code or number that has been
    replaced never stands again.
    """
    last = draft.at(since)
    assert last is not None  # noqa: S101 - callers remove residents
    held = {name: getattr(last, name) for name in FIELDS if name not in _RUNS_ON}
    draft.versions = overwrite(draft.versions, since, until, lambda _: {**held, **fields})


def passing_of_planned_date(case: Case, command: PassingOfPlannedDate) -> None:
    """The planned day has come: who was to move out becomes a removed record, on that day (STD-1.1.5).

    The households are put in order once everybody has gone: who leaves together makes nobody a head on the way.
    """
    left: dict[tuple[HouseholdNumber, int], None] = {}
    for number in command.persons:
        draft = case.draft(number)
        content = draft.latest
        removal = content.removal if content is not None else None
        planned = removal.planned_on if removal is not None else None
        if content is None or removal is None or planned is None or content.state is not State.PRESENT:
            case.find("R-115-02", person=number, field="persons")
        elif planned.bounds()[0] > case.today:
            case.find("R-115-01", person=number, field="persons", date=shown(planned), today=shown(case.today))
        else:
            since = _end_stay(case, draft, removal, planned)
            left[content.household_number, since] = None
    for household, since in left:
        households.settle(case, [household], since)


def end_planned_stay(
    case: Case, draft: Draft, content: ResidentRecord, removal: Removal, ends_on: RegisterDate, **items: Any
) -> None:
    """Make the removed record of somebody whose move-out was planned, and put the household left in order."""
    since = _end_stay(case, draft, removal, ends_on, **items)
    households.settle(case, [content.household_number], since)


def _end_stay(case: Case, draft: Draft, removal: Removal, ends_on: RegisterDate, **items: Any) -> int:
    """Make the removed record from the end of a day on; return the ordinal it begins with."""
    ended = msgspec.structs.replace(removal, event_on=removal.planned_on, **items)
    first = draft.versions[stay_bounds(draft.versions, len(draft.versions) - 1)[0]].since
    since = max(ordinals.end_of(ends_on), first)
    freeze(draft, since, {"state": State.MOVED_OUT, "removal": ended})
    reason = Reason(removal.reason) if removal.reason else Reason.DOMESTIC_MOVE_OUT
    draft.mark(reason, effective_on=ends_on, ex_officio=case.header.basis is Basis.EX_OFFICIO)
    return since


def removed_record(case: Case, content: ResidentRecord, reason: Reason) -> ResidentRecord:
    """The removed record (除票) of a content that ends ex officio: no place is moved to (STD-1.1.5)."""
    removal = Removal(event_on=case.day, notified_on=case.header.notified_on, reason=reason.value)
    return msgspec.structs.replace(content, state=State.REMOVED, removal=removal)


def death(case: Case, command: Death) -> None:
    """Death (死亡). The day may be unknown or a stretch; the record ends with its latest day, at most today."""
    if not check_header(case, may_be_unknown=True):
        return
    since = ordinals.end_of(case.day, known_by=case.today)
    dying = residents(case, [command.person], since)
    removal = Removal(event_on=case.day, notified_on=case.header.notified_on, reason=Reason.DEATH.value)
    remove(case, dying, {"state": State.DIED, "removal": removal}, since)
    for draft in dying:
        draft.mark(Reason.DEATH, effective_on=case.day, ex_officio=True)


def ex_officio_removal(case: Case, command: ExOfficioRemoval) -> None:
    """Ex officio removal (職権消除), with its ground."""
    if not check_header(case, may_be_unknown=command.ground is RemovalGround.DISAPPEARANCE):
        return
    _check_ground(case, command)
    since = ordinals.end_of(case.day, known_by=case.today)
    leaving = residents(case, command.persons, since)
    reason = Reason.EX_OFFICIO_REMOVAL
    if command.ground is RemovalGround.LOSS_OF_NATIONALITY:
        reason = Reason.EX_OFFICIO_REMOVAL_LOSS_OF_NATIONALITY
        for draft in leaving:
            content = draft.at(since)
            if content is not None and content.kind is not PersonKind.JAPANESE:
                case.find("R-455-01", person=draft.number, field="persons")
    removal = Removal(event_on=case.day, notified_on=case.header.notified_on, reason=reason.value)
    remove(case, leaving, {"state": State.REMOVED, "removal": removal}, since)
    for draft in leaving:
        draft.mark(reason, effective_on=case.day, ex_officio=True)


def _check_ground(case: Case, command: ExOfficioRemoval) -> None:
    """A disappearance comes by a notice under Article 9(2) (STD-4.2.2.2), an unknown whereabouts from an inspection."""
    if command.ground is RemovalGround.DISAPPEARANCE and case.header.basis is not Basis.NOTICE:
        case.find("R-4222-01", field="basis")
    if command.ground is RemovalGround.WHEREABOUTS_UNKNOWN and command.inspected_on is None:
        case.find("R-4201-01", field="inspected_on")

"""The door of the law: what a command needs, and the decision on it."""

from collections.abc import Callable
from datetime import date
from typing import Any, Final

import msgspec

from daicho.law import effects
from daicho.law.case import Case
from daicho.law.commands import (
    Birth,
    Cancellation,
    ChangeOfHead,
    ClericalCorrection,
    Command,
    CommonNameChanged,
    Death,
    DomesticMoveIn,
    ExOfficioCorrection,
    ExOfficioEntry,
    ExOfficioRemoval,
    FormerSurnameChanged,
    HouseholdChange,
    HouseholdMerge,
    HouseholdSplit,
    ImmigrationNotice,
    IndividualNumberAssigned,
    IndividualNumberChanged,
    InitialOpening,
    MinorCorrection,
    MoveInFromAbroad,
    MoveInNoticeReceived,
    MoveOut,
    NationalityAcquired,
    NationalityLost,
    PassingOfPlannedDate,
    Relocation,
    Remaking,
    ResidenceNotified,
    ResidentRecordCodeChanged,
    Restoration,
)
from daicho.law.decision import Decision, PersonChange
from daicho.law.procedures import (
    cancellation,
    corrections,
    entries,
    household_changes,
    immigration,
    new_records,
    notices,
    numbers_and_names,
    opening,
    relocations,
    removals,
)
from daicho.law.records import ResidentRecord
from daicho.law.situation import Needs, Situation, TownSettings
from daicho.values.dates import RegisterDate

EVER: Final = RegisterDate(date(1873, 1, 1))
"""Asked for where the day is not in the command but in the record: everybody who ever shared a household."""


class Procedure(msgspec.Struct, frozen=True):
    """How a kind of command is decided, and what it needs."""

    decide: Callable[[Case, Any], None]
    needs: Callable[[Any], Needs]


def _needs_of_opening(command: InitialOpening) -> Needs:
    codes = (opening.record.resident_record_code for opening in command.records)
    return Needs(since=command.header.effective_on, codes=tuple(code.stored() for code in codes if code is not None))


def _needs_of_relocation(command: Relocation) -> Needs:
    household = command.destination.household_number
    return Needs(
        persons=tuple(mover.person for mover in command.movers),
        households=(household,) if household else (),
        since=command.header.effective_on,
        new_households=0 if household else 1,
    )


def _needs_of_movers(command: HouseholdSplit | HouseholdMerge | HouseholdChange) -> Needs:
    household = None if isinstance(command, HouseholdSplit) else command.household_number
    return Needs(
        persons=tuple(mover.person for mover in command.movers),
        households=(household,) if household else (),
        since=command.header.effective_on,
        new_households=0 if household else 1,
    )


def _needs_of_head(command: ChangeOfHead) -> Needs:
    return Needs(
        persons=tuple(placement.person for placement in command.placements),
        households=(command.household_number,),
        since=command.header.effective_on,
    )


OnePerson = Death | FormerSurnameChanged | CommonNameChanged | NationalityAcquired | NationalityLost


def _needs_of_person(command: OnePerson) -> Needs:
    return Needs(persons=(command.person,), since=command.header.effective_on)


def _needs_of_number(command: IndividualNumberAssigned | IndividualNumberChanged) -> Needs:
    refs = (command.individual_number_ref,) if command.individual_number_problem is None else ()
    return Needs(persons=(command.person,), since=command.header.effective_on, number_refs=refs)


def _needs_of_minor_correction(command: MinorCorrection) -> Needs:
    return Needs(persons=(command.person, *command.also), since=command.header.effective_on)


def _needs_of_immigration(command: ImmigrationNotice) -> Needs:
    number = command.residence.document_number
    return Needs(
        persons=(command.person,),
        since=command.header.effective_on,
        document_numbers=() if number is msgspec.UNSET or not number else (number,),
    )


def _needs_of_notice(command: MoveInNoticeReceived) -> Needs:
    """The removal may move between the notified day and an earlier notice's."""
    return Needs(persons=(command.person,), since=EVER)


def _needs_of_passing(command: PassingOfPlannedDate) -> Needs:
    """The planned day may lie some days back."""
    return Needs(persons=command.persons, since=EVER)


def _needs_of_code(command: ResidentRecordCodeChanged) -> Needs:
    return Needs(persons=(command.person,), since=command.header.effective_on, new_codes=1)


def _needs_of_correction(command: ClericalCorrection | ExOfficioCorrection | Restoration) -> Needs:
    code, household = command.amendments.resident_record_code, command.amendments.household_number
    return Needs(
        persons=(command.person, *getattr(command, "also", ())),
        households=() if household is msgspec.UNSET else (household,),
        since=command.header.effective_on or EVER,
        codes=() if code is msgspec.UNSET else (code,),
    )


def _needs_of_persons(command: MoveOut | ExOfficioRemoval | Remaking | ResidenceNotified) -> Needs:
    return Needs(persons=command.persons, since=command.header.effective_on)


def _needs_of_cancellation(command: Cancellation) -> Needs:
    """One new household for each person at most: those who come back together share one."""
    return Needs(persons=command.persons, since=EVER, acts=(command.act_number,), new_households=len(command.persons))


def _needs_of_entrants(command: DomesticMoveIn | MoveInFromAbroad | ExOfficioEntry) -> Needs:
    return entries.needs_of_entry(command.entrants, command.destination, command.header.effective_on)


def _needs_of_birth(command: Birth) -> Needs:
    return entries.needs_of_entry((command.child,), command.destination, command.child.birth_date)


PROCEDURES: Final[dict[type, Procedure]] = {
    DomesticMoveIn: Procedure(entries.domestic_move_in, _needs_of_entrants),
    MoveInFromAbroad: Procedure(entries.move_in_from_abroad, _needs_of_entrants),
    ExOfficioEntry: Procedure(entries.ex_officio_entry, _needs_of_entrants),
    Birth: Procedure(entries.birth, _needs_of_birth),
    InitialOpening: Procedure(opening.initial_opening, _needs_of_opening),
    Relocation: Procedure(relocations.relocation, _needs_of_relocation),
    HouseholdSplit: Procedure(household_changes.household_split, _needs_of_movers),
    HouseholdMerge: Procedure(household_changes.household_merge, _needs_of_movers),
    HouseholdChange: Procedure(household_changes.household_change, _needs_of_movers),
    ChangeOfHead: Procedure(household_changes.change_of_head, _needs_of_head),
    MoveOut: Procedure(removals.move_out, _needs_of_persons),
    PassingOfPlannedDate: Procedure(removals.passing_of_planned_date, _needs_of_passing),
    ExOfficioRemoval: Procedure(removals.ex_officio_removal, _needs_of_persons),
    Death: Procedure(removals.death, _needs_of_person),
    MoveInNoticeReceived: Procedure(notices.move_in_notice_received, _needs_of_notice),
    IndividualNumberAssigned: Procedure(numbers_and_names.individual_number_assigned, _needs_of_number),
    IndividualNumberChanged: Procedure(numbers_and_names.individual_number_changed, _needs_of_number),
    ResidentRecordCodeChanged: Procedure(numbers_and_names.resident_record_code_changed, _needs_of_code),
    FormerSurnameChanged: Procedure(numbers_and_names.former_surname_changed, _needs_of_person),
    CommonNameChanged: Procedure(numbers_and_names.common_name_changed, _needs_of_person),
    ExOfficioCorrection: Procedure(corrections.ex_officio_correction, _needs_of_correction),
    MinorCorrection: Procedure(corrections.minor_correction, _needs_of_minor_correction),
    ClericalCorrection: Procedure(corrections.clerical_correction, _needs_of_correction),
    NationalityAcquired: Procedure(new_records.nationality_acquired, _needs_of_person),
    NationalityLost: Procedure(new_records.nationality_lost, _needs_of_person),
    Remaking: Procedure(new_records.remaking, _needs_of_persons),
    Restoration: Procedure(new_records.restoration, _needs_of_correction),
    ImmigrationNotice: Procedure(immigration.immigration_notice, _needs_of_immigration),
    ResidenceNotified: Procedure(immigration.residence_notified, _needs_of_persons),
    Cancellation: Procedure(cancellation.cancellation, _needs_of_cancellation),
}
"""Every kind of command with its procedure."""


def needs(command: Command) -> Needs:
    """What must be read before the command can be decided."""
    return PROCEDURES[type(command)].needs(command)


def decide(situation: Situation, command: Command, *, settings: TownSettings) -> Decision:
    """The decision on a command: findings, and when none is an error, changes and effects.

    Decides the same for the same arguments: it reads no clock and no store.

    Raises:
        MissingFromSituation: The situation lacks a person or a number that `needs` asked for: a defect of the caller.
    """
    case = Case(situation, command, settings)
    PROCEDURES[type(command)].decide(case, command)
    decision = case.finish()
    if not decision.changes:
        return decision
    return msgspec.structs.replace(decision, effects=effects.of(decision.changes, _before(case), command))


def _before(case: Case) -> Callable[[PersonChange], ResidentRecord | None]:
    def newest(change: PersonChange) -> ResidentRecord | None:
        versions = case.drafts[change.addressee_number].timeline.versions
        return versions[-1].content if versions else None

    return newest

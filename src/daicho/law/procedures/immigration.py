"""Notices of the Immigration Services Agency, and the notification of the residence.

Source: Basic Resident Register Act, Article 30-50; Immigration Control Act, Articles 19-7 to 19-9; standard chapter 3,
4.5.6 (corrections and removals on a notice), 4.5.7.
"""

from typing import Any

import msgspec

from daicho.law import households, ordinals
from daicho.law.case import Case, Draft
from daicho.law.commands import (
    UNSET,
    Basis,
    ImmigrationNotice,
    ResidenceChanges,
    ResidenceNotified,
)
from daicho.law.header_rules import check_header
from daicho.law.person_rules import check_never_blank, check_not_before_birth
from daicho.law.procedures.relocations import residents
from daicho.law.procedures.removals import remove
from daicho.law.readings import in_katakana
from daicho.law.reasons import Reason
from daicho.law.records import PersonKind, Removal, Residence, ResidentRecord, State
from daicho.law.residence_rules import HAVE_DOCUMENT, fitted
from daicho.law.versions import changed_fields


def immigration_notice(case: Case, command: ImmigrationNotice) -> None:
    """Correct or remove a foreign resident's record as the Commissioner has notified."""
    if not check_header(case):
        return
    if case.header.basis is not Basis.NOTICE:
        case.find("R-456-01", field="basis")
    given = _given(command)
    if command.matter.removes:
        _end(case, command, given)
    else:
        _correct(case, command, given)


def _given(command: ImmigrationNotice) -> dict[str, Any]:
    """The items that the notice brings, those of the residence under its own name."""
    given: dict[str, Any] = {
        name: in_katakana(value)
        for name in ("name", "birth_date", "sex")
        if (value := getattr(command, name)) is not None
    }
    changes = {
        name: value
        for name in ResidenceChanges.__struct_fields__
        if (value := getattr(command.residence, name)) is not UNSET
    }
    return {**given, "residence": changes} if changes else given


def _foreign(case: Case, draft: Draft, content: ResidentRecord) -> bool:
    if content.kind is PersonKind.FOREIGN:
        return True
    case.find("R-456-02", person=draft.number, field="person")
    return False


def _end(case: Case, command: ImmigrationNotice, given: dict[str, Any]) -> None:
    """The person is no foreign resident any more: the record is removed ex officio."""
    since = ordinals.end_of(case.day, known_by=case.today)
    leaving = residents(case, [command.person], since)
    for draft in leaving:
        content = draft.at(since)
        if content is None or not _foreign(case, draft, content):
            return
    if given:
        case.find("R-456-03", person=command.person, field="residence")
    removal = Removal(event_on=case.day, notified_on=case.header.notified_on, reason=Reason.EX_OFFICIO_REMOVAL.value)
    remove(case, leaving, {"state": State.REMOVED, "removal": removal}, since)
    for draft in leaving:
        draft.mark(Reason.EX_OFFICIO_REMOVAL, effective_on=case.day, ex_officio=True)


def _correct(case: Case, command: ImmigrationNotice, given: dict[str, Any]) -> None:
    """Correct the items that the notice names, ex officio."""
    since = ordinals.start_of(case.day)
    for draft in residents(case, [command.person], since):
        content = draft.at(since)
        if content is None or not _foreign(case, draft, content):
            return
        fields = dict(given)
        if "residence" in fields:
            fields["residence"] = _residence(content.residence, fields["residence"])
        corrected = msgspec.structs.replace(content, **fields)
        if not changed_fields(content, corrected):
            case.find("R-456-04", person=draft.number, field="residence")
            return
        check_not_before_birth(case, corrected.birth_date, corrected.became_resident_on, draft.number)
        check_never_blank(case, corrected)
        draft.amend(since, fields)
        draft.mark(Reason.EX_OFFICIO_CORRECTION, effective_on=case.day, ex_officio=True)
        households.settle(case, [content.household_number], since)


def _residence(before: Residence | None, changes: dict[str, Any]) -> Residence | None:
    """The residence after a notice; with another category the items that it does not have go."""
    if before is None:
        return Residence(**changes) if "category" in changes else None
    after = msgspec.structs.replace(before, **changes)
    if after.category is before.category:
        return after
    stale = {name: value for name, value in fitted(after).items() if name not in changes}
    return msgspec.structs.replace(after, **stale)


def residence_notified(case: Case, command: ResidenceNotified) -> None:
    """The residence has been notified under the Immigration Control Act (住居地届出)."""
    if not check_header(case):
        return
    since = ordinals.start_of(case.day)
    for draft in residents(case, command.persons, since):
        content = draft.at(since)
        residence = content.residence if content is not None else None
        if residence is None or residence.category not in HAVE_DOCUMENT:
            case.find("R-457-02", person=draft.number, field="persons")
        elif residence.residence_notified:
            case.find("R-457-03", person=draft.number, field="persons")
        else:
            draft.amend(since, {"residence": msgspec.structs.replace(residence, residence_notified=True)})
            draft.mark(Reason.EX_OFFICIO_CORRECTION, effective_on=case.day, ex_officio=True)

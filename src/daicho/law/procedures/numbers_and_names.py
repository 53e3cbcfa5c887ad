"""Numbers, codes and additional names that are given, changed or taken away.

Source: Number Act, Article 7; Basic Resident Register Act, Articles 30-3, 30-4; Order for its enforcement, Articles
30-14, 30-16; standard chapter 3, 1.1.7, 4.3.1, 4.3.2, 4.4.
"""

from collections.abc import Callable
from typing import Any

import msgspec

from daicho.law import ordinals
from daicho.law.case import Case
from daicho.law.commands import (
    Basis,
    CodeChange,
    CommonNameChanged,
    FormerSurnameChange,
    FormerSurnameChanged,
    IndividualNumberAssigned,
    IndividualNumberChanged,
    NumberChange,
    ResidentRecordCodeChanged,
)
from daicho.law.header_rules import check_header
from daicho.law.person_rules import check_number_free
from daicho.law.procedures.relocations import residents
from daicho.law.readings import in_katakana
from daicho.law.reasons import Reason
from daicho.law.records import PersonKind, ResidentRecord
from daicho.values.names import CommonName, FormerSurname, PersonName
from daicho.values.numbers import AddresseeNumber

Outcome = tuple[dict[str, Any], Reason] | None
"""The fields that change and why; None after a finding."""


def _change(case: Case, person: AddresseeNumber, outcome: Callable[[ResidentRecord], Outcome], **marks: bool) -> None:
    """Change a resident's record from the effective date on, as `outcome` says of its content."""
    if not check_header(case):
        return
    since = ordinals.start_of(case.day)
    for draft in residents(case, [person], since):
        content = draft.at(since)
        found = outcome(content) if content is not None else None
        if found is not None:
            draft.amend(since, found[0])
            draft.mark(found[1], effective_on=case.day, **marks)


def _is_readable(case: Case, command: IndividualNumberAssigned | IndividualNumberChanged) -> bool:
    """Whether the number as typed was one; its rule is found otherwise."""
    rule = command.individual_number_problem
    if rule is not None:
        case.find("R-44-01", person=command.person, field="individual_number", rule=rule)
    return rule is None


def individual_number_assigned(case: Case, command: IndividualNumberAssigned) -> None:
    """Enter the individual number that the national server has assigned (個人番号の職権記載)."""

    def outcome(content: ResidentRecord) -> Outcome:
        if content.individual_number_ref is not None:
            case.find("R-44-03", person=command.person, field="individual_number")
            return None
        if not _is_readable(case, command):
            return None
        check_number_free(case, command.individual_number_ref, holder=command.person)
        return {"individual_number_ref": command.individual_number_ref}, Reason.INDIVIDUAL_NUMBER_EX_OFFICIO_ENTRY

    _change(case, command.person, outcome, ex_officio=True)


def individual_number_changed(case: Case, command: IndividualNumberChanged) -> None:
    """Enter another individual number, on request or ex officio (個人番号の変更請求・職権修正)."""
    on_request = command.kind is NumberChange.ON_REQUEST

    def outcome(content: ResidentRecord) -> Outcome:
        if not _is_readable(case, command):
            return None
        if content.individual_number_ref in {None, command.individual_number_ref}:
            case.find("R-44-04", person=command.person, field="individual_number")
            return None
        check_number_free(case, command.individual_number_ref, holder=command.person)
        reason = (
            Reason.INDIVIDUAL_NUMBER_CHANGE_ON_REQUEST if on_request else Reason.INDIVIDUAL_NUMBER_EX_OFFICIO_CORRECTION
        )
        return {"individual_number_ref": command.individual_number_ref}, reason

    _change(case, command.person, outcome, ex_officio=not on_request)


def resident_record_code_changed(case: Case, command: ResidentRecordCodeChanged) -> None:
    """Give a new resident record code from the pool (住民票コードの変更請求・職権記載)."""

    def outcome(content: ResidentRecord) -> Outcome:
        had_one = content.resident_record_code is not None
        if command.kind is not None and had_one is not (command.kind is CodeChange.ON_REQUEST):
            code = "R-432-01" if had_one else "R-432-02"
            case.find(code, person=command.person, field="resident_record_code")
            return None
        reason = (
            Reason.RESIDENT_RECORD_CODE_CHANGE_ON_REQUEST if had_one else Reason.RESIDENT_RECORD_CODE_EX_OFFICIO_ENTRY
        )
        return {"resident_record_code": case.new_code()}, reason

    _change(case, command.person, outcome)


def former_surname_changed(case: Case, command: FormerSurnameChanged) -> None:
    """Record, change or delete a former surname (旧氏); only Japanese residents have one."""
    new: FormerSurname | None = in_katakana(command.former_surname)
    _check_basis(case, Basis.REQUEST, deletes=new is None)

    def outcome(content: ResidentRecord) -> Outcome:
        old = content.former_surname
        if content.kind is not PersonKind.JAPANESE:
            case.find("R-117-01", person=command.person, field="former_surname")
            return None
        if new == old or _is_misnamed(command.kind, old):
            case.find("R-117-03", person=command.person, field="former_surname")
            return None
        if new is None:
            return {"former_surname": None}, Reason.FORMER_SURNAME_DELETION
        return {"former_surname": new}, Reason.FORMER_SURNAME_CHANGE if old else Reason.FORMER_SURNAME_ENTRY

    _change(case, command.person, outcome)


def _is_misnamed(kind: FormerSurnameChange | None, old: FormerSurname | None) -> bool:
    """Whether what was asked for is the other one: a first surname over another, or another in place of none."""
    return kind is not None and (old is None) is not (kind is FormerSurnameChange.ENTRY)


def common_name_changed(case: Case, command: CommonNameChanged) -> None:
    """Record or delete a common name (通称); only foreign residents have one, and a new one only without an old one."""
    new: CommonName | None = in_katakana(command.common_name)
    _check_basis(case, Basis.STATEMENT, deletes=new is None)

    def outcome(content: ResidentRecord) -> Outcome:
        old = content.common_name
        if content.kind is not PersonKind.FOREIGN:
            case.find("R-117-02", person=command.person, field="common_name")
            return None
        if (new is None) is (old is None):
            case.find("R-117-03", person=command.person, field="common_name")
            return None
        if new is not None:
            if _is_name(new.written, content.name):
                case.find("R-117-05", person=command.person, field="common_name", name=new.written)
            return {"common_name": _recorded(case, new)}, Reason.COMMON_NAME_ENTRY
        history = (*content.common_name_history, *([_deleted(case, old)] if old else ()))
        return {"common_name": None, "common_name_history": history}, Reason.COMMON_NAME_DELETION

    _change(case, command.person, outcome)


def _is_name(written: str, name: PersonName) -> bool:
    """Whether a common name is the name itself, be it in kanji or in Roman letters; spaces do not matter."""
    return "".join(written.split()) in {"".join(each.split()) for each in (name.written, name.single, name.roman)}


def _check_basis(case: Case, asked: Basis, *, deletes: bool) -> None:
    """A former surname rests on a request, a common name on a statement (STD-1.1.7); a deletion also ex officio."""
    allowed = {asked, Basis.EX_OFFICIO} if deletes else {asked}
    if case.header.basis not in allowed:
        case.find("R-117-06", field="basis")


def _recorded(case: Case, name: CommonName) -> CommonName:
    """A common name with the day and municipality of its recording, unless they are stated (STD-1.1.2)."""
    if name.recorded_on is not None:
        return name
    town = case.settings
    return msgspec.structs.replace(
        name,
        recorded_on=case.day,
        recorded_municipality=town.municipality_name,
        recorded_municipality_code=town.municipality_code,
    )


def _deleted(case: Case, name: CommonName) -> CommonName:
    """A common name as it stands in the history once it is deleted (STD-1.1.2)."""
    town = case.settings
    return msgspec.structs.replace(
        name,
        deleted_on=case.day,
        deleted_municipality=town.municipality_name,
        deleted_municipality_code=town.municipality_code,
    )

"""From a worksheet to a command that corrects a record, or gives it another number or name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import msgspec

from daicho.law.commands import (
    Amendments,
    ClericalCorrection,
    CodeChange,
    Command,
    CommonNameChanged,
    ExOfficioCorrection,
    FormerSurnameChanged,
    IndividualNumberAssigned,
    IndividualNumberChanged,
    MinorCorrection,
    MinorGround,
    NumberChange,
    ResidentRecordCodeChanged,
)
from daicho.systems.register import town
from daicho.systems.register.forms import reading
from daicho.systems.register.forms.amending import amendments_of, home_of, name_of
from daicho.systems.register.forms.reading import Unfinished
from daicho.systems.register.presenters.workbench import identified
from daicho.values.addresses import municipality
from daicho.values.names import CommonName, FormerSurname

if TYPE_CHECKING:
    from collections.abc import Callable

    from daicho.systems.register.forms.worksheet import Subject, Worksheet


def _amendments(sheet: Worksheet) -> Amendments:
    if sheet.amendment is None:
        raise Unfinished
    return amendments_of(reading.record(sheet), sheet.amendment.cleaned_data)


def _clerical_correction(sheet: Worksheet, subject: Subject) -> Command:
    return ClericalCorrection(
        header=reading.header(sheet), person=reading.person(subject), amendments=_amendments(sheet)
    )


def _ex_officio_correction(sheet: Worksheet, subject: Subject) -> Command:
    return ExOfficioCorrection(
        header=reading.header(sheet),
        person=reading.person(subject),
        amendments=_amendments(sheet),
        also=reading.also(sheet),
    )


def _minor_correction(sheet: Worksheet, subject: Subject) -> Command:
    """Name and address as they are are left out; identified characters are named in the remarks of the act."""
    record, ground = reading.record(sheet), reading.details(sheet).get("ground")
    if sheet.amendment is None or not ground:
        raise Unfinished
    given = sheet.amendment.cleaned_data
    name, address = name_of(record.name, given), home_of(record.address, given)
    remarks = identified(record.name.written, name.written) if ground == MinorGround.CHARACTER_IDENTIFICATION else ""
    return MinorCorrection(
        header=reading.header(sheet, remarks=(remarks,)),
        person=reading.person(subject),
        ground=MinorGround(ground),
        name=name if name != record.name else None,
        address=address if address != record.address else None,
        also=reading.also(sheet),
    )


def _code(kind: CodeChange) -> Callable[[Worksheet, Subject], Command]:
    def made(sheet: Worksheet, subject: Subject) -> Command:
        return ResidentRecordCodeChanged(header=reading.header(sheet), person=reading.person(subject), kind=kind)

    return made


def _require_number(sheet: Worksheet) -> None:
    """A number has been typed: taken into the vault, or wrong, which the law says."""
    if not (sheet.number_ref or sheet.number_problem):
        raise Unfinished


def _number_assigned(sheet: Worksheet, subject: Subject) -> Command:
    _require_number(sheet)
    return IndividualNumberAssigned(
        header=reading.header(sheet),
        person=reading.person(subject),
        individual_number_ref=sheet.number_ref,
        individual_number_problem=sheet.number_problem or None,
    )


def _number_changed(kind: NumberChange) -> Callable[[Worksheet, Subject], Command]:
    def made(sheet: Worksheet, subject: Subject) -> Command:
        _require_number(sheet)
        return IndividualNumberChanged(
            header=reading.header(sheet),
            person=reading.person(subject),
            individual_number_ref=sheet.number_ref,
            kind=kind,
            individual_number_problem=sheet.number_problem or None,
        )

    return made


def _former_surname(sheet: Worksheet, subject: Subject) -> Command:
    given = reading.details(sheet)
    if not given.get("written"):
        raise Unfinished
    header = reading.header(sheet)
    surname = FormerSurname(
        written=given["written"],
        furigana=given.get("furigana") or "",
        confirmed=bool(given.get("confirmed")),
        recorded_on=header.effective_on,
        municipality_code=town.organisation(),
    )
    held = reading.record(sheet).former_surname
    if held is not None and held == msgspec.structs.replace(
        surname, recorded_on=held.recorded_on, municipality_code=held.municipality_code
    ):
        surname = held  # nothing was typed: the law says so
    return FormerSurnameChanged(header=header, person=reading.person(subject), former_surname=surname)


def _former_surname_deleted(sheet: Worksheet, subject: Subject) -> Command:
    return FormerSurnameChanged(header=reading.header(sheet), person=reading.person(subject), former_surname=None)


def _common_name(sheet: Worksheet, subject: Subject) -> Command:
    given = reading.details(sheet)
    if not given.get("written"):
        raise Unfinished
    header, code = reading.header(sheet), town.organisation()
    name = CommonName(
        written=given["written"],
        furigana=given.get("furigana") or "",
        recorded_on=header.effective_on,
        recorded_municipality=municipality(code).full_name,
        confirmed=bool(given.get("confirmed")),
        recorded_municipality_code=code,
    )
    return CommonNameChanged(header=header, person=reading.person(subject), common_name=name)


def _common_name_deleted(sheet: Worksheet, subject: Subject) -> Command:
    return CommonNameChanged(header=reading.header(sheet), person=reading.person(subject), common_name=None)


MAKERS: Final[dict[str, Callable[[Worksheet, Subject], Command]]] = {
    "clerical_correction": _clerical_correction,
    "ex_officio_correction": _ex_officio_correction,
    "domicile_notice": _ex_officio_correction,
    "minor_correction": _minor_correction,
    "resident_record_code_changed": _code(CodeChange.ON_REQUEST),
    "resident_record_code_given": _code(CodeChange.EX_OFFICIO_ENTRY),
    "resident_record_code_corrected": _clerical_correction,
    "individual_number_assigned": _number_assigned,
    "individual_number_requested": _number_changed(NumberChange.ON_REQUEST),
    "individual_number_corrected": _number_changed(NumberChange.EX_OFFICIO),
    "former_surname_changed": _former_surname,
    "former_surname_deleted": _former_surname_deleted,
    "common_name_recorded": _common_name,
    "common_name_deleted": _common_name_deleted,
}
"""How the worksheets of corrections become their commands."""

"""From a worksheet to a command of the law: the one place where fields become what was notified.

Tolerant by design: what cannot be read yet is left out, so that the law can be asked while somebody types. Whoever
submits asks `Worksheet.is_valid()` first.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import msgspec

from daicho.law.commands import (
    Amendments,
    Birth,
    Cancellation,
    ClericalCorrection,
    Command,
    Death,
    Destination,
    DomesticMoveIn,
    Entrant,
    Header,
    MoveInFromAbroad,
    MoveOut,
    MoveOutCertificate,
    Mover,
    Placement,
    Relocation,
)
from daicho.law.records import Sex
from daicho.systems.register import town
from daicho.values.addresses import Address
from daicho.values.numbers import AddresseeNumber

if TYPE_CHECKING:
    from collections.abc import Callable

    from daicho.law.records import ResidentRecord
    from daicho.systems.register.forms.worksheet import Subject, Worksheet
    from daicho.values.names import PersonName


class Unfinished(Exception):  # noqa: N818 - nothing failed; more is to be typed
    """Too little has been typed for the law to say anything."""


def command_of(sheet: Worksheet, subject: Subject) -> Command:
    """The command that a validated worksheet says.

    Raises:
        Unfinished: something without which there is no command is missing.
    """
    for part in sheet.parts:
        part.is_valid()
    return _MAKERS[sheet.procedure.kind](sheet, subject)


def _header(sheet: Worksheet) -> Header:
    evidence = {person.form.cleaned_data.get("number_evidence") for person in sheet.people if person.number_ref}
    return sheet.header.header(further_documents=tuple(sorted(each for each in evidence if each)))


def _entrants(sheet: Worksheet) -> tuple[Entrant, ...]:
    previous = sheet.previous.address() if sheet.previous is not None else None
    found = [
        entrant
        for person in sheet.people
        if (
            entrant := person.form.entrant(
                previous=previous, number_ref=person.number_ref, number_problem=person.number_problem
            )
        )
        is not None
    ]
    if not found:
        raise Unfinished
    return tuple(found)


def _destination(sheet: Worksheet) -> Destination:
    part = sheet.destination
    if part is None:
        raise Unfinished
    return Destination(household_number=part.cleaned_data.get("household_number"), address=part.address())


def _chosen(sheet: Worksheet) -> list[tuple[AddresseeNumber, str | None]]:
    found: list[tuple[AddresseeNumber, str | None]] = []
    for member in sheet.members:
        given = member.form.cleaned_data
        if given.get("take"):
            found.append((AddresseeNumber.from_stored(member.listed.number), given.get("relationship") or None))
    if not found:
        raise Unfinished
    return found


def _domestic_move_in(sheet: Worksheet, _: Subject) -> Command:
    return DomesticMoveIn(
        header=_header(sheet),
        entrants=_entrants(sheet),
        destination=_destination(sheet),
        certificate=_certificate(sheet),
    )


def _certificate(sheet: Worksheet) -> MoveOutCertificate | None:
    part = sheet.certificate
    given: dict[str, Any] = part.cleaned_data if part is not None else {}
    if not given.get("municipality"):
        return None
    return MoveOutCertificate(
        municipality_code=given["municipality"],
        planned_on=given.get("planned_on"),
        issued_on=given.get("issued_on"),
        issue_number=given.get("issue_number") or "",
    )


def _move_in_from_abroad(sheet: Worksheet, _: Subject) -> Command:
    return MoveInFromAbroad(header=_header(sheet), entrants=_entrants(sheet), destination=_destination(sheet))


def _birth(sheet: Worksheet, _: Subject) -> Command:
    return Birth(header=_header(sheet), child=_entrants(sheet)[0], destination=_destination(sheet))


def _relocation(sheet: Worksheet, _: Subject) -> Command:
    movers = tuple(Mover(person=person, relationship=relationship) for person, relationship in _chosen(sheet))
    return Relocation(header=_header(sheet), movers=movers, destination=_destination(sheet))


def _move_out(sheet: Worksheet, _: Subject) -> Command:
    part = sheet.elsewhere
    destination = part.address() if part is not None else None
    return MoveOut(
        header=_header(sheet),
        persons=tuple(person for person, _ in _chosen(sheet)),
        destination=destination or Address(),
    )


def _death(sheet: Worksheet, subject: Subject) -> Command:
    return Death(header=_header(sheet), person=AddresseeNumber.from_stored(subject.person))


def _cancellation(sheet: Worksheet, subject: Subject) -> Command:
    chosen = _chosen(sheet)
    return Cancellation(
        header=_header(sheet),
        act_number=subject.act,
        persons=tuple(person for person, _ in chosen),
        placements=tuple(Placement(person, relationship) for person, relationship in chosen if relationship),
    )


def _clerical_correction(sheet: Worksheet, subject: Subject) -> Command:
    record = next((each.record for each in sheet.listed if each.number == subject.person), None)
    part = sheet.amendment
    if record is None or part is None:
        raise Unfinished
    return ClericalCorrection(
        header=_header(sheet),
        person=AddresseeNumber.from_stored(subject.person),
        amendments=amendments_of(record, part.cleaned_data),
    )


_PLAIN: Final = ("domicile", "first_listed_person")
_DATES: Final = ("address_set_on", "notified_on")
_TEXTS: Final = ("remarks", "memo")


def amendments_of(record: ResidentRecord, given: dict[str, Any]) -> Amendments:
    """What differs from the record as it stands; everything else stays."""
    wanted = _wanted(record, given)
    changed = {name: value for name, value in wanted.items() if value != _standing(record, name)}
    return Amendments(**changed)


def _standing(record: ResidentRecord, name: str) -> Any:
    if name == "resident_record_code":
        return "" if record.resident_record_code is None else record.resident_record_code.stored()
    return getattr(record, name)


def _wanted(record: ResidentRecord, given: dict[str, Any]) -> dict[str, Any]:
    wanted: dict[str, Any] = {
        "name": _name(record.name, given),
        "relationship": given.get("relationship") or None,
        "address": _address(record.address, given),
        "resident_record_code": given.get("code") or "",
    }
    wanted |= {name: given.get(name) or None for name in (*_PLAIN, *_DATES) if name in given}
    wanted |= {name: given.get(name) or "" for name in _TEXTS if name in given}
    for name in ("birth_date", "became_resident_on"):  # never blank: a blank field leaves them as they are
        if given.get(name):
            wanted[name] = given[name]
    if given.get("sex"):
        wanted["sex"] = Sex(given["sex"])
    before = record.previous_address
    if "previous_address" in given and given["previous_address"] != ("" if before is None else before.written):
        wanted["previous_address"] = Address(text=given["previous_address"]) if given["previous_address"] else None
    return wanted


def _name(name: PersonName, given: dict[str, Any]) -> PersonName:
    fields = ("family", "given", "family_furigana", "given_furigana")
    return msgspec.structs.replace(name, **{field: given[field] for field in fields if field in given})


def _address(address: Address, given: dict[str, Any]) -> Address:
    fields = ("town", "lot", "building", "postal_code")
    typed = {field: given[field] for field in fields if field in given}
    if "postal_code" in typed:
        typed["postal_code"] = "".join(letter for letter in typed["postal_code"] if letter.isdigit())
    return msgspec.structs.replace(address, municipality_code=address.municipality_code or town.organisation(), **typed)


_MAKERS: Final[dict[str, Callable[[Worksheet, Subject], Command]]] = {
    "domestic_move_in": _domestic_move_in,
    "move_in_from_abroad": _move_in_from_abroad,
    "birth": _birth,
    "relocation": _relocation,
    "move_out": _move_out,
    "death": _death,
    "clerical_correction": _clerical_correction,
    "cancellation": _cancellation,
}
"""How each procedure's worksheet becomes its command."""

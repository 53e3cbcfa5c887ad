"""What stands in a form when it is first shown: today's date, the record as it is, the members to choose from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from daicho.systems.register.forms.common import today_typed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from daicho.law.records import ResidentRecord
    from daicho.systems.register.forms.procedures import Procedure
    from daicho.systems.register.forms.worksheet import Listed, Subject, Typed
    from daicho.values.dates import RegisterDate


def typed_at_first(procedure: Procedure, subject: Subject, listed: Sequence[Listed]) -> Typed:
    """The fields that are filled in beforehand. The effective date is not among them (STD-4.0.3)."""
    typed: Typed = {"h-notified_on": [today_typed()]}
    if procedure.entrants:
        typed["e-0-here"] = ["1"]
    if procedure.destination and subject.household and not procedure.movers:
        typed["d-household_number"] = [subject.household]
    if procedure.movers:
        typed |= _choice(procedure, subject, listed)
    if procedure.kind == "birth":
        typed |= _of_child(listed)
    if procedure.amends:
        record = next((each.record for each in listed if each.number == subject.person), None)
        typed |= {} if record is None else _of_record(record)
    return typed


def _choice(procedure: Procedure, subject: Subject, listed: Sequence[Listed]) -> Typed:
    """Everybody of the household or act, or only the one person it was begun from (STD-4.0.1)."""
    whole = not subject.person or procedure.kind == "cancellation"
    return {f"m-{each.number}-take": ["on"] for each in listed if whole or each.number == subject.person}


def _of_child(listed: Sequence[Listed]) -> Typed:
    """A child takes name and registered domicile from the head of its household (STD-4.0.6, 4.0.10)."""
    records = [each.record for each in listed if each.record is not None]
    head = next((record for record in records if record.relationship == "世帯主"), None)
    typed: Typed = {"e-0-relationship": ["子"], "e-0-without_code": ["on"]}
    if head is None:
        return typed
    return typed | {
        "e-0-family": [head.name.family],
        "e-0-family_furigana": [head.name.family_furigana],
        "e-0-domicile": [head.domicile or ""],
        "e-0-first_listed_person": [head.first_listed_person or ""],
    }


def _of_record(record: ResidentRecord) -> Typed:
    code = record.resident_record_code
    address, before = record.address, record.previous_address
    values = {
        "family": record.name.family,
        "given": record.name.given,
        "family_furigana": record.name.family_furigana,
        "given_furigana": record.name.given_furigana,
        "birth_date": record.birth_date.wareki(),
        "sex": record.sex.value,
        "relationship": record.relationship or "",
        "town": address.town,
        "lot": address.lot,
        "building": address.building,
        "postal_code": address.postal_code_written,
        "code": "" if code is None else code.stored(),
        "domicile": record.domicile or "",
        "first_listed_person": record.first_listed_person or "",
        "became_resident_on": _day(record.became_resident_on),
        "address_set_on": _day(record.address_set_on),
        "notified_on": _day(record.notified_on),
        "previous_address": "" if before is None else before.written,
        "remarks": record.remarks,
        "memo": record.memo,
    }
    return {f"a-{name}": [value] for name, value in values.items()}


def _day(day: RegisterDate | None) -> str:
    return "" if day is None else day.wareki()

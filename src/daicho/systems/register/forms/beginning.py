"""What stands in a form when it is first shown: today's date, the record as it is, the members to choose from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from daicho.law.records import PersonKind
from daicho.law.relationships import HEAD
from daicho.systems.register.forms.amending import typed_of
from daicho.systems.register.forms.common import today_typed
from daicho.systems.register.forms.procedure import Choice, Place
from daicho.values.addresses import AddressKind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from daicho.systems.register.forms.procedure import Procedure
    from daicho.systems.register.forms.worksheet import Listed, Subject, Typed
    from daicho.values.addresses import Address


def typed_at_first(procedure: Procedure, subject: Subject, listed: Sequence[Listed]) -> Typed:
    """The fields that are filled in beforehand. The effective date is not among them (STD-4.0.3)."""
    typed: Typed = {"h-notified_on": [today_typed()]}
    record = next((each.record for each in listed if each.number == subject.person), None)
    if procedure.entrants:
        typed |= {"e-0-here": ["1"], "e-0-kind": [PersonKind.JAPANESE.value]}
    if procedure.destination == Place.ANY and subject.household and not procedure.movers:
        typed["d-household_number"] = [subject.household]
    if procedure.movers:
        typed |= _choice(procedure, subject, listed)
    if procedure.child:
        typed |= _of_child(listed)
    if procedure.amends and record is not None:
        typed |= {f"a-{name}": [value] for name, value in typed_of(record).items() if name in procedure.amends}
    if procedure.elsewhere and record is not None and record.removal is not None:
        typed |= _of_destination(record.removal.planned_destination)
    if procedure.details is not None:
        typed |= {f"x-{name}": [value] for name, value in procedure.details.at_first(record).items()}
    return typed


def _of_destination(planned: Address | None) -> Typed:
    """Where somebody meant to move: a move-in notice mostly confirms it."""
    if planned is None:
        return {}
    if planned.kind is AddressKind.FOREIGN:
        return {"o-abroad": ["1"], "o-country": [planned.country], "o-text": [planned.text]}
    parts = {"municipality": planned.municipality_name, "town": planned.town, "lot": planned.lot}
    parts |= {"building": planned.building, "postal_code": planned.postal_code_written}
    return {f"o-{name}": [value] for name, value in parts.items()}


def _choice(procedure: Procedure, subject: Subject, listed: Sequence[Listed]) -> Typed:
    """Everybody of the household or act, or only the one person it was begun from (STD-4.0.1)."""
    if procedure.places_all:
        return {f"m-{each.number}-relationship": [_relationship(each)] for each in listed}
    whole = not subject.person or procedure.movers == Choice.ALL
    taken = [each for each in listed if whole or each.number == subject.person]
    typed: Typed = {f"m-{each.number}-take": ["on"] for each in taken}
    if procedure.forms_household and len(taken) == 1 < len(listed) and _relationship(taken[0]) != HEAD:
        typed[f"m-{taken[0].number}-relationship"] = [HEAD]  # alone in a new household: its head, unless changed
    return typed


def _relationship(listed: Listed) -> str:
    return (listed.record.relationship or "") if listed.record is not None else ""


def _of_child(listed: Sequence[Listed]) -> Typed:
    """A child takes name and registered domicile from the head of its household (STD-4.0.6, 4.0.10)."""
    records = [each.record for each in listed if each.record is not None]
    head = next((record for record in records if record.relationship == HEAD), None)
    typed: Typed = {"e-0-relationship": ["子"], "e-0-without_code": ["on"]}
    if head is None:
        return typed
    if head.kind is PersonKind.FOREIGN:
        return typed | {"e-0-kind": [PersonKind.FOREIGN.value], "e-0-category": ["transitional_birth"]}
    return typed | {
        "e-0-family": [head.name.family],
        "e-0-family_furigana": [head.name.family_furigana],
        "e-0-domicile": [head.domicile or ""],
        "e-0-first_listed_person": [head.first_listed_person or ""],
    }

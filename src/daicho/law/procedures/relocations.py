"""Relocation within the municipality (転居).

Source: Basic Resident Register Act, Article 23; standard chapter 3, 4.0.2, 4.0.4, 4.1.2.1.
"""

from collections.abc import Sequence
from typing import Any

import msgspec

from daicho.law import households, ordinals
from daicho.law.case import Case, Draft, shown
from daicho.law.commands import Mover, Relocation
from daicho.law.header_rules import check_header, check_notified_in_time
from daicho.law.person_rules import check_relationship_documents, read_relationship, require_resident
from daicho.law.procedures.entries import Place, resolve
from daicho.law.reasons import Reason
from daicho.law.records import ResidentRecord
from daicho.law.relationships import HEAD
from daicho.law.residence_rules import HAVE_DOCUMENT, warn_without_document
from daicho.values.numbers import HouseholdNumber


def relocation(case: Case, command: Relocation) -> None:
    """Move the whole household or part of it, into a new or an existing household.

    A whole household that moves to a household of its own keeps its number.
    """
    if not check_header(case):
        return
    check_notified_in_time(case, "23")
    since = ordinals.start_of(case.day)
    movers = residents(case, [mover.person for mover in command.movers], since)
    if not movers:
        return
    place = resolve(case, command.destination, since)
    if place is None:
        return
    stated: Sequence[Mover] = command.movers
    if place.is_new:
        place = _kept_household(case, movers, place, since)
        stated = alone_as_head(movers, stated, since)
    left = households_of(movers, since)
    for draft in movers:
        _require_another_place(case, draft, place, since)
    fields = [
        _fields(case, draft, content, mover, place) | _residence(case, command, content)
        for draft, mover in zip(movers, stated, strict=True)
        if (content := draft.at(since)) is not None
    ]
    if command.destination.household_number not in left or len(left) > 1:
        place_movers(case, place.household, movers, fields, since)
    for draft, values in zip(movers, fields, strict=True):
        draft.amend(since, values)
        draft.mark(Reason.RELOCATION, effective_on=case.day)
    households.settle(case, [*left, place.household], since)
    check_relationship_documents(case, place.household, stated_anew(movers, command.movers), since)
    if place.is_new and not households.head_spans(case, place.household, since):
        case.find("R-1110-02", field="relationship")


def alone_as_head(drafts: Sequence[Draft], movers: Sequence[Mover], since: int) -> Sequence[Mover]:
    """Whoever forms a new household alone is its head, unless a relationship is stated or another is head in fact.

    A relationship is one to a head (STD-1.1.11); who is alone has nobody to be related to.
    """
    content = drafts[0].at(since)
    if len(drafts) > 1 or movers[0].relationship is not None or content is None or content.de_facto_head:
        return movers
    return [Mover(movers[0].person, HEAD)]


def stated_anew(drafts: Sequence[Draft], movers: Sequence[Mover]) -> list[Draft]:
    """The people for whom a relationship has been stated."""
    return [draft for draft, mover in zip(drafts, movers, strict=True) if mover.relationship is not None]


def _residence(case: Case, command: Relocation, content: ResidentRecord) -> dict[str, Any]:
    """With card or certificate shown the relocation is notified as residence too, without it not (STD-4.5.7)."""
    if content.residence is None:
        return {}
    shown_now = content.addressee_number in command.cards_shown and content.residence.category in HAVE_DOCUMENT
    residence = msgspec.structs.replace(content.residence, residence_notified=shown_now)
    warn_without_document(case, content.addressee_number, residence)
    return {"residence": residence}


def place_movers(
    case: Case, household: HouseholdNumber, movers: Sequence[Draft], fields: Sequence[dict[str, Any]], since: int
) -> None:
    """Add to the fields of movers their places in the household they enter."""
    contents = [
        msgspec.structs.replace(content, **values)
        for draft, values in zip(movers, fields, strict=True)
        if (content := draft.at(since)) is not None
    ]
    for values, position in zip(fields, households.places(case, household, contents, since), strict=True):
        values["position"] = position


def residents(case: Case, numbers: Sequence[Any], since: int) -> list[Draft]:
    """The drafts of the people named, each a resident; empty with findings when one is not (STD-4.0.1)."""
    if not numbers or len(set(numbers)) != len(numbers):
        case.find("R-401-03", field="persons")
        return []
    drafts = [draft for number in numbers if (draft := require_resident(case, number, since)) is not None]
    return drafts if len(drafts) == len(numbers) else []


def households_of(drafts: Sequence[Draft], ordinal: int) -> list[HouseholdNumber]:
    """The households in which people are at an ordinal, each once."""
    contents = (draft.at(ordinal) for draft in drafts)
    return list(dict.fromkeys(content.household_number for content in contents if content is not None))


def _kept_household(case: Case, movers: list[Draft], place: Place, since: int) -> Place:
    left = households_of(movers, since)
    if len(left) == 1 and len(case.members(left[0], since)) == len(movers):
        return Place(left[0], place.address, is_new=True)
    return place


def _require_another_place(case: Case, draft: Draft, place: Place, since: int) -> None:
    """A relocation changes the address, be it only the building on the same lot (STD-4.1.2.1)."""
    content = draft.at(since)
    if content is not None and content.address == place.address:
        case.find("R-4121-01", person=draft.number, field="address", address=place.address.written)
    if content is not None and content.removal is not None:
        case.find("R-4121-02", person=draft.number, date=shown(content.removal.planned_on))


def _fields(case: Case, draft: Draft, content: ResidentRecord, mover: Mover, place: Place) -> dict[str, Any]:
    fields: dict[str, Any] = {
        "address": place.address,
        "address_set_on": case.day,
        "notified_on": case.header.notified_on,
        **placement_fields(case, draft, content, place.household, mover.relationship),
    }
    if case.header.notes:
        fields["notes"] = case.header.notes
    return fields


def placement_fields(
    case: Case, draft: Draft, content: ResidentRecord, household: HouseholdNumber, relationship: str | None
) -> dict[str, Any]:
    """The household and relationship after a change; a relationship not stated stays as it was."""
    if relationship is not None:
        return {
            "household_number": household,
            "relationship": read_relationship(case, relationship, draft.number),
            "position": content.position,
        }
    return {"household_number": household, "relationship": content.relationship, "position": content.position}

"""Moves in, births and ex officio entries: people come onto the register.

Source: Basic Resident Register Act, Articles 8, 22, 30-46, 30-47; standard chapter 3, 4.0.2, 4.1.1, 4.2.1, 4.5.1,
4.5.2.
"""

from collections.abc import Sequence
from typing import Final

import msgspec

from daicho.law import households, ordinals
from daicho.law.case import Case, Draft, shown
from daicho.law.commands import (
    Birth,
    Destination,
    DomesticMoveIn,
    Entrant,
    EntryArticle,
    ExOfficioEntry,
    ExOfficioEntryKind,
    MoveInFromAbroad,
)
from daicho.law.header_rules import check_header, check_notified_in_time
from daicho.law.person_rules import (
    check_never_blank,
    check_not_before_birth,
    check_number,
    check_re_entry,
    check_relationship_documents,
    names_no_place,
    read_code,
    read_relationship,
)
from daicho.law.readings import in_katakana
from daicho.law.reasons import Reason
from daicho.law.records import PersonKind, Residence, ResidenceCategory, ResidentRecord, State
from daicho.law.relationships import HEAD
from daicho.law.residence_rules import resident_since, warn_without_document
from daicho.law.situation import Needs, ThreeItems
from daicho.values.addresses import Address, AddressKind
from daicho.values.dates import RegisterDate
from daicho.values.names import CommonName, FormerSurname
from daicho.values.numbers import AddresseeNumber, HouseholdNumber, ResidentRecordCode

NOT_NOTIFIED: Final = "\uff08未届\uff09"
"""Stands after the newest address that was never notified (STD-4.1.1.4)."""


class Place(msgspec.Struct, frozen=True):
    """Where people are entered: household, address, and whether the household is new."""

    household: HouseholdNumber
    address: Address
    is_new: bool


def needs_of_entry(entrants: Sequence[Entrant], destination: Destination, since: RegisterDate | None) -> Needs:
    """What an entry of people needs: numbers for them, and look-ups that find who returns."""
    newcomers = [entrant for entrant in entrants if entrant.re_entry_of is None]
    return Needs(
        persons=tuple(entrant.re_entry_of for entrant in entrants if entrant.re_entry_of is not None),
        households=(destination.household_number,) if destination.household_number else (),
        since=since,
        new_persons=len(newcomers),
        new_households=0 if destination.household_number else 1,
        new_codes=sum(1 for entrant in entrants if not entrant.resident_record_code),
        codes=tuple(entrant.resident_record_code for entrant in entrants if entrant.resident_record_code),
        number_refs=tuple(entrant.individual_number_ref for entrant in entrants if entrant.individual_number_ref),
        three_items=tuple(ThreeItems(each.name.written, each.sex, each.birth_date) for each in newcomers),
        document_numbers=tuple(
            each.residence.document_number for each in entrants if each.residence and each.residence.document_number
        ),
    )


def domestic_move_in(case: Case, command: DomesticMoveIn) -> None:
    """Move-in from another municipality (転入)."""
    if not check_header(case):
        return
    check_notified_in_time(case, "22")
    own = case.settings.municipality_code
    certificate = command.certificate
    if certificate is None and not command.special:
        case.find("R-4111-01", field="certificate")
    elif certificate is not None and certificate.municipality_code == own:
        case.find("R-4111-02", field="certificate")
    entrants = command.entrants
    if command.moves_not_notified:
        entrants = tuple(_with_unnotified_address(case, entrant) for entrant in entrants)
    for entrant in entrants:
        if not entrant.resident_record_code and not entrant.without_code and entrant.re_entry_of is None:
            case.find("R-4111-03", field="resident_record_code", name=entrant.name.written)
        if entrant.previous_address is None:
            case.find("R-4111-04", field="previous_address", name=entrant.name.written)
    enter(case, entrants, command.destination, Reason.DOMESTIC_MOVE_IN)


def _with_unnotified_address(case: Case, entrant: Entrant) -> Entrant:
    """The newest address that was never notified, marked as such (未届転入, STD-4.1.1.4)."""
    before = entrant.previous_address
    if before is None:
        return entrant
    if entrant.last_registered_address is None:
        case.find("R-4114-01", field="last_registered_address", name=entrant.name.written)
    whole = before.written if before.kind is AddressKind.DOMESTIC else before.text
    marked = whole.removesuffix(NOT_NOTIFIED) + NOT_NOTIFIED
    return msgspec.structs.replace(entrant, previous_address=msgspec.structs.replace(before, text=marked))


def move_in_from_abroad(case: Case, command: MoveInFromAbroad) -> None:
    """Move-in from abroad and the like (国外転入等)."""
    if not check_header(case):
        return
    check_notified_in_time(case, command.article.value, command.article.japanese)
    for entrant in command.entrants:
        if command.article is not EntryArticle.ARTICLE_22:
            _check_category(case, entrant)
        elif entrant.previous_address is None:
            case.find("R-4111-04", field="previous_address", name=entrant.name.written)
    entrants = tuple(_since_today(case, entrant) for entrant in command.entrants)
    enter(case, entrants, command.destination, Reason.MOVE_IN_FROM_ABROAD)


def _check_category(case: Case, entrant: Entrant) -> None:
    """Articles 30-46 and 30-47 are for four of the categories of foreign residents, no one else."""
    residence = entrant.residence
    if entrant.kind is not PersonKind.FOREIGN or (residence is not None and residence.category.is_transitional):
        case.find("R-451-01", field="residence", name=entrant.name.written)


def _since_today(case: Case, entrant: Entrant) -> Entrant:
    """A foreign resident who was none before is one since the effective date (法30条の45)."""
    return msgspec.structs.replace(entrant, residence=resident_since(entrant.residence, case.day))


def birth(case: Case, command: Birth) -> None:
    """Birth (出生): the child enters the household on the day of its birth, ex officio."""
    child = command.child
    case.effective_on = child.birth_date
    check_header(case, may_be_unknown=True)
    if case.header.effective_on is not None and case.header.effective_on != child.birth_date:
        case.find(
            "R-4212-01", field="effective_on", date=shown(case.header.effective_on), birth=shown(child.birth_date)
        )
    if child.kind is PersonKind.FOREIGN:
        child = _child_on_transitional_stay(case, child)
    if case.refused:
        return
    enter(case, (child,), command.destination, Reason.BIRTH, ex_officio=True)


def _child_on_transitional_stay(case: Case, child: Entrant) -> Entrant:
    """A foreign child stays without a status for its first sixty days (経過滞在者, Immigration Act, Article 22-2)."""
    residence = child.residence or Residence(category=ResidenceCategory.TRANSITIONAL_BIRTH)
    if residence.category is not ResidenceCategory.TRANSITIONAL_BIRTH:
        case.find("R-4212-02", field="residence", name=child.name.written)
    return msgspec.structs.replace(child, residence=resident_since(residence, child.birth_date))


def ex_officio_entry(case: Case, command: ExOfficioEntry) -> None:
    """Ex officio entry (職権記載, 住所設定)."""
    if not check_header(case):
        return
    reason, kind = _EX_OFFICIO[command.kind]
    for entrant in command.entrants:
        if kind not in {None, entrant.kind}:
            case.find("R-122-01", field="kind", name=entrant.name.written, reason=reason.japanese)
    entrants = command.entrants
    if command.kind is ExOfficioEntryKind.LOSS_OF_NATIONALITY:
        entrants = tuple(_since_today(case, entrant) for entrant in entrants)
    enter(case, entrants, command.destination, reason, ex_officio=True)


_EX_OFFICIO: Final[dict[ExOfficioEntryKind, tuple[Reason, PersonKind | None]]] = {
    ExOfficioEntryKind.ORDINARY: (Reason.EX_OFFICIO_ENTRY, None),
    ExOfficioEntryKind.NATURALISATION: (Reason.EX_OFFICIO_ENTRY_NATURALISATION, PersonKind.JAPANESE),
    ExOfficioEntryKind.LOSS_OF_NATIONALITY: (Reason.EX_OFFICIO_ENTRY_LOSS_OF_NATIONALITY, PersonKind.FOREIGN),
}
"""The reason of each kind of ex officio entry, and the kind of resident that it is for (STD-1.2.2)."""


def enter(
    case: Case,
    entrants: Sequence[Entrant],
    destination: Destination,
    reason: Reason,
    *,
    ex_officio: bool = False,
) -> None:
    """Enter people into a new or an existing household from the effective date on."""
    if not entrants:
        case.find("R-401-03", field="entrants")
        return
    since = ordinals.start_of(case.day)
    place = resolve(case, destination, since)
    if place is None:
        return
    newcomers: list[tuple[Draft, ResidentRecord]] = []
    for entrant in entrants:
        draft = _draft_for(case, entrant, since)
        if draft is not None:
            newcomers.append((draft, _content(case, entrant, draft, place)))
    contents = [content for _, content in newcomers]
    head_name = _head_name(case, contents, place, since)
    positions = households.places(case, place.household, contents, since)
    for (draft, content), position in zip(newcomers, positions, strict=True):
        draft.append(since, msgspec.structs.replace(content, position=position, head_name=head_name))
        draft.mark(reason, effective_on=case.day, ex_officio=ex_officio)
    households.settle(case, [place.household], since)
    check_relationship_documents(case, place.household, [draft for draft, _ in newcomers], since)
    if place.is_new and head_name is None:
        case.find("R-1110-02", field="relationship")


def _head_name(case: Case, contents: Sequence[ResidentRecord], place: Place, since: int) -> str | None:
    """The name of the household's head as it will stand at the entry; later changes are settled with the household."""
    for content in contents:
        if content.relationship == HEAD:
            return content.name.written
    present = None if place.is_new else case.members(place.household, since)[0].at(since)
    return present.head_name if present is not None else None


def resolve(case: Case, destination: Destination, since: int) -> Place | None:
    """The household and address that a destination means; None with a finding when it cannot be."""
    household, address = destination.household_number, destination.address
    if household is not None:
        members = case.members(household, since)
        if not members:
            case.find("R-402-02", field="destination", household=household, date=shown(ordinals.day_of(since)))
            return None
        content = members[0].at(since)
        kept = content.address if content is not None else Address()
        if address is not None and address != kept:
            case.find("R-402-04", field="destination", address=address.written, kept=kept.written)
        address = address or kept
    if address is None or names_no_place(address):
        case.find("R-402-01", field="address")
        return None
    own = case.settings.municipality_code
    if address.kind is not AddressKind.DOMESTIC or address.municipality_code != own:
        case.find("R-402-03", field="address", municipality=case.settings.municipality_name or own)
        return None
    return Place(household or case.new_household(), address, is_new=household is None)


def _draft_for(case: Case, entrant: Entrant, since: int) -> Draft | None:
    """The draft that the entrant's content goes to: a new one, or that of somebody who returns (STD-4.1.1.2)."""
    if entrant.re_entry_of is None:
        check_re_entry(case, entrant)
        return case.draft_new(case.new_person())
    draft = case.draft(entrant.re_entry_of)
    if draft.is_resident_since(since):
        case.find("R-401-04", person=draft.number, field="re_entry_of", name=entrant.name.written)
        return None
    before = draft.latest
    if before is not None and (before.birth_date != entrant.birth_date or before.sex != entrant.sex):
        case.find("R-4112-03", person=draft.number, field="re_entry_of", name=entrant.name.written)
    return draft


def _content(case: Case, entrant: Entrant, draft: Draft, place: Place) -> ResidentRecord:
    number, before = draft.number, draft.latest
    check_not_before_birth(case, entrant.birth_date, case.day, number)
    check_number(case, entrant, holder=number)
    warn_without_document(case, number, entrant.residence)
    former_surname, common_name = _names_carried(case, entrant, before)
    record = ResidentRecord(
        addressee_number=number,
        household_number=place.household,
        kind=entrant.kind,
        state=State.PRESENT,
        name=in_katakana(entrant.name),
        birth_date=entrant.birth_date,
        sex=entrant.sex,
        address=place.address,
        relationship=read_relationship(case, entrant.relationship, number),
        head_name=None,
        became_resident_on=case.day,
        resident_record_code=_code(case, entrant, number, before),
        individual_number_ref=entrant.individual_number_ref or (before.individual_number_ref if before else None),
        former_surname=in_katakana(former_surname),
        common_name=in_katakana(common_name),
        domicile=entrant.domicile or None,
        first_listed_person=entrant.first_listed_person or None,
        address_set_on=case.day,
        notified_on=case.header.notified_on,
        previous_address=entrant.previous_address,
        last_registered_address=entrant.last_registered_address,
        notes=_notes(case, entrant),
        remarks=entrant.remarks,
        guardianship=entrant.guardianship,
        residence=entrant.residence,
        common_name_history=entrant.common_name_history,
        entitlements=entrant.entitlements,
        de_facto_head=entrant.de_facto_head,
    )
    check_never_blank(case, record)
    return record


def _names_carried(
    case: Case, entrant: Entrant, before: ResidentRecord | None
) -> tuple[FormerSurname | None, CommonName | None]:
    """Former surname and common name: those stated, or those of the record that a move-out abroad ended (STD-1.1.7)."""
    if not entrant.carry_names:
        return entrant.former_surname, entrant.common_name
    removal = before.removal if before is not None else None
    abroad = removal is not None and removal.reason == Reason.MOVE_OUT_ABROAD.value
    if before is None or not abroad or not isinstance(case.command, MoveInFromAbroad):
        case.find("R-117-04", field="former_surname", name=entrant.name.written)
        return None, None
    return entrant.former_surname or before.former_surname, entrant.common_name or before.common_name


def _notes(case: Case, entrant: Entrant) -> tuple[str, ...]:
    """The act's notes, and what the standard has noted with them (留意事項).

    That earlier moves were not notified, with the address (STD-4.1.1.4); the words for a special adoption (STD-1.1.14).
    """
    notes = case.header.notes
    before = entrant.previous_address
    if before is not None and before.text.endswith(NOT_NOTIFIED):
        notes = (*notes, f"未届転入 転入前住所 {before.text}")
    adoption = case.command.special_adoption if isinstance(case.command, DomesticMoveIn) else None
    return notes if adoption is None else (*notes, adoption.note)


def _code(
    case: Case, entrant: Entrant, number: AddresseeNumber, before: ResidentRecord | None
) -> ResidentRecordCode | None:
    if entrant.resident_record_code:
        code = read_code(case, entrant.resident_record_code, holder=number)
        if code is not None and not case.claim(code):
            case.find("R-431-02", person=number, field="resident_record_code")
        return code
    if before is not None and before.resident_record_code is not None:
        return before.resident_record_code
    return case.new_code()

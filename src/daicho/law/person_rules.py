"""What holds for a person in a record: never-blank items, relationship, code, number, and being a resident at all.

Source: standard chapter 3, 1.1.6, 1.1.11, 4.0.1, 4.1.1.2, 4.3.1.
"""

from collections.abc import Sequence
from typing import Final

from daicho.law import relationships
from daicho.law.case import Case, Draft, shown
from daicho.law.commands import Basis, Entrant
from daicho.law.records import PersonKind, ResidentRecord, State
from daicho.law.relationships import InvalidRelationship, Problem
from daicho.law.residence_rules import check_residence
from daicho.law.situation import ThreeItems
from daicho.law.timelines import OPENING
from daicho.values.addresses import Address
from daicho.values.dates import RegisterDate
from daicho.values.names import PersonName
from daicho.values.numbers import AddresseeNumber, HouseholdNumber, InvalidNumber, ResidentRecordCode

_RELATIONSHIP_CODES: Final = {
    Problem.FORBIDDEN_WORD: "R-1111-01",
    Problem.TOO_LONG: "R-1111-02",
    Problem.NOT_IN_GRAMMAR: "R-1111-03",
}


def read_relationship(case: Case, text: str | None, person: AddresseeNumber | None = None) -> str | None:
    """The relationship as it is stored; None for 世帯主未設定. A text outside the grammar is a finding (1.1.11)."""
    if text is None or not text.strip():
        return None
    try:
        return relationships.parse(text).written
    except InvalidRelationship as problem:
        code = _RELATIONSHIP_CODES[problem.problem]
        instead = problem.instead
        case.find(code, person=person, field="relationship", text=text, word=problem.word, instead=instead)
        return None


def check_never_blank(case: Case, record: ResidentRecord) -> None:
    """The items that may not be blank (STD-1.1.6), as far as the types leave them open."""
    blank = []
    if not record.name.written:
        blank.append("name")
    if names_no_place(record.address):
        blank.append("address")
    if record.kind is PersonKind.JAPANESE:
        blank.extend(field for field in ("domicile", "first_listed_person") if not getattr(record, field))
    if record.resident_record_code is None and record.state is State.PRESENT:
        blank.append("resident_record_code")
    for field in blank:
        case.find("R-116-01", person=record.addressee_number, field=field, item=FIELD_NAMES[field])
    check_residence(case, record)
    _check_furigana(case, record)


def check_relationship_documents(case: Case, household: HouseholdNumber, drafts: Sequence[Draft], ordinal: int) -> None:
    """Between foreign residents a relationship is the one that a document proves (法30条の48, 30条の49; STD-1.1.11)."""
    if case.header.relationship_documents:
        return
    stated = [
        content
        for draft in drafts
        if (content := draft.at(ordinal)) is not None
        and content.kind is PersonKind.FOREIGN
        and content.relationship not in _WITHOUT_PROOF
    ]
    if not stated or not _has_foreign_head(case, household, ordinal):
        return
    for content in stated:
        person = content.addressee_number
        case.find(
            "R-1111-04", person=person, field="relationship", name=content.name.written, text=content.relationship
        )


_WITHOUT_PROOF: Final = frozenset({None, relationships.HEAD, relationships.RELATED, relationships.LODGER})


def _has_foreign_head(case: Case, household: HouseholdNumber, ordinal: int) -> bool:
    contents = (draft.at(ordinal) for draft in case.members(household, ordinal))
    return any(
        content is not None and content.relationship == relationships.HEAD and content.kind is PersonKind.FOREIGN
        for content in contents
    )


def _check_furigana(case: Case, record: ResidentRecord) -> None:
    """Only a reading that is there can be confirmed (STD-1.1.18); surname and given name apart."""
    name = record.name
    if (name.family and name.family_furigana_confirmed and not name.family_furigana) or (
        name.given and name.given_furigana_confirmed and not name.given_furigana
    ):
        case.find("R-1118-02", person=record.addressee_number, field="name")


def warn_of_confirmation(case: Case, before: PersonName, after: PersonName, *, person: AddresseeNumber) -> None:
    """The reading is that of the family register, told by the municipality of the domicile (住基法7条, 9条2項)."""
    confirmed = (after.family_furigana_confirmed and not before.family_furigana_confirmed) or (
        after.given_furigana_confirmed and not before.given_furigana_confirmed
    )
    if confirmed and case.header.basis is not Basis.NOTICE:
        case.find("R-1118-01", person=person, field="name")


def names_no_place(address: Address) -> bool:
    """Whether an address of the register says nothing but the municipality."""
    return not f"{address.town}{address.lot}{address.text}".strip()


FIELD_NAMES: Final = {
    "name": "氏名",
    "address": "住所",
    "domicile": "本籍",
    "first_listed_person": "筆頭者",
    "resident_record_code": "住民票コード",
}


def check_not_before_birth(case: Case, birth_date: RegisterDate, day: RegisterDate, person: AddresseeNumber) -> None:
    """Nothing happens to anybody before birth."""
    if day.bounds()[1] < birth_date.bounds()[0]:
        case.find("R-403-04", person=person, field="effective_on", date=shown(day), birth=shown(birth_date))


def require_resident(case: Case, number: AddresseeNumber, ordinal: int) -> Draft | None:
    """The draft of somebody who is a resident, at the effective date and still; None with a finding otherwise."""
    draft = case.draft(number)
    content = draft.at(ordinal)
    if not draft.is_resident:
        case.find("R-401-01", person=number, field="persons")
        return None
    if content is None or content.state is not State.PRESENT:
        became = draft.versions[-1].content.became_resident_on
        case.find("R-401-02", person=number, field="effective_on", date=shown(case.day), since=shown(became))
        check_not_before_birth(case, draft.versions[-1].content.birth_date, case.day, number)
        return None
    check_not_before_birth(case, content.birth_date, case.day, number)
    warn_of_later_acts(case, draft)
    return draft


def warn_of_later_acts(case: Case, draft: Draft) -> None:
    """An act in the past may touch what later acts have entered: the clerk is told which.

    The initial load is no such act: its day says when the record was taken over, not since when it holds.
    """
    day = case.day
    later = [line for line in draft.acts_in_force() if line.effective_on > day and line.reason != OPENING]
    if later:
        names = "、".join(dict.fromkeys(shown(line.effective_on) for line in later))
        case.find("R-403-05", person=draft.number, field="effective_on", date=shown(day), acts=names, count=len(later))


def read_code(case: Case, text: str, *, holder: AddresseeNumber) -> ResidentRecordCode | None:
    """A resident record code as typed, checked, and not in use by another resident (CTRL-039, STD-4.3.1)."""
    try:
        code = ResidentRecordCode.parse(text)
    except InvalidNumber as problem:
        case.find("R-431-01", person=holder, field="resident_record_code", rule=problem.code)
        return None
    other = case.situation.matches.by_code.get(text) or case.situation.matches.by_code.get(code.stored())
    if other is not None and other != holder and case.draft(other).is_resident:
        case.find("R-431-02", person=holder, field="resident_record_code")
    return code


def check_number(case: Case, entrant: Entrant, *, holder: AddresseeNumber) -> None:
    """The individual number as typed was right, and nobody else who is a resident has it."""
    if entrant.individual_number_problem is not None:
        rule = entrant.individual_number_problem
        case.find("R-44-01", person=holder, field="individual_number", rule=rule)
    check_number_free(case, entrant.individual_number_ref or "", holder=holder)


def check_number_free(case: Case, ref: str, *, holder: AddresseeNumber) -> None:
    """Nobody else who is a resident has the individual number (Number Act, Article 7(1))."""
    other = case.situation.matches.by_number_ref.get(ref)
    if other is not None and other != holder and case.draft(other).is_resident:
        case.find("R-44-02", person=holder, field="individual_number")


def check_re_entry(case: Case, entrant: Entrant) -> None:
    """Who has a removed record here is handled as returning, who is a resident here is not entered (STD-4.1.1.2)."""
    matches = case.situation.matches
    by_code = matches.by_code.get(entrant.resident_record_code) if entrant.resident_record_code else None
    by_number = matches.by_number_ref.get(entrant.individual_number_ref or "")
    document = entrant.residence.document_number if entrant.residence is not None else ""
    by_document = matches.by_document_number.get(document) if document else None
    items = ThreeItems(entrant.name.written, entrant.sex, entrant.birth_date)
    for number in dict.fromkeys((by_code, by_number, by_document)):
        before = case.draft(number).latest if number is not None else None
        if before is None:
            continue
        if before.state is not State.PRESENT:
            case.find("R-4112-01", person=number, field="re_entry_of", name=entrant.name.written)
            return
        if ThreeItems(before.name.written, before.sex, before.birth_date) == items:
            case.find("R-401-04", person=number, field="re_entry_of", name=entrant.name.written)
            return
    for number in matches.by_three_items.get(items, ()):
        case.find("R-4112-02", person=number, field="re_entry_of", name=entrant.name.written)

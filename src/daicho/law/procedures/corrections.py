"""Corrections of what a record says: clerical corrections, ex officio corrections, minor corrections.

Source: standard chapter 3, 4.2.0.3, 4.2.3.1 to 4.2.3.3 (誤記修正 never overwrites).
"""

from collections.abc import Sequence
from typing import Any, Final

import msgspec

from daicho.law import households, ordinals
from daicho.law.case import Case, Draft, shown
from daicho.law.commands import (
    UNSET,
    Amendments,
    ClericalCorrection,
    ExOfficioCorrection,
    MinorCorrection,
    MinorGround,
)
from daicho.law.header_rules import check_header
from daicho.law.person_rules import (
    check_never_blank,
    check_not_before_birth,
    check_relationship_documents,
    read_code,
    read_relationship,
    warn_of_confirmation,
    warn_of_later_acts,
)
from daicho.law.procedures.relocations import residents
from daicho.law.readings import in_katakana
from daicho.law.reasons import Reason
from daicho.law.records import PersonKind, ResidentRecord
from daicho.law.versions import begins_stay, changed_fields, index_at, overwrite, stay_bounds
from daicho.values.characters import are_same_characters
from daicho.values.dates import RegisterDate
from daicho.values.names import PersonName
from daicho.values.numbers import AddresseeNumber

_OF_FAMILY_REGISTER: Final = frozenset({"domicile", "first_listed_person"})
"""Items that may be given to several members of a household at once (STD-4.0.6)."""

_OF_REMOVAL: Final[tuple[str, ...]] = ("planned_destination", "confirmed_destination", "event_on")

_OF_SHAPE: Final = frozenset({MinorGround.COMMON_CHARACTERS, MinorGround.CHARACTER_IDENTIFICATION})
"""Grounds on which a name is put into other shapes of the same characters."""

_NEVER_BLANK: Final = {"birth_date": "生年月日", "address": "住所", "became_resident_on": "住民となった年月日"}
"""Items that a record always has, and that a correction cannot make blank (STD-1.1.6)."""


def ex_officio_correction(case: Case, command: ExOfficioCorrection) -> None:
    """Correct a resident's record from the effective date on (職権修正)."""
    given = given_of(command.amendments)
    if command.also and not given.keys() <= _OF_FAMILY_REGISTER:
        case.find("R-406-01", field="also")
    _correct_from_a_day(case, (command.person, *command.also), given, Reason.EX_OFFICIO_CORRECTION)


def minor_correction(case: Case, command: MinorCorrection) -> None:
    """Correct name or address on one of the listed grounds (軽微な修正)."""
    given: dict[str, Any] = {
        name: value for name in ("name", "address") if (value := getattr(command, name)) is not None
    }
    name_only = {MinorGround.COMMON_CHARACTERS, MinorGround.CHARACTER_IDENTIFICATION, MinorGround.OTHER}
    if "name" in given and command.ground not in name_only:
        case.find("R-4232-01", person=command.person, field="name")
    if command.name is not None and command.ground in _OF_SHAPE:
        _warn_of_other_characters(case, command.person, command.name)
    address = command.address
    if address is not None and address.municipality_code != case.settings.municipality_code:
        case.find("R-402-03", field="address", municipality=case.settings.municipality_name)
    also = () if "name" in given else command.also  # a name is one person's
    _correct_from_a_day(case, (command.person, *also), given, Reason.MINOR_CORRECTION)


def _warn_of_other_characters(case: Case, person: AddresseeNumber, name: PersonName) -> None:
    """A character put into another shape stays the same character; another one is no minor matter (規則11条3項2号)."""
    if case.effective_on is None:
        return
    content = case.draft(person).at(ordinals.start_of(case.day))
    if content is None:
        return
    for field in ("family", "given", "single"):
        before, after = getattr(content.name, field), getattr(name, field)
        if not are_same_characters(before, after):
            case.find("R-4232-02", person=person, field="name", before=before, after=after)


def _correct_from_a_day(case: Case, persons: Sequence[AddresseeNumber], given: dict[str, Any], reason: Reason) -> None:
    if not check_header(case):
        return
    since = ordinals.start_of(case.day)
    for draft in residents(case, persons, since):
        removal = {name: given.pop(name) for name in _OF_REMOVAL if name in given}
        corrected = _correct_removal(case, draft, since, removal) if removal else False
        content = draft.at(since)
        if content is not None and (given or not corrected):
            correct(case, draft, content, since, stored_values(case, draft, given))
        draft.mark(reason, effective_on=case.day, ex_officio=True)


def given_of(amendments: Amendments) -> dict[str, Any]:
    """The fields that amendments name, with their new values."""
    return {name: value for name in Amendments.__struct_fields__ if (value := getattr(amendments, name)) is not UNSET}


def clerical_correction(case: Case, command: ClericalCorrection) -> None:
    """Correct a wrong entry from the day on which it stands wrong; the wrong entry stays in the history."""
    draft = case.draft(command.person)
    since = _since(case, draft)
    if not check_header(case):
        return
    content = draft.at(since)
    if content is None:
        case.find("R-4233-02", person=draft.number, field="effective_on", date=shown(case.day))
        return
    warn_of_later_acts(case, draft)
    given = given_of(command.amendments)
    removal = {name: given.pop(name) for name in _OF_REMOVAL if name in given}
    corrected = _correct_removal(case, draft, since, removal) if removal else False
    if given or not corrected:
        correct(case, draft, content, since, stored_values(case, draft, given))
    draft.mark(Reason.CLERICAL_CORRECTION, effective_on=case.day, ex_officio=True)


def _correct_removal(case: Case, draft: Draft, since: int, values: dict[str, Any]) -> bool:
    """Correct items of a removed record or a planned move-out, wherever the stay has them (STD-1.1.5)."""
    place = index_at(draft.versions, since) or 0
    first, last = stay_bounds(draft.versions, place)
    stay = draft.versions[first:last]
    if not any(version.content.removal is not None for version in stay):
        case.find("R-4233-03", person=draft.number, field="amendments")
        return False
    before = draft.versions

    def corrected(content: ResidentRecord) -> dict[str, Any]:
        return {} if content.removal is None else {"removal": msgspec.structs.replace(content.removal, **values)}

    draft.versions = overwrite(before, since, stay[-1].until, corrected)
    return draft.versions != before


def _since(case: Case, draft: Draft) -> int:
    """The ordinal from which the correction holds; without a date given, the beginning of the newest stay."""
    place = len(draft.versions) - 1
    if case.effective_on is not None:
        ordinal = ordinals.start_of(case.effective_on)
        place_then = index_at(draft.versions, ordinal)
        if place_then is None:
            return _same_day_start(draft, ordinal)
        return ordinal
    while place and not begins_stay(draft.versions, place):
        place -= 1
    case.effective_on = RegisterDate(ordinals.day_of(draft.versions[place].since))
    return draft.versions[place].since


def _same_day_start(draft: Draft, ordinal: int) -> int:
    """A record that begins at the end of the day named is corrected from there."""
    return ordinal + 1 if index_at(draft.versions, ordinal + 1) is not None else ordinal


def correct(case: Case, draft: Draft, content: ResidentRecord, since: int, values: dict[str, Any]) -> None:
    """Give the fields their right values, and see to what follows for the household."""
    corrected = msgspec.structs.replace(content, **values)
    if not values and case.refused:
        return  # a blank that may not be is all there was to correct
    if not changed_fields(content, corrected):
        case.find("R-4233-01", person=draft.number, field="amendments")
        return
    check_not_before_birth(case, corrected.birth_date, corrected.became_resident_on, draft.number)
    check_never_blank(case, corrected)
    if corrected.kind is PersonKind.JAPANESE:
        warn_of_confirmation(case, content.name, corrected.name, person=draft.number)
    draft.amend(since, values)
    households.settle(case, [content.household_number, corrected.household_number], since)
    if "relationship" in values:
        check_relationship_documents(case, corrected.household_number, [draft], since)


def stored_values(case: Case, draft: Draft, given: dict[str, Any]) -> dict[str, Any]:
    """The right values as they are stored; what is wrong with them is found."""
    blank = [name for name in _NEVER_BLANK if name in given and given[name] is None]
    for name in blank:
        case.find("R-116-01", person=draft.number, field=name, item=_NEVER_BLANK[name])
    values = {name: in_katakana(value) for name, value in given.items() if name not in blank}
    if "relationship" in values:
        values["relationship"] = read_relationship(case, values["relationship"], draft.number)
    if "resident_record_code" in values:
        values |= _code_of(case, draft, values.pop("resident_record_code"))
    return values


def _code_of(case: Case, draft: Draft, text: str) -> dict[str, Any]:
    """A right resident record code as typed; only a removed record may have none (STD-1.1.6)."""
    if not text:
        return {"resident_record_code": None}
    code = read_code(case, text, holder=draft.number)
    return {} if code is None else {"resident_record_code": code}

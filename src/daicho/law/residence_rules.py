"""What holds for the residence of a foreign resident: its items by category, its numbers, its days.

Source: Basic Resident Register Act, Articles 30-45, 30-46, 30-47; Immigration Control Act, Articles 19-3, 19-4, 22-2;
standard chapter 3, 1.1.2, 1.1.6, 4.5.7.
"""

from typing import Any, Final

import msgspec

from daicho.law.case import Case, shown
from daicho.law.records import PersonKind, Residence, ResidenceCategory, ResidentRecord, State
from daicho.values.dates import RegisterDate
from daicho.values.numbers import AddresseeNumber
from daicho.values.residence_documents import is_document_number

ITEMS: Final[dict[ResidenceCategory, frozenset[str]]] = {
    ResidenceCategory.MID_TO_LONG_TERM: frozenset({"status", "period", "expires_on", "document_number"}),
    ResidenceCategory.SPECIAL_PERMANENT: frozenset({"document_number"}),
    ResidenceCategory.TEMPORARY_REFUGE: frozenset({"period"}),
    ResidenceCategory.PROVISIONAL_STAY: frozenset({"period"}),
    ResidenceCategory.TRANSITIONAL_BIRTH: frozenset(),
    ResidenceCategory.TRANSITIONAL_LOSS: frozenset(),
}
"""The items that a record states for each category of the table of Article 30-45."""

_NEVER_BLANK: Final[dict[ResidenceCategory, str]] = {
    ResidenceCategory.MID_TO_LONG_TERM: "document_number",
    ResidenceCategory.SPECIAL_PERMANENT: "document_number",
    ResidenceCategory.TEMPORARY_REFUGE: "period",
    ResidenceCategory.PROVISIONAL_STAY: "period",
}
"""The item of each category that may not be blank (STD-1.1.6)."""

_NAMES: Final[dict[tuple[ResidenceCategory, str], str]] = {
    (ResidenceCategory.MID_TO_LONG_TERM, "document_number"): "在留カードの番号",
    (ResidenceCategory.SPECIAL_PERMANENT, "document_number"): "特別永住者証明書の番号",
    (ResidenceCategory.TEMPORARY_REFUGE, "period"): "上陸期間",
    (ResidenceCategory.PROVISIONAL_STAY, "period"): "仮滞在期間",
}

HAVE_DOCUMENT: Final = frozenset({ResidenceCategory.MID_TO_LONG_TERM, ResidenceCategory.SPECIAL_PERMANENT})
"""Who has a residence card or a special permanent resident certificate, on which the residence is notified."""


def check_residence(case: Case, record: ResidentRecord) -> None:
    """The residence of a foreign resident is complete and fits its category; neither kind has items of the other."""
    residence, person = record.residence, record.addressee_number
    if record.kind is PersonKind.JAPANESE:
        if residence is not None or record.common_name is not None or record.common_name_history:
            case.find("R-112-01", person=person, field="kind")
        return
    if record.domicile or record.first_listed_person or record.former_surname is not None:
        case.find("R-112-07", person=person, field="kind")
    if residence is None:
        case.find("R-112-02", person=person, field="residence")
        return
    present = record.state is State.PRESENT
    if residence.became_foreign_resident_on is None:
        case.find("R-116-01", person=person, field="residence", item="外国人住民となった年月日")
    needed = _NEVER_BLANK.get(residence.category)
    if needed is not None and present and not getattr(residence, needed):
        case.find("R-116-01", person=person, field="residence", item=_NAMES[residence.category, needed])
    _check_items(case, person, residence)


def _check_items(case: Case, person: AddresseeNumber, residence: Residence) -> None:
    number = residence.document_number
    if number and not is_document_number(number):
        case.find("R-112-03", person=person, field="residence", number=number)
    other = case.situation.matches.by_document_number.get(number) if number else None
    if other is not None and other != person and case.draft(other).is_resident:
        case.find("R-112-06", person=person, field="residence", number=number)
    if any(getattr(residence, item) for item in _foreign_to(residence.category)):
        case.find("R-112-04", person=person, field="residence")
    expires = residence.expires_on
    if expires is not None and expires.bounds()[1] < case.day.bounds()[0]:
        case.find("R-112-05", person=person, field="residence", date=shown(case.day), expires=expires.seireki())


def _foreign_to(category: ResidenceCategory) -> frozenset[str]:
    """The items that a category does not have."""
    return ITEMS[ResidenceCategory.MID_TO_LONG_TERM] - ITEMS[category]


def fitted(residence: Residence) -> dict[str, Any]:
    """Blanks for the items that the category of a residence does not have."""
    blanks = {"status": "", "period": "", "expires_on": None, "document_number": ""}
    return {item: blanks[item] for item in _foreign_to(residence.category)}


def resident_since(residence: Residence | None, day: RegisterDate) -> Residence | None:
    """The residence with the day of becoming a foreign resident, where it is not stated: the effective date."""
    if residence is None or residence.became_foreign_resident_on is not None:
        return residence
    return msgspec.structs.replace(residence, became_foreign_resident_on=day)


def warn_without_document(case: Case, person: AddresseeNumber, residence: Residence | None) -> None:
    """Without the card or certificate a notified move is no notification of the residence (STD-4.5.7)."""
    if residence is not None and residence.category in HAVE_DOCUMENT and not residence.residence_notified:
        case.find("R-457-01", person=person, field="residence")

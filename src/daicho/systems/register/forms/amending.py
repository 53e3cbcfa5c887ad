"""A record as it stands, to be put right: which items may be, what is typed, and what differs from the record."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import msgspec
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext, gettext_lazy

from daicho.law.commands import Amendments
from daicho.law.records import PersonKind, Residence, ResidenceCategory, Sex
from daicho.screens.fields import LiveField, RegisterDateField, RegisterTextField
from daicho.systems.register import town
from daicho.systems.register.forms.fields import (
    FURIGANA_CONFIRMED,
    LONGEST_NAME,
    LONGEST_TEXT,
    HouseholdNumberField,
    TownField,
    relationship_field,
)
from daicho.systems.register.forms.residence import RESIDENCE, ResidenceFields, residence_typed
from daicho.systems.register.presenters import words
from daicho.systems.register.queries.records import members_of
from daicho.values.addresses import Address, read_address
from daicho.values.characters import Use
from daicho.values.names import CommonName, FormerSurname
from daicho.values.residence_documents import normalised_document

if TYPE_CHECKING:
    from django.forms import BoundField
    from django_stubs_ext import StrOrPromise

    from daicho.law.records import ResidentRecord
    from daicho.values.dates import RegisterDate
    from daicho.values.names import PersonName
    from daicho.values.numbers import HouseholdNumber

NAME: Final = ("family", "given", "single", "roman", "family_furigana", "given_furigana")
PERSON: Final = (
    "birth_date",
    "sex",
    "former_surname",
    "former_surname_furigana",
    "common_name",
    "common_name_furigana",
)
HOUSEHOLD: Final = ("household_number", "relationship", "position", "de_facto_head")
HOME: Final = ("town", "lot", "building", "postal_code")
STAY: Final = (
    "became_resident_on", "address_set_on", "notified_on", "previous_address", "last_registered_address",
)  # fmt: skip
FAMILY_REGISTER: Final = ("domicile", "first_listed_person")
FOREIGN: Final = (*RESIDENCE, "became_foreign_resident_on")
REMOVED: Final = ("planned_destination", "confirmed_destination", "event_on")
NOTES: Final = ("guardianship", "remarks", "memo")

BLOCKS: Final[tuple[tuple[StrOrPromise, tuple[str, ...]], ...]] = (
    (gettext_lazy("氏名"), (*NAME, "furigana_confirmed")),
    (gettext_lazy("本人"), PERSON),
    (gettext_lazy("世帯"), HOUSEHOLD),
    (gettext_lazy("住所"), HOME),
    (gettext_lazy("住民となった日・前の住所"), STAY),
    (gettext_lazy("戸籍の表示"), FAMILY_REGISTER),
    (gettext_lazy("外国人住民の事項"), FOREIGN),
    (gettext_lazy("住民票コード"), ("code",)),
    (gettext_lazy("消除・転出予定"), REMOVED),
    (gettext_lazy("備考等"), NOTES),
)
"""The items that may be put right, under their headings."""

EVERYTHING: Final = tuple(name for _, names in BLOCKS for name in names)
OF_FAMILY_REGISTER: Final = (*NAME, "furigana_confirmed", "birth_date", "sex", "relationship", *FAMILY_REGISTER)
"""What the municipality of the registered domicile tells (住民票記載事項通知)."""
NAME_AND_ADDRESS: Final = ("family", "given", "single", *HOME)
"""What a minor correction may touch (STD-4.2.3.2)."""

_ONLY_FOREIGN: Final = frozenset({"single", "roman", "common_name", "common_name_furigana", *FOREIGN})
_ONLY_JAPANESE: Final = frozenset({"former_surname", "former_surname_furigana", *FAMILY_REGISTER})


def _text(label: StrOrPromise, *, longest: int = LONGEST_NAME, use: Use = Use.NAME) -> RegisterTextField:
    return RegisterTextField(label=label, required=False, max_length=longest, use=use)


def _day(label: StrOrPromise) -> RegisterDateField:
    return RegisterDateField(label=label, required=False, unknown=True)


def _plain(label: StrOrPromise, *, longest: int = LONGEST_NAME) -> LiveField:
    return LiveField(label=label, required=False, max_length=longest)


def _address_field(label: StrOrPromise) -> RegisterTextField:
    return _text(label, longest=LONGEST_TEXT, use=Use.ADDRESS)


class AmendmentForm(ResidenceFields):
    """A record as it stands, to be put right: what is left as it is stays as it is (STD-4.2.3.3)."""

    family = _text(gettext_lazy("氏"))
    given = _text(gettext_lazy("名"))
    single = _text(gettext_lazy("漢字等の氏名"))
    roman = _text(gettext_lazy("ローマ字氏名"))
    family_furigana = _text(gettext_lazy("氏の振り仮名"))
    given_furigana = _text(gettext_lazy("名の振り仮名"))
    furigana_confirmed = forms.BooleanField(label=FURIGANA_CONFIRMED, required=False)
    birth_date = _day(gettext_lazy("生年月日"))
    sex = forms.ChoiceField(
        label=gettext_lazy("性別"), required=False, choices=list(words.SEXES.items()), widget=forms.RadioSelect
    )
    former_surname = _text(gettext_lazy("旧氏"))
    former_surname_furigana = _text(gettext_lazy("旧氏の振り仮名"))
    common_name = _text(gettext_lazy("通称"))
    common_name_furigana = _text(gettext_lazy("通称の振り仮名"))
    household_number = HouseholdNumberField(label=gettext_lazy("世帯番号"), required=False, max_length=20)
    relationship = relationship_field()
    position = forms.IntegerField(label=gettext_lazy("並び順"), required=False, min_value=1, max_value=999)
    de_facto_head = _text(gettext_lazy("事実上の世帯主"))
    town = TownField(required=False)
    lot = _plain(gettext_lazy("番地・番号"))
    building = _text(gettext_lazy("方書"), use=Use.ADDRESS)
    postal_code = _plain(gettext_lazy("郵便番号"), longest=8)
    became_resident_on = _day(gettext_lazy("住民となった年月日"))
    address_set_on = _day(gettext_lazy("住所を定めた年月日"))
    notified_on = _day(gettext_lazy("届出の年月日"))
    previous_address = _address_field(gettext_lazy("転入前住所"))
    last_registered_address = _address_field(gettext_lazy("最終登録住所地"))
    domicile = _address_field(gettext_lazy("本籍"))
    first_listed_person = _text(gettext_lazy("筆頭者"))
    became_foreign_resident_on = _day(gettext_lazy("外国人住民となった年月日"))
    code = _plain(gettext_lazy("住民票コード"), longest=20)
    planned_destination = _address_field(gettext_lazy("転出先住所(予定)"))
    confirmed_destination = _address_field(gettext_lazy("転出先住所(確定)"))
    event_on = _day(gettext_lazy("事由の生じた年月日"))
    guardianship = forms.BooleanField(label=gettext_lazy("成年被後見人"), required=False)
    remarks = _plain(gettext_lazy("備考(本人)"), longest=LONGEST_TEXT)
    memo = _plain(gettext_lazy("メモ"), longest=LONGEST_TEXT)

    def __init__(
        self, *args: Any, only: tuple[str, ...] = EVERYTHING, record: ResidentRecord | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.record = record
        kept = [name for name in EVERYTHING if name in only and _belongs(name, record)]
        self.fields = {name: self.fields[name] for name in kept}
        if isinstance(field := self.fields.get("town"), TownField):
            field.within(town.organisation())

    def clean_household_number(self) -> HouseholdNumber | None:
        """Demand a household that there is: a wrong number is corrected to the one of an existing household."""
        number: HouseholdNumber | None = self.cleaned_data["household_number"]
        standing = self.record.household_number if self.record is not None else None
        if number is not None and number != standing and not members_of("register", number.stored()):
            problem = gettext("この世帯番号の世帯はありません。番号を確かめてください (R-402-02)")
            raise ValidationError(problem, code="R-402-02")
        return number

    def blocks(self) -> list[tuple[StrOrPromise, list[BoundField]]]:
        """The fields under their headings."""
        found = [(title, [self[name] for name in names if name in self.fields]) for title, names in BLOCKS]
        return [(title, fields) for title, fields in found if fields]


def _belongs(name: str, record: ResidentRecord | None) -> bool:
    if record is None:
        return True
    if name in _ONLY_FOREIGN:
        return record.kind is PersonKind.FOREIGN
    if name in _ONLY_JAPANESE:
        return record.kind is PersonKind.JAPANESE
    return name not in REMOVED or record.removal is not None


def typed_of(record: ResidentRecord) -> dict[str, str]:
    """What stands in the fields when the form is begun: the record as it is."""
    name, address, residence, removal = record.name, record.address, record.residence, record.removal
    values = {field: getattr(name, field) for field in NAME}
    values |= {
        "furigana_confirmed": "on" if _confirmed(name) else "",
        "birth_date": born(record),
        "household_number": record.household_number.stored(),
        "sex": record.sex.value,
        "relationship": record.relationship or "",
        "position": "" if record.position is None else str(record.position),
        "town": address.town,
        "lot": address.lot,
        "building": address.building,
        "postal_code": address.postal_code_written,
        "code": _code(record),
        "guardianship": "on" if record.guardianship else "",
    }
    values |= {field: getattr(record, field) or "" for field in (*FAMILY_REGISTER, *_TEXTS)}
    values |= {field: _written(getattr(record, field)) for field in _DAYS}
    values |= {field: _place(getattr(record, field)) for field in _ADDRESSES}
    values |= _added("former_surname", record.former_surname) | _added("common_name", record.common_name)
    if residence is not None:
        values |= residence_typed(residence)
        values |= {"became_foreign_resident_on": _written(residence.became_foreign_resident_on)}
    if removal is not None:
        values |= {field: _place(getattr(removal, field)) for field in REMOVED[:2]}
        values |= {"event_on": _written(removal.event_on)}
    return values


def born(record: ResidentRecord) -> str:
    """The date of birth as the record of its kind writes it (STD-1.1.9)."""
    return record.birth_date.seireki() if record.kind is PersonKind.FOREIGN else record.birth_date.wareki()


_TEXTS: Final = ("remarks", "memo", "de_facto_head")
_DAYS: Final = ("became_resident_on", "address_set_on", "notified_on")
_ADDRESSES: Final = ("previous_address", "last_registered_address")
_OF_RESIDENCE: Final = ("nationality", "status", "period", "document_number")
_RESIDENCE_DAYS: Final = ("expires_on", "became_foreign_resident_on")


def _written(day: RegisterDate | None) -> str:
    return "" if day is None else day.wareki()


def _confirmed(name: PersonName) -> bool:
    return name.family_furigana_confirmed and name.given_furigana_confirmed


def _place(address: Address | None) -> str:
    return "" if address is None else address.written


def _code(record: ResidentRecord) -> str:
    return "" if record.resident_record_code is None else record.resident_record_code.stored()


def _added(field: str, held: FormerSurname | CommonName | None) -> dict[str, str]:
    return {} if held is None else {field: held.written, f"{field}_furigana": held.furigana}


def amendments_of(record: ResidentRecord, given: dict[str, Any]) -> Amendments:
    """What differs from the record as it stands; everything else stays."""
    wanted = _wanted(record, given)
    changed = {name: value for name, value in wanted.items() if value != _standing(record, name)}
    return Amendments(**changed)


def _standing(record: ResidentRecord, name: str) -> Any:
    if name == "resident_record_code":
        return _code(record)
    if name in REMOVED:
        return None if record.removal is None else getattr(record.removal, name)
    return getattr(record, name)


def _wanted(record: ResidentRecord, given: dict[str, Any]) -> dict[str, Any]:
    wanted: dict[str, Any] = {"name": name_of(record.name, given), "address": home_of(record.address, given)}
    if "code" in given:
        wanted["resident_record_code"] = given["code"] or ""
    for name in ("relationship", "position", *FAMILY_REGISTER, "address_set_on", "notified_on"):
        if name in given:
            wanted[name] = given[name] or None
    wanted |= {name: given.get(name) or "" for name in _TEXTS if name in given}
    for name in ("birth_date", "became_resident_on", "household_number"):  # never blank: a blank field changes nothing
        if given.get(name):
            wanted[name] = given[name]
    if given.get("sex"):
        wanted["sex"] = Sex(given["sex"])
    if "guardianship" in given:
        wanted["guardianship"] = bool(given["guardianship"])
    return wanted | _added_names(record, given) | _elsewhere(record, given) | _stay(record, given)


def _added_names(record: ResidentRecord, given: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for field, kind in (("former_surname", FormerSurname), ("common_name", CommonName)):
        if field not in given:
            continue
        written, furigana = given.get(field) or "", given.get(f"{field}_furigana") or ""
        held = getattr(record, field) or kind(written="")
        found[field] = msgspec.structs.replace(held, written=written, furigana=furigana) if written else None
    return found


def _elsewhere(record: ResidentRecord, given: dict[str, Any]) -> dict[str, Any]:
    """Addresses that are typed as one text; one left as it was written stays as it is held."""
    found: dict[str, Any] = {}
    for name in (*_ADDRESSES, *REMOVED[:2]):
        if name in given and (given[name] or "") != _place(_standing(record, name)):
            found[name] = read_address(given[name]) if given[name] else None
    if "event_on" in given:
        found["event_on"] = given["event_on"] or None
    return found


def _stay(record: ResidentRecord, given: dict[str, Any]) -> dict[str, Any]:
    if "category" not in given or not (given["category"] or record.residence):
        return {}
    held = record.residence or Residence(category=ResidenceCategory(given["category"]))
    values: dict[str, Any] = {name: given.get(name) or "" for name in _OF_RESIDENCE}
    values |= {name: given.get(name) or None for name in _RESIDENCE_DAYS}
    values["document_number"] = normalised_document(values["document_number"])
    if given["category"]:
        values["category"] = ResidenceCategory(given["category"])
    return {"residence": msgspec.structs.replace(held, **values)}


def name_of(name: PersonName, given: dict[str, Any]) -> PersonName:
    """The name with what was typed of it."""
    typed: dict[str, Any] = {field: given[field] for field in NAME if field in given}
    if "furigana_confirmed" in given and given["furigana_confirmed"] != _confirmed(name):
        typed |= dict.fromkeys(("family_furigana_confirmed", "given_furigana_confirmed"), given["furigana_confirmed"])
    return msgspec.structs.replace(name, **typed)


def home_of(address: Address, given: dict[str, Any]) -> Address:
    """The address in this town with what was typed of it."""
    typed = {field: given[field] for field in HOME if field in given}
    if not typed:
        return address
    if "postal_code" in typed:
        typed["postal_code"] = "".join(letter for letter in typed["postal_code"] if letter.isdigit())
    return msgspec.structs.replace(address, municipality_code=address.municipality_code or town.organisation(), **typed)

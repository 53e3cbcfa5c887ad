"""How the items of foreign residents are written on a paper: names in Roman letters and kanji, residence, common names.

The date of birth and the expiry of the period of stay stand in the calendar year, every other date in the Japanese
calendar (STD-1.1.9). Each item of Article 30-45 may be left out by itself (STD-5.1).

Source: Basic Resident Register Act, Article 30-45; standard chapter 3, 1.1.2, 1.1.9, 5.1.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from daicho.documents.certificates import EMPTY, FURIGANA_UNREGISTERED, OMITTED, Cell
from daicho.law.records import PersonKind, Residence, ResidenceCategory
from daicho.systems.register.issuing.wanted import Item
from daicho.values.addresses import UnknownMunicipality, municipality

if TYPE_CHECKING:
    from collections.abc import Callable

    from daicho.law.records import ResidentRecord
    from daicho.values.dates import RegisterDate
    from daicho.values.names import CommonName

Row = tuple[Cell, ...]

CATEGORIES: Final = {
    ResidenceCategory.MID_TO_LONG_TERM: "中長期在留者",
    ResidenceCategory.SPECIAL_PERMANENT: "特別永住者",
    ResidenceCategory.TEMPORARY_REFUGE: "一時庇護許可者",
    ResidenceCategory.PROVISIONAL_STAY: "仮滞在許可者",
    ResidenceCategory.TRANSITIONAL_BIRTH: "出生による経過滞在者",
    ResidenceCategory.TRANSITIONAL_LOSS: "国籍喪失による経過滞在者",
}
_PERIODS: Final = {
    ResidenceCategory.TEMPORARY_REFUGE: "上陸期間",
    ResidenceCategory.PROVISIONAL_STAY: "仮滞在期間",
}


def birth(record: ResidentRecord, width: int) -> Cell:
    """The date of birth, of a foreign resident in the calendar year (STD-1.1.9)."""
    born = record.birth_date
    return Cell("生年月日", born.seireki() if record.kind is PersonKind.FOREIGN else born.wareki(), width)


def roman_name(record: ResidentRecord, width: int) -> Cell:
    """The name in Roman letters with its reading where the person confirmed one."""
    name = record.name
    confirmed = name.family_furigana_confirmed and name.given_furigana_confirmed
    above = f"({name.furigana if confirmed and name.furigana else FURIGANA_UNREGISTERED})"
    return Cell("氏名(アルファベット)", name.roman or EMPTY, width, exact=True, above=above)


def kanji_name(record: ResidentRecord, width: int) -> Cell:
    """The name in kanji, where the record has one beside or instead of the Roman letters."""
    written = record.name.written
    return Cell("氏名(漢字)", EMPTY if written == record.name.roman else written, width, exact=True)


def common_name(record: ResidentRecord, width: int) -> Cell:
    """The common name with its reading, above it only where it was confirmed (STD-1.1.18)."""
    name = record.common_name
    if name is None:
        return Cell("通称", EMPTY, width)
    reading = name.furigana if name.confirmed and name.furigana else FURIGANA_UNREGISTERED
    return Cell("通称(フリガナ)", name.written, width, exact=True, above=f"({reading})")


def became_foreign_resident(record: ResidentRecord, width: int) -> Cell:
    """外国人住民となった年月日, which stands in the place of 住民となった年月日 (Article 30-45)."""
    on = None if record.residence is None else record.residence.became_foreign_resident_on
    return _day("外国人住民となった年月日", on, width)


def alien_registration(record: ResidentRecord, width: int) -> Cell:
    """旧外登法による登録年月日."""
    on = None if record.residence is None else record.residence.alien_registration_on
    return _day("旧外登法による登録年月日", on, width)


def _day(label: str, on: RegisterDate | None, width: int) -> Cell:
    return Cell(label, EMPTY if on is None else on.wareki(), width)


def period_label(category: ResidenceCategory) -> str:
    """What the period is called in a category (STD-1.1.2)."""
    return _PERIODS.get(category, "在留期間等")


def document_label(category: ResidenceCategory) -> str:
    """What the number is the number of."""
    special = category is ResidenceCategory.SPECIAL_PERMANENT
    return "特別永住者証明書の番号" if special else "在留カードの番号"


def expiry(residence: Residence) -> str:
    """The last day of the period of stay in the calendar year; blank without one."""
    return "" if residence.expires_on is None else residence.expires_on.seireki()


_WRITTEN: Final[dict[Item, tuple[Callable[[Residence], str], Callable[[Residence], str]]]] = {
    Item.NATIONALITY: (lambda _: "国籍・地域", lambda it: it.nationality),
    Item.CATEGORY: (lambda _: "第30条45規定区分", lambda it: CATEGORIES[it.category]),
    Item.STATUS: (lambda _: "在留資格", lambda it: it.status),
    Item.PERIOD: (lambda it: period_label(it.category), lambda it: it.period),
    Item.EXPIRY: (lambda _: "在留期間の満了の日", expiry),
    Item.DOCUMENT: (lambda it: document_label(it.category), lambda it: it.document_number),
}
"""The items of Article 30-45: label and text."""


def written(item: Item, residence: Residence) -> tuple[str, str]:
    """Label and text of an item of Article 30-45; the text is blank where the record has none."""
    label, text = _WRITTEN[item]
    return label(residence), text(residence)


RESIDENCE_ITEMS: Final = tuple(_WRITTEN)
"""The items of a residence that a paper may show."""


def of_residence(item: Item, record: ResidentRecord, items: frozenset[Item], width: int) -> Cell:
    """One item of Article 30-45, unless left out."""
    residence = record.residence or Residence(category=ResidenceCategory.MID_TO_LONG_TERM)
    label, text = written(item, residence)
    if item not in items:
        return Cell(label, OMITTED, width)
    return Cell(label, (text if record.residence is not None else "") or EMPTY, width)


def common_name_matters(record: ResidentRecord, items: frozenset[Item], width: int) -> Cell:
    """When and where common names were recorded and deleted (通称の記載及び削除に関する事項), unless left out."""
    label = "通称の記載及び削除に関する事項"
    if Item.COMMON_NAMES not in items:
        return Cell(label, OMITTED, width)
    present = () if record.common_name is None else (record.common_name,)
    said = [matter for name in (*record.common_name_history, *present) for matter in _matters(name)]
    return Cell(label, "、".join(said) or EMPTY, width)


def _matters(name: CommonName) -> list[str]:
    recorded = _when_where(name.recorded_on, name.recorded_municipality, name.recorded_municipality_code)
    deleted = _when_where(name.deleted_on, name.deleted_municipality, name.deleted_municipality_code)
    said = [f"{name.written} {recorded}記載"] if recorded else []
    return [*said, *([f"{name.written} {deleted}削除"] if deleted else [])]


def _when_where(on: RegisterDate | None, place: str, code: str) -> str:
    return " ".join(part for part in ("" if on is None else on.wareki(), place or _name_of(code)) if part)


def _name_of(code: str) -> str:
    try:
        return municipality(code).full_name if code else ""
    except UnknownMunicipality:
        return code

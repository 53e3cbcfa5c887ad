"""How each item of a record is written on a paper: values to cells, with the marks of the standard.

Source: standard chapter 3, 5.1, 5.3, 5.4. Empty items print 【空欄】, omitted ones 【省略】, an unregistered
furigana ******.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from daicho.documents.certificates import (
    EMPTY,
    FAMILY_EMPTY,
    FURIGANA_UNREGISTERED,
    GIVEN_EMPTY,
    NUMBER_IN_PREVIEW,
    OMITTED,
    Cell,
)
from daicho.systems.register.issuing.wanted import Item

if TYPE_CHECKING:
    from collections.abc import Mapping

    from daicho.law.records import ResidentRecord
    from daicho.values.addresses import Address
    from daicho.values.dates import RegisterDate
    from daicho.values.names import PersonName
    from daicho.values.numbers import IndividualNumber

SEXES = {"male": "男", "female": "女"}


def furigana(name: PersonName) -> str:
    """The reading as it stands over the name: registered means confirmed (STD-1.1.18)."""
    family = name.family_furigana if name.family_furigana_confirmed else ""
    given = name.given_furigana if name.given_furigana_confirmed else ""
    if not family and not given:
        return FURIGANA_UNREGISTERED
    if name.family and name.given:
        return f"{family or FAMILY_EMPTY}　{given or GIVEN_EMPTY}"
    return family or given


def name(record: ResidentRecord, width: int) -> Cell:
    """Name with its reading (STD-5.3: in brackets, katakana)."""
    return Cell("氏名(フリガナ)", record.name.written, width, exact=True, above=f"({furigana(record.name)})")


def former_surname(record: ResidentRecord, width: int) -> Cell:
    """Former surname with its reading."""
    former = record.former_surname
    if former is None:
        return Cell("旧氏", EMPTY, width)
    reading = former.furigana if former.confirmed and former.furigana else FURIGANA_UNREGISTERED
    return Cell("旧氏(フリガナ)", former.written, width, above=f"({reading})")


def day(label: str, value: RegisterDate | None, width: int) -> Cell:
    """A date in the Japanese calendar (STD-1.1.9)."""
    return Cell(label, EMPTY if value is None else value.wareki(), width)


def address_set(record: ResidentRecord, width: int) -> Cell:
    """The day the address was set; empty while the person has not relocated since becoming a resident."""
    moved = record.address_set_on is not None and record.address_set_on != record.became_resident_on
    return day("住所を定めた年月日", record.address_set_on if moved else None, width)


def address(label: str, value: Address | None, width: int) -> Cell:
    """An address with its building, which is never left out (STD-5.4)."""
    written = "" if value is None else value.written
    return Cell(label, written or EMPTY, width)


def text(label: str, value: str | None, width: int, *, exact: bool = False) -> Cell:
    """A text, or the mark of an empty item."""
    return Cell(label, value or EMPTY, width, exact=exact)


def sex(record: ResidentRecord, width: int) -> Cell:
    """Sex as the record states it."""
    return Cell("性別", SEXES[record.sex.value], width)


def relationship(record: ResidentRecord, items: frozenset[Item], width: int) -> Cell:
    """Relationship to the head, unless left out."""
    if Item.HEAD not in items:
        return Cell("続柄", OMITTED, width)
    return text("続柄", record.relationship, width)


def head(record: ResidentRecord, items: frozenset[Item], width: int) -> Cell:
    """Name of the head of household, unless left out."""
    if Item.HEAD not in items:
        return Cell("世帯主の氏名", OMITTED, width)
    return text("世帯主の氏名", record.head_name, width)


def domicile(record: ResidentRecord, items: frozenset[Item], width: int) -> Cell:
    """Registered domicile, unless left out."""
    return text("本籍", record.domicile, width) if Item.DOMICILE in items else Cell("本籍", OMITTED, width)


def first_listed(record: ResidentRecord, items: frozenset[Item], width: int) -> Cell:
    """First-listed person of the family register, unless left out."""
    label = "筆頭者の氏名"
    return text(label, record.first_listed_person, width) if Item.DOMICILE in items else Cell(label, OMITTED, width)


def entitlements(record: ResidentRecord, width: int) -> tuple[Cell, ...]:
    """Insurances, national pension and child allowance that the record holds; no cell where it holds none of them.

    The municipality of the move-in takes them over with the certificate (Act, Article 7, items 10 to 11-2, 29, 31-2).
    """
    held = record.entitlements
    if held is None:
        return ()
    insured = {
        "国民健康保険": held.health_insurance,
        "後期高齢者医療": held.late_elderly_care,
        "介護保険": held.long_term_care,
    }
    said = [f"{label} 被保険者" for label, member in insured.items() if member is not None and member.insured]
    pension = held.national_pension
    if pension is not None and pension.insured:
        parts = ("国民年金", pension.insured_kind, pension.basic_pension_number)
        said.append(" ".join(part for part in parts if part))
    if held.child_allowance_from and not held.child_allowance_until:
        said.append("児童手当 受給")
    return (Cell("国民健康保険等の資格・児童手当", "、".join(said), width),) if said else ()


def code(record: ResidentRecord, items: frozenset[Item], width: int, *, preview: bool) -> Cell:
    """Resident record code, on special request only; a preview says that it will be there."""
    label = "住民票コード"
    if Item.CODE not in items:
        return Cell(label, OMITTED, width)
    if record.resident_record_code is None:
        return Cell(label, EMPTY, width)
    return Cell(label, NUMBER_IN_PREVIEW if preview else record.resident_record_code.stored(), width)


def number(
    record: ResidentRecord, items: frozenset[Item], width: int, revealed: Mapping[str, IndividualNumber] | None
) -> Cell:
    """Individual number, on special request only; a preview never shows it."""
    label = "個人番号"
    if Item.NUMBER not in items:
        return Cell(label, OMITTED, width)
    if record.individual_number_ref is None:
        return Cell(label, EMPTY, width)
    if revealed is None:
        return Cell(label, NUMBER_IN_PREVIEW, width)
    return Cell(label, revealed[record.addressee_number.stored()].reveal(), width)

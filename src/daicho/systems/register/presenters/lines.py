"""How the value of an item is written: one function for each sort of value, each giving the lines it makes on a page.

Dates stand in the Japanese calendar; a foreign resident's date of birth and end of the period of stay stand in the
calendar year and in nothing else (STD-1.1.9). The individual number is never written: only whether one is held
(CTRL-001).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext

from daicho.law.records import CardItems, Entitlements, Removal, Residence, ResidenceCategory
from daicho.systems.register.presenters import words
from daicho.values.addresses import Address, UnknownMunicipality, municipality
from daicho.values.names import CommonName, FormerSurname, PersonName

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from daicho.law.records import Membership, Pension
    from daicho.values.dates import RegisterDate

Line = tuple[str, str]
"""A label and what stands there."""


def plain(label: str, value: Any) -> Iterator[Line]:
    """A text or a number as it is."""
    yield label, "" if value is None else str(value)


def date(label: str, value: RegisterDate | None) -> Iterator[Line]:
    """A date in the Japanese calendar."""
    yield label, "" if value is None else value.wareki()


def western_date(label: str, value: RegisterDate | None) -> Iterator[Line]:
    """A date in the calendar year: only for the two items of foreign residents that STD-1.1.9 names."""
    yield label, "" if value is None else value.seireki()


def coded(codes: Any) -> Callable[[str, Any], Iterator[Line]]:
    """The word for a code."""

    def lines(label: str, value: Any) -> Iterator[Line]:
        yield label, "" if value is None else words.word(codes, value)

    return lines


def relationship(label: str, value: str | None) -> Iterator[Line]:
    """A relationship; none means that the head is not set (STD-1.1.10)."""
    yield label, gettext("(世帯主未設定)") if value is None else value


def held(label: str, value: str | None) -> Iterator[Line]:
    """Whether there is something that is not shown."""
    yield label, gettext("記載あり(表示しません)") if value else gettext("記載なし")


def yes(label: str, value: Any) -> Iterator[Line]:
    """What holds or is not said."""
    yield label, gettext("該当") if value else ""


def texts(label: str, value: Any) -> Iterator[Line]:
    """Some texts in one line."""
    yield label, "、".join(value or ())


def name(label: str, value: PersonName | None) -> Iterator[Line]:
    """A name with its reading, and the name in Roman letters where another writing stands beside it."""
    written = value or PersonName()
    yield label, written.written
    yield gettext("振り仮名"), written.furigana
    if written.roman and written.written != written.roman:
        yield gettext("ローマ字氏名"), written.roman
    if written.family_furigana_confirmed and written.given_furigana_confirmed:
        yield gettext("振り仮名の確認"), gettext("確認済み")


def former_surname(label: str, value: FormerSurname | None) -> Iterator[Line]:
    """A former surname with its reading."""
    yield label, "" if value is None else _with_reading(value)


def _with_reading(value: FormerSurname | CommonName) -> str:
    return f"{value.written}({value.furigana})" if value.furigana else value.written


def common_name(label: str, value: CommonName | None) -> Iterator[Line]:
    """A common name, and when and where it was recorded (STD-1.1.2)."""
    if value is None:
        yield label, ""
        return
    yield label, _with_reading(value)
    yield from date(gettext("通称を記載した年月日"), value.recorded_on)
    yield gettext("通称を記載した市区町村"), place(value.recorded_municipality, value.recorded_municipality_code)
    if value.confirmed:
        yield gettext("通称のフリガナの確認"), gettext("確認済み")


def common_names(label: str, value: tuple[CommonName, ...] | None) -> Iterator[Line]:
    """Common names that were deleted, each with when and where (STD-1.1.2)."""
    for at, former in enumerate(value or (), 1):
        recorded = _when_where(former.recorded_on, former.recorded_municipality, former.recorded_municipality_code)
        deleted = _when_where(former.deleted_on, former.deleted_municipality, former.deleted_municipality_code)
        said = [_with_reading(former)]
        if recorded:
            said.append(gettext("%(when)s記載") % {"when": recorded})
        if deleted:
            said.append(gettext("%(when)s削除") % {"when": deleted})
        yield f"{label} {at}", "、".join(said)


def _when_where(on: RegisterDate | None, municipality_written: str, code: str) -> str:
    return " ".join(part for part in ("" if on is None else on.wareki(), place(municipality_written, code)) if part)


def place(written: str, code: str) -> str:
    """A municipality as it was written, else as its code says."""
    return written or municipality_name(code)


def residence(_: str, value: Residence | None) -> Iterator[Line]:
    """The items of Article 30-45, under the names that the person's category gives them (STD-1.1.2)."""
    if value is None:
        return
    yield gettext("国籍・地域"), value.nationality
    yield gettext("国籍・地域コード"), value.nationality_code
    yield gettext("法第30条の45に規定する区分"), words.word(words.CATEGORIES, value.category.value)
    yield gettext("在留資格"), value.status
    yield str(words.PERIODS.get(value.category.value, words.PERIOD)), value.period
    yield from western_date(gettext("在留期間の満了の日"), value.expires_on)
    yield document_label(value.category), value.document_number
    yield from date(gettext("外国人住民となった年月日"), value.became_foreign_resident_on)
    yield from date(gettext("旧外登法による登録年月日"), value.alien_registration_on)
    yield gettext("住居地の届出"), gettext("有") if value.residence_notified else gettext("無")
    yield from yes(gettext("上陸許可証による転入"), value.landing_permit)


def document_label(category: ResidenceCategory) -> str:
    """What the number of the document is called."""
    if category is ResidenceCategory.SPECIAL_PERMANENT:
        return gettext("特別永住者証明書の番号")
    return gettext("在留カードの番号")


def entitlements(_: str, value: Entitlements | None) -> Iterator[Line]:
    """Voters' list, insurances, pension, child allowance (Act, Article 7, items 9 to 11-2), without what is blank."""
    if value is None:
        return
    if value.on_voters_list is not None:
        yield gettext("選挙人名簿への登録"), gettext("有") if value.on_voters_list else gettext("無")
    yield from _membership(gettext("国民健康保険"), value.health_insurance)
    yield from _membership(gettext("後期高齢者医療"), value.late_elderly_care)
    yield from _membership(gettext("介護保険"), value.long_term_care)
    yield from _membership(gettext("国民年金"), value.national_pension)
    yield from _pension(value.national_pension)
    yield gettext("児童手当の受給開始年月"), value.child_allowance_from
    yield gettext("児童手当の受給終了年月"), value.child_allowance_until


def _membership(label: str, value: Membership | None) -> Iterator[Line]:
    if value is None:
        return
    yield label, gettext("被保険者に該当") if value.insured else gettext("被保険者に非該当")
    yield from date(f"{label} {gettext('資格取得年月日')}", value.acquired_on)
    yield from date(f"{label} {gettext('資格喪失年月日')}", value.lost_on)


def _pension(value: Pension | None) -> Iterator[Line]:
    if value is None:
        return
    yield gettext("基礎年金番号"), value.basic_pension_number
    yield gettext("国民年金の種別"), value.insured_kind
    yield from date(gettext("国民年金の種別の変更年月日"), value.kind_changed_on)


def cards(_: str, value: CardItems | None) -> Iterator[Line]:
    """Cards issued, and the serial numbers of electronic certificates."""
    if value is None:
        return
    yield gettext("個人番号カードの発行状況"), value.individual_number_card
    yield gettext("住基カードの発行状況"), value.resident_card
    yield gettext("署名用電子証明書シリアル番号"), value.signature_serial
    yield gettext("利用者証明用電子証明書シリアル番号"), value.authentication_serial


def address(label: str, value: Address | None) -> Iterator[Line]:
    """An address and its postal code."""
    yield label, "" if value is None else value.written
    if value is not None and value.postal_code:
        yield f"{label} {gettext('郵便番号')}", value.postal_code_written


def removal(_: str, value: Removal | None) -> Iterator[Line]:
    """The items of a removed record, or of a planned move-out (STD-1.1.5)."""
    found = value or Removal()
    yield from address(gettext("転出先住所(予定)"), found.planned_destination)
    yield from address(gettext("転出先住所(確定)"), found.confirmed_destination)
    yield from date(gettext("転出予定年月日"), found.planned_on)
    yield from date(gettext("事由の生じた年月日"), found.event_on)
    yield from date(gettext("転出年月日"), found.moved_out_on)
    yield from date(gettext("転入通知年月日"), found.move_in_notice_on)
    yield from date(gettext("消除の届出の年月日"), found.notified_on)
    yield gettext("消除の事由"), words.reason(found.reason) if found.reason else ""


def municipality_name(code: str | None) -> str:
    """The full name of a municipality; the code itself when the directory does not know it."""
    if not code:
        return ""
    try:
        return municipality(code).full_name
    except UnknownMunicipality:
        return code

"""The items of a resident record and how each is written: one table, used by pages, summaries and differences.

Source: standard chapter 3, 1.1.1, 1.1.5. The individual number is never written: only whether one is held (CTRL-001).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import msgspec
from django.utils.translation import gettext, gettext_lazy

from daicho.law.records import Removal, ResidentRecord
from daicho.systems.register.presenters import words
from daicho.values import codec
from daicho.values.addresses import Address, UnknownMunicipality, municipality
from daicho.values.names import CommonName, FormerSurname, PersonName

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from django_stubs_ext import StrOrPromise

    from daicho.values.dates import RegisterDate

Line = tuple[str, str]
"""A label and what stands there."""


class Item(msgspec.Struct, frozen=True):
    """One item of the record: its label, the block of the page it stands in, and how its lines are made."""

    label: StrOrPromise
    group: str
    lines: Callable[[str, Any], Iterator[Line]]
    is_name: bool = False  # set in the face that draws variation sequences


def _plain(label: str, value: Any) -> Iterator[Line]:
    yield label, "" if value is None else str(value)


def _date(label: str, value: RegisterDate | None) -> Iterator[Line]:
    yield label, "" if value is None else value.wareki()


def _coded(codes: Any) -> Callable[[str, Any], Iterator[Line]]:
    def lines(label: str, value: Any) -> Iterator[Line]:
        yield label, "" if value is None else words.word(codes, value)

    return lines


def _relationship(label: str, value: str | None) -> Iterator[Line]:
    yield label, gettext("(世帯主未設定)") if value is None else value


def _held(label: str, value: str | None) -> Iterator[Line]:
    yield label, gettext("記載あり(表示しません)") if value else gettext("記載なし")


def _yes(label: str, value: Any) -> Iterator[Line]:
    yield label, gettext("該当") if value else ""


def _texts(label: str, value: Any) -> Iterator[Line]:
    yield label, "、".join(value or ())


def _name(label: str, value: PersonName | None) -> Iterator[Line]:
    name = value or PersonName()
    yield label, name.written
    yield gettext("振り仮名"), name.furigana
    if name.roman and name.written != name.roman:
        yield gettext("ローマ字氏名"), name.roman
    confirmed = name.family_furigana_confirmed and name.given_furigana_confirmed
    if confirmed:
        yield gettext("振り仮名の確認"), gettext("確認済み")


def _former_surname(label: str, value: FormerSurname | None) -> Iterator[Line]:
    yield label, "" if value is None else f"{value.written}({value.furigana})" if value.furigana else value.written


def _common_name(label: str, value: CommonName | None) -> Iterator[Line]:
    yield from _former_surname(label, value)  # type: ignore[arg-type]  # both are written the same way


def _address(label: str, value: Address | None) -> Iterator[Line]:
    yield label, "" if value is None else value.written
    if value is not None and value.postal_code:
        yield f"{label} {gettext('郵便番号')}", value.postal_code_written


def _removal(_: str, value: Removal | None) -> Iterator[Line]:
    removal = value or Removal()
    yield from _address(gettext("転出先住所(予定)"), removal.planned_destination)
    yield from _address(gettext("転出先住所(確定)"), removal.confirmed_destination)
    yield from _date(gettext("転出予定年月日"), removal.planned_on)
    yield from _date(gettext("事由の生じた年月日"), removal.event_on)
    yield from _date(gettext("転出年月日"), removal.moved_out_on)
    yield from _date(gettext("転入通知年月日"), removal.move_in_notice_on)
    yield from _date(gettext("消除の届出の年月日"), removal.notified_on)
    yield gettext("消除の事由"), words.reason(removal.reason) if removal.reason else ""


GROUPS: Final[dict[str, StrOrPromise]] = {
    "person": gettext_lazy("本人"),
    "household": gettext_lazy("世帯"),
    "residence": gettext_lazy("住所"),
    "family_register": gettext_lazy("戸籍の表示"),
    "numbers": gettext_lazy("番号"),
    "removal": gettext_lazy("消除・転出予定"),
    "notes": gettext_lazy("備考等"),
}

ITEMS: Final[dict[str, Item]] = {
    "name": Item(gettext_lazy("氏名"), "person", _name, is_name=True),
    "former_surname": Item(gettext_lazy("旧氏"), "person", _former_surname, is_name=True),
    "common_name": Item(gettext_lazy("通称"), "person", _common_name, is_name=True),
    "birth_date": Item(gettext_lazy("生年月日"), "person", _date),
    "sex": Item(gettext_lazy("性別"), "person", _coded(words.SEXES)),
    "kind": Item(gettext_lazy("住民種別"), "person", _coded(words.KINDS)),
    "state": Item(gettext_lazy("住民状態"), "person", _coded(words.STATES)),
    "relationship": Item(gettext_lazy("続柄"), "household", _relationship),
    "head_name": Item(gettext_lazy("世帯主氏名"), "household", _plain, is_name=True),
    "household_number": Item(gettext_lazy("世帯番号"), "household", _plain),
    "position": Item(gettext_lazy("並び順"), "household", _plain),
    "address": Item(gettext_lazy("住所"), "residence", _address, is_name=True),
    "became_resident_on": Item(gettext_lazy("住民となった年月日"), "residence", _date),
    "address_set_on": Item(gettext_lazy("住所を定めた年月日"), "residence", _date),
    "notified_on": Item(gettext_lazy("届出の年月日"), "residence", _date),
    "previous_address": Item(gettext_lazy("転入前住所"), "residence", _address, is_name=True),
    "last_registered_address": Item(gettext_lazy("最終登録住所地"), "residence", _address, is_name=True),
    "domicile": Item(gettext_lazy("本籍"), "family_register", _plain, is_name=True),
    "first_listed_person": Item(gettext_lazy("筆頭者"), "family_register", _plain, is_name=True),
    "addressee_number": Item(gettext_lazy("宛名番号"), "numbers", _plain),
    "resident_record_code": Item(gettext_lazy("住民票コード"), "numbers", _plain),
    "individual_number_ref": Item(gettext_lazy("個人番号"), "numbers", _held),
    "removal": Item(gettext_lazy("消除・転出予定"), "removal", _removal, is_name=True),
    "notes": Item(gettext_lazy("留意事項"), "notes", _texts),
    "remarks": Item(gettext_lazy("備考"), "notes", _plain),
    "memo": Item(gettext_lazy("メモ"), "notes", _plain),
    "guardianship": Item(gettext_lazy("成年被後見人"), "notes", _yes),
}
"""Every field of `ResidentRecord`, in the order of the page. A test holds the two equal."""

_TYPES: Final = {field.name: field.type for field in msgspec.structs.fields(ResidentRecord)}


def typed(field: str, builtin: Any) -> Any:
    """The value of a field from the built-in form that differences hold."""
    return None if builtin is None else codec.from_builtins(builtin, _TYPES[field])


def lines_of(field: str, value: Any) -> list[Line]:
    """The lines that a field's value makes on a page, blank ones included."""
    item = ITEMS[field]
    return list(item.lines(str(item.label), value))


def municipality_name(code: str | None) -> str:
    """The full name of a municipality; the code itself when the directory does not know it."""
    if not code:
        return ""
    try:
        return municipality(code).full_name
    except UnknownMunicipality:
        return code

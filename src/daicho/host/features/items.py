"""The items of a resident record by their Japanese labels: one table for tables of cases and for the documentation."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

import msgspec

from daicho.host.features import typing_in
from daicho.host.features.reading import plain

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable

    from daicho.law.records import ResidentRecord


class Item(msgspec.Struct, frozen=True, kw_only=True):
    """One item: its label and synonyms, where the record has it, what kind of value it is."""

    label: str
    path: str
    kind: str
    also: tuple[str, ...] = ()
    note: str = ""

    def value(self, record: ResidentRecord) -> Any:
        """The value in a record; None where it is blank."""
        found: Any = record
        for part in self.path.split("."):
            found = None if found is None else getattr(found, part)
        return found


def _item(label: str, path: str, kind: str, *also: str, note: str = "") -> Item:
    return Item(label=label, path=path, kind=kind, also=also, note=note)


ITEMS: Final = (
    _item("氏名", "name.written", "name"),
    _item("振り仮名", "name.furigana", "name", "フリガナ"),
    _item("ローマ字氏名", "name.roman", "text"),
    _item("振り仮名の確認", "name.family_furigana_confirmed", "yes", note="はい・いいえ"),
    _item("旧氏", "former_surname", "surname", note="振り仮名は括弧に入れる: 山田(ヤマダ)"),
    _item("通称", "common_name", "common", note="振り仮名は括弧に入れる"),
    _item("生年月日", "birth_date", "date"),
    _item("性別", "sex", "sex", note="男・女"),
    _item("住民種別", "kind", "kind", note="日本人・外国人"),
    _item("住民状態", "state", "state", note="現存・転出・死亡・職権消除"),
    _item("続柄", "relationship", "word", note="空欄は世帯主未設定"),
    _item("世帯主氏名", "head_name", "name", "世帯主"),
    _item("住所", "address", "address"),
    _item("方書", "address.building", "text"),
    _item("郵便番号", "address.postal_code", "digits"),
    _item("住民となった年月日", "became_resident_on", "date", "住民となった日"),
    _item("住所を定めた年月日", "address_set_on", "date", "住所を定めた日"),
    _item("届出の年月日", "notified_on", "date"),
    _item("転入前住所", "previous_address", "address"),
    _item("最終登録住所地", "last_registered_address", "address"),
    _item("本籍", "domicile", "text"),
    _item("筆頭者", "first_listed_person", "name"),
    _item("宛名番号", "addressee_number", "digits"),
    _item("世帯番号", "household_number", "digits"),
    _item("並び順", "position", "digits"),
    _item("住民票コード", "resident_record_code", "digits", note="数字11桁。「あり」は空欄でないこと"),
    _item("個人番号", "individual_number_ref", "held", note="番号そのものは読めない。あり・空欄"),
    _item("転出先住所(予定)", "removal.planned_destination", "address", "転出先(予定)"),
    _item("転出先住所(確定)", "removal.confirmed_destination", "address", "転出先(確定)"),
    _item("転出予定年月日", "removal.planned_on", "date", "転出予定日"),
    _item("事由の生じた年月日", "removal.event_on", "date"),
    _item("転出年月日", "removal.moved_out_on", "date", "転出日"),
    _item("転入通知年月日", "removal.move_in_notice_on", "date", "転入通知日"),
    _item("消除の届出の年月日", "removal.notified_on", "date"),
    _item("消除の事由", "removal.reason", "reason", "消除事由", note="異動事由の名前"),
    _item("留意事項", "notes", "texts"),
    _item("備考", "remarks", "text"),
    _item("メモ", "memo", "text"),
    _item("成年被後見人", "guardianship", "yes", note="はい・いいえ"),
)
"""Every item, in the order of the documentation."""

BY_LABEL: Final = {plain(name): item for item in ITEMS for name in (item.label, *item.also)}


def find(label: str) -> Item | None:
    """The item of a label; widths, spaces and the synonyms of the table do not matter."""
    return BY_LABEL.get(plain(label))


def shown(item: Item, value: Any) -> str:
    """A value as a message prints it; blank where there is none."""
    if value is None or value == "":
        return ""
    return _SHOW.get(item.kind, str)(value)


def _reason_name(value: Any) -> str:
    from daicho.law.reasons import Reason

    return Reason(value).japanese


_SHOW: Final[dict[str, Callable[[Any], str]]] = {
    "date": lambda value: value.wareki(),
    "address": lambda value: value.written,
    "sex": lambda value: {"male": "男", "female": "女"}[value.value],
    "kind": lambda value: {"japanese": "日本人", "foreign": "外国人"}[value.value],
    "state": lambda value: {"present": "現存", "moved_out": "転出", "died": "死亡", "removed": "職権消除"}[value.value],
    "digits": lambda value: value.stored() if hasattr(value, "stored") else str(value),
    "held": lambda _value: "あり",
    "yes": lambda value: "はい" if value else "いいえ",
    "texts": "、".join,
    "surname": lambda value: f"{value.written}({value.furigana})" if value.furigana else value.written,
    "common": lambda value: f"{value.written}({value.furigana})" if value.furigana else value.written,
    "reason": _reason_name,
}


def agrees(  # noqa: PLR0911 - one answer for each kind of item
    item: Item, expected: str, value: Any, *, today: dt.date, own: str
) -> bool:
    """Whether a value is what a cell expects: ``*`` anything, ``あり`` not blank, an empty cell or 空欄 blank."""
    text = shown(item, value)
    if typing_in.is_anything(expected):
        return True
    if item.kind == "yes":
        return typing_in.yes(expected) is bool(value)
    if typing_in.is_blank(expected) or not text:
        return typing_in.is_blank(expected) and not text
    if expected == "あり":
        return True
    if item.kind == "date":
        wanted = typing_in.date_of(expected, today)
        return bool(wanted == value)
    if item.kind == "address":
        wanted_address = typing_in.address_of(expected, own=own)
        return same_address(text, expected, wanted_address.written if wanted_address else "")
    if item.kind in _WORDS:
        return bool(_WORDS[item.kind](expected) is value)
    if item.kind == "word":
        return plain(text) == plain(expected)
    return _tight(text) == _tight(expected)


_WORDS: Final = {"sex": typing_in.sex_of, "kind": typing_in.kind_of, "state": typing_in.state_of}


_WIDTHS: Final = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_KANJI_DIGITS: Final = {letter: str(at) for at, letter in enumerate("〇一二三四五六七八九")}
_BLOCK: Final = re.compile("([〇一二三四五六七八九十]+)丁目")


def same_address(found: str, *expected: str) -> bool:
    """Whether an address is one of those expected: widths, spaces and 2丁目 for 二丁目 do not matter."""
    return _address_key(found) in {_address_key(text) for text in expected if text}


def _address_key(text: str) -> str:
    return _BLOCK.sub(lambda block: f"{_number(block[1])}丁目", _tight(text).translate(_WIDTHS))


def _number(kanji: str) -> int:
    tens, ten, ones = kanji.rpartition("十")
    digits = "".join(_KANJI_DIGITS[letter] for letter in ones)
    return (int(_KANJI_DIGITS.get(tens, "1")) * 10 if ten else 0) + int(digits or 0)


def _tight(text: str) -> str:
    """A text without spaces, letter for letter: variants of a character stay apart."""
    return "".join(text.split())

"""Items of a resident record by their Japanese labels: found, shown, and compared with what a case expects."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from daicho.host.features import typing_in
from daicho.host.features.item_table import ITEMS, Item
from daicho.host.features.reading import plain
from daicho.host.features.words import CATEGORY_NAMES

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable


BY_LABEL: Final = {plain(name): item for item in ITEMS for name in (item.label, *item.also)}


def find(label: str) -> Item | None:
    """The item of a label; widths, spaces and the synonyms of the table do not matter."""
    return BY_LABEL.get(plain(label))


def shown(item: Item, value: Any) -> str:
    """A value as a message prints it; blank where there is none."""
    if value is None or value in ("", ()):
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
    "category": lambda value: CATEGORY_NAMES[value],
    "commons": lambda value: "、".join(each.written for each in value),
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
    key = _KEYS.get(item.kind, _tight)
    return key(text) == key(expected)


def _tight(text: str) -> str:
    """A text without spaces, letter for letter: variants of a character stay apart."""
    return "".join(text.split())


def _town(text: str) -> str:
    """A municipality without its prefecture."""
    return _PREFECTURE.sub("", _tight(text))


_PREFECTURE: Final = re.compile("^(?:東京都|北海道|(?:京都|大阪)府|..?.県)")
_KEYS: Final[dict[str, Callable[[str], str]]] = {
    "word": plain,
    "surname": plain,
    "common": plain,
    "town": _town,
    "digits": typing_in.digits_of,
}
"""How texts of some kinds are compared; the others letter for letter."""

_WORDS: Final = {
    "sex": typing_in.sex_of,
    "kind": typing_in.kind_of,
    "state": typing_in.state_of,
    "category": typing_in.category_of,
}


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

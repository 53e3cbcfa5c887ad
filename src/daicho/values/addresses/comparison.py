"""Comparing addresses as written: 一丁目二番三号, １丁目２番３号 and 1-2-3 are one place.

What comes out is for comparison only; a record, a message and a paper always carry the address as it was written.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import TYPE_CHECKING, Final

from daicho.values.addresses._keys import plain

if TYPE_CHECKING:
    from collections.abc import Callable

_DIGITS: Final = ("〇零", "一壱壹", "二弐貳", "三参參", "四", "五", "六", "七", "八", "九")
_VALUES: Final = {letter: value for value, letters in enumerate(_DIGITS) for letter in letters}
_UNITS: Final = {"十": 10, "拾": 10, "廿": 20, "百": 100, "千": 1000}
_NUMERALS: Final = "".join(_VALUES) + "".join(_UNITS)
# Patterns are compiled when first used: this many would be felt at import.
_HYPHENS: Final = "[-‐‑‒–—―−─~〜]"
_GAP: Final = f"(?<=[0-9号{_NUMERALS}])\\s+"  # what may part a lot from a room number
_KEPT: Final = "\u241f"
_EMPTY_GAP: Final = f"(?<![0-9]){_KEPT}|{_KEPT}(?![0-9])"
_NUMERAL_LETTERS: Final = frozenset(_NUMERALS)
_MARK_LETTERS: Final = frozenset("丁番号")  # every mark of a lot has one of them
_NUMBER: Final = f"[0-9{_NUMERALS}]"
_LONG_MARK: Final = f"(?<={_NUMBER})ー(?={_NUMBER})"
_GA: Final = r"(?<=[\u3400-\u9fff々])[がガ](?=[\u3400-\u9fff])"
_OAZA: Final = r"大字|小字|(?<![文大小数])字(?=[\u3040-\u9fff])"
_LETTER: Final = "[\u3005\u3040-\u30ff\u3400-\u9fff]"
# の between two numbers of a lot; 三の丸 and 二の宮 go on with a letter and stay.
_NO: Final = f"(?<={_NUMBER})(?:番地|番)?ノ(?={_NUMBER}+(?:番|号|丁目|(?!{_LETTER})))"
# A kanji numeral is a number where a mark of a lot follows it, or where one stands before it and no name goes on.
_NUMERAL_BEFORE: Final = f"[{_NUMERALS}]+(?=丁目|番|号|地割|条|線|-)"
_NUMERAL_AFTER: Final = f"(?:(?<=[0-9][-番地目号])|(?<=番地))[{_NUMERALS}]+(?!{_LETTER})"
_MARK: Final = r"(?<=[0-9])(?:丁目|番地|番(?!町)|号(?![棟館室線]))-?(?=[0-9])"
_LAST_MARK: Final = r"(?<=[0-9])(?:丁目|番地|番(?!町)|号(?![棟館線]))(?![0-9])室?"


def normalise(text: str) -> str:
    """One spelling for the ways to write an address, for comparison only.

    丁目, 番地, 番, 号, の and every kind of hyphen between numbers are "-"; kanji numerals in a lot, Arabic and
    full-width ones are ASCII digits; 大字 and 字, spaces and variation selectors do not count; ヶ is ケ, and が between
    kanji too; の is ノ; variant shapes of place names (龍, 竜) are one. Numerals that belong to a name (三田, 六本木)
    stay, except in 番町, which is typed either way. Idempotent.
    """
    found, before = _step(text), text
    while found != before:
        found, before = _step(found), found
    return found


def _step(text: str) -> str:
    """All rules once; what one of them frees, another may take in the next round.

    A rule about certain letters is looked up only where one of them stands: most addresses have few of them, and none
    is left for the second round.
    """
    wide = unicodedata.normalize("NFKC", text)
    parted = _found(_GAP, _KEPT, wide) if not _spaceless(wide) else wide
    found = plain(parted)
    if "が" in found or "ガ" in found:
        found = _found(_GA, "ケ", found)
    if "字" in found:
        found = _found(_OAZA, "", found)
    found = _found(_HYPHENS, "-", found)
    if "ー" in found:
        found = _found(_LONG_MARK, "-", found)
    if "ノ" in found:
        found = _found(_NO, "-", found)
    if not _NUMERAL_LETTERS.isdisjoint(found):
        found = _found(_NUMERAL_AFTER, _as_digits, _found(_NUMERAL_BEFORE, _as_digits, found))
    if not _MARK_LETTERS.isdisjoint(found):
        found = _found(_LAST_MARK, "", _found(_MARK, "-", found))
    found = found.rstrip("-")
    return _found(_EMPTY_GAP, "", found).replace(_KEPT, " ") if _KEPT in found else found


def _found(pattern: str, by: str | Callable[[re.Match[str]], str], text: str) -> str:
    return _compiled(pattern).sub(by, text)


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


def _spaceless(text: str) -> bool:
    return text.split(None, 1) == [text]


def _as_digits(found: re.Match[str]) -> str:
    return str(number_of(found[0]))


def number_of(numerals: str) -> int:
    """The number that kanji numerals write, by units (百二十三) or place by place (一二三)."""
    if not any(numeral in _UNITS for numeral in numerals):
        return int("".join(str(_VALUES[numeral]) for numeral in numerals))
    total, current = 0, 0
    for numeral in numerals:
        unit = _UNITS.get(numeral)
        if unit is None:
            current = current * 10 + _VALUES[numeral]
        else:
            total += (current or 1) * unit
            current = 0
    return total + current

"""Folding kana for search (あいまい検索) and the unvoiced kana of Juki-net (清音化かな).

`fold` answers the question "may this be the name the clerk means?". It is a function into a
canonical form, so that "has the same fold" is an equivalence by construction; and it is built so
that any single step of the standard, taken anywhere inside a name, leaves the fold as it was.

Steps (standard chapter 3, 2.1.2):

* hiragana is katakana, half width is full width, lower case is upper case;
* voiced and semi-voiced sounds are their plain ones (ヒ = ピ), and therefore, since the standard
  also says ヂ = ジ, ズ = ヅ and ワ = ハ, so are チ = シ, ツ = ス and ワ = ハ = バ = パ;
* ヴ = ブ, and ヴァ = バ, ヴィ = ビ (ヴェ, ヴォ likewise), hence フア = ハ and so on; ヲ = オ, ヰ = イ, ヱ = エ;
* small letters are large ones (ッ = ツ, ャ = ヤ);
* ウ after a letter of the o-column is オ;
* long vowel marks, dashes, spaces and middle dots do not count;
* variation selectors do not count (the shape is the business of `values.characters`).
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

_VOICED: Final = dict(
    zip(
        "ガギグゲゴザジズゼゾダヂヅデドバビブベボパピプペポヷヸヹヺ",
        "カキクケコサシスセソタチツテトハヒフヘホハヒフヘホワヰヱヲ",
        strict=True,
    )
)
_SMALL: Final = dict(zip("ァィゥェォッャュョヮヵヶ", "アイウエオツヤユヨワカケ", strict=True))
_SMALL_AINU: Final = dict(zip("ㇰㇱㇲㇳㇴㇵㇶㇷㇸㇹㇺㇻㇼㇽㇾㇿ", "クシストヌハヒフヘホムラリルレロ", strict=True))
_SAME_SOUND: Final = {"チ": "シ", "ツ": "ス", "ワ": "ハ", "ヲ": "オ", "ヰ": "イ", "ヱ": "エ", "ヴ": "フ"}
_DASHES: Final = "ー―－‐ｰ-\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u2500\ufe58\ufe63\u301c\uff5e~"
_SPACES: Final = "\t\u0020\u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
_DOTS: Final = "・･·"
_IGNORED: Final = _DASHES + _SPACES + _DOTS
_MARK: Final = "\u309b"  # stands for every kind of voiced sound mark until ウ゛ is known to be ヴ
_SEMI_VOICED_MARKS: Final = "\u309a\u309c\uff9f"
_VOICED_MARKS: Final = "\u3099\u309b\uff9e"
_REPEAT: Final = "ヽ"


def _to_katakana(letter: str) -> str:
    """The full-width katakana of a hiragana, half-width or Hentaigana letter; other letters as they are."""
    if "\u3041" <= letter <= "\u3096" or letter in "ゝゞ":
        return chr(ord(letter) + 0x60)
    if "\uff66" <= letter <= "\uff9d":
        return unicodedata.normalize("NFKC", letter)
    return letter


_HALF_WIDTH: Final = re.compile("[\u3041-\u3096\u30a1-\u30fa]?[\uff66-\uff9f]+")
"""Half-width kana, with the letter of full width that a mark may belong to."""


def katakana(text: str) -> str:
    """A reading as the register keeps it (STD-1.1.18): hiragana and half width become full katakana, the rest stays.

    >>> katakana("みほん"), katakana("ﾐﾎﾞﾝ")
    ('ミホン', 'ミボン')
    """
    wide = _HALF_WIDTH.sub(lambda found: unicodedata.normalize("NFKC", found[0]), text)
    return "".join(map(_to_katakana, wide))


def _fold_letter(letter: str) -> str:
    """The canonical form of one letter on its own."""
    katakana = _to_katakana(letter)
    plain = _VOICED.get(katakana, katakana)
    large = _SMALL.get(plain, _SMALL_AINU.get(plain, plain))
    return _SAME_SOUND.get(large, large)


def _plain_roman(letter: str) -> str:
    """Upper case, half width, without accents."""
    decomposed = unicodedata.normalize("NFKD", letter).upper()
    return "".join(part for part in decomposed if not unicodedata.combining(part) and part not in _IGNORED)


def _hentaigana() -> dict[int, str]:
    """Hentaigana by the first reading in their Unicode name: U+1B019 HENTAIGANA LETTER KA-3 is カ."""
    table = {}
    for code in range(0x1B002, 0x1B11F):
        syllable = unicodedata.name(chr(code)).rsplit(" ", 1)[1].split("-")[0]
        table[code] = _fold_letter(unicodedata.lookup(f"KATAKANA LETTER {syllable}"))
    return table


def _fold_table() -> dict[int, str]:
    table: dict[int, str] = {}
    for code in (*range(0x3041, 0x3097), *range(0x30A1, 0x30FB), *range(0x31F0, 0x3200), *range(0xFF66, 0xFF9E)):
        table[code] = _fold_letter(chr(code))
    for code in (*range(0x61, 0x7B), *range(0xC0, 0x180), *range(0xFF01, 0xFF5F)):
        table[code] = _plain_roman(chr(code))
    table |= _hentaigana()
    table |= {ord(letter): _REPEAT for letter in "ゝゞヽヾ"}
    table |= {0x309F: "ヨリ", 0x30FF: "コト", 0x1B000: "エ", 0x1B001: "エ"}
    table |= dict.fromkeys(range(0x300, 0x370), "")
    table |= dict.fromkeys((*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0)), "")
    table |= dict.fromkeys(map(ord, _IGNORED + _SEMI_VOICED_MARKS), "")
    table |= dict.fromkeys(map(ord, _VOICED_MARKS), _MARK)
    return table


LETTERS: Final = _fold_table()
"""What each code point becomes by itself; code points that are not here stay as they are."""
_REPEATED: Final = re.compile(f"([ァ-ヺ])({_REPEAT}+)")
_LONG_O: Final = re.compile("(?<=[オコソトノホモヨロ])ウ+")
_FU_VOWEL: Final = re.compile("フ([アイエオ])")
_HA_ROW: Final = {"ア": "ハ", "イ": "ヒ", "エ": "ヘ", "オ": "ホ"}


def fold(text: str) -> str:
    """The search form of a name: two names with the same form are hits for one another (standard 2.1.2).

    Never fails, keeps kanji, and `fold(fold(text)) == fold(text)`.

    >>> fold("ワタナベ　ヴィオラ") == fold("わたなへひおら")
    True
    """
    return settled(text.translate(LETTERS))


def settled(folded: str) -> str:
    """The second half of `fold`, when each letter has become what `LETTERS` says: what depends on its neighbours."""
    if _MARK in folded:
        folded = folded.replace("ウ" + _MARK, "フ").replace(_MARK, "")
    if _REPEAT in folded:  # what is repeated after ヴァ is the sound, as after バ
        folded = _REPEATED.sub(_write_out, _FU_VOWEL.sub(_as_ha_row, folded))
    if "ウ" in folded:
        folded = _LONG_O.sub(_as_long_o, folded)
    if "フ" in folded:
        folded = _FU_VOWEL.sub(_as_ha_row, folded)
    return folded


def _write_out(match: re.Match[str]) -> str:
    letter, marks = match.groups()
    return letter * (1 + len(marks))


def _as_long_o(match: re.Match[str]) -> str:
    return "オ" * len(match.group())


def _as_ha_row(match: re.Match[str]) -> str:
    return _HA_ROW[match.group(1)]


_UNVOICED_TABLE: Final = (
    {ord(voiced): plain for voiced, plain in _VOICED.items()}
    | {ord(voiced) - 0x60: chr(ord(plain) - 0x60) for voiced, plain in _VOICED.items() if voiced < "ヷ"}
    | {code: unicodedata.normalize("NFKC", chr(code)) for code in range(0xFF66, 0xFF9E)}
    | {ord("ヴ"): "ウ", ord("ゔ"): "う", ord("ヾ"): "ヽ", ord("ゞ"): "ゝ"}
    | dict.fromkeys(map(ord, _VOICED_MARKS + _SEMI_VOICED_MARKS), "")
)


def unvoiced(text: str) -> str:
    """The furigana without voiced and semi-voiced marks (清音化かな: DF-2 item 5, DF-4 item 13).

    Only the marks go: hiragana stays hiragana, small letters stay small, half width becomes full
    width. The interface specification of Juki-net is not public; the rule is kept in one place.

    >>> unvoiced("ワタナベ　ジュンパ")
    'ワタナヘ　シュンハ'
    """
    return text.translate(_UNVOICED_TABLE)

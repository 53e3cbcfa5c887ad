"""The keys by which town and municipality names are compared and found: one spelling for each way to write a name.

A key of the beginning of a name is the beginning of the name's key, as each letter's key depends only on the letters
before it: what a clerk has typed so far can be looked up as it stands.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

_SELECTORS: Final = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]")
_SPACES: Final = re.compile(r"\s+")

# Old and new, or variant, shapes of one character as they meet in place names. For comparison only.
_OLD: Final = (
    "龍澤濱濵惠檮瀧嶋嶌﨑邊邉檜藪曾祇籠鶯舘淵穗溪鹽廣國櫻圓條豐鐵縣髙壽"
    "萬與會學德黑靑綠增瀨賴眞驛榮齋齊靜嶽峯氣灣礒埜冨峽當佛邨巖關舊來繩蘂"
)
_NEW: Final = (
    "竜沢浜浜恵梼滝島島崎辺辺桧薮曽祗篭鴬館渕穂渓塩広国桜円条豊鉄県高寿"
    "万与会学徳黒青緑増瀬頼真駅栄斎斉静岳峰気湾磯野富峡当仏村巌関旧来縄蕊"
)
_SHAPES: Final = dict(zip(_OLD, _NEW, strict=True))
_LETTERS: Final = str.maketrans({**_SHAPES, "ヶ": "ケ", "ヵ": "カ", "之": "ノ", "の": "ノ"})
_GA: Final = re.compile(r"(?<=[\u3400-\u9fff々])[がガ]")
_OAZA: Final = re.compile("大字|小字")
_DIGITS: Final = re.compile(r"[0-9]{1,4}")
_KANJI_DIGITS: Final = "〇一二三四五六七八九"

_LARGE: Final = dict(zip("ァィゥェォッャュョヮヵヶヂヅヰヱヲ", "アイウエオツヤユヨワカケジズイエオ", strict=True))
_HIRAGANA: Final = {chr(code): chr(code + 0x60) for code in range(0x3041, 0x3097)}
_KANA: Final = str.maketrans(_LARGE | {letter: _LARGE.get(kana, kana) for letter, kana in _HIRAGANA.items()})
_ROWS: Final = {
    "ア": "アカサタナハマヤラワガザダバパ",
    "イ": "イキシチニヒミリギジビピ",
    "ウ": "ウクスツヌフムユルグズブプヴ",
    "エ": "エケセテネヘメレゲゼデベペ",
    "オ": "オコソトノホモヨロゴゾドボポ",
}
_VOWEL: Final = {kana: vowel for vowel, row in _ROWS.items() for kana in row}
_LONG: Final = re.compile(r"(?<=[ァ-ヶ])[ー－ｰ-]")
_LONG_O: Final = re.compile(f"(?<=[{_ROWS['オ']}])オ")
_NOT_SOUND: Final = re.compile(r"[\s・、,.()()]+")


def plain(text: str) -> str:
    """The text with one width, no spaces and no variation selectors, and one shape for variants met in place names."""
    return _SPACES.sub("", _SELECTORS.sub("", unicodedata.normalize("NFKC", text))).translate(_LETTERS)


def name_key(text: str) -> str:
    """The key of a written place name: ヶ is ケ, 之 and の are ノ, 大字 does not count, digits are kanji."""
    return _DIGITS.sub(_as_kanji, _OAZA.sub("", _GA.sub("ケ", plain(text))))


def kana_key(text: str) -> str:
    """The key of a reading: katakana, small letters as large ones, ヂ as ジ, ヅ as ズ, long vowels spelt in one way."""
    kana = unicodedata.normalize("NFKC", text).translate(_KANA)
    kana = _NOT_SOUND.sub("", kana)
    if "ー" in kana or "-" in kana:
        kana = _LONG.sub(lambda found: _VOWEL.get(kana[found.start() - 1], ""), kana)
    return _LONG_O.sub("ウ", kana)


def is_kana(text: str) -> bool:
    """Whether a key consists of katakana and digits alone, so that it may be a reading."""
    return bool(text) and all("ァ" <= letter <= "ヺ" or letter in "ー-0123456789" for letter in text)


def _as_kanji(found: re.Match[str]) -> str:
    """Digits as kanji numerals: 12 is 十二."""
    number = int(found[0])
    if number == 0:
        return "〇"
    text = ""
    for unit, name in ((1000, "千"), (100, "百"), (10, "十")):
        times, number = divmod(number, unit)
        if times:
            text += (_KANJI_DIGITS[times] if times > 1 else "") + name
    return text + (_KANJI_DIGITS[number] if number else "")

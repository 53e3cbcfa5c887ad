"""Names of synthetic people: weighted surnames with their readings, given names by sex and time of birth, variants.

Source: japanese-personal-name-dataset (MIT; docs/world.md). Its surnames carry how many people bear them; its given
names carry no frequency, so a reading is drawn evenly and its form by length and by what was usual when the person was
born. Variant shapes (髙, 邉 with a variation selector) are this project's, at rates that look like a counter's day.
"""

from __future__ import annotations

import csv
from bisect import bisect
from functools import cache
from importlib.resources import files
from itertools import accumulate
from typing import TYPE_CHECKING, Final, NamedTuple

from daicho.law.records import Sex

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from random import Random


class Surname(NamedTuple):
    """A surname as written in the family register, and its reading in katakana."""

    written: str
    furigana: str


class GivenName(NamedTuple):
    """A given name as written, and its reading in katakana."""

    written: str
    furigana: str


_KATAKANA: Final = {code: code + 0x60 for code in range(0x3041, 0x3097)}

# Letter of a surname, the variants it is written with, and how often each in a thousand.
_VARIANTS: Final = {
    "高": (("髙", 60),),
    "崎": (("﨑", 50), ("嵜", 6)),
    "辺": (("邊", 90), ("邉", 110), ("邉\U000e0110", 8), ("邉\U000e0113", 4), ("邊\U000e010a", 6)),
    "斎": (("齋", 150), ("齋\U000e0103", 4)),
    "斉": (("齊", 100),),
    "吉": (("𠮷", 15),),
    "桑": (("桒", 8),),
    "浜": (("濱", 110), ("濵", 25)),
    "沢": (("澤", 170),),
    "柳": (("栁", 8),),
    "橋": (("𣘺", 2),),
    "広": (("廣", 70),),
    "瀬": (("瀨", 40),),
    "辻": (("辻\U000e0102", 60),),
    "葛": (("葛\U000e0102", 60),),
    "榊": (("榊\U000e0102", 30),),
    "樋": (("樋\U000e0102", 30),),
    "黒": (("黑", 12),),
    "桜": (("櫻", 60),),
    "滝": (("瀧", 90),),
    "竜": (("龍", 100),),
    "館": (("舘", 60),),
    "徳": (("德", 20),),
    "増": (("增", 10),),
}
_GIVEN_VARIANTS: Final = {"恵": "惠", "真": "眞", "徳": "德", "寿": "壽", "栄": "榮", "昇": "曻"}
_GIVEN_VARIANT_RATE: Final = 0.04

_OLD_FEMALE_ENDINGS: Final = ("子", "代", "江", "枝")
_OLD_MALE_ENDINGS: Final = ("男", "雄", "夫", "郎", "一", "治", "司", "二", "三", "吉", "蔵")
_KANA_NAMES: Final = tuple(
    GivenName(name, name) for name in ("キヨ", "ハル", "ミツ", "ヨシ", "トメ", "フミ", "チヨ", "スミ")
)
_COHORTS: Final = (1945, 1965, 1988)  # first years of birth of the second, third and fourth cohort
_OLD_SHARE: Final = {Sex.FEMALE: (0.80, 0.75, 0.35, 0.06), Sex.MALE: (0.85, 0.70, 0.40, 0.12)}
_KANA_SHARE: Final = 0.07  # of women of the first cohort
_LONGEST_FORM: Final = 3


class NamePool:
    """Everything a population draws its names from; the same for every seed."""

    def __init__(self) -> None:
        rows = list(_read("last_name_org.csv"))
        self._surnames = [Surname(row[0], row[2].translate(_KATAKANA)) for row in rows]
        self._up_to = list(accumulate(int(row[1]) for row in rows))
        self._variants = {surname: found for surname in self._surnames if (found := _spellings(surname))}
        self._given = {
            Sex.FEMALE: _split(_read("first_name_woman_opti.csv"), _OLD_FEMALE_ENDINGS),
            Sex.MALE: _split(_read("first_name_man_opti.csv"), _OLD_MALE_ENDINGS),
        }

    def surname(self, rng: Random) -> Surname:
        """A surname, now and then in a variant shape."""
        found = self._surnames[bisect(self._up_to, rng.random() * self._up_to[-1])]
        variants = self._variants.get(found)
        return found if variants is None else _drawn(found, variants, rng.random)

    def given(self, rng: Random, sex: Sex, year: int) -> GivenName:
        """A given name for someone of this sex born in this year."""
        cohort = bisect(_COHORTS, year)
        draw = rng.random
        if cohort == 0 and sex is Sex.FEMALE and draw() < _KANA_SHARE:
            return _KANA_NAMES[int(draw() * len(_KANA_NAMES))]
        old, new = self._given[sex]
        readings = old if draw() < _OLD_SHARE[sex][cohort] else new
        forms = readings[int(draw() * len(readings))]
        found = forms[int(draw() * len(forms))]
        if draw() < _GIVEN_VARIANT_RATE:
            letters = "".join(_GIVEN_VARIANTS.get(letter, letter) for letter in found.written)
            return GivenName(letters, found.furigana)
        return found


@cache
def pool() -> NamePool:
    """The pool; read once."""
    return NamePool()


def _read(name: str) -> Sequence[list[str]]:
    text = (files("japanese_personal_name_dataset") / "dataset" / name).read_text(encoding="utf-8")
    return list(csv.reader(text.splitlines()))


def _spellings(surname: Surname) -> tuple[tuple[float, Surname], ...]:
    """The variants of a surname with the chance below which each is drawn."""
    found: list[tuple[float, Surname]] = []
    limit = 0.0
    for letter, variants in _VARIANTS.items():
        if letter in surname.written:
            for variant, rate in variants:
                limit += rate / 1000
                found.append((limit, Surname(surname.written.replace(letter, variant), surname.furigana)))
    return tuple(found)


def _drawn(plain: Surname, variants: Sequence[tuple[float, Surname]], draw: Callable[[], float]) -> Surname:
    chance = draw()
    return next((surname for limit, surname in variants if chance < limit), plain)


Forms = tuple[GivenName, ...]


def _split(rows: Sequence[list[str]], endings: tuple[str, ...]) -> tuple[tuple[Forms, ...], tuple[Forms, ...]]:
    """Readings with their forms of the older kind, and of the newer."""
    old: list[Forms] = []
    new: list[Forms] = []
    for row in rows:
        reading = row[0].translate(_KATAKANA)
        forms = [GivenName(form, reading) for form in row[2:] if len(form) <= _LONGEST_FORM]
        for part, kept in ((old, True), (new, False)):
            chosen = tuple(form for form in forms if form.written.endswith(endings) is kept)
            if chosen:
                part.append(chosen)
    return tuple(old), tuple(new)

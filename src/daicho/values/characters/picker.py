"""Finding a character by what a clerk knows of it: reading, strokes, radical, MJ number, code point.

Standard chapter 3, 2.1.3 (help in finding non-standard characters) and 2.2.3 (inquiry of codes). Readings,
strokes and radicals come from Unihan (`values/data/kanji.txt`), read when first asked for; some 13,000 kanji
have a reading. A kanji without one is found through its variants or its strokes.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Final, NamedTuple

from daicho.values.characters.identity import Character, identify, named
from daicho.values.characters.tables import read_data
from daicho.values.characters.variants import variants

_HIRAGANA_TO_KATAKANA: Final = {code: code + 0x60 for code in range(0x3041, 0x3097)}
_CODE_POINT: Final = re.compile(r"(?:U\+|0x)([0-9A-F]{4,6})(?:[ _-](?:U\+|0x)?([0-9A-F]{4,6}))?", re.IGNORECASE)
_LAST_CODE_POINT: Final = 0x10FFFF


class KanjiFacts(NamedTuple):
    """What Unihan says of a kanji; zero and empty where it says nothing."""

    strokes: int
    radical: int
    readings: tuple[str, ...]


_NOTHING: Final = KanjiFacts(0, 0, ())


@cache
def _kanji() -> dict[str, KanjiFacts]:
    rows = (line.split("\t") for line in read_data("kanji.txt").decode().splitlines())
    return {
        chr(int(code, 16)): KanjiFacts(int(strokes or 0), int(radical or 0), tuple(readings.split()))
        for code, strokes, radical, readings in rows
    }


@cache
def _by_reading() -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for text, facts in _kanji().items():
        for reading in facts.readings:
            found.setdefault(reading, []).append(text)
    return {reading: tuple(texts) for reading, texts in found.items()}


def kanji_facts(cluster: str) -> KanjiFacts:
    """Strokes, radical number (of 214) and readings of a kanji, or of the base of a sequence.

    >>> kanji_facts("髙").strokes
    11
    """
    return _kanji().get(cluster[:1], _NOTHING)


def by_reading(reading: str, *, with_variants: bool = False) -> tuple[Character, ...]:
    """Kanji that are read this way (hiragana or katakana), fewest strokes first, with their variants if asked for.

    >>> "邉" in [character.text for character in by_reading("ヘン")]
    True
    """
    texts = dict.fromkeys(_by_reading().get(reading.strip().translate(_HIRAGANA_TO_KATAKANA), ()))
    if with_variants:
        for text in tuple(texts):
            texts.update(dict.fromkeys(variants(text)))
    return tuple(identify(text)[0] for text in sorted(texts, key=_strokes_then_code))


def by_strokes(strokes: int, *, radical: int = 0) -> tuple[Character, ...]:
    """Kanji of so many strokes, under one radical (1 to 214) if given."""
    wanted = (text for text, facts in _kanji().items() if facts.strokes == strokes and radical in {0, facts.radical})
    return tuple(identify(text)[0] for text in wanted)


def look_up(query: str) -> tuple[Character, ...]:
    """What a clerk typed into the picker: a reading, an MJ number, code points, or the character itself.

    >>> [character.text for character in look_up("MJ028902")], look_up("U+9AD9")[0].name
    (['髙'], 'MJ028902')
    """
    query = query.strip()
    try:
        return (named(query),)
    except KeyError:
        pass
    match = _CODE_POINT.fullmatch(query)
    if match:
        codes = [int(part, 16) for part in match.groups() if part]
        return identify("".join(map(chr, codes))) if max(codes) <= _LAST_CODE_POINT else ()
    found = by_reading(query)
    return found or tuple(character for character in identify(query) if character.has_register_name)


def _strokes_then_code(text: str) -> tuple[int, str]:
    return kanji_facts(text).strokes, text

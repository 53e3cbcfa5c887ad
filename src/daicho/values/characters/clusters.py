"""Cutting a text into what a reader calls characters: a letter with its selectors and marks is one.

The cuts are the grapheme clusters of Unicode (Standard Annex 29), but for letters that only some scripts of India
write before their base.
"""

from __future__ import annotations

import re
from typing import Final
from unicodedata import category

SELECTORS: Final = "\ufe00-\ufe0f\U000e0100-\U000e01ef"

# What hardly any name goes beyond: letters that never join the one before them.
_ALONE: Final = (
    "\x20-\x7e\u3000-\u3029\u3041-\u3096\u309b-\u30ff\u3400-\u9fff\uf900-\ufaff\uff01-\uff9d\U00020000-\U0003ffff"
)
_LETTERS: Final = re.compile(f"[{_ALONE}]*")
_CLUSTER: Final = re.compile(f".[{SELECTORS}]*")

# Met now and then, so compiled when first met.
_LETTERS_AND_SELECTORS: Final = f"[{_ALONE}{SELECTORS}]*"
_EXTENDERS: Final = "[\u200c\u200d\uff9e\uff9f\U0001f3fb-\U0001f3ff\U000e0020-\U000e007f]"
_FLAG: Final = "[\U0001f1e6-\U0001f1ff]{2}"
_HANGUL_IN_PARTS: Final = (
    "[\u1100-\u115f\ua960-\ua97c][\u1100-\u11a7\ua960-\ua97c\uac00-\ud7c6]"
    "|[\u1160-\u11a7\uac00-\ud7c6][\u1160-\u11ff\ud7b0-\ud7fb]"
    "|[\u11a8-\u11ff\ud7cb-\ud7fb]{2}"
)
_JOINERS: Final = "\u200c\u200d"
_MARKS: Final = frozenset({"Mn", "Mc", "Me"})
_CONTROLS: Final = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})


def clusters(text: str) -> list[str]:
    """The characters of a text as a reader counts them; joined again they give the text back.

    >>> clusters("葛\U000e0103飾区")
    ['葛\U000e0103', '飾', '区']
    """
    if stand_alone(text):
        return list(text)
    if re.fullmatch(_LETTERS_AND_SELECTORS, text):
        return _CLUSTER.findall(text)
    found: list[str] = []
    for letter in text:
        if found and _joins(found[-1], letter):
            found[-1] += letter
        else:
            found.append(letter)
    return found


def stand_alone(text: str) -> bool:
    """Whether every code point is a letter that never joins the one before it; nearly every name is so."""
    return _LETTERS.fullmatch(text) is not None


def _joins(cluster: str, letter: str) -> bool:
    """Whether a code point belongs to the character before it."""
    last = cluster[-1]
    if category(last) in _CONTROLS and last not in _JOINERS:
        return cluster + letter == "\r\n"
    if category(letter) in _MARKS or re.match(_EXTENDERS, letter):
        return True
    if last == "\u200d":  # parts of an emoji
        return category(cluster[0]) == category(letter) == "So"
    return bool(re.fullmatch(_FLAG, cluster + letter) or re.fullmatch(_HANGUL_IN_PARTS, last + letter))


def count(text: str) -> int:
    """How many characters a reader sees: the item lengths of DF-3 are counted this way.

    >>> count("渡邉\U000e0103　一郎")
    5
    """
    return len(clusters(text))


def stands_alone(letter: str) -> bool:
    """Whether a letter is surely no part of the character before it, whatever that is.

    >>> stands_alone("渡"), stands_alone("\u3099")
    (True, False)
    """
    return _LETTERS.fullmatch(letter) is not None


def is_selector(code_point: str) -> bool:
    """Whether a code point only chooses among the shapes of the character before it."""
    return "\ufe00" <= code_point <= "\ufe0f" or "\U000e0100" <= code_point <= "\U000e01ef"

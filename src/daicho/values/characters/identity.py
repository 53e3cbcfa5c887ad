"""What a character is: for kanji and hentaigana its MJ (or GJ) name, for everything else its code point.

The same kanji may be written in several ways (a code point, the same with a variation selector, a
compatibility code point); its MJ name is one. Texts are kept as typed and never normalised, since
Unicode normalisation would change kanji (U+FA19 would become U+795E).

Source: DF-2 and DF-3 (non-standard characters), SYS24; standard chapter 3, 2.2.3 (inquiry of codes).
"""

from __future__ import annotations

import re
from enum import IntEnum
from typing import TYPE_CHECKING, Final

import msgspec

from daicho.values.characters.clusters import clusters, is_selector
from daicho.values.characters.tables import mj_name, tables

if TYPE_CHECKING:
    from collections.abc import Mapping

_MJ_NAME: Final = re.compile(r"(?:MJ|mj)([0-9]{6})")


class Character(msgspec.Struct, frozen=True):
    """One character as a reader counts them.

    Attributes:
        text: As written: one code point, or a base and its selector or marks.
        name: Its identity: `MJ026190`, a GJ name, or `U+3042` (`U+845B U+E0100` for an unknown sequence).
    """

    text: str
    name: str

    @property
    def has_register_name(self) -> bool:
        """Whether the identity is an MJ or GJ name rather than code points."""
        return not self.name.startswith("U+")

    @property
    def base(self) -> str:
        """The first code point."""
        return self.text[:1]

    @property
    def selector(self) -> str:
        """The variation selector, or nothing."""
        return self.text[1:2] if is_selector(self.text[1:2]) else ""

    @property
    def code_points(self) -> str:
        """`U+9089 U+E0103`."""
        return code_points(self.text)


def code_points(text: str) -> str:
    """The code points of a text as Unicode writes them."""
    return " ".join(f"U+{ord(letter):04X}" for letter in text)


class _Known(dict[str, Character]):
    """Characters by their text: those of the tables are kept once met, so the size is bounded by the tables."""

    def __missing__(self, cluster: str) -> Character:
        number = tables().number(cluster)
        if number is not None:
            character = Character(cluster, mj_name(number))
        else:
            character = Character(cluster, code_points(cluster))
        if number is not None or len(cluster) == 1:
            self[cluster] = character
        return character


_known: Final = _Known()


def identify(text: str) -> tuple[Character, ...]:
    """The characters of a text, in order; a base with its variation selector is one.

    >>> [character.name for character in identify("渡邉")]
    ['MJ015547', 'MJ026190']
    """
    return tuple(map(_known.__getitem__, clusters(text)))


def learn(names: Mapping[str, str]) -> None:
    """Take over further names, such as the GJ names of a newer list: text to name."""
    for text, name in names.items():
        _known[text] = Character(text, name)


def forget(names: Mapping[str, str]) -> None:
    """Take back what `learn` took over."""
    for text in names:
        _known.pop(text, None)


def named(name: str) -> Character:
    """The character of an MJ name (`MJ026190`, or its number alone), in its shortest spelling.

    A withdrawn name (there are 16) leads to the character that it was a duplicate of.

    Raises:
        KeyError: No font or list knows the name.

    >>> named("MJ028902").text
    '髙'
    """
    digits = name.strip()
    match = _MJ_NAME.fullmatch(digits if digits[:2].upper() == "MJ" else f"MJ{digits:0>6}")
    number = int(match[1]) if match else -1
    spellings = tables().spellings.get(number) or (tables().withdrawn.get(number),)
    if spellings[0] is None:
        raise KeyError(name)
    return _known[spellings[0]]


class Strictness(IntEnum):
    """How far two texts may differ and still count as the same."""

    WRITTEN = 0
    """Code point for code point."""
    CHARACTER = 1
    """Every character has the same identity."""
    VARIANT = 2
    """Characters may be variants of one another according to the MJ shrink map."""
    LOOK_ALIKE = 3
    """Characters may also be confusables that the MJ data does not join."""


def same(a: str, b: str, strictness: Strictness | str | int = Strictness.CHARACTER) -> bool:
    """Whether two texts are the same, as strictly as asked; a strictness may be given by its name.

    Raises:
        KeyError: No strictness of that name.
        ValueError: No strictness of that number.

    >>> same("髙島", "高島"), same("髙島", "高島", Strictness.VARIANT), same("髙島", "高島", "variant")
    (False, True, True)
    """
    strictness = Strictness[strictness.upper()] if isinstance(strictness, str) else Strictness(strictness)
    if a == b or strictness is Strictness.WRITTEN:
        return a == b
    mine, yours = identify(a), identify(b)
    if len(mine) != len(yours):
        return False
    if strictness is Strictness.CHARACTER:
        return all(one.name == other.name for one, other in zip(mine, yours, strict=True))
    from daicho.values.characters.variants import joined

    pairs = zip(mine, yours, strict=True)
    return all(one.name == other.name or joined(one.text, other.text, strictness) for one, other in pairs)

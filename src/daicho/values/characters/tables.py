"""The MJ tables: which MJ name stands at which code point or sequence, and what the shrink map says of it.

Read from `values/data/mj.bin` the first time something asks for a character, never at import.
The file is one line of JSON and five arrays of 32-bit words; `tools/build_mj_tables.py` writes it.
"""

from __future__ import annotations

import json
import struct
from enum import IntEnum
from functools import cache, cached_property
from importlib.resources import files
from typing import Final

_NUMBER: Final = 0xFFFFFF


class Scheme(IntEnum):
    """Why the MJ shrink map lets one character stand for another, most cautious first."""

    UNIFICATION = 0
    """JIS包摂規準・UCS統合規則: the same character in another shape."""
    INFERENCE = 1
    """読み・字形による類推: inferred from reading and shape."""
    NOTICE_582 = 2
    """法務省告示582号別表第四: the table for names on residence cards."""
    FAMILY_REGISTER = 3
    """法務省戸籍法関連通達・通知: notices under the Family Register Act."""

    @property
    def japanese(self) -> str:
        """The scheme's name in the MJ shrink map."""
        return _SCHEME_NAMES[self]


_SCHEME_NAMES: Final = {
    Scheme.UNIFICATION: "JIS包摂規準・UCS統合規則",
    Scheme.INFERENCE: "読み・字形による類推",
    Scheme.NOTICE_582: "法務省告示582号別表第四",
    Scheme.FAMILY_REGISTER: "法務省戸籍法関連通達・通知",
}


class MJTables:
    """The contents of `mj.bin`.

    Attributes:
        version: Which font and which lists the tables were built from.
        plain: MJ number by single character.
        sequences: MJ number by base and variation selector.
        withdrawn: MJ numbers that the list has and the font does not, with the character that they stand for.
        undrawn: Characters of the list that the font cannot draw.
    """

    def __init__(self, data: bytes) -> None:
        line, body = data.split(b"\n", 1)
        header = json.loads(line)
        self.version: str = header["version"]
        words: dict[str, tuple[int, ...]] = {}
        start = 0
        for name, size in header["sections"].items():
            words[name] = struct.unpack_from(f"<{size}I", body, start)
            start += 4 * size
        self.plain = _spread(words["plain"])
        self.sequences = {chr(base) + chr(mark): number for base, mark, number in _rows(words["sequences"], 3)}
        self.withdrawn = {number: chr(code) for number, code in _rows(words["withdrawn"], 2)}
        self.undrawn = frozenset(self.withdrawn.values()) - self.plain.keys()
        self.plain |= {text: number for number, text in self.withdrawn.items() if text in self.undrawn}
        self._others = words["others"]
        self._shrink = words["shrink"]

    @cached_property
    def others(self) -> frozenset[str]:
        """Characters without an MJ name that the font draws: letters, kana, signs."""
        return frozenset(chr(code) for first, last in _rows(self._others, 2) for code in range(first, last + 1))

    @cached_property
    def shrink(self) -> dict[int, tuple[tuple[Scheme, str], ...]]:
        """What the shrink map offers for an MJ number, most cautious scheme first."""
        found: dict[int, list[tuple[Scheme, str]]] = {}
        schemes = tuple(Scheme)
        for packed, target in _rows(self._shrink, 2):
            found.setdefault(packed & _NUMBER, []).append((schemes[packed >> 24], chr(target)))
        return {number: tuple(row) for number, row in found.items()}

    @cached_property
    def spellings(self) -> dict[int, tuple[str, ...]]:
        """Every code point and sequence of an MJ number, the shortest first."""
        found: dict[int, list[str]] = {}
        for text, number in (*self.plain.items(), *self.sequences.items()):
            found.setdefault(number, []).append(text)
        return {number: tuple(row) for number, row in found.items()}

    def number(self, cluster: str) -> int | None:
        """The MJ number of one character, if it has one."""
        table = self.plain if len(cluster) == 1 else self.sequences
        return table.get(cluster)


def _spread(words: tuple[int, ...]) -> dict[str, int]:
    plain: dict[str, int] = {}
    for code, number, length in _rows(words, 3):
        plain.update(zip(map(chr, range(code, code + length)), range(number, number + length), strict=True))
    return plain


def _rows(words: tuple[int, ...], width: int) -> zip[tuple[int, ...]]:
    return zip(*[iter(words)] * width, strict=True)


def read_data(name: str) -> bytes:
    """A file of `values/data`."""
    return files("daicho.values").joinpath("data", name).read_bytes()


@cache
def tables() -> MJTables:
    """The tables, read once."""
    return MJTables(read_data("mj.bin"))


def mj_name(number: int) -> str:
    """MJ026190 for 26190."""
    return f"MJ{number:06}"

"""The town table: a read-only file mapped into memory at the first question, shared between processes by the kernel.

Layout: header, places of the sections, columns (little-endian arrays), then the texts. `tools/build_address_tables.py`
writes it; nothing else knows the layout.
"""

from __future__ import annotations

import mmap
import struct
import sys
from bisect import bisect_left
from enum import IntFlag
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal

from daicho.values.addresses._keys import kana_key, name_key

if TYPE_CHECKING:
    from collections.abc import Callable

MAGIC: Final = b"DAICHO-TOWNS-01\0"
HEADER: Final = "<16sIIII"  # magic, sections, towns with a name, rows, municipalities

COLUMNS: Final[tuple[tuple[str, Literal["B", "H", "I"]], ...]] = (
    ("municipality", "H"),
    ("name_at", "I"),
    ("name_size", "B"),
    ("kana_at", "I"),
    ("kana_size", "B"),
    ("flags", "B"),
    ("first_postal", "I"),
    ("starts", "I"),
    ("by_name", "I"),
    ("by_kana", "I"),
    ("postal", "I"),
    ("postal_town", "I"),
    ("note_at", "I"),
    ("note_size", "H"),
)

_KANA_LOW, _KANA_HIGH = 0x3000, 0x30FF
_ASCII_LOW, _ASCII_HIGH = 0x21, 0x7E
_UNPACK: Final = "".join(
    chr(0xFEE0 + byte) if _ASCII_LOW <= byte <= _ASCII_HIGH else chr(_KANA_LOW + byte)
    for byte in range(256)
)  # fmt: skip


class TownFlag(IntFlag):
    """What the directory says about a town besides its names."""

    CHOME = 1  # lots are counted by 丁目
    KOAZA = 2  # lots are counted anew in each 小字
    BUILDING = 4  # a tall building with postal codes of its own, floor by floor
    LIST = 8  # several places in one line of the source


def pack_kana(text: str) -> bytes:
    """A reading in full-width letters, one byte each."""
    return bytes(ord(letter) - (_KANA_LOW if letter <= chr(_KANA_HIGH) else 0xFEE0) for letter in text)


class TownTable:
    """The columns of the file, and the two kinds of question: by place in the table, and by the beginning of a key."""

    def __init__(self, data: memoryview) -> None:
        magic, sections, self.named, self.rows, self.municipalities = struct.unpack_from(HEADER, data)
        if magic != MAGIC or sys.byteorder != "little":
            raise RuntimeError("the town table of this installation is of another kind")
        at = struct.calcsize(HEADER)
        parts = [data[start : start + size] for start, size in struct.iter_unpack("<QQ", data[at : at + 16 * sections])]
        columns = {name: parts[index].cast(kind) for index, (name, kind) in enumerate(COLUMNS)}
        self.municipality = columns["municipality"]
        self.flags = columns["flags"]
        self.starts = columns["starts"]
        self.by_name = columns["by_name"]
        self.by_kana = columns["by_kana"]
        self.postal = columns["postal"]
        self.postal_town = columns["postal_town"]
        self.first_postal = columns["first_postal"]
        self._name = columns["name_at"], columns["name_size"], parts[-3]
        self._kana = columns["kana_at"], columns["kana_size"], parts[-2]
        self._note = columns["note_at"], columns["note_size"], parts[-1]

    def name(self, row: int) -> str:
        """The name of a town as written."""
        at, size, texts = self._name
        start = at[row]
        return str(texts[start : start + size[row]], "utf-16-le")

    def kana(self, row: int) -> str:
        """The reading of a town."""
        at, size, texts = self._kana
        start = at[row]
        return str(texts[start : start + size[row]], "latin-1").translate(_UNPACK)

    def note(self, entry: int) -> str:
        """What the directory adds to one postal code of a town, such as the blocks it serves."""
        at, size, texts = self._note
        start = at[entry]
        return str(texts[start : start + size[entry]], "utf-8")

    def named_like(self, key: str) -> memoryview:
        """Rows whose written name begins with `key`, in the order of the keys."""
        return self._beginning(self.by_name, key, lambda row: name_key(self.name(row)))

    def read_like(self, key: str) -> memoryview:
        """Rows whose reading begins with `key`, in the order of the keys."""
        return self._beginning(self.by_kana, key, lambda row: kana_key(self.kana(row)))

    def _beginning(self, index: memoryview, key: str, key_of: Callable[[int], str]) -> memoryview:
        low = bisect_left(index, key, key=key_of)
        return index[low : bisect_left(index, f"{key}\U0010ffff", low, key=key_of)]

    def with_postal_code(self, digits: str) -> range:
        """Entries of the postal index whose code begins with `digits` (one to seven)."""
        unit = 10 ** (7 - len(digits))
        low = bisect_left(self.postal, int(digits) * unit)
        return range(low, bisect_left(self.postal, (int(digits) + 1) * unit, low))


@cache
def table() -> TownTable:
    """The table of this installation."""
    with (Path(__file__).parents[1] / "data" / "towns.bin").open("rb") as file:
        return TownTable(memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)))

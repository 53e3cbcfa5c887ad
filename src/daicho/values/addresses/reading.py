"""Taking a written address apart, and telling whether two addresses name one place."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from daicho.values.addresses._keys import name_key
from daicho.values.addresses._places import indexes_of, places_with_former
from daicho.values.addresses._towns import table
from daicho.values.addresses.address import UNKNOWN_TEXT, Address, AddressKind
from daicho.values.addresses.comparison import normalise
from daicho.values.addresses.directory import PlaceKind, municipality, successors

_UNKNOWN: Final = frozenset({"", UNKNOWN_TEXT, "不詳", "住所不明", "住所不詳", "住所不定", "なし"})
_LONGEST: Final = 24  # letters; no name of a municipality with prefecture and county is longer, hardly any town's
_CHOME: Final = re.compile(r"[0-9０-９一二三四五六七八九十]+丁目")
_LOT_LETTERS: Final = r"0-9０-９〇一二三四五六七八九十百千番地号の之ノ甲乙丙丁\-‐‑–—―−－ーｰ"
_LOT: Final = re.compile(rf"\s*([{_LOT_LETTERS}]*)\s*(.*)", re.DOTALL)


def read_address(text: str) -> Address:
    """Take a domestic address apart: municipality (old names too), town with 丁目, lot, building.

    What cannot be found in the directories stays whole in `text`; 不明 and the like give an unknown address.
    """
    written = text.strip()
    if written in _UNKNOWN:
        return Address.unknown(written)
    code, rest = _municipality_at(written)
    if not code:
        return Address(text=written)
    town, rest = _town_at(rest, code)
    chome = _CHOME.match(rest)
    if town and chome:
        town, rest = f"{town}{chome[0]}", rest[chome.end() :]
    found = _LOT.fullmatch(rest)
    lot, building = (found[1], found[2]) if found and (town or found[1]) else ("", "")
    if not town and not lot:
        return Address(municipality_code=code, town=rest.strip())
    return Address(municipality_code=code, town=town, lot=lot, building=building.strip())


def same_place(a: Address | str, b: Address | str) -> bool:
    """Whether two addresses name one place, however they are written.

    Compared are country and text abroad; at home the municipality (an old code counts as what it became), town and
    lot as `normalise` sees them. Buildings and rooms count only when both addresses hold one. Unknown addresses are
    never the same place, not even as one another.
    """
    first, second = _parts(a), _parts(b)
    if AddressKind.UNKNOWN in {first.kind, second.kind} or first.kind is not second.kind:
        return False
    if first.kind is AddressKind.FOREIGN:
        return normalise(f"{first.country}{first.text}") == normalise(f"{second.country}{second.text}")
    if not _codes_today(first.municipality_code) & _codes_today(second.municipality_code):
        return False
    if _lot_key(first) != _lot_key(second):
        return False
    return not (first.building and second.building) or normalise(first.building) == normalise(second.building)


def _parts(given: Address | str) -> Address:
    if isinstance(given, str):
        return read_address(given)
    if given.kind is AddressKind.DOMESTIC and given.text and not given.town:
        return read_address(given.text)
    return given


def _lot_key(address: Address) -> str:
    return normalise(f"{address.town}{address.lot}" or address.text)


def _codes_today(code: str) -> frozenset[str]:
    """The code, and the codes of what it became."""
    try:
        return frozenset({code, *(one.code for one in successors(code))})
    except ValueError:
        return frozenset({code})


def _municipality_at(text: str) -> tuple[str, str]:
    """The municipality whose name the text begins with, and the rest; the longest name that only one bears."""
    known = places_with_former()
    for end in range(min(len(text), _LONGEST), 1, -1):
        codes = known.named(name_key(text[:end]))
        if len(codes) == 1 and municipality(codes[0]).kind is not PlaceKind.PREFECTURE:
            return codes[0], text[end:].lstrip()
    return "", text


def _town_at(text: str, code: str) -> tuple[str, str]:
    """The town of the municipality whose name the text begins with, as written, and the rest."""
    known = _town_keys(code)
    for end in range(min(len(text), _LONGEST), 0, -1):
        if name_key(text[:end]) in known:
            return text[:end], text[end:]
    return "", text


@lru_cache(maxsize=64)
def _town_keys(code: str) -> frozenset[str]:
    known = table()
    rows = (row for index in indexes_of(code) for row in range(known.starts[index], known.starts[index + 1]))
    return frozenset(name_key(known.name(row)) for row in rows) - {""}

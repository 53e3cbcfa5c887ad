"""Prefectures, municipalities and wards by the beginning of their names and readings, old ones too."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from functools import cache, lru_cache
from typing import TYPE_CHECKING

import msgspec

from daicho.values.addresses._keys import is_kana, kana_key, name_key
from daicho.values.addresses.directory import (
    Municipality,
    PlaceKind,
    former_municipalities,
    municipalities,
    municipality,
    northern_villages,
    prefectures,
    wards,
)

if TYPE_CHECKING:
    from collections.abc import Iterable


class Places(msgspec.Struct, frozen=True):
    """Keys of names and readings, each with the codes that bear it; the keys are also kept sorted."""

    by_key: dict[str, tuple[str, ...]]
    keys: tuple[str, ...]

    def named(self, key: str) -> tuple[str, ...]:
        """Codes whose name or reading has exactly this key."""
        return self.by_key.get(key, ())

    def beginning(self, key: str) -> tuple[str, ...]:
        """Codes whose name or reading begins with this key."""
        low, high = bisect_left(self.keys, key), bisect_left(self.keys, f"{key}\U0010ffff")
        return tuple(dict.fromkeys(code for found in self.keys[low:high] for code in self.by_key[found]))


def key_of(text: str) -> str:
    """The key of what a clerk typed: of a reading when it is all kana, of a written name otherwise."""
    key = kana_key(text)
    return key if is_kana(key) else name_key(text)


@cache
def places() -> Places:
    """Everything that has a code today."""
    present = (*prefectures(), *municipalities(), *wards(), *northern_villages())
    found: dict[str, dict[str, None]] = defaultdict(dict)
    for one in present:
        for key in _keys_of(one):
            found[key][one.code] = None
    return _places(found)


@cache
def places_with_former() -> Places:
    """The names in use, and those of former municipalities that nobody bears today."""
    found: dict[str, dict[str, None]] = defaultdict(dict)
    for one in former_municipalities():
        for key in _keys_of(one):
            found[key][one.code] = None
    for key, codes in places().by_key.items():
        found[key] = dict.fromkeys(codes)
    return _places(found)


def _places(found: dict[str, dict[str, None]]) -> Places:
    return Places({key: tuple(codes) for key, codes in found.items()}, tuple(sorted(found)))


def _keys_of(one: Municipality) -> Iterable[str]:
    home, home_kana = ("", "") if one.kind is PlaceKind.PREFECTURE else (one.prefecture, one.prefecture_kana)
    names = {name_key(f"{before}{one.name}") for before in ("", one.county, home, f"{home}{one.county}")}
    before_kana = ("", one.county_kana, home_kana, f"{home_kana}{one.county_kana}")
    readings = {kana_key(f"{before}{one.kana}") for before in before_kana}
    return (names | readings if one.kana else names) - {""}


@lru_cache(maxsize=4096)
def indexes_of(code: str) -> frozenset[int]:
    """Places in the town table that a code covers: of a prefecture every municipality, of a designated city its wards.

    Raises:
        UnknownMunicipality: As `municipality`.
    """
    order = order_of_codes()
    entry = municipality(code)
    if entry.kind is PlaceKind.PREFECTURE:
        return frozenset(index for index, other in enumerate(order) if other[:2] == entry.code[:2])
    covered = [one.code for today in entry.successors() for one in (today, *wards(today.code))]
    return frozenset(index for index, other in enumerate(order) if other in covered)


@cache
def order_of_codes() -> tuple[str, ...]:
    """The codes in the order in which the town table numbers them."""
    present = (*municipalities(), *wards(), *northern_villages())
    return tuple(sorted(one.code for one in present))

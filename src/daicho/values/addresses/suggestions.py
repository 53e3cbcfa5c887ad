"""Suggestions while a clerk types an address: by reading, by written name, by postal code.

Source: standard chapter 3, 1.3.3: the first letters of prefecture, municipality and town ("ト ヒ シ" for
東京都日野市神明) fill in postal code and address, and a postal code fills in the address.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from functools import lru_cache
from itertools import chain, islice
from typing import TYPE_CHECKING, Final

import msgspec

from daicho.values.addresses._keys import is_kana, kana_key
from daicho.values.addresses._places import indexes_of, key_of, order_of_codes, places
from daicho.values.addresses._towns import TownFlag, table
from daicho.values.addresses.address import Address
from daicho.values.addresses.directory import Municipality, municipality

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from daicho.values.numbers import MunicipalityCode

_POSTAL: Final = re.compile(r"〒?([0-9]{3})(?:[-‐‑–—―−ー]?([0-9]{0,4}))?")
_FEW: Final = 5  # municipalities named before towns when the text may be the beginning of either


class Town(msgspec.Struct, frozen=True, kw_only=True):
    """A town (町・大字) of the directory.

    Attributes:
        municipality_code: Six digits.
        name: Name as the directory writes it; empty for the municipality as a whole.
        kana: Reading, full-width katakana.
        postal_code: Seven digits; the first of them where a town has several.
        note: What the directory says of this postal code, for example the blocks it serves.
        has_chome: Lots are counted by 丁目.
        is_building: A tall building with postal codes of its own.
        number: Place in the municipality's list, from 1, by reading; changes with the directory. 0 for the whole.
    """

    municipality_code: str
    name: str
    kana: str
    postal_code: str
    note: str = ""
    has_chome: bool = False
    is_building: bool = False
    number: int = 0

    @property
    def municipality(self) -> Municipality:
        """The municipality's entry."""
        return municipality(self.municipality_code)

    @property
    def written(self) -> str:
        """Prefecture, municipality and town as an address begins."""
        return f"{self.municipality.full_name}{self.name}"

    @property
    def address(self) -> Address:
        """The parts of an address that the town settles."""
        return Address(municipality_code=self.municipality_code, town=self.name, postal_code=self.postal_code)


def suggest(query: str, municipality: str | MunicipalityCode | None = None, *, limit: int = 20) -> list[Town]:  # noqa: A002,F811,RUF100 - the clerk's word
    """Towns that the text may be the beginning of, best first, at most `limit`.

    The text is a reading (hiragana or katakana), a written name (with or without prefecture and municipality), a
    postal code of three digits or more (with or without 〒 and hyphen), or several beginnings with spaces between
    ("ト ヒ シ"). `municipality` keeps to one municipality, designated city (its wards) or prefecture.

    Raises:
        UnknownMunicipality: No such code.
    """
    within = None if municipality is None else indexes_of(str(municipality))
    text = unicodedata.normalize("NFKC", query).strip()
    postal = _POSTAL.fullmatch(text)
    if postal is not None:
        found = _by_postal_code(postal[1] + (postal[2] or ""), within)
    else:
        words = [word for word in map(key_of, text.split()) if word]
        rows = _by_words(words, within) if len(words) > 1 else _by_beginning("".join(words), within)
        found = (_town(row) for row in _once(rows) if not table().flags[row] & TownFlag.LIST)
    return list(islice(found, limit))


def towns(code: str | MunicipalityCode) -> tuple[Town, ...]:
    """Every town of a municipality, ward, designated city or prefecture, by reading within each municipality.

    Raises:
        UnknownMunicipality: No such code.
    """
    return tuple(town for town in map(_town, _rows(indexes_of(str(code)))) if town.name)


def town_count(code: str | MunicipalityCode) -> int:
    """How many towns the directory lists for one municipality or ward (0 for a designated city: its wards list them).

    Raises:
        UnknownMunicipality: No such code.
    """
    return len(_named_rows(code))


def town(code: str | MunicipalityCode, number: int) -> Town:
    """The town at a place in the list of one municipality or ward, from 1.

    Raises:
        UnknownMunicipality: No such code.
        IndexError: The list is shorter.
    """
    return _town(_named_rows(code)[number - 1])


def _named_rows(code: str | MunicipalityCode) -> range:
    """The rows of one municipality's towns, without the row that stands for the whole."""
    entry = municipality(code).code
    order = order_of_codes()
    at = bisect_left(order, entry)
    if entry not in order[at : at + 1]:  # a prefecture, or a code no longer in force
        return range(0)
    known = table()
    start, stop = known.starts[at], known.starts[at + 1]
    return range(start + 1 if start < stop and not known.name(start) else start, stop)


def postal_codes(town: Town) -> tuple[Town, ...]:
    """The town once for each of its postal codes, with what the directory says of each."""
    known = table()
    row = _named_rows(town.municipality_code).start + town.number - 1
    return tuple(_town(row, entry) for entry, other in enumerate(known.postal_town) if other == row)


def _by_postal_code(digits: str, within: frozenset[int] | None) -> Iterator[Town]:
    known = table()
    for entry in known.with_postal_code(digits):
        row = known.postal_town[entry]
        if within is None or known.municipality[row] in within:
            yield _town(row, entry)


def _by_beginning(key: str, within: frozenset[int] | None) -> Iterator[int]:
    """Rows for one word: a whole municipality's name and what follows it; the beginning of one; a town's beginning."""
    if not key:
        return
    for end in range(len(key), 1, -1):
        for code in places().named(key[:end]):
            inside = indexes_of(code) if within is None else indexes_of(code) & within
            if end == len(key):
                yield from _wholes(inside)
                yield from _rows(inside)
            else:
                yield from sorted(_named_like(key[end:], inside))
    if within is None and len(key) > 1:
        longer = islice(places().beginning(key), _FEW)
        yield from islice(chain.from_iterable(_wholes(indexes_of(code)) for code in longer), _FEW)
    yield from _named_like(key, within)


def _by_words(words: list[str], within: frozenset[int] | None) -> Iterator[int]:
    """Rows for several beginnings: the last of a town or municipality, the others of what it lies in."""
    known = within
    for word in words[:-1]:
        inside = _inside(word)
        known = inside if known is None else known & inside
    matching = known or frozenset()
    yield from sorted(_named_like(words[-1], matching))
    yield from _wholes(_inside(words[-1]) & matching)


@lru_cache(maxsize=1024)
def _inside(word: str) -> frozenset[int]:
    """Everything inside the prefectures and municipalities whose name or reading begins with the word."""
    return frozenset(chain.from_iterable(map(indexes_of, places().beginning(word))))


def _named_like(key: str, within: frozenset[int] | None) -> Iterable[int]:
    known = table()
    # What follows a written municipality has the key of a written name, small letters and long marks included.
    rows = known.read_like(kana_key(key)) if is_kana(key) else known.named_like(key)
    return rows if within is None else [row for row in rows if known.municipality[row] in within]


def _wholes(inside: Iterable[int]) -> Iterator[int]:
    """The rows that stand for municipalities as a whole: they have no reading and so come first in each."""
    return (row for row in map(table().starts.__getitem__, sorted(inside)) if not table().name(row))


def _rows(inside: Iterable[int]) -> Iterator[int]:
    """Every row of the municipalities, in the order of their codes and of the readings."""
    starts = table().starts
    return chain.from_iterable(range(starts[index], starts[index + 1]) for index in sorted(inside))


def _once(rows: Iterable[int]) -> Iterator[int]:
    seen: set[int] = set()
    for row in rows:
        if row not in seen:
            seen.add(row)
            yield row


def _town(row: int, entry: int | None = None) -> Town:
    known = table()
    at = known.first_postal[row] if entry is None else entry
    index = known.municipality[row]
    flags = known.flags[row]
    return Town(
        municipality_code=order_of_codes()[index],
        name=known.name(row),
        kana=known.kana(row),
        postal_code=f"{known.postal[at]:07d}",
        note=known.note(at),
        has_chome=bool(flags & TownFlag.CHOME),
        is_building=bool(flags & TownFlag.BUILDING),
        number=row - known.starts[index] + bool(known.name(known.starts[index])),
    )

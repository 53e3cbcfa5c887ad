"""Which synthetic numbers belong to which municipality: ranges that never meet, so numbers are unique nationwide.

The synthetic blocks of `values.numbers` hold ten million codes and as many individual numbers. The municipalities of
the demonstration have wide ranges, every other one a small one by its place in the directory, and the last million is
left to running systems, which draw from it for births and arrivals (docs/decisions/0031).
"""

from __future__ import annotations

from functools import cache
from math import gcd
from typing import TYPE_CHECKING, Final

import msgspec

from daicho.values.addresses import municipalities, wards
from daicho.values.numbers import IndividualNumber, ResidentRecordCode

if TYPE_CHECKING:
    from random import Random

BLOCK: Final = 10_000_000
"""Synthetic numbers in all."""

RUNNING_SYSTEMS: Final = range(9_000_000, BLOCK)
"""Never given to a generated population."""

_DEMONSTRATION: Final = {
    "131032": range(2_000_000),  # Minato
    "132110": range(2_000_000, 3_000_000),  # Kodaira
    "142158": range(3_000_000, 4_000_000),  # Ebina
}
_OTHERS: Final = range(4_000_000, RUNNING_SYSTEMS.start)


class TooManyPeople(ValueError):  # noqa: N818 - a state of the request
    """More people than the municipality's range of synthetic numbers holds."""

    def __init__(self, municipality_code: str, wanted: int, room: int) -> None:
        super().__init__(
            f"{municipality_code} に使う合成番号は{room}人分です({wanted}人は作れません)。人数を減らすか、"
            f"--first-serial で別の範囲の最初の番号を指定してください(番号は全部で{BLOCK}個) / the range for "
            f"{municipality_code} has numbers for {room} people, not for {wanted}; ask for fewer people, or name the "
            f"first number of another range with --first-serial (there are {BLOCK} in all)"
        )


def serials_of(municipality_code: str) -> range:
    """The serials of a municipality's (or ward's) people in both synthetic blocks."""
    wide = _DEMONSTRATION.get(municipality_code)
    if wide is not None:
        return wide
    place = _places()[municipality_code]
    size = len(_OTHERS) // len(_places())
    start = _OTHERS.start + place * size
    return range(start, start + size)


@cache
def _places() -> dict[str, int]:
    codes = sorted(one.code for one in (*municipalities(), *wards()) if one.code not in _DEMONSTRATION)
    return dict(zip(codes, range(len(codes)), strict=True))


class Shuffled(msgspec.Struct, frozen=True):
    """The serials of a range in an order that looks drawn at random: every one once."""

    start: int
    size: int
    factor: int
    shift: int

    @classmethod
    def of(cls, serials: range, rng: Random) -> Shuffled:
        """An order for the range, chosen by the generator."""
        size = len(serials)
        factor = rng.randrange(size) | 1
        while gcd(factor, size) != 1:
            factor += 2
        return cls(serials.start, size, factor, rng.randrange(size))

    def at(self, place: int) -> int:
        """The serial at a place of the order."""
        return self.start + (place * self.factor + self.shift) % self.size


class NumberSource:
    """Resident record codes and individual numbers of one population, by the place of the person in it."""

    def __init__(self, serials: range, rng: Random) -> None:
        self._codes = Shuffled.of(serials, rng)
        self._numbers = Shuffled.of(serials, rng)

    def code(self, place: int) -> ResidentRecordCode:
        """The code of the person at a place."""
        return ResidentRecordCode.synthetic(self._codes.at(place))

    def number(self, place: int) -> IndividualNumber:
        """The individual number of the person at a place."""
        return IndividualNumber.synthetic(self._numbers.at(place))

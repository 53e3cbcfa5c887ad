"""Where synthetic people live, came from and have their registered domicile: real towns, invented lots, buildings."""

from __future__ import annotations

from bisect import bisect
from functools import cache, lru_cache
from itertools import accumulate
from typing import TYPE_CHECKING, Final, NamedTuple

from daicho.values.addresses import (
    Address,
    Municipality,
    PlaceKind,
    Town,
    municipalities,
    town,
    town_count,
    towns,
    wards,
)

if TYPE_CHECKING:
    from collections.abc import Sequence
    from random import Random

_FULL_WIDTH: Final = str.maketrans("0123456789", "０１２３４５６７８９")
_WIDE: Final = tuple(str(number).translate(_FULL_WIDTH) for number in range(4000))
_KANJI: Final = ("", "一", "二", "三", "四", "五", "六", "七", "八", "九", "十")
_BUILDINGS: Final = (
    *("コーポ", "メゾン", "ハイツ", "グランハイム", "パークサイド"),
    *("サンライズ", "レジデンス", "ガーデン", "シャトレ", "フローラ"),
)
_COUNTRIES: Final = (
    "アメリカ合衆国",
    "中華人民共和国",
    "大韓民国",
    "シンガポール共和国",
    "タイ王国",
    "グレートブリテン及び北アイルランド連合王国",
    "ドイツ連邦共和国",
    "フランス共和国",
    "オーストラリア連邦",
    "カナダ",
    "ブラジル連邦共和国",
    "インド",
)
_SIZE: Final = {  # about how many people live in one, for drawing where newcomers come from
    PlaceKind.SPECIAL_WARD: 400,
    PlaceKind.WARD: 160,
    PlaceKind.CITY: 120,
    PlaceKind.TOWN: 15,
    PlaceKind.VILLAGE: 5,
}
_FLATS: Final = {PlaceKind.SPECIAL_WARD: 0.7, PlaceKind.WARD: 0.55, PlaceKind.CITY: 0.4}
_ABROAD: Final = 0.03
_NEAR: Final = 0.45  # of newcomers and registered domiciles: of the same prefecture
_OWN: Final = 0.45  # of registered domiciles: in the municipality itself
_CODED: Final = 1000  # towns that three digits of an address code can number


class _Spot(NamedTuple):
    """A town of the municipality with what its addresses need."""

    town: Town
    blocks: int  # 丁目; 0 where lots are not counted by them


class Places:
    """Addresses of one municipality, and of the rest of the country."""

    def __init__(self, home: Municipality, rng: Random) -> None:
        self._home = home
        self._flats = _FLATS.get(home.kind, 0.15)
        inside = [home.code, *(ward.code for ward in wards(home.code))]
        listed = [one for code in inside for one in towns(code) if not one.is_building and "、" not in one.name]
        self._spots = [_Spot(one, rng.randint(2, 6) if one.has_chome else 0) for one in listed]
        self._up_to = list(accumulate(rng.random() + max(spot.blocks, 1) / 4 for spot in self._spots))
        self._near = _Country.of(prefecture=home.code[:2])
        self._far = _Country.of(prefecture="")

    def home(self, rng: Random) -> Address:
        """A dwelling in the municipality."""
        draw = rng.random
        spot = self._spots[bisect(self._up_to, draw() * self._up_to[-1])]
        found = spot.town
        code = found.municipality_code
        block = int(draw() * spot.blocks) + 1 if spot.blocks else 0
        lot = f"{_WIDE[int(draw() * 40) + 1]}番{_WIDE[int(draw() * 30) + 1]}号" if block else _lot(rng)
        return Address(
            municipality_code=code,
            town=f"{found.name}{_KANJI[block]}丁目" if block else found.name,
            lot=lot,
            building=_building(rng, found.name) if draw() < self._flats else "",
            postal_code=found.postal_code,
            address_code=f"{code[:5]}{found.number:03d}{block:03d}" if found.number < _CODED else "",
        )

    def before(self, rng: Random) -> Address:
        """Where a newcomer lived before: in the prefecture, elsewhere, or abroad."""
        chance = rng.random()
        if chance < _ABROAD:
            return Address.foreign(_COUNTRIES[int(rng.random() * len(_COUNTRIES))])
        found = self._elsewhere(rng, near=chance < _ABROAD + _NEAR)
        return Address(
            municipality_code=found.municipality_code, town=found.name, lot=_lot(rng), postal_code=found.postal_code
        )

    def domicile(self, rng: Random) -> str:
        """A registered domicile (本籍) as written."""
        chance = rng.random()
        if chance < _OWN:
            found = self._spots[int(rng.random() * len(self._spots))].town
        else:
            found = self._elsewhere(rng, near=chance < _OWN + (1 - _OWN) * _NEAR)
        return f"{_beginning(found.municipality_code)}{found.name}{_lot(rng)}"

    def _elsewhere(self, rng: Random, *, near: bool) -> Town:
        country = self._near if near else self._far
        while True:
            code, count = country.drawn(rng.random())
            if code != self._home.code:
                return _plain_town(code, int(rng.random() * count) + 1)


class _Country(NamedTuple):
    codes: Sequence[tuple[str, int]]
    up_to: Sequence[int]

    @classmethod
    def of(cls, prefecture: str) -> _Country:
        """Municipalities and wards that list towns: of one prefecture, or all. A lone one brings in the country."""
        return _country(prefecture) if len(_country(prefecture).codes) > 1 else _country("")

    def drawn(self, chance: float) -> tuple[str, int]:
        """A code and how many towns it has, large ones more often."""
        return self.codes[bisect(self.up_to, chance * self.up_to[-1])]


@cache
def _country(prefecture: str) -> _Country:
    listed = [
        (one, count)
        for one in (*municipalities(), *wards())
        if one.code.startswith(prefecture) and (count := town_count(one.code))
    ]
    return _Country(
        tuple((one.code, count) for one, count in listed), tuple(accumulate(_SIZE[one.kind] for one, _ in listed))
    )


@lru_cache(maxsize=None)  # noqa: B019,UP033,RUF100 - bounded by the directory
def _plain_town(code: str, number: int) -> Town:
    """The town of that number, or the next plain one: no tower, no list of places."""
    found = town(code, number)
    while (found.is_building or "、" in found.name) and number > 1:
        number -= 1
        found = town(code, number)
    return found


@cache
def _beginning(code: str) -> str:
    return Address(municipality_code=code).municipality_name


def _lot(rng: Random) -> str:
    main, branch = int(3000 * rng.random() ** 2) + 1, int(rng.random() * 24)
    return f"{_WIDE[main]}番地{_WIDE[branch]}" if branch else f"{_WIDE[main]}番地"


def _building(rng: Random, name: str) -> str:
    draw = rng.random
    kind = _BUILDINGS[int(draw() * len(_BUILDINGS))]
    return f"{kind}{name}{_WIDE[(int(draw() * 9) + 1) * 100 + int(draw() * 12) + 1]}"

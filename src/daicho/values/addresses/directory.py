"""The directory of prefectures, municipalities and wards, with the changes that let an old code explain itself.

Source: JIS X 0401, JIS X 0402; standard chapter 3, 1.3.3 (住所辞書管理). What the tables cover and where they come
from: docs/values/addresses.md.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from enum import StrEnum
from functools import cache, lru_cache
from pathlib import Path

import msgspec

from daicho.values.addresses._keys import plain
from daicho.values.errors import InvalidValue
from daicho.values.numbers import MunicipalityCode


class PlaceKind(StrEnum):
    """What a code stands for."""

    PREFECTURE = "prefecture"  # 都道府県
    CITY = "city"  # 市
    TOWN = "town"  # 町
    VILLAGE = "village"  # 村
    SPECIAL_WARD = "special_ward"  # 特別区
    WARD = "ward"  # 指定都市の区
    NORTHERN = "northern"  # 北方領土の村: a code, and registered domiciles, but no office
    FORMER = "former"  # no longer in force


class ChangeKind(StrEnum):
    """How a municipality changed."""

    MERGED = "merged"  # 合体・編入
    SPLIT = "split"  # 分割編入
    CITY = "city"  # 市制施行
    DESIGNATED = "designated"  # 政令指定都市移行
    WARDS = "wards"  # 行政区再編
    RECODED = "recoded"  # 郡・支庁の区域変更
    RENAMED = "renamed"  # 名称変更


class Change(msgspec.Struct, frozen=True):
    """One dated change: what stood under the old code stands under the new one from that day.

    `old_name` and `new_name` carry the prefecture. Where a municipality was divided, several changes share the old code
    and the day.
    """

    on: dt.date
    kind: ChangeKind
    old_code: str
    old_name: str
    new_code: str
    new_name: str


class Municipality(msgspec.Struct, frozen=True, kw_only=True):
    """An entry of the directory: a prefecture, a municipality, a ward, or one of them that is no more.

    Attributes:
        code: Six digits (全国地方公共団体コード).
        kind: What the code stands for today.
        name: Name without prefecture and county; a ward of a designated city carries the city: 札幌市中央区.
        kana: Reading of `name`; empty for former municipalities, whose readings the sources do not give.
        prefecture: Name of the prefecture (for a prefecture, its own).
        prefecture_kana: Its reading.
        county: 郡 of a town or village.
        county_kana: Its reading.
        city_code: The designated city of a ward.
        changes: The changes that ended or renamed it, or by which others came to it, oldest first.
    """

    code: str
    kind: PlaceKind
    name: str
    kana: str
    prefecture: str
    prefecture_kana: str
    county: str = ""
    county_kana: str = ""
    city_code: str = ""
    changes: tuple[Change, ...] = ()

    @property
    def prefecture_code(self) -> str:
        """Code of the prefecture."""
        return _prefecture_code(self.code)

    @property
    def full_name(self) -> str:
        """Prefecture, county and name, as an address begins."""
        return self.name if self.kind is PlaceKind.PREFECTURE else f"{self.prefecture}{self.county}{self.name}"

    @property
    def full_kana(self) -> str:
        """Reading of `full_name`."""
        return (
            self.kana if self.kind is PlaceKind.PREFECTURE else f"{self.prefecture_kana}{self.county_kana}{self.kana}"
        )

    @property
    def ended(self) -> tuple[Change, ...]:
        """The changes by which this code went out of force; empty for one in force."""
        return tuple(change for change in self.changes if change.old_code == self.code != change.new_code)

    @property
    def ended_on(self) -> dt.date | None:
        """First day on which the code was no longer in force."""
        return self.ended[0].on if self.ended else None

    def in_force(self, on: dt.date | None = None) -> bool:
        """Whether the code had not ended by that day (or at all). When a code began, the tables do not say."""
        return self.ended_on is None or (on is not None and on < self.ended_on)

    def successors(self, on: dt.date | None = None) -> tuple[Municipality, ...]:
        """What stands in its place on that day, through every later change; itself while it is in force."""
        return successors(self.code, on)

    @property
    def explanation(self) -> str:
        """One line for a clerk: what the code is, or became."""
        day = self.ended_on
        if day is None:
            return f"{self.full_name} ({self.code})"
        became = "、".join(f"{change.new_name} ({change.new_code})" for change in self.ended)
        return f"{self.full_name} ({self.code}) は{day.year}年{day.month}月{day.day}日に{became}となりました"


class UnknownMunicipality(InvalidValue, LookupError):  # noqa: N818 - named as InvalidValue is
    """No prefecture, municipality or ward has, or had, this code (V-ADR-CODE)."""

    def __init__(self) -> None:
        super().__init__(
            "V-ADR-CODE",
            "この市区町村コードは、現在の一覧にも廃止された団体の一覧にもありません。コードを確かめてください",
            "this municipality code is neither in the directory nor among the codes that ended; check it",
        )


class _Directory(msgspec.Struct, frozen=True):
    present: dict[str, Municipality]
    former: dict[str, Municipality]
    changes: tuple[Change, ...]


def municipality(code: str | MunicipalityCode) -> Municipality:
    """The entry of a code of six digits, or of five (the check digit is completed).

    Raises:
        InvalidNumber: The text is not such a code (its check digit is wrong, for example).
        UnknownMunicipality: It is one, but nothing has or had it.
    """
    digits = code if isinstance(code, str) else code.stored()
    directory = _directory()
    found = directory.present.get(digits) or directory.former.get(digits)
    if found is None:
        digits = MunicipalityCode.parse(digits).stored()
        found = directory.present.get(digits) or directory.former.get(digits)
    if found is None:
        raise UnknownMunicipality
    return found


def municipalities(prefecture: str = "") -> tuple[Municipality, ...]:
    """The municipalities of today (1,741; cities, not their wards), of one prefecture's code or of all."""
    return _of_kind(
        frozenset({PlaceKind.CITY, PlaceKind.TOWN, PlaceKind.VILLAGE, PlaceKind.SPECIAL_WARD}), prefecture[:2]
    )


def wards(city_code: str = "") -> tuple[Municipality, ...]:
    """The wards (171) of one designated city's code, or of all."""
    return tuple(ward for ward in _of_kind(frozenset({PlaceKind.WARD}), "") if city_code in {"", ward.city_code})


def prefectures() -> tuple[Municipality, ...]:
    """The 47 prefectures."""
    return _of_kind(frozenset({PlaceKind.PREFECTURE}), "")


def northern_villages() -> tuple[Municipality, ...]:
    """The six villages of the northern territories: they have codes, and are the registered domicile of people."""
    return _of_kind(frozenset({PlaceKind.NORTHERN}), "")


def former_municipalities(name: str = "") -> tuple[Municipality, ...]:
    """Municipalities and wards that are no more, whose name, with or without prefecture and county, is `name`."""
    wanted = plain(name)
    found = _directory().former.values()
    if not wanted:
        return tuple(found)
    return tuple(
        one for one in found if wanted in {plain(one.name), plain(one.county + one.name), plain(one.full_name)}
    )


def changes() -> tuple[Change, ...]:
    """Every change the tables hold, oldest first."""
    return _directory().changes


def successors(code: str, on: dt.date | None = None) -> tuple[Municipality, ...]:
    """What stands under a code on a day (today's directory if none is given), through every change up to it.

    Raises:
        UnknownMunicipality: As `municipality`.
    """
    entry = municipality(code)
    ended = [change for change in entry.ended if on is None or change.on <= on]
    if not ended:
        return (entry,)
    found: dict[str, Municipality] = {}
    for change in ended:
        found |= {one.code: one for one in successors(change.new_code, on)}
    return tuple(found.values())


@lru_cache(maxsize=256)
def _of_kind(kinds: frozenset[PlaceKind], prefecture: str) -> tuple[Municipality, ...]:
    present = _directory().present.values()
    return tuple(one for one in present if one.kind in kinds and one.code.startswith(prefecture))


def _prefecture_code(code: str) -> str:
    return MunicipalityCode.with_check_digit(f"{code[:2]}000").stored()


def _lines(name: str) -> list[list[str]]:
    text = (Path(__file__).parents[1] / "data" / name).read_text(encoding="utf-8")
    return [line.split("\t") for line in text.splitlines()[1:]]


@cache
def _directory() -> _Directory:
    known = tuple(
        Change(dt.date.fromisoformat(on), ChangeKind(kind), old, old_name, new, new_name)
        for on, kind, old, old_name, new, new_name in _lines("municipality_changes.tsv")
    )
    touching: dict[str, list[Change]] = defaultdict(list)
    for change in known:
        for code in {change.old_code, change.new_code}:
            touching[code].append(change)
    present: dict[str, Municipality] = {}
    prefecture, prefecture_kana = "", ""
    for code, kind, county, county_kana, name, kana, city in _lines("municipalities.tsv"):
        if kind == PlaceKind.PREFECTURE:
            prefecture, prefecture_kana = name, kana
        present[code] = Municipality(
            code=code,
            kind=PlaceKind.SPECIAL_WARD if kind == "ward" and not city else PlaceKind(kind),
            name=name,
            kana=kana,
            prefecture=prefecture,
            prefecture_kana=prefecture_kana,
            county=county,
            county_kana=county_kana,
            city_code=MunicipalityCode.parse(city).stored() if city else "",
            changes=tuple(touching.get(code, ())),
        )
    return _Directory(present, _former(known, touching, present), known)


def _former(
    known: tuple[Change, ...], touching: dict[str, list[Change]], present: dict[str, Municipality]
) -> dict[str, Municipality]:
    """Entries for the old codes that nothing has today; the last name wins."""
    found: dict[str, Municipality] = {}
    for change in known:
        code = change.old_code
        if code in present:
            continue
        home = present[_prefecture_code(code)]
        written = change.old_name.removeprefix(home.name)
        county, mark, name = written.partition("郡")
        in_county = bool(mark) and name[-1:] in {"町", "村"} and bool(name[:-1])
        found[code] = Municipality(
            code=code,
            kind=PlaceKind.FORMER,
            name=name if in_county else written,
            kana="",
            prefecture=home.name,
            prefecture_kana=home.kana,
            county=county + mark if in_county else "",
            changes=tuple(touching[code]),
        )
    return found

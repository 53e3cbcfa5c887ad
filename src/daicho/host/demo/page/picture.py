"""Where hosts stand and lines run in the picture, for a wide and a narrow page; numbers only, no markup."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING, Final

import msgspec

from daicho.host.demo import configuration
from daicho.host.demo.organisations import AGENCY, PREFECTURES, SYSTEM_NAMES, TOWNS, Site, parties, prefecture_of
from daicho.host.demo.page.sampling import Arrived, by_link
from daicho.protocol.parties import Party

if TYPE_CHECKING:
    from collections.abc import Iterator

    from daicho.host.demo.page.sampling import Sample

MOST_DOTS: Final = 4
"""Dots drawn for one link at a time, however many messages went."""
DOT_SECONDS: Final = 0.9
BETWEEN_DOTS: Final = 0.14

NATION: Final = Party(AGENCY.code, "national")


class Box(msgspec.Struct, frozen=True):
    """A rectangle."""

    x: float
    y: float
    width: float
    height: float

    @property
    def middle(self) -> float:
        """The x of its middle."""
        return self.x + self.width / 2

    @property
    def right(self) -> float:
        """The x of its right edge."""
        return self.x + self.width

    @property
    def bottom(self) -> float:
        """The y of its lower edge."""
        return self.y + self.height

    @property
    def centre(self) -> float:
        """The y of its middle."""
        return self.y + self.height / 2


class Layout(msgspec.Struct, frozen=True, kw_only=True):
    """One arrangement: its size, the hosts' boxes, the towns' panels, a path for each pair."""

    name: str
    width: int
    height: int
    boxes: dict[Party, Box]
    panels: dict[str, Box]
    paths: dict[tuple[Party, Party], str]


class Host(msgspec.Struct, frozen=True, kw_only=True):
    """A host as it is drawn and listed."""

    party: Party
    box: Box
    system: str
    organisation: str
    organisation_en: str
    name: str
    name_en: str
    short: str
    short_en: str
    url: str
    count: int
    backlog: int


class Dot(msgspec.Struct, frozen=True):
    """A message on the line: where it runs, when it starts, of which kind it is."""

    path: str
    begin: str
    kind: str
    back: bool


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """The line between two hosts, both directions together."""

    path: str
    used: bool
    waiting: int
    failing: bool
    held: bool
    moved: bool


class Panel(msgspec.Struct, frozen=True, kw_only=True):
    """A municipality's ground in the picture."""

    box: Box
    name: str
    name_en: str
    equal: bool
    residents: int


class Picture(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that a template draws."""

    layout: Layout
    hosts: tuple[Host, ...]
    lines: tuple[Line, ...]
    dots: tuple[Dot, ...]
    panels: tuple[Panel, ...]


def pairs() -> list[tuple[Party, Party]]:
    """Every two hosts that speak: upward first, then the towns among themselves."""
    found = []
    for town in TOWNS:
        register, cs = Party(town.code, "register"), Party(town.code, "municipal_cs")
        found += [(register, cs), (cs, Party(prefecture_of(town).code, "prefecture")), (cs, NATION)]
    found += [(Party(each.code, "prefecture"), NATION) for each in PREFECTURES]
    found += [(Party(a.code, "municipal_cs"), Party(b.code, "municipal_cs")) for a, b in combinations(TOWNS, 2)]
    return found


def draw(layout: Layout, sample: Sample, moved: list[Arrived], *, base: int) -> Picture:
    """The picture of a sample in a layout, with what has moved since the last one."""
    return Picture(
        layout=layout,
        hosts=tuple(_hosts(layout, sample, base)),
        lines=tuple(_lines(layout, sample, moved)),
        dots=tuple(_dots(layout, moved)),
        panels=tuple(_panels(layout, sample)),
    )


def _hosts(layout: Layout, sample: Sample, base: int) -> Iterator[Host]:
    for where, system in parties():
        party = Party(where.code, system)
        japanese, english = SYSTEM_NAMES[system]
        yield Host(
            party=party,
            box=layout.boxes[party],
            system=system,
            organisation=where.name,
            organisation_en=where.name_en,
            name=japanese,
            name_en=english,
            short=_SHORT[system][0] or where.name,
            short_en=_SHORT[system][1] or where.name_en.split()[0],
            url=configuration.screens_url(base, where, system),
            count=_count(sample, where, system),
            backlog=sum(link.backlog for link in sample.links if link.sender == party),
        )


_SHORT: Final = {
    "register": ("住民記録", "Register"),
    "municipal_cs": ("市町村CS", "CS"),
    "prefecture": ("", ""),
    "national": ("全国サーバ", "Nation"),
}
"""Names for narrow boxes, Japanese and English; a prefecture is called by its own."""


def _count(sample: Sample, where: Site, system: str) -> int:
    """Present persons that a host holds."""
    return sum(town.levels[system].count for town in sample.towns if where == AGENCY or town.code in where.area)


def _lines(layout: Layout, sample: Sample, moved: list[Arrived]) -> Iterator[Line]:
    links = {(link.sender, link.receiver): link for link in sample.links}
    counts = by_link(moved)
    for pair in pairs():
        both = [link for link in (links.get(pair), links.get((pair[1], pair[0]))) if link is not None]
        yield Line(
            path=layout.paths[pair],
            used=any(link.last for link in both),
            waiting=sum(link.backlog for link in both),
            failing=any(link.last_error and link.backlog for link in both),
            held=any(link.held for link in both),
            moved=bool(counts[pair] or counts[pair[1], pair[0]]),
        )


_KINDS: Final = {
    "identification.update/1": "update",
    "move_in_notice/1": "notice",
    "individual_number.request/1": "number",
    "individual_number.assigned/1": "number",
    "resident_record_code.pool_request/1": "number",
    "resident_record_code.pool/1": "number",
    "refusal/1": "refusal",
}
"""Kinds of messages by colour; everything else is a baseline."""


def kind_of(type_name: str) -> str:
    """The kind of a message, by which it is coloured."""
    return _KINDS.get(type_name, "baseline")


def _dots(layout: Layout, moved: list[Arrived]) -> Iterator[Dot]:
    drawn: dict[tuple[Party, Party], int] = {}
    for each in moved:
        way = (each.sender, each.receiver)
        pair = way if way in layout.paths else (way[1], way[0])
        place = drawn.get(way, 0)
        if pair not in layout.paths or place >= MOST_DOTS:
            continue
        drawn[way] = place + 1
        yield Dot(layout.paths[pair], f"{place * BETWEEN_DOTS:.2f}s", kind_of(each.type), pair != way)


def _panels(layout: Layout, sample: Sample) -> Iterator[Panel]:
    towns = {town.code: town for town in sample.towns}
    for site in TOWNS:
        town = towns[site.code]
        yield Panel(
            box=layout.panels[site.code],
            name=site.name,
            name_en=site.name_en,
            equal=town.equal,
            residents=town.residents,
        )


# -- the two arrangements --------------------------------------------------------------------


class _Measures(msgspec.Struct, frozen=True, kw_only=True):
    """What differs between the arrangements. `outer` is how far the direct lines to the nation swing out."""

    name: str
    width: int
    height: int
    town: float
    gap: float
    margin: float
    padding: float
    rows: tuple[float, float, float, float]  # tops of nation, prefectures, CS, registers
    box: float  # height of a box
    upper: float  # width of the upper boxes
    prefectures: tuple[float, float]  # their middles
    panel: tuple[float, float]  # top and bottom
    outer: float


def _layout(measures: _Measures) -> Layout:
    boxes, panels = {}, {}
    half = measures.upper / 2
    nation, prefecture, cs, register = measures.rows
    boxes[NATION] = Box(measures.width / 2 - half, nation, measures.upper, measures.box)
    for site, middle in zip(PREFECTURES, measures.prefectures, strict=True):
        boxes[Party(site.code, "prefecture")] = Box(middle - half, prefecture, measures.upper, measures.box)
    for place, town in enumerate(TOWNS):
        left = measures.margin + place * (measures.town + measures.gap)
        top, bottom = measures.panel
        panels[town.code] = Box(left, top, measures.town, bottom - top)
        inside = measures.town - 2 * measures.padding
        for system, y in (("municipal_cs", cs), ("register", register)):
            boxes[Party(town.code, system)] = Box(left + measures.padding, y, inside, measures.box)
    return Layout(
        name=measures.name,
        width=measures.width,
        height=measures.height,
        boxes=boxes,
        panels=panels,
        paths={pair: _path(measures, boxes, *pair) for pair in pairs()},
    )


def _path(measures: _Measures, boxes: dict[Party, Box], a: Party, b: Party) -> str:
    start, end = boxes[a], boxes[b]
    if a.system == b.system:
        return _between_towns(boxes, a, b)
    if a.system == "municipal_cs" and b == NATION:
        return _to_the_nation(measures, start, end)
    return _upward(start.middle, start.y, end.middle, end.bottom)


def _upward(x: float, y: float, to_x: float, to_y: float) -> str:
    bend = (y - to_y) / 2
    return f"M{x:g} {y:g} C{x:g} {y - bend:g} {to_x:g} {to_y + bend:g} {to_x:g} {to_y:g}"


def _to_the_nation(measures: _Measures, start: Box, end: Box) -> str:
    """Direct lines run outside of the prefectures, the middle town's straight up between them."""
    if abs(start.middle - end.middle) < 1:
        return f"M{start.middle:g} {start.y:g} L{end.middle:g} {end.bottom:g}"
    left = start.middle < end.middle
    x = start.x + measures.outer if left else start.right - measures.outer
    edge = end.x if left else end.right
    return f"M{x:g} {start.y:g} C{x:g} {end.centre + 20:g} {x:g} {end.centre:g} {edge:g} {end.centre:g}"


def _between_towns(boxes: dict[Party, Box], a: Party, b: Party) -> str:
    start, end = sorted((boxes[a], boxes[b]), key=lambda box: box.x)
    if end.x - start.right < start.width:
        return f"M{start.right:g} {start.centre:g} L{end.x:g} {end.centre:g}"
    below = start.bottom + (start.height / 2)
    return (
        f"M{start.right - 14:g} {start.bottom:g} C{start.right + 40:g} {below + 26:g} "
        f"{end.x - 40:g} {below + 26:g} {end.x + 14:g} {end.bottom:g}"
    )


WIDE: Final = _layout(
    _Measures(
        name="wide",
        width=960,
        height=800,
        town=280,
        gap=40,
        margin=20,
        padding=32,
        rows=(16, 200, 420, 604),
        box=92,
        upper=216,
        prefectures=(320, 734),
        panel=(384, 784),
        outer=26,
    )
)
NARROW: Final = _layout(
    _Measures(
        name="narrow",
        width=360,
        height=480,
        town=112,
        gap=6,
        margin=6,
        padding=5,
        rows=(6, 106, 228, 348),
        box=56,
        upper=128,
        prefectures=(92, 290),
        panel=(206, 470),
        outer=10,
    )
)

"""What the tables of the page say: links, municipalities by level, recent messages; the same as the picture."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Final

import msgspec

from daicho.host.demo import configuration
from daicho.host.demo.organisations import SYSTEM_NAMES, site
from daicho.host.demo.page.picture import kind_of
from daicho.host.demo.watching import LEVELS

if TYPE_CHECKING:
    import datetime as dt

    from daicho.host.demo.page.sampling import Arrived, Sample
    from daicho.protocol.parties import Party

LINES: Final = 8
"""Lines in the list of recent messages."""


class LinkLine(msgspec.Struct, frozen=True, kw_only=True):
    """One direction of a link."""

    sender: str
    sender_url: str
    receiver: str
    receiver_url: str
    last: int
    position: int
    backlog: int
    held: bool
    error: str
    receipt: dt.datetime | None


class TownLine(msgspec.Struct, frozen=True, kw_only=True):
    """One municipality as each level counts it."""

    name: str
    counts: tuple[int, ...]
    equal: bool


class MessageLine(msgspec.Struct, frozen=True, kw_only=True):
    """Messages of one kind that arrived one after the other on one way, and how many."""

    kind: str
    name: str
    way: str
    count: int


def party_name(party: Party, *, english: bool) -> str:
    """A system as people name it: 小平市 市町村CS."""
    where, names = site(party.organisation), SYSTEM_NAMES[party.system]
    return f"{where.name_en} {names[1]}" if english else f"{where.name} {names[0]}"


def links(sample: Sample, *, base: int, english: bool) -> list[LinkLine]:
    """The links that have carried anything, or are meant to at any time."""

    def url(party: Party) -> str:
        return configuration.screens_url(base, site(party.organisation), party.system)

    return [
        LinkLine(
            sender=party_name(link.sender, english=english),
            sender_url=url(link.sender),
            receiver=party_name(link.receiver, english=english),
            receiver_url=url(link.receiver),
            last=link.last,
            position=link.position,
            backlog=link.backlog,
            held=link.held,
            error=link.last_error,
            receipt=link.last_receipt_at,
        )
        for link in sample.links
    ]


def towns(sample: Sample, *, english: bool) -> list[TownLine]:
    """Every municipality, with its count at each level."""
    return [
        TownLine(
            name=site(town.code).name_en if english else site(town.code).name,
            counts=tuple(town.levels[level].count for level in LEVELS),
            equal=town.equal,
        )
        for town in sample.towns
    ]


def recent(sample: Sample, *, english: bool) -> list[MessageLine]:
    """The newest messages, newest first."""
    lines: list[MessageLine] = []
    for (type_name, sender, receiver), group in groupby(sorted(sample.recent, key=_order, reverse=True), key=_same):
        alike = list(group)
        way = f"{party_name(sender, english=english)} → {party_name(receiver, english=english)}"
        name = alike[0].name_en if english else alike[0].name
        lines.append(MessageLine(kind=kind_of(type_name), name=name, way=way, count=len(alike)))
    return lines[:LINES]


def _order(arrived: Arrived) -> tuple[str, str, str, str]:
    """By the second, then by kind and way, so that one act's messages stand together."""
    return arrived.recorded_at[:19], arrived.type, str(arrived.sender), str(arrived.receiver)


def _same(arrived: Arrived) -> tuple[str, Party, Party]:
    return arrived.type, arrived.sender, arrived.receiver

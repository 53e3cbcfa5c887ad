"""A resident record as the blocks of a page."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from daicho.law import ordinals
from daicho.systems.register.presenters import words
from daicho.systems.register.presenters.fields import GROUPS, ITEMS, belongs, lines_of
from daicho.values.dates import RegisterDate
from daicho.values.dates_eras import SOLAR_FROM

if TYPE_CHECKING:
    from collections.abc import Iterable

    from daicho.law.records import ResidentRecord, Version


class Row(msgspec.Struct, frozen=True):
    """One line of a block."""

    label: str
    text: str
    is_name: bool = False


class Block(msgspec.Struct, frozen=True):
    """A block of a resident page."""

    title: str
    rows: tuple[Row, ...]


class Member(msgspec.Struct, frozen=True, kw_only=True):
    """One member in a list of a household."""

    number: str
    name: str
    furigana: str
    relationship: str
    birth_date: str
    sex: str
    state: str
    is_present: bool


_ALWAYS_SHOWN = frozenset({"relationship", "individual_number_ref", "resident_record_code"})


def blocks_of(record: ResidentRecord) -> list[Block]:
    """The blocks of a record: the items of its kind of resident; blank lines and blocks without lines are left out."""
    found: dict[str, list[Row]] = {}
    for field, item in ITEMS.items():
        if not belongs(field, record.kind):
            continue
        for label, text in lines_of(field, getattr(record, field), record.kind):
            if text or field in _ALWAYS_SHOWN:
                found.setdefault(item.group, []).append(Row(label, text, item.is_name))
    return [Block(str(GROUPS[group]), tuple(found[group])) for group in GROUPS if group in found]


def members_of(records: Iterable[ResidentRecord]) -> list[Member]:
    """Members as rows, in the order they come in (STD-5.2)."""
    return [_member(record) for record in records]


def _member(record: ResidentRecord) -> Member:
    return Member(
        number=record.addressee_number.stored(),
        name=record.name.written,
        furigana=record.name.furigana,
        relationship=lines_of("relationship", record.relationship)[0][1],
        birth_date=lines_of("birth_date", record.birth_date, record.kind)[0][1],
        sex=words.word(words.SEXES, record.sex.value),
        state=words.word(words.STATES, record.state.value),
        is_present=record.state.value == "present",
    )


def span_of(version: Version) -> tuple[str, str]:
    """From and until which day a content holds, in the Japanese calendar; blank for an open end."""
    return _day(version.since), "" if version.until is None else _day(version.until)


def _day(ordinal: int) -> str:
    day = ordinals.day_of(ordinal)
    return RegisterDate(day).wareki() if day >= SOLAR_FROM else ""  # what began earlier began "before all records"

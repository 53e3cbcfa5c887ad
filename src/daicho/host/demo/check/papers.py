"""What passes between desks: the outcome of an act, and what a move-out certificate says of one person."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from daicho.law.records import ResidentRecord
    from daicho.values.numbers import IndividualNumber


class Acted(msgspec.Struct, frozen=True):
    """A definitive act: its number, the people it changed, and the household they belong to after it."""

    number: int
    persons: tuple[str, ...]
    household: str


class Certified(msgspec.Struct, frozen=True):
    """One person on a move-out certificate: the record, and the individual number that the paper states."""

    record: ResidentRecord
    individual_number: IndividualNumber | None


class Paper(msgspec.Struct, frozen=True):
    """A certificate as it came from the printer: its bytes, and what the register's history says of it."""

    document: bytes
    form: str
    request_id: str
    issue_number: str

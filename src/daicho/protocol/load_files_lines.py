"""What the lines of the load files hold; see `daicho.protocol.load_files`."""

import datetime as dt
from enum import StrEnum
from typing import Final

import msgspec

from daicho.law.identification import IdentificationRecord
from daicho.law.records import ResidentRecord
from daicho.values.numbers import HouseholdNumber, IndividualNumber, MunicipalityCode

FORMAT: Final = 1
"""Version of the format this program reads and writes."""

MAX_LINE: Final = 1_048_576
"""Bytes of one line; a household of hundreds of members stays below it."""


class FileKind(StrEnum):
    """What the lines hold."""

    RESIDENTS = "residents"  # households, for a register
    IDENTIFICATION = "identification"  # identification information (DF-2, DF-4), for the other levels


class FileHeader(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="line", tag="header"):
    """First line.

    Attributes:
        kind: What the lines hold.
        format: Version of the format.
        municipality_code: Whose residents they are.
        as_of: The day whose state the file gives.
        synthetic: Made up by this project; every number lies in the synthetic blocks.
        seed: Of a synthetic population; None otherwise.
        people: Persons in the lines that follow.
    """

    kind: FileKind
    format: int
    municipality_code: MunicipalityCode
    as_of: dt.date
    synthetic: bool
    seed: int | None = None
    people: int


class FileTrailer(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="line", tag="trailer"):
    """Last line: the lines between header and trailer, and SHA-256 of every byte before it, as hexadecimal digits."""

    lines: int
    sha256: str


class LoadedPerson(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A resident as a register takes one in: the record, and the number that goes to the vault."""

    record: ResidentRecord
    individual_number: IndividualNumber


class LoadedHousehold(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A line of a residents file."""

    household_number: HouseholdNumber
    members: tuple[LoadedPerson, ...]


class LoadedIdentification(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A line of an identification file: the items of DF-2 that travel, and the number that goes to the vault."""

    record: IdentificationRecord
    individual_number: IndividualNumber


class Reject(msgspec.Struct, frozen=True):
    """A fault that keeps a line from being taken.

    Attributes:
        line: Number of the line, from 1.
        field: Path in the line, such as `members[0].record.birth_date`; empty for the line as a whole.
        code: Stable code, `LD-…` or the value's own.
        japanese: Reason and what to do.
        english: The same in English.
    """

    line: int
    field: str
    code: str
    japanese: str
    english: str

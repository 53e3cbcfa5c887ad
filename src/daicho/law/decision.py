"""What the law says to a command: findings, changes, effects.

A decision is a value; nothing happened yet. Source: standard chapter 3, 4 and 11.
"""

from enum import StrEnum

import msgspec

from daicho.law.reasons import Reason
from daicho.law.records import ResidentRecord, Version
from daicho.values.dates import RegisterDate
from daicho.values.numbers import AddresseeNumber


class Level(StrEnum):
    """How a finding binds (STD-11.1)."""

    ERROR = "error"
    ALERT = "alert"


class Finding(msgspec.Struct, frozen=True, omit_defaults=True):
    """One thing a check found. The text comes from the catalogue of checks (`law.checks`)."""

    code: str
    level: Level
    person: AddresseeNumber | None = None
    field: str | None = None
    values: dict[str, str] = {}


class ClosedRecord(msgspec.Struct, frozen=True):
    """The record that ends when another of the same person begins on the same day (帰化, 国籍喪失, 改製, 再製).

    It has a history row of its own before that of the new record, with the reason of the removal (STD-1.2.2); over
    valid time the person is a resident throughout, so no version shows it.
    """

    reason: Reason
    content: ResidentRecord


class PersonChange(msgspec.Struct, frozen=True, omit_defaults=True):
    """The change to one person: `pieces` take the place of the versions over their spans.

    Nobody who ever had a record is without one: a removal, and the cancellation of an entry, leave a removed record.
    `current` is the content in force after the act: the standard's history row (STD-1.2.1).
    """

    addressee_number: AddresseeNumber
    reason: Reason | None  # None: the opening act, outside the 37 reasons
    pieces: tuple[Version, ...]
    current: ResidentRecord
    cancels: int | None = None  # act number that this change cancels
    cancels_also: tuple[int, ...] = ()  # further acts that fall with it: the passing of a cancelled planned date
    effective_on: RegisterDate | None = None  # 異動日, where it is not the command's own
    ex_officio: bool = False  # 職権, whatever the basis of the command
    consequence: bool = False  # follows from the change to another person (STD-4.0.4, 4.2.3.1)
    closed: ClosedRecord | None = None  # the record that ended with it; `current` is the one that began


class Effect(msgspec.Struct, frozen=True, omit_defaults=True):
    """Something that follows from a change: a message, a lapse, a request, a slip.

    `kind` is a name of the effects table (`law.effects`); `due` is an ISO day when the effect is dated.
    """

    kind: str
    person: AddresseeNumber | None = None
    to: str | None = None  # municipality code, where the effect names one
    due: str | None = None
    values: dict[str, str] = {}


class Decision(msgspec.Struct, frozen=True, omit_defaults=True):
    """The outcome of deciding one command in one situation."""

    findings: tuple[Finding, ...] = ()
    changes: tuple[PersonChange, ...] = ()
    effects: tuple[Effect, ...] = ()

    @property
    def errors(self) -> tuple[Finding, ...]:
        """The findings that forbid 本登録."""
        return tuple(finding for finding in self.findings if finding.level is Level.ERROR)

    @property
    def alerts(self) -> tuple[Finding, ...]:
        """The findings the clerk must have seen."""
        return tuple(finding for finding in self.findings if finding.level is Level.ALERT)

"""What a decision is taken on: the timelines touched, numbers drawn beforehand, look-ups, the town's parameters.

Whoever calls `law.decide` asks `law.needs(command)` first, reads what it names, and passes it in. The law itself
reads nothing and knows no clock.
"""

from datetime import date

import msgspec

from daicho.law.decision import Level
from daicho.law.records import Sex, Timeline
from daicho.values.dates import RegisterDate
from daicho.values.numbers import AddresseeNumber, HouseholdNumber, ResidentRecordCode
from daicho.values.periods import STANDARD_CLOSED_DAYS, ClosedDays


class Supply(msgspec.Struct, frozen=True):
    """Numbers drawn beforehand, to be used in this order. A number left over is not used again (STD-1.1.13, 4.3.1)."""

    addressee_numbers: tuple[AddresseeNumber, ...] = ()
    household_numbers: tuple[HouseholdNumber, ...] = ()
    resident_record_codes: tuple[ResidentRecordCode, ...] = ()
    codes_left: int | None = None
    """How many resident record codes the pool holds after the draw; None when none were drawn."""


class ThreeItems(msgspec.Struct, frozen=True):
    """Name, sex and date of birth: the three items by which somebody who returns is noticed (STD-4.1.1.2)."""

    name: str
    sex: Sex
    birth_date: RegisterDate


class Needs(msgspec.Struct, frozen=True):
    """What a command needs to be decided.

    Besides `persons` and all members of `households`, the caller loads everybody who shared a household with one
    of `persons` at any time from `since` on: `situation.households_of` names these households. Without `since` (the
    day is blank, the command will be refused) today's households do. For each of `acts`, everybody whom the act changed
    is loaded in the same way, and all members of the households that stand in the versions it replaced.
    """

    persons: tuple[AddresseeNumber, ...] = ()
    households: tuple[HouseholdNumber, ...] = ()
    since: RegisterDate | None = None
    acts: tuple[int, ...] = ()
    new_persons: int = 0
    new_households: int = 0
    new_codes: int = 0
    codes: tuple[str, ...] = ()
    """Resident record codes as typed, to be looked up among all residents and removed records."""
    number_refs: tuple[str, ...] = ()
    """Vault references, to be looked up in the same way."""
    three_items: tuple[ThreeItems, ...] = ()
    """To be looked up among removed records, by the register's folding of names."""
    document_numbers: tuple[str, ...] = ()
    """Numbers of residence cards and special permanent resident certificates, to be looked up like codes, also among
    those that a record had earlier (STD-4.1.1.2)."""


class Matches(msgspec.Struct, frozen=True):
    """Who was found for the look-ups that `Needs` names; their timelines are in the situation too."""

    by_code: dict[str, AddresseeNumber] = {}
    by_number_ref: dict[str, AddresseeNumber] = {}
    by_three_items: dict[ThreeItems, tuple[AddresseeNumber, ...]] = {}
    by_document_number: dict[str, AddresseeNumber] = {}


class TownSettings(msgspec.Struct, frozen=True):
    """A municipality's parameters."""

    municipality_code: str
    municipality_name: str = ""
    levels: dict[str, Level] = {}
    """Level of a check where the catalogue lets the municipality choose."""
    closed_days: ClosedDays = STANDARD_CLOSED_DAYS
    """On which days the office is closed: a limit that falls on one moves on."""
    code_pool_threshold: int = 100
    """Below this many codes in the pool the clerk is alerted (STD-4.3.1)."""


class Situation(msgspec.Struct, frozen=True):
    """Everything that is known when a command is decided."""

    today: date
    timelines: dict[AddresseeNumber, Timeline] = {}
    supply: Supply = Supply()
    matches: Matches = Matches()


def households_of(timeline: Timeline, since: int) -> tuple[HouseholdNumber, ...]:
    """The households that the person belongs to at any time from the ordinal `since` on, in order, each once."""
    return tuple(
        dict.fromkeys(
            version.content.household_number
            for version in timeline.versions
            if version.until is None or version.until >= since
        )
    )

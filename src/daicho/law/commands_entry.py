"""Commands that enter people (記載): moves in, births, ex officio entries, and the opening of a register.

Source: standard chapter 3, 4.1.1, 4.2.1, 4.5.1, 4.5.2.
"""

from enum import StrEnum

import msgspec

from daicho.law.commands_common import Destination, Entrant, Header, MoveOutCertificate, SpecialAdoption
from daicho.law.records import ResidentRecord
from daicho.values.dates import RegisterDate
from daicho.values.numbers import AddresseeNumber


class DomesticMoveIn(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True, tag="domestic_move_in"):
    """Move-in from another municipality (転入, Article 22; STD-4.1.1.1).

    `header.effective_on` is the day on which the people moved in. For a move-in with earlier moves not notified
    (未届転入, STD-4.1.1.4) `moves_not_notified` is set and `previous_address` of the entrants is the newest address
    that was never notified.
    """

    header: Header
    entrants: tuple[Entrant, ...]
    destination: Destination
    certificate: MoveOutCertificate | None = None
    special: bool = False  # 特例転入: certificate data received over the network, not on paper
    moves_not_notified: bool = False  # 未届転入
    special_adoption: SpecialAdoption | None = None  # of the child: noted with the previous address (STD-1.1.14)


class EntryArticle(StrEnum):
    """The article under which somebody who comes from outside the register notifies."""

    ARTICLE_22 = "22"  # moved in from abroad
    ARTICLE_30_46 = "30-46"  # medium or long-term resident etc. who took an address
    ARTICLE_30_47 = "30-47"  # somebody with an address who became one

    @property
    def japanese(self) -> str:
        """As a Japanese text cites it after 第: 22条, 30条の47."""
        number, _, branch = self.value.partition("-")
        return f"{number}条の{branch}" if branch else f"{number}条"


class MoveInFromAbroad(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True, tag="move_in_from_abroad"):
    """Move-in from abroad and the like (国外転入等; STD-4.1.1.1, 4.5.1, 4.5.2)."""

    header: Header
    entrants: tuple[Entrant, ...]
    destination: Destination
    article: EntryArticle = EntryArticle.ARTICLE_22


class Birth(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True, tag="birth"):
    """Birth (出生; STD-4.2.1.2), entered ex officio on a family register notification or notice.

    The effective date is the date of birth and need not be given. The address is that of the household.
    """

    header: Header
    child: Entrant
    destination: Destination


class ExOfficioEntryKind(StrEnum):
    """Which of the three reasons of an ex officio entry applies (STD-1.2.2)."""

    ORDINARY = "ordinary"  # 職権記載
    NATURALISATION = "naturalisation"  # 職権記載(帰化等), of somebody who was no resident: Japanese only
    LOSS_OF_NATIONALITY = "loss_of_nationality"  # 職権記載(国籍喪失), likewise: foreign residents only


class ExOfficioEntry(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True, tag="ex_officio_entry"):
    """Ex officio entry (職権記載, 住所設定; STD-4.2.1.1). An unknown earlier address is an address of kind unknown."""

    header: Header
    entrants: tuple[Entrant, ...]
    destination: Destination
    ground: str = ""
    kind: ExOfficioEntryKind = ExOfficioEntryKind.ORDINARY


class OpeningRecord(msgspec.Struct, frozen=True):
    """A resident taken over from an earlier system, with all content and the day it holds from."""

    record: ResidentRecord
    since: RegisterDate


class InitialOpening(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True, tag="initial_opening"):
    """The opening act: existing residents are taken over.

    Outside the 37 reasons: it sends nothing and counts in no statistic. A household with one bad member is refused
    whole, so a command holds whole households.
    """

    header: Header
    records: tuple[OpeningRecord, ...]

    @property
    def persons(self) -> tuple[AddresseeNumber, ...]:
        """The addressee numbers taken over."""
        return tuple(opening.record.addressee_number for opening in self.records)

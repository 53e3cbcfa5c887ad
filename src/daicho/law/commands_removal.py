"""Commands that remove people or tend removed records (消除, 除票): moves out, deaths, notices of arrival.

Source: standard chapter 3, 1.1.5, 4.1.3, 4.2.2.
"""

from enum import StrEnum

import msgspec

from daicho.law.commands_common import Header, SpecialAdoption
from daicho.values.addresses import Address
from daicho.values.dates import RegisterDate
from daicho.values.numbers import AddresseeNumber


class MoveOut(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True, tag="move_out"):
    """Move-out (転出, Article 24; STD-4.1.3): to another municipality, or abroad.

    `header.effective_on` is the planned date (転出予定年月日), the only effective date that may lie ahead. The address
    may be a municipality only; a destination of kind foreign makes it a move-out abroad.
    """

    header: Header
    persons: tuple[AddresseeNumber, ...]
    destination: Address
    special: bool = False  # 特例転入を利用した転出 (STD-4.1.3.0.4): certificate data over the network, no paper
    special_adoption: SpecialAdoption | None = None  # of the child: noted, and the destination may be blank (STD-1.1.5)

    @property
    def abroad(self) -> bool:
        """Whether the destination lies abroad."""
        return self.destination.kind == "foreign"


class PassingOfPlannedDate(msgspec.Struct, frozen=True, kw_only=True, tag="passing_of_planned_date"):
    """A planned move-out date has come (転出予定年月日の到来, STD-1.1.5): a system act of the daily job."""

    header: Header
    persons: tuple[AddresseeNumber, ...]


class MoveInNoticeReceived(
    msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True, tag="move_in_notice_received"
):
    """A move-in notice has come from the municipality moved to (転入通知, Article 9(1); STD-4.1.3.1.1).

    `header.notified_on` is the day of the notice. Of several notices the newest counts.
    """

    header: Header
    person: AddresseeNumber
    destination: Address  # 転出先住所 (確定)
    moved_in_on: RegisterDate  # 転入日 there: 転出年月日 (確定) here


class Death(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True, tag="death"):
    """Death (死亡, STD-4.2.2.1), on a family register notification or notice; the date may be unknown or a period."""

    header: Header
    person: AddresseeNumber


class RemovalGround(StrEnum):
    """Why somebody is removed ex officio."""

    WHEREABOUTS_UNKNOWN = "whereabouts_unknown"  # 居所不明, after an inspection (Article 34)
    DISAPPEARANCE = "disappearance"  # 失踪宣告, on a notice under Article 9(2) (STD-4.2.2.2)
    DOUBLE_REGISTRATION = "double_registration"  # 二重登録
    STATUS_LOST = "status_lost"  # 在留資格の喪失, on a notice of the Immigration Services Agency (STD-4.5.6)
    LOSS_OF_NATIONALITY = "loss_of_nationality"  # 国籍喪失 of somebody who does not stay (STD-4.5.5)
    OTHER = "other"


class ExOfficioRemoval(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True, tag="ex_officio_removal"):
    """Ex officio removal (職権消除; STD-4.2.2)."""

    header: Header
    persons: tuple[AddresseeNumber, ...]
    ground: RemovalGround
    inspected_on: RegisterDate | None = None  # 実態調査の日 (Article 34), where the whereabouts are unknown

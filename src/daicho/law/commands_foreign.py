"""Commands for foreign residents: notices of the Immigration Services Agency, notification of the residence.

Source: Basic Resident Register Act, Articles 30-45 to 30-50; Immigration Control Act, Articles 19-7 to 19-9, 61-8-2;
standard chapter 3, 4.5.6, 4.5.7.
"""

from enum import StrEnum
from typing import Final

import msgspec

from daicho.law.commands_common import UNSET, Header
from daicho.law.records import ResidenceCategory, Sex
from daicho.values.dates import RegisterDate
from daicho.values.names import PersonName
from daicho.values.numbers import AddresseeNumber


class ImmigrationMatter(StrEnum):
    """What the Commissioner of the Immigration Services Agency has notified (法30条の50)."""

    ITEMS_CHANGED = "items_changed"  # 氏名、国籍・地域、生年月日、性別の変更・訂正
    PERIOD_RENEWED = "period_renewed"  # 在留期間の更新
    STATUS_CHANGED = "status_changed"  # 在留資格の変更
    STATUS_OBTAINED = "status_obtained"  # 在留資格の取得, 特別永住許可: another category of Article 30-45
    CARD_ISSUED = "card_issued"  # 在留カード・特別永住者証明書の交付
    STATUS_REVOKED = "status_revoked"  # 在留資格の取消し
    OUTSIDE_THE_ACT = "outside_the_act"  # 住基法の対象外となる在留資格への変更
    PERMIT_CANCELLED = "permit_cancelled"  # 一時庇護上陸許可・仮滞在許可の取消し
    EXPIRED = "expired"  # 在留期間・許可期間の満了, 経過滞在の60日の経過
    DEPARTED = "departed"  # 出国, 再入国許可の期限の経過

    @property
    def removes(self) -> bool:
        """Whether the person is no foreign resident any more: the record is removed, not corrected."""
        return self in _REMOVING


_REMOVING: Final = frozenset({
    ImmigrationMatter.STATUS_REVOKED, ImmigrationMatter.OUTSIDE_THE_ACT, ImmigrationMatter.PERMIT_CANCELLED,
    ImmigrationMatter.EXPIRED, ImmigrationMatter.DEPARTED,
})  # fmt: skip


class ResidenceChanges(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    """New values of items of the residence; what is left out stays."""

    category: ResidenceCategory | msgspec.UnsetType = UNSET
    nationality: str | msgspec.UnsetType = UNSET
    nationality_code: str | msgspec.UnsetType = UNSET
    status: str | msgspec.UnsetType = UNSET
    period: str | msgspec.UnsetType = UNSET
    expires_on: RegisterDate | msgspec.UnsetType | None = UNSET
    document_number: str | msgspec.UnsetType = UNSET


class ImmigrationNotice(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True, tag="immigration_notice"):
    """A notice of the Commissioner of the Immigration Services Agency (法30条の50の通知; STD-4.5.6).

    `header.effective_on` is the day of the event, `header.notified_on` that of the notice. A matter that removes
    brings no items.
    """

    header: Header
    person: AddresseeNumber
    matter: ImmigrationMatter
    residence: ResidenceChanges = ResidenceChanges()
    name: PersonName | None = None  # None = as it is
    birth_date: RegisterDate | None = None
    sex: Sex | None = None


class ResidenceNotified(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True, tag="residence_notified"):
    """The residence is notified under the Immigration Control Act (住居地届出, Articles 19-7 to 19-9; STD-4.5.7).

    By people whose move was entered without their residence card or special permanent resident certificate.
    """

    header: Header
    persons: tuple[AddresseeNumber, ...]

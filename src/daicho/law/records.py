"""What a resident record holds, and the timeline it forms.

Items that belong together and change together are structures of their own: see also `law.records_items`.

Source: standard chapter 3, 1.1.1 (Japanese), 1.1.2 (foreign residents), 1.1.4 (re-making), 1.1.5 (removed records).
"""

from enum import StrEnum

import msgspec

from daicho.law.records_items import CardItems, Entitlements, Membership, Pension, Residence, ResidenceCategory
from daicho.values.addresses import Address
from daicho.values.dates import RegisterDate
from daicho.values.names import CommonName, FormerSurname, PersonName
from daicho.values.numbers import AddresseeNumber, HouseholdNumber, ResidentRecordCode

__all__ = [
    "ActLine",
    "CardItems",
    "Entitlements",
    "Membership",
    "Pension",
    "PersonKind",
    "Removal",
    "Residence",
    "ResidenceCategory",
    "ResidentRecord",
    "Sex",
    "State",
    "Timeline",
    "Version",
]


class PersonKind(StrEnum):
    """Kind of resident (住民種別)."""

    JAPANESE = "japanese"
    FOREIGN = "foreign"


class Sex(StrEnum):
    """Sex as the record states it (性別)."""

    MALE = "male"
    FEMALE = "female"


class State(StrEnum):
    """State of a resident record (住民状態)."""

    PRESENT = "present"  # 住民
    MOVED_OUT = "moved_out"  # 転出
    DIED = "died"  # 死亡
    REMOVED = "removed"  # 職権消除その他


class Removal(msgspec.Struct, frozen=True, omit_defaults=True):
    """The items of a removed record (除票), and of a planned move-out until its day passes (STD-1.1.5)."""

    planned_destination: Address | None = None  # 転出先住所(予定)
    confirmed_destination: Address | None = None  # 転出先住所(確定)
    planned_on: RegisterDate | None = None  # 転出予定年月日
    event_on: RegisterDate | None = None  # 事由の生じた年月日
    moved_out_on: RegisterDate | None = None  # 転出年月日
    move_in_notice_on: RegisterDate | None = None  # 転入通知年月日
    notified_on: RegisterDate | None = None  # 届出の年月日 of the removal
    reason: str | None = None  # 消除事由: a Reason value


class ResidentRecord(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    """The whole content of one person's resident record over one stretch of valid time.

    Never holds the individual number itself, only the vault's opaque reference to it.
    """

    addressee_number: AddresseeNumber  # 宛名番号
    household_number: HouseholdNumber  # 世帯番号
    kind: PersonKind
    state: State
    name: PersonName
    birth_date: RegisterDate
    sex: Sex
    address: Address
    relationship: str | None  # 続柄; None with head_name None = 世帯主未設定 (STD-1.1.10)
    head_name: str | None  # 世帯主氏名, stored with each member (STD-1.2.1)
    became_resident_on: RegisterDate  # 住民となった年月日
    resident_record_code: ResidentRecordCode | None = None
    individual_number_ref: str | None = None  # vault reference
    position: int | None = None  # 並び順
    former_surname: FormerSurname | None = None
    common_name: CommonName | None = None
    domicile: str | None = None  # 本籍
    first_listed_person: str | None = None  # 筆頭者
    address_set_on: RegisterDate | None = None  # 住所を定めた年月日
    notified_on: RegisterDate | None = None  # 届出の年月日
    previous_address: Address | None = None  # 転入前住所
    last_registered_address: Address | None = None  # 最終登録住所地
    removal: Removal | None = None
    notes: tuple[str, ...] = ()  # 留意事項 (type B)
    remarks: str = ""  # 備考 (type C)
    memo: str = ""  # メモ
    guardianship: bool = False  # 成年被後見人
    residence: Residence | None = None  # 外国人住民の事項 (法30条の45); None for Japanese residents
    common_name_history: tuple[CommonName, ...] = ()  # 通称 that were deleted, oldest first (STD-1.1.2)
    entitlements: Entitlements | None = None  # 選挙人名簿, 国保, 後期高齢, 介護, 国民年金, 児童手当
    card: CardItems | None = None  # カードの発行状況, 電子証明書シリアル番号
    de_facto_head: str = ""  # 事実上の世帯主 (STD-4.1.4.3)
    remade_on: RegisterDate | None = None  # 改製・再製を行った年月日 (STD-1.1.4): of the record in use, which it began


class Version(msgspec.Struct, frozen=True, array_like=True):
    """A content and the stretch of valid time it holds for.

    The ends are ordinals (`law.ordinals`), half-open; `until` is None while the content has no known end.
    """

    since: int
    until: int | None
    content: ResidentRecord


class ActLine(msgspec.Struct, frozen=True):
    """What a timeline remembers of one act on its person: enough to choose and check a cancellation."""

    act_number: int
    history_number: int
    reason: str
    effective_on: RegisterDate
    processed_on: RegisterDate
    changed: tuple[Version, ...] = ()  # the versions the act replaced, as they stood before it
    pieces: tuple[Version, ...] = ()  # the versions the act put in their place
    cancels: int | None = None  # act number
    cancelled_by: int | None = None  # act number
    consequence: bool = False  # the change followed from another person's, such as a new head (STD-4.0.4)

    @property
    def closing(self) -> bool:
        """Whether it is only the end of a record in whose place the same act put another: see the act's next line."""
        return not self.pieces


class Timeline(msgspec.Struct, frozen=True):
    """All versions of one person as known now, ordered and disjoint, and the acts that made them."""

    addressee_number: AddresseeNumber
    versions: tuple[Version, ...] = ()
    acts: tuple[ActLine, ...] = ()

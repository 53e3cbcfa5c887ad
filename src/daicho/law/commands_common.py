"""What all commands share: who notified what and when, and the people and households they name.

Source: standard chapter 3, 1.2.1 (event items), 4.0.1 to 4.0.3, 4.1.0.2; CTRL-015, 016 (who notified, as what, shown
by which documents).
"""

from enum import StrEnum
from typing import Final

import msgspec

from daicho.law.records import CardItems, Entitlements, PersonKind, Residence, Sex
from daicho.values.addresses import Address
from daicho.values.dates import RegisterDate
from daicho.values.names import CommonName, FormerSurname, PersonName
from daicho.values.numbers import AddresseeNumber, HouseholdNumber

UNSET: Final = msgspec.UNSET


class Basis(StrEnum):
    """On what a change rests (異動の根拠)."""

    NOTIFICATION = "notification"  # 届出 (令11条)
    EX_OFFICIO = "ex_officio"  # 職権
    STATEMENT = "statement"  # 申出 (STD-4.2.0.5)
    REQUEST = "request"  # 請求
    NOTICE = "notice"  # 通知: 戸籍届出・通知, 転入通知, 住基法9条2項 (STD-4.2.0.4)


class NotifierKind(StrEnum):
    """As what somebody notified (届出人の資格): Basic Resident Register Act, Articles 26 and 27."""

    SELF = "self"
    HEAD = "head"
    HOUSEHOLD_MEMBER = "household_member"
    LEGAL_REPRESENTATIVE = "legal_representative"
    AGENT = "agent"  # 任意代理人, with a letter of attorney
    OTHER_OFFICE = "other_office"  # another municipality, a court, the Immigration Services Agency
    OFFICE = "office"  # the municipality itself


class Notifier(msgspec.Struct, frozen=True, omit_defaults=True):
    """Who notified, as what, and with what authority (CTRL-015, 016)."""

    kind: NotifierKind
    person: AddresseeNumber | None = None  # when the notifier is on the register
    name: str = ""
    address: str = ""
    letter_of_attorney: bool = False  # 委任状を確認した


class Header(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    """The items that every act carries (STD-1.2.1). The processing date (処理日) is always today and not among them."""

    basis: Basis
    effective_on: RegisterDate | None = None  # 異動日; blank at first (STD-4.0.3)
    notified_on: RegisterDate | None = None  # 届出日・申出日・通知日・請求日, by the basis
    notifier: Notifier | None = None
    documents_shown: tuple[str, ...] = ()  # 本人確認書類等
    remarks: str = ""  # 備考 of the act: kept with the act, not with the person
    notes: tuple[str, ...] = ()  # 留意事項 (type B of STD-1.1.14), tied to this act
    relationship_documents: tuple[str, ...] = ()  # 続柄を証する文書 of foreign households (法30条の48, 49; STD-1.1.11)


class SpecialAdoption(StrEnum):
    """A special adoption (特別養子縁組) by which a child moves; the record must say so (STD-1.1.14)."""

    ESTABLISHED = "established"  # 成立
    DISSOLVED = "dissolved"  # 解消

    @property
    def note(self) -> str:
        """The words that the note has to have."""
        return "特別養子縁組" if self is SpecialAdoption.ESTABLISHED else "特別養子縁組解消"


class MoveOutCertificate(msgspec.Struct, frozen=True, omit_defaults=True):
    """The move-out certificate that was shown (転出証明書): who issued it, and what it plans."""

    municipality_code: str
    planned_on: RegisterDate | None = None
    issued_on: RegisterDate | None = None
    issue_number: str = ""


class Entrant(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    """A person who is to be entered, as typed (STD-4.1.1.1)."""

    name: PersonName
    birth_date: RegisterDate
    sex: Sex
    kind: PersonKind = PersonKind.JAPANESE
    relationship: str = ""  # 続柄; blank = 世帯主未設定
    resident_record_code: str = ""  # as typed; blank = none stated
    without_code: bool = False  # the certificate states that the person never had a code
    individual_number_ref: str | None = None  # the vault's reference
    individual_number_problem: str | None = None  # code of the rule that the typed number broke, found at the edge
    re_entry_of: AddresseeNumber | None = None  # 再転入者: the removed record the clerk chose (STD-4.1.1.2)
    domicile: str = ""  # 本籍, or なし / 不明
    first_listed_person: str = ""  # 筆頭者, or なし / 不明
    former_surname: FormerSurname | None = None
    common_name: CommonName | None = None
    previous_address: Address | None = None
    last_registered_address: Address | None = None
    guardianship: bool = False
    remarks: str = ""
    residence: Residence | None = None  # of a foreign resident
    common_name_history: tuple[CommonName, ...] = ()
    entitlements: Entitlements | None = None
    de_facto_head: str = ""  # 事実上の世帯主 (STD-4.1.4.3)
    carry_names: bool = False  # back from abroad: 旧氏・通称 of the removed record are taken over (STD-1.1.7)


class Mover(msgspec.Struct, frozen=True, omit_defaults=True):
    """A resident who moves, and the relationship to the head of the household after it."""

    person: AddresseeNumber
    relationship: str | None = None  # None = as before


class Placement(msgspec.Struct, frozen=True):
    """The relationship that a member has after a change to the household."""

    person: AddresseeNumber
    relationship: str


class Destination(msgspec.Struct, frozen=True, omit_defaults=True):
    """The household entered (STD-4.0.2): a new one at an address, or an existing one."""

    household_number: HouseholdNumber | None = None  # None = new household (全部)
    address: Address | None = None  # None = the address of the existing household


class Amendments(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    """New values of a record's fields; what is left out stays.

    The name of the head is not among them: it follows from who is head.
    """

    name: PersonName | msgspec.UnsetType = UNSET
    birth_date: RegisterDate | msgspec.UnsetType | None = UNSET  # None, here and below, is a blank that is refused
    sex: Sex | msgspec.UnsetType = UNSET
    address: Address | msgspec.UnsetType | None = UNSET
    relationship: str | msgspec.UnsetType | None = UNSET
    household_number: HouseholdNumber | msgspec.UnsetType = UNSET
    became_resident_on: RegisterDate | msgspec.UnsetType | None = UNSET
    address_set_on: RegisterDate | msgspec.UnsetType | None = UNSET
    notified_on: RegisterDate | msgspec.UnsetType | None = UNSET
    resident_record_code: str | msgspec.UnsetType = UNSET  # as typed
    individual_number_ref: str | msgspec.UnsetType | None = UNSET
    position: int | msgspec.UnsetType | None = UNSET
    former_surname: FormerSurname | msgspec.UnsetType | None = UNSET
    common_name: CommonName | msgspec.UnsetType | None = UNSET
    domicile: str | msgspec.UnsetType | None = UNSET
    first_listed_person: str | msgspec.UnsetType | None = UNSET
    previous_address: Address | msgspec.UnsetType | None = UNSET
    last_registered_address: Address | msgspec.UnsetType | None = UNSET
    notes: tuple[str, ...] | msgspec.UnsetType = UNSET
    remarks: str | msgspec.UnsetType = UNSET
    memo: str | msgspec.UnsetType = UNSET
    guardianship: bool | msgspec.UnsetType = UNSET
    residence: Residence | msgspec.UnsetType | None = UNSET
    common_name_history: tuple[CommonName, ...] | msgspec.UnsetType = UNSET
    entitlements: Entitlements | msgspec.UnsetType | None = UNSET
    card: CardItems | msgspec.UnsetType | None = UNSET
    de_facto_head: str | msgspec.UnsetType = UNSET
    planned_destination: Address | msgspec.UnsetType | None = UNSET  # of a removed record or a planned move-out
    confirmed_destination: Address | msgspec.UnsetType | None = UNSET
    event_on: RegisterDate | msgspec.UnsetType | None = UNSET

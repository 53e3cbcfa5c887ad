"""Items of a resident record that form structures of their own: residence of foreigners, memberships, cards.

Source: standard chapter 3, 1.1.1 and 1.1.2; Basic Resident Register Act, Article 7, items 9 to 12, and Article 30-45.
"""

from enum import StrEnum

import msgspec

from daicho.values.dates import RegisterDate


class ResidenceCategory(StrEnum):
    """As what a foreign resident is on the register (法30条の45の表の区分)."""

    MID_TO_LONG_TERM = "mid_to_long_term"  # 中長期在留者
    SPECIAL_PERMANENT = "special_permanent"  # 特別永住者
    TEMPORARY_REFUGE = "temporary_refuge"  # 一時庇護許可者
    PROVISIONAL_STAY = "provisional_stay"  # 仮滞在許可者
    TRANSITIONAL_BIRTH = "transitional_birth"  # 出生による経過滞在者
    TRANSITIONAL_LOSS = "transitional_loss"  # 国籍喪失による経過滞在者

    @property
    def is_transitional(self) -> bool:
        """Whether the person stays without a status for sixty days (経過滞在者; Immigration Act, Article 22-2(1))."""
        return self in {ResidenceCategory.TRANSITIONAL_BIRTH, ResidenceCategory.TRANSITIONAL_LOSS}


class Residence(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    """What the record of a foreign resident says of the residence in Japan (STD-1.1.2; Article 30-45).

    Attributes:
        category: the category of the table of Article 30-45.
        nationality: 国籍・地域 as written on the card or certificate.
        nationality_code: its code, where the notice gave one.
        became_foreign_resident_on: 外国人住民となった年月日; never blank (STD-1.1.6).
        alien_registration_on: 旧外登法による登録年月日; may be an unknown day (STD-1.1.8).
        status: 在留資格 of a mid to long-term resident.
        period: 在留期間; for a temporary refugee 上陸期間, for somebody on provisional stay 仮滞在期間.
        expires_on: 在留期間の満了の日, shown with the calendar year (STD-1.1.9).
        document_number: 在留カードの番号, or 特別永住者証明書の番号.
        residence_notified: 住居地の届出の有無 (Immigration Act, Articles 19-7 to 19-9; STD-4.5.7).
        landing_permit: 上陸許可証による転入の旨.
    """

    category: ResidenceCategory
    nationality: str = ""
    nationality_code: str = ""
    became_foreign_resident_on: RegisterDate | None = None
    alien_registration_on: RegisterDate | None = None
    status: str = ""
    period: str = ""
    expires_on: RegisterDate | None = None
    document_number: str = ""
    residence_notified: bool = False
    landing_permit: bool = False


class Membership(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    """Whether somebody is insured, and since and until when (被保険者該当の有無, 資格取得・喪失年月日)."""

    insured: bool = False
    acquired_on: RegisterDate | None = None
    lost_on: RegisterDate | None = None


class Pension(Membership, frozen=True, omit_defaults=True, kw_only=True):
    """Membership of the national pension (国民年金), with its number and kind (種別)."""

    basic_pension_number: str = ""  # 基礎年金番号
    insured_kind: str = ""  # 種別: 第1号 and so on
    kind_changed_on: RegisterDate | None = None  # 種別の変更があった年月日


class Entitlements(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    """What the record says of voters' list, insurances, pension and child allowance (Act, Article 7, items 9 to 11-2).

    None is an item that the record leaves blank.
    """

    on_voters_list: bool | None = None  # 選挙人名簿への登録の有無
    health_insurance: Membership | None = None  # 国民健康保険
    late_elderly_care: Membership | None = None  # 後期高齢者医療
    long_term_care: Membership | None = None  # 介護保険
    national_pension: Pension | None = None  # 国民年金
    child_allowance_from: str = ""  # 児童手当の受給開始年月, such as 2026-04
    child_allowance_until: str = ""  # 終了年月


class CardItems(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    """What the record says of cards and electronic certificates; told by the card system, not by the person."""

    individual_number_card: str = ""  # 個人番号カードの発行状況
    resident_card: str = ""  # 住基カードの発行状況
    signature_serial: str = ""  # 署名用電子証明書シリアル番号
    authentication_serial: str = ""  # 利用者証明用電子証明書シリアル番号

"""Commands that change records of people who stay (修正): relocation, households, corrections, cancellation.

Source: standard chapter 3, 4.1.2, 4.1.4, 4.2.3, 4.3, 4.4, 4.6.
"""

from enum import StrEnum

import msgspec

from daicho.law.commands_common import Amendments, Destination, Header, Mover, Placement
from daicho.values.addresses import Address
from daicho.values.names import CommonName, FormerSurname, PersonName
from daicho.values.numbers import AddresseeNumber, HouseholdNumber


class Relocation(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True, tag="relocation"):
    """Relocation within the municipality (転居, Article 23; STD-4.1.2), also to another house on the same lot."""

    header: Header
    movers: tuple[Mover, ...]
    destination: Destination
    cards_shown: tuple[AddresseeNumber, ...] = ()
    """Foreign movers whose residence card or special permanent resident certificate was shown: for them the
    notification of relocation is that of the residence too (住居地届出, Immigration Control Act, Article 19-9)."""


class HouseholdSplit(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True, tag="household_split"):
    """Household split (世帯分離): members form a household of their own at the same address (STD-4.1.4.1)."""

    header: Header
    movers: tuple[Mover, ...]


class HouseholdMerge(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True, tag="household_merge"):
    """Household merge (世帯合併): a whole household joins another at the same address (STD-4.1.4.1)."""

    header: Header
    movers: tuple[Mover, ...]
    household_number: HouseholdNumber


class HouseholdChange(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True, tag="household_change"):
    """Household change (世帯変更): some members go over to another household at the same address (STD-4.1.4.1)."""

    header: Header
    movers: tuple[Mover, ...]
    household_number: HouseholdNumber


class ChangeOfHead(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True, tag="change_of_head"):
    """Change of head (世帯主変更): with it the relationships of all members may change (STD-4.1.4.1, 4.1.4.2)."""

    header: Header
    household_number: HouseholdNumber
    placements: tuple[Placement, ...]


class ClericalCorrection(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True, tag="clerical_correction"):
    """Clerical correction (誤記修正, STD-4.2.3.3) of any field; never overwrites.

    `header.effective_on` is the day from which the wrong value stands; left out, it is corrected over the whole stay.
    """

    header: Header
    person: AddresseeNumber
    amendments: Amendments


class IndividualNumberAssigned(
    msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True, tag="individual_number_assigned"
):
    """The national server has assigned an individual number (個人番号の職権記載, STD-4.4, 7.1.2.1)."""

    header: Header
    person: AddresseeNumber
    individual_number_ref: str  # empty where the number as typed was wrong
    individual_number_problem: str | None = None  # the rule that the number as typed breaks


class ExOfficioCorrection(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True, tag="ex_officio_correction"):
    """Ex officio correction (職権修正, STD-4.2.3.1) of any field from the effective date on.

    On a family register notification, or on a notice of the municipality of the registered domicile
    (住民票記載事項通知, Article 9(2); STD-4.2.0.3): the basis of the header is a notice then. `also` names others to
    whom the same domicile and first-listed person are given at once (STD-4.0.6).
    """

    header: Header
    person: AddresseeNumber
    amendments: Amendments
    also: tuple[AddresseeNumber, ...] = ()


class MinorGround(StrEnum):
    """Grounds of a minor correction (規則11条3項2号; STD-4.2.3.2)."""

    COMMON_CHARACTERS = "common_characters"  # 常用平易な文字への変更
    CHARACTER_IDENTIFICATION = "character_identification"  # 文字の同定
    ADMINISTRATIVE_AREA = "administrative_area"  # 行政区画、町若しくは字又はこれらの名称の変更
    LOT_NUMBER = "lot_number"  # 地番の変更
    RESIDENCE_INDICATION = "residence_indication"  # 住居表示の実施又は変更
    BUILDING_NAME = "building_name"  # 建築物の名称又は賃貸人の変更
    OTHER = "other"  # そのほか総務大臣が適当と認めるもの


class MinorCorrection(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True, tag="minor_correction"):
    """Minor correction (軽微な修正, STD-4.2.3.2): of the name or the address only, on one of its listed grounds.

    `also` names others who are given the same address: a renamed district is renamed by households (STD-9.7).
    """

    header: Header
    person: AddresseeNumber
    ground: MinorGround
    name: PersonName | None = None  # None = as it is
    address: Address | None = None
    also: tuple[AddresseeNumber, ...] = ()


class NumberChange(StrEnum):
    """Why an individual number changes."""

    ON_REQUEST = "on_request"  # 個人番号の変更請求 (番号法7条2項)
    EX_OFFICIO = "ex_officio"  # 職権による変更・修正 (番号法施行令4条1項, 住基法施行令12条3項)


class IndividualNumberChanged(
    msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True, tag="individual_number_changed"
):
    """Another individual number is recorded (STD-4.4)."""

    header: Header
    person: AddresseeNumber
    individual_number_ref: str  # empty where the number as typed was wrong
    kind: NumberChange
    individual_number_problem: str | None = None  # the rule that the number as typed breaks


class CodeChange(StrEnum):
    """Why a resident record code is given."""

    ON_REQUEST = "on_request"  # 住民票コードの変更請求 (法30条の4)
    EX_OFFICIO_ENTRY = "ex_officio_entry"  # 住民票コードの職権記載, of somebody without a code (法30条の3)


class ResidentRecordCodeChanged(
    msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True, tag="resident_record_code_changed"
):
    """A new resident record code from the pool (STD-4.3.1, 4.3.2).

    On request where the person has one (Article 30-4), ex officio where the person has none. Nothing but the
    ordinary history keeps the change.
    """

    header: Header
    person: AddresseeNumber
    kind: CodeChange | None = None  # None = whichever the record calls for


class FormerSurnameChange(StrEnum):
    """Whether a former surname is the first or comes in place of another (STD-1.2.2)."""

    ENTRY = "entry"  # 旧氏の記載
    CHANGE = "change"  # 旧氏の変更


class FormerSurnameChanged(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True, tag="former_surname_changed"):
    """A former surname is recorded, changed or deleted on request (旧氏の記載・変更・削除, 令30条の14; STD-1.1.7)."""

    header: Header
    person: AddresseeNumber
    former_surname: FormerSurname | None  # None = deleted
    kind: FormerSurnameChange | None = None  # None = whichever the record calls for


class CommonNameChanged(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True, tag="common_name_changed"):
    """A common name is recorded or deleted on a statement (通称の記載・削除, 令30条の16; STD-1.1.7)."""

    header: Header
    person: AddresseeNumber
    common_name: CommonName | None  # None = deleted


class Cancellation(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True, tag="cancellation"):
    """Cancellation of an act (異動の取消し, STD-4.6.0.1), of all or some of the people it changed.

    Whoever is changed by the act only as a consequence is restored with the others. `placements` state the
    relationship of people who return to a household that has another head by now.
    """

    header: Header
    act_number: int
    persons: tuple[AddresseeNumber, ...]
    placements: tuple[Placement, ...] = ()

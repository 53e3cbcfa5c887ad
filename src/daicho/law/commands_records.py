"""Commands that end one record of a person and begin another on the same day: nationality, re-making, restoration.

Source: standard chapter 3, 1.1.4 (改製), 1.2.2, 4.5.3 to 4.5.5.
"""

from enum import StrEnum

import msgspec

from daicho.law.commands_common import Amendments, Header
from daicho.law.records import Residence
from daicho.values.names import PersonName
from daicho.values.numbers import AddresseeNumber


class NationalityGround(StrEnum):
    """How a foreign resident became Japanese."""

    NATURALISATION = "naturalisation"  # 帰化 (Nationality Act, Article 4; STD-4.5.3)
    ACQUISITION = "acquisition"  # 国籍取得 (Nationality Act, Articles 3, 17; STD-4.5.4)


class NationalityAcquired(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True, tag="nationality_acquired"):
    """A foreign resident has become Japanese (帰化, 国籍取得; STD-4.5.3, 4.5.4).

    The record of the foreign resident is removed and one of a Japanese resident made. Address, date of birth, sex,
    household and relationship, days, code, numbers and previous address stay. Somebody who was no resident is entered
    with `ExOfficioEntry` of the kind naturalisation.
    """

    header: Header
    person: AddresseeNumber
    name: PersonName  # 帰化後の氏名
    domicile: str  # 本籍
    first_listed_person: str  # 筆頭者
    ground: NationalityGround = NationalityGround.NATURALISATION


class NationalityLost(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True, tag="nationality_lost"):
    """A Japanese resident has lost the nationality and stays as a foreign resident (国籍喪失; STD-4.5.5).

    The record of the Japanese resident is removed and one of a foreign resident made. The day of becoming a foreign
    resident follows: the later of the loss and of becoming a resident. Who does not stay is removed with
    `ExOfficioRemoval` on the ground loss of nationality.
    """

    header: Header
    person: AddresseeNumber
    residence: Residence
    name: PersonName | None = None  # None = as it was


class Remaking(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True, tag="remaking"):
    """Re-making of resident records (改製, STD-1.1.4): by hand, at any time, never by itself.

    The record so far becomes a superseded record; the new one has the items in force and no history.
    """

    header: Header
    persons: tuple[AddresseeNumber, ...]
    ground: str = ""


class Restoration(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True, tag="restoration"):
    """Restoration of a resident record that was lost or damaged (再製), with what has to be put right in it."""

    header: Header
    person: AddresseeNumber
    ground: str = ""
    amendments: Amendments = Amendments()

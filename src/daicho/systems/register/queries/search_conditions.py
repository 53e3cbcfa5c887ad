"""What a clerk searches by, as a value (STD-2.1.3), and the bounds of an answer."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Final

import msgspec

if TYPE_CHECKING:
    from daicho.values.dates import RegisterDate

LIMIT: Final = 101
"""Rows asked for; one more than a page of 100, to say that there are more."""

CAP: Final = 1001
"""Candidates looked at before ranking: ten for each that is shown."""

NAMES: Final = "('name', 'former_surname', 'common_name')"
"""Kinds of keys that are names."""


class Blank(StrEnum):
    """Items that can be searched for being empty (STD-2.1.3)."""

    READING = "reading"
    HEAD = "head"
    RESIDENT_RECORD_CODE = "resident_record_code"
    INDIVIDUAL_NUMBER = "individual_number"
    BUILDING = "building"
    ADDRESS_CODE = "address_code"
    DOCUMENT_NUMBER = "document_number"


class Conditions(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    """What a clerk searches by. All conditions must hold; texts are matched by their search forms.

    Attributes:
        name: part of a name as written: resident's, former surname or common name.
        kana: part of the reading; readings that begin so come first.
        given: a given name as written, whole or beginning.
        given_kana: beginning of the reading of the given name.
        birth_from: earliest date of birth; alone, the date itself.
        birth_to: latest date of birth.
        address: beginning of the address without the municipality, or letters of town and building.
        address_code: the address code of a town (11 digits), or its beginning.
        document_number: number of a residence card or special permanent resident certificate.
        nationality: beginning of a nationality or region.
        past: also former names, addresses and codes.
        present_only: leave removed records out.
    """

    name: str = ""
    kana: str = ""
    given: str = ""
    given_kana: str = ""
    birth_from: RegisterDate | None = None
    birth_to: RegisterDate | None = None
    sex: str = ""
    kind: str = ""
    relationship: str = ""
    state: str = ""
    removal_reason: str = ""
    address: str = ""
    address_code: str = ""
    addressee_number: str = ""
    household_number: str = ""
    resident_record_code: str = ""
    document_number: str = ""
    nationality: str = ""
    blank: Blank | None = None
    past: bool = True
    present_only: bool = False


class NothingToSearchBy(ValueError):  # noqa: N818 - a state of the form
    """No condition that an index can lead with was given: sex or state alone find half the town."""

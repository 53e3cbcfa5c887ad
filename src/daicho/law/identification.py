"""Identification information (本人確認情報): what the three levels hold, and how an update changes it.

One pure function, `apply_update`, is used by the municipal CS, the prefecture server and the national server, so
that all of them reach the same state whatever the order in which two links deliver.

How that is made sure of: a resident record code is held as one *stay* for each municipality, each changed only by
its own municipality, whose link keeps order; which stay is shown as the person's identification information is then
a function of the stays, not of the order of arrival. So "present" in CTRL-036 is present under the *sender's* code;
a move-in from elsewhere takes the record over; a late removal or correction by the old municipality touches its own
stay only.

Source: Basic Resident Register Act, Articles 30-6, 30-7; seed DF-2, DF-4; CTRL-036, 037, 039, 041, 091.
"""

from enum import StrEnum

import msgspec

from daicho.law.identification_record import FormerSurnameItems, IdentificationRecord, RecordStatus, derive_record
from daicho.law.identification_update import (
    Applied,
    Holding,
    IdentificationUpdate,
    NumbersHeld,
    Refused,
    Stay,
    UpdateReason,
    apply_update,
    content_told,
    derive,
)

__all__ = [
    "Applied",
    "FormerSurnameItems",
    "FourItems",
    "Holding",
    "IdentificationRecord",
    "IdentificationUpdate",
    "NumbersHeld",
    "RecordStatus",
    "Refused",
    "SearchItem",
    "Stay",
    "UpdateReason",
    "apply_update",
    "content_told",
    "derive",
    "derive_record",
    "search_allowed",
]


class SearchItem(StrEnum):
    """The four items by which identification information is searched; code and number stand outside the rule."""

    NAME = "name"
    ADDRESS = "address"
    BIRTH_DATE = "birth_date"
    SEX = "sex"


class FourItems(msgspec.Struct, frozen=True, omit_defaults=True):
    """The four items given in a search; blank means not given."""

    name: str = ""
    address: str = ""
    birth_date: str = ""
    sex: str = ""

    @property
    def given(self) -> frozenset[SearchItem]:
        """Which items are given."""
        return frozenset(item for item in SearchItem if getattr(self, item.value))


def search_allowed(items: frozenset[SearchItem] | set[SearchItem] | FourItems) -> bool:
    """Whether a search by these of the four items may run (CTRL-091).

    At least two items other than sex, in the combinations name and address, or name and date of birth.
    """
    given = items.given if isinstance(items, FourItems) else items
    return SearchItem.NAME in given and (SearchItem.ADDRESS in given or SearchItem.BIRTH_DATE in given)

"""The address itself: a value of parts, and how it is written.

Source: standard chapter 3, 1.1.1 (住所, 方書), 1.1.17 (postal codes), 1.3.3 (11-digit address code).
"""

from enum import StrEnum

import msgspec


class AddressKind(StrEnum):
    """Where an address lies."""

    DOMESTIC = "domestic"
    FOREIGN = "foreign"
    UNKNOWN = "unknown"


class Address(msgspec.Struct, frozen=True, omit_defaults=True):
    """An address as a record holds it."""

    kind: AddressKind = AddressKind.DOMESTIC
    municipality_code: str = ""
    town: str = ""
    lot: str = ""
    building: str = ""
    postal_code: str = ""
    address_code: str = ""
    country: str = ""
    text: str = ""

    @property
    def written(self) -> str:
        """The address as a paper prints it."""
        return self.text or f"{self.town}{self.lot}{self.building}"

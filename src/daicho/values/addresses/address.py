"""The address itself: a value of parts, and how it is written.

Source: standard chapter 3, 1.1.1 (住所, 方書), 1.1.17 (postal codes), 1.3.2 (lots), 1.3.3 (11-digit address code).
"""

from __future__ import annotations

import re
from enum import StrEnum
from typing import Final

import msgspec

from daicho.values.addresses.directory import municipality
from daicho.values.errors import InvalidValue

UNKNOWN_TEXT: Final = "不明"
_POSTAL_CODE: Final = re.compile(r"[0-9]{7}")
_ADDRESS_CODE: Final = re.compile(r"[0-9]{11}")


class AddressKind(StrEnum):
    """Where an address lies."""

    DOMESTIC = "domestic"
    FOREIGN = "foreign"
    UNKNOWN = "unknown"


class InvalidAddress(InvalidValue):
    """The parts of an address do not agree with one another (V-ADR-…)."""


class Address(msgspec.Struct, frozen=True, omit_defaults=True):
    """An address as a record holds it.

    Attributes:
        kind: Domestic, foreign, or unknown.
        municipality_code: Six digits; a ward's code where a designated city has wards.
        town: 町・大字・字 with or without 丁目, as written.
        lot: 番・号 or 番地, as written.
        building: 方書, as written.
        postal_code: Seven digits without hyphen (standard 1.1.17).
        address_code: Eleven digits where the municipality's address dictionary gives one: two of the prefecture, three
            of the municipality, three each of 大字 and 小字, which no public list prescribes (standard 1.3.3).
        country: Name of the country of a foreign address.
        text: The address as written where it is not held in parts: a foreign one, or one taken over from a paper.
    """

    kind: AddressKind = AddressKind.DOMESTIC
    municipality_code: str = ""
    town: str = ""
    lot: str = ""
    building: str = ""
    postal_code: str = ""
    address_code: str = ""
    country: str = ""
    text: str = ""

    @classmethod
    def foreign(cls, country: str, text: str = "") -> Address:
        """An address abroad (国外): the country's name and what follows it."""
        return cls(kind=AddressKind.FOREIGN, country=country, text=text)

    @classmethod
    def unknown(cls, text: str = "") -> Address:
        """An address that is not known (不明, 不詳); `text` is what the record says instead."""
        return cls(kind=AddressKind.UNKNOWN, text=text)

    @property
    def written(self) -> str:
        """The address as printed: prefecture, municipality, town, lot, building; the text where it is held as text."""
        if self.kind is AddressKind.UNKNOWN:
            return self.text or UNKNOWN_TEXT
        if self.kind is AddressKind.FOREIGN:
            return f"{self.country}{self.text}"
        return self.text or _with_building(f"{self.municipality_name}{self.town}{self.lot}", self.building)

    @property
    def municipality_name(self) -> str:
        """Prefecture, county and municipality; empty when no code is held, or one that nothing has or had."""
        if not self.municipality_code:
            return ""
        try:
            return municipality(self.municipality_code).full_name
        except ValueError:
            return ""

    @property
    def postal_code_written(self) -> str:
        """The postal code as printed, with its hyphen."""
        return f"{self.postal_code[:3]}-{self.postal_code[3:]}" if self.postal_code else ""


def problems(address: Address) -> tuple[InvalidAddress, ...]:
    """What is wrong with the parts of an address; empty when they agree. For entry forms and load files."""
    found = []
    if address.kind is AddressKind.FOREIGN and not address.country:
        found.append(
            InvalidAddress("V-ADR-COUNTRY", "国外の住所に国名がありません", "a foreign address names no country")
        )
    if address.kind is AddressKind.DOMESTIC:
        found.extend(_domestic_problems(address))
    if address.postal_code and _POSTAL_CODE.fullmatch(address.postal_code) is None:
        found.append(
            InvalidAddress("V-ADR-POSTAL", "郵便番号は数字7桁です(ハイフンなし)", "a postal code is seven digits")
        )
    return tuple(found)


def _domestic_problems(address: Address) -> list[InvalidAddress]:
    found = []
    if not address.municipality_code and not address.text:
        found.append(
            InvalidAddress(
                "V-ADR-EMPTY",
                "国内の住所には市区町村コードか住所の文字列が必要です",
                "a domestic address needs a municipality code or a text",
            )
        )
    if address.municipality_code:
        try:
            municipality(address.municipality_code)
        except ValueError:
            found.append(
                InvalidAddress(
                    "V-ADR-CODE",
                    "住所の市区町村コードがありません。一覧で確かめてください",
                    "the address's municipality code does not exist; look it up in the directory",
                )
            )
    code = address.address_code
    if code and (_ADDRESS_CODE.fullmatch(code) is None or code[:5] != address.municipality_code[:5]):
        found.append(
            InvalidAddress(
                "V-ADR-ADDRESS-CODE",
                "住所コードは数字11桁で、上5桁は市区町村コードの上5桁と同じです(標準仕様書1.3.3)",
                "an address code is eleven digits and begins with the municipality's five (standard 1.3.3)",
            )
        )
    return found


def _with_building(place: str, building: str) -> str:
    return f"{place}\u3000{building}" if building else place

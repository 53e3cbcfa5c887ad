"""Addresses: where someone lives, as the register writes it (住所), and the directories of municipalities and towns.

Source: standard chapter 3, 1.1.1, 1.1.17, 1.3.2 to 1.3.4; JIS X 0401, JIS X 0402. No data file is read before the
first question that needs it.
"""

from daicho.values.addresses.address import Address, AddressKind, InvalidAddress, problems
from daicho.values.addresses.comparison import normalise
from daicho.values.addresses.directory import (
    Change,
    ChangeKind,
    Municipality,
    PlaceKind,
    UnknownMunicipality,
    changes,
    former_municipalities,
    municipalities,
    municipality,
    northern_villages,
    prefectures,
    successors,
    wards,
)
from daicho.values.addresses.reading import read_address, same_place
from daicho.values.addresses.suggestions import Town, postal_codes, suggest, town, town_count, towns

__all__ = [
    "Address",
    "AddressKind",
    "Change",
    "ChangeKind",
    "InvalidAddress",
    "Municipality",
    "PlaceKind",
    "Town",
    "UnknownMunicipality",
    "changes",
    "former_municipalities",
    "municipalities",
    "municipality",
    "normalise",
    "northern_villages",
    "postal_codes",
    "prefectures",
    "problems",
    "read_address",
    "same_place",
    "successors",
    "suggest",
    "town",
    "town_count",
    "towns",
    "wards",
]

"""What the municipality's dictionaries say of an address: its code, lots, buildings, districts (STD-1.3.2 to 1.3.5).

They hold nothing about residents, so no grant is asked for.
"""

from __future__ import annotations

import re
from itertools import islice
from typing import Final

import msgspec

from daicho.systems.register import db
from daicho.values.addresses import normalise
from daicho.values.names import fold, search_forms

SHOWN: Final = 20
"""Suggestions at most."""

_DIGITS: Final = re.compile(r"\d+")


class Building(msgspec.Struct, frozen=True):
    """A building name suggested for 方書 (STD-4.0.7)."""

    name: str
    kana: str
    town: str
    lot: str


class District(msgspec.Struct, frozen=True):
    """A district that an address belongs to."""

    kind: str
    code: str
    name: str


def place_of(town: str, lot: str) -> str:
    """The comparable form of a town and lot, whatever numerals and words they are written in."""
    return normalise(f"{town}{lot}")


def lot_order(lot: str) -> str:
    """What lots are sorted by: their numbers, so that 2番 stands before 10番."""
    return "-".join(f"{int(number):06}" for number in _DIGITS.findall(normalise(lot)))


def buildings(alias: str, *, town: str, lot: str = "", typed: str = "") -> tuple[Building, ...]:
    """Buildings at an address, or in a whole town; of these the ones whose name or kana has what was typed."""
    place = place_of(town, lot)
    found = db.rows(
        alias,
        "SELECT name, kana, town, lot FROM register_buildingentry "
        f"WHERE {'place = %(place)s' if lot else 'place LIKE %(prefix)s'} AND forms LIKE ANY (%(typed)s) "
        f"ORDER BY name LIMIT {SHOWN}",
        {
            "place": place,
            "prefix": f"{_literal(place)}%",
            "typed": [f"%{_literal(form)}%" for form in search_forms(typed)],
        },
    )
    return tuple(Building(each["name"], each["kana"], each["town"], each["lot"]) for each in found)


def _literal(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def lots(alias: str, town: str) -> tuple[str, ...]:
    """The lots of a town at which an address can be set, in the order of their numbers."""
    found = db.rows(alias, 'SELECT lot FROM register_lotentry WHERE town = %s ORDER BY "order", lot', (town,))
    return tuple(each["lot"] for each in found)


def address_code(alias: str, town: str) -> str:
    """The 11-digit code of a town by its name; empty when the dictionary does not have it or has it twice."""
    found = db.rows(alias, "SELECT address_code FROM register_townentry WHERE name = %s LIMIT 2", (town,))
    return str(found[0]["address_code"]) if len(found) == 1 else ""


def towns_beginning(alias: str, typed: str) -> tuple[str, ...]:
    """Towns of the dictionary whose name, kana or postal code begins with what was typed."""
    asked = typed.strip()
    kana, digits = fold(asked), asked.replace("-", "")
    found = db.rows(alias, "SELECT name, kana, postal_code FROM register_townentry ORDER BY address_code")
    names = (
        each["name"]
        for each in found
        if each["name"].startswith(asked)
        or (kana and fold(each["kana"]).startswith(kana))
        or (digits.isdigit() and each["postal_code"].startswith(digits))
    )
    return tuple(islice(names, SHOWN)) if asked else ()


def districts(alias: str, *, town: str, lot: str) -> tuple[District, ...]:
    """The districts of an address, one of each kind; an entry for the lot goes before one for the whole town."""
    found = db.rows(
        alias,
        "SELECT DISTINCT ON (kind) kind, code, name FROM register_districtentry WHERE place = ANY (%s) "
        "ORDER BY kind, lot <> '' DESC",
        ([place_of(town, lot), place_of(town, "")],),
    )
    return tuple(District(each["kind"], each["code"], each["name"]) for each in found)

"""The blocks of foreign residents on copies and move-out certificates.

They have no registered domicile and no former surname, and name in Roman letters, kanji and common name, the day of
becoming a foreign resident, and the items of Article 30-45 in their place.

Source: Basic Resident Register Act, Article 30-45; Order, Article 23; standard chapter 3, 1.1.2, 5.1.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from daicho.documents.certificates import Cell
from daicho.systems.register.issuing import cells
from daicho.systems.register.issuing import foreign_cells as foreign
from daicho.systems.register.issuing.wanted import Item

if TYPE_CHECKING:
    from daicho.law.records import ResidentRecord

Row = tuple[Cell, ...]


def of_household(place: int, record: ResidentRecord, items: frozenset[Item]) -> tuple[Row, ...]:
    """世帯連記式: the latest values only."""
    return (
        _who(place, record),
        (
            foreign.common_name(record, 5),
            cells.sex(record, 1),
            cells.relationship(record, items, 3),
            cells.day("届出の年月日", record.notified_on, 3),
        ),
        (
            foreign.became_foreign_resident(record, 4),
            foreign.alien_registration(record, 4),
            cells.address_set(record, 4),
        ),
        *_residence(record, items),
        (cells.address("転入前住所", record.previous_address, 6), foreign.common_name_matters(record, items, 6)),
    )


def of_individual(record: ResidentRecord, items: frozenset[Item]) -> tuple[Row, ...]:
    """個人票: one person on a sheet."""
    return (
        (cells.address("住所", record.address, 12),),
        (foreign.roman_name(record, 8), foreign.kanji_name(record, 4)),
        (foreign.common_name(record, 8), foreign.birth(record, 4)),
        (cells.sex(record, 2), cells.relationship(record, items, 4), cells.head(record, items, 6)),
        (
            foreign.became_foreign_resident(record, 4),
            cells.address_set(record, 4),
            cells.day("届出の年月日", record.notified_on, 4),
        ),
        (foreign.alien_registration(record, 4), cells.address("転入前住所", record.previous_address, 8)),
        *_residence(record, items),
        (foreign.common_name_matters(record, items, 12),),
    )


def of_move_out(place: int, record: ResidentRecord, items: frozenset[Item]) -> tuple[Row, ...]:
    """転出証明書: what the municipality moved to needs."""
    return (
        _who(place, record),
        (
            foreign.common_name(record, 5),
            cells.sex(record, 1),
            cells.relationship(record, items, 2),
            foreign.became_foreign_resident(record, 4),
        ),
        *_residence(record, items),
        (foreign.alien_registration(record, 4), foreign.common_name_matters(record, items, 8)),
    )


def _who(place: int, record: ResidentRecord) -> Row:
    """The first row of a block: the member's place in it, names and birth."""
    return (
        Cell("", str(place), 1),
        foreign.roman_name(record, 5),
        foreign.kanji_name(record, 3),
        foreign.birth(record, 3),
    )


def _residence(record: ResidentRecord, items: frozenset[Item]) -> tuple[Row, ...]:
    """The items of Article 30-45 in two rows."""
    return (
        (
            foreign.of_residence(Item.NATIONALITY, record, items, 3),
            foreign.of_residence(Item.CATEGORY, record, items, 4),
            foreign.of_residence(Item.STATUS, record, items, 5),
        ),
        (
            foreign.of_residence(Item.PERIOD, record, items, 3),
            foreign.of_residence(Item.EXPIRY, record, items, 4),
            foreign.of_residence(Item.DOCUMENT, record, items, 5),
        ),
    )

"""The people whom the demonstration's scenario is about: chosen from a population, and the child that is born.

    families = list(families_of(path))          # households with a head, a spouse and a child, in the file's order
    child = newborn(family, on=date(2026, 11, 24))

The same file gives the same families. Nobody here exists.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from daicho.law.records import PersonKind, Sex
from daicho.protocol.load_files import FileReader, LoadedHousehold
from daicho.values.names import PersonName

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

HEAD: Final = "世帯主"
SPOUSES: Final = frozenset({"妻", "夫"})
CHILD: Final = "子"
SMALLEST: Final = 3
LARGEST: Final = 5

_GIVEN: Final = (("みのり", "ミノリ", Sex.FEMALE), ("はるか", "ハルカ", Sex.FEMALE), ("つむぐ", "ツムグ", Sex.MALE))
"""Given names for children born in the demonstration, with reading and sex."""


def households_of(path: Path) -> Iterator[LoadedHousehold]:
    """The households of a file of residents, in its order."""
    with path.open("rb") as file:
        yield from (line for line in FileReader(file, LoadedHousehold) if isinstance(line, LoadedHousehold))


def families_of(path: Path) -> Iterator[LoadedHousehold]:
    """Families that can move: a head, a spouse and a child at least, nobody of whom is hard to describe."""
    return (household for household in households_of(path) if is_family(household))


def is_family(household: LoadedHousehold) -> bool:
    """Whether a household is a couple with children, every date of birth a day of the calendar."""
    members = [member.record for member in household.members]
    relationships = [member.relationship for member in members]
    return (
        SMALLEST <= len(members) <= LARGEST
        and are_japanese(household)
        and relationships[0] == HEAD
        and bool(SPOUSES.intersection(relationships))
        and all(relationship in {HEAD, CHILD, *SPOUSES} for relationship in relationships)
        and CHILD in relationships
        and all(member.birth_date.calendar_day is not None for member in members)
    )


def are_japanese(household: LoadedHousehold) -> bool:
    """Whether everybody in a household is a Japanese resident: moves of others ask for more papers."""
    return all(member.record.kind is PersonKind.JAPANESE for member in household.members)


def couples_of(path: Path) -> Iterator[LoadedHousehold]:
    """Households in which a spouse lives: one of them loses the spouse in the scenario."""
    for household in households_of(path):
        if are_japanese(household) and any(member.record.relationship in SPOUSES for member in household.members):
            yield household


def newborn(surname: PersonName, *, number: int) -> tuple[PersonName, Sex]:
    """Name and sex of the child that is born into a family of this surname; `number` varies the given name."""
    given, reading, sex = _GIVEN[number % len(_GIVEN)]
    name = PersonName(
        surname.family,
        given,
        surname.family_furigana,
        reading,
        family_furigana_confirmed=True,
        given_furigana_confirmed=True,
    )
    return name, sex

"""Look-ups that the law asks for before it decides: who has this code, this number, these three items.

They return addressee numbers only and are part of an act, which has its own grant.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from daicho.systems.register import db, keys
from daicho.values.names import fold, search_forms
from daicho.values.numbers import AddresseeNumber

if TYPE_CHECKING:
    from collections.abc import Iterable

    from daicho.law.situation import ThreeItems


def by_codes(alias: str, codes: Iterable[str]) -> dict[str, AddresseeNumber]:
    """Holders of resident record codes as typed; someone who has it now before someone who had it."""
    wanted = {_digits(code): code for code in codes}
    if not wanted:
        return {}
    found = db.rows(
        alias,
        "SELECT value, addressee_number FROM register_searchkey WHERE kind = 'code' AND value = ANY (%s) "
        "ORDER BY is_current, addressee_number",
        (list(wanted),),
    )
    return {wanted[each["value"]]: AddresseeNumber.from_stored(each["addressee_number"]) for each in found}


def by_number_refs(alias: str, references: Iterable[str]) -> dict[str, AddresseeNumber]:
    """Whose individual number lies under these references of the vault."""
    wanted = list(references)
    if not wanted:
        return {}
    found = db.rows(
        alias,
        "SELECT individual_number_ref, addressee_number FROM register_person WHERE individual_number_ref = ANY (%s)",
        (wanted,),
    )
    return {each["individual_number_ref"]: AddresseeNumber.from_stored(each["addressee_number"]) for each in found}


def by_documents(alias: str, numbers: Iterable[str]) -> dict[str, AddresseeNumber]:
    """Holders of residence cards and certificates by number, earlier ones too; who has it now before who had it."""
    wanted = {keys.document(number): number for number in numbers}
    if not wanted:
        return {}
    found = db.rows(
        alias,
        "SELECT value, addressee_number FROM register_searchkey WHERE kind = 'document' AND value = ANY (%s) "
        "ORDER BY is_current, addressee_number",
        (list(wanted),),
    )
    return {wanted[each["value"]]: AddresseeNumber.from_stored(each["addressee_number"]) for each in found}


_THREE_ITEMS = """
    SELECT DISTINCT k.addressee_number
    FROM register_searchkey k JOIN register_person p USING (addressee_number)
    WHERE k.kind IN ('name', 'former_surname', 'common_name') AND k.value = ANY (%s)
        AND p.sex = %s AND p.birth_date = %s AND p.state <> 'present'
    ORDER BY k.addressee_number
    LIMIT 101
"""


def by_three_items(alias: str, wanted: Iterable[ThreeItems]) -> dict[ThreeItems, tuple[AddresseeNumber, ...]]:
    """Removed records with the same name (variants too), sex and date of birth (STD-4.1.1.2)."""
    found = {}
    for items in wanted:
        rows = db.rows(
            alias, _THREE_ITEMS, (list(search_forms(items.name)), items.sex.value, items.birth_date.stored())
        )
        if rows:
            found[items] = tuple(AddresseeNumber.from_stored(each["addressee_number"]) for each in rows)
    return found


def _digits(text: str) -> str:
    """The digits of a code as typed: full-width digits and separators are accepted."""
    return "".join(letter for letter in fold(text) if letter.isdigit())


_ACT_CIRCLE = """
    WITH changed AS (
        SELECT DISTINCT unnest(persons) AS addressee_number FROM register_act
        WHERE number = ANY (%s) AND command_kind <> 'initial_opening'
    )
    SELECT
        coalesce((SELECT array_agg(addressee_number) FROM changed), '{}') AS persons,
        coalesce((
            SELECT array_agg(DISTINCT v.household_number) FROM register_residentversion v
            JOIN changed USING (addressee_number) WHERE upper(v.recorded) = ANY (%s)
        ), '{}') AS households
"""


def circle_of_acts(alias: str, acts: Iterable[int]) -> tuple[list[str], list[str]]:
    """Whom some acts changed, and the households in the versions that they replaced (`law.situation.Needs.acts`).

    The opening act of an initial load changes nobody: it cannot be cancelled, and would name the whole municipality.
    """
    numbers = list(acts)
    found = db.row(alias, _ACT_CIRCLE, (numbers, numbers)) if numbers else None
    return (found["persons"], found["households"]) if found else ([], [])

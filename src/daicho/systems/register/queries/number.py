"""Single lookup by individual number, through the vault (SYS1-F19): one number in, at most one resident out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from daicho.access.gate import Gate
from daicho.identification import numbers
from daicho.systems.register import db

if TYPE_CHECKING:
    from daicho.access.grants import Access
    from daicho.values.numbers import IndividualNumber


def find(alias: str, access: Access, number: IndividualNumber) -> str | None:
    """The addressee number of whoever has this individual number, or None.

    The record of the look is committed first and is used up by it; the number is nowhere in it (CTRL-093).

    Raises:
        AccessRefused: no right to this function, or the vault refuses.
    """
    vault = numbers.vault(alias)
    grant = Gate(alias).find_number(access, vault.digest(number))
    reference = vault.find(number, grant.record)
    if reference is None:
        return None
    person: str | None = db.value(
        alias,
        "SELECT addressee_number FROM register_person WHERE individual_number_ref = %s",
        (str(reference),),
    )
    return person


def reveal(alias: str, access: Access, addressee_number: str) -> IndividualNumber | None:
    """The individual number of one resident, for one look (CTRL-006); None where there is none.

    Raises:
        AccessRefused: no right to see individual numbers, or the vault refuses.
    """
    from uuid import UUID

    reference = db.value(
        alias, "SELECT individual_number_ref FROM register_person WHERE addressee_number = %s", (addressee_number,)
    )
    if reference is None:
        return None
    grant = Gate(alias).reveal_numbers(access, {addressee_number: UUID(reference)})
    (number,) = numbers.vault(alias).reveal([UUID(reference)], grant.record)
    return number

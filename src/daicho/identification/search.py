"""Finding persons in the identification information of a level: by code, by number, by the four items.

The two-item rule (CTRL-091) is asked before anything is read; the access record stands before the first row is seen
(the caller's `Grant`). Names are found by the register's folding, ranked exact first.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from daicho.law import identification as law
from daicho.values import addresses, codec
from daicho.values.names import fold

if TYPE_CHECKING:
    from uuid import UUID

    from daicho.access.grants import Grant
    from daicho.identification.store import Store
    from daicho.law.identification_update import Stay

MOST = 100
"""Hits listed at most; one more is looked for, so that "there are others" can be said."""
CANDIDATES = 2000
"""Rows looked at before ranking, so that one common name cannot burden the server."""


class TwoItemsNeeded(ValueError):  # noqa: N818 - the rule's name
    """The search names fewer than two of the items that the rule asks for (CTRL-091)."""


class Hits(msgspec.Struct, frozen=True):
    """Persons found, best first, and whether there were more than are listed."""

    stays: tuple[Stay, ...]
    more: bool = False


def by_code(store: Store, grant: Grant, code: str) -> Stay | None:
    """Return the current stay under a resident record code."""
    grant.require([code])
    return _one(store, "resident_record_code = %s AND current", code)


def by_number(store: Store, grant: Grant, reference: UUID) -> Stay | None:
    """Return the current stay of the person whose number the vault knows by this reference (CTRL-093)."""
    grant.require([])
    return _one(store, "individual_number_ref = %s AND current", reference)


def number_reference(store: Store, grant: Grant, code: str) -> UUID | None:
    """Return the vault reference of a person's number, to be revealed under its own record."""
    grant.require([code])
    rows = store.rows("resident_record_code = %s AND current", [code])
    return rows[0]["individual_number_ref"] if rows else None


def history(store: Store, grant: Grant, code: str) -> list[Stay]:
    """Return what was held of a person before, oldest first (the level's own history)."""
    grant.require([code])
    from django.db import connections

    from daicho.law.identification_update import Stay

    with connections[store.alias].cursor() as cursor:
        cursor.execute(f"SELECT stay FROM {store.past_table} WHERE resident_record_code = %s ORDER BY id", [code])
        return [codec.decode(bytes(row[0]), Stay) for row in cursor.fetchall()]


def require_two_items(items: law.FourItems) -> None:
    """Refuse a search that the rule does not allow (CTRL-091).

    Raises:
        TwoItemsNeeded: name and address, or name and date of birth, are not both given.
    """
    given = law.FourItems(items.name.strip(), items.address.strip(), items.birth_date.strip(), items.sex)
    if not law.search_allowed(given):
        raise TwoItemsNeeded


def by_items(store: Store, grant: Grant, items: law.FourItems, *, exact: bool = False, limit: int = MOST) -> Hits:
    """Return the present and removed persons whose items match (CTRL-094).

    `exact` asks for full agreement of every item given, as an inquiry does; a search matches the beginning of the
    name or its reading, and any part of the address.

    Raises:
        TwoItemsNeeded: see `require_two_items`.
    """
    require_two_items(items)
    grant.require([])
    where, parameters = _conditions(items, exact=exact)
    rows = store.rows(where, parameters, limit=CANDIDATES)
    key = fold(items.name)
    rows.sort(
        key=lambda row: (row["name_kanji"] != items.name, row["name_key"] != key, row["name_key"], row["birth_date"])
    )
    stays = tuple(store.layout.read(row) for row in rows[:limit])
    return Hits(stays, more=len(rows) > limit)


def _conditions(items: law.FourItems, *, exact: bool) -> tuple[str, list[Any]]:
    conditions = ["current"]
    parameters: list[Any] = []
    if exact:
        conditions.append("(name_kanji = %s OR name_furigana = %s)")
        parameters += [items.name, items.name]
    else:
        conditions.append("(name_key LIKE %s OR kana_key LIKE %s)")
        parameters += [f"{_escaped(fold(items.name))}%"] * 2
    if items.birth_date:
        conditions.append("birth_date = %s")
        parameters.append(items.birth_date)
    if items.address:
        conditions.append("address_key = %s" if exact else "address_key LIKE %s")
        normalised = addresses.normalise(items.address)
        parameters.append(normalised if exact else f"%{_escaped(normalised)}%")
    if items.sex:
        conditions.append("sex = %s")
        parameters.append(items.sex)
    return " AND ".join(conditions), parameters


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def _one(store: Store, where: str, value: object) -> Stay | None:
    rows = store.rows(where, [value], limit=2)
    return store.layout.read(rows[0]) if rows else None

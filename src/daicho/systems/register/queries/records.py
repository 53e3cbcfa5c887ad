"""Resident records read: a person or a household now, on a day, or as the register knew them at an act.

Every function takes a grant that covers the person, or is of a search. The reads go through the btree on the person
or the household and stop there: no plan may scan a table (`tests/systems/register/test_plans.py`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import msgspec

from daicho.law import ordinals
from daicho.law.records import ResidentRecord, State, Version
from daicho.systems.register import db, rows, town
from daicho.systems.register.queries.opened import require_opened

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from daicho.access.grants import Grant

PERSON: Final = f"""
    SELECT lower(valid) AS since, upper(valid) AS until, {rows.COLUMN_LIST}
    FROM register_residentversion
    WHERE addressee_number = %s AND valid @> %s::integer AND upper_inf(recorded)
"""
PERSON_KNOWN_AT: Final = f"""
    SELECT lower(valid) AS since, upper(valid) AS until, {rows.COLUMN_LIST}
    FROM register_residentversion
    WHERE addressee_number = %s AND valid @> %s::integer AND recorded @> %s::bigint
"""
HOUSEHOLD: Final = f"""
    SELECT lower(valid) AS since, upper(valid) AS until, {rows.COLUMN_LIST}
    FROM register_residentversion
    WHERE household_number = %s AND valid @> %s::integer AND upper_inf(recorded)
"""
HOUSEHOLD_KNOWN_AT: Final = f"""
    SELECT lower(valid) AS since, upper(valid) AS until, {rows.COLUMN_LIST}
    FROM register_residentversion
    WHERE household_number = %s AND valid @> %s::integer AND recorded @> %s::bigint
"""
VERSIONS: Final = f"""
    SELECT lower(valid) AS since, upper(valid) AS until, {rows.COLUMN_LIST}
    FROM register_residentversion
    WHERE addressee_number = %s AND recorded @> %s::bigint
    ORDER BY lower(valid)
"""


class Household(msgspec.Struct, frozen=True):
    """A household on a day: its present members in order, and those whose records were removed from it."""

    household_number: str
    members: tuple[ResidentRecord, ...]
    removed: tuple[ResidentRecord, ...]


def person(
    grant: Grant, addressee_number: str, *, on: date | None = None, known_at: int | None = None
) -> ResidentRecord | None:
    """A person's content on a day (today), as known now or after act `known_at`; None where there is no record."""
    found = version(grant, addressee_number, on=on, known_at=known_at)
    return None if found is None else found.content


def version(
    grant: Grant, addressee_number: str, *, on: date | None = None, known_at: int | None = None
) -> Version | None:
    """As `person`, with the stretch of valid time that the content holds for."""
    require_opened(grant, [addressee_number])
    at = ordinals.as_of(on or town.today())
    if known_at is None:
        found = db.row(grant.alias, PERSON, (addressee_number, at))
    else:
        found = db.row(grant.alias, PERSON_KNOWN_AT, (addressee_number, at, known_at))
    return None if found is None else _version(found)


def versions(grant: Grant, addressee_number: str, *, known_at: int | None = None) -> list[Version]:
    """All contents of a person over valid time, as known now or after act `known_at`."""
    require_opened(grant, [addressee_number])
    act = last_act(grant.alias) if known_at is None else known_at
    return [_version(found) for found in db.rows(grant.alias, VERSIONS, (addressee_number, act))]


def household(grant: Grant, household_number: str, *, on: date | None = None, known_at: int | None = None) -> Household:
    """A household on a day (today), as known now or after act `known_at`.

    The grant must cover everyone shown; `members_of` names them beforehand.
    """
    at = ordinals.as_of(on or town.today())
    if known_at is None:
        found = db.rows(grant.alias, HOUSEHOLD, (household_number, at))
    else:
        found = db.rows(grant.alias, HOUSEHOLD_KNOWN_AT, (household_number, at, known_at))
    require_opened(grant, [each["addressee_number"] for each in found])
    records = sorted(rows.records_of(found), key=_place)
    return Household(
        household_number,
        tuple(record for record in records if record.state is State.PRESENT),
        tuple(record for record in records if record.state is not State.PRESENT),
    )


_MEMBERS: Final = """
    SELECT DISTINCT addressee_number FROM register_residentversion
    WHERE household_number = %s AND valid @> %s::integer AND recorded @> %s::bigint
    ORDER BY addressee_number
"""


def members_of(alias: str, household_number: str, *, on: date | None = None, known_at: int | None = None) -> list[str]:
    """The addressee numbers to open before a household is shown: numbers only, for the gate."""
    at = ordinals.as_of(on or town.today())
    found = db.rows(alias, _MEMBERS, (household_number, at, last_act(alias) if known_at is None else known_at))
    return [each["addressee_number"] for each in found]


def household_of(alias: str, addressee_number: str) -> str | None:
    """The number of the household a person belongs to now, for the gate."""
    number: str | None = db.value(
        alias, "SELECT household_number FROM register_person WHERE addressee_number = %s", (addressee_number,)
    )
    return number


def last_act(alias: str) -> int:
    """The number of the last act recorded."""
    number: int = db.value(alias, "SELECT last_number FROM register_actchain WHERE id = 1")
    return number


def act_at(alias: str, moment: datetime) -> int:
    """The number of the last act recorded at or before a moment; 0 before the first."""
    return (
        db.value(
            alias,
            "SELECT number FROM register_act WHERE recorded_at <= %s ORDER BY recorded_at DESC LIMIT 1",
            (moment,),
        )
        or 0
    )


def _place(record: ResidentRecord) -> tuple[int, str]:
    """Order on a page: the place in the household, those without one last (STD-5.2)."""
    return (record.position if record.position is not None else 1_000_000, record.addressee_number.stored())


def _version(found: Mapping[str, Any]) -> Version:
    return Version(found["since"], found["until"], rows.record_of(found))

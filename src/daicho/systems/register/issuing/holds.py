"""What holds an issue back (発行抑止): set and ended by hand, asked at each issue and again at its release.

Source: standard chapter 3, 3.1 (level per person, no end by itself), 3.4 (error for persons under protection).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
from django.db import transaction

from daicho.systems.register import db, town

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from daicho.access.grants import Grant


class Hold(msgspec.Struct, frozen=True, array_like=True):
    """One hold in force: the row's id, whom it is about, and its level (error or alert)."""

    id: int
    person: str
    level: str


def in_force(alias: str, persons: Iterable[str]) -> tuple[Hold, ...]:
    """The holds in force about some people today, in order."""
    found = db.rows(
        alias,
        "SELECT id, addressee_number AS person, level FROM register_issuehold "
        "WHERE addressee_number = ANY (%s) AND ended_at IS NULL AND starts_on <= %s ORDER BY id",
        (list(persons), town.today()),
    )
    return tuple(Hold(each["id"], each["person"], each["level"]) for each in found)


def set_hold(grant: Grant, person: str, *, level: str, reason: str, ends_on: date | None = None) -> int:
    """Hold issues about a person from today on; returns the hold's id.

    The person's row is locked, so that a release under way either sees the hold or was before it.
    """
    grant.require([person])
    with transaction.atomic(using=grant.alias):
        _lock(grant.alias, person)
        made: int = db.value(
            grant.alias,
            "INSERT INTO register_issuehold "
            "(addressee_number, level, reason, starts_on, ends_on, set_by, set_at, ended_by) "
            "VALUES (%s, %s, %s, %s, %s, %s, clock_timestamp(), '') RETURNING id",
            (person, level, reason, town.today(), ends_on, grant.access.account),
        )
        return made


def end_hold(grant: Grant, person: str, hold: int) -> bool:
    """End a hold; False when it had ended before."""
    grant.require([person])
    with transaction.atomic(using=grant.alias):
        _lock(grant.alias, person)
        done = db.execute(
            grant.alias,
            "UPDATE register_issuehold SET ended_at = clock_timestamp(), ended_by = %s "
            "WHERE id = %s AND addressee_number = %s AND ended_at IS NULL",
            (grant.access.account, hold, person),
        )
    return done == 1


def _lock(alias: str, person: str) -> None:
    db.execute(alias, "SELECT 1 FROM register_person WHERE addressee_number = %s FOR UPDATE", (person,))

"""What is waiting: the work queue by state and age, and the office's tasks (STD-4.0.8)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from daicho.systems.register import db

if TYPE_CHECKING:
    from datetime import datetime

    from daicho.access.grants import Grant


class Waiting(msgspec.Struct, frozen=True, kw_only=True):
    """A pending act in the work queue: addressee numbers only; names are opened one by one."""

    id: int
    state: str
    version: int
    command_kind: str
    persons: list[str]
    operator: str
    place: str
    created_at: datetime
    submitted_at: datetime | None
    updated_at: datetime
    return_reason: str


_QUEUE = """
    SELECT id, state, version, command_kind, persons, operator, place, created_at, submitted_at, updated_at,
        return_reason
    FROM register_pendingact
    WHERE state = ANY (%(states)s) AND (%(operator)s::text IS NULL OR operator = %(operator)s)
        AND (%(place)s::text IS NULL OR place = %(place)s)
    ORDER BY coalesce(submitted_at, created_at), id
    LIMIT 500
"""


def queue(
    grant: Grant,
    *,
    states: tuple[str, ...] = ("pending", "returned"),
    operator: str | None = None,
    place: str | None = None,
) -> list[Waiting]:
    """Pending acts, oldest first, of all or of one operator or place (STD-4.0.8)."""
    found = db.rows(grant.alias, _QUEUE, {"states": list(states), "operator": operator, "place": place})
    return [Waiting(**each) for each in found]


class OpenTask(msgspec.Struct, frozen=True, kw_only=True):
    """Something the office must look at."""

    id: int
    kind: str
    code: str
    persons: list[str]
    reference: str
    opened_at: datetime


def tasks(grant: Grant) -> list[OpenTask]:
    """Open tasks, oldest first."""
    found = db.rows(
        grant.alias,
        "SELECT id, kind, code, persons, reference, opened_at FROM register_task WHERE done_at IS NULL "
        "ORDER BY opened_at, id LIMIT 500",
    )
    return [OpenTask(**each) for each in found]

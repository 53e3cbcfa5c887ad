"""How the links of a system stand, and which refusals wait for somebody: facts for operators, no content.

Reads the database only, so that it answers while keys, trust list or peers are away.
"""

from __future__ import annotations

import datetime as dt  # noqa: TC003 - msgspec reads the annotations
from typing import Any

import msgspec

from daicho.exchange import links
from daicho.exchange import tables as tables_of


class LinkStanding(msgspec.Struct, frozen=True, kw_only=True):
    """One direction of a link.

    `out`: `last` messages were recorded in this epoch, the peer has taken `position` of them, `waiting` are on their
    way. `in`: `position` messages were taken. `error` is the stable code of what failed last, empty when all is well.
    """

    system: str
    peer: str
    direction: str
    epoch: int
    last: int
    position: int
    waiting: int
    held: bool
    failures: int
    error: str
    contact_at: dt.datetime | None
    receipt_at: dt.datetime | None
    oldest_waiting: str


class Task(msgspec.Struct, frozen=True, kw_only=True):
    """A message of ours that a peer refused; open until somebody closes it with a resolution."""

    system: str
    id: int
    peer: str
    epoch: int
    sequence: int
    type: str
    code: str
    text: str
    opened_at: dt.datetime
    closed_at: dt.datetime | None
    closed_by: str
    resolution: str


def links_of(alias: str) -> list[LinkStanding]:
    """Every link of a system, by peer; those that we send on first."""
    tables = tables_of.of(alias)
    rows = _rows(
        alias,
        "SELECT peer, direction, epoch, last, position, CASE direction WHEN 'out' THEN last - position ELSE 0 END,"
        " held, failures, last_error, last_contact_at, last_receipt_at, coalesce((SELECT recorded_at"
        f" FROM {tables.outbox} o WHERE direction = 'out' AND o.peer = link.peer AND o.epoch = link.epoch"
        f" AND o.sequence = link.position + 1), '') FROM {tables.link} link ORDER BY direction DESC, peer",
    )
    names = (
        *("peer", "direction", "epoch", "last", "position", "waiting", "held", "failures", "error"),
        *("contact_at", "receipt_at", "oldest_waiting"),
    )
    return [LinkStanding(system=alias, **dict(zip(names, row, strict=True))) for row in rows]


def tasks_of(alias: str, *, closed: bool = False) -> list[Task]:
    """The refusals that wait, oldest first; with `closed` those that were dealt with as well."""
    names = (
        *("id", "peer", "epoch", "sequence", "type", "code", "text"),
        *("opened_at", "closed_at", "closed_by", "resolution"),
    )
    only = "" if closed else " WHERE closed_at IS NULL"
    rows = _rows(alias, f"SELECT {', '.join(names)} FROM {tables_of.of(alias).refusal_task}{only} ORDER BY id")
    return [Task(system=alias, **dict(zip(names, row, strict=True))) for row in rows]


def _rows(alias: str, statement: str) -> list[tuple[Any, ...]]:
    with links.cursor(alias) as cursor:
        cursor.execute(statement)
        found: list[tuple[Any, ...]] = cursor.fetchall()
    return found

"""How the links stand, and what went over them: numbers, times, types. No content."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import connections
from psycopg.rows import dict_row

from daicho.exchange import runtime

if TYPE_CHECKING:
    from daicho.identification.terminal.level import Level

RECENT = 30
"""Messages shown."""


def _rows(level: Level, statement: str, parameters: list[Any] | None = None) -> list[dict[str, Any]]:
    names = {peer.party: peer.name for peer in runtime.node(level.system).trust.current.peers}
    connection = connections[level.system]
    connection.ensure_connection()
    with connection.connection.cursor(row_factory=dict_row) as cursor:
        cursor.execute(statement, parameters or [])
        return [row | {"peer_name": names.get(row["peer"], "")} for row in cursor.fetchall()]


def links(level: Level) -> list[dict[str, Any]]:
    """Return every link with its position and backlog."""
    return _rows(
        level,
        f"SELECT *, last - position AS backlog FROM {level.system}_link ORDER BY direction DESC, peer",
    )


def link(level: Level, peer: str) -> dict[str, Any] | None:
    """Return the outgoing link to a peer."""
    found = _rows(
        level,
        f"SELECT *, last - position AS backlog FROM {level.system}_link WHERE direction = 'out' AND peer = %s",
        [peer],
    )
    return found[0] if found else None


def recent(level: Level, peer: str = "") -> list[dict[str, Any]]:
    """Return the newest messages sent and received, newest first."""
    where = "WHERE peer = %s" if peer else ""
    parameters: list[Any] = [peer] if peer else []
    return _rows(
        level,
        "SELECT * FROM ("
        f"(SELECT 'out' AS way, id, peer, epoch, sequence, type, recorded_at::timestamptz AS at, 'sent' AS state,"
        f" '' AS refusal_code, replaces FROM {level.system}_outbox {where} ORDER BY id DESC LIMIT {RECENT})"
        " UNION ALL "
        f"(SELECT 'in', id, peer, epoch, sequence, type, received_at, state, refusal_code, replaces"
        f" FROM {level.system}_inbox {where} ORDER BY id DESC LIMIT {RECENT})"
        f") m ORDER BY at DESC, id DESC LIMIT {RECENT}",
        [*parameters, *parameters],
    )


def tasks(level: Level) -> list[dict[str, Any]]:
    """Return the refusals of our messages that nobody has closed yet, oldest first."""
    return _rows(level, f"SELECT * FROM {level.system}_refusaltask WHERE closed_at IS NULL ORDER BY id LIMIT 200")


def actions(level: Level, peer: str) -> list[dict[str, Any]]:
    """Return what operators did to a link, newest first."""
    return _rows(
        level, f"SELECT * FROM {level.system}_operatoraction WHERE peer = %s ORDER BY id DESC LIMIT 50", [peer]
    )

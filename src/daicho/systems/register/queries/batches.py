"""Runs of batches: how far they came, what became of their records, which pending acts wait of them. Nobody's data."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import msgspec

from daicho.systems.register import db

if TYPE_CHECKING:
    from datetime import datetime


class Run(msgspec.Struct, frozen=True, kw_only=True):
    """One run with its counts.

    Attributes:
        at_desk: whether somebody started it at a desk.
        has_file: whether its file is still kept.
        newest: the newest run of the same file that was started at a desk.
        waiting: pending acts of it that somebody must check.
    """

    id: int
    kind: str
    source: str
    dry_run: bool
    state: str
    refusal: str
    started_by: str
    started_at: datetime
    updated_at: datetime
    finished_at: datetime | None
    lines: int
    at_desk: bool
    has_file: bool
    newest: int | None
    done: int
    accepted: int
    alert: int
    refused: int
    repeated: int
    waiting: int


_RUNS: Final = """
    SELECT b.id, b.kind, b.source, b.dry_run, b.state, b.refusal, b.started_by, b.started_at, b.updated_at,
        b.finished_at, b.lines, b.access IS NOT NULL AS at_desk,
        EXISTS (SELECT FROM register_batchfile f WHERE f.digest = b.digest) AS has_file,
        (SELECT max(n.id) FROM register_batchrun n
            WHERE n.kind = b.kind AND n.digest = b.digest AND n.access IS NOT NULL) AS newest, c.*
    FROM (
        SELECT * FROM register_batchrun
        WHERE (%(run)s::bigint IS NULL OR id = %(run)s)
        ORDER BY id DESC LIMIT %(limit)s
    ) b
    CROSS JOIN LATERAL (
        SELECT count(*) AS done,
            count(*) FILTER (WHERE r.outcome = 'accepted') AS accepted,
            count(*) FILTER (WHERE r.outcome = 'alert') AS alert,
            count(*) FILTER (WHERE r.outcome = 'refused') AS refused,
            count(*) FILTER (WHERE r.repeated) AS repeated,
            count(*) FILTER (WHERE p.state = 'pending') AS waiting
        FROM register_batchrecord r LEFT JOIN register_pendingact p ON p.id = r.pending_id
        WHERE r.run_id = b.id
    ) c
    ORDER BY b.id DESC
"""


def runs(alias: str, *, limit: int = 50) -> list[Run]:
    """The newest runs."""
    return [Run(**each) for each in db.rows(alias, _RUNS, {"run": None, "limit": limit})]


def run(alias: str, number: int) -> Run | None:
    """One run."""
    found = db.rows(alias, _RUNS, {"run": number, "limit": 1})
    return Run(**found[0]) if found else None


def waiting_of(alias: str, number: int, *, limit: int) -> list[int]:
    """The pending acts of a run that wait for a check, in the order of its lines."""
    found = db.rows(
        alias,
        "SELECT p.id FROM register_batchrecord r JOIN register_pendingact p ON p.id = r.pending_id "
        "WHERE r.run_id = %s AND p.state = 'pending' ORDER BY r.line LIMIT %s",
        (number, limit),
    )
    return [each["id"] for each in found]

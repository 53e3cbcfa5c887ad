"""The sealer: chains committed access records into segments, so that a change or a gap shows.

Each second it takes the records that became visible since the last segment (by the database's own snapshots, so that
no late committer is passed over), hashes them in the order of their ids onto the chain's last value, and writes one
segment. The chain's value is also written to the process log: whoever keeps that log elsewhere can tell a rewritten
table from the one that was sealed.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from typing import TYPE_CHECKING, Any

import msgspec
import structlog
from django.db import connections, transaction

from daicho.access import records

if TYPE_CHECKING:
    import threading
    from collections.abc import Iterable

START = hashlib.sha256(b"daicho access records").digest()
"""The chain's value before the first segment."""

LOCK = 0x6461_6963_686F
"""Key of the advisory lock that keeps two sealers of one database apart."""

RETENTION = dt.timedelta(days=7 * 365 + 2)
"""Seven years with at most two leap days: from this age on, a whole segment's records may be gone (CTRL-076)."""

COLUMNS = (
    "id",
    "happened_at",
    "kind",
    "outcome",
    "refusal",
    "actor",
    "account",
    "account_name",
    "organisation",
    "office",
    "terminal",
    "function",
    "purpose",
    "legal_ground",
    "case_number",
    "detail",
    "counterpart",
    "persons",
    "subjects",
    "conditions",
    "count",
    "of_record",
    "vault_references",
    "number_digest",
)
"""The columns that a seal covers, in their order (form 1)."""

_log = structlog.get_logger()


class Segment(msgspec.Struct, frozen=True, kw_only=True):
    """What one sealing wrote."""

    number: int
    count: int
    head: bytes


class Broken(msgspec.Struct, frozen=True, kw_only=True):
    """One place where the chain does not hold: a segment, what is wrong, and the record if it can be named."""

    segment: int
    what: str
    record: int | None = None


class Verification(msgspec.Struct, frozen=True, kw_only=True):
    """The result of following a chain from its start."""

    segments: int
    records: int
    retired: int
    head: bytes
    broken: tuple[Broken, ...]

    @property
    def holds(self) -> bool:
        """Whether every segment holds."""
        return not self.broken


_LAST = "SELECT number, head, snapshot::text FROM {segments} ORDER BY number DESC LIMIT 1"

# Rows that this snapshot sees and the last one did not. Index on inserted_by; a row already sealed is left out by time
# (this happens only after a restore from a dump, which counts transactions anew: then every row is looked at once).
_NEW = """
    SELECT {columns} FROM {records} record
     WHERE pg_visible_in_snapshot(record.inserted_by, %(now)s::pg_snapshot)
       AND (%(last)s::pg_snapshot IS NULL
            OR (record.inserted_by >= pg_snapshot_xmin(%(last)s::pg_snapshot)
                AND NOT pg_visible_in_snapshot(record.inserted_by, %(last)s::pg_snapshot)))
       AND NOT EXISTS (SELECT FROM {segments} segment
                        WHERE segment.last_happened_at >= record.happened_at AND record.id = ANY (segment.records))
     ORDER BY record.id
"""
_WRITE = """
    INSERT INTO {segments} (number, sealed_at, records, last_happened_at, previous, head, snapshot)
    VALUES (%s, clock_timestamp(), %s, %s, %s, %s, %s::pg_snapshot)
"""
_ROWS = "SELECT {columns} FROM {records} record WHERE record.id = ANY (%s)"


def seal(alias: str) -> Segment | None:
    """Seal what has been committed since the last segment of `alias`; return the segment, or None if there was nothing.

    Two sealers of one database keep apart: the second returns None.
    """
    records.log_connection(alias)
    name = records.log_alias(alias)
    with transaction.atomic(using=name), connections[name].cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", (LOCK,))
        if not cursor.fetchone()[0]:
            return None
        cursor.execute(_sql(alias, _LAST))
        number, head, last = cursor.fetchone() or (0, START, None)
        cursor.execute(
            "SELECT s::text, pg_snapshot_xmax(s) < pg_snapshot_xmax(%s) FROM pg_current_snapshot() s", (last,)
        )
        now, counted_anew = cursor.fetchone()
        cursor.execute(_sql(alias, _NEW), {"now": now, "last": None if counted_anew else last})
        rows = cursor.fetchall()
        if not rows:
            return None
        new_head = _chain(bytes(head), rows)
        latest = max(row[1] for row in rows)
        cursor.execute(_sql(alias, _WRITE), (number + 1, [row[0] for row in rows], latest, head, new_head, now))
    segment = Segment(number=number + 1, count=len(rows), head=new_head)
    _log.info("access.sealed", alias=alias, segment=segment.number, records=segment.count, head=new_head.hex())
    return segment


def run(alias: str, stop: threading.Event, *, every: float = 1.0) -> None:
    """Seal the records of `alias` each second until `stop` is set; an error is logged and tried again."""
    while not stop.wait(every):
        try:
            seal(alias)
        except Exception as error:  # noqa: BLE001 (the sealer outlives a database that is away)
            _log.warning("access.sealing_failed", alias=alias, error=type(error).__name__)
            connections[records.log_alias(alias)].close()


def retire(alias: str, *, years: int = 7) -> int:
    """Remove the records of whole segments older than `years`, at least seven (CTRL-076); return how many went."""
    with records.log_connection(alias).cursor() as cursor:
        cursor.execute(f"SELECT public.{_tables(alias)['records']}_retire(%s)", (years,))
        (removed,) = cursor.fetchone()
    return int(removed)


def verify(alias: str) -> Verification:
    """Follow the chain of `alias` from its start and name every place where it does not hold."""
    now = dt.datetime.now(dt.UTC)
    broken: list[Broken] = []
    head, number, checked, retired = START, 0, 0, 0
    for number, ids, latest, previous, sealed in _segments(alias):
        rows = _read(alias, ids)
        if bytes(previous) != head:
            broken.append(Broken(segment=number, what="does not follow the segment before it"))
        head = bytes(sealed)
        if not rows and latest < now - RETENTION:
            retired += 1
            continue
        checked += len(rows)
        broken.extend(_faults(number, ids, rows, bytes(previous), head))
    return Verification(segments=number, records=checked, retired=retired, head=head, broken=tuple(broken))


def _faults(number: int, ids: list[int], rows: list[Any], previous: bytes, head: bytes) -> Iterable[Broken]:
    missing = sorted(set(ids) - {row[0] for row in rows})
    for record in missing:
        yield Broken(segment=number, what="a sealed record is missing", record=record)
    if not missing and _chain(previous, rows) != head:
        yield Broken(segment=number, what="a sealed record was changed")


def _segments(alias: str) -> Iterable[tuple[int, list[int], dt.datetime, bytes, bytes]]:
    segments = records.segment_model(alias)._default_manager.using(records.log_alias(alias))  # noqa: SLF001
    columns = ("number", "records", "last_happened_at", "previous", "head")
    return segments.order_by("number").values_list(*columns).iterator()


def _read(alias: str, ids: list[int]) -> list[Any]:
    with connections[records.log_alias(alias)].cursor() as cursor:
        cursor.execute(_sql(alias, _ROWS), (ids,))
        found = {row[0]: row for row in cursor.fetchall()}
    return [found[record] for record in ids if record in found]


def _chain(head: bytes, rows: Iterable[Any]) -> bytes:
    for row in rows:
        head = hashlib.sha256(head + hashlib.sha256(canonical(row)).digest()).digest()
    return head


def canonical(row: Iterable[Any]) -> bytes:
    """Return the bytes of one record that the seal covers: its columns by name as JSON with sorted keys, in UTC."""
    values = {column: _plain(value) for column, value in zip(COLUMNS, row, strict=True)}
    return msgspec.json.encode(values, order="sorted")


def _plain(value: Any) -> Any:
    if isinstance(value, dt.datetime):
        return value.astimezone(dt.UTC).isoformat(timespec="microseconds")
    if isinstance(value, (bytes, memoryview)):
        return bytes(value).hex()
    if isinstance(value, list):
        return [str(each) for each in value]
    return value


def _tables(alias: str) -> dict[str, str]:
    return {
        "records": records.record_model(alias)._meta.db_table,  # noqa: SLF001
        "segments": records.segment_model(alias)._meta.db_table,  # noqa: SLF001
    }


_TEXTS = {"subjects": "record.subjects::text", "conditions": "record.conditions::text"}


def _sql(alias: str, statement: str) -> str:
    columns = ", ".join(_TEXTS.get(column, f"record.{column}") for column in COLUMNS)
    return statement.format(columns=columns, **_tables(alias))

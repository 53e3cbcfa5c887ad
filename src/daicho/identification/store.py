"""Applying updates to many persons at once: read what is held, let the law decide, write what changed.

One `Store` for each system. Everything happens in the caller's transaction (the one that records the messages). The
codes' locks are taken in order before reading, so that two links which bring the same person wait for one another.
"""

from __future__ import annotations

import zlib
from collections import defaultdict
from typing import TYPE_CHECKING, Any

import msgspec
import psycopg
from django.db import connections
from psycopg.rows import dict_row

from daicho.identification.layout import Layout, Technical
from daicho.law.identification import Applied, Holding, IdentificationUpdate, Refused, apply_update
from daicho.values import codec

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from uuid import UUID

    from django.db import models

    from daicho.law.identification_update import Stay

LOCK_SPACE = 0x4A554B49  # advisory locks of this store
LOCK_BUCKETS = 256
COPY_FROM = 50  # rows from which COPY into a temporary table beats single statements


class Incoming(msgspec.Struct, frozen=True, kw_only=True):
    """One update as it arrived: who notified it, its place on the link, and the vault reference of its number."""

    update: IdentificationUpdate
    municipality: str  # as the trust list says, not as the message says
    sequence: int
    recorded_at: str
    received_on: str
    number_ref: UUID | None = None
    operator: str = ""
    terminal: str = ""


class Held(msgspec.Struct):
    """What is held under one code while a batch is applied: the stays, and the technical items of each."""

    holding: Holding | None
    technical: dict[str, Technical]
    current: str = ""


class Store:
    """The identification information of one system (`alias`): its file, its history, its layout."""

    def __init__(self, alias: str, file: type[models.Model], past: type[models.Model], layout: Layout) -> None:
        """Name the concrete tables and the layout of the file they hold."""
        self.alias = alias
        self.layout = layout
        self.table = f'"{file._meta.db_table}"'  # noqa: SLF001 - Django's own name for it
        self.past_table = f'"{past._meta.db_table}"'  # noqa: SLF001 - as above
        self._columns = ", ".join(layout.columns)
        places = ", ".join(["%s"] * len(layout.columns))
        updates = ", ".join(f"{column} = excluded.{column}" for column in layout.columns[1:])
        conflict = f"ON CONFLICT (resident_record_code, municipality_code) DO UPDATE SET {updates}"
        self._upsert = f"INSERT INTO {self.table} ({self._columns}) VALUES ({places}) {conflict}"
        self._upsert_copied = (
            f"INSERT INTO {self.table} ({self._columns}) SELECT {self._columns} FROM identification_batch {conflict}"
        )

    def apply(self, incoming: Sequence[Incoming]) -> list[Applied | Refused]:
        """Apply updates in their order, inside the caller's transaction; one outcome for each (CTRL-036 to 041)."""
        codes = sorted({str(item.update.code) for item in incoming})
        self.lock(codes)
        held = self.held(codes)
        outcomes: list[Applied | Refused] = []
        past: list[tuple[str, str, str, int, bytes]] = []
        touched: dict[str, None] = {}
        for item in incoming:
            code = str(item.update.code)
            outcome = self._decide(held[code], item)
            outcomes.append(outcome)
            if isinstance(outcome, Refused):
                continue
            touched[code] = None
            if outcome.replaced is not None:
                past.append(_past(outcome.replaced, item))
            self._take(held, code, item, outcome)
            touched[str(item.update.record.resident_record_code)] = None
        self._write(held, touched)
        self._write_past(past)
        return outcomes

    def _decide(self, held: Held, item: Incoming) -> Applied | Refused:
        known = held.technical.get(item.municipality)
        unchanged = item.number_ref is None or known is None or known.number_ref in (None, item.number_ref)
        return apply_update(
            held.holding,
            item.update,
            sender_municipality=item.municipality,
            individual_number_unchanged=unchanged,
        )

    def _take(self, held: dict[str, Held], code: str, item: Incoming, outcome: Applied) -> None:
        """Remember the outcome; a changed code moves the sender's stay under the new one (CTRL-041)."""
        here = held[code]
        before = here.technical.get(item.municipality)
        new_code = str(outcome.stay.record.resident_record_code)
        technical = _technical(item, before, outcome)
        if new_code == code:
            here.holding = outcome.holding
            here.technical[item.municipality] = technical
            return
        here.holding = _without(outcome.holding, item.municipality)
        here.technical.pop(item.municipality, None)
        there = held.setdefault(new_code, Held(None, {}))
        stays = there.holding.stays if there.holding else ()
        kept = tuple(stay for stay in stays if stay.record.municipality_code != item.municipality)
        there.holding = Holding(tuple(sorted((*kept, outcome.stay), key=lambda stay: stay.record.municipality_code)))
        there.technical[item.municipality] = technical

    def lock(self, codes: Iterable[str]) -> None:
        """Lock codes until the transaction ends, always in the same order."""
        buckets = sorted({zlib.crc32(code.encode()) % LOCK_BUCKETS for code in codes})
        with connections[self.alias].cursor() as cursor:
            cursor.execute(
                "SELECT pg_advisory_xact_lock(%s, bucket) FROM unnest(%s::int[]) bucket", [LOCK_SPACE, buckets]
            )

    def held(self, codes: Sequence[str]) -> dict[str, Held]:
        """Return what is held under each of the codes."""
        found: dict[str, Held] = {code: Held(None, {}) for code in codes}
        stays: defaultdict[str, list[Stay]] = defaultdict(list)
        for row in self.rows("resident_record_code = ANY(%s)", [list(codes)]):
            code, municipality = row["resident_record_code"], row["municipality_code"]
            stays[code].append(self.layout.read(row))
            found[code].technical[municipality] = _technical_of(row)
            if row["current"]:
                found[code].current = municipality
        for code, list_of_stays in stays.items():
            found[code].holding = Holding(tuple(sorted(list_of_stays, key=lambda stay: stay.record.municipality_code)))
        return found

    def rows(self, where: str, parameters: Sequence[Any], *, limit: int | None = None) -> list[dict[str, Any]]:
        """Return rows of the file as dictionaries; `where` is SQL of this room, never of a user."""
        capped = f" LIMIT {int(limit)}" if limit else ""
        connection = connections[self.alias]
        connection.ensure_connection()
        # a plan kept for a key serves every key; one kept for a pattern might serve none
        keep = "LIKE" not in where
        with connection.wrap_database_errors, psycopg.Cursor(connection.connection, row_factory=dict_row) as cursor:
            cursor.execute(f"SELECT {self._columns} FROM {self.table} WHERE {where}{capped}", parameters, prepare=keep)
            return list(cursor.fetchall())

    def _write(self, held: dict[str, Held], codes: Iterable[str]) -> None:
        rows: list[tuple[Any, ...]] = []
        emptied: list[str] = []
        for code in codes:
            here = held[code]
            if here.holding is None or not here.holding.stays:
                emptied.append(code)
                continue
            current = here.holding.current.record.municipality_code
            rows.extend(
                self.layout.write(
                    stay, here.technical[stay.record.municipality_code], stay.record.municipality_code == current
                )
                for stay in here.holding.stays
            )
        if emptied:
            with connections[self.alias].cursor() as cursor:
                cursor.execute(f"DELETE FROM {self.table} WHERE resident_record_code = ANY(%s)", [emptied])
        self.write_rows(rows)

    def write_rows(self, rows: Sequence[tuple[Any, ...]]) -> None:
        """Insert or replace rows of the file: single statements for few, COPY for many."""
        if not rows:
            return
        with connections[self.alias].cursor() as cursor:
            if len(rows) < COPY_FROM:
                cursor.executemany(self._upsert, rows)
                return
            cursor.execute(
                f"CREATE TEMPORARY TABLE IF NOT EXISTS identification_batch ON COMMIT DELETE ROWS AS "
                f"SELECT {self._columns} FROM {self.table} WITH NO DATA"
            )
            cursor.execute("TRUNCATE identification_batch")
            with cursor.copy(f"COPY identification_batch ({self._columns}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
            cursor.execute(self._upsert_copied)

    def _write_past(self, past: Sequence[tuple[str, str, str, int, bytes]]) -> None:
        if not past:
            return
        columns = "resident_record_code, municipality_code, replaced_at, update_sequence_no, stay"
        with connections[self.alias].cursor() as cursor:
            if len(past) < COPY_FROM:
                cursor.executemany(f"INSERT INTO {self.past_table} ({columns}) VALUES (%s, %s, %s, %s, %s)", past)
                return
            with cursor.copy(f"COPY {self.past_table} ({columns}) FROM STDIN") as copy:
                for row in past:
                    copy.write_row(row)


def _past(stay: Stay, item: Incoming) -> tuple[str, str, str, int, bytes]:
    record = stay.record
    return (
        str(record.resident_record_code),
        record.municipality_code,
        item.recorded_at,
        item.sequence,
        codec.encode(stay),
    )


def _technical_of(row: dict[str, Any]) -> Technical:
    return Technical(
        number_ref=row["individual_number_ref"],
        sequence=row["update_sequence_no"],
        timestamp=row["timestamp"],
        received_on=row.get("notice_received_date", ""),
        reason_detail=row.get("change_reason_detail", ""),
        operator=row["operator_id"],
        terminal=row["operator_terminal_id"],
        gaiji_serials=(
            row.get("name_gaiji_change_serial", 0),
            row.get("address_gaiji_change_serial", 0),
            row.get("former_surname_gaiji_change_serial", 0),
        ),
    )


def _technical(item: Incoming, before: Technical | None, outcome: Applied) -> Technical:
    number = item.number_ref or (before.number_ref if before else None)
    return Technical(
        number_ref=number,
        sequence=item.sequence,
        timestamp=item.recorded_at,
        received_on=item.received_on,
        reason_detail=item.update.reason_detail,
        operator=item.operator,
        terminal=item.terminal,
        gaiji_serials=_serials(before, outcome),
    )


def _serials(before: Technical | None, outcome: Applied) -> tuple[int, int, int]:
    """Count the changes of texts that hold characters outside the repertoire (DF-4 items 23, 24, 28)."""
    old = before.gaiji_serials if before else (0, 0, 0)
    record, replaced = outcome.stay.record, outcome.replaced.record if outcome.replaced else None
    name = record.gaiji_count_name > 0 and (replaced is None or replaced.name != record.name)
    address = record.gaiji_count_address > 0 and (replaced is None or replaced.address != record.address)
    former = record.former_surname
    surname = former is not None and former.gaiji_count > 0 and (replaced is None or replaced.former_surname != former)
    return (old[0] + name, old[1] + address, old[2] + surname)


def _without(holding: Holding, municipality: str) -> Holding | None:
    stays = tuple(stay for stay in holding.stays if stay.record.municipality_code != municipality)
    return Holding(stays) if stays else None

"""Applying updates to many persons at once: read what is held, let the law decide, write what changed.

One `Store` for each system. Everything happens in the caller's transaction (the one that records the messages). The
locks of codes and numbers are taken in order before reading, so that two links which bring the same person wait for one
another. Numbers are compared by their vault references, which are equal where the vault's keyed index is (CTRL-001).
"""

from __future__ import annotations

import zlib
from collections import defaultdict
from typing import TYPE_CHECKING, Any

import msgspec
import psycopg
from django.db import connections
from psycopg.rows import dict_row

from daicho.exchange import links
from daicho.identification.layout import Layout, Technical
from daicho.law.identification import (
    Applied,
    Holding,
    IdentificationUpdate,
    NumbersHeld,
    Refused,
    apply_update,
)
from daicho.values import codec

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from uuid import UUID

    from django.db import models

    from daicho.law.identification_update import Stay

LOCK_SPACE = 0x4A554B49  # advisory locks of this store
LOCK_BUCKETS = 256
COPY_FROM = 50  # rows from which COPY beats single statements


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


class Seen(msgspec.Struct):
    """What a batch is applied to: what is held under each code, and where each number of the batch stands now."""

    held: dict[str, Held]
    stored: dict[str, frozenset[str]]  # municipalities whose rows the file had, by code
    holders: dict[UUID, set[tuple[str, str]]]  # code and municipality of the present stays that hold a number

    def elsewhere(self, number: UUID, codes: set[str]) -> bool:
        """Whether somebody present under another code holds a number."""
        return any(code not in codes for code, _ in self.holders.get(number, ()))


class Store:
    """The identification information of one system (`alias`): its file, its history, its layout.

    `whole`: it holds the stays of all municipalities, as the nation does. Others cannot know whether a number that a
    closed stay holds was changed since, so they compare with present stays only.
    """

    def __init__(
        self, alias: str, file: type[models.Model], past: type[models.Model], layout: Layout, *, whole: bool = False
    ) -> None:
        """Name the concrete tables and the layout of the file they hold."""
        self.alias = alias
        self.layout = layout
        self.whole = whole
        self.table = f'"{file._meta.db_table}"'  # noqa: SLF001 - Django's own name for it
        self.past_table = f'"{past._meta.db_table}"'  # noqa: SLF001 - as above
        self._columns = ", ".join(layout.columns)
        places = ", ".join(["%s"] * len(layout.columns))
        updates = ", ".join(f"{column} = excluded.{column}" for column in layout.columns[1:])
        conflict = f"ON CONFLICT (resident_record_code, municipality_code) DO UPDATE SET {updates}"
        self._upsert = f"INSERT INTO {self.table} ({self._columns}) VALUES ({places}) {conflict}"

    def apply(self, incoming: Sequence[Incoming]) -> list[Applied | Refused]:
        """Apply updates in their order, inside the caller's transaction; one outcome for each (CTRL-036 to 041)."""
        codes = [_codes(item) for item in incoming]
        every_code = list(dict.fromkeys(code for pair in codes for code in pair))
        numbers = list({item.number_ref for item in incoming if item.number_ref is not None})
        self.lock([*map(str.encode, every_code), *(number.bytes for number in numbers)])
        seen = self._see(every_code, numbers)
        outcomes: list[Applied | Refused] = []
        past: list[tuple[Stay, Incoming]] = []
        touched: dict[str, None] = {}
        for item, pair in zip(incoming, codes, strict=True):
            outcome = self._decide(seen, item, pair)
            outcomes.append(outcome)
            if isinstance(outcome, Refused):
                continue
            if outcome.replaced is not None:
                past.append((outcome.replaced, item))
            self._take(seen, item, outcome, pair)
            touched.update(dict.fromkeys(pair))
        self._write(seen, list(touched))
        self._write_past(past)
        return outcomes

    def _decide(self, seen: Seen, item: Incoming, codes: tuple[str, str]) -> Applied | Refused:
        """Let the law decide; a change of code may not run into somebody whom the sender has under the new one."""
        code, new_code = codes
        target = seen.held[new_code].holding if new_code != code else None
        there = target.of(item.municipality) if target else None
        if there is not None and there.present:
            return Refused("I-036-02", ("resident_record_code",))
        return apply_update(
            seen.held[code].holding,
            item.update,
            sender_municipality=item.municipality,
            numbers=self._numbers(seen, item, codes),
        )

    def _numbers(self, seen: Seen, item: Incoming, codes: tuple[str, str]) -> NumbersHeld:
        """What the vault's references say of the number that came, or goes along with a change of code."""
        code, new_code = codes
        known = seen.held[code].technical.get(item.municipality)
        own = known.number_ref if known else None
        stated = item.number_ref if item.number_ref is not None or new_code == code else own
        if stated is None:
            return NumbersHeld(own=own)
        return NumbersHeld(stated, own, self._number_of(seen.held[new_code]), seen.elsewhere(stated, {code, new_code}))

    def _number_of(self, held: Held) -> UUID | None:
        """The number of the person under a code, as the current stay has it, or the next one that has any."""
        for stay in held.holding.ranked if held.holding else ():
            number = held.technical[stay.record.municipality_code].number_ref
            if number is not None and (stay.present or self.whole):
                return number
        return None

    def _take(self, seen: Seen, item: Incoming, outcome: Applied, codes: tuple[str, str]) -> None:
        """Remember the outcome; a changed code moves the sender's stay under the new one (CTRL-041)."""
        code, new_code = codes
        here, municipality = seen.held[code], item.municipality
        before = here.technical.get(municipality)
        technical = _technical(item, before, outcome, number=self._number(here, before, item))
        if before is not None and before.number_ref is not None:
            seen.holders.get(before.number_ref, set()).discard((code, municipality))
        if technical.number_ref is not None and outcome.stay.present:
            seen.holders.setdefault(technical.number_ref, set()).add((new_code, municipality))
        if new_code == code:
            here.holding = outcome.holding
            here.technical[municipality] = technical
            return
        here.holding = _without(outcome.holding, municipality)
        here.technical.pop(municipality, None)
        there = seen.held[new_code]
        stays = there.holding.stays if there.holding else ()
        kept = tuple(stay for stay in stays if stay.record.municipality_code != municipality)
        there.holding = Holding(tuple(sorted((*kept, outcome.stay), key=lambda stay: stay.record.municipality_code)))
        there.technical[municipality] = technical

    def _number(self, held: Held, before: Technical | None, item: Incoming) -> UUID | None:
        """The number of the sender's stay after an update: the one stated, else the one before it.

        Somebody who comes back without a number stated may have been given another one elsewhere in the meantime.
        """
        kept = before.number_ref if before else None
        if item.number_ref is not None or kept is None or not item.update.reason.enters:
            return item.number_ref or kept
        return kept if self._number_of(held) in {None, kept} else None

    def lock(self, keys: Iterable[bytes]) -> None:
        """Lock codes and references of numbers until the transaction ends, always in the same order."""
        buckets = sorted({zlib.crc32(key) % LOCK_BUCKETS for key in keys})
        with links.cursor(self.alias) as cursor:
            cursor.execute(
                "SELECT pg_advisory_xact_lock(%s, bucket) FROM unnest(%b::int[]) bucket", [LOCK_SPACE, buckets]
            )

    def held(self, codes: Sequence[str]) -> dict[str, Held]:
        """Return what is held under each of the codes."""
        return self._see(codes, ()).held

    def _see(self, codes: Sequence[str], numbers: Sequence[UUID]) -> Seen:
        """Read what is held under codes, and which present stays hold numbers, under these codes or others."""
        found: dict[str, Held] = {code: Held(None, {}) for code in codes}
        holders: defaultdict[UUID, set[tuple[str, str]]] = defaultdict(set)
        stays: defaultdict[str, list[Stay]] = defaultdict(list)
        where = "resident_record_code = ANY(%b)"
        values: list[Any] = [list(codes)]
        if numbers:
            where, values = f"{where} OR (individual_number_ref = ANY(%b) AND present)", [*values, list(numbers)]
        for row in self.rows(where, values):
            code, municipality, number = (
                row["resident_record_code"],
                row["municipality_code"],
                row["individual_number_ref"],
            )
            if number is not None and row["present"]:
                holders[number].add((code, municipality))
            if code in found:
                stays[code].append(self.layout.read(row))
                found[code].technical[municipality] = _technical_of(row)
        for code, list_of_stays in stays.items():
            found[code].holding = Holding(tuple(sorted(list_of_stays, key=lambda stay: stay.record.municipality_code)))
        return Seen(found, {code: frozenset(found[code].technical) for code in stays}, dict(holders))

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

    def _write(self, seen: Seen, codes: Sequence[str]) -> None:
        """Write all that is held under codes now: few rows replace theirs, many follow on the deletion of the old.

        Where a stay went to another code, what was under its old one is deleted in either case.
        """
        many = len(codes) >= COPY_FROM
        gone = [
            code
            for code in codes
            if code in seen.stored and (many or seen.stored[code] - seen.held[code].technical.keys())
        ]
        if gone:
            with links.cursor(self.alias) as cursor:
                cursor.execute(f"DELETE FROM {self.table} WHERE resident_record_code = ANY(%b)", [gone])
        rows = self._rows_of(seen.held[code] for code in codes)
        if many:
            self._copy(rows)
        else:
            self._replace(rows)

    def _rows_of(self, held: Iterable[Held]) -> Iterator[tuple[Any, ...]]:
        for here in held:
            if here.holding is not None:
                current = here.holding.current.record.municipality_code
                for stay in here.holding.stays:
                    municipality = stay.record.municipality_code
                    yield self.layout.write(stay, here.technical[municipality], municipality == current)

    def write_rows(self, rows: Sequence[tuple[Any, ...]]) -> None:
        """Insert or replace rows of the file: single statements for few, COPY for many."""
        if len(rows) < COPY_FROM:
            self._replace(rows)
            return
        place = self.layout.columns.index("municipality_code")
        with links.cursor(self.alias) as cursor:
            cursor.execute(
                f"DELETE FROM {self.table} file USING unnest(%b::text[], %b::text[]) AS given (code, municipality)"
                " WHERE file.resident_record_code = given.code AND file.municipality_code = given.municipality",
                [[row[0] for row in rows], [row[place] for row in rows]],
            )
        self._copy(rows)

    def _replace(self, rows: Iterable[tuple[Any, ...]]) -> None:
        with links.cursor(self.alias) as cursor:
            for row in rows:
                cursor.execute(self._upsert, row)

    def _copy(self, rows: Iterable[tuple[Any, ...]]) -> None:
        """COPY rows; PostgreSQL takes one in while the next is made."""
        with (
            links.cursor(self.alias) as cursor,
            cursor.copy(f"COPY {self.table} ({self._columns}) FROM STDIN") as copy,
        ):
            for row in rows:
                copy.write_row(row)

    def _write_past(self, past: Sequence[tuple[Stay, Incoming]]) -> None:
        if not past:
            return
        columns = "resident_record_code, municipality_code, replaced_at, update_sequence_no, stay"
        rows = (_past(stay, item) for stay, item in past)
        with links.cursor(self.alias) as cursor:
            if len(past) < COPY_FROM:
                for row in rows:
                    cursor.execute(f"INSERT INTO {self.past_table} ({columns}) VALUES (%s, %s, %s, %s, %s)", row)
                return
            with cursor.copy(f"COPY {self.past_table} ({columns}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)


def _codes(item: Incoming) -> tuple[str, str]:
    """The code under which the person is looked for, and the one under which they stand afterwards."""
    update = item.update
    return update.code.stored(), update.record.resident_record_code.stored()


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


def _technical(item: Incoming, before: Technical | None, outcome: Applied, *, number: UUID | None) -> Technical:
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

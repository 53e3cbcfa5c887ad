"""Rows for COPY in PostgreSQL's binary form, for the few tables that take thousands of rows at a time.

psycopg looks up a dumper for each field of each row; here the columns of a table are known, so that a row is a join of
its fields. A field is its length (four bytes, network order) and its bytes; a row begins with the number of its fields.
"""

from __future__ import annotations

import datetime as dt
import struct
from itertools import islice
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

    from psycopg import Cursor

NULL: Final = b"\xff\xff\xff\xff"
"""An absent value."""

BLOCK: Final = 100
"""Rows handed to PostgreSQL at a time."""

_SIGNATURE: Final = b"PGCOPY\n\xff\r\n\x00" + bytes(8)  # no flags, no extension of the header
_TRAILER: Final = b"\xff\xff"
_length = struct.Struct("!i").pack
_long = struct.Struct("!iq").pack
_count = struct.Struct("!h").pack
_EPOCH: Final = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)
_MICROSECOND: Final = dt.timedelta(microseconds=1)


def count(fields: int) -> bytes:
    """How a row of so many fields begins."""
    return _count(fields)


def octets(value: bytes) -> bytes:
    """A field of type bytea, or of type uuid when it has 16 octets."""
    return _length(len(value)) + value


def text(value: str) -> bytes:
    """A field of type text."""
    encoded = value.encode()
    return _length(len(encoded)) + encoded


def bigint(value: int) -> bytes:
    """A field of type bigint."""
    return _long(8, value)


def moment(value: dt.datetime) -> bytes:
    """A field of type timestamptz."""
    return _long(8, (value - _EPOCH) // _MICROSECOND)


def copy_rows(cursor: Cursor, table: str, columns: str, rows: Iterable[bytes]) -> None:
    """COPY finished rows into a table, in the caller's transaction.

    PostgreSQL takes one block in while the next is made: rows that cost something to make are given as a generator.
    """
    waiting = iter(rows)
    with cursor.copy(f"COPY {table} ({columns}) FROM STDIN (FORMAT BINARY)") as copy:
        copy.write(_SIGNATURE)
        while block := b"".join(islice(waiting, BLOCK)):
            copy.write(block)
        copy.write(_TRAILER)

"""Rows written for COPY by hand are what PostgreSQL reads: every kind of field, empty ones, none at all."""

from __future__ import annotations

import datetime as dt
import uuid

import psycopg
import pytest

from daicho.exchange import copying

pytestmark = pytest.mark.database

MOMENT = dt.datetime(2026, 11, 21, 23, 59, 59, 999_999, tzinfo=dt.UTC)


def test_every_kind_of_field_comes_back_as_it_went(database):
    """bigint at its ends, texts outside the first plane, octets of any value, moments to the microsecond, nulls."""
    name = uuid.uuid4()
    rows = [
        (2**63 - 1, "𠮷野\U000e0100", bytes(range(256)), name, MOMENT),
        (-(2**63), "", b"", name, dt.datetime(1999, 12, 31, tzinfo=dt.UTC)),
    ]
    packed = [
        copying.count(6)
        + copying.bigint(number)
        + copying.text(text)
        + copying.octets(octets)
        + copying.octets(uuid_.bytes)
        + copying.moment(moment)
        + copying.NULL
        for number, text, octets, uuid_, moment in rows
    ]
    with psycopg.connect(database()) as connection, connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE kept (a bigint, b text, c bytea, d uuid, e timestamptz, f text)")
        copying.copy_rows(cursor, "kept", "a, b, c, d, e, f", packed)
        copying.copy_rows(cursor, "kept", "a, b, c, d, e, f", [])
        assert cursor.execute("SELECT * FROM kept").fetchall() == [(*row, None) for row in rows]


def test_a_row_with_the_wrong_number_of_fields_is_refused(database):
    """Nothing is taken by halves."""
    with psycopg.connect(database()) as connection, connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE kept (a bigint, b text)")
        with pytest.raises(psycopg.Error):
            copying.copy_rows(cursor, "kept", "a, b", [copying.count(1) + copying.bigint(1)])

"""Rows written for COPY by hand are what PostgreSQL reads: every kind of field, empty ones, none at all."""

from __future__ import annotations

import datetime as dt
import uuid

import psycopg
import pytest

from daicho.exchange import copying, payloads

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


def test_rows_made_on_the_way_arrive_whole_and_in_order_in_however_many_blocks(database):
    """One row less than a block, a whole block, several and a rest."""
    sizes = (copying.BLOCK - 1, copying.BLOCK, 2 * copying.BLOCK + 1)
    with psycopg.connect(database()) as connection, connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE kept (place bigserial, a bigint)")
        for size in sizes:
            copying.copy_rows(cursor, "kept", "a", (copying.count(1) + copying.bigint(n) for n in range(size)))
        found = cursor.execute("SELECT a FROM kept ORDER BY place").fetchall()
    assert [row[0] for row in found] == [n for size in sizes for n in range(size)]


def test_a_row_that_cannot_be_made_leaves_nothing_and_its_error_is_the_one_seen(database):
    """The COPY is given up; the transaction can only be rolled back."""

    def rows():
        yield copying.count(1) + copying.bigint(1)
        raise LookupError("no second row")

    with psycopg.connect(database()) as connection:
        connection.execute("CREATE TABLE kept_rows (a bigint)")
        connection.commit()
        with pytest.raises(LookupError, match="no second row"), connection.cursor() as cursor:
            copying.copy_rows(cursor, "kept_rows", "a", rows())
        connection.rollback()
        assert connection.execute("SELECT count(*) FROM kept_rows").fetchone() == (0,)


def test_the_names_of_payloads_begin_with_the_time():
    """Version 7 of RFC 9562: what is stored later stands later in the index; no two are equal."""
    made = [payloads.encrypt(bytes(16), b"{}") for _ in range(1_000)]
    assert {(each.id.version, each.id.variant) for each in made} == {(7, uuid.RFC_4122)}
    moments = [int.from_bytes(each.name[:6], "big") for each in made]
    assert moments == sorted(moments)
    assert abs(moments[-1] / 1000 - dt.datetime.now(dt.UTC).timestamp()) < 3600
    assert len({each.name for each in made}) == len({each.key for each in made}) == 1_000


def test_a_row_with_the_wrong_number_of_fields_is_refused(database):
    """Nothing is taken by halves."""
    with psycopg.connect(database()) as connection, connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE kept (a bigint, b text)")
        with pytest.raises(psycopg.Error):
            copying.copy_rows(cursor, "kept", "a, b", [copying.count(1) + copying.bigint(1)])

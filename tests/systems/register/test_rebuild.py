"""The proof that versions follow from the stored changes: it finds what differs, and nothing else."""

from __future__ import annotations

import psycopg
import pytest

from daicho.systems.register import rebuild, rows

from .foreign import alone, foreign_record
from .support import ALIAS, before, move_in, persons_of, record, relocation
from .test_load import load, write_file

pytestmark = pytest.mark.database

TAMPERED = {
    "a content": "UPDATE register_residentversion SET memo = '別' WHERE addressee_number = %s AND upper_inf(recorded)",
    "a part of a structure": (
        "UPDATE register_residentversion SET name = jsonb_set(name, '{given}', '\"別\"') WHERE addressee_number = %s"
    ),
    "a valid time": (
        "UPDATE register_residentversion SET valid = int4range(lower(valid) - 2, upper(valid)) "
        "WHERE addressee_number = %s AND upper_inf(recorded) AND NOT upper_inf(valid)"
    ),
    "the act that opened it": (
        "UPDATE register_residentversion SET recorded = int8range(lower(recorded) + 1, NULL) "
        "WHERE addressee_number = %s AND upper_inf(recorded)"
    ),
    "a version less": "DELETE FROM register_residentversion WHERE addressee_number = %s AND NOT upper_inf(recorded)",
    "a version more": (
        f"INSERT INTO register_residentversion ({rows.COLUMN_LIST}, valid, recorded) SELECT {rows.COLUMN_LIST}, "
        "int4range(10, 20), recorded FROM register_residentversion WHERE addressee_number = %s AND NOT upper_inf(recorded)"
    ),
}


def with_the_owners_power(register, statement, person):
    with psycopg.connect(register.superuser_dsn(ALIAS), autocommit=True) as superuser:
        superuser.execute("SET session_replication_role = replica")
        return superuser.execute(statement, (person,)).rowcount


def two_who_moved():
    """Two people with a past: one version closed and re-split for each."""
    persons = persons_of(record(move_in(2, effective_on=before(40))))
    record(relocation(*persons, effective_on=before(10)))
    return [person.stored() for person in persons]


@pytest.mark.parametrize("what", TAMPERED)
def test_whatever_was_altered_in_a_version_is_found_and_its_person_named(register, what):
    """A content, a part of it, either axis of time, a row too few or too many; nobody else is named."""
    first, _ = two_who_moved()
    assert rebuild.versions(ALIAS).equal
    assert with_the_owners_power(register, TAMPERED[what], first) > 0
    assert rebuild.versions(ALIAS).differing == (first,)


def test_a_default_that_is_written_out_is_no_difference(register):
    """Records are compared, not their writing: a name with blank Roman letters is the name without."""
    first, _ = two_who_moved()
    spelled_out = 'UPDATE register_residentversion SET name = name || \'{"roman": ""}\' WHERE addressee_number = %s'
    assert with_the_owners_power(register, spelled_out, first) > 0
    assert rebuild.versions(ALIAS).equal


def test_progress_ends_with_everything_done(register):
    """Whoever waits is told how much of how much."""
    two_who_moved()
    told = []
    rebuild.versions(ALIAS, lambda done, total: told.append((done, total)))
    assert told[-1][0] == told[-1][1] > 0
    assert all(done <= total for done, total in told)


def test_a_content_as_built_in_values_is_what_the_record_is_encoded_as(register, tmp_path):
    """The quick reading of a row and the slow one agree, with every structure there and with none."""
    from daicho.systems.register import db
    from daicho.values import codec

    load(ALIAS, write_file(tmp_path / "a.jsonl", [alone(foreign_record())]))
    two_who_moved()
    for row in db.rows(ALIAS, "SELECT * FROM register_residentversion"):
        assert rows.plain_content(row) == codec.to_builtins(rows.record_of(row))

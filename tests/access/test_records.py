"""Access records stay: the application can neither change nor delete them, and the chain shows whoever could."""

from __future__ import annotations

import contextlib
import threading

import psycopg
import pytest
import structlog
from django.db import DatabaseError, close_old_connections, connections

from daicho.access import sealer
from daicho.access.gate import Gate

pytestmark = pytest.mark.database
RECORDS = "access_accounts_accessrecord"
SEGMENTS = "access_accounts_accesssegment"


@pytest.fixture
def three(town, access_of):
    gate = Gate("default")
    return [gate.open_person(access_of(town.first), [str(person)]).record for person in range(3)]


@pytest.fixture
def superuser(system):
    """A connection that may do anything: the worst administrator."""
    with psycopg.connect(system.superuser_dsn("default"), autocommit=True) as connection:
        yield connection


def tamper(connection, statement, *values):
    """Run a statement with the triggers off, as only a superuser can."""
    with connection.transaction():
        connection.execute("SET LOCAL session_replication_role = replica")
        connection.execute(statement, values)


def test_nobody_changes_or_deletes_a_record(three, system):
    """The application for lack of a right, owner and superuser because of the trigger."""
    sealer.seal("default")
    expected = {"default_app": "42501", "default_owner": "DA001", "postgres": "DA001"}
    for table, setting in ((RECORDS, "purpose = ''"), (SEGMENTS, "head = ''")):
        statements = (f"UPDATE {table} SET {setting}", f"DELETE FROM {table}", f"TRUNCATE {table}")
        for user, state in expected.items():
            with psycopg.connect(system.dsn("default", user=user), autocommit=True) as connection:
                for statement in statements:
                    with pytest.raises(psycopg.Error) as caught:
                        connection.execute(statement)
                    assert caught.value.sqlstate == state


def test_time_and_transaction_are_the_databases_own(three, system):
    """A writer has no right to say when, or in which transaction, a record was made."""
    for column, value in (("happened_at", "'1999-01-01'"), ("inserted_by", "'3'"), ("id", "7")):
        with psycopg.connect(system.dsn("default")) as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute(f"INSERT INTO {RECORDS} (kind, {column}) VALUES ('reveal', {value})")


def test_the_chain_holds_and_runs_on(town, access_of):
    """Each sealing takes what is new, each segment follows the one before it."""
    gate = Gate("default")
    assert sealer.seal("default") is None
    heads = []
    for count in (1, 2, 3):
        for person in range(count):
            gate.open_person(access_of(town.first), [str(person)])
        segment = sealer.seal("default")
        assert (segment.number, segment.count) == (count, count)
        heads.append(segment.head)
    assert sealer.seal("default") is None
    result = sealer.verify("default")
    assert result.holds
    assert (result.segments, result.records, result.head) == (3, 6, heads[-1])


def test_a_late_committer_is_sealed_in_its_turn(town, access_of, system):
    """A record whose transaction commits after younger ones were sealed is taken by the next sealing."""
    copy = ", ".join(column for column in sealer.COLUMNS if column not in {"id", "happened_at"})
    Gate("default").open_person(access_of(town.first), ["1"])
    with psycopg.connect(system.dsn("default")) as slow:
        slow.execute(f"INSERT INTO {RECORDS} ({copy}) SELECT {copy} FROM {RECORDS}")
        Gate("default").open_person(access_of(town.first), ["2"])
        assert sealer.seal("default").count == 2
        slow.commit()
    assert sealer.seal("default").count == 1
    assert sealer.verify("default").holds


def test_after_a_restore_from_a_dump_nothing_is_sealed_twice_or_left_out(three, superuser, access_of, town):
    """A restored database counts transactions anew; the sealer then looks at every row once."""
    sealer.seal("default")
    tamper(superuser, f"UPDATE {SEGMENTS} SET snapshot = '900000000:900000000:'")
    tamper(superuser, f"UPDATE {RECORDS} SET inserted_by = '800000000'")
    Gate("default").open_person(access_of(town.first), ["1"])
    assert sealer.seal("default").count == 1
    assert sealer.seal("default") is None
    assert sealer.verify("default").holds


def test_a_changed_record_is_found_and_its_segment_named(three, superuser):
    """One altered value, in whichever column, breaks its segment; put back, it holds again."""
    columns = [column for column in sealer.COLUMNS if column != "id"]
    other = {
        "conditions": """'{"a": "b"}'""",
        "subjects": """'["a"]'""",
        "persons": "'{9}'",
        "vault_references": "ARRAY[gen_random_uuid()]",
        "happened_at": "happened_at - interval '1 hour'",
        "count": "7",
        "of_record": "7",
    }
    sealer.seal("default")
    superuser.execute(f"CREATE TABLE kept AS SELECT * FROM {RECORDS}")
    for column in columns:
        tamper(superuser, f"UPDATE {RECORDS} SET {column} = {other.get(column, repr('x'))} WHERE id = %s", three[1])
        result = sealer.verify("default")
        assert [(broken.segment, broken.what) for broken in result.broken] == [(1, "a sealed record was changed")]
        tamper(superuser, f"UPDATE {RECORDS} r SET {column} = kept.{column} FROM kept WHERE kept.id = r.id")
        assert sealer.verify("default").holds


def test_a_deleted_record_is_found_by_name(three, superuser):
    """A gap in a segment names the record that is gone."""
    sealer.seal("default")
    tamper(superuser, f"DELETE FROM {RECORDS} WHERE id = %s", three[1])
    assert [broken.record for broken in sealer.verify("default").broken] == [three[1]]


def test_a_removed_segment_is_found(town, access_of, superuser):
    """The segment after a removed one no longer follows."""
    for person in range(3):
        Gate("default").open_person(access_of(town.first), [str(person)])
        sealer.seal("default")
    tamper(superuser, f"DELETE FROM {SEGMENTS} WHERE number = 2")
    result = sealer.verify("default")
    assert [(broken.segment, broken.what) for broken in result.broken] == [(3, "does not follow the segment before it")]


def test_records_are_kept_for_seven_years_and_a_segment_goes_whole(three, superuser, town, access_of):
    """At seven years less a day nothing goes; a day after, the whole segment, and the chain still verifies."""
    sealer.seal("default")
    Gate("default").open_person(access_of(town.first), ["young"])
    sealer.seal("default")
    for age, removed in (("- interval '1 day'", 0), ("+ interval '3 days'", 3)):
        moment = f"now() - (interval '7 years' {age})"
        tamper(superuser, f"UPDATE {RECORDS} SET happened_at = {moment} WHERE id = ANY (%s)", three)
        tamper(superuser, f"UPDATE {SEGMENTS} SET last_happened_at = {moment} WHERE number = 1")
        assert sealer.retire("default", years=8) == 0
        assert sealer.retire("default", years=1) == removed
    result = sealer.verify("default")
    assert result.holds
    assert (result.retired, result.records) == (1, 1)


def test_two_sealers_of_one_database_keep_apart(three, superuser):
    """While another holds the lock, a sealing does nothing."""
    superuser.execute("SELECT pg_advisory_lock(%s)", (sealer.LOCK,))
    assert sealer.seal("default") is None
    superuser.execute("SELECT pg_advisory_unlock(%s)", (sealer.LOCK,))
    assert sealer.seal("default").count == 3


def test_the_sealer_works_each_second_until_it_is_stopped_and_outlives_an_error(three, monkeypatch):
    """A database that is away is tried again; nothing of a record is in the log."""
    stop, outcomes = threading.Event(), []
    real = sealer.seal

    def seal(alias):
        if not outcomes:
            outcomes.append("failed")
            raise OSError("away")
        outcomes.append(real(alias))
        stop.set()

    monkeypatch.setattr(sealer, "seal", seal)
    with structlog.testing.capture_logs() as logs:
        thread = threading.Thread(target=lambda: (sealer.run("default", stop, every=0.01), connections.close_all()))
        thread.start()
        thread.join(10)
    assert outcomes[1].count == 3
    assert [line["event"] for line in logs] == ["access.sealing_failed", "access.sealed"]
    assert logs[1].keys() == {"event", "log_level", "alias", "segment", "records", "head"}


def test_a_look_after_the_database_was_away_works_again(three, town, access_of, system):
    """A connection that the server closed is noticed, and the next request has a new one."""
    with psycopg.connect(system.superuser_dsn("default"), autocommit=True) as superuser:
        superuser.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'default_app' AND datname = %s",
            [connections["default"].settings_dict["NAME"]],
        )
    with pytest.raises(DatabaseError):
        Gate("default").open_person(access_of(town.first), ["1"])
    close_old_connections()
    with contextlib.suppress(DatabaseError):
        Gate("default").open_person(access_of(town.first), ["1"])
    close_old_connections()
    assert Gate("default").open_person(access_of(town.first), ["1"]).record

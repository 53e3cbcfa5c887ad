"""The launcher's server and the databases given to tests."""

import os
import stat
import time
from pathlib import Path

import psycopg
import pytest
from django.db import connections

from daicho.host.errors import HostError
from daicho.host.postgres import Cluster, Databases, Sizes, find
from daicho.host.postgres import account as accounts

pytestmark = pytest.mark.database


def test_a_fresh_database_collates_by_code_point_and_knows_japanese_letters(database):
    """Collation C, character type C.UTF-8: trigrams are found in kana and kanji."""
    with psycopg.connect(database()) as connection:
        collate, ctype = connection.execute(
            "SELECT datcollate, datctype FROM pg_database WHERE datname = current_database()"
        ).fetchone()
        trigrams = connection.execute("SELECT show_trgm('ヤマダタロウ')").fetchone()[0]
    assert (collate, ctype) == ("C", "C.UTF-8")
    assert len(trigrams) > 3


def test_the_log_alias_is_the_same_database_over_a_second_connection(system_databases):
    """A row committed first on `<system>_log` survives what is rolled back on the system's own alias."""
    system = next(alias for alias in connections if alias != "default" and not alias.endswith("_log"))
    pids = []
    for alias in (system, f"{system}_log"):
        with connections[alias].cursor() as cursor:
            cursor.execute("SELECT current_database(), current_user, pg_backend_pid()")
            pids.append(cursor.fetchone())
    assert pids[0][:2] == pids[1][:2]
    assert pids[0][2] != pids[1][2]


def insert_rows(dsn, count=1000):
    with psycopg.connect(dsn, autocommit=True) as connection:
        connection.execute("CREATE TABLE kept AS SELECT generate_series(1, %s) AS number", [count])


def count_rows(dsn) -> int:
    with psycopg.connect(dsn) as connection:
        return connection.execute("SELECT count(*) FROM kept").fetchone()[0]


@pytest.fixture
def cluster(tmp_path):
    """A server of its own over a directory that only we may enter; pytest makes it so (0700)."""
    own = Cluster(tmp_path / "data" / "postgres", sizes=Sizes(shared_buffers="16MB", max_connections=20))
    yield own
    own.destroy()


def test_the_server_never_runs_as_root_wherever_its_data_were_asked_for(cluster):
    """As root it runs under another account, and data it could not reach are kept where it can."""
    cluster.start()
    owner = (Path("/proc") / str(cluster.process.pid)).stat().st_uid
    assert owner != 0
    assert cluster.data.stat().st_uid == owner
    assert cluster.wanted.resolve() == cluster.data
    assert stat.S_IMODE(cluster.socket_directory.stat().st_mode) == 0o700


def test_a_server_that_was_killed_comes_back_with_every_row(cluster):
    """`kill -9` of the server: the next start waits for the dead process's lock and finds the data intact."""
    cluster.start()
    insert_rows(cluster.dsn())
    cluster.process.kill()
    again = Cluster(cluster.wanted, sizes=cluster.sizes)
    cluster.stop()
    with again:
        assert count_rows(again.dsn()) == 1000


def test_its_launcher_starts_a_killed_server_again_and_no_other(cluster):
    """`keep` does nothing to a server that runs, none after `stop`, and brings a killed one back with its rows."""
    cluster.start()
    insert_rows(cluster.dsn())
    assert not cluster.keep()
    cluster.process.kill()
    cluster.process.wait(timeout=20)
    deadline = time.monotonic() + 30
    while not cluster._answers() and time.monotonic() < deadline:
        cluster.keep()
        time.sleep(0.1)
    assert count_rows(cluster.dsn()) == 1000
    cluster.stop()
    assert not cluster.keep()


def test_a_second_launcher_attaches_and_does_not_stop_the_server(cluster):
    cluster.start()
    insert_rows(cluster.dsn())
    second = Cluster(cluster.wanted, sizes=cluster.sizes)
    second.start()
    assert second.process is None
    second.stop()
    assert count_rows(cluster.dsn()) == 1000


def test_a_server_that_outlived_its_launcher_is_taken_over_and_stopped(cluster):
    """The launcher died without stopping it: whoever comes next owns it."""
    cluster.start()
    pid = cluster.process.pid
    os.close(cluster._lock)
    cluster._lock = None
    heir = Cluster(cluster.wanted, sizes=cluster.sizes)
    heir.start()
    assert heir.process is None
    heir.stop()
    cluster.process.wait(timeout=10)
    assert not (heir.data / "postmaster.pid").exists()
    assert cluster.process.pid == pid


def test_a_path_too_long_for_a_socket_is_no_obstacle(tmp_path):
    """The socket then lies in a short directory of its own below /tmp, which goes with the data."""
    deep = tmp_path / ("d" * 80) / ("e" * 80) / "postgres"
    own = Cluster(deep, sizes=Sizes(shared_buffers="16MB", max_connections=20))
    own.data = accounts.prepare_data(deep, own.account)
    try:
        with own:
            assert len(str(own.socket_directory)) < 80
            with psycopg.connect(own.dsn()) as connection:
                assert connection.execute("SELECT 1").fetchone() == (1,)
    finally:
        place = own.socket_directory
        own.destroy()
    assert not place.exists()


def test_nothing_personal_reaches_the_servers_log(cluster):
    """Duplicate keys, malformed values and failing checks quote values in their errors, but not in the log."""
    cluster.start()
    with psycopg.connect(cluster.dsn(), autocommit=True) as connection:
        connection.execute("CREATE TABLE person (name text PRIMARY KEY CHECK (name <> '渡邉禁止'), born date)")
        connection.execute("INSERT INTO person VALUES (%s, %s)", ["山田花子", "1985-04-01"])
        for name, born in (("山田花子", "1985-04-02"), ("山田太郎", "昭和60年4月1日"), ("渡邉禁止", None)):
            with pytest.raises(psycopg.Error):
                connection.execute("INSERT INTO person VALUES (%s, %s)", [name, born])
            with pytest.raises(psycopg.Error):
                connection.execute(f"INSERT INTO person VALUES ('{name}', '{born or 'x'}')")
    cluster.stop()
    said = cluster.log.read_text(encoding="utf-8")
    assert "shut down" in said
    for personal in ("山田", "花子", "1985", "昭和", "渡邉"):
        assert personal not in said


def test_the_application_may_change_rows_but_not_structure_and_enter_only_its_own_database(postgres):
    databases = Databases(postgres)
    for alias in ("register", "national"):
        databases.drop(f"rights_{alias}")
        databases.create(f"rights_{alias}", alias=alias)
    with databases.connect("rights_register", user="register_owner") as owner:
        owner.execute("CREATE TABLE thing (id bigserial PRIMARY KEY)")
    with databases.connect("rights_register", user="register_app") as app:
        app.execute("INSERT INTO thing DEFAULT VALUES")
        for forbidden in ("CREATE TABLE other (id int)", "DROP TABLE thing", "TRUNCATE thing", "CREATE SCHEMA mine"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                app.execute(forbidden)
    with pytest.raises(psycopg.OperationalError):
        databases.connect("rights_register", user="national_app")
    for alias in ("register", "national"):
        databases.drop(f"rights_{alias}")


def test_data_of_another_major_version_are_refused_before_anything_is_touched(cluster):
    cluster._initialise()
    (cluster.data / "PG_VERSION").write_text("9\n")
    with pytest.raises(HostError, match="H-PG-04"):
        cluster.start()


def test_programs_that_are_missing_or_too_old_are_named(tmp_path):
    with pytest.raises(HostError, match="H-PG-01"):
        find(tmp_path)
    for name in ("initdb", "postgres"):
        (tmp_path / name).write_text("#!/bin/sh\necho 'postgres (PostgreSQL) 13.4'\n")
        (tmp_path / name).chmod(0o755)
    with pytest.raises(HostError, match="H-PG-02"):
        find(tmp_path)


def test_a_directory_that_cannot_be_made_into_a_cluster_is_refused(tmp_path):
    place = tmp_path / "data"
    place.mkdir()
    (place / "something").write_text("of somebody else")
    own = Cluster(place)
    try:
        with pytest.raises(HostError, match="H-PG-06"):
            own.start()
    finally:
        own.stop()
    assert (place / "something").exists()

"""The jobs beside an exchange: every database's access records are sealed, and retired when their time is over."""

import datetime as dt
import threading
import time

import psycopg
import pytest
from psycopg_pool import ConnectionPool

from daicho.access import sealer
from daicho.access.grants import AccessKind, machine_access
from daicho.access.records import Entry, write
from daicho.host import background
from daicho.host.background import each_day, retire_daily, start_jobs


def until(question, seconds=15):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline and not question():
        time.sleep(0.05)
    return question()


def in_thread(work):
    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    return thread


def test_retiring_asks_for_the_configured_years_at_once_and_again_after_a_failure():
    """A database that is away for a moment costs a minute, not a day."""
    asked, stop = [], threading.Event()

    def retire(alias, *, years):
        asked.append((alias, years))
        if len(asked) == 1:
            raise ConnectionError
        return 3

    thread = in_thread(lambda: retire_daily("default", retire, stop, every=3600, again=0.01))
    assert until(lambda: len(asked) == 2)
    stop.set()
    thread.join(5)
    assert asked == [("default", 7), ("default", 7)]


def test_the_days_work_is_done_once_for_each_date_and_again_after_a_failure(business_date):
    days, stop = [], threading.Event()

    def work(day):
        days.append(day)
        if len(days) == 1:
            raise ConnectionError

    thread = in_thread(lambda: each_day(work, stop, every=0.01))
    assert until(lambda: len(days) == 2)
    business_date.move_to(dt.date(2026, 12, 1))
    assert until(lambda: len(days) == 3)
    stop.set()
    thread.join(5)
    assert days == [business_date.FIRST, business_date.FIRST, dt.date(2026, 12, 1)]


@pytest.mark.database
def test_records_of_the_host_database_are_sealed_by_the_process_that_looks_after_the_host(
    system_databases, monkeypatch
):
    """A record of the host database (sign-in, accounts) joins the chain within seconds; another system's process leaves it alone."""
    monkeypatch.setattr(background, "exists", lambda module: module == "daicho.access.sealer")
    access = machine_access(
        system="142158/register", organisation="142158", function="host.test", purpose="test", legal_ground="-"
    )
    for alias in ("default", "register"):
        write(alias, Entry(access=access, kind=AccessKind.SESSION))
    stop = threading.Event()
    jobs = start_jobs("register", stop)
    try:
        assert until(lambda: sealer.verify("register").records == 1)
        assert sealer.verify("default").records == 0
    finally:
        finish(jobs, stop)
    stop = threading.Event()
    jobs = start_jobs("register", stop, for_host=True)
    try:
        assert until(lambda: sealer.verify("default").records == 1)
    finally:
        finish(jobs, stop)
    assert {job.name for job in jobs} == {"seal register", "retire register", "seal default", "retire default"}


def finish(jobs, stop):
    stop.set()
    for job in jobs:
        job.join(10)
        assert not job.is_alive()


def test_connections_that_a_restarted_database_broke_are_replaced_before_anybody_meets_them(database):
    """All of a pool's connections are cut off; one look replaces them all, within the pool's budget."""
    dsn = database()
    with ConnectionPool(dsn, min_size=3, max_size=5, open=True) as pool:
        pool.wait()
        with psycopg.connect(dsn, autocommit=True) as other:
            other.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        background._look_at(pool)
        pool.wait()
        for _ in range(6):
            with pool.connection() as connection:
                assert connection.execute("SELECT 1").fetchone() == (1,)
        assert pool.get_stats()["pool_size"] <= 5


def test_a_look_at_a_sound_pool_changes_nothing(database):
    """No connection is added or closed."""
    with ConnectionPool(database(), min_size=1, max_size=5, open=True) as pool:
        pool.wait()
        for _ in range(3):
            background._look_at(pool)
        stats = pool.get_stats()
        assert (stats["pool_size"], stats["connections_num"]) == (1, 1)

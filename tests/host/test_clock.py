"""The business date: real, or moved by a demonstration."""

import datetime as dt

import pytest

from daicho.host.clock import CACHED_SECONDS, MovableClock, clock_for, move_to, real_date, stored_date


class Ticking:
    def __init__(self):
        self.now = 0.0

    def __call__(self):
        return self.now


def test_a_moved_date_is_seen_within_a_second_and_read_no_oftener():
    """The stored date is read at most once in `CACHED_SECONDS`."""
    reads = []
    stored = [dt.date(2026, 12, 1)]
    ticking = Ticking()

    def read():
        reads.append(1)
        return stored[0]

    clock = MovableClock(read, monotonic=ticking)
    assert [clock(), clock()] == [dt.date(2026, 12, 1)] * 2
    stored[0] = dt.date(2026, 12, 2)
    assert clock() == dt.date(2026, 12, 1)
    ticking.now += CACHED_SECONDS
    assert clock() == dt.date(2026, 12, 2)
    assert len(reads) == 2


def test_without_a_stored_date_the_real_date_in_japan_holds():
    assert MovableClock(lambda: None)() == real_date()


def test_only_a_movable_host_reads_the_stored_date():
    assert clock_for(movable=False) is real_date
    assert isinstance(clock_for(movable=True), MovableClock)


def test_to_forget_reads_again_at_once():
    stored = iter([dt.date(2026, 1, 1), dt.date(2026, 1, 2)])
    clock = MovableClock(lambda: next(stored), monotonic=lambda: 0.0)
    assert clock() == dt.date(2026, 1, 1)
    clock.forget()
    assert clock() == dt.date(2026, 1, 2)


@pytest.mark.database
def test_the_date_is_kept_in_the_host_database_and_can_be_let_go(system_databases):
    move_to(dt.date(2027, 1, 15))
    move_to(dt.date(2027, 1, 16))
    assert stored_date() == dt.date(2027, 1, 16)
    move_to(None)
    assert stored_date() is None

"""Ages, statutory periods and closed days."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daicho.values.dates import RegisterDate
from daicho.values.periods import (
    STANDARD_CLOSED_DAYS,
    ClosedDays,
    Period,
    age,
    age_bounds,
    age_of,
    attains_age_on,
    holidays_of,
    last_day,
    limit,
)

DAY = dt.timedelta(days=1)


def day(text):
    return dt.date.fromisoformat(text)


@pytest.mark.parametrize(
    ("birth", "years", "attained"),
    [
        ("2000-04-01", 18, "2018-03-31"),
        ("2000-04-02", 18, "2018-04-01"),
        ("2000-02-29", 1, "2001-02-28"),
        ("2000-02-29", 4, "2004-02-28"),
        ("1999-03-01", 1, "2000-02-29"),
        ("2000-01-01", 20, "2019-12-31"),
    ],
)
def test_an_age_is_completed_when_the_day_before_the_birthday_ends(birth, years, attained):
    """Act on Calculation of Ages with Civil Code 143; the day itself is still lived at the lower age."""
    assert attains_age_on(day(birth), years) == day(attained)
    assert age(day(birth), day(attained)) == years - 1
    assert age(day(birth), day(attained) + DAY) == years


def test_who_was_born_on_29_february_is_a_year_older_from_1_march_in_a_common_year():
    """The year is completed at the end of 28 February."""
    birth = day("2000-02-29")
    assert age(birth, day("2001-02-28")) == 0
    assert age(birth, day("2001-03-01")) == 1
    assert age(birth, day("2004-02-28")) == 3
    assert age(birth, day("2004-02-29")) == 4


def test_age_is_nothing_on_the_day_of_birth_and_negative_before():
    """0 on the first day."""
    assert age(day("2026-11-21"), day("2026-11-21")) == 0
    assert age(day("2026-11-21"), day("2026-11-20")) == -1


@given(st.dates(dt.date(1873, 1, 1), dt.date(2040, 12, 31)), st.integers(1, 120))
def test_age_rises_on_the_day_after_the_day_of_attainment(birth, years):
    """The two functions agree on every birth and age."""
    attained = attains_age_on(birth, years)
    assert age(birth, attained) == years - 1
    assert age(birth, attained + DAY) == years


def test_an_unknown_date_of_birth_leaves_the_age_open():
    """Bounds by the words of the date; one age when they agree."""
    about = RegisterDate.parse("昭和20年頃")
    assert age_bounds(about, day("2026-11-21")) == (80, 81)
    assert age_of(about, day("2026-11-21")) is None
    assert age_of(about, day("2026-12-31")) == 81
    assert age_of(RegisterDate.parse("S20.3.10"), day("2026-11-21")) == 81


@pytest.mark.parametrize(
    ("start", "period", "end"),
    [
        ("2026-11-21", Period(days=14), "2026-12-05"),
        ("2026-11-21", Period(weeks=2), "2026-12-05"),
        ("2026-01-31", Period(months=1), "2026-02-28"),
        ("2026-01-30", Period(months=1), "2026-02-28"),
        ("2026-01-15", Period(months=1), "2026-02-15"),
        ("2026-02-28", Period(months=1), "2026-03-31"),
        ("2026-11-30", Period(months=3), "2027-02-28"),
        ("2024-02-28", Period(years=1), "2025-02-28"),
        ("2026-12-31", Period(years=150), "2176-12-31"),
    ],
)
def test_a_period_excludes_its_first_day_and_ends_by_the_calendar(start, period, end):
    """Civil Code 140 and 143; without a corresponding day the period ends with the month."""
    assert last_day(day(start), period) == day(end)


def test_a_period_that_starts_at_midnight_counts_its_first_day():
    """Civil Code 140, proviso."""
    assert last_day(day("2026-04-01"), Period(days=14), first_day_counts=True) == day("2026-04-14")
    assert last_day(day("2026-04-01"), Period(years=1), first_day_counts=True) == day("2027-03-31")


@pytest.mark.parametrize("wrong", [{}, {"days": 1, "weeks": 1}, {"days": -1}])
def test_a_period_has_one_unit(wrong):
    """Laws give one."""
    with pytest.raises(ValueError, match="one unit"):
        Period(**wrong)


@pytest.mark.parametrize(
    ("start", "end"),
    [
        ("2026-11-06", "2026-11-20"),  # a Friday stays
        ("2026-11-07", "2026-11-24"),  # Saturday 21; Sunday 22; 23 is Labour Thanksgiving Day
        ("2026-12-15", "2027-01-04"),  # 29 December; closed until 3 January, 4 January 2027 is a Monday
        ("2026-04-19", "2026-05-07"),  # Sunday 3 May; holidays to Tuesday 5, substitute holiday on the 6th
        ("2026-09-08", "2026-09-24"),  # 22 September between two holidays is one itself
    ],
)
def test_the_last_day_of_a_limit_moves_past_closed_days(start, end):
    """Local Autonomy Act 4-2, paragraph 4: 14 days from the event."""
    assert limit(day(start), Period(days=14)) == day(end)


@given(st.dates(dt.date(1995, 1, 1), dt.date(2040, 12, 1)), st.integers(1, 400))
def test_a_limit_is_the_first_open_day_from_the_end_of_the_period(start, days):
    """Never earlier than the period's end, never closed, and nothing open is passed over."""
    end = last_day(start, Period(days=days))
    moved = limit(start, Period(days=days))
    assert moved >= end
    assert not STANDARD_CLOSED_DAYS.closed(moved)
    assert all(STANDARD_CLOSED_DAYS.closed(end + DAY * number) for number in range((moved - end).days))


def test_a_municipality_may_have_closed_days_of_its_own():
    """Paragraph 3: Okinawa's 23 June; paragraph 2, item 3: the ordinance sets the turn of the year."""
    okinawa = ClosedDays(own=frozenset({(6, 23)}))
    assert okinawa.closed(day("2026-06-23"))
    assert not STANDARD_CLOSED_DAYS.closed(day("2026-06-23"))
    assert limit(day("2026-06-09"), Period(days=14), closed_days=okinawa) == day("2026-06-24")
    longer = ClosedDays(year_end=((12, 28), (1, 4)))
    assert longer.closed(day("2026-12-28"))
    assert longer.closed(day("2027-01-04"))


def test_holidays_are_known_from_1949_and_never_guessed():
    """The imperial enthronement of 2019 is known; beyond the tables there is an error, not an empty year."""
    assert {day("2019-05-01"), day("2019-10-22")} <= holidays_of(2019)
    assert day("2026-11-23") in holidays_of(2026)
    assert day("2026-12-29") not in holidays_of(2026)
    assert holidays_of(1948) == frozenset()
    with pytest.raises(NotImplementedError):
        holidays_of(2200)

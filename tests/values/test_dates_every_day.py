"""Every day from 1 January 1873 to 31 December 2040, both ways."""

from __future__ import annotations

import datetime as dt

import pytest

from daicho.values.dates import RegisterDate

FIRST, LAST = dt.date(1873, 1, 1), dt.date(2040, 12, 31)
ERAS = [  # independent of the product's table
    ("明治", dt.date(1873, 1, 1), 6),
    ("大正", dt.date(1912, 7, 30), 1),
    ("昭和", dt.date(1926, 12, 25), 1),
    ("平成", dt.date(1989, 1, 8), 1),
    ("令和", dt.date(2019, 5, 1), 1),
]


def expected(day):
    name, start, year = next(era for era in reversed(ERAS) if era[1] <= day)
    count = day.year - start.year + year
    return f"{name}{'元' if count == 1 else count}年{day.month}月{day.day}日"


@pytest.mark.covers("STD-1.3.6")
def test_every_day_is_shown_in_its_era_and_reads_back():
    """61,361 days: ISO to wareki and wareki to ISO."""
    days = [FIRST + dt.timedelta(days=number) for number in range((LAST - FIRST).days + 1)]
    assert len(days) == 61_361
    for day in days:
        date = RegisterDate.from_stored(day.isoformat())
        shown = date.wareki()
        assert shown == expected(day)
        again = RegisterDate.parse(shown)
        assert again.calendar_day == day
        assert again.stored() == date.stored()


def test_every_day_is_before_the_next():
    """Sort keys of consecutive days rise."""
    keys = [RegisterDate(FIRST + dt.timedelta(days=number)).sort_key() for number in range((LAST - FIRST).days + 1)]
    assert keys == sorted(set(keys))

"""Ages, statutory periods and the days on which an office is closed.

Ages: Act on Calculation of Ages (年齢計算ニ関スル法律, Act 50 of 1902) with Civil Code, Article 143.
Periods: Civil Code, Articles 140 (the first day does not count), 141 and 143 (weeks, months, years by the calendar).
Closed days: Local Autonomy Act, Article 4-2: a limit that a law sets in days or longer units for an application or
notification to a municipality and that falls on a closed day moves to the next open day (paragraph 4). The closed
days are set by each municipality's ordinance within paragraph 2: Saturdays, Sundays, national holidays, and days at
the turn of the year, which the ordinances set to 29 December to 3 January; with the Minister's consultation also a
day of the place's own history (paragraph 3).
"""

from __future__ import annotations

import datetime as dt
from calendar import monthrange
from functools import lru_cache
from typing import TYPE_CHECKING, Final

import msgspec

if TYPE_CHECKING:
    from daicho.values.dates import RegisterDate

_ONE_DAY: Final = dt.timedelta(days=1)
_SATURDAY: Final = 5
_FIRST_HOLIDAY_YEAR: Final = 1949


@lru_cache(maxsize=256)
def holidays_of(year: int) -> frozenset[dt.date]:
    """National holidays of a year under the Act on National Holidays, substitute holidays included.

    From the `holidays` library, imported when first needed. Years before 1949 have none (the Act took effect in
    July 1948); years after the library's last known one raise NotImplementedError there, never a silent guess.
    """
    if year < _FIRST_HOLIDAY_YEAR:
        return frozenset()
    from holidays.countries.japan import Japan

    if year > Japan.end_year:
        raise NotImplementedError(f"national holidays are known up to {Japan.end_year}")
    return frozenset(Japan(years=year))


class ClosedDays(msgspec.Struct, frozen=True, kw_only=True):
    """On which days a municipality is closed, as its ordinance sets them.

    Attributes:
        year_end: Month and day of the first and the last closed day at the turn of the year.
        own: Closed days of the place's own history, as (month, day): Okinawa 23 June, Hiroshima 6 August.
    """

    year_end: tuple[tuple[int, int], tuple[int, int]] = ((12, 29), (1, 3))
    own: frozenset[tuple[int, int]] = frozenset()

    def closed(self, day: dt.date) -> bool:
        """Whether the office is closed on this day."""
        month_day = day.month, day.day
        first, last = self.year_end
        return (
            day.weekday() >= _SATURDAY
            or month_day >= first
            or month_day <= last
            or month_day in self.own
            or day in holidays_of(day.year)
        )

    def open_from(self, day: dt.date) -> dt.date:
        """The day itself when open, else the next open day."""
        while self.closed(day):
            day += _ONE_DAY
        return day


STANDARD_CLOSED_DAYS: Final = ClosedDays()
"""Saturdays, Sundays, national holidays, 29 December to 3 January: what nearly every ordinance says."""


class Period(msgspec.Struct, frozen=True, kw_only=True):
    """A length of time in a law: exactly one unit is used ("14日以内", "1か月", "5年")."""

    days: int = 0
    weeks: int = 0
    months: int = 0
    years: int = 0

    def __post_init__(self) -> None:
        lengths = (self.days, self.weeks, self.months, self.years)
        if min(lengths) < 0 or sum(map(bool, lengths)) != 1:
            raise ValueError("a period has one unit and is longer than nothing")


def last_day(start: dt.date, period: Period, *, first_day_counts: bool = False) -> dt.date:
    """The day at whose end a period is over (Civil Code, Article 141).

    Args:
        start: The day of the event from which the period runs.
        period: How long.
        first_day_counts: True where the period starts at midnight or a law counts the first day, as for ages.
    """
    first = start if first_day_counts else start + _ONE_DAY
    if period.days or period.weeks:
        return first + dt.timedelta(days=period.days, weeks=period.weeks) - _ONE_DAY
    years, month = divmod(first.month - 1 + period.months + 12 * period.years, 12)
    year, month = first.year + years, month + 1
    days_in_month = monthrange(year, month)[1]
    if first.day > days_in_month:  # no corresponding day: the period ends with the month (Article 143, paragraph 2)
        return dt.date(year, month, days_in_month)
    return dt.date(year, month, first.day) - _ONE_DAY


def limit(
    start: dt.date,
    period: Period,
    *,
    first_day_counts: bool = False,
    closed_days: ClosedDays = STANDARD_CLOSED_DAYS,
) -> dt.date:
    """The last day on which a notification to a municipality is in time (Local Autonomy Act, Article 4-2, 4).

    The period's last day, moved to the next open day when it is a closed one. Closed days within the period count.
    """
    return closed_days.open_from(last_day(start, period, first_day_counts=first_day_counts))


def attains_age_on(birth: dt.date, age: int) -> dt.date:
    """The day at whose end an age is completed: the day before the birthday.

    Who was born on 29 February completes every year of age at the end of 28 February, in leap years too.
    """
    return last_day(birth, Period(years=age), first_day_counts=True)


def age(birth: dt.date, on: dt.date) -> int:
    """Full years of age during the day `on`; 0 on the day of birth, -1 before it.

    The age rises when the day before the birthday ends; who was born on 29 February is a year older from 1 March
    in a common year.
    """
    if on < birth:
        return -1
    years = on.year - birth.year
    return years if (on.month, on.day) >= (birth.month, birth.day) else years - 1


def age_bounds(birth: RegisterDate, on: dt.date) -> tuple[int, int]:
    """Lowest and highest age on the day `on` that the date of birth allows; equal when it is known."""
    earliest, latest = birth.bounds()
    return age(latest, on), age(earliest, on)


def age_of(birth: RegisterDate, on: dt.date) -> int | None:
    """Age on the day `on`; None where the date of birth leaves it open."""
    lowest, highest = age_bounds(birth, on)
    return lowest if lowest == highest else None

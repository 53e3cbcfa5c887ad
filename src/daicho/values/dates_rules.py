"""What is impossible in a date as written: months, days, years of an era, the order of a period.

Source: standard chapter 3, 1.1.8; the law or edict of each era (`dates_eras`).
"""

from __future__ import annotations

import datetime as dt
from typing import Final

from daicho.values import dates_eras
from daicho.values.dates_errors import InvalidDate
from daicho.values.dates_written import (
    DAY,
    LUNISOLAR,
    UnknownPattern,
    Written,
    bounds,
    last_day_of,
    seireki,
    year_in_era,
)

_MONTHS: Final = 12
_DAYS: Final = 31
_LUNAR_DAYS: Final = 30


def check(written: Written, *, permit_non_calendar: bool) -> None:
    """Refuse what is impossible.

    Raises:
        InvalidDate: V-DATE-YEAR, -MONTH, -DAY, -CALENDAR, -ERA, -BEFORE-SOLAR, -LUNISOLAR or -ORDER.
    """
    if written.pattern == UnknownPattern.UNKNOWN:
        return
    if written.pattern == LUNISOLAR:
        check_lunisolar(written)
        return
    _check_year(written)
    _check_month_and_day(written.month, written.day, pattern=written.pattern)
    _check_end(written)
    _check_era(written)
    if not permit_non_calendar:
        _check_calendar(written, written.month, written.day)
        _check_calendar(written, written.end_month or written.month, written.end_day)


def _check_year(written: Written) -> None:
    if written.year > dt.MAXYEAR:
        raise InvalidDate.year()
    if written.year < dates_eras.SOLAR_FROM.year:
        raise InvalidDate.before_solar()


_WITHOUT_MONTH: Final = {
    UnknownPattern.YEAR_ABOUT,
    UnknownPattern.SEASON,
    UnknownPattern.MONTH_AND_DAY_UNKNOWN,
}
_WITH_DAY: Final = {
    DAY,
    UnknownPattern.DAY_ABOUT,
    UnknownPattern.ESTIMATED_DAY,
    UnknownPattern.FROM_DAY_TO_ABOUT_DAY,
    UnknownPattern.ESTIMATED_DAYS,
    UnknownPattern.FROM_ABOUT_DAY_TO_ABOUT_DAY,
}
_WITH_END: Final = {
    UnknownPattern.FROM_DAY_TO_ABOUT_DAY,
    UnknownPattern.ESTIMATED_DAYS,
    UnknownPattern.FROM_ABOUT_DAY_TO_ABOUT_DAY,
}


def _check_month_and_day(month: int, day: int, *, pattern: int) -> None:
    if pattern not in _WITHOUT_MONTH and not 1 <= month <= _MONTHS:
        raise InvalidDate.month(month)
    if pattern in _WITH_DAY and not 1 <= day <= _DAYS:
        raise InvalidDate.day(day)


def _check_end(written: Written) -> None:
    if written.pattern not in _WITH_END:
        return
    if written.end_month > _MONTHS:
        raise InvalidDate.month(written.end_month)
    if not 1 <= written.end_day <= _DAYS:
        raise InvalidDate.day(written.end_day)
    if (written.end_month or written.month, written.end_day) <= (written.month, written.day):
        raise InvalidDate.order()


def _check_calendar(written: Written, month: int, day: int) -> None:
    if day > last_day_of(written.year, month):
        shown = f"{_year(written)}{month}月{day}日"
        raise InvalidDate.calendar(shown, last_day_of(written.year, month))


def _year(written: Written) -> str:
    if not written.era:
        return f"{written.year}年"
    return year_in_era(dates_eras.current().by_letter[written.era], written.year)


def _check_era(written: Written) -> None:
    """A day must lie in its era; a period must share a day with it. Both eras own a day they share."""
    if not written.era:
        return
    table = dates_eras.current()
    era = table.by_letter[written.era]
    whole = written._replace(era="")
    first, last = bounds(whole)
    if written.pattern in _WITH_DAY:
        last = first
    if last < era.first:
        reason = f"{era.name}は{seireki_day(era.first)}から", f"{era.roman} began on {era.first.isoformat()}"
        raise InvalidDate.era(_shown(written), reason, _instead(whole, first))
    if first > era.end:
        end = f"{year_in_era(era, era.end.year)}{era.end.month}月{era.end.day}日"
        reason = f"{era.name}は{end}まで", f"{era.roman} ended on {era.end.isoformat()}"
        raise InvalidDate.era(_shown(written), reason, _instead(whole, first))


def seireki_day(day: dt.date) -> str:
    """A day in the calendar's count: 1989年1月8日."""
    return f"{day.year}年{day.month}月{day.day}日"


def _shown(written: Written) -> str:
    return seireki(written).replace(f"{written.year}年", _year(written), 1)


def _instead(whole: Written, first: dt.date) -> str:
    """The same period in the era that it belongs to."""
    year = year_in_era(dates_eras.current().of(first), first.year)
    return seireki(whole).replace(f"{whole.year}年", year, 1)


def check_lunisolar(written: Written) -> None:
    """A lunisolar day has a year of its era, months 1 to 12 and days 1 to 30, and ends with 明治5年12月2日."""
    last = dates_eras.SOLAR_FROM.year - 1
    too_late = written.year > last or (written.year, written.month, written.day) > (last, 12, 2)
    if too_late or written.month > _MONTHS or written.day > _LUNAR_DAYS:
        raise InvalidDate.lunisolar()

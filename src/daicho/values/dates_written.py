"""The shapes in which a register writes a date: a day, the 14 forms of an unknown day, a lunisolar day.

This module knows how each shape is written (on paper and in storage) and which days it covers; `dates_parse` knows
how people type it, and `dates_rules` what is impossible.

Source: standard chapter 3, 1.1.8 (不詳日入力一覧) and 1.1.9.
"""

from __future__ import annotations

import datetime as dt
import re
from enum import IntEnum
from typing import Final, NamedTuple

from daicho.values import dates_eras
from daicho.values.dates_errors import InvalidDate


class UnknownPattern(IntEnum):
    """The 14 forms of an unknown day (不詳日), in the order of standard clause 1.1.8."""

    YEAR_ABOUT = 1
    MONTH_ABOUT = 2
    DAY_ABOUT = 3
    ESTIMATED_DAY = 4
    ESTIMATED_MONTH = 5
    SEASON = 6
    PART_OF_MONTH = 7
    PART_OF_MONTH_ABOUT = 8
    UNKNOWN = 9
    MONTH_AND_DAY_UNKNOWN = 10
    DAY_UNKNOWN = 11
    FROM_DAY_TO_ABOUT_DAY = 12
    ESTIMATED_DAYS = 13
    FROM_ABOUT_DAY_TO_ABOUT_DAY = 14

    @property
    def form(self) -> str:
        """The form as written, with circles for the figures: 令和○年頃."""
        circles = Written(
            self, "", 0, end_month=self is UnknownPattern.FROM_DAY_TO_ABOUT_DAY, detail=_EXAMPLE.get(self, "")
        )
        return re.sub("[0-9]+", "○", _write(circles, "令和0年"))


DAY: Final = 0
LUNISOLAR: Final = 15


class Written(NamedTuple):
    """A date as written. `era` is the era's letter, empty where the year is the calendar's; `year` always is that.

    `pattern` is DAY, an UnknownPattern or LUNISOLAR; `detail` is the season, the part of the month, or the text of
    a lunisolar day.
    """

    pattern: int
    era: str
    year: int
    month: int = 0
    day: int = 0
    end_month: int = 0
    end_day: int = 0
    detail: str = ""


_PAPER: Final = (
    "{y}{w.month}月{w.day}日",
    "{y}頃",
    "{y}{w.month}月頃",
    "{y}{w.month}月{w.day}日頃",
    "推定{y}{w.month}月{w.day}日",
    "推定{y}{w.month}月",
    "{y}{w.detail}",
    "{y}{w.month}月{w.detail}旬",
    "{y}{w.month}月{w.detail}旬頃",
    "年月日不詳",
    "{y}月日不詳",
    "{y}{w.month}月日不詳",
    "{y}{w.month}月{w.day}日から{e}{w.end_day}日頃までの間",
    "{y}{w.month}月推定{w.day}日から{w.end_day}日までの間",
    "{y}{w.month}月{w.day}日頃から{w.end_day}日頃までの間",
    "{w.detail}",
)
_SEASONS: Final = {"春": (3, 5), "夏": (6, 8), "秋": (9, 11), "冬": (1, 12)}
_PARTS: Final = {"上": (1, 10), "中": (11, 20), "下": (21, 31)}
_EXAMPLE: Final[dict[int, str]] = {6: "春", 7: "上", 8: "中"}

FIRST: Final = 0
LAST: Final = 99991231
"""Bounds of a wholly unknown date in `nominal_span`."""


def _write(written: Written, year: str) -> str:
    end = f"{int(written.end_month)}月" if written.end_month else ""
    return _PAPER[written.pattern].format(y=year, w=written, e=end)


def year_in_era(era: dates_eras.Era, year: int) -> str:
    """Calendar year as a year of the era: 令和元年, 令和8年."""
    count = year - era.year_one + 1
    return f"{era.name}{'元' if count == 1 else count}年"


def wareki(written: Written) -> str:
    """As written on paper, with the year of the era.

    A year that was given in the calendar's count takes the era of the period's last day.
    """
    table = dates_eras.current()
    if written.pattern in {UnknownPattern.UNKNOWN, LUNISOLAR}:
        return _write(written, "")
    era = table.by_letter[written.era] if written.era else table.of(bounds(written)[1])
    return _write(written, year_in_era(era, written.year))


def seireki(written: Written) -> str:
    """As written on paper, with the calendar year; a lunisolar day stays in its era."""
    return _write(written, f"{written.year}年")


def last_day_of(year: int, month: int) -> int:
    """Number of days of the month."""
    if month == 2:  # noqa: PLR2004 - February
        return 29 if year % 4 == 0 and (year % 100 != 0 or year % 400 == 0) else 28
    return 30 if month in {4, 6, 9, 11} else 31


def nominal_span(written: Written) -> tuple[int, int]:
    """First and last day that the text covers, as numbers like 20261121; a day no calendar has keeps its own number.

    頃 and 推定 do not widen the span: it is what the text says, not what may be true. Winter is a year's January,
    February and December, so it covers the year. A period shared by two eras is cut to the era it is written in.
    """
    pattern, year, month, day = written.pattern, written.year * 10000, written.month * 100, written.day
    if pattern == UnknownPattern.UNKNOWN:
        return FIRST, LAST
    if pattern == LUNISOLAR:
        return (year + month + day,) * 2
    if pattern in {UnknownPattern.YEAR_ABOUT, UnknownPattern.MONTH_AND_DAY_UNKNOWN}:
        span = year + 101, year + 1231
    elif pattern == UnknownPattern.SEASON:
        start, end = _SEASONS[written.detail]
        span = year + start * 100 + 1, year + end * 100 + last_day_of(written.year, end)
    elif written.end_day:
        return year + month + day, year + (written.end_month * 100 or month) + written.end_day
    elif day:
        return (year + month + day,) * 2
    else:
        start, end = _PARTS.get(written.detail, (1, 31))
        span = year + month + start, year + month + min(end, last_day_of(written.year, written.month))
    return _cut_to_era(span, written.era)


def _cut_to_era(span: tuple[int, int], letter: str) -> tuple[int, int]:
    if not letter:
        return span
    era = dates_eras.current().by_letter[letter]
    return max(span[0], number_of(era.first)), min(span[1], number_of(era.end))


def number_of(day: dt.date) -> int:
    """A day as a number like 20261121."""
    return day.year * 10000 + day.month * 100 + day.day


def bounds(written: Written) -> tuple[dt.date, dt.date]:
    """Earliest and latest day that the text covers.

    A day that no calendar has lies between the last day of that month and the first of the next; a wholly unknown
    date covers all days; a lunisolar day has the bounds of its year.
    """
    if written.pattern == LUNISOLAR:
        end = dates_eras.SOLAR_FROM - dt.timedelta(days=1)
        return dt.date(written.year, 1, 1), min(dt.date(written.year + 1, 2, 28), end)
    first, last = nominal_span(written)
    if first == FIRST:
        return dt.date.min, dt.date.max
    return _at_or_before(first), _at_or_after(last)


def _at_or_before(number: int) -> dt.date:
    year, month, day = number // 10000, number // 100 % 100, number % 100
    return dt.date(year, month, min(day, last_day_of(year, month)))


def _at_or_after(number: int) -> dt.date:
    year, month, day = number // 10000, number // 100 % 100, number % 100
    if day > last_day_of(year, month):
        return dt.date(year, month + 1, 1)  # December has 31 days, so the month after is in the same year
    return dt.date(year, month, day)


_STORED: Final = (
    "{y}-{w.month:02}-{w.day:02}",
    "{y}",
    "{y}-{w.month:02}",
    "{y}-{w.month:02}-{w.day:02}",
    "{y}-{w.month:02}-{w.day:02}",
    "{y}-{w.month:02}",
    "{y}-{w.detail}",
    "{y}-{w.month:02}-{w.detail}",
    "{y}-{w.month:02}-{w.detail}",
    "",
    "{y}",
    "{y}-{w.month:02}",
    "{y}-{w.month:02}-{w.day:02}/{e}{w.end_day:02}",
    "{y}-{w.month:02}-{w.day:02}/{w.end_day:02}",
    "{y}-{w.month:02}-{w.day:02}/{w.end_day:02}",
    "{w.detail}",
)
_YEAR: Final = r"(?:(?P<era>[A-Z])(?P<era_year>\d{2})|(?P<year>\d{4}))"
_REST: Final = (
    r"(?:-(?P<detail>[春夏秋冬])|-(?P<month>\d\d)(?:-(?:(?P<part>[上中下])|(?P<day>\d\d)"
    r"(?:/(?:(?P<end_month>\d\d)-)?(?P<end_day>\d\d))?))?)?"
)
_STORED_FORM: Final = re.compile(rf"(?:U(?P<pattern>0[1-9]|1[0-4]):)?(?:{_YEAR}{_REST})?(?P<mark>!?)", re.ASCII)
LUNISOLAR_PREFIX: Final = "L:"
"""Starts the stored form of a lunisolar date; its text follows."""
_LUNISOLAR_DAY: Final = re.compile(r"[^0-9推]+\d*元?年閏?\d+月\d+日", re.ASCII)


def is_day(written: Written) -> bool:
    """Whether year, month and day are given without any doubt."""
    if written.pattern == LUNISOLAR:
        return _LUNISOLAR_DAY.fullmatch(written.detail) is not None
    return written.pattern == DAY


def stored(written: Written) -> str:
    """Canonical text: ``2026-11-21``, ``M45-07-30``, ``1973-02-29!`` (in no calendar), ``U05:S20-03``, ``L:…``."""
    if written.era:
        era = dates_eras.current().by_letter[written.era]
        year = f"{written.era}{written.year - era.year_one + 1:02}"
    else:
        year = f"{written.year:04}"
    end = f"{written.end_month:02}-" if written.end_month else ""
    body = _STORED[written.pattern].format(y=year, w=written, e=end)
    if written.pattern == LUNISOLAR:
        return f"{LUNISOLAR_PREFIX}{body}"
    if written.pattern != DAY:
        return f"U{written.pattern:02}:{body}"
    return f"{body}!" if written.day > last_day_of(written.year, written.month) else body


def from_stored(text: str) -> Written:
    """The shape that `stored` wrote, except lunisolar ones; InvalidDate V-DATE-STORED for any other text."""
    found = _STORED_FORM.fullmatch(text)
    if found is None:
        raise InvalidDate.stored()
    part = found.groupdict()
    year = int(part["year"] or 0)
    if part["era"] is not None:
        era = dates_eras.current().by_letter.get(part["era"])
        if era is None:
            raise InvalidDate.stored()
        year = era.year_one + int(part["era_year"]) - 1
    numbers = {name: int(part[name] or 0) for name in ("month", "day", "end_month", "end_day")}
    written = Written(
        int(part["pattern"] or DAY), part["era"] or "", year, detail=part["detail"] or part["part"] or "", **numbers
    )
    if stored(written) != text:  # parts that do not belong to the pattern, or are missing
        raise InvalidDate.stored()
    return written

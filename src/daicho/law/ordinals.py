"""When a version holds: register dates as ordinals for ranges of valid time.

Two ordinals a calendar day, so that somebody who is born and dies on one day was a resident for a stretch that
is not empty: things begin at the even ordinal of their earliest day and end at the odd ordinal of their latest.
"As of a day" is read at the odd ordinal. An ordinal is never shown to anybody.

Source: standard chapter 3, 1.1.8 (「内部的には日付を保有しておくこと」).
"""

from datetime import date

from daicho.values.dates import RegisterDate


def start_of(day: RegisterDate) -> int:
    """Ordinal at which something that began on `day` begins: the earliest day the date covers."""
    return 2 * day.bounds()[0].toordinal()


def end_of(day: RegisterDate, *, known_by: date | None = None) -> int:
    """Ordinal at which something that ended on `day` ends: the latest day the date covers, at most `known_by`.

    A death on a wholly unknown day (年月日不詳) ends the record on the day on which it became known.
    """
    latest = day.bounds()[1]
    if known_by is not None and known_by < latest:
        latest = max(known_by, day.bounds()[0])
    return 2 * latest.toordinal() + 1


def as_of(day: date) -> int:
    """Ordinal at which the state "as of a day" is read."""
    return 2 * day.toordinal() + 1


def day_of(ordinal: int) -> date:
    """The calendar day that an ordinal lies in."""
    return date.fromordinal(ordinal // 2)

"""Eras (元号) as data with the days on which they hold (standard chapter 3, 1.3.6: a new era is a parameter).

The table starts on 1 January of Meiji 6 (1873), when Japan took the solar calendar. The first day of Taisho and of
Showa belongs to the era before as well: the imperial edicts of 30 July 1912 and 25 December 1926 changed the era
within the day, and registers hold both spellings. Heisei and Reiwa began at midnight (Cabinet orders 1 of 1989 and
143 of 2019). The eras before that count years of the lunisolar calendar; their days are held as text.
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right
from typing import Final, NamedTuple

from daicho.values.errors import InvalidValue


class Era(NamedTuple):
    """One era: its spellings, the calendar year that was its first, and its first and last day (both included)."""

    name: str
    letter: str
    mark: str
    roman: str
    year_one: int
    first: dt.date
    last: dt.date | None

    def year_of(self, day: dt.date) -> int:
        """Year of the era in which `day` lies."""
        return day.year - self.year_one + 1

    @property
    def end(self) -> dt.date:
        """The last day, or the last day of the calendar while the era lasts."""
        return self.last or dt.date.max


class EraTable:
    """The eras in order, and which of them a day belongs to. Immutable."""

    __slots__ = ("_starts", "by_letter", "by_spelling", "eras")

    def __init__(self, eras: tuple[Era, ...]) -> None:
        self.eras: Final = eras
        self.by_letter: Final = {era.letter: era for era in eras}
        self.by_spelling: Final = {spelling: era for era in eras for spelling in (era.name, era.letter, era.mark)}
        self._starts: Final = [era.first for era in eras]

    def of(self, day: dt.date) -> Era:
        """The era of a day from 1873 on; the later one on a day that two eras share."""
        return self.eras[bisect_right(self._starts, day) - 1]

    def followed_by(self, *, name: str, letter: str, mark: str, roman: str, first: dt.date) -> EraTable:
        """This table with a new era that begins at midnight of `first`; the present one ends the day before.

        Raises:
            InvalidValue: V-ERA-SPELLING or V-ERA-FIRST: a spelling is taken, or the day is not after the last start.
        """
        if {name, letter, mark} & self.by_spelling.keys():
            raise InvalidValue(
                "V-ERA-SPELLING",
                "元号の名称又は略号が既にあります。別の略号を設定してください。",
                "A spelling of the new era is already in use. Set another abbreviation.",
            )
        *before, present = self.eras
        if first <= present.first:
            raise InvalidValue(
                "V-ERA-FIRST",
                f"新しい元号の初日は{present.name}の初日より後です。日付を確かめてください。",
                f"The new era begins after the first day of {present.roman}. Check the day.",
            )
        ended = present._replace(last=first - dt.timedelta(days=1))
        new = Era(name, letter, mark, roman, first.year, first, None)
        return EraTable((*before, ended, new))


STANDARD: Final = EraTable(
    (
        Era("明治", "M", "明", "Meiji", 1868, dt.date(1873, 1, 1), dt.date(1912, 7, 30)),
        Era("大正", "T", "大", "Taisho", 1912, dt.date(1912, 7, 30), dt.date(1926, 12, 25)),
        Era("昭和", "S", "昭", "Showa", 1926, dt.date(1926, 12, 25), dt.date(1989, 1, 7)),
        Era("平成", "H", "平", "Heisei", 1989, dt.date(1989, 1, 8), dt.date(2019, 4, 30)),
        Era("令和", "R", "令", "Reiwa", 2019, dt.date(2019, 5, 1), None),
    )
)
"""The eras by law as of today."""

SOLAR_FROM: Final = dt.date(1873, 1, 1)
"""First day of the solar calendar in Japan: 明治6年1月1日 (Proclamation 337 of 1872)."""

LUNISOLAR: Final = {
    "文政": (1818, 13),
    "天保": (1830, 15),
    "弘化": (1844, 5),
    "嘉永": (1848, 7),
    "安政": (1854, 7),
    "万延": (1860, 2),
    "文久": (1861, 4),
    "元治": (1864, 2),
    "慶応": (1865, 4),
    "明治": (1868, 5),
}
"""Eras of the lunisolar calendar: calendar year that holds most of year one, and number of years."""

_current = STANDARD


def current() -> EraTable:
    """The table in use."""
    return _current


def use(table: EraTable) -> None:
    """Take another table into use for the whole process: the host does so at start when an era was added."""
    global _current  # noqa: PLW0603 - one parameter of the process (standard 1.3.6), set once at start
    _current = table

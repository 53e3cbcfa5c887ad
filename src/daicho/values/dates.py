"""Dates as a register holds them: calendar days, unknown days, and the days that no calendar has.

`RegisterDate.parse` reads what a clerk types and says why a date is impossible; `wareki()` writes it for paper and
screen. Dates are values: immutable, hashable, ordered.

Source: standard chapter 3, 1.1.8 (which dates are allowed), 1.1.9 (display), 1.3.6 (eras as parameters).
"""

from __future__ import annotations

import datetime as dt
from functools import lru_cache
from typing import Final, Self, TypeVar

from daicho.values import dates_eras, dates_rules, dates_written
from daicho.values.dates_eras import Era
from daicho.values.dates_errors import InvalidDate
from daicho.values.dates_parse import parse as _parse
from daicho.values.dates_written import DAY, LUNISOLAR, UnknownPattern, Written

__all__ = ["Era", "InvalidDate", "RegisterDate", "UnknownPattern"]

_ISO_LENGTH: Final = 10
_ISO_HYPHEN: Final = 7
_FIRST_ISO: Final = "1873-01-01"
_fromisoformat = dt.date.fromisoformat

SortKey = tuple[int, int, int, str]
_T = TypeVar("_T", bound="RegisterDate")


class RegisterDate:
    """A date of the register: a calendar day, an unknown day in one of 14 forms, or a day that no calendar has.

    Dates are equal when they say the same: 明治45年7月30日 and 大正元年7月30日 are one day and equal, and each still
    shows the era it was written in (`stored()` tells them apart). Ordered by `sort_key()`.

    `RegisterDate(day)` holds a `datetime.date`; other dates come from `parse` and `from_stored`.
    """

    __slots__ = ("_day", "_stored", "_written")
    _day: dt.date | None
    _stored: str
    _written: Written | None

    def __new__(cls, day: dt.date) -> Self:
        """Hold a calendar day; InvalidDate V-DATE-BEFORE-SOLAR before 1873."""
        plain = dt.date(day.year, day.month, day.day)  # a datetime is held as its day
        if plain < dates_eras.SOLAR_FROM:
            raise InvalidDate.before_solar()
        return _make(cls, plain.isoformat(), plain)

    @classmethod
    def of(cls, year: int, month: int, day: int) -> Self:
        """The calendar day.

        Raises:
            InvalidDate: No such day, or a day before 1873.
        """
        return cls._from_written(Written(DAY, "", year, month, day), permit_non_calendar=False)

    @classmethod
    def parse(cls, text: str, *, permit_non_calendar: bool = False, permit_unknown: bool = True) -> Self:
        """Read a date as typed.

        Args:
            text: As typed or as written in a family register.
            permit_non_calendar: Accept a day that the month does not have (29 February in a common year): only for
                the fields that standard clause 1.1.8 names.
            permit_unknown: Accept the 14 forms of an unknown day.

        Raises:
            InvalidDate: The text is no date, or an impossible one; the message says why.
        """
        written = _parse(text)
        if not (permit_unknown or dates_written.is_day(written)):
            raise InvalidDate.unknown()
        return cls._from_written(written, permit_non_calendar=permit_non_calendar)

    @classmethod
    def unknown(cls) -> Self:
        """年月日不詳: nothing is known."""
        return cls._from_written(Written(UnknownPattern.UNKNOWN, "", 0), permit_non_calendar=False)

    @classmethod
    def from_stored(cls, text: str) -> Self:
        """Read the canonical text again.

        Raises:
            InvalidDate: `stored()` never writes this text.
        """
        if len(text) == _ISO_LENGTH and text[_ISO_HYPHEN] == "-" and text >= _FIRST_ISO:
            try:
                return _make(cls, text, _fromisoformat(text))
            except ValueError:
                pass
        if text.startswith(dates_written.LUNISOLAR_PREFIX):
            written = _parse(text.removeprefix(dates_written.LUNISOLAR_PREFIX))
        else:
            written = dates_written.from_stored(text)
        date = cls._from_written(written, permit_non_calendar=True)
        if date.stored() != text:  # a day written with an era it has by default
            raise InvalidDate.stored()
        return date

    @classmethod
    def _from_written(cls, written: Written, *, permit_non_calendar: bool) -> Self:
        dates_rules.check(written, permit_non_calendar=permit_non_calendar)
        if written.pattern != DAY or written.day > dates_written.last_day_of(written.year, written.month):
            return _make(cls, dates_written.stored(written), None, written)
        day = dt.date(written.year, written.month, written.day)
        if written.era in {"", dates_eras.current().of(day).letter}:
            return _make(cls, day.isoformat(), day)
        return _make(cls, dates_written.stored(written), day, written)

    def stored(self) -> str:
        """Canonical text for databases, files and messages; keeps the era written, the form, and the odd day."""
        return self._stored

    @property
    def pattern(self) -> UnknownPattern | None:
        """The form of an unknown day; None for a known one."""
        if self._written is None or self._written.pattern in {DAY, LUNISOLAR}:
            return None
        return UnknownPattern(self._written.pattern)

    @property
    def is_known(self) -> bool:
        """Whether year, month and day are given without doubt, be it a day that no calendar has or a lunisolar one."""
        return self._written is None or dates_written.is_day(self._written)

    @property
    def is_lunisolar(self) -> bool:
        """Whether it is a date before 明治6年1月1日, held as text."""
        return self._written is not None and self._written.pattern == LUNISOLAR

    @property
    def calendar_day(self) -> dt.date | None:
        """The day in the calendar; None when unknown, lunisolar, or in no calendar."""
        return self._day

    @property
    def era(self) -> Era | None:
        """The era it is written in, or the one its day has; None where there is none."""
        written = self._written
        if written is not None and written.era:
            return dates_eras.current().by_letter[written.era]
        return None if self._day is None else dates_eras.current().of(self._day)

    def wareki(self) -> str:
        """As written on paper and screen: 令和8年11月21日, 昭和20年頃 (standard chapter 3, 1.1.9)."""
        if self._written is not None:
            return dates_written.wareki(self._written)
        day = self._known
        return f"{dates_written.year_in_era(dates_eras.current().of(day), day.year)}{day.month}月{day.day}日"

    def seireki(self) -> str:
        """With the calendar year: 2026年11月21日.

        Only for a foreign resident's date of birth and end of stay (standard chapter 3, 1.1.9); a lunisolar date
        stays in its era.
        """
        if self._written is not None:
            return dates_written.seireki(self._written)
        return dates_rules.seireki_day(self._known)

    def iso(self) -> str | None:
        """ISO 8601, such as 2026-11-21; None when the date is unknown, lunisolar or in no calendar."""
        return None if self._day is None else self._day.isoformat()

    @property
    def _known(self) -> dt.date:
        """The day of a date without `_written`, which always has one."""
        return self._day  # type: ignore[return-value]  # see _make: one of the two is always there

    def bounds(self) -> tuple[dt.date, dt.date]:
        """Earliest and latest day the date can mean by its words; one day twice when it is known.

        頃 and 推定 do not widen the bounds. 年月日不詳 gives the first and the last day of all.
        """
        if self._day is not None:
            return self._day, self._day
        return dates_written.bounds(self._definite)

    @property
    def _definite(self) -> Written:
        return self._written  # type: ignore[return-value]  # see _make: one of the two is always there

    def sort_key(self) -> SortKey:
        """The internal sortable date of standard clause 1.1.8: first day, last day, form, text.

        Days are numbers like 20261121; a day that no calendar has keeps its place between its neighbours. Equal
        dates have equal keys. 年月日不詳 comes first.
        """
        if self._day is not None:
            number = dates_written.number_of(self._day)
            return number, number, DAY, ""
        written = self._definite
        text = written.detail if written.pattern == LUNISOLAR else ""
        return *dates_written.nominal_span(written), int(written.pattern), text

    def same_day(self, other: RegisterDate) -> bool:
        """Whether both are the same known calendar day."""
        return self._day is not None and self._day == other._day

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError("RegisterDate is immutable")

    def __str__(self) -> str:
        return self.wareki()

    def __repr__(self) -> str:
        return f"RegisterDate({self._stored!r})"

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, RegisterDate):
            return NotImplemented
        return self._stored == other._stored or self.sort_key() == other.sort_key()

    def __hash__(self) -> int:
        return hash(self.sort_key())

    def __lt__(self, other: object) -> bool:
        return self.sort_key() < other.sort_key() if isinstance(other, RegisterDate) else NotImplemented

    def __le__(self, other: object) -> bool:
        return self.sort_key() <= other.sort_key() if isinstance(other, RegisterDate) else NotImplemented

    def __gt__(self, other: object) -> bool:
        return self.sort_key() > other.sort_key() if isinstance(other, RegisterDate) else NotImplemented

    def __ge__(self, other: object) -> bool:
        return self.sort_key() >= other.sort_key() if isinstance(other, RegisterDate) else NotImplemented

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return RegisterDate.from_stored, (self._stored,)

    def __copy__(self) -> Self:
        return self

    def __deepcopy__(self, memo: object) -> Self:
        return self


_set_day: Final = RegisterDate.__dict__["_day"].__set__
_set_stored: Final = RegisterDate.__dict__["_stored"].__set__
_set_written: Final = RegisterDate.__dict__["_written"].__set__
_new: Final = object.__new__


def stored_day(text: str) -> RegisterDate:
    """`RegisterDate.from_stored`, remembering days written plainly: those of a file or message recur all the time.

    Others depend on the eras installed, and are read anew.

    Raises:
        InvalidDate: as there.
    """
    plain = len(text) == _ISO_LENGTH and text[_ISO_HYPHEN] == "-"
    return _remembered(text) if plain else RegisterDate.from_stored(text)


@lru_cache(maxsize=65_536)
def _remembered(text: str) -> RegisterDate:
    return RegisterDate.from_stored(text)


def _make(cls: type[_T], stored: str, day: dt.date | None, written: Written | None = None) -> _T:
    """Make a date from parts known to fit: at least one of `day` and `written` is given."""
    date = _new(cls)
    _set_stored(date, stored)
    _set_day(date, day)
    _set_written(date, written)
    return date

"""Issue number (発行番号): which sheet of which copy came from which printer on which day.

Source: standard chapter 3, 5.5: day, municipality, terminal, printer, serial, page/pages, for example
``20200502 ●●市 本庁1 プリンタ001 011 1/2``. Terminal and printer may be blank; each copy has its own serial.
"""

from __future__ import annotations

import datetime as dt
import re
from typing import Final, Self

import msgspec

from daicho.values.numbers_text import InvalidNumber

_DAY: Final = re.compile(r"\d{8}", re.ASCII)
_SERIAL: Final = re.compile(r"\d{3,9}", re.ASCII)
_PAGE: Final = re.compile(r"(\d{1,4})/(\d{1,4})", re.ASCII)
_PARTS: Final = 6


class IssueNumber(msgspec.Struct, frozen=True, order=True, kw_only=True):
    """Issue number of one sheet. Ordered by day, municipality, terminal, printer, serial, page.

    Attributes:
        issued_on: Day of issue.
        municipality: Name of the municipality as printed; no spaces.
        terminal: Name and number of the issuing terminal; may be empty.
        printer: Number of the printer; may be empty.
        serial: Place in the sequence of that day, from 1; one for each copy.
        page: Number of this sheet, from 1.
        pages: Number of sheets of the copy.
    """

    issued_on: dt.date
    municipality: str
    terminal: str = ""
    printer: str = ""
    serial: int
    page: int = 1
    pages: int = 1

    def __post_init__(self) -> None:
        if not self.municipality:
            raise InvalidNumber.issue("市区町村名が空です", "the name of the municipality is empty")
        for part in (self.municipality, self.terminal, self.printer):
            if any(map(str.isspace, part)):
                raise InvalidNumber.issue("各項目に空白は使えません", "no part may hold a space")
        if self.serial < 1:
            raise InvalidNumber.issue("連番は1からです", "the serial starts at 1")
        if not 1 <= self.page <= self.pages:
            raise InvalidNumber.issue("ページが総ページ数の外です", "the page lies outside the number of pages")

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read an issue number as printed.

        Raises:
            InvalidNumber: V-NUM-ISSUE; the message says which part is wrong.
        """
        parts = text.strip().replace("\u3000", " ").split(" ")
        if len(parts) != _PARTS:
            raise InvalidNumber.issue(
                "項目の数が違います。年月日、市区町村名、端末、プリンタ、連番、ページの順です",
                "it has six parts: day, municipality, terminal, printer, serial, page",
            )
        day, municipality, terminal, printer, serial, page = parts
        if _SERIAL.fullmatch(serial) is None:
            raise InvalidNumber.issue("連番は3桁以上の数字です", "the serial is three digits or more")
        sheet = _PAGE.fullmatch(page)
        if sheet is None:
            raise InvalidNumber.issue("ページは「1/2」の形です", "the page is written like 1/2")
        return cls(
            issued_on=_day(day),
            municipality=municipality,
            terminal=terminal,
            printer=printer,
            serial=int(serial),
            page=int(sheet[1]),
            pages=int(sheet[2]),
        )

    @classmethod
    def with_check_digit(cls, body: str) -> Self:
        """The number itself: an issue number has no check digit."""
        return cls.parse(body)

    @property
    def check_digit(self) -> None:
        """None: an issue number has no check digit."""
        return

    def on_page(self, page: int, pages: int) -> Self:
        """The same copy's number on another sheet."""
        return msgspec.structs.replace(self, page=page, pages=pages)

    def stored(self) -> str:
        """Canonical text, as printed."""
        return str(self)

    @classmethod
    def from_stored(cls, text: str) -> Self:
        """Read the canonical text again."""
        return cls.parse(text)

    def __str__(self) -> str:
        places = f"{self.municipality} {self.terminal} {self.printer}"
        return f"{self.issued_on:%Y%m%d} {places} {self.serial:03d} {self.page}/{self.pages}"


def _day(text: str) -> dt.date:
    if _DAY.fullmatch(text) is None:
        raise InvalidNumber.issue("年月日は8桁の数字です", "the day is eight digits")
    try:
        return dt.date(int(text[:4]), int(text[4:6]), int(text[6:]))
    except ValueError:
        raise InvalidNumber.issue("年月日が暦にありません", "the day is not in the calendar") from None

"""Form fields for the values of a register: each parses by `daicho.values` and offers live help."""

from __future__ import annotations

import re
import unicodedata
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import get_language

from daicho.values import addresses, characters
from daicho.values.dates import RegisterDate
from daicho.values.errors import InvalidValue


def message_of(problem: InvalidValue) -> str:
    """Return the problem's text in the language of the screen, with its stable code."""
    text = problem.english if (get_language() or "ja").startswith("en") else problem.japanese
    return f"{text} ({problem.code})"


class LiveField(forms.CharField):
    """A text field that asks the server, while one types, how the value is understood."""

    live_url = ""
    marked = False
    """Whether the page marks it as required although the field itself is not: others demand it, with their reason."""
    marked_for = ""
    """The style class of those for whom the mark stands; blank for all."""

    def __init__(self, *, key: str = "", **kwargs: Any) -> None:
        super().__init__(strip=True, **kwargs)
        self.widget.attrs |= {"autocomplete": "off", "spellcheck": "false"}
        if key:
            self.widget.attrs["data-key"] = key


WITHOUT_YEAR: Final = re.compile(r"(\d{1,2})[/月](\d{1,2})日?")


def in_year(text: str, year: int) -> str:
    """Return a day typed without its year, 11/10 or 11月10日, with this one; every other text as it is."""
    typed = WITHOUT_YEAR.fullmatch(unicodedata.normalize("NFKC", text).strip())
    return f"{year}-{typed[1]}-{typed[2]}" if typed else text


class RegisterDateField(LiveField):
    """A date as a clerk types it (R8.11.21, 昭和64.1.7, 大正5年月日不詳 …); cleans to `RegisterDate` (STD-1.1.8)."""

    live_url = "/screens/help/date"

    def __init__(self, *, unknown: bool = False, **kwargs: Any) -> None:
        """Create the field. `unknown` permits the unknown patterns and days no calendar has."""
        super().__init__(**kwargs)
        self.unknown = unknown
        self.widget.attrs |= {"inputmode": "text", "placeholder": "R8.11.21"}
        if unknown:
            self.live_url = "/screens/help/date?unknown=1"
        self.year = 0

    def read_in(self, year: int) -> None:
        """Read a day typed without its year as one of this year; the live help shows the date understood."""
        self.year = year
        self.live_url += f"{'&' if '?' in self.live_url else '?'}year={year}"

    def clean(self, value: Any) -> Any:
        """Return the date, or None when the field is blank and may be."""
        text = super().clean(value)
        if not text:
            return None
        try:
            date = self._read(text)
        except InvalidValue as problem:
            raise ValidationError(message_of(problem), code=problem.code) from problem
        if not self.unknown and date.iso() is None:
            raise ValidationError(
                "この欄には不詳の年月日は使えません (標準 1.1.8)"
                if (get_language() or "ja").startswith("ja")
                else "Unknown dates are not permitted in this field (standard 1.1.8)",
                code="D-UNKNOWN",
            )
        return date

    def _read(self, text: str) -> RegisterDate:
        written = in_year(text, self.year) if self.year else text
        return RegisterDate.parse(written, permit_non_calendar=self.unknown)

    def understood(self, value: Any) -> str:
        """How a typed date is understood where it is drawn again.

        Blank where it cannot be read, and where it is written in full: by era, or for foreign residents by calendar
        year (STD-1.1.9).
        """
        text = value.strip() if isinstance(value, str) else ""
        try:
            date = self._read(text) if text else None
        except InvalidValue:
            return ""
        return "" if date is None or text in {date.wareki(), date.seireki()} else date.wareki()

    def prepare_value(self, value: Any) -> Any:
        """Show a date in the Japanese calendar when the form is drawn again."""
        return value.wareki() if isinstance(value, RegisterDate) else value


class RegisterTextField(LiveField):
    """A text that goes on certificates: a name, or with `use` an address, whose characters are identified (SYS24).

    Live help warns of characters that the font lacks; the record keeps them, only issuing is refused (STD-5.8).
    """

    live_url = "/screens/help/text"

    def __init__(self, *, use: characters.Use = characters.Use.NAME, **kwargs: Any) -> None:
        """Create the field. `use` says which signs may stand in it: an address may have more of them than a name."""
        super().__init__(**kwargs)
        self.use = use
        if use is not characters.Use.NAME:
            self.live_url = f"/screens/help/text?use={use}"

    def clean(self, value: Any) -> Any:
        """Return the text, refusing control characters, broken sequences and signs that have no place in it."""
        text = super().clean(value)
        problems = characters.validate(text, use=self.use) if text else []
        if problems:
            raise ValidationError([explain(problem) for problem in problems])
        return text


def explain(problem: characters.Problem) -> str:
    """Return a character problem's text in the language of the screen, with its stable code."""
    text = problem.english if (get_language() or "ja").startswith("en") else problem.japanese
    return f"{text} ({problem.code})"


def municipality_typed(text: str) -> str:
    """The code of a municipality typed by its name, with or without prefecture, or by its code; blank where none is."""
    text = text.strip()
    if text.isdigit():
        try:
            return str(addresses.municipality(text).code)
        except InvalidValue:
            return ""
    found = [place for place in addresses.municipalities() if text in {place.name, place.full_name}]
    found += [place for place in addresses.wards() if text in {place.name, place.full_name}] if not found else []
    return str(found[0].code) if len(found) == 1 else ""


class AddressTownField(LiveField):
    """A town, suggested by kana, kanji or postal code while one types (STD-1.3.3)."""

    live_url = "/screens/help/town"
    # not on "change": that fires when the cursor goes from the field into the suggestions, and would take them away
    live_trigger = "input changed delay:250ms"

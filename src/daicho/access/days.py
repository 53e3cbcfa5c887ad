"""A form field for a day, typed as everywhere in the house (R8.11.21), cleaned to a calendar day."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import get_language, gettext

from daicho.values.dates import RegisterDate
from daicho.values.errors import InvalidValue

if TYPE_CHECKING:
    import datetime as dt


class DayField(forms.CharField):
    """A day of the calendar; blank is None where the field may be blank."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=40, **kwargs)
        self.widget.attrs |= {"autocomplete": "off", "placeholder": "R8.11.21"}

    def clean(self, value: Any) -> Any:
        """Return the day.

        Raises:
            ValidationError: what was typed is no date, or no day of the calendar.
        """
        text = super().clean(value)
        if not text:
            return None
        try:
            day = RegisterDate.parse(text).calendar_day
        except InvalidValue as problem:
            words = problem.english if (get_language() or "ja").startswith("en") else problem.japanese
            raise ValidationError(f"{words} ({problem.code})", code=problem.code) from problem
        if day is None:
            raise ValidationError(gettext("暦にある日を入れてください (V-DATE)"), code="V-DATE")
        return day

    def prepare_value(self, value: Any) -> Any:
        """Show a day in the Japanese calendar when the form is drawn again."""
        return wareki(value) if hasattr(value, "isoformat") else value


def wareki(day: dt.date) -> str:
    """Write a day as a clerk would type it."""
    return RegisterDate.parse(day.isoformat()).wareki()

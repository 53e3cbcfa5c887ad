"""Forms of the inspection of access records: which records, which period, what came of it."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import msgspec
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from daicho.access import words
from daicho.access.days import DayField, wareki
from daicho.access.inspection import Wanted
from daicho.access.purposes import purposes_of
from daicho.access.rights import today_in_japan

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

LONGEST_PERIOD = 366
"""Days that the rules look through at once."""

_ANY = ("", _("すべて"))


class AuditForm(forms.Form):
    """Which records are wanted (`Wanted`); blank wants all."""

    since = DayField(label=_("開始日"), required=False)
    until = DayField(label=_("終了日"), required=False)
    person = forms.CharField(required=False, max_length=20)
    account = forms.CharField(label=_("利用者IDまたは氏名"), required=False, max_length=60)
    terminal = forms.CharField(label=_("端末名"), required=False, max_length=60)
    case_number = forms.CharField(label=_("受付番号"), required=False, max_length=60)
    purpose = forms.ChoiceField(label=_("利用目的"), required=False)
    of_kind = forms.ChoiceField(label=_("操作"), required=False, choices=[_ANY, *words.KINDS.items()])
    actor = forms.ChoiceField(label=_("操作者の種別"), required=False, choices=[_ANY, *words.ACTORS.items()])
    refused = forms.BooleanField(label=_("拒否された操作だけ"), required=False)

    def __init__(self, *args: Any, system: str, person: StrOrPromise, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [_ANY, *((each.code, words.purpose(each.code)) for each in purposes_of(system))]
        self.fields["purpose"].choices = choices  # type: ignore[attr-defined]
        self.fields["person"].label = person
        if not person:
            for name in ("person", "purpose", "case_number"):
                del self.fields[name]
        for field in self.fields.values():
            field.widget.attrs.setdefault("autocomplete", "off")
        self.fields["account"].widget.attrs["data-key"] = "Alt+U"

    def wanted(self) -> Wanted:
        """Return which records were asked for."""
        return msgspec.convert(self.cleaned_data, Wanted)

    def clean(self) -> dict[str, Any]:
        """Refuse a period that ends before it begins."""
        return _in_order(self, super().clean() or {})


class PeriodForm(forms.Form):
    """The period that the rules look through: the last thirty days unless something else is typed."""

    since = DayField(label=_("開始日"))
    until = DayField(label=_("終了日"))

    def clean(self) -> dict[str, Any]:
        """Refuse a period that ends before it begins, or is longer than a year."""
        cleaned = _in_order(self, super().clean() or {})
        since, until = cleaned.get("since"), cleaned.get("until")
        if since and until and (until - since).days >= LONGEST_PERIOD:
            raise ValidationError(gettext("期間は1年までにしてください"))
        return cleaned

    @classmethod
    def of_the_last_days(cls) -> PeriodForm:
        """Return the form for the last thirty days, today included."""
        today = today_in_japan()
        days = {"since": today - dt.timedelta(days=29), "until": today}
        return cls({name: wareki(day) for name, day in days.items()})


class ReviewForm(PeriodForm):
    """The outcome of an inspection of a period (CTRL-080)."""

    outcome = forms.CharField(
        label=_("点検の結果"), max_length=400, widget=forms.Textarea(attrs={"rows": 2, "autocomplete": "off"})
    )


def _in_order(form: forms.Form, cleaned: dict[str, Any]) -> dict[str, Any]:
    since, until = cleaned.get("since"), cleaned.get("until")
    if since and until and until < since:
        form.add_error("until", gettext("終了日が開始日より前です"))
    return cleaned

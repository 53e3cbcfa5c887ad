"""Forms of sign-in, purpose and terminal."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from daicho.access.identity import Case
from daicho.access.purposes import PURPOSES, Purpose, purposes_of

CASE_LENGTH = 40
LOGIN_LENGTH = 60


class LoginForm(forms.Form):
    """Who wants to sign in."""

    login = forms.CharField(
        label=_("利用者ID"),
        max_length=LOGIN_LENGTH,
        widget=forms.TextInput(attrs={"autocomplete": "username webauthn", "autocapitalize": "none"}),
    )


class CodeForm(LoginForm):
    """A one-time code and whose it is."""

    code = forms.CharField(
        label=_("確認コード"),
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
    )


class TerminalForm(forms.Form):
    """The code that registers this browser as a terminal."""

    code = forms.CharField(
        label=_("端末登録コード"),
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "numeric"}),
    )


class PurposeForm(forms.Form):
    """Why persons are looked at: purpose with its legal ground, number of the notification or application."""

    purpose = forms.ChoiceField(label=_("利用目的"), widget=forms.RadioSelect)
    case_number = forms.CharField(
        label=_("受付番号"),
        required=False,
        max_length=CASE_LENGTH,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, *args: Any, system: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(purpose.code, _label(purpose)) for purpose in purposes_of(system)]
        self.fields["purpose"].choices = choices  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Demand the case number where the purpose needs it (CTRL-081)."""
        cleaned = super().clean() or {}
        purpose = PURPOSES.get(cleaned.get("purpose", ""))
        if purpose is not None and purpose.case_needed and not cleaned.get("case_number"):
            self.add_error("case_number", _("この利用目的では、届出または申請の受付番号が必要です (A-1006)"))
        return cleaned

    def case(self) -> Case:
        """Return the case that was entered."""
        purpose = PURPOSES[self.cleaned_data["purpose"]]
        return Case(
            purpose=purpose.code,
            legal_ground=purpose.legal_ground,
            case_number=self.cleaned_data["case_number"],
        )


def _label(purpose: Purpose) -> str:
    name = purpose.name if (get_language() or "ja").startswith("ja") else purpose.name_en
    return f"{name} — {purpose.legal_ground}"

"""Forms of the administration pages: accounts, rights, trainings, terminals, offices, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from daicho.access import words
from daicho.access.days import DayField
from daicho.access.functions import CS_TERMINAL, FUNCTIONS, HOST, MUNICIPAL_CS, NATIONAL, PREFECTURE, REGISTER, ROLES
from daicho.access.installation import host
from daicho.access.models import Office
from daicho.access.models.accounts import LONGEST_TERM
from daicho.access.naming import AGENCY
from daicho.access.rights import today_in_japan

if TYPE_CHECKING:
    import datetime as dt

    from django.db.models import QuerySet

LOGIN = r"[A-Za-z0-9._-]+"


class OfficeChoice(forms.ModelChoiceField):  # type: ignore[type-arg]  # generic in the stubs only
    """One of the organisation's offices, by name."""

    def __init__(self) -> None:
        super().__init__(queryset=Office.objects.none(), label=_("部署"), empty_label=None)

    def label_from_instance(self, obj: Any) -> str:
        """Show the office's name."""
        return str(obj.name)


def own_offices() -> QuerySet[Office]:
    """Return the organisation's offices."""
    return Office.objects.filter(organisation=host().organisation).order_by("code")


class _Quiet(forms.Form):
    """A form whose browser keeps nothing of what was typed."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs.setdefault("autocomplete", "off")
            if isinstance(field, OfficeChoice):
                field.queryset = own_offices()


class AccountForm(_Quiet):
    """One person's account: name, office, end of employment or contract."""

    name = forms.CharField(label=_("氏名"), max_length=60)
    office = OfficeChoice()
    works_until = DayField(
        label=_("任用・委託の終了日"),
        required=False,
        help_text=_("期限のある職員と委託先だけ。この日の翌日から使えません。"),
    )


class NewAccountForm(AccountForm):
    """A new account with its ID."""

    login = forms.RegexField(
        LOGIN,
        label=_("利用者ID"),
        max_length=60,
        help_text=_("一人に一つ。英数字と . _ - だけ。前に使われたIDは使えません。"),
        error_messages={"invalid": _("英数字と . _ - だけで入力してください")},
    )
    field_order = ("login", "name", "office", "works_until")


class ReasonForm(_Quiet):
    """Why something is done; kept in the record."""

    why = forms.CharField(label=_("理由"), max_length=200)


class TrainingForm(_Quiet):
    """A training that was taken (CTRL-062)."""

    taken_on = DayField(label=_("受講日"))
    name = forms.CharField(label=_("研修の名称"), max_length=100)

    def clean_taken_on(self) -> dt.date:
        """Refuse a day that has not come."""
        day: dt.date = self.cleaned_data["taken_on"]
        if day > today_in_japan():
            raise ValidationError(gettext("まだ来ていない日は入力できません"))
        return day


class RightForm(_Quiet):
    """An application for a right: a role or one function, its term, the document that shows the term of work."""

    what = forms.ChoiceField(label=_("役割または機能"))
    valid_from = DayField(label=_("開始日"))
    valid_until = DayField(label=_("終了日"), help_text=_("開始日から1年まで (CTRL-052)"))
    document = forms.CharField(
        label=_("申請書類"), max_length=100, help_text=_("任用期間または委託期間を示す書面の名称と番号")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        here = systems_here()
        roles = [code for code in ROLES if code.partition(".")[0] in here]
        functions = [code for code in single_functions() if code.partition(".")[0] in here]
        self.fields["what"].choices = [  # type: ignore[attr-defined]
            (gettext("役割"), [(f"role:{code}", words.role(code)) for code in roles]),
            (gettext("個別の機能"), [(f"function:{code}", words.right(code)) for code in functions]),
        ]

    def clean(self) -> dict[str, Any]:
        """Refuse a term that runs backward or for more than a year."""
        cleaned = super().clean() or {}
        since, until = cleaned.get("valid_from"), cleaned.get("valid_until")
        if since and until and until < since:
            self.add_error("valid_until", gettext("終了日が開始日より前です"))
        elif since and until and until > since + LONGEST_TERM:
            self.add_error("valid_until", gettext("期間は1年までです (CTRL-052)"))
        return cleaned

    def right(self) -> dict[str, Any]:
        """Return the application as `administration.apply_for_right` takes it."""
        kind, _colon, code = self.cleaned_data["what"].partition(":")
        return {
            kind: code,
            "valid_from": self.cleaned_data["valid_from"],
            "valid_until": self.cleaned_data["valid_until"],
            "document": self.cleaned_data["document"],
        }


def systems_here() -> frozenset[str]:
    """Return the systems whose rights an organisation gives: those its kind has, and the one this process serves."""
    code, own = host().organisation, {host().system, HOST}
    if code == AGENCY:
        return frozenset({NATIONAL, *own})
    prefecture = code[2:5] == "000"
    return frozenset({PREFECTURE, *own} if prefecture else {REGISTER, MUNICIPAL_CS, *own})


def single_functions() -> list[str]:
    """Return the functions that are in no role, so that they are given person by person (CTRL-006)."""
    in_roles = frozenset().union(*(role.functions for role in ROLES.values()))
    return sorted(code for code in FUNCTIONS.keys() - in_roles if not _only_machines(code))


def _only_machines(code: str) -> bool:
    return code.rpartition(".")[2] in {"apply", "answer"}


class OnForm(forms.Form):
    """The day that a list is for."""

    on = DayField(label=_("いつ時点"), required=False)


class ReviewForm(_Quiet):
    """The outcome of the yearly review (CTRL-058)."""

    year = forms.IntegerField(label=_("年度(西暦)"), min_value=2000, max_value=2200)
    outcome = forms.CharField(label=_("点検の結果"), max_length=400)


class TerminalForm(_Quiet):
    """A terminal to be registered."""

    name = forms.CharField(label=_("端末名"), max_length=60)
    office = OfficeChoice()
    kind = forms.ChoiceField(
        label=_("種類"), required=False, choices=[("", _("業務端末")), (CS_TERMINAL, _("統合端末"))]
    )


class OfficeForm(_Quiet):
    """An office: its code stays, its name may change."""

    code = forms.RegexField(r"[A-Za-z0-9-]+", label=_("部署コード"), max_length=20)
    name = forms.CharField(label=_("部署名"), max_length=60)

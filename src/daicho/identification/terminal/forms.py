"""What is typed at a terminal: the four items, a code, a number; why a link is held."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from daicho.law.identification import FourItems
from daicho.law.records import Sex
from daicho.screens.fields import LiveField, RegisterDateField, RegisterTextField, message_of
from daicho.values import addresses
from daicho.values.characters import Use
from daicho.values.numbers import IndividualNumber, InvalidNumber, MunicipalityCode, ResidentRecordCode


class FourItemsForm(forms.Form):
    """The four items, and where the person lives: it decides who is asked (CTRL-091, CTRL-095)."""

    name = RegisterTextField(label=_("氏名または振り仮名"), required=False, max_length=100)
    birth_date = RegisterDateField(label=_("生年月日"), required=False, unknown=True)
    address = RegisterTextField(label=_("住所"), required=False, max_length=200, use=Use.ADDRESS)
    sex = forms.ChoiceField(
        label=_("性別"),
        required=False,
        choices=[("", _("指定しない")), (Sex.MALE.value, _("男")), (Sex.FEMALE.value, _("女"))],
    )
    municipality = LiveField(
        label=_("住所地の市区町村コード"),
        required=False,
        max_length=7,
        help_text=_("空欄なら、この機関の保有する情報だけを検索します"),
    )

    def clean_municipality(self) -> str:
        """Return the municipality's six digits, or nothing."""
        text = self.cleaned_data["municipality"]
        if not text:
            return ""
        try:
            return MunicipalityCode.parse(text).stored()
        except InvalidNumber as problem:
            raise ValidationError(message_of(problem), code=problem.code) from problem

    def clean(self) -> dict[str, Any]:
        """Refuse fewer than two items other than sex before anything is asked (CTRL-091)."""
        cleaned: dict[str, Any] = super().clean() or {}
        if not self.errors and not (cleaned["name"] and (cleaned["address"] or cleaned["birth_date"])):
            raise ValidationError(
                gettext("氏名と住所、または氏名と生年月日を入力してください。性別や一つの項目だけでは検索できません。"),
                code="CTRL-091",
            )
        return cleaned

    def items(self) -> FourItems:
        """Return the four items as the law takes them."""
        cleaned = self.cleaned_data
        return FourItems(
            name=cleaned["name"],
            address=cleaned["address"],
            birth_date=cleaned["birth_date"].stored() if cleaned["birth_date"] else "",
            sex=cleaned["sex"],
        )


class KeyForm(forms.Form):
    """One key: a resident record code or an individual number, whole (CTRL-092, CTRL-093)."""

    code = LiveField(label=_("住民票コード"), required=False, max_length=20)
    number = LiveField(
        label=_("個人番号"),
        required=False,
        max_length=20,
        widget=forms.PasswordInput(render_value=False),
        help_text=_("入力した番号は画面に残りません"),
    )

    def clean_code(self) -> ResidentRecordCode | None:
        """Return the code, checked."""
        text = self.cleaned_data["code"]
        try:
            return ResidentRecordCode.parse(text) if text else None
        except InvalidNumber as problem:
            raise ValidationError(message_of(problem), code=problem.code) from problem

    def clean_number(self) -> IndividualNumber | None:
        """Return the number, checked; its digits stay out of every message."""
        text = self.cleaned_data["number"]
        try:
            return IndividualNumber.parse(text) if text else None
        except InvalidNumber as problem:
            raise ValidationError(message_of(problem), code=problem.code) from problem

    def clean(self) -> dict[str, Any]:
        """Exactly one key."""
        cleaned: dict[str, Any] = super().clean() or {}
        if not self.errors and (cleaned["code"] is None) is (cleaned["number"] is None):
            raise ValidationError(gettext("住民票コードか個人番号の一方だけを入力してください。"), code="CTRL-092")
        return cleaned


class ReasonForm(forms.Form):
    """Why an operator acts on a link or closes a task."""

    why = LiveField(label=_("理由"), max_length=200)


def municipality_name(code: str) -> str:
    """Return the name of a municipality as the directory writes it; the code itself when it is unknown."""
    try:
        return addresses.municipality(code).name
    except LookupError:
        return code

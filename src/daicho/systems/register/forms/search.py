"""The search form: conditions as a clerk types them (STD-2.1.1 to 2.1.3)."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext, gettext_lazy

from daicho.law.reasons import ChangeClass, Reason
from daicho.screens.fields import LiveField, RegisterDateField, message_of
from daicho.systems.register.forms.fields import LONGEST_NAME
from daicho.systems.register.forms.people import relationship_field
from daicho.systems.register.presenters import words
from daicho.systems.register.queries.search import Blank, Conditions
from daicho.values.errors import InvalidValue
from daicho.values.numbers import IndividualNumber

_ANY = ("", gettext_lazy("(問わない)"))


class FoldedField(LiveField):
    """A text that is matched folded: the live help shows what it is looked up as (STD-2.1.2)."""

    live_url = "/search/folded/"


class SearchForm(forms.Form):
    """Conditions of a search; all that are given must hold."""

    name = FoldedField(label=gettext_lazy("氏名・旧氏・通称"), required=False, max_length=LONGEST_NAME, key="Alt+N")
    kana = FoldedField(label=gettext_lazy("フリガナ(一部でも可)"), required=False, max_length=LONGEST_NAME, key="Alt+K")
    given = FoldedField(label=gettext_lazy("名のみ"), required=False, max_length=LONGEST_NAME)
    given_kana = FoldedField(label=gettext_lazy("名のフリガナ"), required=False, max_length=LONGEST_NAME)
    birth_from = RegisterDateField(label=gettext_lazy("生年月日"), required=False, unknown=True, key="Alt+B")
    birth_to = RegisterDateField(label=gettext_lazy("生年月日(まで)"), required=False, unknown=True)
    sex = forms.ChoiceField(label=gettext_lazy("性別"), required=False, choices=[_ANY, *words.SEXES.items()])
    address = FoldedField(label=gettext_lazy("住所・方書"), required=False, max_length=LONGEST_NAME, key="Alt+A")
    address_code = LiveField(label=gettext_lazy("住所コード(前方一致)"), required=False, max_length=20)
    relationship = relationship_field()
    kind = forms.ChoiceField(label=gettext_lazy("住民種別"), required=False, choices=[_ANY, *words.KINDS.items()])
    state = forms.ChoiceField(label=gettext_lazy("住民状態"), required=False, choices=[_ANY, *words.STATES.items()])
    removal_reason = forms.ChoiceField(label=gettext_lazy("消除した事由"), required=False)
    addressee_number = LiveField(label=gettext_lazy("宛名番号"), required=False, max_length=20)
    household_number = LiveField(label=gettext_lazy("世帯番号"), required=False, max_length=20)
    resident_record_code = LiveField(label=gettext_lazy("住民票コード"), required=False, max_length=20)
    document_number = LiveField(label=gettext_lazy("在留カード等の番号"), required=False, max_length=20)
    nationality = LiveField(label=gettext_lazy("国籍・地域(前方一致)"), required=False, max_length=LONGEST_NAME)
    blank = forms.ChoiceField(
        label=gettext_lazy("未入力の項目"),
        required=False,
        choices=[
            _ANY,
            (Blank.READING.value, gettext_lazy("フリガナ")),
            (Blank.HEAD.value, gettext_lazy("世帯主(未設定)")),
            (Blank.RESIDENT_RECORD_CODE.value, gettext_lazy("住民票コード")),
            (Blank.INDIVIDUAL_NUMBER.value, gettext_lazy("個人番号")),
            (Blank.BUILDING.value, gettext_lazy("方書(ほかの条件と合わせて)")),
            (Blank.ADDRESS_CODE.value, gettext_lazy("住所コード(ほかの条件と合わせて)")),
            (Blank.DOCUMENT_NUMBER.value, gettext_lazy("在留カード等の番号(ほかの条件と合わせて)")),
        ],
    )
    past = forms.BooleanField(label=gettext_lazy("過去の氏名・住所も探す"), required=False, initial=True)
    present_only = forms.BooleanField(label=gettext_lazy("除票を除く"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reasons = [each for each in Reason if each.change_class is ChangeClass.REMOVAL]
        self.fields["removal_reason"].choices = [_ANY, *((each.value, words.reason(each)) for each in reasons)]  # type: ignore[attr-defined]

    def conditions(self) -> Conditions:
        """The conditions, for the query."""
        given = dict(self.cleaned_data)
        given["blank"] = Blank(given["blank"]) if given.get("blank") else None
        return Conditions(**given)

    def recorded(self) -> dict[str, str]:
        """The conditions as the access record keeps them: what was given, as text."""
        return {
            name: value.wareki() if hasattr(value, "wareki") else str(value)
            for name, value in self.cleaned_data.items()
            if value not in (None, "", False)
        }


class NumberForm(forms.Form):
    """One individual number, to find one resident (SYS1-F19). It is shown nowhere again."""

    number = forms.CharField(
        label=gettext_lazy("個人番号(12桁)"),
        max_length=20,
        widget=forms.PasswordInput(attrs={"inputmode": "numeric", "autocomplete": "off"}, render_value=False),
    )

    def clean_number(self) -> IndividualNumber:
        """The number, if it is one."""
        try:
            return IndividualNumber.parse(self.cleaned_data["number"])
        except InvalidValue as problem:
            raise ValidationError(message_of(problem), code=problem.code) from problem


class AsOfForm(forms.Form):
    """On which day, and as known on which day or after which act, a record is shown (SYS1-F2)."""

    on = RegisterDateField(label=gettext_lazy("いつ時点"), required=False, key="Alt+D")
    known_on = RegisterDateField(label=gettext_lazy("いつまでに登録されたことで見るか"), required=False)
    known_at = forms.IntegerField(
        label=gettext_lazy("どの異動までを知る時点(異動番号)"),
        required=False,
        min_value=0,
        max_value=2**62,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )

    def clean_known_on(self) -> Any:
        """A calendar day or None."""
        return calendar_day_of(self.cleaned_data["known_on"])


def calendar_day_of(day: Any) -> Any:
    """A register date that is a day of the calendar, or None.

    Raises:
        ValidationError: it is none.
    """
    if day is not None and day.calendar_day is None:
        raise ValidationError(gettext("暦にある日を入れてください (V-DATE)"))
    return day


class DayForm(forms.Form):
    """A day, for lists."""

    day = RegisterDateField(label=gettext_lazy("処理日"), required=False)

    def clean_day(self) -> Any:
        """A calendar day or None."""
        return calendar_day_of(self.cleaned_data["day"])

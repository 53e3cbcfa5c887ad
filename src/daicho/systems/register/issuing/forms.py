"""What the counter enters to issue a paper: whom, which form, what on it, who asks and how identified."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.utils.translation import gettext_lazy

from daicho.documents.certificates import Form
from daicho.screens.fields import LiveField, RegisterDateField
from daicho.systems.register.issuing import wanted, words
from daicho.systems.register.issuing.problems import PROBLEMS
from daicho.systems.register.issuing.wanted import Item, Output, Requester, RequesterKind, Wanted
from daicho.systems.register.presenters import words as common

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import QueryDict

    from daicho.systems.register.issuing.problems import Problem
    from daicho.systems.register.issuing.slips.offers import Offer

LONGEST = 200
CLOSED = {"autocomplete": "off"}


class IssueForm(forms.Form):
    """One request.

    `people` are the numbers and names that may be chosen; `foreign` offers the items of foreign residents (STD-5.1).
    """

    token = forms.CharField(widget=forms.HiddenInput, max_length=64)
    form = forms.ChoiceField(label=gettext_lazy("様式"), widget=forms.RadioSelect)
    subjects = forms.MultipleChoiceField(
        label=gettext_lazy("記載する人"), widget=forms.CheckboxSelectMultiple, required=False
    )
    items = forms.MultipleChoiceField(
        label=gettext_lazy("記載する項目"), widget=forms.CheckboxSelectMultiple, required=False
    )
    official_use = forms.BooleanField(label=gettext_lazy("「公用」と表示する"), required=False)
    kind = forms.ChoiceField(label=gettext_lazy("請求者"), choices=list(words.REQUESTERS.items()))
    name = LiveField(label=gettext_lazy("請求者の氏名・名称"), required=False, max_length=LONGEST)
    documents = forms.MultipleChoiceField(
        label=gettext_lazy("提示された本人確認書類"),
        widget=forms.CheckboxSelectMultiple,
        choices=list(words.DOCUMENTS.items()),
        required=False,
    )
    letter_of_attorney = forms.BooleanField(label=gettext_lazy("委任状を確認した"), required=False)
    reason = LiveField(label=gettext_lazy("請求の理由・利用の目的"), required=False, max_length=LONGEST)
    code_reason = LiveField(
        label=gettext_lazy("住民票コードを記載する理由(特別の請求)"), required=False, max_length=LONGEST
    )
    number_reason = LiveField(
        label=gettext_lazy("個人番号を記載する理由(特別の請求)"), required=False, max_length=LONGEST
    )
    printer = forms.ChoiceField(label=gettext_lazy("プリンタ"), required=False)

    def __init__(
        self,
        *args: Any,
        people: Sequence[tuple[str, str]],
        papers: Sequence[Form],
        printers: Sequence[str],
        may_number: bool,
        foreign: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self._choices("form", [(each.value, words.FORMS[each.value]) for each in papers])
        self._choices("subjects", list(people))
        withheld = set() if may_number else {Item.NUMBER}
        withheld |= set() if foreign else set(wanted.OF_FOREIGN)
        self._choices("items", [(code, word) for code, word in words.ITEMS.items() if Item(code) not in withheld])
        self._choices("printer", [(name, name) for name in printers])
        if not may_number:
            del self.fields["number_reason"]

    def _choices(self, field: str, choices: list[tuple[str, Any]]) -> None:
        cast("forms.ChoiceField", self.fields[field]).choices = choices

    def clean(self) -> dict[str, Any]:
        """Say everything that the law finds missing, at its field."""
        given = super().clean() or {}
        if not self.errors:
            for code, field in wanted.problems(self.wanted()):
                self.add_error(field if field in self.fields else None, said(PROBLEMS[code]))
        return given

    def wanted(self, output: Output = Output.PRINT, person: str = "") -> Wanted:
        """The paper asked for. A move-out certificate is asked for by one person and names everyone who moves."""
        given = self.cleaned_data
        paper = Form(given["form"])
        subjects = tuple(given["subjects"])
        if paper in wanted.MOVE_OUT_FORMS:
            subjects = (person or self.initial["person"],)
        return Wanted(
            form=paper,
            subjects=subjects,
            items=frozenset(Item(each) for each in given["items"]),
            requester=Requester(
                kind=RequesterKind(given["kind"]),
                name=given["name"],
                documents=tuple(given["documents"]),
                letter_of_attorney=given["letter_of_attorney"],
                reason=given["reason"],
                code_reason=given["code_reason"],
                number_reason=given.get("number_reason", ""),
            ),
            output=output,
            official_use=given["official_use"],
        )

    def hidden(self) -> list[tuple[str, str]]:
        """Everything entered, to be carried by the page of the preview."""
        return _carried(self)


def _carried(form: forms.Form) -> list[tuple[str, str]]:
    return [
        (name, value)
        for name, values in cast("QueryDict", form.data).lists()
        if name in form.fields
        for value in values
    ]


def said(problem: Problem) -> str:
    """A problem in one text, in the language of the screen."""
    if common.is_english():
        return f"{problem.what_en}. {problem.why_en} {problem.mend_en} ({problem.code})"
    return f"{problem.what}。{problem.why}{problem.mend}({problem.code})"


class HistoryForm(forms.Form):
    """What an issue history is narrowed to (STD-2.2.2)."""

    form = forms.ChoiceField(label=gettext_lazy("証明書の種別"), required=False)
    since = RegisterDateField(label=gettext_lazy("交付年月日(から)"), required=False)
    until = RegisterDateField(label=gettext_lazy("交付年月日(まで)"), required=False)
    issue_number = LiveField(label=gettext_lazy("発行番号(一部でも可)"), required=False, max_length=LONGEST)
    place = LiveField(label=gettext_lazy("交付場所"), required=False, max_length=LONGEST)
    account = LiveField(label=gettext_lazy("ユーザID"), required=False, max_length=LONGEST)
    only_released = forms.BooleanField(label=gettext_lazy("交付したものだけ"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", gettext_lazy("(問わない)")), *words.FORMS.items()]
        cast("forms.ChoiceField", self.fields["form"]).choices = choices


class DisposalForm(forms.Form):
    """Why a paper was disposed of (処分情報)."""

    reason = LiveField(label=gettext_lazy("処分した理由"), max_length=LONGEST)


class SlipForm(forms.Form):
    """How a slip reaches whom it concerns, into whose hands, and why it is made again."""

    token = forms.CharField(widget=forms.HiddenInput, max_length=64)
    delivery = forms.ChoiceField(label=gettext_lazy("渡し方"), widget=forms.RadioSelect)
    name = LiveField(label=gettext_lazy("窓口で受け取る人の氏名"), required=False, max_length=LONGEST)
    documents = forms.MultipleChoiceField(
        label=gettext_lazy("提示された本人確認書類"),
        widget=forms.CheckboxSelectMultiple,
        choices=list(words.DOCUMENTS.items()),
        required=False,
    )
    reason = LiveField(label=gettext_lazy("再発行の理由"), required=False, max_length=LONGEST)
    printer = forms.ChoiceField(label=gettext_lazy("プリンタ"), required=False)

    def __init__(self, *args: Any, offer: Offer, again: bool, printers: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer, self.again = offer, again
        ways = [(each.value, words.DELIVERIES[each.value]) for each in wanted.deliveries(offer.form)]
        cast("forms.ChoiceField", self.fields["delivery"]).choices = ways
        self.fields["delivery"].initial = ways[0][0]
        cast("forms.ChoiceField", self.fields["printer"]).choices = [(name, name) for name in printers]
        if not again:
            del self.fields["reason"]
        if len(ways) == 1:
            del self.fields["name"], self.fields["documents"]

    def clean(self) -> dict[str, Any]:
        """Say everything that is missing, at its field."""
        given = super().clean() or {}
        if not self.errors:
            for code, field in wanted.problems(self.wanted()):
                self.add_error(field if field in self.fields else None, said(PROBLEMS[code]))
            if self.again and not given.get("reason", "").strip():
                self.add_error("reason", said(PROBLEMS["P-ISSUE-23"]))
        return given

    def wanted(self, output: Output = Output.PRINT) -> Wanted:
        """The slip asked for."""
        given = self.cleaned_data
        return Wanted(
            form=self.offer.form,
            subjects=(self.offer.person,),
            act=self.offer.act,
            requester=Requester(
                kind=RequesterKind.OFFICE,
                name=given.get("name", ""),
                documents=tuple(given.get("documents", ())),
                reason=given.get("reason", ""),
                delivery=given["delivery"],
            ),
            output=output,
        )

    def hidden(self) -> list[tuple[str, str]]:
        """Everything entered, to be carried by the page of the preview."""
        return _carried(self)


class MissingForm(forms.Form):
    """Which people the list of missing move-in notices names."""

    days = forms.IntegerField(label=gettext_lazy("転出予定日からの日数"), min_value=0, max_value=3650)
    ex_officio = forms.BooleanField(label=gettext_lazy("職権で消除した人を見る"), required=False)

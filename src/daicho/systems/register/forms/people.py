"""Forms for people: those who are entered, those who are moved, the record that is put right."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django import forms
from django.utils.translation import gettext_lazy

from daicho.law.commands import Entrant
from daicho.law.records import PersonKind, Sex
from daicho.law.relationships import HEAD, LODGER, RELATED
from daicho.screens.fields import LiveField, RegisterDateField, RegisterTextField
from daicho.systems.register.forms.fields import LONGEST_NAME, LONGEST_TEXT, AddresseeNumberField, TownField
from daicho.systems.register.presenters import words
from daicho.values.characters import Use
from daicho.values.names import PersonName

if TYPE_CHECKING:
    from daicho.values.addresses import Address

RELATIONSHIPS: Final = (
    HEAD,
    "妻",
    "夫",
    "子",
    "父",
    "母",
    "子の妻",
    "子の夫",
    "子の子",
    "妻の父",
    "妻の母",
    RELATED,
    LODGER,
)
"""The relationships a counter meets most; others are typed."""


def relationship_field(**kwargs: Any) -> LiveField:
    """A relationship as typed; the law reads it (STD-1.1.11)."""
    kwargs.setdefault("label", gettext_lazy("続柄"))
    return LiveField(required=False, max_length=40, widget=forms.TextInput(attrs={"list": "relationships"}), **kwargs)


class EntrantForm(forms.Form):
    """A person who is to be entered. The individual number is not a field here: it goes to the vault by itself."""

    family = RegisterTextField(label=gettext_lazy("氏"), max_length=LONGEST_NAME)
    given = RegisterTextField(label=gettext_lazy("名"), max_length=LONGEST_NAME)
    family_furigana = RegisterTextField(label=gettext_lazy("氏の振り仮名"), required=False, max_length=LONGEST_NAME)
    given_furigana = RegisterTextField(label=gettext_lazy("名の振り仮名"), required=False, max_length=LONGEST_NAME)
    birth_date = RegisterDateField(label=gettext_lazy("生年月日"), unknown=True)
    sex = forms.ChoiceField(label=gettext_lazy("性別"), choices=list(words.SEXES.items()), widget=forms.RadioSelect)
    relationship = relationship_field(help_text=gettext_lazy("空欄は世帯主未設定"))
    code = LiveField(label=gettext_lazy("住民票コード"), required=False, max_length=20)
    without_code = forms.BooleanField(label=gettext_lazy("住民票コードの記載がない"), required=False)
    number_evidence = forms.ChoiceField(
        label=gettext_lazy("個人番号の確認方法"),
        required=False,
        choices=[("", gettext_lazy("(入力なし)")), *words.NUMBER_EVIDENCE.items()],
    )
    domicile = RegisterTextField(label=gettext_lazy("本籍"), required=False, max_length=LONGEST_TEXT, use=Use.ADDRESS)
    first_listed_person = RegisterTextField(label=gettext_lazy("筆頭者"), required=False, max_length=LONGEST_NAME)
    furigana_confirmed = forms.BooleanField(label=gettext_lazy("振り仮名を本人が確認した"), required=False)
    re_entry_of = AddresseeNumberField(label=gettext_lazy("再転入: 前の宛名番号"), required=False, max_length=20)
    remarks = LiveField(label=gettext_lazy("備考(本人)"), required=False, max_length=LONGEST_TEXT)

    def entrant(self, *, previous: Address | None, number_ref: str, number_problem: str) -> Entrant | None:
        """The person as the law reads it; None while something it cannot do without is missing."""
        given = self.cleaned_data
        if not given.get("birth_date") or not given.get("sex") or not (given.get("family") or given.get("given")):
            return None
        confirmed = bool(given.get("furigana_confirmed"))
        return Entrant(
            name=PersonName(
                family=given.get("family") or "",
                given=given.get("given") or "",
                family_furigana=given.get("family_furigana") or "",
                given_furigana=given.get("given_furigana") or "",
                family_furigana_confirmed=confirmed,
                given_furigana_confirmed=confirmed,
            ),
            birth_date=given["birth_date"],
            sex=Sex(given["sex"]),
            kind=PersonKind.JAPANESE,
            relationship=given.get("relationship") or "",
            resident_record_code=given.get("code") or "",
            without_code=bool(given.get("without_code")),
            individual_number_ref=number_ref or None,
            individual_number_problem=number_problem or None,
            re_entry_of=given.get("re_entry_of"),
            domicile=given.get("domicile") or "",
            first_listed_person=given.get("first_listed_person") or "",
            previous_address=previous,
            last_registered_address=previous,
            remarks=given.get("remarks") or "",
        )


COPIED_DOWN: Final = ("family", "family_furigana", "domicile", "first_listed_person", "without_code")
"""What the next member of a family takes over from the one before (STD-4.0.10)."""


class MoverForm(forms.Form):
    """A member of the household: whether the act is about them, and their relationship afterwards."""

    take = forms.BooleanField(required=False)
    relationship = relationship_field(label=gettext_lazy("異動後の続柄"))


class AmendmentForm(forms.Form):
    """A record as it stands, to be put right: what is left as it is stays as it is (STD-4.2.3.3)."""

    family = RegisterTextField(label=gettext_lazy("氏"), required=False, max_length=LONGEST_NAME)
    given = RegisterTextField(label=gettext_lazy("名"), required=False, max_length=LONGEST_NAME)
    family_furigana = RegisterTextField(label=gettext_lazy("氏の振り仮名"), required=False, max_length=LONGEST_NAME)
    given_furigana = RegisterTextField(label=gettext_lazy("名の振り仮名"), required=False, max_length=LONGEST_NAME)
    birth_date = RegisterDateField(label=gettext_lazy("生年月日"), required=False, unknown=True)
    sex = forms.ChoiceField(
        label=gettext_lazy("性別"), required=False, choices=list(words.SEXES.items()), widget=forms.RadioSelect
    )
    relationship = relationship_field()
    town = TownField(required=False)
    lot = LiveField(label=gettext_lazy("番地・番号"), required=False, max_length=LONGEST_NAME)
    building = RegisterTextField(label=gettext_lazy("方書"), required=False, max_length=LONGEST_NAME, use=Use.ADDRESS)
    postal_code = LiveField(label=gettext_lazy("郵便番号"), required=False, max_length=8)
    code = LiveField(label=gettext_lazy("住民票コード"), required=False, max_length=20)
    domicile = RegisterTextField(label=gettext_lazy("本籍"), required=False, max_length=LONGEST_TEXT, use=Use.ADDRESS)
    first_listed_person = RegisterTextField(label=gettext_lazy("筆頭者"), required=False, max_length=LONGEST_NAME)
    became_resident_on = RegisterDateField(label=gettext_lazy("住民となった年月日"), required=False, unknown=True)
    address_set_on = RegisterDateField(label=gettext_lazy("住所を定めた年月日"), required=False, unknown=True)
    notified_on = RegisterDateField(label=gettext_lazy("届出の年月日"), required=False, unknown=True)
    previous_address = RegisterTextField(
        label=gettext_lazy("転入前住所"), required=False, max_length=LONGEST_TEXT, use=Use.ADDRESS
    )
    remarks = LiveField(label=gettext_lazy("備考"), required=False, max_length=LONGEST_TEXT)
    memo = LiveField(label=gettext_lazy("メモ"), required=False, max_length=LONGEST_TEXT)

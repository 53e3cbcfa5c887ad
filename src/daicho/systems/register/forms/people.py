"""Forms for people: those who are entered, those who are moved."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django import forms
from django.utils.translation import gettext_lazy

from daicho.law.commands import Entrant
from daicho.law.records import PersonKind, Sex
from daicho.law.relationships import HEAD, LODGER, RELATED
from daicho.screens.fields import LiveField, RegisterDateField, RegisterTextField
from daicho.systems.register.forms.fields import (
    FURIGANA_CONFIRMED,
    LONGEST_NAME,
    LONGEST_TEXT,
    AddresseeNumberField,
    relationship_field,
)
from daicho.systems.register.forms.residence import ResidenceFields, residence_of
from daicho.systems.register.presenters import words
from daicho.values.characters import Use
from daicho.values.names import CommonName, FormerSurname, PersonName

if TYPE_CHECKING:
    from daicho.values.addresses import Address

__all__ = ["COPIED_DOWN", "RELATIONSHIPS", "EntrantForm", "MoverForm", "relationship_field"]

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


class EntrantForm(ResidenceFields):
    """A person who is to be entered. The individual number is not a field here: it goes to the vault by itself.

    Of the fields some are only for one kind of resident; the page shows those of the kind chosen.
    """

    kind = forms.ChoiceField(
        label=gettext_lazy("住民種別"),
        choices=list(words.KINDS.items()),
        initial=PersonKind.JAPANESE.value,
        required=False,
        widget=forms.RadioSelect,
    )
    family = RegisterTextField(label=gettext_lazy("氏"), required=False, max_length=LONGEST_NAME)
    given = RegisterTextField(label=gettext_lazy("名"), required=False, max_length=LONGEST_NAME)
    roman = RegisterTextField(label=gettext_lazy("ローマ字氏名"), required=False, max_length=LONGEST_NAME)
    single = RegisterTextField(label=gettext_lazy("漢字等の氏名"), required=False, max_length=LONGEST_NAME)
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
    residence_notified = forms.BooleanField(
        label=gettext_lazy("在留カード等の提示があり、住居地も届け出た"), required=False
    )
    became_foreign_resident_on = RegisterDateField(
        label=gettext_lazy("外国人住民となった年月日"),
        required=False,
        help_text=gettext_lazy("国外から・国内転入では空欄なら転入日など法の定めによる日"),
    )
    common_name = RegisterTextField(label=gettext_lazy("通称"), required=False, max_length=LONGEST_NAME)
    common_name_furigana = RegisterTextField(
        label=gettext_lazy("通称の振り仮名"), required=False, max_length=LONGEST_NAME
    )
    former_surname = RegisterTextField(label=gettext_lazy("旧氏"), required=False, max_length=LONGEST_NAME)
    former_surname_furigana = RegisterTextField(
        label=gettext_lazy("旧氏の振り仮名"), required=False, max_length=LONGEST_NAME
    )
    furigana_confirmed = forms.BooleanField(label=FURIGANA_CONFIRMED, required=False)
    guardianship = forms.BooleanField(label=gettext_lazy("成年被後見人"), required=False)
    re_entry_of = AddresseeNumberField(label=gettext_lazy("再転入: 前の宛名番号"), required=False, max_length=20)
    carry_names = forms.BooleanField(label=gettext_lazy("国外転出前の旧氏・通称を引き継ぐ(再転入)"), required=False)
    remarks = LiveField(label=gettext_lazy("備考(本人)"), required=False, max_length=LONGEST_TEXT)

    field_order = (
        "kind", "roman", "single", "family", "given", "family_furigana", "given_furigana",
        "birth_date", "sex", "relationship", "code", "without_code", "domicile", "first_listed_person",
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("family", "given", "domicile", "first_listed_person"):  # the latter never blank (STD-1.1.6)
            field = self.fields[name]
            field.marked, field.marked_for = True, "japanese-only"  # type: ignore[attr-defined]  # as `clean` demands

        if self.prefix == "e-0":
            self.fields["family"].widget.attrs["data-key"] = "Alt+N"

    @property
    def is_foreign(self) -> bool:
        """Whether a foreign resident is entered."""
        return bool(self.cleaned_data.get("kind") == PersonKind.FOREIGN.value)

    def clean(self) -> dict[str, Any]:
        """Demand a name: surname and given name, or the Roman letters or characters of a foreign resident."""
        given = super().clean() or {}
        wanted = ("roman",) if self.is_foreign else ("family", "given")
        if self.is_foreign and any(given.get(name) for name in ("single", "family", "given")):
            return given
        for name in wanted:
            if not given.get(name) and name not in self.errors:
                self.add_error(name, self.fields["birth_date"].error_messages["required"])
        return given

    def entrant(
        self,
        *,
        previous: Address | None,
        number_ref: str,
        number_problem: str,
        last_registered: Address | None = None,
    ) -> Entrant | None:
        """The person as the law reads it; None while something it cannot do without is missing."""
        given = self.cleaned_data
        name = self._name()
        if not given.get("birth_date") or not given.get("sex") or not name.written:
            return None
        return Entrant(
            name=name,
            birth_date=given["birth_date"],
            sex=Sex(given["sex"]),
            kind=PersonKind.FOREIGN if self.is_foreign else PersonKind.JAPANESE,
            resident_record_code=given.get("code") or "",
            without_code=bool(given.get("without_code")),
            individual_number_ref=number_ref or None,
            individual_number_problem=number_problem or None,
            re_entry_of=given.get("re_entry_of"),
            carry_names=bool(given.get("carry_names")),
            former_surname=None if self.is_foreign else self._former_surname(),
            common_name=self._common_name() if self.is_foreign else None,
            residence=residence_of(given) if self.is_foreign else None,
            previous_address=previous,
            last_registered_address=last_registered or previous,
            guardianship=bool(given.get("guardianship")),
            relationship=given.get("relationship") or "",
            domicile="" if self.is_foreign else given.get("domicile") or "",
            first_listed_person="" if self.is_foreign else given.get("first_listed_person") or "",
            remarks=given.get("remarks") or "",
        )

    def _name(self) -> PersonName:
        given, foreign = self.cleaned_data, self.is_foreign
        confirmed = bool(given.get("furigana_confirmed"))
        return PersonName(
            family=given.get("family") or "",
            given=given.get("given") or "",
            family_furigana=given.get("family_furigana") or "",
            given_furigana=given.get("given_furigana") or "",
            family_furigana_confirmed=confirmed,
            given_furigana_confirmed=confirmed,
            roman=(given.get("roman") or "") if foreign else "",
            single=(given.get("single") or "") if foreign else "",
        )

    def _former_surname(self) -> FormerSurname | None:
        given = self.cleaned_data
        if not given.get("former_surname"):
            return None
        return FormerSurname(given["former_surname"], given.get("former_surname_furigana") or "")

    def _common_name(self) -> CommonName | None:
        given = self.cleaned_data
        return (
            CommonName(given["common_name"], given.get("common_name_furigana") or "")
            if given.get("common_name")
            else None
        )


COPIED_DOWN: Final = (
    "kind", "family", "family_furigana", "domicile", "first_listed_person", "without_code", "nationality", "category",
)  # fmt: skip
"""What the next member of a family takes over from the one before (STD-4.0.10)."""


class MoverForm(forms.Form):
    """A member of the household: whether the act is about them, and their relationship afterwards."""

    take = forms.BooleanField(required=False)
    relationship = relationship_field(label=gettext_lazy("異動後の続柄"))
    card_shown = forms.BooleanField(label=gettext_lazy("在留カード等の提示"), required=False)

"""What is typed about foreign residents: items of Article 30-45, notices of the Agency, changes of nationality."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import msgspec
from django import forms
from django.utils.translation import gettext_lazy

from daicho.law.commands import ImmigrationMatter, ResidenceChanges
from daicho.law.records import Residence, ResidenceCategory, Sex
from daicho.screens.fields import LiveField, RegisterDateField, RegisterTextField
from daicho.systems.register.forms.amending import born
from daicho.systems.register.forms.details import DetailsForm
from daicho.systems.register.forms.fields import LONGEST_NAME, LONGEST_TEXT
from daicho.systems.register.presenters import words
from daicho.values.characters import Use
from daicho.values.residence_documents import normalised_document

if TYPE_CHECKING:
    from daicho.law.records import ResidentRecord
    from daicho.values.dates import RegisterDate
    from daicho.values.names import PersonName

_NAME: Final = ("family", "given", "single", "roman", "family_furigana", "given_furigana")
_TEXTS: Final = ("nationality", "status", "period", "document_number")


def _text(label: Any, *, longest: int = LONGEST_NAME) -> RegisterTextField:
    return RegisterTextField(label=label, required=False, max_length=longest)


class _NamedForm(DetailsForm):
    """A name in all its parts, and how it was typed."""

    family = _text(gettext_lazy("氏"))
    given = _text(gettext_lazy("名"))
    family_furigana = _text(gettext_lazy("氏の振り仮名"))
    given_furigana = _text(gettext_lazy("名の振り仮名"))

    @classmethod
    def at_first(cls, record: ResidentRecord | None) -> dict[str, str]:
        """The name as it is."""
        if record is None:
            return {}
        return {field: getattr(record.name, field) for field in _NAME if field in cls.base_fields}

    def name(self, before: PersonName) -> PersonName:
        """The name with what was typed of it."""
        given = self.cleaned_data
        typed = {field: given.get(field) or "" for field in _NAME if field in self.fields}
        return msgspec.structs.replace(before, **typed)


class ResidenceForm(_NamedForm):
    """The items of a foreign resident (Article 30-45; STD-1.1.2)."""

    heading = gettext_lazy("外国人住民の事項")
    single = _text(gettext_lazy("漢字等の氏名"))
    roman = _text(gettext_lazy("ローマ字氏名"))
    nationality = LiveField(label=gettext_lazy("国籍・地域"), required=False, max_length=LONGEST_NAME)
    category = forms.ChoiceField(
        label=gettext_lazy("30条45区分"),
        required=False,
        choices=[("", gettext_lazy("(選択してください)")), *words.CATEGORIES.items()],
    )
    status = LiveField(label=gettext_lazy("在留資格"), required=False, max_length=LONGEST_NAME)
    period = LiveField(label=gettext_lazy("在留期間等"), required=False, max_length=LONGEST_NAME)
    expires_on = RegisterDateField(label=gettext_lazy("在留期間等の満了の日"), required=False)
    document_number = LiveField(label=gettext_lazy("在留カード等の番号"), required=False, max_length=20)

    @classmethod
    def at_first(cls, record: ResidentRecord | None) -> dict[str, str]:
        """The residence as it is."""
        named = super().at_first(record)
        residence = record.residence if record is not None else None
        if residence is None:
            return named
        values = {field: getattr(residence, field) for field in _TEXTS}
        return named | values | {"category": residence.category.value, "expires_on": _written(residence.expires_on)}

    def residence(self) -> Residence | None:
        """The residence as typed; None while the category is not chosen."""
        given = self.cleaned_data
        if not given.get("category"):
            return None
        return Residence(
            category=ResidenceCategory(given["category"]),
            nationality=given.get("nationality") or "",
            status=given.get("status") or "",
            period=given.get("period") or "",
            expires_on=given.get("expires_on"),
            document_number=normalised_document(given.get("document_number") or ""),
        )


def _written(day: RegisterDate | None) -> str:
    """Last days of stay stand in the calendar year (STD-1.1.9)."""
    return "" if day is None else day.seireki()


class LossForm(ResidenceForm):
    """What somebody who has lost the nationality is from now on (国籍喪失, STD-4.5.5)."""

    @classmethod
    def at_first(cls, record: ResidentRecord | None) -> dict[str, str]:
        """The name as it is, and the category that follows from the loss."""
        return super().at_first(record) | {"category": ResidenceCategory.TRANSITIONAL_LOSS.value}


class ImmigrationForm(ResidenceForm):
    """A notice of the Commissioner of the Immigration Services Agency (法30条の50; STD-4.5.6)."""

    heading = gettext_lazy("通知の内容")
    birth_date = RegisterDateField(label=gettext_lazy("生年月日"), required=False, unknown=True)
    sex = forms.ChoiceField(
        label=gettext_lazy("性別"), required=False, choices=list(words.SEXES.items()), widget=forms.RadioSelect
    )
    matter = forms.ChoiceField(
        label=gettext_lazy("通知の事由"),
        choices=[
            ("", gettext_lazy("(選択してください)")),
            *((each.value, words.IMMIGRATION_MATTERS[each.value]) for each in ImmigrationMatter),
        ],
        help_text=gettext_lazy("消除の事由では、ほかの項目は使いません"),
    )
    field_order = ("matter", "category", "nationality", "status", "period", "expires_on", "document_number")

    @classmethod
    def at_first(cls, record: ResidentRecord | None) -> dict[str, str]:
        """The record as it is."""
        values = super().at_first(record)
        if record is not None:
            values |= {"birth_date": born(record), "sex": record.sex.value}
        return values

    @property
    def chosen(self) -> ImmigrationMatter | None:
        """What was notified."""
        return ImmigrationMatter(self.cleaned_data["matter"]) if self.cleaned_data.get("matter") else None

    def changes(self, before: Residence | None) -> ResidenceChanges:
        """What differs from the residence as it stands."""
        after = self.residence()
        if after is None:
            return ResidenceChanges()
        fields = ("category", "expires_on", *_TEXTS)
        changed = {name: value for name in fields if (value := getattr(after, name)) != getattr(before, name, None)}
        return ResidenceChanges(**changed)

    def person(self, record: ResidentRecord) -> dict[str, Any]:
        """What differs of the person: name, date of birth, sex."""
        given = self.cleaned_data
        found: dict[str, Any] = {"name": self.name(record.name), "birth_date": given.get("birth_date")}
        found["sex"] = Sex(given["sex"]) if given.get("sex") else None
        return {name: value for name, value in found.items() if value not in (None, getattr(record, name))}


class NationalityForm(_NamedForm):
    """Name and registered domicile of somebody who has become Japanese (帰化, 国籍取得; STD-4.5.3, 4.5.4)."""

    heading = gettext_lazy("帰化・国籍取得後の記載")
    family = RegisterTextField(label=gettext_lazy("氏"), max_length=LONGEST_NAME)
    given = RegisterTextField(label=gettext_lazy("名"), max_length=LONGEST_NAME)
    domicile = RegisterTextField(label=gettext_lazy("本籍"), required=False, max_length=LONGEST_TEXT, use=Use.ADDRESS)
    first_listed_person = RegisterTextField(label=gettext_lazy("筆頭者"), required=False, max_length=LONGEST_NAME)

    @classmethod
    def at_first(cls, record: ResidentRecord | None) -> dict[str, str]:
        """Nothing: the new name comes from the family register."""
        del record
        return {}

"""What is typed about foreign residents: items of Article 30-45, notices of the Agency, changes of nationality."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import msgspec
from django import forms
from django.utils.translation import gettext_lazy

from daicho.law.commands import ImmigrationMatter, ResidenceChanges
from daicho.law.records import ResidenceCategory, Sex
from daicho.screens.fields import RegisterDateField, RegisterTextField
from daicho.systems.register.forms.amending import born
from daicho.systems.register.forms.details import DetailsForm
from daicho.systems.register.forms.fields import FURIGANA_CONFIRMED, LONGEST_NAME, LONGEST_TEXT
from daicho.systems.register.forms.residence import RESIDENCE, ResidenceFields, residence_of, residence_typed
from daicho.systems.register.presenters import words
from daicho.values.characters import Use

if TYPE_CHECKING:
    from collections.abc import Iterable

    from daicho.law.records import Residence, ResidentRecord
    from daicho.values.names import PersonName

_NAME: Final = ("roman", "single", "family", "given", "family_furigana", "given_furigana")


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


class ResidenceForm(_NamedForm, ResidenceFields):
    """The items of a foreign resident (Article 30-45; STD-1.1.2)."""

    heading = gettext_lazy("外国人住民の事項")
    single = _text(gettext_lazy("漢字等の氏名"))
    roman = _text(gettext_lazy("ローマ字氏名"))
    field_order: Iterable[str] | None = (*_NAME, *RESIDENCE)

    @classmethod
    def at_first(cls, record: ResidentRecord | None) -> dict[str, str]:
        """The residence as it is."""
        return super().at_first(record) | residence_typed(record.residence if record is not None else None)

    def residence(self) -> Residence | None:
        """The residence as typed; None while the category is not chosen."""
        return residence_of(self.cleaned_data)


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
    field_order: Iterable[str] | None = ("matter", *RESIDENCE, *_NAME, "birth_date", "sex")

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
        changed = {name: value for name in RESIDENCE if (value := getattr(after, name)) != getattr(before, name, None)}
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
    furigana_confirmed = forms.BooleanField(label=FURIGANA_CONFIRMED, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("domicile", "first_listed_person"):  # the law demands them (R-116-01)
            self.fields[name].marked = True  # type: ignore[attr-defined]

    @classmethod
    def at_first(cls, record: ResidentRecord | None) -> dict[str, str]:
        """Nothing: the new name comes from the family register."""
        del record
        return {}

    def name(self, before: PersonName) -> PersonName:
        """The name of the family register, with its reading confirmed where it was."""
        confirmed = bool(self.cleaned_data.get("furigana_confirmed"))
        return msgspec.structs.replace(
            super().name(before), family_furigana_confirmed=confirmed, given_furigana_confirmed=confirmed
        )

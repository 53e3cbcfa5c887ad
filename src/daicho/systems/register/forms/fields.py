"""Form fields of the register's own: a municipality by name or code, a town of the town, a household number."""

from __future__ import annotations

from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext, gettext_lazy

from daicho.screens.fields import AddressTownField, LiveField, RegisterTextField, message_of, municipality_typed
from daicho.systems.register.models import Person
from daicho.values import addresses
from daicho.values.characters import Use
from daicho.values.errors import InvalidValue
from daicho.values.numbers import AddresseeNumber, HouseholdNumber

TOWN_HELP: Final = "/screens/help/town"
LONGEST_TEXT: Final = 400
LONGEST_NAME: Final = 100
FURIGANA_CONFIRMED: Final = gettext_lazy("振り仮名を確認した")
"""That the reading is the one of the family register, or the one that a foreign resident confirmed (STD-1.1.18)."""


class MunicipalityField(LiveField):
    """A municipality by its name, with or without prefecture, or by its six-digit code; cleans to the code."""

    def clean(self, value: Any) -> Any:
        """Return the code, or blank when the field is blank and may be."""
        text = super().clean(value)
        if not text:
            return ""
        if text.isdigit():
            return _by_code(text)
        code = municipality_typed(text)
        if not code:
            problem = gettext("市区町村を1つに決められません。都道府県から入力するか、6桁のコードを入れてください")
            raise ValidationError(f"{problem} (V-ADR-CODE)", code="V-ADR-CODE")
        return code


def _by_code(text: str) -> str:
    try:
        return str(addresses.municipality(text).code)
    except InvalidValue as problem:
        raise ValidationError(message_of(problem), code=problem.code) from problem


class TownField(AddressTownField):
    """A town, suggested while one types; within one municipality where `municipality` is given (STD-1.3.3)."""

    def __init__(self, *, municipality: str = "", **kwargs: Any) -> None:
        kwargs.setdefault("label", gettext_lazy("町名"))
        kwargs.setdefault("max_length", LONGEST_NAME)
        super().__init__(**kwargs)
        self.live_include = "this"
        self.within(municipality)

    def beside(self, *municipalities: str) -> None:
        """Say in which fields of the page a municipality is typed; its towns are suggested first."""
        self.live_include = ", ".join(("this", *(f"[name='{name}']" for name in municipalities)))

    def within(self, municipality: str) -> None:
        """Suggest towns of one municipality only."""
        self.live_url = f"{TOWN_HELP}?municipality={municipality}" if municipality else TOWN_HELP


class BuildingField(RegisterTextField):
    """A building (方書): those of the dictionary at the town and lot typed are suggested (STD-4.0.7)."""

    live_url = "/help/buildings/?use=address"
    live_trigger = "focus, input changed delay:250ms"
    # not on "change": that fires when the cursor goes from the field into the suggestions, and would take them away

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", gettext_lazy("方書"))
        kwargs.setdefault("max_length", LONGEST_NAME)
        super().__init__(use=Use.ADDRESS, **kwargs)
        self.live_url = BuildingField.live_url
        self.live_include = "this"

    def at(self, town: str, lot: str) -> None:
        """Say in which fields of the page town and lot are typed."""
        self.live_include = f"this, [name='{town}'], [name='{lot}']"


class NumberOf(forms.CharField):
    """An addressee or household number as typed; cleans to the number."""

    kind: type[AddresseeNumber | HouseholdNumber] = HouseholdNumber

    def clean(self, value: Any) -> Any:
        """Return the number, or None when the field is blank and may be."""
        text = super().clean(value)
        if not text:
            return None
        try:
            return self.kind.parse(text)
        except InvalidValue as problem:
            raise ValidationError(message_of(problem), code=problem.code) from problem


class HouseholdNumberField(NumberOf):
    """A household number (世帯番号)."""


class AddresseeNumberField(NumberOf):
    """The addressee number (宛名番号) of somebody who is or was on the register."""

    kind = AddresseeNumber

    def clean(self, value: Any) -> Any:
        """Return the number, or None when the field is blank and may be."""
        number = super().clean(value)
        if number is not None and not Person.objects.using("register").filter(pk=number.stored()).exists():
            raise ValidationError(gettext("この宛名番号の人はいません。番号を確かめてください (S-0102)"), code="S-0102")
        return number


def relationship_field(**kwargs: Any) -> LiveField:
    """A relationship as typed; the law reads it (STD-1.1.11)."""
    kwargs.setdefault("label", gettext_lazy("続柄"))
    return LiveField(required=False, max_length=40, widget=forms.TextInput(attrs={"list": "relationships"}), **kwargs)

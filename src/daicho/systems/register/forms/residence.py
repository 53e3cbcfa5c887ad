"""The items of Article 30-45 as fields: one declaration for every form on which they are typed (STD-1.1.2)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django import forms
from django.utils.translation import gettext_lazy

from daicho.law.records import Residence, ResidenceCategory
from daicho.screens.fields import LiveField, RegisterDateField
from daicho.systems.register.forms.fields import LONGEST_NAME
from daicho.systems.register.presenters import words
from daicho.values.residence_documents import normalised_document

if TYPE_CHECKING:
    from daicho.values.dates import RegisterDate

RESIDENCE: Final = ("nationality", "category", "status", "period", "expires_on", "document_number")
"""The fields, in the order of Article 30-45."""

_TEXTS: Final = ("nationality", "status", "period", "document_number")


class ResidenceFields(forms.Form):
    """What every form about a foreign resident asks for; a form says itself where in its order they stand."""

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


def residence_typed(residence: Residence | None) -> dict[str, str]:
    """What stands in the fields when a form is begun: the residence as it is."""
    if residence is None:
        return {}
    values = {field: getattr(residence, field) for field in _TEXTS}
    return values | {"category": residence.category.value, "expires_on": _written(residence.expires_on)}


def _written(day: RegisterDate | None) -> str:
    """Last days of stay stand in the calendar year (STD-1.1.9)."""
    return "" if day is None else day.seireki()


def residence_of(given: dict[str, Any]) -> Residence | None:
    """The items as typed; None while the category is not chosen."""
    if not given.get("category"):
        return None
    return Residence(
        category=ResidenceCategory(given["category"]),
        nationality=given.get("nationality") or "",
        status=given.get("status") or "",
        period=given.get("period") or "",
        expires_on=given.get("expires_on"),
        document_number=normalised_document(given.get("document_number") or ""),
        residence_notified=bool(given.get("residence_notified")),
        became_foreign_resident_on=given.get("became_foreign_resident_on"),
    )

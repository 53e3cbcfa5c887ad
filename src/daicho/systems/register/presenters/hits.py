"""Results of a search as rows, and kept searches in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
from django.utils.datastructures import MultiValueDict

from daicho.law.records import PersonKind
from daicho.systems.register.forms.search import SearchForm
from daicho.systems.register.presenters import words
from daicho.systems.register.presenters.fields import lines_of
from daicho.values.dates import RegisterDate

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from daicho.systems.register.models import SavedSearch
    from daicho.systems.register.queries.search import Hit


class HitRow(msgspec.Struct, frozen=True, kw_only=True):
    """One resident found. There is no individual number here, nor a way to it (CTRL-001)."""

    number: str
    household: str
    name: str
    furigana: str
    birth_date: str
    sex: str
    address: str
    relationship: str
    state: str
    is_present: bool
    by_past_value: bool


class Recent(msgspec.Struct, frozen=True):
    """A kept search."""

    id: int
    described: str
    at: datetime
    name: str = ""


def rows(hits: Iterable[Hit]) -> list[HitRow]:
    """The rows of a result list, in the order of the ranking."""
    return [
        HitRow(
            number=hit.addressee_number,
            household=hit.household_number,
            name=hit.name_written,
            furigana=hit.furigana,
            birth_date=lines_of("birth_date", RegisterDate.from_stored(hit.birth_date), PersonKind(hit.kind))[0][1],
            sex=words.word(words.SEXES, hit.sex),
            address=hit.address_written,
            relationship=hit.relationship or "",
            state=words.word(words.STATES, hit.state),
            is_present=hit.state == "present",
            by_past_value=hit.by_past_value,
        )
        for hit in hits
    ]


def form_data(stored: bytes) -> MultiValueDict[str, str]:
    """The fields of a kept search, as a form reads them."""
    return MultiValueDict(msgspec.json.decode(stored, type=dict[str, list[str]]))


def described(form: SearchForm) -> str:
    """A search in words: each condition that was given."""
    parts = []
    for name, field in form.fields.items():
        value = form.cleaned_data.get(name)
        if value in (None, "", False) or name in {"past", "present_only"}:
            continue
        choices = dict(getattr(field, "choices", ()))
        text = value.wareki() if isinstance(value, RegisterDate) else str(choices.get(value, value))
        parts.append(f"{field.label}: {text}")
    return "、".join(parts)


def recent(kept: SavedSearch) -> Recent:
    """A kept search for the list of recent ones."""
    form = SearchForm(form_data(bytes(kept.conditions)))
    return Recent(kept.pk, described(form) if form.is_valid() else "", kept.at, kept.name)

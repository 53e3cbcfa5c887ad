"""Live help while one types: the date as understood, characters that cannot be drawn, towns, characters.

These views read no resident: they explain the text that was typed, nothing else, and store nothing.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import msgspec
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET
from django.views.i18n import set_language as set_language  # noqa: PLC0414  # the URL configuration takes it from here

from daicho.screens.fields import explain, in_year, message_of, municipality_typed
from daicho.values import addresses, characters
from daicho.values.dates import RegisterDate
from daicho.values.errors import InvalidValue

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

LONGEST = 400  # characters of input that help is given for
SHOWN = 80  # characters that the picker offers at most
YEAR = re.compile(r"[0-9]{4}")
CHOME = re.compile(r"[0-9\uff10-\uff19一二三四五六七八九十]+丁目$")


def _typed(request: HttpRequest) -> str:
    """Return what was typed in the field that asked."""
    return request.GET.get(request.GET.get("field", "value"), "")[:LONGEST]


def _explained(
    request: HttpRequest, understood: str = "", *, problem: str = "", notes: list[str] | None = None
) -> HttpResponse:
    context = {"understood": understood, "problem": problem, "notes": notes or []}
    return render(request, "screens/components/live_value.html", context)


@require_GET
def date_help(request: HttpRequest) -> HttpResponse:
    """Say how a typed date is understood, or why it is impossible (STD-1.1.8)."""
    text = _typed(request).strip()
    if not text:
        return _explained(request)
    year = request.GET.get("year", "")
    if YEAR.fullmatch(year):
        text = in_year(text, int(year))
    try:
        unknown = request.GET.get("unknown") == "1"
        date = RegisterDate.parse(text, permit_non_calendar=unknown, permit_unknown=unknown)
    except InvalidValue as problem:
        return _explained(request, problem=message_of(problem))
    return _explained(request, date.wareki())


@require_GET
def text_help(request: HttpRequest) -> HttpResponse:
    """Warn of characters that cannot be drawn or are not allowed, and name those that are non-standard."""
    text = _typed(request)
    use = characters.Use.ADDRESS if request.GET.get("use") == "address" else characters.Use.NAME
    problems = characters.validate(text, use=use) or characters.undrawable(text)
    if problems:
        return _explained(request, problem="、".join(explain(problem) for problem in problems))
    notes = [f"{character.text} {character.name}" for character in characters.identify(text) if len(character.text) > 1]
    return _explained(request, notes=notes)


@require_GET
def town_help(request: HttpRequest) -> HttpResponse:
    """Suggest towns by kana, kanji or postal code; choosing one fills the address fields (STD-1.3.3)."""
    text = _typed(request).strip()
    prefix = request.GET.get("id", "").removesuffix("town")
    suggestions = [_town(found, prefix, chome) for found, chome in _towns_near(text, request)]
    problem = gettext("町名の候補がありません") if text and not suggestions else ""
    context = {"suggestions": suggestions, "problem": problem, "next": f"{prefix}lot", "typed": text}
    return render(request, "screens/components/suggestions.html", context)


def _towns_near(text: str, request: HttpRequest) -> list[tuple[addresses.Town, str]]:
    """Towns of the municipality that the page is about; else of one typed beside, or of all where those have none."""
    if within := request.GET.get("municipality"):
        return _towns(text, within)
    beside = [str(request.GET[name])[:LONGEST] for name in request.GET if name.endswith("-municipality")]
    near = next((code for typed in beside if (code := municipality_typed(typed))), None)
    return (_towns(text, near) if near else []) or _towns(text, None)


def _towns(text: str, within: str | None) -> list[tuple[addresses.Town, str]]:
    """Towns that the text may begin, each with the 丁目 to be kept: the directory lists 天神町, not 天神町一丁目."""
    if not text:
        return []
    found = addresses.suggest(text, within)
    chome = CHOME.search(text)
    if found or chome is None:
        return [(town, "") for town in found]
    town_typed = text[: chome.start()]
    return [
        (town, chome[0])
        for town in addresses.suggest(town_typed, within)
        if town.has_chome and town_typed.endswith(town.name)
    ]


def _town(found: addresses.Town, prefix: str, chome: str) -> dict[str, Any]:
    fill = {
        f"{prefix}municipality_code": found.municipality_code,
        f"{prefix}municipality": found.municipality.full_name,
        f"{prefix}town": found.name + chome,
        f"{prefix}postal_code": found.postal_code,
    }
    return {
        "label": found.written + chome,
        "detail": f"{found.kana} 〒{found.postal_code}",
        "fill": msgspec.json.encode(fill).decode(),
    }


@require_GET
def character_help(request: HttpRequest) -> HttpResponse:
    """Offer characters by reading, MJ name, code point, or another shape of the same character (SYS24)."""
    text = _typed(request).strip()
    found = dict.fromkeys(characters.look_up(text)) if text else {}
    if characters.count(text) == 1:
        found |= dict.fromkeys(candidate.character for candidate in characters.candidates(text))
    return render(request, "screens/components/characters.html", {"found": list(found)[:SHOWN], "typed": text})

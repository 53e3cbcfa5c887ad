"""The page, its live part, and the date."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import psycopg
from django import forms
from django.conf import settings
from django.db import OperationalError
from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.views.decorators.http import require_GET, require_POST

from daicho.host.demo import dates, findings
from daicho.host.demo.page import lists, picture
from daicho.host.errors import HostError

if TYPE_CHECKING:
    from django.http import HttpRequest

    from daicho.host.demo.page.sampling import Sampler
    from daicho.host.errors import Problem


SEEN = re.compile(r"[0-9]{1,18}")


class DayForm(forms.Form):
    """The business date to move to."""

    day = forms.DateField(widget=forms.DateInput(attrs={"type": "date"}))


def sampler() -> Sampler:
    """The sampler of this process."""
    found: Sampler = getattr(settings, "NETWORK_SAMPLER")  # noqa: B009  # the setting is ours, not Django's
    return found


@require_GET
def health(_request: HttpRequest) -> HttpResponse:
    """Say that the process answers."""
    return JsonResponse({"ok": True})


@require_GET
def page(request: HttpRequest) -> HttpResponse:
    """Show the network. `paused` in the address stops the updates (WCAG 2.2.2)."""
    return _page(request)


def _page(request: HttpRequest, *, problem: Problem | None = None) -> HttpResponse:
    context = _context(-1) | {
        "paused": "paused" in request.GET,
        "problem": problem,
        "form": DayForm(),
    }
    return render(request, "network/page.html", context, status=409 if problem else 200)


@require_GET
def live(request: HttpRequest) -> HttpResponse:
    """Answer with the picture and the tables anew, or with nothing when the page has seen it all."""
    seen = request.GET.get("seen", "")
    number = int(seen) if SEEN.fullmatch(seen) else -1
    if sampler().now().number == number:
        return HttpResponse(status=204)
    return render(request, "network/live.html", _context(number))


@require_POST
def move_date(request: HttpRequest) -> HttpResponse:
    """Move the business date of every organisation; the daily jobs follow before the page comes back."""
    form = DayForm(request.POST)
    if not form.is_valid():
        return _page(request, problem=findings.no_date())
    try:
        dates.move(sampler().place, form.cleaned_data["day"])
    except HostError as refused:
        return _page(request, problem=refused.problems[0])
    except psycopg.OperationalError as away:
        raise OperationalError from away  # answered with 503
    sampler().look_again()
    return HttpResponseRedirect(reverse("network"))


def _context(seen: int) -> dict[str, Any]:
    sample = sampler().now()
    # a page that has just been opened has missed nothing: what it shows is the state, not the way there
    moved = sampler().moved_since(seen) if seen >= 0 else []
    base = getattr(settings, "NETWORK_BASE")  # noqa: B009  # as above
    english = translation.get_language() == "en"
    pictures = [picture.draw(layout, sample, moved, base=base) for layout in (picture.WIDE, picture.NARROW)]
    return {
        "sample": sample,
        "pictures": pictures,
        "hosts": pictures[0].hosts,
        "english": english,
        "links": lists.links(sample, base=base, english=english),
        "towns": lists.towns(sample, english=english),
        "recent": lists.recent(sample, english=english),
        "dot_seconds": f"{picture.DOT_SECONDS}s",
    }

"""Purpose and case: asked before the first look at a person, kept until the case is closed (CTRL-074, 081, 096)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_POST

from daicho.access import sessions
from daicho.access.forms import PurposeForm
from daicho.access.installation import host
from daicho.access.views.common import next_of, redirect_page

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@require_http_methods(["GET", "POST"])
def purpose(request: HttpRequest) -> HttpResponse:
    """Ask for purpose and case; as a fragment when htmx asks (for a dialog), else as a page."""
    form = PurposeForm(request.POST or None, system=host().system)
    if request.method == "POST" and form.is_valid():
        sessions.open_case(request, form.case())
        return redirect_page(request, next_of(request))
    fragment = request.headers.get("HX-Request") and not request.headers.get("HX-Boosted")
    template = "access/purpose_form.html" if fragment else "access/purpose.html"
    # A form with errors is shown again with 200 to htmx, which does not swap other answers.
    status = 422 if form.errors and not fragment else 200
    return render(request, template, {"form": form, "next": next_of(request)}, status=status)


@require_POST
def close_case(request: HttpRequest) -> HttpResponse:
    """Close the case: the next look at a person asks again."""
    sessions.close_case(request)
    return redirect_page(request, next_of(request))

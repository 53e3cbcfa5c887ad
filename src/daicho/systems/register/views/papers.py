"""What the pages of certificates and slips share: the office that issues, the preview's page, the way out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.http import HttpResponse
from django.shortcuts import redirect

from daicho.access.guards import context_of
from daicho.systems.register.issuing import making, printing
from daicho.systems.register.issuing.requests import Desk
from daicho.systems.register.issuing.wanted import Output
from daicho.systems.register.presenters import findings
from daicho.systems.register.views.common import ALIAS, access_of, page

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django import forms
    from django.http import HttpRequest

    from daicho.systems.register.issuing.problems import NotIssued

PREVIEW_POLICY: Final = (
    "default-src 'none'; img-src 'self' data:; style-src 'self'; font-src 'self'; script-src 'self'; "
    "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
FILE_POLICY: Final = "default-src 'none'; sandbox; frame-ancestors 'none'"
TAKEN: Final = frozenset({"P-ISSUE-14", "P-ISSUE-20"})
"""Refusals that left a request whose record says more than a refusal could."""


def office(request: HttpRequest, form: forms.Form) -> making.Office:
    """Who issues, where, on which printer."""
    context = context_of(request)
    printer = form.cleaned_data.get("printer", "") or next(iter(printing.printers()), "")
    desk = Desk(place=context.office_name, terminal=context.terminal_name, printer=printer)
    return making.Office.at(access_of(request, making.ISSUE), desk, alias=ALIAS)


def stopped(request: HttpRequest, refused: NotIssued, number: str, *, again: str) -> HttpResponse:
    """The page that says why nothing was issued; `again` is where another try begins."""
    notice = findings.of_refusal(refused)
    context = {"notice": notice, "number": number, "request_row": refused.request, "again_url": again}
    return page(request, "issue_stopped.html", context, status=409)


def previewed(request: HttpRequest, context: Mapping[str, Any]) -> HttpResponse:
    """The page of a preview: images in the page, nothing stored on the way."""
    response = page(request, "issue_preview.html", context)
    response.headers["Cache-Control"] = "no-store, private"
    response.headers["Content-Security-Policy"] = PREVIEW_POLICY
    return response


def handed_over(issued: making.Issued, output: Output) -> HttpResponse:
    """The file itself for whoever holds that right, else the record of what went to the printer."""
    if output is not Output.SAVE:
        return redirect("register:issued", issued.request.id)
    response = HttpResponse(issued.document, content_type="application/pdf")
    response.headers["Content-Disposition"] = f'attachment; filename="{issued.request.request_id}.pdf"'
    response.headers["Cache-Control"] = "no-store, private"
    response.headers["Content-Security-Policy"] = FILE_POLICY
    return response

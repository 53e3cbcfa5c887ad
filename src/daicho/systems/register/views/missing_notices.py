"""転入通知未着者一覧: who moved out and was not heard of since, on the screen and on paper (STD-4.1.3.1.4)."""

from __future__ import annotations

import base64
import datetime as dt
import secrets
from typing import TYPE_CHECKING, Any, Final

from django.shortcuts import redirect
from django.urls import path, reverse
from django.views.decorators.http import require_GET, require_POST

from daicho.access.guards import context_of, requires
from daicho.documents.certificates import Form
from daicho.systems.register import town
from daicho.systems.register.issuing import making
from daicho.systems.register.issuing.forms import MissingForm
from daicho.systems.register.issuing.problems import NotIssued
from daicho.systems.register.issuing.slips import listing, parts
from daicho.systems.register.issuing.wanted import Delivery, Output, Requester, RequesterKind, Wanted
from daicho.systems.register.views import papers
from daicho.systems.register.views.common import access_of, gate, page

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from daicho.systems.register.issuing.slips.listing import Unheard

ISSUE: Final = making.ISSUE


def _found(request: HttpRequest, form: MissingForm) -> list[Unheard]:
    """Who is on the list; who was shown is recorded."""
    ex_officio = form.cleaned_data["ex_officio"]
    until = town.today() - dt.timedelta(days=form.cleaned_data["days"])
    conditions = {"missing_move_in_notices": until.isoformat(), "ex_officio": str(ex_officio)}
    grant = gate().search(access_of(request, ISSUE), conditions)
    found = listing.unheard(grant, until=until, ex_officio=ex_officio)
    persons = _persons(found)
    gate().shown(grant, count=len(persons), persons=persons)
    return found


def _persons(found: list[Unheard]) -> tuple[str, ...]:
    return tuple(each.record.addressee_number.stored() for each in found)


def _back(form: MissingForm) -> str:
    given = form.cleaned_data
    chosen = "&ex_officio=on" if given["ex_officio"] else ""
    return f"{reverse('register:missing_notices')}?days={given['days']}{chosen}"


@requires(ISSUE)
@require_GET
def missing(request: HttpRequest) -> HttpResponse:
    """Show the list of people whose move-in notice has not come (STD-4.1.3.1.4); who was shown is recorded."""
    form = MissingForm(request.GET if "days" in request.GET else {"days": listing.NOTICE_DAYS})
    context: dict[str, Any] = {"form": form, "rows": None, "most": listing.MOST, "token": secrets.token_hex(16)}
    if not form.is_valid():
        return page(request, "missing_notices.html", context, status=422)
    return page(request, "missing_notices.html", context | {"rows": [_row(each) for each in _found(request, form)]})


def _row(found: Unheard) -> dict[str, Any]:
    record, inquiry = found.record, listing.inquiry_of(found)
    removal = record.removal
    destination = removal.planned_destination if removal is not None else None
    planned = removal.planned_on if removal is not None else None
    return {
        "number": record.addressee_number.stored(),
        "name": record.name.written,
        "birth": parts.birth(record),
        "address": record.address.written,
        "destination": destination.written if destination is not None else "",
        "planned": planned.wareki() if planned is not None else "",
        "days": found.days,
        "url": reverse("register:slip", args=inquiry) if inquiry is not None else "",
    }


def _wanted(persons: tuple[str, ...], output: Output = Output.PRINT) -> Wanted:
    return Wanted(
        form=Form.MISSING_NOTICE_LIST,
        subjects=persons,
        requester=Requester(kind=RequesterKind.OFFICE, delivery=Delivery.KEPT.value),
        output=output,
    )


@requires(ISSUE)
@require_POST
def preview(request: HttpRequest) -> HttpResponse:
    """Show the list as it would be printed."""
    form = MissingForm(request.POST)
    if not form.is_valid():
        return redirect("register:missing_notices")
    persons = _persons(_found(request, form))
    try:
        images, _ = making.preview(papers.office(request, form), _wanted(persons))
    except NotIssued as refused:
        return papers.stopped(request, refused, "", again=_back(form))
    context = {
        "title": Form.MISSING_NOTICE_LIST.japanese,
        "images": [base64.b64encode(image).decode() for image in images],
        "carried": [(name, value) for name, value in request.POST.items() if name in {*form.fields, "token"}],
        "make_url": reverse("register:missing_notices_make"),
        "back_url": _back(form),
        "is_list": True,
        "may_save": context_of(request).may(making.SAVE),
        "is_slip": True,
    }
    return papers.previewed(request, context)


@requires(ISSUE)
@require_POST
def make(request: HttpRequest) -> HttpResponse:
    """Print the list, or hand it out as a file to whoever holds that right. Sent twice, it is made once."""
    form = MissingForm(request.POST)
    if not form.is_valid():
        return redirect("register:missing_notices")
    output = Output.SAVE if request.POST.get("output") == Output.SAVE.value else Output.PRINT
    wanted = _wanted(_persons(_found(request, form)), output)
    token = request.POST.get("token", "")[:64] or secrets.token_hex(16)
    try:
        issued = making.issue(papers.office(request, form), wanted, token=token)
    except NotIssued as refused:
        if refused.code in papers.TAKEN and refused.request:
            return redirect("register:issued", refused.request)
        return papers.stopped(request, refused, "", again=_back(form))
    return papers.handed_over(issued, output)


urlpatterns = [
    path("slips/missing-notices/", missing, name="missing_notices"),
    path("slips/missing-notices/preview/", preview, name="missing_notices_preview"),
    path("slips/missing-notices/make/", make, name="missing_notices_make"),
]
"""Addresses of the list, taken up by those of slips."""

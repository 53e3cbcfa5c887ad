"""Slips at the counter: what an act gives, what waits to be made, whose move-in notice is missing; preview and print.

Source: standard chapter 3, 4.0.5, 4.1.0.3, 4.1.3.1.4, 4.2.0.1, 4.3.3, 10.7.
"""

from __future__ import annotations

import base64
import secrets
from typing import TYPE_CHECKING, Any, Final

from django.shortcuts import redirect
from django.urls import path, reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from daicho.access.guards import context_of, requires
from daicho.documents.certificates import Form
from daicho.systems.register.issuing import holds, making, printing, requests, words
from daicho.systems.register.issuing.forms import SlipForm
from daicho.systems.register.issuing.problems import NotIssued
from daicho.systems.register.issuing.slips import acts, listing, offers
from daicho.systems.register.issuing.slips.kinds import KINDS
from daicho.systems.register.issuing.wanted import Output
from daicho.systems.register.presenters import words as common
from daicho.systems.register.views import missing_notices, papers
from daicho.systems.register.views.common import ALIAS, access_of, existing, gate, names_of, not_found, page

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from django.http import HttpRequest, HttpResponse

    from daicho.systems.register.issuing.slips.listing import ActSlips, Made
    from daicho.systems.register.issuing.slips.offers import Offer

ISSUE: Final = making.ISSUE


def shown_of_act(number: int, names: Mapping[str, str]) -> list[dict[str, Any]]:
    """The slips of an act as its page shows them; `names` are those of people whom the grant covers."""
    return [line for each in listing.of_acts(ALIAS, [number]) for line in _lines(each, names)]


def _lines(found: ActSlips, names: Mapping[str, str]) -> list[dict[str, Any]]:
    return [_line(made, names) for made in found.slips]


def _line(made: Made, names: Mapping[str, str]) -> dict[str, Any]:
    offer = made.offer
    return {
        "title": common.word(words.FORMS, offer.form.value),
        "names": [names[person] for person in offer.subjects if person in names],
        "due": offer.due,
        "url": _address(offer),
        "issue_number": made.issue_number,
        "issued_url": reverse("register:issued", args=(made.request,)) if made.request else "",
    }


def _address(offer: Offer) -> str:
    """Where a slip is made; a move-out certificate is issued where certificates are."""
    if offer.form in KINDS:
        return reverse("register:slip", args=(offer.act, offer.form.value, offer.person))
    return reverse("register:issue", args=(offer.person,))


def _acts(found: Iterable[ActSlips], names: Mapping[str, str]) -> list[dict[str, Any]]:
    return [
        {
            "number": each.act.number,
            "title": common.word(common.ACT_KINDS, each.act.kind),
            "day": each.act.processed_on,
            "slips": _lines(each, names),
        }
        for each in found
    ]


@requires(ISSUE)
@require_GET
def slips(request: HttpRequest) -> HttpResponse:
    """Show the slips that recent acts call for and that were not made, without anybody's name."""
    context = {"acts": _acts(listing.waiting(ALIAS), {}), "days": listing.WAITING_DAYS}
    return page(request, "slips.html", context)


@requires(ISSUE)
@require_GET
def of_resident(request: HttpRequest, number: str) -> HttpResponse:
    """Show the slips of a person's acts: those that left, and those that may be made on any later day."""
    if not existing([number]):
        raise not_found("resident")
    grant = gate().open_person(access_of(request, ISSUE), [number])
    names = names_of(grant, [number])
    context = {"number": number, "name": names.get(number, ""), "acts": _acts(listing.of_person(grant, number), names)}
    return page(request, "slips_of_resident.html", context)


class _Begun:
    """A slip being made: of which act, about whom, and the form."""

    def __init__(self, request: HttpRequest, act: int, form: str, person: str) -> None:
        offer = self._offered(act, form, person)
        self.offer, self.kind = offer, KINDS[offer.form]
        self.grant = gate().open_person(access_of(request, ISSUE), offer.subjects)
        self.names = names_of(self.grant, offer.subjects)
        (self.made,) = (made for each in listing.of_acts(ALIAS, [act]) for made in each.slips if made.offer == offer)
        self.form = SlipForm(
            request.POST or None,
            initial={"token": secrets.token_hex(16)},
            offer=offer,
            again=bool(self.made.issue_number),
            printers=printing.printers(),
        )

    @staticmethod
    def _offered(act: int, form: str, person: str) -> offers.Offer:
        done = acts.done(ALIAS, act)
        wanted = Form(form) if form in {each.value for each in KINDS} else None
        offer = offers.offered(done, wanted, person) if done is not None and wanted is not None else None
        if offer is None:
            raise not_found("slip")
        return offer

    def url(self, name: str) -> str:
        """The address of a page of this slip."""
        return reverse(f"register:{name}", args=(self.offer.act, self.offer.form.value, self.offer.person))

    def context(self, **more: Any) -> dict[str, Any]:
        """What the pages of this slip show."""
        return {
            "number": self.offer.person,
            "name": "、".join(self.names[person] for person in self.offer.subjects),
            "act": self.offer.act,
            "title": common.word(words.FORMS, self.offer.form.value),
            "kind": self.kind,
            "form": self.form,
            "first": self.made.issue_number,
            "slip_url": self.url("slip"),
            "preview_url": self.url("slip_preview"),
            "make_url": self.url("slip_make"),
        } | more


@requires(ISSUE)
@require_http_methods(["GET", "POST"])
def slip(request: HttpRequest, act: int, form: str, person: str) -> HttpResponse:
    """Say how a slip leaves; a POST comes back from the preview with what was entered."""
    return page(request, "slip.html", _Begun(request, act, form, person).context())


@requires(ISSUE)
@require_POST
def preview(request: HttpRequest, act: int, form: str, person: str) -> HttpResponse:
    """Show what would be printed, as images in the page itself; a code is not among them."""
    begun = _Begun(request, act, form, person)
    if not begun.form.is_valid():
        return page(request, "slip.html", begun.context(), status=422)
    try:
        images, _ = making.preview(papers.office(request, begun.form), begun.form.wanted())
    except NotIssued as refused:
        return papers.stopped(request, refused, begun.offer.person, again=begun.url("slip"))
    context = begun.context(
        images=[base64.b64encode(image).decode() for image in images],
        carried=begun.form.hidden(),
        back_url=begun.url("slip"),
        alerts=any(hold.level == "alert" for hold in holds.in_force(ALIAS, begun.offer.subjects)),
        may_save=context_of(request).may(making.SAVE),
        is_slip=True,
    )
    return papers.previewed(request, context)


@requires(ISSUE)
@require_POST
def make(request: HttpRequest, act: int, form: str, person: str) -> HttpResponse:
    """Make a slip: to the printer, or as a file for whoever holds that right. Sent twice, it is made once."""
    begun = _Begun(request, act, form, person)
    before = requests.taken_as(ALIAS, request.POST.get("token", ""))
    if before is not None:
        return redirect("register:issued", before)
    if not begun.form.is_valid():
        return page(request, "slip.html", begun.context(), status=422)
    output = Output.SAVE if request.POST.get("output") == Output.SAVE.value else Output.PRINT
    token = begun.form.cleaned_data["token"]
    try:
        issued = making.issue(papers.office(request, begun.form), begun.form.wanted(output), token=token)
    except NotIssued as refused:
        if refused.code in papers.TAKEN and refused.request:
            return redirect("register:issued", refused.request)
        return papers.stopped(request, refused, begun.offer.person, again=begun.url("slip"))
    return papers.handed_over(issued, output)


_SLIP: Final = "slips/<int:act>/<slug:form>/<slug:person>/"

urlpatterns = [
    path("slips/", slips, name="slips"),
    *missing_notices.urlpatterns,
    path("residents/<slug:number>/slips/", of_resident, name="slips_of_resident"),
    path(_SLIP, slip, name="slip"),
    path(f"{_SLIP}preview/", preview, name="slip_preview"),
    path(f"{_SLIP}make/", make, name="slip_make"),
]
"""Addresses of slips, taken up by those of issuing."""

"""Issuing at the counter: enter the request, look at the preview, hand out; the history and disposals.

Source: standard chapter 3, 1.3.8, 2.2.2, 5.
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
from daicho.law.records import PersonKind
from daicho.systems.register.issuing import history, holds, lines, making, printing, snapshot
from daicho.systems.register.issuing.forms import DisposalForm, HistoryForm, IssueForm
from daicho.systems.register.issuing.problems import NotIssued
from daicho.systems.register.issuing.wanted import Output, goes_by_post
from daicho.systems.register.presenters.fields import lines_of
from daicho.systems.register.queries import records
from daicho.systems.register.views import papers, slips
from daicho.systems.register.views.common import ALIAS, access_of, existing, gate, names_of, not_found, page

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from daicho.access.grants import Grant

ISSUE: Final = making.ISSUE


class _Begun:
    """A request being entered: whose page it is, who may be chosen, and the form."""

    def __init__(self, request: HttpRequest, number: str) -> None:
        if not existing([number]):
            raise not_found("resident")
        household = records.household_of(ALIAS, number) or ""
        members = snapshot.present_members(ALIAS, household)
        self.number = number
        self.grant = gate().open_person(access_of(request, ISSUE), dict.fromkeys((number, *members)))
        self.source = snapshot.move_out_of(ALIAS, number)
        self.names = names_of(self.grant, (number, *members))
        self.is_present = number in members
        self.foreign = False
        self.people = self._in_order(members) if self.is_present else []
        self.form = self._form(request)

    def _in_order(self, members: tuple[str, ...]) -> list[tuple[str, str]]:
        found = [records.person(self.grant, member) for member in members]
        self.foreign = any(each is not None and each.kind is PersonKind.FOREIGN for each in found)
        ordered = sorted((each for each in found if each), key=lambda each: (each.position or 0, each.addressee_number))
        return [(each.addressee_number.stored(), self._named(each)) for each in ordered]

    @staticmethod
    def _named(record: Any) -> str:
        born = lines_of("birth_date", record.birth_date, record.kind)[0][1]
        return f"{record.name.written} {record.relationship or ''} {born}"

    def _form(self, request: HttpRequest) -> IssueForm:
        offered = [Form.HOUSEHOLD_COPY, Form.INDIVIDUAL_COPY] if self.is_present else []
        self.may_move_out = context_of(request).may(making.MOVE_OUT)
        offered += [Form.MOVE_OUT_CERTIFICATE] if self.source is not None and self.may_move_out else []
        initial: dict[str, Any] = {
            "token": secrets.token_hex(16),
            "form": offered[0].value if offered else "",
            "subjects": [self.number],
            "person": self.number,
        }
        return IssueForm(
            request.POST or None,
            initial=initial,
            people=self.people,
            papers=offered,
            printers=printing.printers(),
            may_number=context_of(request).may(making.NUMBER),
            foreign=self.foreign,
        )

    def context(self, **more: Any) -> dict[str, Any]:
        """What the pages of this request show."""
        return {
            "number": self.number,
            "name": self.names.get(self.number, ""),
            "form": self.form,
            "papers": self.form.fields["form"].choices,  # type: ignore[attr-defined]
            "is_present": self.is_present,
            "reprint": self.source is not None and bool(self.source.first_issue),
            "lacks_move_out": self.source is not None and not self.may_move_out,
        } | more


def _again(number: str) -> str:
    return reverse("register:issue", args=(number,))


@requires(ISSUE)
@require_http_methods(["GET", "POST"])
def issue(request: HttpRequest, number: str) -> HttpResponse:
    """Enter a request; a POST comes back from the preview with what was entered."""
    begun = _Begun(request, number)
    return page(request, "issue.html", begun.context())


@requires(ISSUE)
@require_POST
def preview(request: HttpRequest, number: str) -> HttpResponse:
    """Show what would be printed, as images in the page itself; code and number are not among them."""
    begun = _Begun(request, number)
    if not begun.form.is_valid():
        return page(request, "issue.html", begun.context(), status=422)
    wanted = begun.form.wanted()
    try:
        images, certificate = making.preview(papers.office(request, begun.form), wanted)
    except NotIssued as refused:
        return papers.stopped(request, refused, number, again=_again(number))
    context = begun.context(
        images=[base64.b64encode(image).decode() for image in images],
        title=certificate.form.japanese,
        carried=begun.form.hidden(),
        by_post=goes_by_post(wanted),
        alerts=any(hold.level == "alert" for hold in holds.in_force(ALIAS, wanted.subjects)),
        may_save=context_of(request).may(making.SAVE),
        make_url=reverse("register:issue_make", args=(number,)),
        back_url=_again(number),
    )
    return papers.previewed(request, context)


@requires(ISSUE)
@require_POST
def make(request: HttpRequest, number: str) -> HttpResponse:
    """Issue: to the printer, or as a file for whoever holds that right. Sent twice, it is issued once."""
    begun = _Begun(request, number)
    if not begun.form.is_valid():
        return page(request, "issue.html", begun.context(), status=422)
    output = Output.SAVE if request.POST.get("output") == Output.SAVE.value else Output.PRINT
    try:
        issued = making.issue(
            papers.office(request, begun.form), begun.form.wanted(output), token=begun.form.cleaned_data["token"]
        )
    except NotIssued as refused:
        if refused.code in papers.TAKEN and refused.request:
            return redirect("register:issued", refused.request)
        return papers.stopped(request, refused, number, again=_again(number))
    return papers.handed_over(issued, output)


def _line_grant(request: HttpRequest, request_row: int) -> tuple[history.Line, Grant]:
    line = history.one(ALIAS, request_row)
    if line is None:
        raise not_found("issue")
    return line, gate().open_person(access_of(request, ISSUE), line.subjects)


@requires(ISSUE)
@require_GET
def issued(request: HttpRequest, request_row: int) -> HttpResponse:
    """Show what became of one request."""
    line, grant = _line_grant(request, request_row)
    found = lines.shown(line, names_of(grant, line.subjects))
    return page(request, "issued.html", {"shown": found, "number": line.subjects[0], "disposal": DisposalForm()})


@requires(ISSUE)
@require_POST
def dispose(request: HttpRequest, request_row: int) -> HttpResponse:
    """Record that a paper issued by mistake was disposed of."""
    line, grant = _line_grant(request, request_row)
    form = DisposalForm(request.POST)
    if not form.is_valid():
        context = {"shown": lines.shown(line, names_of(grant, line.subjects)), "number": line.subjects[0]}
        return page(request, "issued.html", context | {"disposal": form}, status=422)
    try:
        history.dispose(grant, request_row, form.cleaned_data["reason"])
    except NotIssued as refused:
        return papers.stopped(request, refused, line.subjects[0], again=_again(line.subjects[0]))
    return redirect("register:issued", request_row)


@requires(ISSUE)
@require_GET
def issue_history(request: HttpRequest, number: str) -> HttpResponse:
    """Show everything asked for about a person, narrowed by the items of the history (STD-2.2.2)."""
    if not existing([number]):
        raise not_found("resident")
    form = HistoryForm(request.GET or None)
    wanted = history.Filter()
    if form.is_valid():
        given = dict(form.cleaned_data)
        for end in ("since", "until"):
            given[end] = given[end].calendar_day if given[end] is not None else None
        wanted = history.Filter(**given)
    grant = gate().open_person(access_of(request, ISSUE), [number])
    found = history.of_person(grant, number, wanted)
    names = names_of(grant, [number])
    context = {
        "number": number,
        "name": names.get(number, ""),
        "form": form if request.GET else HistoryForm(),
        "lines": [lines.shown(line, names) for line in found],
    }
    return page(request, "issue_history.html", context)


urlpatterns = [
    *slips.urlpatterns,
    path("issue/<slug:number>/", issue, name="issue"),
    path("issue/<slug:number>/preview/", preview, name="issue_preview"),
    path("issue/<slug:number>/make/", make, name="issue_make"),
    path("issue/<slug:number>/history/", issue_history, name="issue_history"),
    path("issued/<int:request_row>/", issued, name="issued"),
    path("issued/<int:request_row>/dispose/", dispose, name="issue_dispose"),
]
"""Addresses of issuing, taken up by the register's own."""

"""Rights of an organisation: waiting for approval, in force on a day, reviewed every year."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from daicho.access import administration, rights_lists, words
from daicho.access.admin_forms import OnForm, ReasonForm, ReviewForm
from daicho.access.administration import ACCOUNTS, APPROVE, NotDone
from daicho.access.guards import context_of, requires, requires_any
from daicho.access.installation import host
from daicho.access.models import RightGrant, RightsReview
from daicho.access.rights import today_in_japan
from daicho.access.views.accounts import who

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.http import HttpRequest, HttpResponse

MOST = 1000


@requires_any(ACCOUNTS, APPROVE)
@require_GET
def rights(request: HttpRequest) -> HttpResponse:
    """Show the rights that wait for approval and those in force on a day (STD-10.3)."""
    return _page(request, OnForm(request.GET or None))


def _page(
    request: HttpRequest, form: OnForm, context: dict[str, Any] | None = None, *, status: int = 200
) -> HttpResponse:
    context_here, by = context_of(request), who(request)
    on = form.cleaned_data.get("on") if form.is_bound and form.is_valid() else None
    day = on or today_in_japan()
    everywhere: dict[str, Any] = {
        "form": form,
        "day": day,
        "waiting": [
            line | {"mine": not rights_lists.may_approve(line["right"], by)}
            for line in _lines(rights_lists.waiting(host().organisation)[:MOST])
        ],
        "in_force": _lines(rights_lists.in_force(host().organisation, day)[:MOST]),
        "reason": ReasonForm(),
        "may_approve": context_here.may(APPROVE),
        "may_withdraw": context_here.may(ACCOUNTS) or context_here.may(APPROVE),
    }
    wrong = 422 if form.errors else status
    return render(request, "access/rights.html", everywhere | (context or {}), status=wrong)


def _lines(found: Iterable[RightGrant]) -> list[dict[str, Any]]:
    return [{"right": right, "name": words.right(right.role or right.function)} for right in found]


@requires(APPROVE)
@require_POST
def decide(request: HttpRequest, right: int, what: str) -> HttpResponse:
    """Approve or decline a right; whoever applied for it or would hold it cannot (CTRL-051)."""
    found, by = get_object_or_404(_own_rights(), pk=right), who(request)
    if what == "approve" and not rights_lists.may_approve(found, by):
        return _page(request, OnForm(), {"refusal": NotDone("A-5001").refusal}, status=409)
    form = ReasonForm(request.POST)
    if what == "decline" and not form.is_valid():
        return _page(request, OnForm(), {"reason": form, "wrong": found.pk}, status=422)
    try:
        if what == "approve":
            administration.approve(found, by)
        elif what == "decline":
            administration.decline(found, by, form.cleaned_data["why"])
        else:
            raise Http404
    except NotDone as refused:
        return _page(request, OnForm(), {"refusal": refused.refusal}, status=409)
    messages.success(request, gettext("承認しました。") if what == "approve" else gettext("不承認にしました。"))
    return HttpResponseRedirect(reverse("access:rights"))


@requires_any(ACCOUNTS, APPROVE)
@require_POST
def withdraw(request: HttpRequest, right: int) -> HttpResponse:
    """Withdraw a right at once, with a reason (CTRL-056)."""
    found, form = get_object_or_404(_own_rights(), pk=right), ReasonForm(request.POST)
    if not form.is_valid():
        return _page(request, OnForm(), {"reason": form, "wrong": found.pk}, status=422)
    administration.withdraw(found, who(request), form.cleaned_data["why"])
    messages.success(request, gettext("権限を取り消しました。"))
    return HttpResponseRedirect(reverse("access:rights"))


@requires_any(ACCOUNTS, APPROVE)
@require_GET
def review(request: HttpRequest) -> HttpResponse:
    """Show what the yearly review of rights looks at, and earlier reviews (CTRL-057, CTRL-058)."""
    return _review_page(request, ReviewForm(initial={"year": rights_lists.fiscal_year(today_in_japan()) + 1}))


@requires(APPROVE)
@require_POST
def reviewed(request: HttpRequest) -> HttpResponse:
    """Keep that the rights were reviewed for a fiscal year, by whom and with what result (CTRL-058)."""
    form = ReviewForm(request.POST)
    if not form.is_valid():
        return _review_page(request, form, status=422)
    year, outcome = form.cleaned_data["year"], form.cleaned_data["outcome"]
    rights_lists.review(host().organisation, year, outcome, who(request))
    messages.success(request, gettext("点検の結果を記録しました。"))
    return HttpResponseRedirect(reverse("access:rights_review"))


def _review_page(request: HttpRequest, form: ReviewForm, *, status: int = 200) -> HttpResponse:
    organisation, today = host().organisation, today_in_japan()
    context = {
        "form": form,
        "day": today,
        "differences": rights_lists.differences(organisation, today),
        "rights": rights_lists.in_force(organisation, today).count(),
        "reviews": RightsReview.objects.filter(organisation=organisation)
        .select_related("reviewed_by")
        .order_by("-id")[:20],
        "may_approve": context_of(request).may(APPROVE),
    }
    return render(request, "access/rights_review.html", context, status=status)


def _own_rights() -> Any:
    return RightGrant.objects.filter(organisation=host().organisation).select_related("account")

"""Accounts of an organisation: who works here, made, changed, suspended, ended, unlocked, trained, enrolled."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.db.models import Count, Q
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from daicho.access import administration, inspection, sessions, terminals, words
from daicho.access.admin_forms import AccountForm, NewAccountForm, ReasonForm, RightForm, TrainingForm
from daicho.access.administration import ACCOUNTS, APPROVE, NotDone
from daicho.access.guards import context_of, requires, requires_any
from daicho.access.installation import host
from daicho.access.models import Account
from daicho.access.rights import today_in_japan

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.db.models import QuerySet
    from django.http import HttpRequest, HttpResponse

MOST = 200


def own_accounts() -> QuerySet[Account]:
    """Return the accounts of the organisation that this host serves."""
    return Account.objects.filter(office__organisation=host().organisation).select_related("office")


def who(request: HttpRequest) -> Account:
    """Return the account at work."""
    return Account.objects.select_related("office").get(login=context_of(request).account)


@requires_any(ACCOUNTS, APPROVE)
@require_GET
def accounts(request: HttpRequest) -> HttpResponse:
    """List the accounts with their state, office, term, training, rights and last sign-in."""
    typed = request.GET.get("name", "").strip()[:60]
    rows = own_accounts().annotate(
        held=Count("rights", filter=Q(rights__approved_at__isnull=False, rights__ended_at=None))
    )
    if typed:
        rows = rows.filter(Q(login__icontains=typed) | Q(name__icontains=typed))
    found = list(rows.order_by("ended_on", "login")[: MOST + 1])
    last = inspection.last_sign_ins([account.login for account in found])
    lines = [{"account": each, "state": state_of(each), "last": last.get(each.login)} for each in found[:MOST]]
    context = {"lines": lines, "typed": typed, "more": len(found) > MOST, "may": context_of(request).may(ACCOUNTS)}
    return render(request, "access/accounts.html", context)


def state_of(account: Account) -> tuple[str, str]:
    """Return an account's state in words, and the colour of its mark."""
    if account.ended_on is not None:
        return gettext("廃止"), ""
    if not account.active:
        return gettext("停止"), "bad"
    if sessions.is_locked(account):
        return gettext("ロック"), "warn"
    if sessions.term_is_over(account):
        return gettext("期限切れ"), "warn"
    return (gettext("研修待ち"), "warn") if sessions.training_is_over(account) else (gettext("有効"), "good")


@requires(ACCOUNTS)
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Make the account of one person; it works once a right is approved and a training recorded."""
    form = NewAccountForm(request.POST or None)
    if form.is_valid():
        given = form.cleaned_data
        try:
            made = administration.create_account(
                given["login"], given["name"], given["office"], works_until=given["works_until"], by=who(request)
            )
        except NotDone as refused:
            form.add_error("login", _text(refused))
        else:
            messages.success(request, gettext("利用者を登録しました。研修を記録し、権限を申請してください。"))
            return HttpResponseRedirect(reverse("access:account", args=[made.pk]))
    return render(request, "access/account_new.html", {"form": form}, status=422 if form.errors else 200)


@requires_any(ACCOUNTS, APPROVE)
@require_http_methods(["GET", "POST"])
def account(request: HttpRequest, account: int) -> HttpResponse:
    """Show one account with rights, trainings and authenticators; change its name, office and term."""
    found = get_object_or_404(own_accounts(), pk=account)
    if request.method == "GET":
        return page(request, found)
    return _change(request, account)


@requires(ACCOUNTS)
def _change(request: HttpRequest, account: int) -> HttpResponse:
    found = get_object_or_404(own_accounts(), pk=account)
    form = AccountForm(request.POST)
    if not form.is_valid():
        return page(request, found, {"form": form}, status=422)
    administration.change_account(found, **form.cleaned_data, by=who(request))
    messages.success(request, gettext("変更しました。"))
    return HttpResponseRedirect(reverse("access:account", args=[found.pk]))


def page(
    request: HttpRequest, found: Account, context: dict[str, Any] | None = None, *, status: int = 200
) -> HttpResponse:
    """Return the page of one account."""
    values = {"name": found.name, "office": found.office, "works_until": found.works_until}
    rights = found.rights.select_related("requested_by", "approved_by", "ended_by").order_by("-id")
    everywhere = {
        "account": found,
        "state": state_of(found),
        "locked": sessions.is_locked(found),
        "last": inspection.last_sign_ins([found.login]).get(found.login),
        "form": AccountForm(initial=values),
        "reason": ReasonForm(auto_id="reason-%s"),
        "training": TrainingForm(auto_id="training-%s"),
        "right": RightForm(auto_id="right-%s"),
        "rights": [{"right": each, "name": words.right(each.role or each.function)} for each in rights],
        "trainings": found.trainings.order_by("-taken_on"),
        "credentials": found.credentials.select_related("code__issued_by").order_by("added_at"),
        "today": today_in_japan(),
        "may": context_of(request).may(ACCOUNTS),
        "oneself": found.login == context_of(request).account,
    }
    return render(request, "access/account.html", everywhere | (context or {}), status=status)


DOINGS: dict[str, Callable[[Account, Account, str], None]] = {
    "suspend": administration.suspend,
    "resume": administration.resume,
    "end": administration.close_account,
    "unlock": administration.unlock,
}
"""What is done to an account with a reason, by the last part of its address."""


@requires(ACCOUNTS)
@require_POST
def do(request: HttpRequest, account: int, what: str) -> HttpResponse:
    """Suspend, resume, end or unlock an account, with a reason."""
    found, form = get_object_or_404(own_accounts(), pk=account), ReasonForm(request.POST, auto_id="reason-%s")
    if what not in DOINGS:
        raise Http404
    if not form.is_valid():
        return page(request, found, {"reason": form}, status=422)
    return _done(request, found, lambda: DOINGS[what](found, who(request), form.cleaned_data["why"]))


@requires(ACCOUNTS)
@require_POST
def training(request: HttpRequest, account: int) -> HttpResponse:
    """Keep that the holder took a training (CTRL-062)."""
    found, form = get_object_or_404(own_accounts(), pk=account), TrainingForm(request.POST, auto_id="training-%s")
    if not form.is_valid():
        return page(request, found, {"training": form}, status=422)
    given = form.cleaned_data
    return _done(
        request,
        found,
        lambda: administration.record_training(found, taken_on=given["taken_on"], name=given["name"], by=who(request)),
    )


@requires(ACCOUNTS)
@require_POST
def code(request: HttpRequest, account: int) -> HttpResponse:
    """Make a code with which the holder enrols an authenticator; shown once, to be handed over in person."""
    found, by = get_object_or_404(own_accounts(), pk=account, active=True), who(request)
    if found.pk == by.pk:
        return page(request, found, {"refusal": NotDone("A-5003").refusal}, status=409)
    made = administration.enrolment_code(found, by=by, at=terminals.terminal_of(request))
    return page(request, found, {"code": made})


@requires(ACCOUNTS)
@require_POST
def apply(request: HttpRequest, account: int) -> HttpResponse:
    """Apply for a right; without effect until somebody else approves it (CTRL-051)."""
    found = get_object_or_404(own_accounts(), pk=account, ended_on=None)
    form = RightForm(request.POST, auto_id="right-%s")
    if not form.is_valid():
        return page(request, found, {"right": form}, status=422)
    administration.apply_for_right(found, organisation=host().organisation, by=who(request), **form.right())
    messages.success(request, gettext("権限を申請しました。別の人の承認で有効になります。"))
    return HttpResponseRedirect(reverse("access:account", args=[found.pk]))


def _done(request: HttpRequest, found: Account, do_it: Callable[[], object]) -> HttpResponse:
    try:
        do_it()
    except NotDone as refused:
        return page(request, found, {"refusal": refused.refusal}, status=409)
    messages.success(request, gettext("記録しました。"))
    return HttpResponseRedirect(reverse("access:account", args=[found.pk]))


def _text(refused: NotDone) -> str:
    refusal = refused.refusal
    what, mend = (refusal.what_en, refusal.mend_en) if words.is_english() else (refusal.what, refusal.mend)
    return f"{what} ({refusal.code}) {mend}"

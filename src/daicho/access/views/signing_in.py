"""Signing in and out, and the locked screen."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from daicho.access import administration, codes, sessions, terminals, webauthn
from daicho.access.forms import CodeForm, LoginForm
from daicho.access.models import Account
from daicho.access.views.common import answer_of, next_of, redirect_page, refusal, refused_json

if TYPE_CHECKING:
    from typing import Any

    from django.http import HttpRequest, HttpResponse

    from daicho.access.models import Credential, Terminal


NEW_DAYS = 30
"""How long each sign-in tells of an authenticator that was added, unless it is the one signed in with."""

GUESSES = frozenset({"A-3001", "A-3002"})
"""Refusals that somebody meets who tries to be somebody else."""


@login_not_required
@require_GET
def sign_in(request: HttpRequest) -> HttpResponse:
    """Show the sign-in page; `ended` in the address says why the last session ended."""
    if getattr(request, "access_context", None) is not None:
        return redirect_page(request, next_of(request))
    code = "A-3004" if request.GET.get("ended") == "idle" else ""
    return _page(request, refused=code)


def _page(request: HttpRequest, *, refused: str = "", shown_code: str = "", login: str = "") -> HttpResponse:
    context: dict[str, Any] = {
        "form": LoginForm(initial={"login": login}, auto_id="webauthn_%s"),
        "code_request": LoginForm(initial={"login": login}, auto_id="request_%s"),
        "code_form": CodeForm(initial={"login": login, "code": shown_code}),
        "code_offered": codes.sign_in_offered(),
        "shown_code": shown_code,
        "accounts": Account.objects.filter(active=True).order_by("login") if codes.sign_in_offered() else [],
        "terminal": terminals.terminal_of(request),
        "next": next_of(request),
        "refusal": refusal(refused) if refused else None,
    }
    status = 403 if refused and request.method == "POST" else 200
    return render(request, "access/sign_in.html", context, status=status)


@login_not_required
@require_POST
def options(request: HttpRequest) -> HttpResponse:
    """Return the options for the authenticator of the login given (JSON)."""
    login = str(answer_of(request).get("login", ""))[:60].strip()
    return JsonResponse(webauthn.begin_sign_in(request, login))


@login_not_required
@require_POST
def verify(request: HttpRequest) -> HttpResponse:
    """Sign in with the authenticator's answer (JSON)."""
    login = webauthn.login_in_ceremony(request)
    given = answer_of(request)
    try:
        account, used = webauthn.finish_sign_in(request, given.get("credential") or {})
    except webauthn.CeremonyFailed:
        _record_refusal(request, login, "sign-in:webauthn", "A-3001")
        return refused_json("A-3001")
    terminal, token, refused = _terminal(request, account)
    if terminal is None:
        _record_refusal(request, login, "sign-in:webauthn", refused)
        return refused_json(refused)
    sessions.begin(request, account, terminal, by="webauthn")
    _tell_of_new(request, account, used)
    response = JsonResponse({"next": next_of(request)})
    if token:
        terminals.remember(request, response, token)
    return response


@login_not_required
@require_POST
def request_code(request: HttpRequest) -> HttpResponse:
    """Issue a one-time code and show it on the page: the demonstration's stand-in for an authenticator."""
    login = request.POST.get("login", "")[:60].strip()
    if not codes.sign_in_offered():
        _record_refusal(request, login, "sign-in:one-time-code", "A-3003")
        return _page(request, refused="A-3003", login=login)
    account = Account.objects.filter(login=login, active=True).first()
    if account is None:
        _record_refusal(request, login, "sign-in:one-time-code", "A-3001")
        return _page(request, refused="A-3001", login=login)
    return _page(request, shown_code=codes.issue(codes.CodeUse.SIGN_IN, account=account), login=login)


@login_not_required
@require_POST
def with_code(request: HttpRequest) -> HttpResponse:
    """Sign in with a one-time code, in a demonstration only."""
    login = request.POST.get("login", "")[:60].strip()
    refused = "A-3002" if codes.sign_in_offered() else "A-3003"
    account = Account.objects.select_related("office").filter(login=login, active=True).first()
    code = request.POST.get("code", "") if codes.sign_in_offered() else ""
    if account is not None and sessions.is_locked(account):
        account, refused = None, "A-3005"
    if account is None or codes.redeem(codes.CodeUse.SIGN_IN, code, account=account) is None:
        _record_refusal(request, login, "sign-in:one-time-code", refused)
        return _page(request, refused=refused, login=login)
    terminal, token, refused = _terminal(request, account)
    if terminal is None:
        _record_refusal(request, login, "sign-in:one-time-code", refused)
        return _page(request, refused=refused, login=login)
    sessions.begin(request, account, terminal, by="one-time-code")
    _tell_of_new(request, account)
    response = redirect_page(request, next_of(request))
    if token:
        terminals.remember(request, response, token)
    return response


@login_not_required
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session."""
    sessions.end(request, why="sign-out")
    return redirect_page(request, reverse("access:sign_in"))


@login_not_required
def locked(request: HttpRequest) -> HttpResponse:
    """Show nothing but the way back (CTRL-097, CTRL-098). POST locks at once; GET shows the page after idleness."""
    if request.method == "POST":
        sessions.end(request, why="lock")
    context = {"next": next_of(request), "signed_in": bool(request.session.get(sessions.KEY))}
    return render(request, "access/locked.html", context)


def _terminal(request: HttpRequest, account: Account) -> tuple[Terminal | None, str, str]:
    """Return the terminal to bind the session to; for a browser just registered, the token to give it; or the refusal.

    A terminal of another organisation is none. A demonstration registers an unknown browser by itself. An account
    whose term is over, whose training is, or that is locked is refused wherever its holder sits (CTRL-054, 062).
    """
    if refused := sessions.refusal_of_account(account):
        return None, "", refused
    terminal = terminals.terminal_of(request)
    if terminal is None and codes.sign_in_offered():
        return *administration.demonstration_terminal(account), ""
    if terminal is None or terminal.office.organisation != account.office.organisation:
        return None, "", "A-1007"
    return terminal, "", ""


def _tell_of_new(request: HttpRequest, account: Account, used: Credential | None = None) -> None:
    """Tell the holder of authenticators added lately, with whose code: another's would be seen at once (CTRL-042)."""
    since = timezone.now() - dt.timedelta(days=NEW_DAYS)
    new = account.credentials.filter(added_at__gte=since).select_related("code__issued_by").order_by("added_at")
    for each in new:
        if each != used:
            messages.warning(request, _told(each))


def _told(new: Credential) -> str:
    parts = [
        gettext("認証器「%(label)s」が追加されています(%(added)s)。")
        % {"label": new.label or gettext("名称なし"), "added": _minute(new.added_at)}
    ]
    if new.code is not None and new.code.issued_by is not None:
        made = {"issuer": new.code.issued_by.name, "issued": _minute(new.code.issued_at)}
        parts.append(gettext("登録コードの発行: %(issuer)s(%(issued)s)") % made)
    parts.append(gettext("覚えがなければ、すぐにアクセス記録の点検担当に知らせてください。"))
    return " ".join(parts)


def _minute(moment: dt.datetime) -> str:
    return timezone.localtime(moment).strftime("%Y-%m-%d %H:%M")


def _record_refusal(request: HttpRequest, login: str, what: str, code: str) -> None:
    account = Account.objects.select_related("office").filter(login=login).first()
    sessions.record(account, terminals.terminal_of(request), what, login=login, refusal=code)
    if account is not None and code in GUESSES:
        sessions.count_failure(account)

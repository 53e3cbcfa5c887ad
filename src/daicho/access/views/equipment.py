"""Authenticators and terminals: enrolling the one, registering the other."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from django.contrib.auth.decorators import login_not_required
from django.http import JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from daicho.access import codes, sessions, terminals, webauthn
from daicho.access.forms import CodeForm, TerminalForm
from daicho.access.models import Account, Office, OneTimeCode
from daicho.access.views.common import answer_of, redirect_page, refusal, refused_json

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

ENROLLING = "access_enrolment"
ENROLLING_SECONDS = 600
"""How long a browser may enrol the one authenticator that its code allows."""


@login_not_required
@require_http_methods(["GET", "POST"])
def enrol(request: HttpRequest) -> HttpResponse:
    """Take an enrolment code; then this browser may enrol one authenticator for its account.

    Not where the code was made, and not in somebody's session: its issuer cannot pass for the holder there (CTRL-042).
    """
    if request.method == "GET":
        return render(request, "access/enrol.html", {"form": CodeForm()})
    login = request.POST.get("login", "").strip()
    account = Account.objects.select_related("office").filter(login=login, active=True).first()
    typed, here = request.POST.get("code", ""), terminals.terminal_of(request)
    code = codes.redeem(codes.CodeUse.ENROL, typed, account=account) if account else None
    signed_in = getattr(request, "access_context", None) is not None
    if account is None or code is None or signed_in or not codes.fits_here(code, here):
        refused = "A-3002" if code is None else "A-3006"
        sessions.record(account, here, "enrol", login=login, refusal=refused)
        context = {"form": CodeForm(initial={"login": login}), "refusal": refusal(refused)}
        return render(request, "access/enrol.html", context, status=403)
    request.session.cycle_key()
    request.session[ENROLLING] = {"login": account.login, "code": code.pk, "at": time.time()}
    return redirect_page(request, reverse("access:authenticators"))


@login_not_required
@require_http_methods(["GET"])
def authenticators(request: HttpRequest) -> HttpResponse:
    """Show the account's authenticators and offer to add one."""
    account = _account(request)
    if account is None:
        return redirect_page(request, reverse("access:enrol"))
    credentials = account.credentials.select_related("code__issued_by").order_by("added_at")
    return render(request, "access/authenticators.html", {"account": account, "credentials": credentials})


@login_not_required
@require_POST
def registration_options(request: HttpRequest) -> HttpResponse:
    """Return the options for a new authenticator (JSON)."""
    account = _account(request)
    if account is None:
        return refused_json("A-3001")
    return JsonResponse(webauthn.begin_registration(request, account))


@login_not_required
@require_POST
def registration_verify(request: HttpRequest) -> HttpResponse:
    """Keep the new authenticator (JSON)."""
    account = _account(request)
    if account is None:
        return refused_json("A-3001")
    given = answer_of(request)
    terminal = terminals.terminal_of(request)
    code = _code(request)
    try:
        webauthn.finish_registration(
            request, account, given.get("credential") or {}, label=str(given.get("label", "")).strip(), code=code
        )
    except webauthn.CeremonyFailed:
        sessions.record(account, terminal, "authenticator-added", refusal="A-3001")
        return refused_json("A-3001")
    request.session.pop(ENROLLING, None)
    by = f":code-by:{code.issued_by.login}" if code and code.issued_by else ""
    sessions.record(account, terminal, f"authenticator-added{by}")
    signed_in = sessions.KEY in request.session
    return JsonResponse({"next": reverse("access:authenticators" if signed_in else "access:sign_in")})


@require_POST
def remove_authenticator(request: HttpRequest, credential: int) -> HttpResponse:
    """Remove one of the account's own authenticators (a lost one)."""
    account = _account(request)
    if account is not None and account.credentials.filter(pk=credential).delete()[0]:
        sessions.record(account, terminals.terminal_of(request), "authenticator-removed")
    return redirect_page(request, reverse("access:authenticators"))


@login_not_required
@require_http_methods(["GET", "POST"])
def terminal(request: HttpRequest) -> HttpResponse:
    """Show this terminal, or register it with a code from the administrator (CTRL-070)."""
    context = {"terminal": terminals.terminal_of(request), "form": TerminalForm()}
    if request.method == "GET":
        return render(request, "access/terminal.html", context)
    redeemed = codes.redeem(codes.CodeUse.TERMINAL, request.POST.get("code", ""))
    if redeemed is None:
        sessions.record(None, None, "terminal-registered", refusal="A-3002")
        return render(request, "access/terminal.html", context | {"refusal": refusal("A-3002")}, status=403)
    office = Office.objects.get(pk=redeemed.detail["office"])
    made, token = terminals.register(office, name=redeemed.detail["name"], kind=redeemed.detail["kind"])
    sessions.record(None, made, "terminal-registered")
    response = redirect_page(request, reverse("access:terminal"))
    terminals.remember(request, response, token)
    return response


def _account(request: HttpRequest) -> Account | None:
    """Return who may add an authenticator here: the account signed in, or the one whose code was just redeemed."""
    context = getattr(request, "access_context", None)
    login = context.account if context else _enrolling(request).get("login", "")
    return Account.objects.select_related("office").filter(login=login, active=True).first()


def _code(request: HttpRequest) -> OneTimeCode | None:
    """Return the code that allows this browser to enrol; None for a holder who is signed in."""
    return OneTimeCode.objects.select_related("issued_by").filter(pk=_enrolling(request).get("code", 0)).first()


def _enrolling(request: HttpRequest) -> dict[str, Any]:
    """Return whose authenticator this browser may enrol and by which code; nothing once the time for it is over."""
    held: dict[str, Any] = request.session.get(ENROLLING) or {}
    return held if time.time() - held.get("at", 0) < ENROLLING_SECONDS else {}

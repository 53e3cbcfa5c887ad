"""Terminals and offices of an organisation: registered, stopped, named (CTRL-070)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from daicho.access import administration
from daicho.access.admin_forms import OfficeForm, ReasonForm, TerminalForm, own_offices
from daicho.access.administration import ACCOUNTS
from daicho.access.guards import requires
from daicho.access.installation import host
from daicho.access.models import Terminal
from daicho.access.views.accounts import who

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse

MOST = 500


@requires(ACCOUNTS)
@require_http_methods(["GET", "POST"])
def terminals(request: HttpRequest) -> HttpResponse:
    """List the terminals; make a code that registers another one, shown once."""
    form = TerminalForm(request.POST or None)
    if not form.is_valid():
        return _page(request, form, status=422 if form.errors else 200)
    given = form.cleaned_data
    code = administration.terminal_code(given["office"], name=given["name"], kind=given["kind"], by=who(request))
    return _page(request, TerminalForm(), {"code": code, "named": given["name"]})


@requires(ACCOUNTS)
@require_POST
def stop(request: HttpRequest, terminal: UUID) -> HttpResponse:
    """Stop a terminal, with a reason; it must be registered anew to work again."""
    found = get_object_or_404(Terminal, pk=terminal, office__organisation=host().organisation, active=True)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return _page(request, TerminalForm(), {"reason": form, "wrong": found.pk}, status=422)
    administration.stop_terminal(found, who(request), form.cleaned_data["why"])
    messages.success(request, gettext("端末を停止しました。"))
    return HttpResponseRedirect(reverse("access:terminals"))


def _page(
    request: HttpRequest, form: TerminalForm, context: dict[str, Any] | None = None, *, status: int = 200
) -> HttpResponse:
    rows = Terminal.objects.filter(office__organisation=host().organisation).select_related("office")
    everywhere = {
        "form": form,
        "terminals": rows.order_by("-active", "office__code", "name")[:MOST],
        "reason": ReasonForm(),
        "here": getattr(request, "access_context").terminal,  # noqa: B009 (attached by the middleware)
    }
    return render(request, "access/terminals.html", everywhere | (context or {}), status=status)


@requires(ACCOUNTS)
@require_http_methods(["GET", "POST"])
def offices(request: HttpRequest) -> HttpResponse:
    """List the offices; add one, or give one that exists a new name."""
    form = OfficeForm(request.POST or None)
    if form.is_valid():
        given = form.cleaned_data
        administration.ensure_office(host().organisation, given["code"], given["name"], by=who(request))
        messages.success(request, gettext("部署を登録しました。"))
        return HttpResponseRedirect(reverse("access:offices"))
    context = {"form": form, "offices": own_offices()}
    return render(request, "access/offices.html", context, status=422 if form.errors else 200)

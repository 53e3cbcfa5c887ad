"""The operator page: links with the CS, messages, refusals, the office's tasks. No content, nobody's name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from daicho.access.guards import context_of, requires
from daicho.exchange import operators
from daicho.protocol.errors import ProtocolError
from daicho.protocol.parties import Party
from daicho.systems.register.actions import tasks
from daicho.systems.register.models import Link, OperatorAction
from daicho.systems.register.presenters import network
from daicho.systems.register.views.common import ALIAS, OPERATE, access_of, gate, not_found, page

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@requires(OPERATE)
@require_GET
def overview(request: HttpRequest) -> HttpResponse:
    """Show how the links stand, the newest messages, refusals and tasks."""
    context = {
        "links": network.links(),
        "recent": network.recent(),
        "refusals": network.refusals(),
        "tasks": network.tasks(),
        "actions": OperatorAction.objects.using(ALIAS).order_by("-id")[:20],
    }
    return page(request, "operator.html", context)


def _why(request: HttpRequest) -> str:
    """The operator's reason; without one nothing is done."""
    why = request.POST.get("why", "").strip()[:400]
    if not why:
        messages.error(request, gettext("理由を入力してください。理由のない操作は記録できません (S-0401)"))
    return why


def _peer(request: HttpRequest) -> Party:
    """A peer that we have a link to."""
    text = request.POST.get("peer", "")
    if not Link.objects.using(ALIAS).filter(peer=text).exists():
        raise not_found("link")
    return Party.parse(text)


@requires(OPERATE)
@require_POST
def switch(request: HttpRequest) -> HttpResponse:
    """Hold or release a link, with a reason."""
    peer, why = _peer(request), _why(request)
    if why:
        who = context_of(request).account
        if request.POST.get("do") == "hold":
            operators.hold(ALIAS, peer, who=who, why=why)
            messages.success(request, gettext("送信を保留しました。"))
        else:
            operators.release(ALIAS, peer, who=who, why=why)
            messages.success(request, gettext("送信を再開しました。"))
    return redirect("register:operator")


def _number(request: HttpRequest, name: str) -> int:
    text = request.POST.get(name, "")
    if not text.isdecimal() or len(text) > 18:  # noqa: PLR2004  # what a bigint holds
        raise not_found(name)
    return int(text)


@requires(OPERATE)
@require_POST
def resend(request: HttpRequest) -> HttpResponse:
    """Send a message again under a new number, with a reason and what it replaces."""
    peer, why = _peer(request), _why(request)
    if not why:
        return redirect("register:operator")
    epoch, sequence = _number(request, "epoch"), _number(request, "sequence")
    try:
        new = operators.resend(ALIAS, peer, epoch=epoch, sequence=sequence, who=context_of(request).account, why=why)
    except ProtocolError as error:
        text = gettext("再送できません。メッセージがないか、内容が消去されています (%(code)s)")
        messages.error(request, text % {"code": error.code})
    else:
        messages.success(request, gettext("番号 %(number)s として再送しました。") % {"number": new})
    return redirect("register:operator")


@requires(OPERATE)
@require_POST
def close_refusal(request: HttpRequest, task: int) -> HttpResponse:
    """Close the task of a refused message, with how it was settled."""
    if why := _why(request):
        closed = operators.close_task(ALIAS, task, who=context_of(request).account, resolution=why)
        _told(request, closed=closed)
    return redirect("register:operator")


@requires(OPERATE)
@require_POST
def close_task(request: HttpRequest, task: int) -> HttpResponse:
    """Close a task of the office, with its outcome."""
    if why := _why(request):
        grant = gate().act(access_of(request, OPERATE), (), act="close_task")
        _told(request, closed=tasks.close_task(ALIAS, task, who=grant.access.account, outcome=why))
    return redirect("register:operator")


def _told(request: HttpRequest, *, closed: bool) -> None:
    if closed:
        messages.success(request, gettext("完了にしました。"))
    else:
        messages.info(request, gettext("すでに完了しています。"))

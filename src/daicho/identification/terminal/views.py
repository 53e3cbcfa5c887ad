"""The views of a terminal. `patterns(level)` gives a system its addresses."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from daicho.access.guards import context_of, requires
from daicho.exchange import operators
from daicho.exchange.handlers import Refusal
from daicho.identification import baselines
from daicho.identification.terminal import items, links, looking
from daicho.identification.terminal.forms import FourItemsForm, KeyForm, ReasonForm, municipality_name
from daicho.protocol import errors
from daicho.protocol.errors import ProtocolError
from daicho.protocol.parties import Party

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse
    from django.urls import URLPattern

    from daicho.identification.terminal.level import Level
    from daicho.law.identification import IdentificationRecord

    View = Callable[..., HttpResponse]


def patterns(level: Level) -> list[URLPattern]:
    """Return the addresses of a level's terminal; docs/screens-network.md describes each."""
    return [
        path("", _home(level), name="home"),
        path("search", _search(level), name="search"),
        path("lookup", _lookup(level), name="lookup"),
        path("inquiry", _inquiry(level), name="inquiry"),
        path("person/<str:code>/", _person(level), name="person"),
        path("links/<str:organisation>/<str:system>/", _link(level), name="link"),
        path("links/<str:organisation>/<str:system>/<str:action>", _operate(level), name="operate"),
        path("tasks/<int:task>/close", _close_task(level), name="close_task"),
    ]


def _home(level: Level) -> View:
    @require_GET
    def home(request: HttpRequest) -> HttpResponse:
        """Links, backlog, refusals waiting, and how many people are held; no person is read."""
        held = [(municipality_name(code), code, count) for code, count in baselines.total(level.store()).items()]
        return render(
            request,
            "identification/home.html",
            {
                "links": links.links(level),
                "messages_seen": links.recent(level),
                "tasks": links.tasks(level),
                "held": held,
                "total": sum(count for _, _, count in held),
                "may_operate": context_of(request).may(f"{level.system}.operate"),
                "reason": ReasonForm(),
            },
        )

    return home


def _search(level: Level) -> View:
    @requires(f"{level.system}.search")
    @require_http_methods(["GET", "POST"])
    def search(request: HttpRequest) -> HttpResponse:
        """Search by the four items, here or at the level above that holds the person."""
        form = FourItemsForm(request.POST or None)
        if not level.asks_above:
            del form.fields["municipality"]
        if not form.is_valid():
            return render(request, "identification/search.html", {"form": form}, status=422 if form.errors else 200)
        access = context_of(request).access(f"{level.system}.search")
        return _found(
            request,
            "identification/search.html",
            {"form": form},
            lambda: looking.by_items(level, access, form.items(), form.cleaned_data.get("municipality", "")),
        )

    return search


def _lookup(level: Level) -> View:
    @requires(f"{level.system}.open")
    @require_http_methods(["GET", "POST"])
    def lookup(request: HttpRequest) -> HttpResponse:
        """One person of our own file, by code or by number."""
        return _by_key(request, level, looking.own, gettext("番号による単件照会"))

    return lookup


def _inquiry(level: Level) -> View:
    @requires(f"{level.system}.inquire")
    @require_http_methods(["GET", "POST"])
    def inquiry(request: HttpRequest) -> HttpResponse:
        """One person of the nation's file, by code or by number."""
        if not level.asks_above:
            raise Http404
        return _by_key(request, level, looking.ask_nation, gettext("機構への情報照会"))

    return inquiry


def _by_key(request: HttpRequest, level: Level, ask: Callable[..., looking.Result], heading: str) -> HttpResponse:
    form = KeyForm(request.POST or None)
    context = {"form": form, "heading": heading}
    if not form.is_valid():
        return render(request, "identification/key.html", context, status=422 if form.errors else 200)
    access = context_of(request).access(f"{level.system}.search")
    key = {name: form.cleaned_data[name] for name in ("code", "number")}
    return _found(request, "identification/key.html", context, lambda: ask(level, access, **key))


def _found(
    request: HttpRequest, template: str, context: dict[str, Any], ask: Callable[[], looking.Result]
) -> HttpResponse:
    """Ask, and show the hits, or what the level above said instead."""
    try:
        result = ask()
    except Refusal as refused:
        finding = {"level": "error", "code": refused.code, "what": refused.text, "why": ""}
        return render(request, template, context | {"finding": finding}, status=409)
    except ProtocolError as problem:
        write = errors.japanese if (get_language() or "ja").startswith("ja") else errors.english
        finding = {"level": "error", "code": problem.code.value, "what": write(problem.code), "why": ""}
        return render(request, template, context | {"finding": finding}, status=502)
    hits = [_hit(record, own=result.answered_by is None) for record in result.records]
    return render(request, template, context | {"hits": hits, "answered_by": result.answered_by, "more": result.more})


def _hit(record: IdentificationRecord, *, own: bool) -> dict[str, Any]:
    return {
        "code": str(record.resident_record_code),
        "name": record.name,
        "furigana": record.name_furigana,
        "birth_date": record.birth_date.wareki(),
        "sex": items.written("sex", record.sex.value),
        "address": record.address,
        "municipality": municipality_name(record.municipality_code),
        "present": record.status.value == "present",
        "own": own,
    }


def _person(level: Level) -> View:
    @requires(f"{level.system}.open")
    @require_GET
    def person(request: HttpRequest, code: str) -> HttpResponse:
        """One person of our file: all items, and what was held before."""
        access = context_of(request).access(f"{level.system}.open")
        row, past = looking.person(level, access, code)
        if row is None:
            raise Http404
        return render(
            request,
            "identification/person.html",
            {
                "row": row,
                "items": list(items.items_of(row)),
                "municipality": municipality_name(row["municipality_code"]),
                "past": [
                    {
                        "name": stay.record.name,
                        "address": stay.record.address,
                        "municipality": municipality_name(stay.record.municipality_code),
                        "reason": items.written("change_reason", stay.reason.value),
                        "on": stay.changed_on.wareki(),
                    }
                    for stay in reversed(past)
                ],
            },
        )

    return person


def _link(level: Level) -> View:
    @requires(f"{level.system}.operate")
    @require_GET
    def link(request: HttpRequest, organisation: str, system: str) -> HttpResponse:
        """One link: its position, its messages, what operators did to it."""
        peer = f"{organisation}/{system}"
        found = links.link(level, peer)
        if found is None:
            raise Http404
        context = {"link": found, "messages_seen": links.recent(level, peer), "actions": links.actions(level, peer)}
        return render(request, "identification/link.html", context | {"reason": ReasonForm()})

    return link


def _operate(level: Level) -> View:
    @requires(f"{level.system}.operate")
    @require_POST
    def operate(request: HttpRequest, organisation: str, system: str, action: str) -> HttpResponse:
        """Hold or release a link, or send a message again; who and why are kept."""
        peer, form = Party(organisation, system), ReasonForm(request.POST)
        back = HttpResponseRedirect(
            reverse(f"{level.system}:link", kwargs={"organisation": organisation, "system": system})
        )
        if not form.is_valid():
            messages.error(request, gettext("理由を入力してください。"), extra_tags="error")
            return back
        who, why = context_of(request).account, form.cleaned_data["why"]
        if action == "hold":
            operators.hold(level.system, peer, who=who, why=why)
        elif action == "release":
            operators.release(level.system, peer, who=who, why=why)
        elif action == "resend":
            _resend(request, level, peer, who=who, why=why)
        else:
            raise Http404
        return back

    return operate


def _resend(request: HttpRequest, level: Level, peer: Party, *, who: str, why: str) -> None:
    try:
        epoch, sequence = int(request.POST["epoch"]), int(request.POST["sequence"])
        number = operators.resend(level.system, peer, epoch=epoch, sequence=sequence, who=who, why=why)
    except (KeyError, ValueError):
        messages.error(request, gettext("その通番の電文は再送できません。"), extra_tags="error")
        return
    messages.success(request, gettext("通番%(number)dとして再送しました。") % {"number": number})


def _close_task(level: Level) -> View:
    @requires(f"{level.system}.operate")
    @require_POST
    def close_task(request: HttpRequest, task: int) -> HttpResponse:
        """Close a refusal's task with what was done about it."""
        form = ReasonForm(request.POST)
        if form.is_valid():
            operators.close_task(
                level.system, task, who=context_of(request).account, resolution=form.cleaned_data["why"]
            )
        else:
            messages.error(request, gettext("処理の内容を入力してください。"), extra_tags="error")
        return HttpResponseRedirect(reverse(f"{level.system}:home"))

    return close_task

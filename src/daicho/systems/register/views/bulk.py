"""Bulk 本登録 with a cap: several pending acts of a batch or the queue, checked together (STD-4.0.8; CTRL-028).

Each act is compared with its paper and marked; only those marked are made definitive, each for itself. Whoever marks
has entered none of them. What an act would do by now is decided again, and one that differs is left out and said so.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import msgspec
from django.views.decorators.http import require_POST

from daicho.access.guards import context_of, requires
from daicho.systems.register import town
from daicho.systems.register.actions import bulk
from daicho.systems.register.actions.errors import Blocked, NotDone, TooMany
from daicho.systems.register.models import FormDraft
from daicho.systems.register.presenters import findings, queue, who, words
from daicho.systems.register.views.common import ALIAS, CHECK, explains, page
from daicho.systems.register.views.drafts import grant_for
from daicho.systems.register.views.pending_acts import kind_of, load, number_of, outlook, wanted_of

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from daicho.access.grants import Grant
    from daicho.systems.register.actions.pending import Pending
    from daicho.systems.register.actions.recording import Recorded
    from daicho.systems.register.presenters.findings import Notice

CHOSEN: Final = "act"
"""Name of the marks: each holds an id, and after the check the version that was compared, `12:3`."""


class Result(msgspec.Struct, frozen=True, kw_only=True):
    """What became of one of the acts marked."""

    pending: int
    title: str
    act: int | None = None
    notice: Notice | None = None
    blocking: tuple[int, ...] = ()


def most() -> int:
    """How many acts one person may make definitive at once."""
    return int(town.installation().confirmed_at_once)


@require_POST
@requires(CHECK)
@explains
def compare(request: HttpRequest) -> HttpResponse:
    """Show the acts chosen, or the first of the list, one below the other, each to be compared with its paper.

    None is marked: a mark says that this one was compared (CTRL-028).

    Raises:
        TooMany: more were chosen than the office allows at once.
    """
    chosen = _first(request) if request.POST.get("do") == "first" else _numbers(request)
    if len(chosen) > most():
        raise TooMany(most())
    acts = [_shown(request, found) for found in map(load, chosen) if _may_check(request, found)]
    context = {"acts": acts, "left_out": len(chosen) - len(acts), "most": most()}
    return page(request, "bulk.html", context | {"batch": number_of(request.POST.get("batch"))})


@require_POST
@requires(CHECK)
@explains
def confirm(request: HttpRequest) -> HttpResponse:
    """Make the acts marked definitive, each for itself, and say of each what became of it.

    Raises:
        TooMany: more were marked than the office allows at once.
    """
    marked = _marked(request)
    if len(marked) > most():
        raise TooMany(most())
    found = {number: load(number) for number in marked}
    grants: dict[int, tuple[Grant, int]] = {}
    for number, waiting in found.items():
        grant = grant_for(request, waiting.command, kind_of(waiting), function=CHECK)
        grants[number] = (grant, marked[number])
    outcome = bulk.confirm_all(ALIAS, grants, cap=most())
    done = [number for number, each in outcome.items() if not isinstance(each, NotDone)]
    FormDraft.objects.using(ALIAS).filter(pending_id__in=done).delete()
    results = [_result(found[number], each) for number, each in outcome.items()]
    context = {
        "done": [each for each in results if each.act is not None],
        "left_out": [each for each in results if each.act is None],
        "unmarked": max(0, len(request.POST.getlist("shown")) - len(marked)),
        "batch": number_of(request.POST.get("batch")),
    }
    return page(request, "bulk_done.html", context)


def _numbers(request: HttpRequest) -> list[int]:
    """The ids chosen, each once, in the order of the list."""
    found = (number_of(text.partition(":")[0]) for text in request.POST.getlist(CHOSEN) + request.POST.getlist("shown"))
    return list(dict.fromkeys(number for number in found if number is not None))


def _first(request: HttpRequest) -> list[int]:
    """The first acts of the list that this account may check, up to the cap."""
    context = context_of(request)
    wanted = msgspec.structs.replace(wanted_of(context, request.POST), states=("pending",), limit=most() * 5)
    rows = queue.waiting(ALIAS, wanted, account=context.account)
    return [row.id for row in rows if row.may_check][: most()]


def _marked(request: HttpRequest) -> dict[int, int]:
    """The acts marked, with the version that was compared."""
    marked: dict[int, int] = {}
    for text in request.POST.getlist(CHOSEN):
        number, _, version = text.partition(":")
        of, at = number_of(number), number_of(version)
        if of is not None and at is not None:
            marked[of] = at
    return marked


def _may_check(request: HttpRequest, found: Pending) -> bool:
    return found.state == "pending" and found.operator != context_of(request).account


def _shown(request: HttpRequest, found: Pending) -> dict[str, Any]:
    """One act as it is compared: what was notified, what becomes of whom, what the law finds."""
    title = words.word(words.ACT_KINDS, kind_of(found))
    return outlook(request, found) | {"pending": found, "title": title, "entered": who.entered(found)}


def _result(found: Pending, outcome: Recorded | NotDone) -> Result:
    title = words.word(words.ACT_KINDS, kind_of(found))
    if isinstance(outcome, NotDone):
        blocking = outcome.pending if isinstance(outcome, Blocked) else ()
        return Result(pending=found.id, title=title, notice=findings.of_refusal(outcome), blocking=blocking)
    return Result(pending=found.id, title=title, act=outcome.number)

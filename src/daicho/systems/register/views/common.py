"""What the views share: the gate, names of people covered by a grant, pages for what was not done."""

from __future__ import annotations

import time
from functools import wraps
from typing import TYPE_CHECKING, Any, Final

from django.db import connections
from django.http import Http404
from django.shortcuts import render
from django.utils.translation import gettext

from daicho.access.gate import Gate
from daicho.access.guards import context_of
from daicho.systems.register import db
from daicho.systems.register.actions.errors import BeingEdited, Blocked, Differs, NotDone, Refused
from daicho.systems.register.presenters import findings, who

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from django.http import HttpRequest, HttpResponse

    from daicho.access.grants import Access, Grant
    from daicho.systems.register.presenters.findings import Notice

ALIAS: Final = "register"

SEARCH: Final = "register.search"
OPEN: Final = "register.open"
NOTIFY: Final = "register.notify"
CHECK: Final = "register.check"
OPERATE: Final = "register.operate"
AUDIT: Final = "register.audit"

LIVE_SECONDS: Final = 300
"""How long the grant of a form being filled in serves its live checks (decision 0110)."""


def gate() -> Gate:
    """The register's gate."""
    return Gate(ALIAS)


def access_of(request: HttpRequest, function: str) -> Access:
    """Who asks, under a function."""
    return context_of(request).access(function)


def open_grant(request: HttpRequest, persons: Iterable[str]) -> Grant:
    """Open people's records: the access record is committed before this returns."""
    return gate().open_person(access_of(request, OPEN), persons)


def act_grant(request: HttpRequest, function: str, persons: Iterable[str], act: str) -> Grant:
    """Allow an act on people, under the function of whoever enters or checks it."""
    return gate().act(access_of(request, function), persons, act=act)


_live: dict[tuple[str, ...], tuple[float, Grant]] = {}


def live_grant(request: HttpRequest, draft: int, persons: Iterable[str], act: str) -> Grant:
    """The grant under which a form asks the law while somebody types.

    One record for each form, its people and case, not one for each letter (decision 0110). Anything written asks the
    gate anew.
    """
    access = access_of(request, NOTIFY)
    wanted = tuple(sorted(set(persons)))
    key = (str(connections[ALIAS].settings_dict["NAME"]), str(draft), access.account, access.terminal, access.purpose,
           access.case_number, *wanted)  # fmt: skip
    now = time.monotonic()
    held = _live.get(key)
    if held is not None and now - held[0] < LIVE_SECONDS:
        return held[1]
    for old in [each for each, (since, _) in _live.items() if now - since >= LIVE_SECONDS]:
        _live.pop(old, None)
    grant = gate().act(access, wanted, act=act)
    _live[key] = (now, grant)
    return grant


def names_of(grant: Grant, persons: Iterable[str]) -> dict[str, str]:
    """The present names of people whom a grant covers, by addressee number."""
    wanted = list(dict.fromkeys(persons))
    grant.require(wanted)
    found = db.rows(
        grant.alias,
        "SELECT addressee_number, name_written FROM register_person WHERE addressee_number = ANY (%s)",
        (wanted,),
    )
    return {each["addressee_number"]: each["name_written"] for each in found}


def existing(persons: Iterable[str]) -> list[str]:
    """Those of the numbers that somebody on the register has, for the gate; in the order given."""
    wanted = list(dict.fromkeys(persons))
    found = db.rows(ALIAS, "SELECT addressee_number FROM register_person WHERE addressee_number = ANY (%s)", (wanted,))
    known = {each["addressee_number"] for each in found}
    return [person for person in wanted if person in known]


def page(
    request: HttpRequest, template: str, context: Mapping[str, Any] | None = None, *, status: int = 200
) -> HttpResponse:
    """A page of the register."""
    return render(request, f"register/{template}", dict(context or {}), status=status)


def not_found(what: str) -> Http404:
    """The exception for an address that leads nowhere."""
    return Http404(what)


def explained(refused: NotDone) -> dict[str, Any]:
    """What a page says about an action that was not done."""
    notices: list[Notice] = [findings.of_refusal(refused)]
    if isinstance(refused, Refused | Differs):
        notices += findings.of_findings(refused.decision.findings, {})
    editor = (who.name_of(refused.account), refused.since) if isinstance(refused, BeingEdited) else None
    pending = refused.pending if isinstance(refused, Blocked) else ()
    return {"notices": notices, "editor": editor, "blocking": pending}


def explains(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Let a view's refusals of the register become a page in four parts, status 409: nothing was done."""

    @wraps(view)
    def explaining(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except NotDone as refused:
            context = explained(refused) | {"heading": gettext("処理できませんでした")}
            return page(request, "not_done.html", context, status=409)

    return explaining

"""The counter home: what waits, since when, with whom; who is editing; the way to everything (SYS1-F1, F2)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.views.decorators.http import require_GET

from daicho.access.guards import context_of
from daicho.systems.register.forms.procedures import PROCEDURES
from daicho.systems.register.forms.search import SearchForm
from daicho.systems.register.presenters import queue
from daicho.systems.register.views.common import ALIAS, NOTIFY, SEARCH, page

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """Show the work queue by state and age, without anybody's name: no purpose is needed to see that work waits."""
    context = context_of(request)
    return page(
        request,
        "home.html",
        {
            "overview": queue.overview(ALIAS, context.account),
            "waiting": queue.waiting(ALIAS, queue.Wanted(limit=10), account=context.account),
            "drafts": queue.drafts(ALIAS, context.account),
            "editors": queue.editors(ALIAS),
            "search": SearchForm() if context.may(SEARCH) else None,
            "procedures": PROCEDURES.values() if context.may(NOTIFY) else (),
            "case": context.case,
        },
    )

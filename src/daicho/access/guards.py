"""What a system's view says about itself: which function it belongs to.

    @requires("register.open")
    def resident(request, addressee_number): ...

The account must hold the function at this terminal; where the function looks at persons, purpose and case must have
been given. The gate checks all of it again when data are read; the guard spares the clerk a refusal where a question
will do.
"""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Any

from daicho.access.functions import FUNCTIONS
from daicho.access.gate import Gate
from daicho.access.grants import AccessKind
from daicho.access.installation import host
from daicho.access.middleware import to_page

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

    from daicho.access.identity import AccessContext


def context_of(request: HttpRequest) -> AccessContext:
    """Return who is at work; a view that is not open always has one."""
    context: AccessContext = request.access_context  # type: ignore[attr-defined]
    return context


def requires_any(*codes: str) -> Callable[[Callable[..., HttpResponse]], Callable[..., HttpResponse]]:
    """Return a decorator for pages of the host that whoever holds one of several functions may see."""

    def decorate(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            context = context_of(request)
            if not any(context.may(code) for code in codes):
                raise Gate("default").refuse(context.access(codes[0]), "A-1002", kind=AccessKind.OPEN)
            return view(request, *args, **kwargs)

        return guarded

    return decorate


def requires(code: str) -> Callable[[Callable[..., HttpResponse]], Callable[..., HttpResponse]]:
    """Return a decorator for views of the function `code` (see `access.functions`).

    Without the right the view answers 403 and the refusal is recorded; without a purpose the purpose page comes first.
    """
    function = FUNCTIONS[code]

    def decorate(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            context = context_of(request)
            if not context.may(code):
                gate = Gate("default" if function.system == "host" else host().system)
                raise gate.refuse(context.access(code), "A-1002", kind=AccessKind.OPEN)
            if function.purpose_needed and context.case is None:
                return to_page(request, "access:purpose")
            return view(request, *args, **kwargs)

        return guarded

    return decorate

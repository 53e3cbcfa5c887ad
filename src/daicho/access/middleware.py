"""What every request passes: who is at work, and the headers that keep what was shown from lingering.

A view is closed unless it says otherwise with Django's `login_not_required` (default deny, CTRL-060). The addresses
of `screens` read no person and are open.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from daicho.access import sessions
from daicho.access.grants import AccessRefused
from daicho.access.headers import HEADERS

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest

OPEN_NAMESPACES = frozenset({"screens"})


class AccessMiddleware:
    """Attaches `request.access_context` (None when nobody is signed in), closes views, hardens answers."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Serve one request."""
        request.access_context = sessions.context_of(request)  # type: ignore[attr-defined]
        response = self.get_response(request)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        return response

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], _args: Any, _kwargs: Any
    ) -> HttpResponse | None:
        """Send whoever is not signed in to the sign-in page, and back afterwards."""
        if context_or_none(request) is not None or not getattr(view, "login_required", True):
            return None
        if request.resolver_match and request.resolver_match.namespace in OPEN_NAMESPACES:
            return None
        return to_page(request, "access:sign_in", ended=getattr(request, "access_ended", ""))

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Show a refusal of the gate as a page (403)."""
        return refusal_page(request, error) if isinstance(error, AccessRefused) else None


def context_or_none(request: HttpRequest) -> Any:
    """Return the access context that the middleware attached, or None."""
    return getattr(request, "access_context", None)


def refusal_page(request: HttpRequest, refused: AccessRefused) -> HttpResponse:
    """Return the page that explains a refusal in its four parts."""
    return render(request, "access/refused.html", {"refusal": refused.refusal}, status=403)


def to_page(request: HttpRequest, name: str, *, next_url: str = "", **query: str) -> HttpResponse:
    """Return a redirection to one of our pages that comes back afterwards; htmx is told to change the whole page."""
    back = next_url or (request.get_full_path() if request.method == "GET" else request.META.get("HTTP_REFERER", ""))
    values = {"next": back, **query}
    if request.headers.get("HX-Request"):
        values["next"] = next_url or request.headers.get("HX-Current-URL", "")
        url = f"{reverse(name)}?{urlencode({key: value for key, value in values.items() if value})}"
        return HttpResponse(status=200, headers={"HX-Redirect": url})
    return HttpResponseRedirect(f"{reverse(name)}?{urlencode({key: value for key, value in values.items() if value})}")

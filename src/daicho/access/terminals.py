"""Terminals: a browser is known by a token in a cookie of its own, of which the host keeps the digest (CTRL-070)."""

from __future__ import annotations

import hashlib
import secrets
from typing import TYPE_CHECKING

from daicho.access.installation import host
from daicho.access.models import Office, Terminal

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

YEARS = 365 * 24 * 3600
"""How long a registration lasts, in seconds: a year, as a right does."""


def cookie_name() -> str:
    """Return the cookie's name: one per organisation, because browsers tell cookies apart by host and not by port."""
    return f"daicho-terminal-{host().organisation}"


def terminal_of(request: HttpRequest) -> Terminal | None:
    """Return the registered terminal that `request` comes from, or None."""
    token = request.COOKIES.get(cookie_name(), "")
    if not token:
        return None
    return Terminal.objects.select_related("office").filter(token_digest=digest(token), active=True).first()


def register(office: Office, *, name: str, kind: str = "") -> tuple[Terminal, str]:
    """Register a terminal at `office`; return it with the token that its browser must keep. `kind`: ``cs`` or none."""
    token = secrets.token_urlsafe(32)
    return Terminal.objects.create(office=office, name=name, kind=kind, token_digest=digest(token)), token


def remember(request: HttpRequest, response: HttpResponse, token: str) -> None:
    """Give the token to the browser."""
    response.set_cookie(cookie_name(), token, max_age=YEARS, httponly=True, secure=request.is_secure(), samesite="Lax")


def digest(token: str) -> bytes:
    """Return what is kept of a token. It is random and long, so that a plain digest suffices."""
    return hashlib.sha256(token.encode()).digest()

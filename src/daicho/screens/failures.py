"""Pages for requests that could not be served: what happened, why, what to do, and a reference number.

A page of failure holds nothing of the request: no name, no address, no value that was typed. The reference number is
random and stands in the log beside the kind of error, so that an administrator finds the line without being told more.
When the fault may be the database's, the page is drawn without asking it for anything (no menu, no account).
"""

from __future__ import annotations

import secrets
import sys
from typing import TYPE_CHECKING, Any

import structlog
from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.http import HttpResponse
from django.template import loader
from psycopg_pool import PoolTimeout

from daicho.access.headers import HEADERS
from daicho.access.refusals import REFUSALS

if TYPE_CHECKING:
    from django.http import HttpRequest

UNREACHABLE = (OperationalError, InterfaceError, PoolTimeout)
"""What tells that a database does not answer: it may again in a moment (503), and is no fault of a page (500)."""

_log = structlog.get_logger("daicho.screens")


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer 400: the request has a form that no page of ours sends."""
    return failed(request, "A-9400", 400, exception)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer 403 for a refusal that is not the gate's own (that one has a page and a record of its own)."""
    return failed(request, "A-1002", 403, exception)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer 403: the mark against forged requests is missing or of another session."""
    del reason  # Django's words for developers
    return failed(request, "A-9403", 403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer 404, on the page of the system where it has one."""
    return failed(request, "A-9404", 404, exception, own=f"{settings.DAICHO.system}/404.html")


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer 500, or 503 when a database does not answer."""
    error = sys.exc_info()[1]
    if isinstance(error, UNREACHABLE):
        response = failed(request, "A-9503", 503, error)
        response.headers["Retry-After"] = "10"
        return response
    return failed(request, "A-9500", 500, error)


def failed(  # noqa: PLR0913 (what a page of failure says)
    request: HttpRequest,
    code: str,
    status: int,
    error: BaseException | None = None,
    *,
    own: str = "",
    extra: dict[str, Any] | None = None,
) -> HttpResponse:
    """Return the page of a failure and log its reference number; `code` is one of `access.refusals`.

    `own` is a template of the system that says it better, `extra` what else the page shows.
    """
    reference = secrets.token_hex(4).upper()
    _log.warning("page failed", reference=reference, status=status, code=code, error=type(error).__qualname__)
    # the address asked for may name somebody: the page does not repeat it
    context = {"refusal": REFUSALS[code], "reference": reference, "path": "/"} | (extra or {})
    response = HttpResponse(_drawn(request, context, own, bare=status >= 500), status=status)  # noqa: PLR2004
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    return response


def _drawn(request: HttpRequest, context: dict[str, Any], own: str, *, bare: bool) -> str:
    """Draw the page with menu and account, or, where that may fail or has failed, from the host's facts alone."""
    if not bare:
        try:
            template = loader.select_template([*([own] if own else []), "screens/failure.html"])
            return str(template.render(context, request))
        except Exception as error:  # noqa: BLE001 (a page about a failure must not fail)
            _log.warning("page failed", code="bare", error=type(error).__qualname__)
    host = settings.DAICHO
    facts = {"host": host, "system": host.system, "navigation": [], "access": None}
    return str(loader.get_template("screens/failure.html").render(facts | context))

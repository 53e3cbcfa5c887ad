"""What the pages of access share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec
from django.http import HttpResponse, JsonResponse
from django.http.request import RawPostDataException
from django.utils.encoding import iri_to_uri
from django.utils.http import url_has_allowed_host_and_scheme

from daicho.access.refusals import REFUSALS, Refusal
from daicho.access.text import no_text

if TYPE_CHECKING:
    from django.http import HttpRequest

HOME = "/"
LARGEST_ANSWER = 64 * 1024
"""An authenticator's answer is a few kilobytes; anything larger is not read."""


def next_of(request: HttpRequest) -> str:
    """Return where to go afterwards: an address of this very host, quoted as a header takes it, or the first page."""
    url = request.POST.get("next") or request.GET.get("next") or ""
    safe = url_has_allowed_host_and_scheme(url, {request.get_host()}, require_https=request.is_secure())
    return iri_to_uri(url) if url and safe else HOME


def refusal(code: str) -> Refusal:
    """Return the refusal with this code, for a page."""
    return REFUSALS[code]


def answer_of(request: HttpRequest) -> dict[str, Any]:
    """Return the JSON object that a script of ours sent; an empty one if it is none."""
    if int(request.headers.get("Content-Length") or 0) > LARGEST_ANSWER:
        return {}
    try:
        given = msgspec.json.decode(request.body, type=dict[str, Any])
    except (msgspec.DecodeError, RawPostDataException):  # the latter: it came as a form with files
        return {}
    # What no text holds (NUL above all) is taken for no answer, as forms are refused with it.
    return {} if no_text(value for value in given.values() if isinstance(value, str)) else given


def refused_json(code: str) -> JsonResponse:
    """Return a refusal for a script of ours, which shows its text."""
    found = REFUSALS[code]
    content = {"code": code, "text": f"{found.what} ({code}) {found.why} {found.mend}"}
    return JsonResponse(content | {"text_en": f"{found.what_en} ({code}) {found.why_en} {found.mend_en}"}, status=403)


def redirect_page(request: HttpRequest, url: str) -> HttpResponse:
    """Return a redirection, in the form that htmx needs where it asked."""
    if request.headers.get("HX-Request"):
        return HttpResponse(status=200, headers={"HX-Redirect": url})
    return HttpResponse(status=302, headers={"Location": url})

"""What every screen has in common before and after its view: text that is text, and pages for empty refusals."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.conf import settings
from django.http import HttpResponseNotAllowed

from daicho.access.text import no_text
from daicho.screens.failures import failed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from django.http import HttpRequest, HttpResponse


class TextMiddleware:
    """Refuses a request whose address, fields or file names hold what is no text, before a view or a database sees it.

    One place for every field of every system, the operators' reasons among them (see `access.text`).
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on."""
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, _view: Callable[..., HttpResponse], _args: Any, _kwargs: Any
    ) -> HttpResponse | None:
        """Answer 422 (A-4001), naming the character and not what stands around it."""
        if _explained_by_the_form(request):
            return None
        character = no_text(_texts(request))
        return failed(request, "A-4001", 422, extra={"character": character}) if character else None


def _explained_by_the_form(request: HttpRequest) -> bool:
    """Whether the form itself says what is wrong with a character, as a system's `explains_characters` lists."""
    system = settings.DAICHO.system
    if request.resolver_match is None or not apps.is_installed(f"daicho.systems.{system}"):
        return False
    return request.resolver_match.view_name in getattr(apps.get_app_config(system), "explains_characters", ())


def _texts(request: HttpRequest) -> Iterable[str]:
    yield request.path_info
    for given in (request.GET, request.POST):
        for name, values in given.lists():
            yield name
            yield from map(str, values)
    for name, file in request.FILES.items():
        yield name
        yield getattr(file, "name", None) or ""


class NotAllowedMiddleware:
    """Gives a page to the answer 405, which Django leaves empty."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on; replace an empty refusal of its method, keeping the methods allowed."""
        response = self.get_response(request)
        if not isinstance(response, HttpResponseNotAllowed) or response.content:
            return response
        page = failed(request, "A-9405", 405)
        page.headers["Allow"] = response.headers["Allow"]
        return page

"""Health (`/healthz`), readiness (`/readyz`) and metrics (`/metrics`) of the screens.

Health says that the process answers. Readiness asks each database; a load balancer and the
supervisor wait for it. Neither tells anything of a resident.
"""

from collections.abc import Callable

from django.conf import settings
from django.db import connections
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse

from daicho.host.metrics import exposition


def unready() -> list[str]:
    """The aliases of the databases that do not answer now."""
    silent = []
    for alias in settings.DATABASES:
        try:
            with connections[alias].cursor() as cursor:
                cursor.execute("SELECT 1")
        except Exception:  # noqa: BLE001  # whatever the reason, this database is not ready
            silent.append(alias)
    return silent


def _healthz() -> HttpResponse:
    return JsonResponse({"ok": True, "system": settings.DAICHO.system})


def _readyz() -> HttpResponse:
    silent = unready()
    return JsonResponse({"ready": not silent, "silent": silent}, status=503 if silent else 200)


def _metrics() -> HttpResponse:
    body, kind = exposition()
    return HttpResponse(body, content_type=kind)


ANSWERS: dict[str, Callable[[], HttpResponse]] = {"/healthz": _healthz, "/readyz": _readyz, "/metrics": _metrics}


class HealthMiddleware:
    """Answers the three addresses before anything else: no session, no host check, no log line."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer, or pass the request on."""
        answer = ANSWERS.get(request.path_info)
        if answer is not None and request.method in {"GET", "HEAD"}:
            return answer()
        return self.get_response(request)

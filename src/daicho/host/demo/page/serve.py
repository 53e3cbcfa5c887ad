"""The process of the network page: a small Django of its own, without a database of its own."""

from __future__ import annotations

import secrets
from pathlib import Path
from typing import TYPE_CHECKING, Any

from daicho.access.headers import HEADERS
from daicho.host import logs
from daicho.host.demo.configuration import LOOPBACK
from daicho.host.demo.page.sampling import Sampler
from daicho.host.installation import Installation

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

    from daicho.host.demo.place import Place


class HeadersMiddleware:
    """Sets the headers of every answer."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Serve one request."""
        response = self.get_response(request)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        return response


def serve(place: Place, base: int) -> None:
    """Serve the network page until told to stop; does not return."""
    logs.configure(organisation="demo", system="network", process="page")
    open_page(place, base)
    from daicho.host.serving import QuietLogger, Screens

    options: dict[str, Any] = {
        "bind": f"{LOOPBACK}:{base}",
        "worker_class": "gthread",
        "workers": 1,
        "threads": 4,
        "accesslog": None,
        "errorlog": "-",
        "logger_class": QuietLogger,
        "graceful_timeout": 3,
        "keepalive": 30,
        "control_socket_disable": True,
        "proc_name": "daicho-demo-network",
    }
    if Path("/dev/shm").is_dir():  # noqa: S108  # gunicorn's heartbeat file, on memory instead of disk
        options["worker_tmp_dir"] = "/dev/shm"  # noqa: S108  # as above
    Screens(options).run()


def open_page(place: Place, base: int) -> None:
    """Configure Django for the page."""
    import django
    from django.conf import settings

    settings.configure(**_settings(place, base))
    django.setup()


def _settings(place: Place, base: int) -> dict[str, Any]:
    sampler = Sampler(place)
    here = Installation(
        organisation="demo",
        system="network",
        organisation_name="台帳デモ",
        organisation_name_en="Daicho demonstration",
        synthetic=True,
        movable_date=True,
        today=lambda: sampler.now().today,
    )
    return {
        "DAICHO": here,
        "NETWORK_SAMPLER": sampler,
        "NETWORK_BASE": base,
        "SECRET_KEY": secrets.token_urlsafe(50),
        "DEBUG": False,
        "ALLOWED_HOSTS": [LOOPBACK, "localhost"],
        "INSTALLED_APPS": ["django.contrib.staticfiles", "daicho.host.demo.page", "daicho.screens"],
        "MIDDLEWARE": [
            "daicho.host.demo.page.serve.HeadersMiddleware",
            "whitenoise.middleware.WhiteNoiseMiddleware",
            "django.middleware.locale.LocaleMiddleware",
            "django.middleware.common.CommonMiddleware",
            "django.middleware.csrf.CsrfViewMiddleware",
            "django.middleware.clickjacking.XFrameOptionsMiddleware",
            "daicho.screens.middleware.NotAllowedMiddleware",
        ],
        "ROOT_URLCONF": "daicho.host.demo.page.urls",
        "DATABASES": {},
        "TEMPLATES": [
            {
                "BACKEND": "django.template.backends.django.DjangoTemplates",
                "APP_DIRS": True,
                "OPTIONS": {
                    "context_processors": [
                        "django.template.context_processors.request",
                        "django.template.context_processors.i18n",
                        "daicho.screens.context.page",
                    ]
                },
            }
        ],
        "LANGUAGE_CODE": "ja",
        "LANGUAGES": [("ja", "日本語"), ("en", "English")],
        "LANGUAGE_COOKIE_NAME": "daicho-language",
        "CSRF_COOKIE_NAME": "csrf-demo-network",
        "CSRF_FAILURE_VIEW": "daicho.screens.failures.csrf_failure",
        "TIME_ZONE": "Asia/Tokyo",
        "USE_TZ": True,
        "STATIC_URL": "/static/",
        "WHITENOISE_USE_FINDERS": True,
        "X_FRAME_OPTIONS": "DENY",
        "LOGGING_CONFIG": None,
    }

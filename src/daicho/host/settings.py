"""Django settings of one process, built from the host's configuration; nothing is read from a module.

A room that needs Django settings of its own states them in a module `django_settings.py`
(names in capitals): lists are appended to ours, other values are set.
"""

import importlib
import importlib.util
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from django.conf import settings

from daicho.host.installation import Installation
from daicho.host.routing import HOST_DATABASE, log_alias

BASE_APPS = (
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "daicho.host",
)
ROOMS = ("daicho.access", "daicho.screens", "daicho.identification")
"""Rooms with Django parts that every process has."""

MIDDLEWARE = (
    "daicho.host.health.HealthMiddleware",
    "daicho.host.logs.RequestLogMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
)
CONTEXT_PROCESSORS = (
    "django.template.context_processors.request",
    "django.template.context_processors.i18n",
    "django.contrib.auth.context_processors.auth",
    "django.contrib.messages.context_processors.messages",
)


def exists(module: str) -> bool:
    """Whether a module can be found, without importing it."""
    try:
        return importlib.util.find_spec(module) is not None
    except ModuleNotFoundError:
        return False


def system_app(system: str) -> str:
    """The application of a system, for example `daicho.systems.register`."""
    return f"daicho.systems.{system}"


def build(  # noqa: PLR0913  # each is a fact of its own, all but one by keyword
    installation: Installation,
    *,
    apps: Iterable[str],
    databases: Mapping[str, Mapping[str, Any]],
    secret_key: str,
    hosts: Iterable[str] = ("127.0.0.1", "localhost", "[::1]"),
    secure: bool = False,
) -> dict[str, Any]:
    """Return the settings of a process as a mapping; pure but for looking which rooms have a part in Django."""
    rooms = [*ROOMS, *apps]
    values: dict[str, Any] = {
        "DAICHO": installation,
        "SECRET_KEY": secret_key,
        "DEBUG": False,
        "ALLOWED_HOSTS": list(hosts),
        "INSTALLED_APPS": [*BASE_APPS, *(room for room in rooms if exists(f"{room}.apps"))],
        "MIDDLEWARE": list(MIDDLEWARE),
        "ROOT_URLCONF": "daicho.host.urls",
        "WSGI_APPLICATION": None,
        "DATABASES": {alias: dict(database) for alias, database in databases.items()},
        "DATABASE_ROUTERS": ["daicho.host.routing.SystemRouter"],
        "DEFAULT_AUTO_FIELD": "django.db.models.BigAutoField",
        "TEMPLATES": [_templates(rooms)],
        "FORM_RENDERER": "django.forms.renderers.TemplatesSetting",
        "LOGGING_CONFIG": None,
    }
    values |= _language() | _sessions(installation, secure=secure) | _static()
    for room in rooms:
        if exists(f"{room}.django_settings"):
            _merge(values, importlib.import_module(f"{room}.django_settings"))
    return values


def _templates(rooms: Iterable[str]) -> dict[str, Any]:
    processors = [*CONTEXT_PROCESSORS]
    processors += [f"{room}.context.page" for room in rooms if exists(f"{room}.context")]
    return {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [str(Path(importlib.import_module("django.forms").__path__[0]) / "templates")],
        "APP_DIRS": True,
        "OPTIONS": {"context_processors": processors},
    }


def _language() -> dict[str, Any]:
    return {
        "LANGUAGE_CODE": "ja",
        "LANGUAGES": [("ja", "日本語"), ("en", "English")],
        "TIME_ZONE": "Asia/Tokyo",
        "USE_TZ": True,
        "USE_I18N": True,
    }


def _sessions(installation: Installation, *, secure: bool) -> dict[str, Any]:
    return {
        # browsers tell cookies apart by host, not by port: each party has names of its own
        "SESSION_COOKIE_NAME": f"daicho-{installation.organisation}-{installation.system}",
        "CSRF_COOKIE_NAME": f"csrf-{installation.organisation}-{installation.system}",
        "LANGUAGE_COOKIE_NAME": "daicho-language",
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SECURE": secure,
        "CSRF_COOKIE_SECURE": secure,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_EXPIRE_AT_BROWSER_CLOSE": True,
        "SECURE_REFERRER_POLICY": "same-origin",
        "X_FRAME_OPTIONS": "DENY",
        "DATA_UPLOAD_MAX_MEMORY_SIZE": 2_621_440,
    }


def _static() -> dict[str, Any]:
    return {"STATIC_URL": "/static/", "STATIC_ROOT": None, "WHITENOISE_USE_FINDERS": True}


def _merge(values: dict[str, Any], module: object) -> None:
    for name, value in vars(module).items():
        if not name.isupper():
            continue
        if isinstance(values.get(name), list):
            values[name] = [*values[name], *(each for each in value if each not in values[name])]
        else:
            values[name] = value


def database(dsn: Mapping[str, str], *, pool: int = 0, name: str = "daicho") -> dict[str, Any]:
    """A Django database entry from the parts of a connection string; `pool` is its most connections."""
    options: dict[str, Any] = {key: value for key, value in dsn.items() if key not in _DJANGO_KEYS}
    options["application_name"] = name
    if pool:
        options["pool"] = {"min_size": 1, "max_size": pool, "timeout": 10}
    entry: dict[str, Any] = {django: dsn.get(libpq, "") for libpq, django in _DJANGO_KEYS.items()}
    return entry | {"ENGINE": "django.db.backends.postgresql", "OPTIONS": options, "CONN_MAX_AGE": 0 if pool else None}


_DJANGO_KEYS = {"host": "HOST", "port": "PORT", "dbname": "NAME", "user": "USER", "password": "PASSWORD"}


def aliases(systems: Iterable[str]) -> list[str]:
    """Every alias of a process: the host database, and two for each system."""
    return [HOST_DATABASE, *(alias for system in systems for alias in (system, log_alias(system)))]


def apply(values: Mapping[str, Any]) -> None:
    """Configure Django with built settings and load its applications."""
    import django

    settings.configure(**values)
    django.setup()

"""Imports that every process of the demonstration shares: done once, before the first fork.

Nothing here may need Django's settings, open a connection or start a thread. Pages of modules and tables loaded now
are shared by all children (copy on write), which is most of what keeps eighteen servers within their memory.
"""

from __future__ import annotations

import contextlib
import importlib
from typing import Final

from daicho.host import collector

MODULES: Final = (
    "asyncio",
    "concurrent.futures.thread",
    "cryptography.hazmat.primitives.ciphers.aead",
    "cryptography.hazmat.primitives.asymmetric.x25519",
    "daicho.exchange.core",
    "daicho.exchange.pki",
    "daicho.exchange.tls",
    "daicho.host.process",
    "daicho.host.serving",
    "daicho.law.deciding",
    "daicho.law.identification",
    "daicho.protocol.batches",
    "daicho.protocol.inquiries",
    "daicho.protocol.load_files",
    "daicho.protocol.messages",
    "daicho.protocol.sealed",
    "daicho.protocol.statements",
    "daicho.values.addresses",
    "daicho.values.characters",
    "daicho.values.names",
    "daicho.values.numbers",
    "daicho.values.periods",
    "django.conf",
    "django.contrib.messages.middleware",
    "django.contrib.sessions.middleware",
    "django.core.management",
    "django.core.handlers.wsgi",
    "django.db.backends.postgresql.base",
    "django.db.migrations.executor",
    "django.db.models",
    "django.forms",
    "django.middleware.clickjacking",
    "django.middleware.common",
    "django.middleware.csrf",
    "django.middleware.locale",
    "django.middleware.security",
    "django.template.engine",
    "django.template.defaulttags",
    "django.urls",
    "django.utils.translation.trans_real",
    "gunicorn.workers.gthread",
    "httpx",
    "msgspec",
    "prometheus_client",
    "psycopg_pool",
    "structlog",
    "uvicorn.lifespan.on",
    "uvicorn.protocols.http.httptools_impl",
    "uvloop",
    "whitenoise.middleware",
    "zoneinfo",
)


def warm() -> None:
    """Import, load the tables of characters and places once, and take them out of the collector's sight."""
    for module in MODULES:
        with contextlib.suppress(ImportError):
            importlib.import_module(module)
    _tables()
    collector.settle()


def _tables() -> None:
    """Ask one question of each table that is loaded at first use."""
    from daicho.law.identification_record import gaiji
    from daicho.values import addresses, characters
    from daicho.values.names import fold, unvoiced

    gaiji("髙")
    characters.drawable("辻󠄀")
    fold("見本　タロウ")
    unvoiced("ガ")
    addresses.municipality("131032")

"""Health, readiness and metrics of the exchange, before its own application sees the request.

The exchange's port demands a client certificate, so only a party (or an operator with a party's
key) reaches these addresses.
"""

import asyncio
import json
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from daicho.host.health import unready
from daicho.host.installation import current
from daicho.host.metrics import exposition

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]


async def _healthz() -> tuple[int, bytes, str]:
    return 200, json.dumps({"ok": True, "system": current().system}).encode(), "application/json"


async def _readyz() -> tuple[int, bytes, str]:
    silent = await asyncio.to_thread(unready)
    return 503 if silent else 200, json.dumps({"ready": not silent, "silent": silent}).encode(), "application/json"


async def _metrics() -> tuple[int, bytes, str]:
    body, kind = exposition()
    return 200, body, kind


ANSWERS = {"/healthz": _healthz, "/readyz": _readyz, "/metrics": _metrics}


def with_health(app: App) -> App:
    """Wrap an ASGI application so that the three addresses are answered in front of it."""

    async def wrapped(scope: Scope, receive: Receive, send: Send) -> None:
        answer = ANSWERS.get(scope.get("path", "")) if scope["type"] == "http" else None
        if answer is None:
            await app(scope, receive, send)
            return
        status, body, kind = await answer()
        headers = [(b"content-type", kind.encode()), (b"content-length", str(len(body)).encode())]
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    return wrapped

"""The exchange's server: a small ASGI application.

    POST /exchange/deliver   a batch          -> signed receipt
    POST /exchange/status    a status request -> signed receipt
    POST /exchange/inquire   a signed inquiry -> signed answer
    GET  /exchange/health    for everybody with a certificate of the root
    GET  /exchange/metrics   Prometheus text, for the own organisation

The peer is looked up on the current trust list at every request. Work is done in a small pool of threads, each with its
own database connection. Back-pressure comes in two steps: the more requests wait, the smaller the window that receipts
grant; more than `QUEUE` waiting requests are turned away at once.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from http import HTTPStatus
from typing import Any

import structlog
import uvicorn
from django.db import close_old_connections, connections
from prometheus_client import Counter, Histogram, generate_latest

from daicho.exchange import answering, handlers, inbox, links, runtime, tls
from daicho.exchange.delivery import Delivery
from daicho.exchange.runtime import Node
from daicho.protocol import batches, canonical, registry, signing
from daicho.protocol.errors import Code, ProtocolError, english, japanese
from daicho.protocol.parties import Party

log = structlog.get_logger("daicho.exchange")

THREADS = 3
QUEUE = 64
PROTOCOL = tls.PeerCertificateProtocol
"""What uvicorn must be given as its HTTP protocol."""

REQUESTS = Counter("daicho_exchange_requests", "Requests by path and outcome", ["path", "outcome"])
SECONDS = Histogram("daicho_exchange_seconds", "Seconds by path", ["path"])

Scope = dict[str, Any]
Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]
Work = Callable[[Node, Party, bytes, int], bytes]

STATUS: dict[Code, HTTPStatus] = {
    Code.TOO_LARGE: HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    Code.NO_CERTIFICATE: HTTPStatus.UNAUTHORIZED,
    Code.UNKNOWN_PARTY: HTTPStatus.FORBIDDEN,
    Code.WRONG_PARTY: HTTPStatus.FORBIDDEN,
    Code.WRONG_SYSTEM: HTTPStatus.FORBIDDEN,
    Code.EXPIRED: HTTPStatus.FORBIDDEN,
    Code.NOT_PERMITTED: HTTPStatus.FORBIDDEN,
    Code.BUSY: HTTPStatus.SERVICE_UNAVAILABLE,
    Code.STALLED: HTTPStatus.SERVICE_UNAVAILABLE,
    Code.STORAGE: HTTPStatus.INSUFFICIENT_STORAGE,
}
"""HTTP status of a refusal of a whole request; every other code is 400."""


def window_of(waiting: int) -> int:
    """How many messages a receipt invites while so many requests are in hand: all that fit, and fewer as they queue."""
    queued = min(max(0, waiting - THREADS), QUEUE - 1)
    return inbox.ROOM * (QUEUE - queued) // QUEUE


def _deliver(node: Node, peer: Party, body: bytes, window: int) -> bytes:
    return canonical.encode_trusted(inbox.receive(node, peer, body, window=window))


def _status(node: Node, peer: Party, body: bytes, window: int) -> bytes:
    canonical.check_text(body)
    hello = canonical.decode_loose(body, signing.Hello)
    return canonical.encode_trusted(inbox.greet(node, peer, hello, window=window))


def _inquire(node: Node, peer: Party, body: bytes, _window: int) -> bytes:
    canonical.check_text(body)
    return canonical.encode_trusted(answering.answer(node, peer, canonical.decode_loose(body, signing.Question)))


ROUTES: dict[str, Work] = {
    "/exchange/deliver": _deliver,
    "/exchange/status": _status,
    "/exchange/inquire": _inquire,
}


@cache
def _counted(path: str, outcome: str) -> tuple[Counter, Histogram]:
    return REQUESTS.labels(path, outcome), SECONDS.labels(path)


class Application:
    """The ASGI application of one node.

    Args:
        node: who we are.
        threads: size of the pool; each thread holds one database connection.
        delivery: the loop that runs beside the server, started and stopped with it.
    """

    def __init__(self, node: Node, *, threads: int = THREADS, delivery: Delivery | None = None) -> None:
        self.node = node
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="exchange")
        self._waiting = 0
        self._delivery = delivery

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request, or the life of the server."""
        if scope["type"] == "lifespan":
            await self._live(receive, send)
            return
        if scope["type"] != "http":
            return
        path, started, outcome = scope["path"], time.perf_counter(), "ok"
        try:
            peer = self.node.trust.by_certificate(tls.peer_of(scope))
            content_type, data = await self._dispatch(scope, path, peer, receive)
            await _respond(send, HTTPStatus.OK, data, content_type)
        except ProtocolError as error:
            outcome = error.code.value
            log.info("exchange.refused", route=path if path in ROUTES else "other", code=outcome)
            await _respond(send, STATUS.get(error.code, HTTPStatus.BAD_REQUEST), problem(error))
        finally:
            requests, seconds = _counted(path if path in ROUTES else "other", outcome)
            requests.inc()
            seconds.observe(time.perf_counter() - started)

    async def _live(self, receive: Receive, send: Send) -> None:
        """Start the delivery loop with the server and stop it, and the pool, after the last request."""
        while True:
            event = await receive()
            if event["type"] == "lifespan.startup":
                if self._delivery is not None:
                    await asyncio.to_thread(self._delivery.start)
                await send({"type": "lifespan.startup.complete"})
            else:
                await asyncio.to_thread(self.close)
                await send({"type": "lifespan.shutdown.complete"})
                return

    async def _dispatch(self, scope: Scope, path: str, peer: Party, receive: Receive) -> tuple[bytes, bytes]:
        if scope["method"] == "GET" and path == "/exchange/health":
            return b"application/json", b'{"ok":true}'
        if scope["method"] == "GET" and path == "/exchange/metrics":
            if peer.organisation != self.node.party.organisation:
                raise ProtocolError(Code.NOT_PERMITTED)
            return b"text/plain; version=0.0.4", generate_latest()
        work = ROUTES.get(path)
        if work is None or scope["method"] != "POST":
            raise ProtocolError(Code.UNKNOWN_TYPE, "path")
        if not registry.joined(peer, self.node.party):
            raise ProtocolError(Code.NOT_PERMITTED, str(peer))
        limit = batches.MAX_BATCH if work is _deliver else canonical.MAX_PAYLOAD
        body = await _body(receive, limit)
        return b"application/json", await self._run(work, peer, body)

    async def _run(self, work: Work, peer: Party, body: bytes) -> bytes:
        if self._waiting >= QUEUE:
            raise ProtocolError(Code.BUSY)
        self._waiting += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._pool, self._work, work, peer, body)
        finally:
            self._waiting -= 1

    def _work(self, work: Work, peer: Party, body: bytes) -> bytes:
        try:
            return work(self.node, peer, body, window_of(self._waiting))
        except links.STORAGE_ERRORS as error:
            # nothing was committed: the sender keeps the message and comes again
            log.error("exchange.storage", error=type(error).__name__)  # noqa: TRY400 - the traceback may hold content
            connections[self.node.alias].close()
            raise ProtocolError(Code.STORAGE) from None
        finally:
            # a broken one goes, a sound one goes back to the pool: a waiting thread keeps none from one that works
            close_old_connections()

    def close(self) -> None:
        """Stop the delivery loop and the pool after the work in hand."""
        if self._delivery is not None:
            self._delivery.stop()
        self._pool.shutdown()


def create_app() -> Application:
    """The exchange of this process's system: its handlers loaded, the delivery loop beside it."""
    node = runtime.node()
    handlers.load(node.app_label)
    return Application(node, delivery=Delivery(node))


def problem(error: ProtocolError) -> bytes:
    """The body of a refusal of a whole request."""
    return canonical.encode_trusted(
        {
            "code": error.code.value,
            "english": english(error.code),
            "japanese": japanese(error.code),
            "where": error.where,
        }
    )


async def _body(receive: Receive, limit: int) -> bytes:
    parts, size = [], 0
    while True:
        event = await receive()
        if event["type"] == "http.disconnect":
            raise ProtocolError(Code.MALFORMED, "truncated")
        part: bytes = event.get("body", b"")
        size += len(part)
        if size > limit:
            raise ProtocolError(Code.TOO_LARGE)
        parts.append(part)
        if not event.get("more_body"):
            return b"".join(parts)


async def _respond(send: Send, status: HTTPStatus, body: bytes, content_type: bytes = b"application/json") -> None:
    headers = [(b"content-type", content_type), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": status.value, "headers": headers})
    await send({"type": "http.response.body", "body": body})


def uvicorn_config(application: Application, host: str, port: int) -> uvicorn.Config:
    """Uvicorn as the exchange needs it: mutual TLS, the peer certificate, no access log, no signals of its own."""
    node = application.node
    return uvicorn.Config(
        application,
        host=host,
        port=port,
        http=tls.PeerCertificateProtocol,
        loop="uvloop",
        ws="none",
        lifespan="off",
        access_log=False,
        server_header=False,
        log_config=None,
        timeout_keep_alive=75,
        ssl_context_factory=lambda _config, _default: tls.server_context(node.identity, node.trust.root_path),
    )

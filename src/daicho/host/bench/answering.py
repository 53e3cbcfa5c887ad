"""A process of a measurement that serves: the national server's exchange, or nothing but the call itself.

python -m daicho.host.bench.answering national|bare PLACE SOCKET PORT
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    Receive = Callable[[], Awaitable[dict[str, Any]]]
    Send = Callable[[dict[str, Any]], Awaitable[None]]


async def bare(scope: dict[str, Any], receive: Receive, send: Send) -> None:
    """Read a request, answer `{}`."""
    if scope["type"] != "http":
        return
    while (await receive()).get("more_body"):
        pass
    headers = [(b"content-type", b"application/json"), (b"content-length", b"2")]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": b"{}"})


def main() -> None:
    """Serve until told to stop."""
    import uvicorn

    kind, place, socket, port = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]), int(sys.argv[4])
    from daicho.host.bench import ground

    node = ground.join(place, socket, "national")
    from daicho.exchange import handlers, server, tls

    handlers.load("national")
    application: Any = server.Application(node) if kind == "national" else bare
    uvicorn.Server(
        uvicorn.Config(
            application,
            host="127.0.0.1",
            port=port,
            http=tls.PeerCertificateProtocol,
            loop="uvloop",
            ws="none",
            lifespan="off",
            access_log=False,
            log_config=None,
            server_header=False,
            timeout_keep_alive=75,
            ssl_context_factory=lambda _config, _default: tls.server_context(node.identity, node.trust.root_path),
        )
    ).run()


if __name__ == "__main__":
    main()

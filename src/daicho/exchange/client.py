"""Calling another party's exchange over mutual TLS, on connections that are kept open."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

import httpx

from daicho.exchange import tls
from daicho.protocol import canonical, signing
from daicho.protocol.errors import Code, ProtocolError

if TYPE_CHECKING:
    from daicho.exchange.runtime import Node
    from daicho.protocol.parties import Party

TIME_OUT = httpx.Timeout(30.0, connect=5.0)
CONNECTIONS = httpx.Limits(max_connections=16, max_keepalive_connections=16, keepalive_expiry=60.0)


class RefusedWholeError(ProtocolError):
    """The other side did not accept a request as a whole; `code` is what it said."""


class Client:
    """The outgoing connections of a node, one pool per peer.

    Args:
        node: who we are.
    """

    def __init__(self, node: Node) -> None:
        self.node = node
        self._clients: dict[tuple[str, str], httpx.Client] = {}
        self._lock = threading.Lock()

    def post(self, peer: Party, path: str, body: bytes) -> bytes:
        """Send a request and return the body of a good answer.

        Raises:
            RefusedWholeError: the peer refused it, with its code.
            ProtocolError: UNREACHABLE, UNKNOWN_PARTY or EXPIRED.
        """
        listed = self.node.trust.peer(peer)
        client = self._client(listed.url, listed.certificate)
        try:
            answer = client.post(
                f"{listed.url}/exchange/{path}",
                content=body,
                headers={"content-type": "application/json"},
                extensions={"sni_hostname": peer.host_name},
            )
        except httpx.HTTPError as error:
            raise ProtocolError(Code.UNREACHABLE, type(error).__name__) from None
        if answer.status_code == httpx.codes.OK:
            return answer.content
        raise _refused(answer.content, answer.status_code)

    def close(self) -> None:
        """Close all connections."""
        with self._lock:
            for client in self._clients.values():
                client.close()
            self._clients.clear()

    def _client(self, url: str, certificate: str) -> httpx.Client:
        """The pool for a peer as it is listed now; a changed entry gets new connections."""
        client = self._clients.get((url, certificate))
        if client is None:
            with self._lock:
                client = self._clients.get((url, certificate))
                if client is None:
                    context = tls.client_context(self.node.identity, self.node.trust.root_path)
                    client = httpx.Client(verify=context, timeout=TIME_OUT, limits=CONNECTIONS, trust_env=False)
                    self._clients[url, certificate] = client
        return client


def read_signed(data: bytes) -> signing.Signed:
    """Read a signed statement from an answer.

    Raises:
        ProtocolError: MALFORMED.
    """
    return canonical.decode_loose(data, signing.Signed)


def _refused(data: bytes, status: int) -> RefusedWholeError:
    try:
        said = canonical.decode_loose(data, dict[str, Any])
        return RefusedWholeError(Code(said.get("code", "")), str(said.get("where", ""))[:100])
    except (ProtocolError, ValueError):
        return RefusedWholeError(Code.UNREACHABLE, f"HTTP {status}")

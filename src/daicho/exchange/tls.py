"""Mutual TLS on both ends: uvicorn with the peer's certificate in the scope, and the client's context.

The server requires a certificate of the Agency's root (CTRL-128, CTRL-130). The client names the party it wants in the
handshake and its TLS checks that the certificate bears that name before a byte of content is sent.
"""

from __future__ import annotations

import asyncio
import hashlib
import ssl
from typing import TYPE_CHECKING, Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

if TYPE_CHECKING:
    from pathlib import Path

    from daicho.exchange.pki import Identity

PEER = "daicho.peer"
"""Key in the ASGI scope's extensions: SHA-256 of the peer's certificate (DER), hexadecimal."""


class Together:
    """A transport that sends what is written in one turn of the loop at once: one TLS record for head and body.

    uvicorn writes the head of an answer and its body apart, which costs both ends a record and a system call more.
    """

    def __init__(self, transport: asyncio.Transport) -> None:
        self._transport = transport
        self._held: list[bytes] = []

    def write(self, data: bytes) -> None:
        """Hold what is written until the turn ends."""
        if not self._held:
            asyncio.get_running_loop().call_soon(self._send)
        self._held.append(data)

    def close(self) -> None:
        """Send what is held, then close."""
        self._send()
        self._transport.close()

    def _send(self) -> None:
        held, self._held = self._held, []
        if held and not self._transport.is_closing():
            self._transport.write(b"".join(held))

    def __getattr__(self, name: str) -> Any:
        return getattr(self._transport, name)


class PeerCertificateProtocol(HttpToolsProtocol):
    """Uvicorn's HTTP protocol that hands the peer certificate's fingerprint to the application."""

    _peer = ""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Read the certificate once per connection."""
        super().connection_made(Together(transport))  # type: ignore[arg-type]  # all of a transport's methods
        session = transport.get_extra_info("ssl_object")
        certificate = session.getpeercert(binary_form=True) if session is not None else None
        self._peer = hashlib.sha256(certificate).hexdigest() if certificate else ""

    def on_message_begin(self) -> None:
        """Put the fingerprint into the scope of each request."""
        super().on_message_begin()
        self.scope["extensions"] = {PEER: {"sha256": self._peer}}

    def shutdown(self) -> None:
        """Drop an idle connection at once: an idle client answers no closing handshake, and a stop must not wait."""
        cycle: Any = self.cycle
        if cycle is None or cycle.response_complete:
            self.transport.abort()
        else:
            super().shutdown()


def server_context(identity: Identity, root: Path) -> ssl.SSLContext:
    """The server's TLS context: certificates of the root only, TLS 1.3."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    return _prepared(context, identity, root)


def client_context(identity: Identity, root: Path) -> ssl.SSLContext:
    """The client's TLS context; the name in the certificate is checked."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = True
    return _prepared(context, identity, root)


def _prepared(context: ssl.SSLContext, identity: Identity, root: Path) -> ssl.SSLContext:
    context.minimum_version = ssl.TLSVersion.TLSv1_3
    context.verify_mode = ssl.CERT_REQUIRED
    context.load_cert_chain(identity.certificate, identity.key)
    context.load_verify_locations(root)
    return context


def peer_of(scope: dict[str, Any]) -> str:
    """The fingerprint in an ASGI scope; empty when there is none."""
    found: str = scope.get("extensions", {}).get(PEER, {}).get("sha256", "")
    return found

"""Whom we trust: the Agency's signed list of parties, read again when its file changes.

The list is checked at every request, so that a party that was struck off is refused at its next message, even on a
connection that is already open. The one anchor is the Agency's root certificate: it signs TLS certificates and the
list.
"""

from __future__ import annotations

import datetime as dt
import threading
import time
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

import msgspec
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256

from daicho.protocol import canonical, signing
from daicho.protocol.errors import Code, ProtocolError
from daicho.protocol.parties import Party

if TYPE_CHECKING:
    from pathlib import Path

DOMAIN = b"daicho trust list/1\n"


class Peer(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    """One party on the list.

    Args:
        party: written form, ``142158/municipal_cs``.
        name: the organisation's name.
        url: where its exchange listens, ``https://127.0.0.1:9443``.
        certificate: SHA-256 of its TLS certificate (DER), hexadecimal.
        signing_key: raw Ed25519 public key.
        earlier_signing_keys: keys it signed with before; old evidence verifies with them, new statements do not.
        vault_key: raw X25519 public key of its vault; empty when it holds no numbers.
        areas: municipality codes it answers for.
        not_before: first moment of validity, UTC ISO.
        not_after: last moment of validity, UTC ISO.
    """

    party: str
    name: str = ""
    url: str
    certificate: str
    signing_key: bytes
    earlier_signing_keys: tuple[bytes, ...] = ()
    vault_key: bytes = b""
    areas: tuple[str, ...] = ()
    not_before: str
    not_after: str

    def signing_key_named(self, name: str) -> bytes | None:
        """The present or earlier signing key with this id."""
        for key in (self.signing_key, *self.earlier_signing_keys):
            if signing.key_id(key) == name:
                return key
        return None


class TrustList(msgspec.Struct, frozen=True, kw_only=True):
    """The list that the Agency signs. `number` grows with each issue; an older one is not taken back."""

    number: int
    issued_at: str
    peers: tuple[Peer, ...]

    def find(self, party: Party) -> Peer:
        """The entry of a party.

        Raises:
            ProtocolError: UNKNOWN_PARTY.
        """
        written = str(party)
        for peer in self.peers:
            if peer.party == written:
                return peer
        raise ProtocolError(Code.UNKNOWN_PARTY, written)


class SignedTrustList(msgspec.Struct, frozen=True):
    """The list as it lies in the file: the canonical bytes and the root's ECDSA (P-256, SHA-256) signature."""

    trust_list: msgspec.Raw
    signature: bytes


class _Read(NamedTuple):
    stamp: tuple[int, int]
    listed: TrustList
    by_certificate: dict[str, Peer]
    by_party: dict[str, Peer]


def read_trust_list(data: bytes, root: x509.Certificate) -> TrustList:
    """Verify and read a signed trust list.

    Raises:
        ProtocolError: MALFORMED or BAD_SIGNATURE.
    """
    signed = canonical.decode_loose(data, SignedTrustList)
    try:
        key = root.public_key()
    except ValueError:
        raise ProtocolError(Code.BAD_SIGNATURE, "root") from None
    if not isinstance(key, ec.EllipticCurvePublicKey):
        raise ProtocolError(Code.BAD_SIGNATURE, "root")
    try:
        key.verify(signed.signature, DOMAIN + bytes(signed.trust_list), ec.ECDSA(SHA256()))
    except InvalidSignature:
        raise ProtocolError(Code.BAD_SIGNATURE, "trust list") from None
    return canonical.decode_loose(bytes(signed.trust_list), TrustList)


class Trust:
    """The current trust list of a process.

    Args:
        path: the signed list.
        root: the Agency's root certificate, PEM.

    Raises:
        ProtocolError: when the list does not verify at the first reading. A list that goes bad later is reported by
            `error` and the last good one stays in force.
    """

    def __init__(self, path: Path, root: Path) -> None:
        self.path = path
        self.root_path = root
        self.root = x509.load_pem_x509_certificate(root.read_bytes())
        self.error = ""
        self._lock = threading.Lock()
        self._read = self._load()

    @property
    def current(self) -> TrustList:
        """The list as the file is now."""
        return self._fresh().listed

    def peer(self, party: Party) -> Peer:
        """The valid entry of a party.

        Raises:
            ProtocolError: UNKNOWN_PARTY or EXPIRED.
        """
        peer = self._fresh().by_party.get(str(party))
        if peer is None:
            raise ProtocolError(Code.UNKNOWN_PARTY, str(party))
        _check_period(peer)
        return peer

    def by_certificate(self, fingerprint: str) -> Party:
        """Who shows this TLS certificate (SHA-256 of its DER, hexadecimal).

        Raises:
            ProtocolError: NO_CERTIFICATE, UNKNOWN_PARTY or EXPIRED.
        """
        if not fingerprint:
            raise ProtocolError(Code.NO_CERTIFICATE)
        peer = self._fresh().by_certificate.get(fingerprint)
        if peer is None:
            raise ProtocolError(Code.UNKNOWN_PARTY)
        _check_period(peer)
        return _party(peer.party)

    def _fresh(self) -> _Read:
        if self._stamp() != self._read.stamp:
            with self._lock:
                if self._stamp() != self._read.stamp:
                    self._reload()
        return self._read

    def _reload(self) -> None:
        stamp = self._stamp()
        try:
            read = self._load()
            if read.listed.number < self._read.listed.number:
                raise ProtocolError(Code.REPLAYED, "trust list")  # noqa: TRY301 - read together with what it guards
            self._read, self.error = read, ""
        except (ProtocolError, OSError) as error:
            self.error = str(error)
            self._read = self._read._replace(stamp=stamp)

    def _stamp(self) -> tuple[int, int]:
        try:
            status = self.path.stat()
        except OSError:
            return (0, 0)
        return (status.st_mtime_ns, status.st_ino)

    def _load(self) -> _Read:
        stamp = self._stamp()
        listed = read_trust_list(self.path.read_bytes(), self.root)
        return _Read(
            stamp,
            listed,
            {peer.certificate: peer for peer in listed.peers},
            {peer.party: peer for peer in listed.peers},
        )


@lru_cache(maxsize=4096)
def _party(written: str) -> Party:
    return Party.parse(written)


@lru_cache(maxsize=4096)
def _seconds(moment: str) -> float:
    return dt.datetime.fromisoformat(moment).timestamp()


def _check_period(peer: Peer) -> None:
    if not _seconds(peer.not_before) <= time.time() <= _seconds(peer.not_after):
        raise ProtocolError(Code.EXPIRED, peer.party)

"""Signing statements (Ed25519) and the form in which they travel.

The signature is over the line ``daicho statement/1`` and the statement's bytes exactly as they travel, and those bytes
must be canonical. `key_id` names the key on the trust list.
"""

from __future__ import annotations

import hashlib
from functools import lru_cache
from typing import TypeVar

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from daicho.protocol import canonical
from daicho.protocol.errors import Code, ProtocolError
from daicho.protocol.statements import Statement

S = TypeVar("S", bound=Statement)

_DOMAIN = b"daicho statement/1\n"
_EMPTY = msgspec.Raw(b"null")


class Signed(msgspec.Struct, frozen=True):
    """A statement with its signature."""

    statement: msgspec.Raw
    key_id: str
    signature: bytes

    @property
    def data(self) -> bytes:
        """The statement's bytes."""
        return bytes(self.statement)


class Hello(msgspec.Struct, frozen=True, omit_defaults=True):
    """Body of a status request: the request and, while it is not acknowledged, the opening of the epoch."""

    request: Signed
    opening: Signed | None = None


class Question(msgspec.Struct, frozen=True):
    """Body of an inquiry: the signed statement, and salt and content apart from it."""

    signed: Signed
    salt: bytes
    body: msgspec.Raw


class Reply(msgspec.Struct, frozen=True, omit_defaults=True):
    """Body of an answer; salt and content are empty when the inquiry is refused."""

    signed: Signed
    salt: bytes = b""
    body: msgspec.Raw = _EMPTY


@lru_cache(maxsize=4096)
def key_id(public_key: bytes) -> str:
    """The name of a raw 32-byte Ed25519 key: the first 16 hexadecimal digits of its SHA-256."""
    return hashlib.sha256(public_key).hexdigest()[:16]


@lru_cache(maxsize=64)
def _name_of(key: Ed25519PrivateKey) -> str:
    """The name of our own key; to derive the public half costs as much as to sign."""
    return key_id(key.public_key().public_bytes_raw())


@lru_cache(maxsize=4096)
def _reader_of(public_key: bytes) -> Ed25519PublicKey:
    return Ed25519PublicKey.from_public_bytes(public_key)


def sign(statement: Statement, key: Ed25519PrivateKey) -> Signed:
    """Sign a statement."""
    data = canonical.encode_trusted(statement)
    return Signed(msgspec.Raw(data), _name_of(key), key.sign(_DOMAIN + data))


def verify(signed: Signed, public_key: bytes, kind: type[S]) -> S:
    """Check a signature and read the statement.

    Args:
        signed: as it came.
        public_key: the raw 32 bytes the trust list gives for the party.
        kind: which statement is expected.

    Raises:
        ProtocolError: BAD_SIGNATURE, or what `canonical.decode` refuses.
    """
    if signed.key_id != key_id(public_key):
        raise ProtocolError(Code.BAD_SIGNATURE, "key_id")
    try:
        _reader_of(public_key).verify(signed.signature, _DOMAIN + signed.data)
    except InvalidSignature:
        raise ProtocolError(Code.BAD_SIGNATURE) from None
    return canonical.decode(signed.data, kind)

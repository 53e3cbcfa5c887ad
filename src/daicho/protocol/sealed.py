"""Sealed fields: a value that only one vault can open, on its way through others' hands.

The individual number travels this way. A fresh X25519 key agrees with the receiver's public key; HKDF-SHA-256 makes the
key and AES-256-GCM seals. The context (which message, which person, for whom) is bound in: a sealed field moved into
another message does not open.
"""

from __future__ import annotations

import hashlib
import hmac
from functools import lru_cache

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from daicho.protocol.errors import Code, ProtocolError

_INFO = b"daicho sealed/1\n"
_NONCE = bytes(12)


class Sealed(msgspec.Struct, frozen=True):
    """A sealed value.

    Args:
        key_id: which vault key opens it (`vault_key_id`).
        ephemeral: the sender's one-time X25519 public key, 32 bytes.
        ciphertext: AES-256-GCM ciphertext with its tag. The key is used once, so the nonce is zero.
    """

    key_id: str
    ephemeral: bytes
    ciphertext: bytes


@lru_cache(maxsize=256)
def vault_key_id(public_key: bytes) -> str:
    """The name of a raw X25519 public key: the first 16 hexadecimal digits of its SHA-256."""
    return hashlib.sha256(public_key).hexdigest()[:16]


def context(*parts: str) -> bytes:
    """Join the parts of a context so that no two lists of parts give the same bytes."""
    return b"".join(len(part.encode()).to_bytes(4, "big") + part.encode() for part in parts)


def seal(plaintext: bytes, recipient_public_key: bytes, context: bytes) -> Sealed:
    """Seal a value to the owner of an X25519 key.

    Args:
        plaintext: the value, for a number its 12 digits in ASCII.
        recipient_public_key: raw 32 bytes, from the trust list.
        context: what the value belongs to; needed again to open it.
    """
    ephemeral = X25519PrivateKey.generate()
    public = ephemeral.public_key().public_bytes_raw()
    shared = ephemeral.exchange(X25519PublicKey.from_public_bytes(recipient_public_key))
    ciphertext = AESGCM(_derive(shared, public, recipient_public_key)).encrypt(_NONCE, plaintext, context)
    return Sealed(vault_key_id(recipient_public_key), public, ciphertext)


def open_sealed(sealed: Sealed, private_key: X25519PrivateKey, context: bytes) -> bytes:
    """Open a sealed value.

    Raises:
        ProtocolError: NOT_SEALED_FOR_US when it was sealed to another key, belongs to another context or was altered.
    """
    own = _public_of(private_key)
    if sealed.key_id != vault_key_id(own):
        raise ProtocolError(Code.NOT_SEALED_FOR_US, "key_id")
    try:
        shared = private_key.exchange(X25519PublicKey.from_public_bytes(sealed.ephemeral))
        return AESGCM(_derive(shared, sealed.ephemeral, own)).decrypt(_NONCE, sealed.ciphertext, context)
    except (InvalidTag, ValueError):
        raise ProtocolError(Code.NOT_SEALED_FOR_US) from None


@lru_cache(maxsize=64)
def _public_of(private_key: X25519PrivateKey) -> bytes:
    """The raw public key of a vault's key; a process has few of them and opens many values with each."""
    return private_key.public_key().public_bytes_raw()


def _derive(shared: bytes, ephemeral: bytes, recipient: bytes) -> bytes:
    """HKDF-SHA-256 (RFC 5869) for one block of output: extract, then expand once."""
    extracted = hmac.digest(ephemeral + recipient, shared, "sha256")
    return hmac.digest(extracted, _INFO + b"\x01", "sha256")

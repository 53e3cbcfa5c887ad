"""Sealed fields: a value that only one vault can open, on its way through others' hands.

The individual number travels this way. A fresh X25519 key agrees once with the receiver's public key for the values of
one transaction; HKDF-SHA-256 makes the key and AES-256-GCM seals, each value under a nonce of its own. The context
(which message, which person, for whom) is bound in: a sealed field moved into another message does not open
(docs/decisions/0054).
"""

from __future__ import annotations

import hashlib
import hmac
import os
from functools import lru_cache

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from daicho.protocol.errors import Code, ProtocolError

_INFO = b"daicho sealed/2\n"
_NONCE_BYTES = 12


class Sealed(msgspec.Struct, frozen=True):
    """A sealed value.

    Args:
        key_id: which vault key opens it (`vault_key_id`).
        ephemeral: the X25519 public key that the sender made for one transaction, 32 bytes.
        nonce: 12 random bytes, this value's own.
        ciphertext: AES-256-GCM ciphertext with its tag.
    """

    key_id: str
    ephemeral: bytes
    nonce: bytes
    ciphertext: bytes


@lru_cache(maxsize=256)
def vault_key_id(public_key: bytes) -> str:
    """The name of a raw X25519 public key: the first 16 hexadecimal digits of its SHA-256."""
    return hashlib.sha256(public_key).hexdigest()[:16]


def context(*parts: str) -> bytes:
    """Join the parts of a context so that no two lists of parts give the same bytes."""
    return b"".join([len(part).to_bytes(4, "big") + part for part in map(str.encode, parts)])


class Sealing:
    """Seals the values of one transaction to the owner of an X25519 key; to be dropped with the transaction.

    The fresh key is gone once it has agreed; what is left seals and, but for the receiver, nobody opens.
    """

    def __init__(self, recipient_public_key: bytes) -> None:
        """Agree with the owner of `recipient_public_key` (raw 32 bytes, from the trust list)."""
        fresh = X25519PrivateKey.generate()
        self._ephemeral = fresh.public_key().public_bytes_raw()
        self._key_id = vault_key_id(recipient_public_key)
        shared = fresh.exchange(X25519PublicKey.from_public_bytes(recipient_public_key))
        self._cipher = AESGCM(_derive(shared, self._ephemeral, recipient_public_key))

    def seal(self, plaintext: bytes, context: bytes) -> Sealed:
        """Seal a value.

        Args:
            plaintext: the value, for a number its 12 digits in ASCII.
            context: what the value belongs to; needed again to open it.
        """
        nonce = os.urandom(_NONCE_BYTES)
        return Sealed(self._key_id, self._ephemeral, nonce, self._cipher.encrypt(nonce, plaintext, context))


def open_sealed(sealed: Sealed, private_key: X25519PrivateKey, context: bytes) -> bytes:
    """Open a sealed value.

    Raises:
        ProtocolError: NOT_SEALED_FOR_US when it was sealed to another key, belongs to another context or was altered.
    """
    own = _public_of(private_key)
    if sealed.key_id != vault_key_id(own):
        raise ProtocolError(Code.NOT_SEALED_FOR_US, "key_id")
    if len(sealed.nonce) != _NONCE_BYTES:
        raise ProtocolError(Code.NOT_SEALED_FOR_US, "nonce")
    try:
        return _agreed(private_key, sealed.ephemeral).decrypt(sealed.nonce, sealed.ciphertext, context)
    except (InvalidTag, ValueError):
        raise ProtocolError(Code.NOT_SEALED_FOR_US) from None


@lru_cache(maxsize=64)
def _agreed(private_key: X25519PrivateKey, ephemeral: bytes) -> AESGCM:
    """What opens the values of one transaction, which follow one another; the private key opens them all anyway."""
    shared = private_key.exchange(X25519PublicKey.from_public_bytes(ephemeral))
    return AESGCM(_derive(shared, ephemeral, _public_of(private_key)))


@lru_cache(maxsize=64)
def _public_of(private_key: X25519PrivateKey) -> bytes:
    """The raw public key of a vault's key; a process has few of them and opens many values with each."""
    return private_key.public_key().public_bytes_raw()


def _derive(shared: bytes, ephemeral: bytes, recipient: bytes) -> bytes:
    """HKDF-SHA-256 (RFC 5869) for one block of output: extract, then expand once."""
    extracted = hmac.digest(ephemeral + recipient, shared, "sha256")
    return hmac.digest(extracted, _INFO + b"\x01", "sha256")

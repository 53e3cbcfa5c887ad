"""Contents of messages and inquiries, stored apart from the chain, each as ciphertext under a key of its own.

Destroying the key erases the content for good: the header and chain that remain hold only a salted digest.
"""

from __future__ import annotations

import os
import time
import uuid
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from daicho.exchange import copying
from daicho.protocol.digests import SALT_BYTES
from daicho.protocol.errors import Code, ProtocolError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from psycopg import Cursor

    from daicho.exchange.tables import Tables

_NAME_BYTES, _KEY_BYTES = 16, 32
_NONCE = bytes(12)  # every key encrypts once


class Stored(NamedTuple):
    """A payload ready to be stored. `name` is its id, a UUID that begins with the time, as octets."""

    name: bytes
    key: bytes
    ciphertext: bytes

    @property
    def id(self) -> uuid.UUID:
        """Its id."""
        return uuid.UUID(bytes=self.name)


T = TypeVar("T")
S = TypeVar("S", Stored, Stored | None)


def encrypt(salt: bytes, payload: bytes) -> Stored:
    """Encrypt salt and content under a fresh key."""
    fresh = bytearray(os.urandom(_NAME_BYTES + _KEY_BYTES))
    fresh[:6] = (time.time_ns() // 1_000_000).to_bytes(6, "big")  # so that what is stored together lies together
    fresh[6] = fresh[6] & 0x0F | 0x70  # RFC 9562: version 7, and the variant
    fresh[8] = fresh[8] & 0x3F | 0x80
    name, key = bytes(fresh[:_NAME_BYTES]), bytes(fresh[_NAME_BYTES:])
    return Stored(name, key, AESGCM(key).encrypt(_NONCE, salt + payload, name))


def decrypt(name: uuid.UUID, key: bytes, ciphertext: bytes) -> tuple[bytes, bytes]:
    """Salt and content.

    Raises:
        ProtocolError: BAD_DIGEST when the stored bytes were altered.
    """
    try:
        plain = AESGCM(key).decrypt(_NONCE, ciphertext, name.bytes)
    except InvalidTag:
        raise ProtocolError(Code.BAD_DIGEST, "stored payload") from None
    return plain[:SALT_BYTES], plain[SALT_BYTES:]


def insert(cursor: Cursor, tables: Tables, pairs: Iterable[tuple[T, S]]) -> list[tuple[T, S]]:
    """Store payloads and their keys by COPY, inside the caller's transaction.

    Args:
        cursor: of that transaction.
        tables: of the system.
        pairs: each message and its payload, if it has one; they may be made on the way, while PostgreSQL stores.

    Returns:
        The pairs as they came.
    """
    begin, octets = copying.count(2), copying.octets
    made: list[tuple[T, S]] = []
    keys: list[bytes] = []

    def contents() -> Iterator[bytes]:
        for pair in pairs:
            made.append(pair)
            stored = pair[1]
            if stored is not None:
                name = begin + octets(stored.name)
                keys.append(name + octets(stored.key))
                yield name + octets(stored.ciphertext)

    copying.copy_rows(cursor, tables.payload, "id, ciphertext", contents())
    copying.copy_rows(cursor, tables.payload_key, "id, key", keys)
    return made


def erase(cursor: Cursor, tables: Tables, names: Iterable[uuid.UUID]) -> int:
    """Destroy the keys and ciphertexts of payloads; headers and chain stay. Returns how many were erased."""
    wanted = list(names)
    cursor.execute(f"DELETE FROM {tables.payload_key} WHERE id = ANY(%s)", [wanted])
    count = cursor.rowcount
    cursor.execute(f"DELETE FROM {tables.payload} WHERE id = ANY(%s)", [wanted])
    return count

"""Contents of messages and inquiries, stored apart from the chain, each as ciphertext under a key of its own.

Destroying the key erases the content for good: the header and chain that remain hold only a salted digest.
"""

from __future__ import annotations

import os
import uuid
from typing import TYPE_CHECKING, NamedTuple

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from daicho.protocol.digests import SALT_BYTES
from daicho.protocol.errors import Code, ProtocolError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from psycopg import Cursor

    from daicho.exchange.tables import Tables

_KEY_BYTES = 32
_NONCE = bytes(12)  # every key encrypts once


class Stored(NamedTuple):
    """A payload ready to be stored."""

    id: uuid.UUID
    key: bytes
    ciphertext: bytes


def encrypt(salt: bytes, payload: bytes) -> Stored:
    """Encrypt salt and content under a fresh key."""
    name, key = uuid.UUID(bytes=os.urandom(16), version=4), os.urandom(_KEY_BYTES)
    return Stored(name, key, AESGCM(key).encrypt(_NONCE, salt + payload, name.bytes))


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


def insert(cursor: Cursor, tables: Tables, stored: Sequence[Stored]) -> None:
    """Store payloads and their keys by COPY, inside the caller's transaction."""
    with cursor.copy(f"COPY {tables.payload} (id, ciphertext) FROM STDIN (FORMAT BINARY)") as copy:
        copy.set_types(["uuid", "bytea"])
        for each in stored:
            copy.write_row((each.id, each.ciphertext))
    with cursor.copy(f"COPY {tables.payload_key} (id, key) FROM STDIN (FORMAT BINARY)") as copy:
        copy.set_types(["uuid", "bytea"])
        for each in stored:
            copy.write_row((each.id, each.key))


def erase(cursor: Cursor, tables: Tables, names: Iterable[uuid.UUID]) -> int:
    """Destroy the keys and ciphertexts of payloads; headers and chain stay. Returns how many were erased."""
    wanted = list(names)
    cursor.execute(f"DELETE FROM {tables.payload_key} WHERE id = ANY(%s)", [wanted])
    count = cursor.rowcount
    cursor.execute(f"DELETE FROM {tables.payload} WHERE id = ANY(%s)", [wanted])
    return count

"""Digests: what the chain is made of, so that contents can be erased and the chain still verifies.

A message's digest commits to its bytes with a random salt. The salt goes with the payload and is erased with it:
without the salt nobody can test guesses (a birth date, a name) against the digest that remains.
"""

from __future__ import annotations

import hashlib
import os
from typing import TYPE_CHECKING

from daicho.protocol import canonical

if TYPE_CHECKING:
    from daicho.protocol.batches import Header
    from daicho.protocol.parties import Party

SALT_BYTES = 16
_MESSAGE = b"daicho message/1\n"
_LINK = b"daicho link/1\n"
_STEP = b"daicho step/1\n"


def new_salt() -> bytes:
    """A fresh random salt of 16 bytes."""
    return os.urandom(SALT_BYTES)


def payload_digest(salt: bytes, payload: bytes) -> bytes:
    """SHA-256 of the domain line, the salt and the canonical payload: 32 bytes."""
    return hashlib.sha256(_MESSAGE + salt + payload).digest()


def genesis(sender: Party, receiver: Party, epoch: int) -> bytes:
    """The chain value before the first message of a link's epoch."""
    return hashlib.sha256(_LINK + f"{sender}\n{receiver}\n{epoch}".encode()).digest()


def step(chain: bytes, header: Header) -> bytes:
    """The chain value after a message: SHA-256 of the domain line, the value before it and its canonical header."""
    return hashlib.sha256(_STEP + chain + canonical.encode_trusted(header)).digest()

"""What is stored of individual numbers, made without a database: references, blind indexes, ciphertexts.

Apart from `vault`, so that a process that only reads a load file can seal what it reads. It needs the keys and nothing
else of the host.
"""

from __future__ import annotations

import hmac
import secrets
import uuid
from typing import TYPE_CHECKING, Final

import msgspec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID

    from daicho.access.vault_keys import VaultKeys
    from daicho.values.numbers import IndividualNumber

NONCE_BYTES: Final = 12


class SealedNumbers(msgspec.Struct, frozen=True):
    """Numbers ready for `Vault.put_sealed`: a fresh reference, the blind index and the ciphertext of each."""

    references: list[uuid.UUID]
    indexes: list[bytes]
    ciphertexts: list[bytes]


class Sealer:
    """Seals numbers under the current key of a vault."""

    def __init__(self, keys: VaultKeys) -> None:
        self._index_key = keys.index
        self._cipher = AESGCM(keys.encryption[keys.current])

    def seal(self, numbers: Iterable[IndividualNumber]) -> SealedNumbers:
        """Seal numbers in order, each under a nonce of its own."""
        digits = [number.stored() for number in numbers]
        references = _references(len(digits))
        indexes = [self.index(each) for each in digits]
        nonces = secrets.token_bytes(NONCE_BYTES * len(digits))
        encrypt = self._cipher.encrypt
        ciphertexts = []
        for place, (each, reference, index) in enumerate(zip(digits, references, indexes, strict=True)):
            nonce = nonces[place * NONCE_BYTES : (place + 1) * NONCE_BYTES]
            ciphertexts.append(nonce + encrypt(nonce, each.encode(), bound(reference, index)))
        return SealedNumbers(references, indexes, ciphertexts)

    def index(self, digits: str) -> bytes:
        """Return the blind index of a number: keyed, so that nobody without the key can try numbers out."""
        return hmac.digest(self._index_key, digits.encode(), "sha256")


def _references(count: int) -> list[UUID]:
    """Random references (UUID version 4), from one draw for all."""
    drawn = secrets.token_bytes(16 * count)
    return [uuid.UUID(bytes=drawn[at : at + 16], version=4) for at in range(0, len(drawn), 16)]


def bound(reference: UUID, index: bytes) -> bytes:
    """Return what a ciphertext is bound to: a row swapped for another, or an index changed, does not open."""
    return reference.bytes + index

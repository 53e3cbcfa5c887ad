"""Fingerprints of identification records: equal fingerprints, equal notified content.

A fingerprint is SHA-256 over the canonical form of the items that every level holds (DF-2 and DF-4 alike). It leaves
out the individual number, operator, terminal, time stamp and sequence numbers, and the items only DF-2 has.
Fingerprints are added modulo 2^256, so that a sum does not depend on the order; where a sum is needed, it is computed
from all of a municipality's records.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import msgspec

from daicho.protocol import canonical

if TYPE_CHECKING:
    from collections.abc import Iterable

    from daicho.law.identification import IdentificationRecord

FINGERPRINT_BYTES = 32
ZERO = bytes(FINGERPRINT_BYTES)
_DOMAIN = b"daicho fingerprint/1\n"
_MODULUS = 1 << (8 * FINGERPRINT_BYTES)

COMMON_ITEMS = (
    "resident_record_code",
    "name",
    "name_furigana",
    "birth_date",
    "sex",
    "municipality_code",
    "oaza_aza_code",
    "address",
    "status",
    "former_surname",
)
"""The common subset, by field of `IdentificationRecord`."""


def fingerprint(record: IdentificationRecord) -> bytes:
    """The 32-byte fingerprint of a record."""
    items = {name: getattr(record, name) for name in COMMON_ITEMS}
    former = record.former_surname
    items["former_surname"] = None if former is None else [former.written, former.furigana]
    return hashlib.sha256(_DOMAIN + canonical.encode_trusted(items)).digest()


def total(fingerprints: Iterable[bytes]) -> bytes:
    """The sum of fingerprints modulo 2^256; `ZERO` for none."""
    value = sum(int.from_bytes(each, "big") for each in fingerprints) % _MODULUS
    return value.to_bytes(FINGERPRINT_BYTES, "big")


def replaced(sum_before: bytes, *, old: bytes = ZERO, new: bytes = ZERO) -> bytes:
    """The sum after one fingerprint was replaced (added: no old one; removed: no new one)."""
    value = int.from_bytes(sum_before, "big") - int.from_bytes(old, "big") + int.from_bytes(new, "big")
    return (value % _MODULUS).to_bytes(FINGERPRINT_BYTES, "big")


class Total(msgspec.Struct, frozen=True):
    """A sum of fingerprints over so many records."""

    count: int = 0
    value: bytes = ZERO

    @classmethod
    def of(cls, records: Iterable[IdentificationRecord]) -> Total:
        """The total of records."""
        each = [fingerprint(record) for record in records]
        return cls(len(each), total(each))

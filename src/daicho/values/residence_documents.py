"""Numbers of residence cards and special permanent resident certificates (在留カード等の番号).

Two letters, eight digits, two letters. Numbers that begin and end with ZZ are the synthetic block of this project: made
up people have no others, and a host with real residents takes none of them (docs/decisions/0161).

Source: standard chapter 3, 1.1.2; Enforcement Ordinance of the Immigration Control Act, Article 19-6.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

__all__ = ["is_document_number", "is_synthetic_document", "normalised_document", "synthetic_document"]

_FORM: Final = re.compile(r"[A-Z]{2}[0-9]{8}[A-Z]{2}")
_SYNTHETIC: Final = re.compile(r"ZZ[0-9]{8}ZZ")

SERIALS: Final = range(100_000_000)
"""Serials of the synthetic block."""


def normalised_document(text: str) -> str:
    """The letters and digits of a number however it was typed: half width, capitals, no spaces or hyphens.

    >>> normalised_document("ａｂ 12345678-cd")
    'AB12345678CD'
    """
    return "".join(letter for letter in unicodedata.normalize("NFKC", text).upper() if letter.isalnum())


def is_document_number(text: str) -> bool:
    """Whether a text has the form of a number, as it is stored.

    >>> is_document_number("AB12345678CD"), is_document_number("AB1234567CD")
    (True, False)
    """
    return _FORM.fullmatch(text) is not None


def is_synthetic_document(text: str) -> bool:
    """Whether a number lies in the synthetic block."""
    return _SYNTHETIC.fullmatch(text) is not None


def synthetic_document(serial: int) -> str:
    """The number of the synthetic block with this serial.

    >>> synthetic_document(42)
    'ZZ00000042ZZ'

    Raises:
        ValueError: the serial does not lie in `SERIALS`.
    """
    if serial not in SERIALS:
        raise ValueError("no such serial in the synthetic block")
    return f"ZZ{serial:08d}ZZ"

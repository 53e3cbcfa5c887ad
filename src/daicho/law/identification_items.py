"""Format and code checks of the items of identification information (CTRL-039)."""

import unicodedata
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Final

from daicho.law import relationships
from daicho.law.identification_record import IdentificationRecord, gaiji
from daicho.values.names import unvoiced
from daicho.values.numbers import InvalidNumber, MunicipalityCode

MAXIMUM_TEXT: Final = 500
"""Longest text item: far above any name or address, far below what would burden a level."""

_TEXTS: Final = ("name", "name_furigana", "name_kana_unvoiced", "address", "address_before_move_in")
_NEVER_BLANK: Final = ("name", "address")


def item_problems(record: IdentificationRecord) -> tuple[str, ...]:
    """The items whose format or code is wrong, in the order of DF-2; empty when all are right."""
    return tuple(dict.fromkeys(_problems(record)))


def _problems(record: IdentificationRecord) -> Iterator[str]:
    for item in _TEXTS:
        text: str = getattr(record, item)
        if not sound_text(text) or (item in _NEVER_BLANK and not text.strip()):
            yield item
    for name, holds in _RULES.items():
        if not holds(record):
            yield name


def sound_text(text: str) -> bool:
    """Whether a text has no control character, lone surrogate or private format mark, and is not too long."""
    return len(text) <= MAXIMUM_TEXT and (
        # printable leaves out all three categories and the wide space, which names have; so it is the quick answer
        text.replace("\u3000", " ").isprintable()
        or all(unicodedata.category(c) not in {"Cc", "Cs", "Cf"} for c in text)
    )


@lru_cache(maxsize=2048)
def _is_municipality(code: str) -> bool:
    if len(code) != len("131032"):
        return False
    try:
        return MunicipalityCode.parse(code).stored() == code
    except InvalidNumber:
        return False


def _is_digits(text: str, lengths: frozenset[int]) -> bool:
    return not text or (len(text) in lengths and text.isascii() and text.isdigit())


_POSTAL: Final = frozenset({7})
_AZA: Final = frozenset(range(1, 12))

_RULES: Final[dict[str, Callable[[IdentificationRecord], bool]]] = {
    "gaiji_count_name": lambda record: record.gaiji_count_name == gaiji(record.name),
    "name_kana_unvoiced": lambda record: record.name_kana_unvoiced == unvoiced(record.name_furigana),
    "birth_date": lambda record: record.birth_date.bounds()[0] <= record.resident_since.bounds()[1],
    "municipality_code": lambda record: _is_municipality(record.municipality_code),
    "oaza_aza_code": lambda record: _is_digits(record.oaza_aza_code, _AZA),
    "postal_code": lambda record: _is_digits(record.postal_code, _POSTAL),
    "gaiji_count_address": lambda record: record.gaiji_count_address == gaiji(record.address),
    "municipality_code_before_move_in": lambda record: (
        not record.municipality_code_before_move_in or _is_municipality(record.municipality_code_before_move_in)
    ),
    "gaiji_count_address_before_move_in": lambda record: (
        record.gaiji_count_address_before_move_in == gaiji(record.address_before_move_in)
    ),
    "relationship": lambda record: not record.relationship or relationships.is_valid(record.relationship),
}

"""The check-digit rules of the numbers that a register uses, one function each.

Every function takes the digits without the check digit and returns the check digit. Callers give ASCII digits
of the right length; the functions do not test that again.
"""

from __future__ import annotations

from operator import mul

# Weights 2 to 7 from the right (M11W2-7), written from the left, by the number of digits.
_M11W2_7 = {length: tuple((2 + place % 6) for place in reversed(range(length))) for length in range(1, 18)}
_MUNICIPALITY = (6, 5, 4, 3, 2)
_CORPORATE = (2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1)

# The bytes of the digits are 48 too high each: what to take away, modulo 11, by the number of digits.
_EXCESS = {length: ord("0") * sum(weights) % 11 for length, weights in _M11W2_7.items()}
_EXCESS_MUNICIPALITY = ord("0") * sum(_MUNICIPALITY) % 11
_EXCESS_CORPORATE = ord("0") * sum(_CORPORATE) % 9

_ELEVEN_LESS_REMAINDER = (0, 0, 9, 8, 7, 6, 5, 4, 3, 2, 1)
"""Check digit by remainder: 11 - remainder, and 0 for the remainders 0 and 1."""


def _m11w2_7(body: str) -> int:
    """Modulus 11 with weights 2 to 7 from the right; the remainders 0 and 1 give 0."""
    length = len(body)
    return _ELEVEN_LESS_REMAINDER[(sum(map(mul, body.encode(), _M11W2_7[length])) - _EXCESS[length]) % 11]


def individual_number(body: str) -> int:
    """Check digit of an individual number (個人番号) from its first 11 digits.

    Source: Ordinance 85 of 2014 of the Ministry of Internal Affairs and Communications, Article 5: weights n + 1
    for the first six digits from the right and n - 5 for the others; a remainder of 0 or 1 gives 0.
    """
    return _m11w2_7(body)


def resident_record_code(body: str) -> int:
    """Check digit of a resident record code (住民票コード) from its first 10 digits.

    The rule stands in Notice 436 of 2002, whose text is not in the public sources this project could read. What
    is used here is the rule that public generators of test codes use: the one of the individual number, on ten
    digits. Uncertain: when the notice is at hand, this function is the only place to change
    (docs/decisions/0011).
    """
    return _m11w2_7(body)


def serial_number(body: str) -> int:
    """Check digit of an addressee number or a household number: modulus 11, weights 2 to 7 from the right.

    Source: standard chapter 3, 1.1.13: a remainder of 0 gives 0. A remainder of 1 would give 10, of which the
    standard does not speak: it gives 0 here (docs/decisions/0010).
    """
    return _m11w2_7(body)


def municipality_code(body: str) -> int:
    """Check digit of a municipality code from the five digits of JIS X 0402: last digit of 11 - (sum mod 11)."""
    total: int = sum(map(mul, body.encode(), _MUNICIPALITY))
    return (11 - (total - _EXCESS_MUNICIPALITY) % 11) % 10


def corporate_number(body: str) -> int:
    """Check digit of a corporate number (法人番号) from its last 12 digits; it stands at the front.

    Source: ordinance on the designation of corporate numbers (平成26年財務省令第70号), Article 2: weights 1 and 2
    in turn from the right; 9 - (sum mod 9).
    """
    total: int = sum(map(mul, body.encode(), _CORPORATE))
    return 9 - (total - _EXCESS_CORPORATE) % 9

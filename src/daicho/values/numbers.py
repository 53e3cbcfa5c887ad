"""The numbers of the register: who, which household, which town, which card, which paper.

Each class reads what a clerk types (`parse`: full-width digits, hyphens and spaces are accepted), knows its check
digit, is immutable, hashable and ordered, and says which rule failed when a text is not such a number.

Source: Basic Resident Register Act, Article 7; standard chapter 3, 1.1.13 and 5.5; JIS X 0402.
"""

from __future__ import annotations

import sys
from typing import ClassVar, Final, Self

from daicho.values import numbers_check
from daicho.values.errors import InvalidValue
from daicho.values.numbers_base import Number
from daicho.values.numbers_issue import IssueNumber
from daicho.values.numbers_text import InvalidNumber, clean

__all__ = [
    "AddresseeNumber",
    "CorporateNumber",
    "HouseholdNumber",
    "IndividualNumber",
    "InvalidNumber",
    "InvalidValue",
    "IssueNumber",
    "MunicipalityCode",
    "Number",
    "ResidenceCardNumber",
    "ResidentRecordCode",
]


_MASK: Final = "************"
_RECORDERS: Final = frozenset({"logging", "traceback"})
"""Modules that turn whatever they are given into text with `str()`, to be kept: they get the mask."""


class ResidentRecordCode(Number):
    """Resident record code (住民票コード): ten digits drawn at random and a check digit (Article 7, item 13).

    The check-digit rule is uncertain in public sources: see `numbers_check.resident_record_code`.
    """

    __slots__ = ()
    JAPANESE = "住民票コード"
    ENGLISH = "resident record code"
    LENGTHS = range(11, 12)
    SYNTHETIC_PREFIX: ClassVar[str] = "999"

    @classmethod
    def _rule(cls, body: str) -> int:
        return numbers_check.resident_record_code(body)

    @classmethod
    def synthetic(cls, serial: int) -> Self:
        """The synthetic code number `serial` (0 to 9,999,999); see docs/decisions/0012."""
        return cls.with_check_digit(_synthetic_body(cls.SYNTHETIC_PREFIX, serial, 10))

    @property
    def is_synthetic(self) -> bool:
        """Whether the code lies in the synthetic block, which a host with real residents refuses."""
        return self._digits.startswith(self.SYNTHETIC_PREFIX)


class IndividualNumber(Number):
    """Individual number (個人番号): eleven digits and a check digit.

    It never shows itself by accident: `repr`, f-strings and `format` give a mask, so do log records and tracebacks
    that were given the number itself, and no exception of ours carries a digit of it. `reveal()` gives the digits,
    and so does an explicit `str()`, which is its only other door (docs/decisions/0013).
    """

    __slots__ = ()
    JAPANESE = "個人番号"
    ENGLISH = "individual number"
    LENGTHS = range(12, 13)
    SYNTHETIC_PREFIX: ClassVar[str] = "9999"

    @classmethod
    def _rule(cls, body: str) -> int:
        return numbers_check.individual_number(body)

    @classmethod
    def synthetic(cls, serial: int) -> Self:
        """The synthetic number `serial` (0 to 9,999,999); see docs/decisions/0012."""
        return cls.with_check_digit(_synthetic_body(cls.SYNTHETIC_PREFIX, serial, 11))

    @property
    def is_synthetic(self) -> bool:
        """Whether the number lies in the synthetic block, which a host with real residents refuses."""
        return self._digits.startswith(self.SYNTHETIC_PREFIX)

    def reveal(self) -> str:
        """The twelve digits. Whoever calls this answers for where they go (Number Use Act, Article 12)."""
        return self._digits

    def __str__(self) -> str:
        # The frame above is missing when the interpreter itself prints an exception that it could not deliver.
        asks = sys._getframe(0).f_back  # noqa: SLF001 - the one way to know who asks
        return _MASK if asks is None or asks.f_globals.get("__name__") in _RECORDERS else self._digits

    def __repr__(self) -> str:
        return f"IndividualNumber({_MASK})"

    def __format__(self, format_spec: str) -> str:
        return format(_MASK, format_spec)


class _SerialNumber(Number):
    """A number that a municipality assigns in sequence with a check digit (standard chapter 3, 1.1.13).

    Numbers assigned before the standard keep whatever they are ("付番済み番号の再付番は不要"), so a stored number is
    taken as it is; only typed numbers are held against the check digit.
    """

    __slots__ = ()
    LENGTHS = range(2, 16)

    @classmethod
    def _rule(cls, body: str) -> int:
        return numbers_check.serial_number(body)

    @classmethod
    def from_serial(cls, serial: int, *, width: int = 10) -> Self:
        """Number for the place `serial` in the sequence, `width` digits in all with leading zeros."""
        if serial < 0 or len(str(serial)) > width - 1:
            raise InvalidNumber.serial(cls.JAPANESE, cls.ENGLISH)
        return cls.with_check_digit(str(serial).zfill(width - 1))

    @classmethod
    def from_stored(cls, text: str) -> Self:
        """Read the canonical text again. The check digit is not tested: older numbers have other rules or none."""
        cls._require_shape(text, cls.LENGTHS)
        return cls._of(text)

    @property
    def follows_the_check_rule(self) -> bool:
        """Whether the last digit is the check digit of the others; False for some numbers of older systems."""
        return self._rule(self.body) == self.check_digit


class AddresseeNumber(_SerialNumber):
    """Addressee number (宛名番号): a person within one municipality; kept when the person returns."""

    __slots__ = ()
    JAPANESE = "宛名番号"
    ENGLISH = "addressee number"


class HouseholdNumber(_SerialNumber):
    """Household number (世帯番号)."""

    __slots__ = ()
    JAPANESE = "世帯番号"
    ENGLISH = "household number"


class MunicipalityCode(Number):
    """Code of a municipality, ward or prefecture (全国地方公共団体コード): JIS X 0402 and a check digit."""

    __slots__ = ()
    JAPANESE = "市区町村コード"
    ENGLISH = "municipality code"
    LENGTHS = range(6, 7)

    @classmethod
    def _rule(cls, body: str) -> int:
        return numbers_check.municipality_code(body)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a code of six digits, or of five, which is completed."""
        digits = clean(text)
        cls._require_shape(digits, range(5, 7))
        if len(digits) == 5:  # noqa: PLR2004 - the body of the code
            digits = cls._completed(digits)
        cls._require(digits)
        return cls._of(digits)

    @classmethod
    def _require(cls, digits: str) -> None:
        cls._require_shape(digits, cls.LENGTHS)
        if not "01" <= digits[:2] <= "47":
            raise InvalidNumber.prefecture(cls.JAPANESE, cls.ENGLISH)
        cls._require_check_digit(digits)

    @classmethod
    def with_check_digit(cls, body: str | int) -> Self:
        """Complete a code from the five digits of JIS X 0402 (an int is padded with zeros)."""
        digits = str(body).zfill(5) if isinstance(body, int) else clean(body)
        cls._require_shape(digits, range(5, 6))
        return cls.parse(digits)

    @classmethod
    def of_prefecture(cls, prefecture: str | int) -> Self:
        """Code of a prefecture from its number 1 to 47: 13 gives 130001."""
        return cls.with_check_digit(f"{str(prefecture).zfill(2)}000")

    @property
    def prefecture(self) -> str:
        """Two-digit code of the prefecture: "13"."""
        return self._digits[:2]

    @property
    def prefecture_code(self) -> MunicipalityCode:
        """The prefecture's own code: 130001 for 131032."""
        return type(self).of_prefecture(self.prefecture)

    @property
    def is_prefecture(self) -> bool:
        """Whether the code is a prefecture's own."""
        return self._digits[2:5] == "000"


class CorporateNumber(Number):
    """Corporate number (法人番号): a check digit in front and twelve digits."""

    __slots__ = ()
    JAPANESE = "法人番号"
    ENGLISH = "corporate number"
    LENGTHS = range(13, 14)

    @classmethod
    def _rule(cls, body: str) -> int:
        return numbers_check.corporate_number(body)

    @classmethod
    def _completed(cls, body: str) -> str:
        return f"{cls._rule(body)}{body}"

    @classmethod
    def _require_check_digit(cls, digits: str) -> None:
        if cls._rule(digits[1:]) != int(digits[0]):
            raise InvalidNumber.check(cls.JAPANESE, cls.ENGLISH)

    @property
    def check_digit(self) -> int:
        """The check digit, which is the first digit."""
        return int(self._digits[0])

    @property
    def body(self) -> str:
        """The digits without the check digit."""
        return self._digits[1:]


class ResidenceCardNumber(Number):
    """Number of a residence card or special permanent resident certificate (在留カード等の番号).

    Two letters, eight digits, two letters. No check rule is public, so `check_digit` is None and
    `with_check_digit` only tests the shape. The number changes with every reissue.
    """

    __slots__ = ()
    JAPANESE = "在留カード等の番号"
    ENGLISH = "residence card number"
    LENGTHS = range(12, 13)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a card number; small letters become capitals."""
        number = clean(text).upper()
        cls._require(number)
        return cls._of(number)

    @classmethod
    def _require(cls, digits: str) -> None:
        if not digits:
            raise InvalidNumber.empty(cls.JAPANESE, cls.ENGLISH)
        if len(digits) not in cls.LENGTHS:
            raise InvalidNumber.length(cls.JAPANESE, cls.ENGLISH, cls.LENGTHS, len(digits))
        letters, figures = digits[:2] + digits[10:], digits[2:10]
        if not (digits.isascii() and letters.isalpha() and letters.isupper() and figures.isdigit()):
            raise InvalidNumber.card_shape(cls.JAPANESE, cls.ENGLISH)

    @classmethod
    def with_check_digit(cls, body: str | int) -> Self:
        """The number itself: there is no check digit to add."""
        return cls.parse(str(body))

    @property
    def check_digit(self) -> None:  # type: ignore[override]  # this number alone has none
        """None: no check rule is public."""
        return

    @property
    def body(self) -> str:
        """The whole number."""
        return self._digits


def _synthetic_body(prefix: str, serial: int, length: int) -> str:
    width = length - len(prefix)
    if not 0 <= serial < 10**width:
        raise InvalidNumber.serial("試験用番号", "synthetic number")
    return f"{prefix}{serial:0{width}d}"

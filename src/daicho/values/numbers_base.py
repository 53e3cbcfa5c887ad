"""What all numbers of the register have in common: reading, check digit, order, immutability."""

from __future__ import annotations

from typing import ClassVar, Final, Self

from daicho.values.numbers_text import InvalidNumber, clean


class Number:
    """A number held as its digits. Equal, ordered and hashed by class and digits; immutable.

    `Number("…")` is `parse`. `stored()` and `from_stored()` are the canonical text that files, messages and
    database columns hold.
    """

    __slots__ = ("_digits",)
    _digits: str

    JAPANESE: ClassVar[str] = "番号"
    ENGLISH: ClassVar[str] = "number"
    LENGTHS: ClassVar[range] = range(2, 3)

    def __new__(cls, text: str) -> Self:
        """Read a number as typed; see `parse`."""
        return cls.parse(text)

    @classmethod
    def _of(cls, digits: str) -> Self:
        number = object.__new__(cls)
        _set_digits(number, digits)
        return number

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a number as typed.

        Raises:
            InvalidNumber: The text breaks a rule of this kind of number; `code` says which.
        """
        digits = clean(text)
        cls._require(digits)
        return cls._of(digits)

    @classmethod
    def with_check_digit(cls, body: str | int) -> Self:
        """Complete a number from its digits without the check digit (an int is padded with zeros to the length).

        Raises:
            InvalidNumber: The body has a wrong length or holds something other than digits.
        """
        lengths = range(cls.LENGTHS.start - 1, cls.LENGTHS.stop - 1)
        digits = str(body).zfill(lengths.start) if isinstance(body, int) else clean(body)
        cls._require_shape(digits, lengths)
        return cls._of(cls._completed(digits))

    @classmethod
    def from_stored(cls, text: str) -> Self:
        """Read the canonical text again: the rules of typed text, but nothing is tidied."""
        cls._require(text)
        return cls._of(text)

    def stored(self) -> str:
        """Canonical text: the digits."""
        return self._digits

    @property
    def check_digit(self) -> int:
        """The check digit."""
        return int(self._digits[-1])

    @property
    def body(self) -> str:
        """The digits without the check digit."""
        return self._digits[:-1]

    @classmethod
    def _require(cls, digits: str) -> None:
        """Refuse what breaks a rule of this kind of number."""
        cls._require_shape(digits, cls.LENGTHS)
        cls._require_check_digit(digits)

    @classmethod
    def _rule(cls, body: str) -> int:
        raise NotImplementedError

    @classmethod
    def _completed(cls, body: str) -> str:
        return f"{body}{cls._rule(body)}"

    @classmethod
    def _require_shape(cls, digits: str, lengths: range) -> None:
        if len(digits) in lengths and digits.isascii() and digits.isdigit():
            return
        if not digits:
            raise InvalidNumber.empty(cls.JAPANESE, cls.ENGLISH)
        if not (digits.isascii() and digits.isdigit()):
            raise InvalidNumber.not_digits(cls.JAPANESE, cls.ENGLISH)
        raise InvalidNumber.length(cls.JAPANESE, cls.ENGLISH, lengths, len(digits))

    @classmethod
    def _require_check_digit(cls, digits: str) -> None:
        if cls._rule(digits[:-1]) != ord(digits[-1]) - 48:
            raise InvalidNumber.check(cls.JAPANESE, cls.ENGLISH)

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"{type(self).__name__} is immutable")

    def __str__(self) -> str:
        return self._digits

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self._digits!r})"

    def __eq__(self, other: object) -> bool:
        if type(other) is not type(self):
            return NotImplemented
        return self._digits == other._digits

    def __hash__(self) -> int:
        return hash(self._digits)

    def __lt__(self, other: Self) -> bool:
        if type(other) is not type(self):
            return NotImplemented
        return self._order() < other._order()

    def __le__(self, other: Self) -> bool:
        return NotImplemented if type(other) is not type(self) else self._order() <= other._order()

    def __gt__(self, other: Self) -> bool:
        return NotImplemented if type(other) is not type(self) else self._order() > other._order()

    def __ge__(self, other: Self) -> bool:
        return NotImplemented if type(other) is not type(self) else self._order() >= other._order()

    def _order(self) -> tuple[int, str]:
        """Longer numbers come later; numbers of one length are ordered by their digits."""
        return len(self._digits), self._digits

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return type(self).from_stored, (self._digits,)

    def __copy__(self) -> Self:
        return self

    def __deepcopy__(self, memo: object) -> Self:
        return self


_set_digits: Final = Number.__dict__["_digits"].__set__

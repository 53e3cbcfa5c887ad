"""Values to bytes and back: deterministic JSON for records, messages and digests.

Value classes that msgspec does not know (numbers, dates) are written as their canonical text: `stored()` writes,
`from_stored()` reads. Any class with these two methods takes part. Everything else is msgspec's own:
structs, lists, dicts, strings, numbers, enums, dates.

The same value always gives the same bytes (keys of dicts and members of sets are sorted), so bytes may be
signed, hashed and compared.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any, Protocol, TypeVar, overload, runtime_checkable

import msgspec

from daicho.values.dates import RegisterDate, stored_day

T = TypeVar("T")


@runtime_checkable
class Stored(Protocol):
    """A value that has a canonical text."""

    def stored(self) -> str:
        """The canonical text."""

    @classmethod
    def from_stored(cls, text: str) -> Any:
        """The value that has this canonical text; ValueError if there is none."""


def _write(value: Any) -> str:
    try:
        text: str = value.stored()
    except AttributeError:
        raise NotImplementedError(f"{type(value).__name__} has no stored form") from None
    return text


def _read(kind: Any, text: Any) -> Any:
    if type(text) is not str:
        raise ValueError(f"{kind.__name__} is stored as text")
    return stored_day(text) if kind is RegisterDate else kind.from_stored(text)


_encoder = msgspec.json.Encoder(enc_hook=_write, order="deterministic")


def encode(value: Any) -> bytes:
    """Deterministic JSON of a value.

    Raises:
        NotImplementedError: A part of the value is of a class that has no stored form.
    """
    try:
        return _encoder.encode(value)
    except TypeError:  # a dict whose keys are numbers or dates of ours: written as text first, then sorted
        return _encoder.encode(to_builtins(value))


@lru_cache(maxsize=512)
def _decoder(kind: Any) -> msgspec.json.Decoder[Any]:
    return msgspec.json.Decoder(kind, dec_hook=_read)


@overload
def decode(data: bytes | bytearray | memoryview | str, kind: type[T]) -> T: ...
@overload
def decode(data: bytes | bytearray | memoryview | str, kind: Any) -> Any: ...
def decode(data: bytes | bytearray | memoryview | str, kind: Any) -> Any:
    """The value of type `kind` that `data` holds.

    Raises:
        msgspec.ValidationError: The JSON is well formed but is no `kind`; the message names the place.
        msgspec.DecodeError: `data` is not JSON.
    """
    return _decoder(kind).decode(data)


def to_builtins(value: Any) -> Any:
    """The value as dicts, lists, strings, numbers, booleans and None, as JSON would hold it."""
    return msgspec.to_builtins(value, enc_hook=_write, str_keys=True)


@overload
def from_builtins(data: Any, kind: type[T]) -> T: ...
@overload
def from_builtins(data: Any, kind: Any) -> Any: ...
def from_builtins(data: Any, kind: Any) -> Any:
    """The value of type `kind` that `data` (dicts, lists, strings, …) holds.

    Raises:
        msgspec.ValidationError: `data` is no `kind`; the message names the place.
    """
    return _decoder(kind).decode(_encoder.encode(data))  # by way of JSON: `convert` leaves keys of dicts as text

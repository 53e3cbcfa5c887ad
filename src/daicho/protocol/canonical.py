"""The one way to write a message as bytes.

JSON after RFC 8785, narrowed: UTF-8, no white space, members in the order of their names, only strings, integers
(-(2^53)+1 … 2^53-1), true, false, null, arrays and objects with ASCII names. A member that has its default value
is left out where the type says so. Bytes that differ from the canonical form are refused: that also refuses members
the type does not know (CTRL-024), repeated members and anything else that two readers could read in two ways.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Any, TypeVar, cast

import msgspec

from daicho.protocol.errors import Code, ProtocolError
from daicho.values.dates import RegisterDate, stored_day

T = TypeVar("T")

MAX_PAYLOAD = 262_144
"""Bytes of one message or inquiry."""

MAX_FIELD = 8_192
"""Characters of one text."""

_SELECTORS = "\ufe00-\ufe0f\U000e0100-\U000e01ef"
_NEVER = (
    "\x00-\x1f\x7f-\x9f"  # control characters
    "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"  # direction marks: they show one text and mean another
    "\u2028\u2029\ufeff\ufffe\uffff\ufdd0-\ufdef"  # separators, byte order mark, no characters
    "\U0001fffe\U0001ffff\U0002fffe\U0002ffff\U0003fffe\U0003ffff\U000efffe\U000effff"
)
_SUSPECT = re.compile(f"[{_NEVER}{_SELECTORS}]")
"""One look for any of them; a plain set takes a third of the time of the expression below."""
_FORBIDDEN = re.compile(
    f"[{_NEVER}]|(?<![^\x00-\x7f{_SELECTORS}])[{_SELECTORS}]"  # a variation selector with no character to vary
)
_ESCAPED_PAIR = re.compile(rb'\\["\\]')


def encode(value: object) -> bytes:
    """Write a struct in canonical form.

    Raises:
        ProtocolError: BAD_TEXT when a text holds a lone surrogate or a character that is not allowed; TOO_LARGE.
    """
    try:
        data = _encoder().encode(value)
    except UnicodeEncodeError:
        raise ProtocolError(Code.BAD_TEXT) from None
    check_text(data)
    return data


def encode_trusted(value: object) -> bytes:
    """Write a struct whose texts were checked already (headers, statements)."""
    return _encoder().encode(value)


def decode(data: bytes, kind: type[T]) -> T:
    """Read canonical bytes strictly.

    Raises:
        ProtocolError: TOO_LARGE, BAD_TEXT, MALFORMED or NOT_CANONICAL.
    """
    check_text(data)
    value = decode_loose(data, kind)
    if _encoder().encode(value) != data:
        raise ProtocolError(Code.NOT_CANONICAL)
    return value


def decode_loose(data: bytes, kind: type[T]) -> T:
    """Read JSON into a type without comparing it with its canonical form.

    Raises:
        ProtocolError: BAD_TEXT or MALFORMED, naming the path but never the content.
    """
    try:
        return cast("T", _decoder(cast("Any", kind)).decode(data))
    except UnicodeDecodeError:
        raise ProtocolError(Code.BAD_TEXT) from None
    except (ValueError, RecursionError) as error:
        raise ProtocolError(Code.MALFORMED, _path_in(str(error))) from None


def check_text(data: bytes) -> None:
    """Refuse oversize data and characters that are not allowed.

    Raises:
        ProtocolError: TOO_LARGE or BAD_TEXT.
    """
    if len(data) > MAX_PAYLOAD:
        raise ProtocolError(Code.TOO_LARGE)
    try:
        text = data.decode()
    except UnicodeDecodeError:
        raise ProtocolError(Code.BAD_TEXT) from None
    if _forbidden(text, data) or (b"\\" in data and b"\\" in _ESCAPED_PAIR.sub(b"", data)):
        raise ProtocolError(Code.BAD_TEXT)
    if len(text) > MAX_FIELD:
        _check_lengths(data)


def _forbidden(text: str, data: bytes) -> bool:
    """Whether a text holds a character that is not allowed; from the quickest look to the slowest.

    Nothing forbidden is printable but a variation selector; the wide space, which names have, is not printable either.
    """
    selectors = b"\xef\xb8" in data or b"\xf3\xa0" in data  # how U+FE00 and U+E0100 begin in UTF-8
    if not selectors and text.replace("\u3000", " ").isprintable():
        return False
    return _SUSPECT.search(text) is not None and _FORBIDDEN.search(text) is not None


def _check_lengths(data: bytes) -> None:
    pending: list[Any] = [decode_loose(data, Any)]
    while pending:
        value = pending.pop()
        if isinstance(value, str) and len(value) > MAX_FIELD:
            raise ProtocolError(Code.TOO_LARGE)
        if isinstance(value, dict):
            pending.extend(value)
            pending.extend(value.values())
        elif isinstance(value, list):
            pending.extend(value)


def _path_in(message: str) -> str:
    """Keep the path of a decoder's message, which is structure, and drop the rest, which may quote content."""
    _, found, path = message.rpartition("`$")
    return "$" + path.rstrip("`") if found else ""


def _write(value: Any) -> str:
    """Numbers and register dates travel as their stored text (`values.codec`)."""
    text: str = value.stored()
    return text


def _read(kind: Any, text: Any) -> Any:
    return stored_day(text) if kind is RegisterDate and type(text) is str else kind.from_stored(text)


@cache
def _encoder() -> msgspec.json.Encoder:
    return msgspec.json.Encoder(enc_hook=_write, order="sorted")


@cache
def _decoder(kind: Any) -> msgspec.json.Decoder[Any]:
    return msgspec.json.Decoder(kind, dec_hook=_read, strict=True)

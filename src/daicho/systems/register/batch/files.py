"""Batch files: CSV with a line of column names, or JSON Lines with one object a line; UTF-8.

A file that is no such file is refused whole, before anything is entered. A line that cannot be read, the half line at
the end of a broken-off transfer among them, is a record that is refused; at a desk, where somebody has the file in
hand, it refuses the file (`require_whole`).
"""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Final

import msgspec

from daicho.systems.register.batch.refusals import BatchFileRefused

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

LARGEST: Final = 256 * 1024 * 1024
"""Bytes of a file at most."""

LARGEST_AT_DESK: Final = 10 * 1024 * 1024
"""Bytes of a file that is handed in at a desk at most."""

NAMED: Final = 10
"""Lines that a refusal names at most."""


class Line(msgspec.Struct, frozen=True):
    """One record as it stands in the file; `values` is None when the line cannot be read."""

    number: int
    values: dict[str, str] | None


def read(path: Path, columns: Sequence[str], *, optional: Sequence[str] = ()) -> list[Line]:
    """The records of a file, in the order of its lines; empty lines are passed over.

    Raises:
        BatchFileRefused: not UTF-8, other columns, no record, or too large.
    """
    return parsed(content_of(path), columns, optional=optional)


def parsed(content: bytes, columns: Sequence[str], *, optional: Sequence[str] = ()) -> list[Line]:
    """The records of the bytes of a file; see `read`.

    Raises:
        BatchFileRefused: not UTF-8, other columns, no record.
    """
    text = _text(content)
    if not text.strip():
        raise BatchFileRefused("B-FILE-03")  # nothing at all has no columns that could differ
    known = {*columns, *optional}
    first = text.lstrip("\n\r \t")[:1]
    found = list(_json_lines(text, known) if first == "{" else _csv_lines(text, columns, known))
    if found and first != "{" and not text.endswith(("\n", "\r")):
        found[-1] = Line(found[-1].number, None)  # nothing in CSV says whether its last value is whole
    if not found:
        raise BatchFileRefused("B-FILE-03")
    return found


def require_whole(lines: Sequence[Line], key: Callable[[Mapping[str, str]], str]) -> None:
    """Refuse a file with a line that cannot be read, or with two records of one key.

    Raises:
        BatchFileRefused: B-FILE-08, B-FILE-09.
    """
    unread = [line.number for line in lines if line.values is None]
    if unread:
        raise BatchFileRefused("B-FILE-08", lines=_named(unread))
    seen: set[str] = set()
    doubled = []
    for line in lines:
        name = key(line.values or {})
        if name and name in seen:
            doubled.append(line.number)
        seen.add(name)
    if doubled:
        raise BatchFileRefused("B-FILE-09", lines=_named(doubled))


def _named(numbers: Sequence[int]) -> str:
    return ", ".join(map(str, numbers[:NAMED])) + (" …" if len(numbers) > NAMED else "")


def content_of(path: Path) -> bytes:
    """The bytes of a file.

    Raises:
        BatchFileRefused: B-FILE-04.
    """
    if path.stat().st_size > LARGEST:
        raise BatchFileRefused("B-FILE-04", most=LARGEST // 1024 // 1024)
    return path.read_bytes()


def _text(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as wrong:
        raise BatchFileRefused("B-FILE-01", line=content[: wrong.start].count(b"\n") + 1) from None


def _json_lines(text: str, known: set[str]) -> Iterator[Line]:
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            try:
                values = msgspec.json.decode(line, type=dict[str, str])
            except (msgspec.DecodeError, UnicodeEncodeError):
                values = None
            yield Line(number, values if values is None or values.keys() <= known else None)


def _csv_lines(text: str, columns: Sequence[str], known: set[str]) -> Iterator[Line]:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    names = [name.strip() for name in _first(reader)]
    if not set(columns) <= set(names) <= known or len(set(names)) != len(names):
        raise BatchFileRefused("B-FILE-02", columns=", ".join(columns))
    while True:
        number = reader.line_num + 1
        try:
            cells = next(reader, None)
        except csv.Error:
            yield Line(number, None)
            continue
        if cells is None:
            return
        if cells:
            yield Line(number, dict(zip(names, cells, strict=True)) if len(cells) == len(names) else None)


def _first(reader: Iterator[list[str]]) -> list[str]:
    """The names of the columns; none where the first line is no CSV."""
    try:
        return next(reader, [])
    except csv.Error:
        return []

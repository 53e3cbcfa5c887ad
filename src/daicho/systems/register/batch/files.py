"""Batch files: CSV with a line of column names, or JSON Lines with one object a line; UTF-8.

A file that is no such file is refused whole, before anything is entered. A line that cannot be read, the half line at
the end of a broken-off transfer among them, is a record that is refused.
"""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Final

import msgspec

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

LARGEST: Final = 256 * 1024 * 1024
"""Bytes of a file at most."""


class BatchFileRefused(Exception):  # noqa: N818 - the house's word
    """A file is no batch file; nothing was entered.

    Attributes:
        code: B-FILE-01 (not UTF-8), B-FILE-02 (columns), B-FILE-03 (no record), B-FILE-04 (too large),
            B-FILE-06 (no dry run before), B-FILE-07 (being entered).
        japanese: what was found and what to do.
        english: the same.
    """

    def __init__(self, code: str, japanese: str, english: str) -> None:
        self.code, self.japanese, self.english = code, japanese, english
        super().__init__(f"{japanese} ({code}) / {english}")


class Line(msgspec.Struct, frozen=True):
    """One record as it stands in the file; `values` is None when the line cannot be read."""

    number: int
    values: dict[str, str] | None


def read(path: Path, columns: Sequence[str], *, optional: Sequence[str] = ()) -> list[Line]:
    """The records of a file, in the order of its lines; empty lines are passed over.

    Raises:
        BatchFileRefused: not UTF-8, other columns, no record, or too large.
    """
    text = _text(path)
    known = {*columns, *optional}
    first = text.lstrip("\n\r \t")[:1]
    found = list(_json_lines(text, known) if first == "{" else _csv_lines(text, columns, known))
    if found and first != "{" and not text.endswith(("\n", "\r")):
        found[-1] = Line(found[-1].number, None)  # nothing in CSV says whether its last value is whole
    if not found:
        raise BatchFileRefused("B-FILE-03", "ファイルに行がありません。", "The file has no record.")
    return found


def content_of(path: Path) -> bytes:
    """The bytes of a file.

    Raises:
        BatchFileRefused: B-FILE-04.
    """
    if path.stat().st_size > LARGEST:
        raise BatchFileRefused("B-FILE-04", "ファイルが大きすぎます。分けてください。", "Too large; split the file.")
    return path.read_bytes()


def _text(path: Path) -> str:
    content = content_of(path)
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as wrong:
        line = content[: wrong.start].count(b"\n") + 1
        raise BatchFileRefused(
            "B-FILE-01",
            f"{line}行目が UTF-8 ではありません。文字コードを UTF-8 にして保存し直してください。",
            f"Line {line} is not UTF-8. Save the file as UTF-8.",
        ) from None


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
    names = [name.strip() for name in next(reader, [])]
    if not set(columns) <= set(names) <= known or len(set(names)) != len(names):
        raise BatchFileRefused(
            "B-FILE-02",
            f"1行目の項目名が違います。必要な項目: {', '.join(columns)}",
            f"The column names in line 1 differ. Needed: {', '.join(columns)}",
        )
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

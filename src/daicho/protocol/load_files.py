"""The files of an initial load (初期登録): residents for a register, identification information for the other levels.

One JSON object a line, UTF-8, line feeds: a header, one line for each household (`residents`) or person
(`identification`), and a trailer with the digest of all bytes before it. A household is taken whole or not at all: one
bad member rejects it, and every fault is named with line, field and reason, in Japanese and English, never with the
content. The caller opens the file; nothing here reads or writes. The format is described in
`docs/world.md`.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Final, Generic, TypeVar

import msgspec

from daicho.protocol.load_files_checks import LineChecks, people_of
from daicho.protocol.load_files_lines import (
    FORMAT,
    MAX_LINE,
    FileHeader,
    FileKind,
    FileTrailer,
    LoadedHousehold,
    LoadedIdentification,
    LoadedPerson,
    Reject,
)
from daicho.values import codec

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from daicho.values.numbers import MunicipalityCode

__all__ = [
    "FORMAT",
    "MAX_LINE",
    "FileHeader",
    "FileKind",
    "FileReader",
    "FileRefused",
    "FileTrailer",
    "FileWriter",
    "LoadedHousehold",
    "LoadedIdentification",
    "LoadedPerson",
    "Reject",
]


class FileRefused(ValueError):  # noqa: N818 - a state of the file
    """The file as a whole is not one that may be loaded; nothing of it is.

    Attributes:
        code: Stable code.
        japanese: Reason and what to do.
        english: The same in English.
    """

    def __init__(self, code: str) -> None:
        self.code = code
        self.japanese, self.english = _REFUSALS[code]
        super().__init__(f"{self.japanese} ({code}) / {self.english}")


_REFUSALS: Final[dict[str, tuple[str, str]]] = {
    "LF-EMPTY": ("ファイルが空です", "the file is empty"),
    "LF-HEADER": (
        "1行目がヘッダではありません。ファイルの種類を確かめてください",
        "the first line is no header; check what file this is",
    ),
    "LF-KIND": ("別の種類のファイルです", "the file is of another kind"),
    "LF-FORMAT": (
        "このプログラムが読めない版の形式です",
        "the file is in a version of the format that this program does not read",
    ),
    "LF-MUNICIPALITY": ("別の市区町村のファイルです", "the file is another municipality's"),
    "LF-SYNTHETIC": (
        "合成データは実在の住民を扱う団体に登録できず、その逆もできません",
        "synthetic people are not loaded where real residents are, nor the other way round",
    ),
    "LF-TRAILER": (
        "最終行がトレーラではありません。ファイルが途中で切れています",
        "the last line is no trailer: the file is cut short",
    ),
    "LF-DIGEST": ("内容が要約値と一致しません。改変または破損しています", "the content does not match its digest"),
    "LF-COUNT": (
        "行数または人数がヘッダ・トレーラと一致しません",
        "the number of lines or people is not the one that header and trailer give",
    ),
}

_Line = TypeVar("_Line", bound=LoadedHousehold | LoadedIdentification)


class FileWriter:
    """Lines of a file, one after the other, with the digest that the trailer carries. The caller writes the bytes."""

    def __init__(self, header: FileHeader) -> None:
        self._digest = hashlib.sha256()
        self._lines = 0
        self.first = self._line(header)

    def line(self, content: LoadedHousehold | LoadedIdentification) -> bytes:
        """The bytes of the next line."""
        self._lines += 1
        return self._line(content)

    def last(self) -> bytes:
        """The bytes of the trailer."""
        return codec.encode(FileTrailer(self._lines, self._digest.hexdigest())) + b"\n"

    def _line(self, content: msgspec.Struct) -> bytes:
        data = codec.encode(content) + b"\n"
        self._digest.update(data)
        return data


class FileReader(Generic[_Line]):
    """Reads a file line by line: what it yields is a household (or person), or the reasons why a line is none.

    The digest and the counts are known at the end only: take nothing for good before the iteration has ended
    without `FileRefused`.

    Raises:
        FileRefused: From the constructor for the header, from the iteration for trailer, digest and counts.
    """

    def __init__(
        self,
        lines: Iterable[bytes],
        kind: type[_Line],
        *,
        municipality_code: MunicipalityCode | None = None,
        synthetic: bool | None = None,
    ) -> None:
        self._lines = iter(lines)
        self._kind = kind
        self._digest = hashlib.sha256()
        self.header = self._read_header()
        self._check_header(municipality_code, synthetic)
        self._checks = LineChecks(self.header)

    def _read_header(self) -> FileHeader:
        first = next(self._lines, b"")
        if not first:
            raise FileRefused("LF-EMPTY")
        self._digest.update(first)
        try:
            return codec.decode(first, FileHeader)
        except (msgspec.DecodeError, UnicodeDecodeError):
            raise FileRefused("LF-HEADER") from None

    def _check_header(self, municipality_code: MunicipalityCode | None, synthetic: bool | None) -> None:
        wanted = FileKind.RESIDENTS if self._kind is LoadedHousehold else FileKind.IDENTIFICATION
        if self.header.kind is not wanted:
            raise FileRefused("LF-KIND")
        if self.header.format != FORMAT:
            raise FileRefused("LF-FORMAT")
        if municipality_code not in {None, self.header.municipality_code}:
            raise FileRefused("LF-MUNICIPALITY")
        if synthetic not in {None, self.header.synthetic}:
            raise FileRefused("LF-SYNTHETIC")

    def __iter__(self) -> Iterator[_Line | Reject]:
        """Households (or persons) and rejects, in the order of the file."""
        held = next(self._lines, b"")
        lines = people = 0
        countable = True
        for following in self._lines:
            lines += 1
            self._digest.update(held)
            content, faults = self._checks.read(held, self._kind, lines + 1)
            if content is not None:
                people += people_of(content)
            countable = countable and content is not None
            if content is not None and not faults:
                yield content
            yield from faults
            held = following
        self._close(held, lines, people if countable else self.header.people)

    def _close(self, last: bytes, lines: int, people: int) -> None:
        try:
            trailer = codec.decode(last, FileTrailer)
        except (msgspec.DecodeError, UnicodeDecodeError):
            raise FileRefused("LF-TRAILER") from None
        if trailer.sha256 != self._digest.hexdigest():
            raise FileRefused("LF-DIGEST")
        if (lines, people) != (trailer.lines, self.header.people):
            raise FileRefused("LF-COUNT")

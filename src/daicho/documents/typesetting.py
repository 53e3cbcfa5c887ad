"""From a certificate or a slip to PDF/A bytes, by Typst with IPAmj Mincho.

With a PDF/A standard, Typst refuses a character the font lacks; variation sequences the font lacks would fall
back in silence, so they are refused before (`daicho.values.characters`).
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import msgspec
import typst

from daicho.documents import binding
from daicho.documents.certificates import PERSONS_PER_PAGE, Certificate, DocumentError
from daicho.values import characters

if TYPE_CHECKING:
    from collections.abc import Iterator

    from daicho.documents.certificates import Cell
    from daicho.documents.slips import Paper, Slip

TEMPLATES = Path(__file__).parent / "templates"
STANDARD = "a-2b"
PREVIEW_PPI = 96.0  # a page becomes 794 x 1123 points of the screen


class Typesetter:
    """Holds a compiler with the font loaded; each call gets its data by argument and returns bytes."""

    def __init__(self, font: Path) -> None:
        """Load the font file (about 46 MB, once)."""
        self._compiler = typst.Compiler(
            str(TEMPLATES / "paper.typ"),
            root=str(TEMPLATES),
            font_paths=[str(font.parent)],
            ignore_system_fonts=True,
        )

    def typeset(self, certificate: Paper, key: bytes) -> bytes:
        """Return the certificate as PDF/A-2b, its binding set into it.

        Raises:
            DocumentError: `P-CHARACTER-01` when a character cannot be drawn exactly.
        """
        if certificate.preview:
            raise ValueError("a preview is never set as a document")
        pages: bytes = self._compile(certificate, key, format="pdf", pdf_standards=STANDARD)
        return pages

    def preview(self, certificate: Paper) -> tuple[bytes, ...]:
        """Return the pages as PNG images, marked as a preview; nothing is bound or signed.

        Raises:
            DocumentError: as `typeset`.
        """
        if not certificate.preview:
            raise ValueError("only a preview is shown as an image")
        pages = self._compile(certificate, b"", format="png", ppi=PREVIEW_PPI)
        return (pages,) if isinstance(pages, bytes) else tuple(pages)

    def _compile(self, certificate: Paper, key: bytes, **how: Any) -> Any:
        _refuse_undrawable(certificate)
        expected = binding.of(certificate, key)
        inputs = {
            "paper": msgspec.json.encode(_page(certificate)).decode(),
            "keywords": msgspec.json.encode(binding.written(expected)).decode(),
        }
        try:
            return self._compiler.compile(sys_inputs=inputs, **how)
        except typst.TypstError as error:
            raise DocumentError(
                "P-TYPESET-01",
                "帳票を組版できません(フォントにない文字がある可能性があります)。文字を確認してください。",
                "The certificate could not be typeset; a character may be missing from the font.",
            ) from error


def _page(certificate: Paper) -> dict[str, Any]:
    page: dict[str, Any] = msgspec.to_builtins(certificate)
    return page | {"title": certificate.form.japanese, "per_page": per_page(certificate)}


LONG_BLOCK: Final = 5
"""Rows of a person's block with which the usual number of persons fills a sheet; foreign residents have more."""


def per_page(paper: Paper) -> int:
    """How many persons stand on a sheet: one less where somebody's block is longer."""
    usual = PERSONS_PER_PAGE.get(paper.form, 1)
    if usual == 1 or not isinstance(paper, Certificate):
        return usual
    return usual - any(len(person.rows) > LONG_BLOCK for person in paper.persons)


def texts(certificate: Paper) -> Iterator[str]:
    """Yield every text of the paper that comes from a record or from the issuer."""
    if isinstance(certificate, Certificate):
        for row in (*certificate.head, *(row for person in certificate.persons for row in person.rows)):
            yield from _cells(row)
    else:
        yield from _letter(certificate)
    yield from certificate.notes
    yield from certificate.marks
    yield from (certificate.issuer.title, certificate.issuer.name, certificate.issuer.seal_text)


def _letter(slip: Slip) -> Iterator[str]:
    if slip.addressee is not None:
        yield from (slip.addressee.address, slip.addressee.name)
    yield from (*slip.body, *slip.closing)
    for table in slip.tables:
        for row in table.rows:
            yield from _cells(row)


def _cells(row: tuple[Cell, ...]) -> Iterator[str]:
    for cell in row:
        yield from (cell.label, cell.above, cell.text)


def _refuse_undrawable(certificate: Paper) -> None:
    if any(not characters.drawable(text) for text in texts(certificate)):
        raise DocumentError(
            "P-CHARACTER-01",
            "印刷用フォントで正しく描けない文字(異体字)があります。文字同定を行ってから発行してください(標準 5.8)。",
            "A character of this certificate cannot be drawn exactly. Identify the character first (standard 5.8).",
        )

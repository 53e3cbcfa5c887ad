"""From a certificate to PDF/A bytes, by Typst with IPAmj Mincho.

With a PDF/A standard, Typst refuses a character the font lacks; variation sequences the font lacks would fall
back in silence, so they are refused before (`daicho.values.characters`).
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
import typst

from daicho.documents import binding
from daicho.documents.certificates import PERSONS_PER_PAGE, DocumentError
from daicho.values import characters

if TYPE_CHECKING:
    from collections.abc import Iterator

    from daicho.documents.certificates import Cell, Certificate

TEMPLATES = Path(__file__).parent / "templates"
STANDARD = "a-2b"
PREVIEW_PPI = 96.0  # a page becomes 794 x 1123 points of the screen


class Typesetter:
    """Holds a compiler with the font loaded; each call gets its data by argument and returns bytes."""

    def __init__(self, font: Path) -> None:
        """Load the font file (about 46 MB, once)."""
        self._compiler = typst.Compiler(
            str(TEMPLATES / "certificate.typ"),
            root=str(TEMPLATES),
            font_paths=[str(font.parent)],
            ignore_system_fonts=True,
        )

    def typeset(self, certificate: Certificate, key: bytes) -> bytes:
        """Return the certificate as PDF/A-2b, its binding set into it.

        Raises:
            DocumentError: `P-CHARACTER-01` when a character cannot be drawn exactly.
        """
        if certificate.preview:
            raise ValueError("a preview is never set as a document")
        pages: bytes = self._compile(certificate, key, format="pdf", pdf_standards=STANDARD)
        return pages

    def preview(self, certificate: Certificate) -> tuple[bytes, ...]:
        """Return the pages as PNG images, marked as a preview; nothing is bound or signed.

        Raises:
            DocumentError: as `typeset`.
        """
        if not certificate.preview:
            raise ValueError("only a preview is shown as an image")
        pages = self._compile(certificate, b"", format="png", ppi=PREVIEW_PPI)
        return (pages,) if isinstance(pages, bytes) else tuple(pages)

    def _compile(self, certificate: Certificate, key: bytes, **how: Any) -> Any:
        _refuse_undrawable(certificate)
        expected = binding.of(certificate, key)
        inputs = {
            "certificate": msgspec.json.encode(_page(certificate)).decode(),
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


def _page(certificate: Certificate) -> dict[str, Any]:
    page: dict[str, Any] = msgspec.to_builtins(certificate)
    return page | {"title": certificate.form.japanese, "per_page": PERSONS_PER_PAGE[certificate.form]}


def texts(certificate: Certificate) -> Iterator[str]:
    """Yield every text of the certificate that comes from a record or from the issuer."""
    for row in certificate.head:
        yield from _cells(row)
    for person in certificate.persons:
        for row in person.rows:
            yield from _cells(row)
    yield from certificate.notes
    yield from certificate.marks
    yield from (certificate.issuer.title, certificate.issuer.name, certificate.issuer.seal_text)


def _cells(row: tuple[Cell, ...]) -> Iterator[str]:
    for cell in row:
        yield from (cell.label, cell.above, cell.text)


def _refuse_undrawable(certificate: Certificate) -> None:
    if any(not characters.drawable(text) for text in texts(certificate)):
        raise DocumentError(
            "P-CHARACTER-01",
            "印刷用フォントで正しく描けない文字(異体字)があります。文字同定を行ってから発行してください(標準 5.8)。",
            "A character of this certificate cannot be drawn exactly. Identify the character first (standard 5.8).",
        )

"""Every character of the tables is drawn by the font of the certificates, and comes back out of the PDF (standard 5.8)."""

from __future__ import annotations

import json
import subprocess

import pytest
import typst

from daicho.host.font import find_font
from daicho.values.characters import ProblemCode, clusters, drawable, undrawable
from daicho.values.characters.tables import tables

PAGE = b"""#set page(width: 600pt, height: 800pt, margin: 10pt)
#set text(font: "IPAmjMincho", size: 8pt, fallback: false)
#for line in json(bytes(sys.inputs.lines)) { line; linebreak() }"""


def drawn_and_read_back(texts, path):
    """Print characters to a PDF (PDF/A: a code point that the font lacks is an error) and extract them again."""
    lines = ["".join(texts[start : start + 60]) for start in range(0, len(texts), 60)]
    pdf = typst.compile(
        PAGE,
        font_paths=[find_font().parent],
        ignore_system_fonts=True,
        sys_inputs={"lines": json.dumps(lines)},
        pdf_standards=["a-2b"],
    )
    path.write_bytes(pdf)
    done = subprocess.run(["pdftotext", "-raw", "-enc", "UTF-8", path, "-"], capture_output=True, check=True)
    return clusters(done.stdout.decode().replace("\n", "").replace("\f", ""))


@pytest.mark.parametrize("table", ["plain", "sequences"])
def test_every_character_of_the_table_is_drawn_and_read_back_unchanged(table, tmp_path):
    """52,894 code points and 11,473 sequences, each the same sequence after extraction."""
    texts = [text for text in getattr(tables(), table) if text not in tables().undrawn]
    assert drawn_and_read_back(texts, tmp_path / "all.pdf") == texts


def test_spellings_of_one_shape_stay_apart_in_one_document(tmp_path):
    """Two spellings share a glyph; the PDF still gives each back as it was."""
    texts = [text for row in tables().spellings.values() if len(row) > 1 for text in row]
    assert drawn_and_read_back(texts, tmp_path / "pairs.pdf") == texts


def test_letters_and_signs_of_the_font_are_drawn(tmp_path):
    """Kana, Latin letters, digits, signs."""
    texts = sorted(text for text in tables().others if text.isprintable() and not text.isspace())
    letters = [text for text in texts if len(clusters("あ" + text)) == 2]
    assert drawn_and_read_back(letters, tmp_path / "signs.pdf") == letters


def test_a_sequence_that_the_font_lacks_is_refused_before_printing():
    """葛 U+E0100 is of another collection: the font would draw the plain 葛 without a word."""
    problems = undrawable("葛\U000e0100飾")
    assert [(problem.position, problem.code) for problem in problems] == [(0, ProblemCode.UNDRAWABLE)]
    assert not drawable("滨")
    assert not drawable("\u9fee")
    assert not drawable("\ue000")
    assert drawable("渡邉　花子 ABC")

"""The page that introduces the library says what the code does."""

from __future__ import annotations

import doctest
from pathlib import Path

DOCS = Path(__file__).parents[2] / "docs"


def test_every_example_of_the_introduction_gives_what_it_says():
    """Doctests of docs/values.md, one section a module, with links to the page of each."""
    page = DOCS / "values.md"
    result = doctest.testfile(str(page), module_relative=False)
    assert result.attempted > 30
    assert result.failed == 0
    text = page.read_text(encoding="utf-8")
    assert all(f"(values/{each.name})" in text for each in (DOCS / "values").glob("*.md"))

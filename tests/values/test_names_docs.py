"""The pages about names and characters say what the code does."""

from __future__ import annotations

import doctest
from pathlib import Path

import pytest

DOCS = Path(__file__).parents[2] / "docs" / "values"


@pytest.mark.parametrize("page", ["names.md", "characters.md"])
def test_every_example_on_the_page_runs_as_printed(page):
    """Doctests of docs/values."""
    result = doctest.testfile(str(DOCS / page), module_relative=False)
    assert result.attempted > 15
    assert result.failed == 0


@pytest.mark.parametrize(
    "module",
    ["names.folding", "names.search", "characters.clusters", "characters.conversion", "characters.description",
     "characters.identification", "characters.identity", "characters.picker", "characters.repertoires",
     "characters.validation", "characters.variants"],
)  # fmt: skip
def test_every_example_in_a_docstring_runs_as_printed(module):
    """Doctests of the modules."""
    imported = __import__(f"daicho.values.{module}", fromlist=["*"])
    result = doctest.testmod(imported)
    assert result.attempted > 0
    assert result.failed == 0

"""The examples of the handbook run as they are printed."""

from __future__ import annotations

import doctest
from pathlib import Path

import pytest

DOCS = Path(__file__).parents[2] / "docs" / "values"


@pytest.mark.parametrize("page", ["numbers.md", "dates.md"])
def test_every_example_of_the_page_gives_what_the_page_says(page):
    """Doctests of docs/values."""
    result = doctest.testfile(str(DOCS / page), module_relative=False)
    assert result.attempted > 5
    assert result.failed == 0

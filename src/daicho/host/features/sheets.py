"""The table of a step as a sheet: rows by label, upright or lying, and which labels have been read."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING

from daicho.host.features import typing_in
from daicho.host.features.reading import plain
from daicho.host.features.scene import Unmet

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from daicho.host.features.reading import Rows
    from daicho.host.features.scene import Scene
    from daicho.values.dates import RegisterDate


class Sheet:
    """What a step says of an act: who in the sentence, and the cells of its table."""

    def __init__(self, scene: Scene, persons: Sequence[str], table: Rows) -> None:
        self.scene = scene
        self.persons = list(persons)
        self.rows = rows_of(table)
        self.used: set[str] = set()

    @property
    def first(self) -> Mapping[str, str]:
        """The cells of the act itself: those of the first row."""
        return self.rows[0] if self.rows else {}

    def cell(self, *labels: str) -> str | None:
        """The cell under one of some labels; None when the table has none of them, or an empty cell.

        Raises:
            Unmet: a further row says something else; an act has one such cell.
        """
        self.used |= {plain(label) for label in labels}
        for label in map(plain, labels):
            text = self.first.get(label)
            if text:
                if others := {row[label] for row in self.rows[1:] if row.get(label)} - {text}:
                    raise Unmet(f"「{label}」は異動に1つです。1行目の「{text}」のほかに{'、'.join(others)}とあります。")
                return text
        return None

    def day(self, *labels: str, default: RegisterDate | None = None) -> RegisterDate | None:
        """A date; the default where there is no such cell, None where it is blank."""
        text = self.cell(*labels)
        if text is None:
            return default
        return None if typing_in.is_blank(text) else typing_in.date_of(text, self.scene.today)

    def require_used(self) -> None:
        """Fail for a label that nothing has read: it is misspelt, or the procedure has no such item.

        Raises:
            Unmet: with the labels.
        """
        left = [label for label in self.first if label not in self.used]
        if left:
            near = [each for label in left for each in difflib.get_close_matches(label, self.used, n=2, cutoff=0.3)]
            raise Unmet(
                f"この異動では使わない見出しです: {'、'.join(left)}。近い見出し: {'、'.join(near) or 'なし'}。"
                f"使える見出し: {'、'.join(sorted(self.used)) or 'なし'}(docs/steps.md の「異動の表」)"
            )


def rows_of(table: Rows) -> list[dict[str, str]]:
    """The rows of a table by labels. A table headed 項目 | 内容 stands upright and gives one row."""
    if not table:
        return []
    head = [plain(cell) for cell in table[0]]
    if head[:2] == ["項目", "内容"]:
        return [{plain(row[0]): row[1] for row in table[1:]}]
    return [dict(zip(head, row, strict=True)) for row in table[1:]]


class Cells:
    """The cells of one row; shared ones are taken from the first row where this one says nothing."""

    def __init__(self, row: Mapping[str, str], first: Mapping[str, str]) -> None:
        self.row, self.head = row, first

    def __call__(self, label: str, default: str) -> str:
        """The cell of this row, or a default where it is empty or the table has no such label."""
        return self.row.get(plain(label)) or default

    def shared(self, label: str, default: str) -> str:
        """The cell of this row, of the first row where this one is empty, or a default."""
        return self.row.get(plain(label)) or self.head.get(plain(label)) or default


def text_of(text: str) -> str:
    """A text as typed; empty where the cell says 空欄."""
    return "" if typing_in.is_blank(text) else text

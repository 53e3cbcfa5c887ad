"""In which order hits are shown: what was typed exactly first, then variants, look-alikes, beginnings, parts.

Only the rows that are shown (100 at most) are judged here; the database has chosen them by their search forms.
Source: standard chapter 3, 2.1.2; the steps are those of `values.names.Rank`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from daicho.values.names import Rank, rank, search_forms

if TYPE_CHECKING:
    from collections.abc import Sequence

    Row = dict[str, Any]

_WHOLE_VALUE: Final = 3
"""The database's rank of a hit whose whole value, present or past, has the form asked for."""


def unspaced(text: str) -> str:
    """A text without its spaces: nobody knows whether a clerk types one between surname and given name."""
    return text.replace("\u3000", "").replace(" ", "")


class Asked:
    """The names asked for; judges rows of persons."""

    def __init__(self, name: str, kana: str, given: str, given_kana: str) -> None:
        self._name = _Text(name)
        self._kana = _Text(kana)
        self._given = _Text(given)
        self._given_kana = _Text(given_kana)

    def ordered(self, found: Sequence[Row]) -> list[Row]:
        """The rows, the closest first; rows equally close keep the database's order."""
        return sorted(found, key=self._closeness)

    def _closeness(self, row: Row) -> tuple[Rank, ...]:
        written, furigana = _parts(row["name_written"]), _parts(row["furigana"])
        name = self._name.best(written)
        if row["rank"] >= _WHOLE_VALUE:
            name = min(name, Rank.LOOK_ALIKE)
        return (
            name,
            self._given.best(written[-1:]),
            self._kana.best(furigana),
            self._given_kana.best(furigana[-1:]),
        )


class _Text:
    """One text asked for. Judging is dear (20 µs), so only texts of the same form are judged, each once."""

    def __init__(self, asked: str) -> None:
        self.asked = asked
        self.forms = frozenset(search_forms(asked))
        self.judged: dict[str, Rank] = {}

    def best(self, texts: Sequence[str]) -> Rank:
        """How well one of the texts answers; texts that only contain what was asked for are equal."""
        return min(map(self._of, texts), default=Rank.PART) if self.asked else Rank.PART

    def _of(self, text: str) -> Rank:
        known = self.judged.get(text)
        if known is None:
            differs = self.forms.isdisjoint(search_forms(text))
            known = self.judged[text] = Rank.PART if differs else rank(self.asked, text)
        return known


def _parts(text: str) -> list[str]:
    """A name or reading whole, its surname, its given name."""
    parts = text.split("\u3000")
    return [text] if len(parts) == 1 else [text, *parts]

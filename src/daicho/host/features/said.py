"""What a paper says, compared with what a case expects of it: certificates and slips alike."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from daicho.host.features.reading import plain
from daicho.host.features.scene import Unmet
from daicho.host.features.typing_in import is_anything, is_blank
from daicho.host.features.words import BLANK

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


class Said(NamedTuple):
    """Every labelled text of a paper, and what a message calls the paper."""

    paper: str
    texts: list[tuple[str, str]]

    def require(self, wanted: Iterable[str]) -> None:
        """Each of the words stands somewhere.

        Raises:
            Unmet: one does not; the message lists what is written.
        """
        for text in wanted:
            if not self._written(text):
                raise Unmet(f"{self.paper}に「{text}」がありません。書かれているもの:{self._listed()}")

    def require_absent(self, unwanted: Iterable[str]) -> None:
        """None of the words stands anywhere.

        Raises:
            Unmet: one does.
        """
        for text in unwanted:
            if self._written(text):
                raise Unmet(f"{self.paper}に「{text}」が書かれています。")

    def require_cells(self, rows: Iterable[Mapping[str, str]]) -> None:
        """Of the cells with a label, one holds exactly the text.

        Raises:
            Unmet: none does; the message says what they hold.
        """
        for row in rows:
            for label, text in row.items():
                held = self._under(label)
                if not any(_agrees(text, each) for each in held):
                    was = "」「".join(held) or "なし"
                    raise Unmet(f"{self.paper}の{label}: 期待「{text}」 実際「{was}」{self._listed()}")

    def _under(self, label: str) -> list[str]:
        """The texts under a label; where the paper has no such label, those under the labels that contain it."""
        wanted = _key(label)
        exact = [each for known, each in self.texts if _key(known) == wanted]
        return exact or [each for known, each in self.texts if wanted in _key(known)]

    def _written(self, text: str) -> bool:
        return any(_tight(text) in _tight(each) for _, each in self.texts)

    def _listed(self) -> str:
        return "".join(f"\n    {label}: {text}" for label, text in self.texts)


def _key(label: str) -> str:
    """A label for comparison: 届出人氏名 and 届出人の氏名 are one."""
    return plain(label).replace("の", "")


def _agrees(expected: str, found: str) -> bool:
    """Whether a text is what a cell expects: as everywhere, ``*`` anything, ``あり`` not blank, 空欄 blank."""
    blank = _tight(found).strip("【】") in BLANK
    if is_anything(expected) or (plain(expected) == "あり" and not blank):
        return True
    return blank if is_blank(expected) else _tight(expected) == _tight(found)


def _tight(text: str) -> str:
    return "".join(text.split())

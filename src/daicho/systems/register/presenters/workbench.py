"""The workbench of character identification (文字同定, SYS24): each character of a name, what it is, what it may be.

For each character stand its identity (MJ name), the characters that the MJ data join to it, and, apart from them,
those that only look or sound alike and are other characters.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import msgspec
from django.utils.translation import gettext_lazy

from daicho.values.characters import candidates, clusters, drawable, identify
from daicho.values.characters.identification import Likeness
from daicho.values.characters.picker import kanji_facts

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django_stubs_ext import StrOrPromise

    from daicho.values.names import PersonName

FIELDS: Final[Mapping[str, StrOrPromise]] = {
    "family": gettext_lazy("氏"),
    "given": gettext_lazy("名"),
    "single": gettext_lazy("漢字等の氏名"),
}
"""The parts of a name whose characters can be identified; furigana and Roman letters have no variants."""

_WHY: Final[Mapping[Likeness, StrOrPromise]] = {
    Likeness.WRITTEN: gettext_lazy("今の記載"),
    Likeness.IDENTITY: gettext_lazy("同じ文字(別の書き表し方)"),
    Likeness.VARIATION: gettext_lazy("字形の違い"),
    Likeness.VARIANT: gettext_lazy("異体字"),
    Likeness.SHRINK: gettext_lazy("縮退先"),
    Likeness.CONFUSABLE: gettext_lazy("別の字"),
}


class Option(msgspec.Struct, frozen=True, kw_only=True):
    """A character that may stand in a place."""

    text: str
    name: str  # MJ name, or code points
    why: str
    chosen: bool
    drawable: bool


class Cell(msgspec.Struct, frozen=True, kw_only=True):
    """One place of a name: the character of the record, what it is, and what may stand there."""

    field: str
    position: int
    text: str
    name: str
    code_points: str
    strokes: int
    readings: str
    now: str  # the character that stands in the form
    now_name: str
    joined: tuple[Option, ...]
    alike: tuple[Option, ...]

    @property
    def key(self) -> str:
        """The name of its field in the form."""
        return f"w-{self.field}-{self.position}"

    @property
    def differs(self) -> bool:
        """Whether another character was chosen."""
        return self.now != self.text

    @property
    def is_other(self) -> bool:
        """Whether a character was chosen that the data do not join: another character, not another shape."""
        return self.differs and all(each.text != self.now for each in self.joined)


class Bench(msgspec.Struct, frozen=True, kw_only=True):
    """The parts of a name on the workbench."""

    parts: tuple[tuple[str, tuple[Cell, ...]], ...]
    before: str
    after: str

    @property
    def others(self) -> list[Cell]:
        """Where a character was chosen that is another one."""
        return [cell for _, cells in self.parts for cell in cells if cell.is_other]


def bench(name: PersonName, typed: Mapping[str, str]) -> Bench:
    """The workbench for a name of the record and what stands in the form by now."""
    parts = []
    for field, title in FIELDS.items():
        held, now = getattr(name, field), typed.get(field, getattr(name, field))
        if held or now:
            parts.append((str(title), tuple(_cells(field, held, now))))
    after = "\u3000".join(text for text in (typed.get("family", name.family), typed.get("given", name.given)) if text)
    return Bench(parts=tuple(parts), before=name.written, after=after or typed.get("single", name.single) or name.roman)


def _cells(field: str, held: str, now: str) -> list[Cell]:
    """A cell for each character; of the text typed where it has another length than the record's."""
    standing, wanted = clusters(held), clusters(now)
    if len(standing) != len(wanted):
        standing = wanted
    return [_cell(field, at, before, after) for at, (before, after) in enumerate(zip(standing, wanted, strict=True))]


def _cell(field: str, position: int, before: str, now: str) -> Cell:
    character, facts = identify(before)[0], kanji_facts(before)
    options = [_option(each.character.text, each.character.name, each.likeness, now) for each in candidates(before)]
    known = {option.text for _, option in options}
    if now not in known:
        options.append(_option(now, identify(now)[0].name, Likeness.CONFUSABLE, now))
    return Cell(
        field=field,
        position=position,
        text=before,
        name=character.name,
        code_points=character.code_points,
        strokes=facts.strokes,
        readings="・".join(facts.readings[:4]),
        now=now,
        now_name=identify(now)[0].name,
        joined=tuple(option for likeness, option in options if likeness < Likeness.CONFUSABLE),
        alike=tuple(option for likeness, option in options if likeness >= Likeness.CONFUSABLE),
    )


def _option(text: str, name: str, likeness: Likeness, now: str) -> tuple[Likeness, Option]:
    why = str(_WHY.get(likeness, _WHY[Likeness.CONFUSABLE]))
    return likeness, Option(text=text, name=name, why=why, chosen=text == now, drawable=drawable(text))


def with_choices(typed: Mapping[str, str], chosen: Mapping[str, str]) -> dict[str, str]:
    """The texts of the form with the characters chosen put in their places. A choice for no place is left out."""
    found = {}
    for field in FIELDS:
        places = clusters(typed.get(field, ""))
        for at in range(len(places)):
            option = chosen.get(f"w-{field}-{at}", "")
            if len(clusters(option)) == 1:
                places[at] = option
        if places:
            found[field] = "".join(places)
    return found


def identified(before: str, after: str) -> str:
    """Which characters were identified with which, for the remarks of the act; in Japanese, as acts are kept."""
    old, new = identify(before), identify(after)
    if len(old) != len(new):
        return ""
    pairs = [
        f"{one.text}({one.name})→{other.text}({other.name})"
        for one, other in zip(old, new, strict=True)
        if one != other
    ]
    return f"文字の同定 {'、'.join(pairs)}" if pairs else ""

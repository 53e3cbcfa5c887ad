"""The history lines of an individual form (異動履歴): what this stay's acts changed, as the paper shows it.

Only acts that stand, since the record in use began: what a superseded record or one of the other nationality said is
never on it (STD-1.1.4). Only items that the paper shows; never a planned move-out before its day (STD-5.1), never the
individual number or the resident record code.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from daicho.documents.certificates import EMPTY, Cell
from daicho.law.reasons import ChangeClass, Reason
from daicho.law.records import PersonKind, Residence
from daicho.systems.register import store
from daicho.systems.register.issuing import foreign_cells
from daicho.systems.register.issuing.wanted import Item
from daicho.values import codec
from daicho.values.addresses import Address
from daicho.values.dates import RegisterDate
from daicho.values.names import CommonName, FormerSurname, PersonName

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from typing import Any

    from daicho.systems.register.differences import Difference
    from daicho.systems.register.queries.history import TimelineAct

Row = tuple[Cell, ...]


def _written(kind: Any) -> Callable[[Any], str]:
    return lambda value: str(codec.from_builtins(value, kind).written)


def _plain(value: Any) -> str:
    return str(value)


def _day(value: Any) -> str:
    return RegisterDate.from_stored(value).wareki()


_SHOWN: Final[dict[str, tuple[str, Callable[[Any], str], Item | None]]] = {
    "name": ("氏名", _written(PersonName), None),
    "former_surname": ("旧氏", _written(FormerSurname), None),
    "common_name": ("通称", _written(CommonName), Item.COMMON_NAMES),
    "birth_date": ("生年月日", _day, None),
    "address": ("住所", _written(Address), None),
    "head_name": ("世帯主の氏名", _plain, Item.HEAD),
    "relationship": ("続柄", _plain, Item.HEAD),
    "domicile": ("本籍", _plain, Item.DOMICILE),
    "first_listed_person": ("筆頭者の氏名", _plain, Item.DOMICILE),
}
"""Field, its label, how a former value is written, and the choice that it hangs on."""

ENTRIES: Final = frozenset(reason for reason in Reason if reason.change_class is ChangeClass.ENTRY)
"""Reasons that begin the record in use: a stay, or a record made anew after a change of nationality or a re-making."""


def of(acts: Sequence[TimelineAct], items: frozenset[Item]) -> tuple[Row, ...]:
    """The lines of one person; `acts` come newest first. Without any there is one line that says so."""
    found = [row for act in _this_stay(acts) for row in _of_act(act, items)]
    return tuple(found) or ((Cell("異動履歴", "記載なし", 12),),)


def _this_stay(acts: Sequence[TimelineAct]) -> list[TimelineAct]:
    """Acts that stand, from the one that began the stay on, oldest first; the beginning itself changed nothing."""
    stay: list[TimelineAct] = []
    for act in acts:
        if act.row.cancelled_by is not None or act.row.cancels is not None:
            continue
        if act.row.reason == store.OPENING or Reason(act.row.reason) in ENTRIES:
            break
        stay.append(act)
    return stay[::-1]


def _of_act(act: TimelineAct, items: frozenset[Item]) -> Iterator[Row]:
    reason = Reason(act.row.reason)
    on = act.row.effective_on
    when = RegisterDate.from_stored(on) if on is not None else RegisterDate(act.row.processed_on)
    for difference in act.differences:
        for label, before in _former(difference, items):
            yield (
                Cell("異動年月日", when.wareki(), 3),
                Cell("異動事由", reason.japanese, 2),
                Cell("項目", label, 2),
                Cell("異動前の記載", before, 5),
            )


def _former(difference: Difference, items: frozenset[Item]) -> Iterator[tuple[str, str]]:
    """The former values that a difference lets the paper show, each with its label."""
    if difference.field == "residence":
        yield from _former_residence(difference, items)
        return
    shown = _SHOWN.get(difference.field)
    if shown is None:
        return
    label, write, choice = shown
    if choice is not None and choice not in items:
        return
    if difference.before is None:
        yield label, EMPTY
    elif difference.field == "birth_date" and difference.kind_before is PersonKind.FOREIGN:
        yield label, RegisterDate.from_stored(difference.before).seireki()
    else:
        yield label, write(difference.before)


def _former_residence(difference: Difference, items: frozenset[Item]) -> Iterator[tuple[str, str]]:
    """The items of Article 30-45 that changed and are shown."""
    before, after = (
        None if value is None else codec.from_builtins(value, Residence)
        for value in (difference.before, difference.after)
    )
    if before is None or after is None:
        return
    for item in foreign_cells.RESIDENCE_ITEMS:
        label, was = foreign_cells.written(item, before)
        if item in items and was != foreign_cells.written(item, after)[1]:
            yield label, was or EMPTY

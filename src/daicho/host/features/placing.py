"""Putting typed values where a record, an entrant or amendments have them, inside structures too."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import msgspec

from daicho.host.features import items, typing_in
from daicho.host.features.scene import Unmet
from daicho.law.records import CardItems, Entitlements, Membership, Pension, Residence, ResidenceCategory

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from daicho.host.features.item_table import Item
    from daicho.host.features.scene import Scene

EMPTY: Final[dict[str, Any]] = {
    "residence": Residence(category=ResidenceCategory.MID_TO_LONG_TERM),
    "entitlements": Entitlements(),
    "card": CardItems(),
    "health_insurance": Membership(),
    "late_elderly_care": Membership(),
    "long_term_care": Membership(),
    "national_pension": Pension(),
}
"""What a structure is before its first item is stated."""

STRUCTURES: Final = ("residence", "entitlements", "card")
"""Fields of a record that are structures, whose items a table states one by one."""


def stated(row: Mapping[str, str], heads: Iterable[str]) -> dict[str, Item]:
    """The labels of a row that are items inside one of some structures."""
    known = {label: items.find(label) for label in row}
    return {label: item for label, item in known.items() if item is not None and item.path.split(".")[0] in set(heads)}


def with_items(scene: Scene, before: Any, row: Mapping[str, str], labels: Mapping[str, Item]) -> Any:
    """A value with the items that a row states; those of an empty cell stay as they are."""
    for label, item in labels.items():
        if row[label]:
            before = with_value(before, item.path.split("."), typed(scene, item, row[label]))
    return before


def typed(scene: Scene, item: Item, text: str) -> Any:
    """The value of an item inside a structure: a blank text is empty there, not None."""
    value = value_of(scene, item, text)
    return "" if value is None and item.kind in {"text", "digits"} else value


def with_value(before: Any, path: list[str], value: Any) -> Any:
    """A structure with the value at a path; structures on the way that are not there yet begin empty.

    Raises:
        Unmet: there is nothing to put it into.
    """
    if before is None:
        raise Unmet("先に、その項目をもつ記載(通称など)が必要です。")
    head, *rest = path
    if not rest:
        return msgspec.structs.replace(before, **{head: value})
    inner = getattr(before, head)
    if inner is None or inner is msgspec.UNSET:
        inner = EMPTY.get(head)
    return msgspec.structs.replace(before, **{head: with_value(inner, rest, value)})


def value_of(scene: Scene, item: Item, text: str) -> Any:
    """The value of an item as typed."""
    readers: dict[str, Callable[[str], Any]] = {
        "date": lambda cell: None if typing_in.is_blank(cell) else typing_in.date_of(cell, scene.today),
        "address": lambda cell: typing_in.address_of(cell, own=scene.own),
        "sex": typing_in.sex_of,
        "yes": typing_in.yes,
        "texts": typing_in.texts_of,
        "surname": typing_in.former_surname_of,
        "common": typing_in.common_name_of,
        "category": typing_in.category_of,
        "digits": typing_in.digits_of,
        "commons": lambda cell: tuple(filter(None, map(typing_in.common_name_of, typing_in.texts_of(cell)))),
    }
    if item.path == "position":
        return int(typing_in.digits_of(text))
    if item.kind in readers:
        return readers[item.kind](text)
    if typing_in.is_blank(text):
        return "" if item.path in {"remarks", "memo"} else None
    return text.replace(" ", "\u3000") if item.kind == "name" else text

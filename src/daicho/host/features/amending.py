"""A clerical correction from a sheet: every label that is an item of the record, with its right value."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from daicho.host.features import items, typing_in
from daicho.host.features.entrants import number_of
from daicho.host.features.scene import Unmet
from daicho.host.features.sheets import text_of
from daicho.law import commands as law

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from daicho.host.features.scene import Scene
    from daicho.host.features.sheets import Sheet

_AMENDED: Final = {
    "removal.planned_destination": "planned_destination",
    "removal.confirmed_destination": "confirmed_destination",
    "removal.event_on": "event_on",
}


def amendments(sheet: Sheet) -> law.Amendments:
    """The right values: every cell whose label is an item of the record."""
    if len(sheet.persons) != 1:
        raise Unmet("修正は1人ずつです: 「氏名」の誤記修正を登録する")
    scene = sheet.scene
    values: dict[str, Any] = {}
    for label, text in sheet.first.items():
        item = items.find(label)
        if item is None or label in sheet.used:
            continue
        sheet.used.add(label)
        field, value = amended(scene, sheet.persons[0], item, text, sheet.first)
        values[field] = value
    return law.Amendments(**values)


def amended(scene: Scene, person: str, item: items.Item, text: str, row: Mapping[str, str]) -> tuple[str, Any]:
    """One right value: the field of the amendments and what it becomes."""
    field = _AMENDED.get(item.path, item.path)
    if item.path.startswith("name."):
        record = scene.newest(person)
        return "name", typing_in.name_of(row, record.name if record is not None else None)
    if field not in law.Amendments.__struct_fields__:
        raise Unmet(f"「{item.label}」は誤記修正の項目ではありません。")
    if field == "household_number":
        return field, scene.household_of(text.removesuffix("の世帯").strip("「」"))
    if field == "individual_number_ref":
        return field, number_of(scene, text, person)[0]
    if field == "resident_record_code":
        return field, text_of(typing_in.digits_of(text)) if text != "あり" else scene.code_of(person)
    return field, value_of(scene, item, text)


def value_of(scene: Scene, item: items.Item, text: str) -> Any:
    """The value of an item as typed."""
    readers: dict[str, Callable[[str], Any]] = {
        "date": lambda cell: None if typing_in.is_blank(cell) else typing_in.date_of(cell, scene.today),
        "address": lambda cell: typing_in.address_of(cell, own=scene.own),
        "sex": typing_in.sex_of,
        "yes": typing_in.yes,
        "texts": typing_in.texts_of,
        "surname": typing_in.former_surname_of,
        "common": typing_in.common_name_of,
        "digits": int,
    }
    if item.kind in readers:
        return readers[item.kind](text)
    if typing_in.is_blank(text):
        return "" if item.path in {"remarks", "memo"} else None
    return text.replace(" ", "\u3000") if item.kind == "name" else text

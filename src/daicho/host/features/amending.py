"""A clerical correction from a sheet: every label that is an item of the record, with its right value."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from daicho.host.features import items, placing, typing_in
from daicho.host.features.entrants import number_of
from daicho.host.features.scene import SAME, Unmet
from daicho.host.features.sheets import text_of
from daicho.law import commands as law

if TYPE_CHECKING:
    from daicho.host.features.item_table import Item
    from daicho.host.features.sheets import Sheet
    from daicho.law.records import ResidentRecord

_AMENDED: Final = {
    "removal.planned_destination": "planned_destination",
    "removal.confirmed_destination": "confirmed_destination",
    "removal.event_on": "event_on",
}
"""Items of a removed record, by the fields of the amendments."""


def amendments(sheet: Sheet) -> law.Amendments:
    """The right values: every cell whose label is an item of the record."""
    if not sheet.persons:
        raise Unmet("修正する人を文に書いてください: 「氏名」の誤記修正を登録する")
    record = sheet.scene.newest(sheet.persons[0])
    if record is None:
        raise Unmet(f"「{sheet.persons[0]}」の住民票がありません。")
    values: dict[str, Any] = {}
    for label, text in sheet.first.items():
        item = items.find(label)
        if item is None or label in sheet.used:
            continue
        sheet.used.add(label)
        field, value = _amended(sheet, record, item, text, values)
        values[field] = value
    return law.Amendments(**values)


def _amended(sheet: Sheet, record: ResidentRecord, item: Item, text: str, values: dict[str, Any]) -> tuple[str, Any]:
    """One right value: the field of the amendments and what it becomes."""
    scene, person = sheet.scene, sheet.persons[0]
    field = _AMENDED.get(item.path, item.path)
    head, *inner = field.split(".")
    if head == "name":
        return head, typing_in.name_of(sheet.first, record.name)
    if head not in law.Amendments.__struct_fields__:
        raise Unmet(f"「{item.label}」は修正できる項目ではありません。")
    if inner:
        before = values.get(head, getattr(record, head)) or placing.EMPTY.get(head)
        return head, placing.with_value(before, inner, placing.typed(scene, item, text))
    if field == "household_number":
        return field, scene.household_of(text.removesuffix("と同じ").removesuffix("の世帯").strip("「」"))
    if field == "individual_number_ref":
        return field, number_of(scene, text, person)[0]
    if field == "resident_record_code":
        return field, _code(sheet, text)
    other = SAME.fullmatch(text)
    theirs = scene.newest(other[1]) if other else None
    return field, item.value(theirs) if theirs is not None else placing.value_of(scene, item, text)


def _code(sheet: Sheet, text: str) -> str:
    """A resident record code as typed, somebody's, or one that nobody has."""
    same = SAME.fullmatch(text)
    if text == "新しいコード":
        return sheet.scene.new_code_of(sheet.persons[0])
    if text == "あり" or same:
        return sheet.scene.code_of(same[1] if same else sheet.persons[0])
    return text_of(typing_in.digits_of(text))

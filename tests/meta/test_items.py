"""Every item of the register files of the seed has its line, and every column named there exists."""

from __future__ import annotations

import hashlib
from pathlib import Path
from types import UnionType
from typing import Union, get_args, get_origin

import msgspec
import pytest
from django.apps import apps

import beside
from daicho.law.records import ResidentRecord

ROOT = Path(__file__).parents[2]
TABLES = {"version": "residentversion", "history": "historyrow"}
NAMES = {
    "DF-1B": "3f5bb035b7e31f6b543a2c4593d87a3d6683da4f4ef53a50ea5a24f7e2db72d8",
    "DF-1C": "a3a7abd188d94547a6652151e37a385d0276b940f4df10498fb038e456f35cd6",
}
"""SHA-256 of the items' names, one a line: nobody alters or swaps what the files list."""


ITEMS = beside.tool("write_items").items()


def names_of(file):
    return [item.name for item in ITEMS if item.file == file]


@pytest.mark.parametrize(("file", "count"), [("DF-1B", 49), ("DF-1C", 334)])
def test_every_item_of_the_files_stands_in_the_table_once_in_its_order(file, count):
    """46 items and 3 of other systems of Minato, 334 of Kodaira, under the names the files print."""
    own = [item for item in ITEMS if item.file == file]
    assert [item.number for item in own] == list(range(1, count + 1))
    assert hashlib.sha256("\n".join(names_of(file)).encode()).hexdigest() == NAMES[file]


def test_every_item_says_where_it_is_or_why_not():
    """Held and derived items name columns that exist; the others give a reason."""
    for item in ITEMS:
        assert item.how in {"held", "derived", "elsewhere", "not held"}, item
        has_places = item.how in {"held", "derived"}
        assert bool(item.where) is has_places, item
        assert has_places or item.note, item
        assert [place for place in item.where if not exists(place)] == [], item


def exists(place):
    table, _, column = place.partition(".")
    if table == "record":
        return has_part(ResidentRecord, column.split("."))
    model = apps.get_app_config("register").get_model(TABLES.get(table, table))
    return column in {field.name for field in model._meta.get_fields()}


def has_part(struct, parts):
    """Whether a structure has a field, and that field's own structure the rest of the path."""
    first, *rest = parts
    fields = {field.name: field.type for field in msgspec.structs.fields(struct)}
    if first not in fields:
        return False
    inner = [kind for kind in members(fields[first]) if isinstance(kind, type) and issubclass(kind, msgspec.Struct)]
    return not rest or any(has_part(kind, rest) for kind in inner)


def members(kind):
    """The types a field may have, those of a tuple's elements too."""
    if get_origin(kind) in {Union, UnionType, tuple}:
        for member in get_args(kind):
            yield from members(member)
    else:
        yield kind


def test_a_column_that_is_not_there_would_be_found():
    """The proof of the proof: misspelt columns, parts and tables are no places."""
    assert exists("record.residence.period")
    assert exists("record.common_name_history.furigana")
    assert not exists("record.residence.colour")
    assert not exists("record.colour")
    assert not exists("history.colour")
    with pytest.raises(LookupError):
        exists("colours.red")


def test_every_column_of_a_record_is_named_by_some_item():
    """Whatever the register holds about a person has its place in the table, but what other forms ask for."""
    named = {place.split(".")[1] for item in ITEMS for place in item.where if place.startswith("record.")}
    others = {"last_registered_address"}  # STD-4.1.1.4: an item of the standard, of neither file
    assert {field.name for field in msgspec.structs.fields(ResidentRecord)} - named == others


def test_the_page_is_what_the_table_says():
    """`python tools/write_items.py` writes it again when this fails."""
    assert (ROOT / "docs/items.md").read_text(encoding="utf-8") == beside.tool("write_items").page()

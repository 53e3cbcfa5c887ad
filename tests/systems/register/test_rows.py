"""Records and rows: every item has its column, and what is written is what is read."""

from __future__ import annotations

import msgspec
import pytest
from django.db import DatabaseError, transaction

from daicho.law.records import ResidentRecord
from daicho.systems.register import db, rows
from daicho.systems.register.models import HistoryRow, RecordColumns, ResidentVersion

from .support import ALIAS
from .test_load import household


def test_every_item_of_a_record_has_its_column_in_versions_and_history():
    """STD-1.2.1: 住民票に記載する各項目を1列とし、全項目を1行で保持する."""
    fields = {field.name for field in msgspec.structs.fields(ResidentRecord)}
    assert {field.name for field in RecordColumns._meta.get_fields()} == fields
    for model in (ResidentVersion, HistoryRow):
        assert fields <= {field.name for field in model._meta.get_fields()}


def test_structures_are_json_columns_and_nothing_else_is():
    """A field that is a structure of its own is one jsonb column."""
    json_columns = {
        field.name for field in RecordColumns._meta.get_fields() if field.get_internal_type() == "JSONField"
    }
    assert json_columns == set(rows.structured_fields())


def test_a_record_comes_back_from_its_columns_as_it_was():
    """With every optional item absent, and as JSON text or as read."""
    record = household(1).members[0].record
    columns = rows.columns_of(record)
    assert rows.record_of(columns) == record
    as_text = {
        name: msgspec.json.encode(value).decode() if isinstance(value, dict | list) else value
        for name, value in columns.items()
    }
    assert rows.record_of(as_text) == record
    headless = msgspec.structs.replace(record, relationship=None, head_name=None)
    assert rows.record_of(rows.columns_of(headless)) == headless


@pytest.mark.database
def test_no_column_of_a_version_is_ever_changed(register):
    """Whichever item a later version of this software has added (architecture section 3)."""
    for column in (*rows.COLUMNS, "valid"):
        statement = f"UPDATE register_residentversion SET {column} = {column}"
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(using=ALIAS):
            db.execute(ALIAS, statement)

"""Rows of the initial load as blocks of COPY text: one block a table for some hundreds of households."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING, Any, Final

import msgspec

from daicho.law import ordinals
from daicho.law.decision import PersonChange
from daicho.law.records import Version
from daicho.systems.register import keys, rows
from daicho.systems.register.actions.recording import Envelope, history_row, person_row
from daicho.values import codec

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from daicho.law.commands_common import Header
    from daicho.law.records import ResidentRecord

_EVENT: Final = (
    "history_number", "act_number", "reason", "act_effective_on", "act_processed_on", "act_notified_on", "act_basis",
    "act_place", "act_terminal", "ex_officio", "consequence", "cancels", "cancels_also", "spans", "erased",
)  # fmt: skip
_PERSON: Final = (
    "addressee_number", "history_number", "last_act", "household_number", "kind", "state", "name_written", "furigana",
    "birth_date", "birth_day", "sex", "address_written", "relationship", "position", "removal_reason",
    "resident_record_code", "individual_number_ref",
)  # fmt: skip
_KEY: Final = (
    "addressee_number", "kind", "value", "reading", "given", "given_reading", "birth_day", "grams", "is_current",
)  # fmt: skip

COPIES: Final[dict[str, tuple[str, ...]]] = {
    "register_residentversion": (*rows.COLUMNS, "valid", "recorded"),
    "register_historyrow": (*rows.COLUMNS, *_EVENT),
    "register_person": _PERSON,
    "register_searchkey": _KEY,
    "register_household": ("household_number", "opened_by"),
}
"""Tables filled by a load and their columns, in the order of COPY."""

PART_LEVEL: Final = 1
"""Compression of the stored changes: the fastest; the content of a piece and of the state after it are the same."""


class Block(msgspec.Struct, frozen=True):
    """Some households ready for the database."""

    tables: dict[str, bytes]
    changes: bytes  # a part of the opening act's stored changes, compressed
    residents: int


def since(record: ResidentRecord) -> int:
    """The ordinal from which the content taken over holds: since the person has lived at the address."""
    begun = ordinals.start_of(record.became_resident_on)
    return begun if record.address_set_on is None else max(begun, ordinals.start_of(record.address_set_on))


def block(records: Sequence[ResidentRecord], *, act_number: int, envelope: Envelope, header: Header) -> Block:
    """The rows of some residents taken over by one opening act."""
    changes = tuple(_change(record) for record in records)
    recorded = f"[{act_number},)"
    lines: dict[str, list[str]] = {table: [] for table in COPIES}
    for change in changes:
        columns = rows.columns_of(change.current)
        piece = change.pieces[0]
        valid = rows.range_text(piece.since, piece.until)
        _add(lines, "register_residentversion", columns | {"valid": valid, "recorded": recorded})
        event = history_row(change, 1, envelope, header, columns) | {"act_number": act_number}
        _add(lines, "register_historyrow", event)
        _add(lines, "register_person", person_row(change, 1) | {"last_act": act_number})
        for key in keys.distinct(keys.keys_of(change.current, is_current=True)):
            _add(lines, "register_searchkey", key)
    for household in dict.fromkeys(record.household_number.stored() for record in records):
        _add(lines, "register_household", {"household_number": household, "opened_by": act_number})
    return Block(
        {table: "".join(found).encode() for table, found in lines.items()},
        zlib.compress(codec.encode(changes), PART_LEVEL),
        len(records),
    )


def _change(record: ResidentRecord) -> PersonChange:
    return PersonChange(
        addressee_number=record.addressee_number,
        reason=None,
        pieces=(Version(since(record), None, record),),
        current=record,
    )


def _add(lines: dict[str, list[str]], table: str, row: Mapping[str, Any]) -> None:
    lines[table].append("\t".join([_field(row[name], name) for name in COPIES[table]]) + "\n")


def _field(value: Any, name: str) -> str:
    """One value as COPY text."""
    if type(value) is str:
        return _escaped(value)
    if value is None:
        return "\\N"
    if type(value) is bool:
        return "t" if value else "f"
    if type(value) is int:
        return str(value)
    if name == "grams":
        return _escaped(_array(value))
    return _escaped(msgspec.json.encode(value).decode())


def _escaped(text: str) -> str:
    if "\\" in text:
        text = text.replace("\\", "\\\\")
    if "\t" in text or "\n" in text or "\r" in text:
        text = text.replace("\t", "\\t").replace("\n", "\\n").replace("\r", "\\r")
    return text


def _array(texts: Iterable[str]) -> str:
    """A text array literal; every element quoted."""
    quoted = ",".join('"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"' for text in texts)
    return "{" + quoted + "}"

"""Rows of the initial load as blocks of COPY text for some hundreds of households at a time.

A resident is written once, into a staging table that holds all columns of the record and what the current state
repeats of it; from there the database makes version, history row and current state. Search keys have rows of their own.
"""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING, Any, Final

import msgspec

from daicho.law import ordinals
from daicho.law.decision import PersonChange
from daicho.law.records import ResidentRecord, Version
from daicho.systems.register import keys, rows
from daicho.values import codec

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from uuid import UUID

NULL: Final = "\x01"
"""How COPY text writes an absent value here: a control character, which no validated text holds."""

STAGE: Final = (*rows.COLUMNS, "since", "name_written", "furigana", "birth_day", "address_written", "removal_reason")
KEYS: Final = (
    "addressee_number", "kind", "value", "reading", "given", "given_reading", "birth_day", "grams", "is_current",
)  # fmt: skip

PART_LEVEL: Final = 1
"""Compression of the stored changes: the fastest; the content of a piece and of the state after it are the same."""

_STRUCTURED: Final = rows.structured_fields()


class Block(msgspec.Struct, frozen=True):
    """Some households ready for the database."""

    stage: bytes
    keys: bytes
    changes: bytes  # a part of the opening act's stored changes, compressed
    residents: int

    def with_references(self, given: Sequence[UUID], stored: Sequence[UUID]) -> Block:
        """The block with the references that the vault has kept: a number it knew already keeps its own.

        A reference is a text of 36 characters that occurs nowhere else, so that it is replaced where it stands.
        """
        kept = [(str(new).encode(), str(old).encode()) for new, old in zip(given, stored, strict=True) if new != old]
        if not kept:
            return self
        stage, changes = self.stage, zlib.decompress(self.changes)
        for new, old in kept:
            stage, changes = stage.replace(new, old), changes.replace(new, old)
        return Block(stage, self.keys, zlib.compress(changes, PART_LEVEL), self.residents)


def since(record: ResidentRecord) -> int:
    """The ordinal from which the content taken over holds: since the person has lived at the address."""
    begun = ordinals.start_of(record.became_resident_on)
    return begun if record.address_set_on is None else max(begun, ordinals.start_of(record.address_set_on))


def block(records: Sequence[ResidentRecord]) -> Block:
    """The rows of some residents taken over."""
    changes = []
    stage: list[str] = []
    found: list[str] = []
    for record in records:
        begun = since(record)
        # the record is both the piece and the state after it: written once, put in twice
        written: Any = msgspec.Raw(codec.encode(record))
        changes.append(
            PersonChange(
                addressee_number=record.addressee_number,
                reason=None,
                pieces=(Version(begun, None, written),),
                current=written,
            )
        )
        stage.append(_stage_line(record, begun))
        found.extend(_key_lines(record))
    return Block(
        "".join(stage).encode(),
        "".join(found).encode(),
        zlib.compress(codec.encode(changes), PART_LEVEL),
        len(records),
    )


def _stage_line(record: ResidentRecord, begun: int) -> str:
    columns = rows.columns_of(record)
    for name in _STRUCTURED:
        value = columns[name]
        if value is not None:
            columns[name] = msgspec.json.encode(value).decode()
    values = [_text(value) for value in columns.values()]
    values += (
        str(begun),
        record.name.written,
        record.name.furigana,
        str(keys.birth_day(record)),
        record.address.written,
        NULL if record.removal is None else _text(record.removal.reason),
    )
    return _line(values)


def _key_lines(record: ResidentRecord) -> Iterator[str]:
    """The search keys of a record, each (kind, value, reading) once; the first stays, as `keys.distinct` has it."""
    person, birth_day = record.addressee_number.stored(), str(keys.birth_day(record))
    seen: set[tuple[str, str, str]] = set()
    for key in keys.values_of(record):
        kind, value, reading = key["kind"], key["value"], key.get("reading", "")
        if (kind, value, reading) in seen:
            continue
        seen.add((kind, value, reading))
        grams = key.get("grams")
        yield _line(
            [
                person,
                kind,
                value,
                reading,
                key.get("given", ""),
                key.get("given_reading", ""),
                birth_day,
                NULL if grams is None else _array(grams),
                _text(key.get("is_current", True)),
            ]
        )


def _text(value: Any) -> str:
    if type(value) is str:
        return value
    if value is None:
        return NULL
    if type(value) is bool:
        return "t" if value else "f"
    return str(value)


def _line(values: list[str]) -> str:
    """A line of COPY text. Only when a text holds a character that COPY reads as its own is each value escaped."""
    line = "\t".join(values)
    if "\\" in line or "\n" in line or "\r" in line or line.count("\t") != len(values) - 1:
        line = "\t".join(map(_escaped, values))
    return line + "\n"


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n").replace("\r", "\\r")


def _array(texts: Iterable[str]) -> str:
    """A text array literal; every element quoted."""
    joined = '","'.join(texts)
    if "\\" in joined or joined.count('"') != joined.count('","') * 2:
        joined = '","'.join(text.replace("\\", "\\\\").replace('"', '\\"') for text in texts)
    return f'{{"{joined}"}}'

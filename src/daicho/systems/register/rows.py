"""Records to rows and back: one column per item, structures as JSON (see `models.columns`)."""

from __future__ import annotations

from functools import lru_cache
from types import UnionType
from typing import TYPE_CHECKING, Any, Final, Union, get_args, get_origin

import msgspec

from daicho.law.records import ResidentRecord, Version
from daicho.values import codec

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

COLUMNS: Final[tuple[str, ...]] = tuple(field.name for field in msgspec.structs.fields(ResidentRecord))
"""The columns of a record, in the order of the struct."""

COLUMN_LIST: Final[str] = ", ".join(COLUMNS)


def _default(field: msgspec.structs.FieldInfo) -> Any:
    if field.default is not msgspec.NODEFAULT:
        return codec.to_builtins(field.default)
    if field.default_factory is not msgspec.NODEFAULT:
        return codec.to_builtins(field.default_factory())
    return None


DEFAULTS: Final[dict[str, Any]] = {field.name: _default(field) for field in msgspec.structs.fields(ResidentRecord)}
"""What each column holds when the record does not say, as JSON would hold it; None where it must."""


def columns_of(record: ResidentRecord) -> dict[str, Any]:
    """Every column of a record, defaults included, as JSON would hold it."""
    return {**DEFAULTS, **codec.to_builtins(record)}


def record_of(row: Mapping[str, Any]) -> ResidentRecord:
    """The record in a row; structured columns may come as JSON text or already read."""
    return codec.from_builtins(_read_structures(row), ResidentRecord)


def structured_fields() -> tuple[str, ...]:
    """The columns that hold JSON: fields that are structures or lists themselves."""
    return tuple(field.name for field in msgspec.structs.fields(ResidentRecord) if _is_structured(field.type))


def _is_structured(kind: Any) -> bool:
    members = get_args(kind) if get_origin(kind) in {Union, UnionType} else (kind,)
    return any(
        get_origin(member) is tuple or (isinstance(member, type) and issubclass(member, msgspec.Struct))
        for member in members
    )


_STRUCTURED: Final = frozenset(structured_fields())


def _read_structures(row: Mapping[str, Any]) -> dict[str, Any]:
    """The columns of a record; JSON that came as text is handed on as it is."""
    return {
        name: msgspec.Raw(value.encode()) if name in _STRUCTURED and isinstance(value, str) else value
        for name in COLUMNS
        for value in (row[name],)
    }


_REQUIRED: Final = tuple(field.name for field in msgspec.structs.fields(ResidentRecord) if field.required)
_OPTIONAL: Final = tuple(
    (name, list(default) if isinstance(default, tuple) else default)  # as JSON has it
    for name, default in DEFAULTS.items()
    if name not in _REQUIRED
)


def plain_content(row: Mapping[str, Any]) -> dict[str, Any]:
    """What the record in a row is as built-in values, without the fields that have their default: as it is encoded.

    Ten times as quick as reading the record and encoding it again. Equal contents are equal records; of unequal ones
    only `record_of` can say.
    """
    content = {name: _plain(name, row[name]) for name in _REQUIRED}
    for name, default in _OPTIONAL:
        value = row[name]
        if value is not None and value != default and (value := _plain(name, value)) != default:
            content[name] = value
    return content


def _plain(name: str, value: Any) -> Any:
    return _parsed(value) if isinstance(value, str) and name in _STRUCTURED else value


@lru_cache(maxsize=65_536)
def _parsed(text: str) -> Any:
    """A structure as built-in values; a household shares its address. Nobody changes what is returned."""
    return msgspec.json.decode(text)


def range_text(since: int, until: int | None) -> str:
    """A half-open range as PostgreSQL reads it; an open end is a missing bound."""
    return f"[{since},{'' if until is None else until})"


def version_row(version: Version) -> dict[str, Any]:
    """A version as a row without id and recorded range, which the database gives."""
    return columns_of(version.content) | {"valid": range_text(version.since, version.until)}


def records_of(rows: Iterable[Mapping[str, Any]]) -> list[ResidentRecord]:
    """The records in rows."""
    return [record_of(row) for row in rows]

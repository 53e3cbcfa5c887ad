"""Rows of the initial load as blocks of COPY text for some hundreds of households at a time.

A resident is written out as a version, a current state and search keys; the history row is made of the version by the
database. Everything carries the number of the opening act, which is known before the file is read.
"""

from __future__ import annotations

import operator
import zlib
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

import msgspec

from daicho.law import ordinals
from daicho.law.decision import PersonChange
from daicho.law.records import Version
from daicho.systems.register import keys, rows
from daicho.systems.register.loading.parts import Parts
from daicho.values import codec

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from uuid import UUID

    from daicho.law.records import ResidentRecord
    from daicho.values.addresses import Address

NULL: Final = "\x01"
"""How COPY text writes an absent value here: a control character, which no validated text holds."""

VERSIONS: Final = (*rows.COLUMNS, "valid", "recorded")
_REPEATED: Final = (
    "addressee_number", "household_number", "kind", "state", "birth_date", "sex", "relationship", "position",
    "resident_record_code", "individual_number_ref",
)  # fmt: skip
PERSONS: Final = (
    *_REPEATED, "history_number", "last_act", "name_written", "furigana", "birth_day", "address_written",
    "removal_reason",
)  # fmt: skip
HOUSEHOLDS: Final = ("household_number", "opened_by")
KEYS: Final = (
    "addressee_number", "kind", "value", "reading", "given", "given_reading", "birth_day", "grams", "is_current",
)  # fmt: skip

PART_LEVEL: Final = 1
"""Compression of the stored changes: the fastest; the content of a piece and of the state after it are the same."""


class Block(msgspec.Struct, frozen=True):
    """Some households ready for the database."""

    versions: bytes
    persons: bytes
    households: bytes
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
        versions, persons, changes = self.versions, self.persons, zlib.decompress(self.changes)
        for new, old in kept:
            versions, persons, changes = (each.replace(new, old) for each in (versions, persons, changes))
        return msgspec.structs.replace(
            self, versions=versions, persons=persons, changes=zlib.compress(changes, PART_LEVEL)
        )


def since(record: ResidentRecord | Parts) -> int:
    """The ordinal from which the content taken over holds: since the person has lived at the address."""
    begun = ordinals.start_of(record.became_resident_on)
    return begun if record.address_set_on is None else max(begun, ordinals.start_of(record.address_set_on))


def block(records: Sequence[bytes], *, act: int) -> Block:
    """The rows of some residents, given in canonical form, taken over by the opening act of this number."""
    changes = []
    versions: list[str] = []
    persons: list[str] = []
    found: list[str] = []
    households: dict[str, None] = {}
    for written in records:
        record = codec.decode(written, Parts)
        begun, birth_day = since(record), str(keys.birth_day(record))
        content: Any = msgspec.Raw(written)  # it is both the piece and the state after it
        changes.append(
            PersonChange(
                addressee_number=record.addressee_number,
                reason=None,
                pieces=(Version(begun, None, content),),
                current=content,
            )
        )
        values = _columns(written)
        versions.append(_line([*values, f"[{begun},)", f"[{act},)"]))
        persons.append(_line([*_repeated(values), "1", str(act), *_summary(record, birth_day)]))
        found.extend(_key_lines(record, birth_day))
        households[record.household_number.stored()] = None
    return Block(
        "".join(versions).encode(),
        "".join(persons).encode(),
        "".join([f"{number}\t{act}\n" for number in households]).encode(),
        "".join(found).encode(),
        zlib.compress(codec.encode(changes), PART_LEVEL),
        len(records),
    )


def _summary(record: Parts, birth_day: str) -> tuple[str, ...]:
    """What the current state says of a record in its own words."""
    removal = NULL if record.removal is None else _text(record.removal.reason)
    return (record.name.written, record.name.furigana, birth_day, _written(record.address), removal)


@lru_cache(maxsize=4096)
def _written(address: Address) -> str:
    """An address as printed; members of a household share it."""
    return address.written


# -- the columns of a record -----------------------------------------------------------------

_STRUCTURED: Final = frozenset(rows.structured_fields())


def _text(value: Any) -> str:
    if type(value) is str:
        return value
    if value is None:
        return NULL
    if type(value) is bool:
        return "t" if value else "f"
    return str(value, "utf-8") if type(value) is msgspec.Raw else str(value)


def _default_text(name: str, value: Any) -> str:
    if name in _STRUCTURED and value is not None:
        return msgspec.json.encode(value).decode()
    return _text(value)


_Columns: Final = msgspec.defstruct(
    "_Columns",
    [
        (name, msgspec.Raw if name in _STRUCTURED else str | int | bool | None, _default_text(name, default))
        for name, default in rows.DEFAULTS.items()
    ],
    gc=False,
)
"""A record as its columns: structures as they are written, and in place of what is not written the default's text."""

_columns_of: Final = operator.attrgetter(*rows.COLUMNS)
_read: Final = msgspec.json.Decoder(_Columns).decode
_repeated: Final = operator.itemgetter(*map(rows.COLUMNS.index, _REPEATED))


def _columns(written: bytes) -> list[str]:
    """The columns of a record, from its canonical form: a fifth of the time that the record itself would take."""
    return [value if type(value) is str else _text(value) for value in _columns_of(_read(written))]


# -- search keys -----------------------------------------------------------------------------


def _key_lines(record: Parts, birth_day: str) -> Iterator[str]:
    """The search keys of a record, each (kind, value, reading) once; the first stays, as `keys.distinct` has it."""
    person = record.addressee_number.stored()
    seen: set[tuple[str, str, str]] = set()
    for key in keys.of_person(record):
        kind, value, reading = key["kind"], key["value"], key.get("reading", "")
        if (kind, value, reading) not in seen:
            seen.add((kind, value, reading))
            head, tail = _key_parts(key)
            yield f"{person}\t{head}\t{birth_day}\t{tail}\n"
    for head, tail in _address_parts(record.address):
        yield f"{person}\t{head}\t{birth_day}\t{tail}\n"


@lru_cache(maxsize=4096)
def _address_parts(address: Address) -> list[tuple[str, str]]:
    """The keys of an address; members of a household share them."""
    return [_key_parts(key) for key in keys.of_address(address)]


def _key_parts(key: dict[str, Any]) -> tuple[str, str]:
    """What stands in the line of a key before and behind the day of birth."""
    grams = key.get("grams")
    head = [
        key["kind"],
        key["value"],
        key.get("reading", ""),
        key.get("given", ""),
        key.get("given_reading", ""),
    ]
    tail = [NULL if grams is None else _array(grams), _text(key.get("is_current", True))]
    return _joined(head), _joined(tail)


def _line(values: list[str]) -> str:
    return _joined(values) + "\n"


def _joined(values: list[str]) -> str:
    """Values of COPY text. Only when a text holds a character that COPY reads as its own is each value escaped."""
    line = "\t".join(values)
    if "\\" in line or "\n" in line or "\r" in line or line.count("\t") != len(values) - 1:
        line = "\t".join(map(_escaped, values))
    return line


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n").replace("\r", "\\r")


def _array(texts: Iterable[str]) -> str:
    """A text array literal; every element quoted."""
    joined = '","'.join(texts)
    if "\\" in joined or joined.count('"') != joined.count('","') * 2:
        joined = '","'.join(text.replace("\\", "\\\\").replace('"', '\\"') for text in texts)
    return f'{{"{joined}"}}'

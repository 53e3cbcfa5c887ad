"""A load file read, checked and made ready for the database, block by block; knows no database and no Django.

So it may run in a thread of the loading process (`prepare`), or in processes of its own (`apart`): one that reads and
checks (`checked`) and one that writes out what was found right (`written`). Between them a record is its canonical
form, and its individual number is sealed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import msgspec

from daicho.access.vault_sealing import SealedNumbers, Sealer
from daicho.protocol.load_files import FileReader, LoadedHousehold, Reject
from daicho.systems.register.loading import blocks
from daicho.values import codec

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from daicho.access.vault_keys import VaultKeys
    from daicho.values.numbers import MunicipalityCode

    Free = Callable[[list[tuple[int, LoadedHousehold]]], tuple[list[LoadedHousehold], list[Reject]]]

HOUSEHOLDS: Final = 500
"""Households in a block: few enough that the first is soon ready, many enough that each statement is worth itself."""

_WIDTH: Final = 10
"""Digits of the numbers that this register gives out (`from_serial`); others cannot collide with them."""


class Facts(msgspec.Struct, frozen=True):
    """What the load must know of a block beside its rows.

    `people` is the number in the whole file; the serials are the highest among this block's numbers.
    """

    numbers: SealedNumbers
    households: int
    people: int
    rejects: list[Reject]
    addressee_serial: int
    household_serial: int


class Checked(msgspec.Struct, frozen=True):
    """Residents without fault: their records in canonical form, with the references of their numbers."""

    records: list[bytes]
    facts: Facts


class Prepared(msgspec.Struct, frozen=True):
    """A block of households ready for the database."""

    block: blocks.Block
    facts: Facts


def checked(
    lines: Iterable[bytes],
    keys: VaultKeys,
    *,
    municipality_code: MunicipalityCode,
    synthetic: bool,
    free: Free | None = None,
) -> Iterator[Checked]:
    """Read a file to its end and pass on what is right; `free` takes out households whose numbers somebody already has.

    Take nothing for good before the iteration has ended.

    Raises:
        FileRefused: the file as a whole may not be loaded.
    """
    reader = FileReader(lines, LoadedHousehold, municipality_code=municipality_code, synthetic=synthetic)
    sealer = Sealer(keys)
    for batch, faulty in _batches(reader):
        households, taken = ([household for _, household in batch], []) if free is None else free(batch)
        yield _checked(households, [*faulty, *taken], sealer, reader.header.people)


def written(each: Checked, *, act: int) -> Prepared:
    """The rows of what was found right, for the opening act of this number."""
    return Prepared(blocks.block(each.records, act=act), each.facts)


def _batches(
    reader: FileReader[LoadedHousehold],
) -> Iterator[tuple[list[tuple[int, LoadedHousehold]], list[Reject]]]:
    """Households with their line numbers, and the rejects met on the way."""
    batch: list[tuple[int, LoadedHousehold]] = []
    rejects: list[Reject] = []
    line = 1
    for item in reader:
        if isinstance(item, Reject):
            line = max(line, item.line)
            rejects.append(item)
            continue
        line += 1
        batch.append((line, item))
        if len(batch) == HOUSEHOLDS:
            yield batch, rejects
            batch, rejects = [], []
    if batch or rejects:
        yield batch, rejects


def _checked(households: list[LoadedHousehold], rejects: list[Reject], sealer: Sealer, people: int) -> Checked:
    members = [member for household in households for member in household.members]
    sealed = sealer.seal(member.individual_number for member in members)
    records = [
        codec.encode(msgspec.structs.replace(member.record, individual_number_ref=str(reference)))
        for member, reference in zip(members, sealed.references, strict=True)
    ]
    facts = Facts(
        sealed,
        len(households),
        people,
        rejects,
        _highest(member.record.addressee_number.stored() for member in members),
        _highest(household.household_number.stored() for household in households),
    )
    return Checked(records, facts)


def _highest(numbers: Iterable[str]) -> int:
    """The highest serial (the number without its check digit) among those of the width that we give out."""
    return max((int(number[:-1]) for number in numbers if len(number) == _WIDTH), default=0)

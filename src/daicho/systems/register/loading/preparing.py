"""A load file read, checked and made ready for the database, block by block; knows no database and no Django.

So it may run in a thread of the loading process (`prepare`), or in processes of its own (`apart`): one that checks
(`checked`) and one that writes out what was found right (`Writer`).
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


class Prepared(msgspec.Struct, frozen=True):
    """A block of households, and what the load must know of it.

    `people` is the number in the whole file; `serials` are the highest serials among this block's numbers.
    """

    block: blocks.Block
    numbers: SealedNumbers
    households: int
    people: int
    rejects: list[Reject]
    addressee_serial: int
    household_serial: int


class Checked(msgspec.Struct, frozen=True):
    """Lines of a file that hold households without fault, and the rejects met on the way.

    `people` is the number in the whole file.
    """

    lines: list[bytes]
    rejects: list[Reject]
    people: int


def prepare(
    lines: Iterable[bytes],
    writer: Writer,
    *,
    municipality_code: MunicipalityCode,
    synthetic: bool,
    free: Free | None = None,
) -> Iterator[Prepared]:
    """Read a file to its end; `free` takes out the households whose numbers somebody already has.

    Take nothing for good before the iteration has ended.

    Raises:
        FileRefused: the file as a whole may not be loaded.
    """
    reader = FileReader(lines, LoadedHousehold, municipality_code=municipality_code, synthetic=synthetic)
    for batch, faulty in _batches(reader):
        households, taken = ([household for _, household in batch], []) if free is None else free(batch)
        yield writer.written(households, [*faulty, *taken], reader.header.people)


def checked(lines: Iterable[bytes], *, municipality_code: MunicipalityCode, synthetic: bool) -> Iterator[Checked]:
    """Read a file to its end and pass on what is right as it stands, for another process to write out.

    Raises:
        FileRefused: as `prepare`.
    """
    kept = _Kept(lines)
    reader = FileReader(kept, LoadedHousehold, municipality_code=municipality_code, synthetic=synthetic)
    right: list[bytes] = []
    rejects: list[Reject] = []
    for item in reader:
        if isinstance(item, Reject):
            rejects.append(item)
            continue
        right.append(kept.before)
        if len(right) == HOUSEHOLDS:
            yield Checked(right, rejects, reader.header.people)
            right, rejects = [], []
    if right or rejects:
        yield Checked(right, rejects, reader.header.people)


class Writer:
    """Writes households out, for the opening act of this number."""

    def __init__(self, keys: VaultKeys, act: int) -> None:
        self._sealer = Sealer(keys)
        self._act = act

    def prepared(self, each: Checked) -> Prepared:
        """The block of some lines that `checked` has passed on."""
        households = [codec.decode(line, LoadedHousehold) for line in each.lines]
        return self.written(households, each.rejects, each.people)

    def written(self, households: list[LoadedHousehold], rejects: list[Reject], people: int) -> Prepared:
        """The block of some households; `people` is the number in the whole file."""
        members = [member for household in households for member in household.members]
        sealed = self._sealer.seal(member.individual_number for member in members)
        records = [
            msgspec.structs.replace(member.record, individual_number_ref=str(reference))
            for member, reference in zip(members, sealed.references, strict=True)
        ]
        return Prepared(
            blocks.block(records, act=self._act),
            sealed,
            len(households),
            people,
            rejects,
            _highest(record.addressee_number.stored() for record in records),
            _highest(household.household_number.stored() for household in households),
        )


class _Kept:
    """Lines as they are taken; the reader is always one ahead of the line that it speaks of (`before`)."""

    def __init__(self, lines: Iterable[bytes]) -> None:
        self._lines = iter(lines)
        self.before = self._last = b""

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        self.before, self._last = self._last, next(self._lines)
        return self._last


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


def _highest(numbers: Iterable[str]) -> int:
    """The highest serial (the number without its check digit) among those of the width that we give out."""
    return max((int(number[:-1]) for number in numbers if len(number) == _WIDTH), default=0)

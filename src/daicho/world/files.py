"""Writes a population as its load files: `residents.jsonl` for the register, `identification.jsonl` for the others."""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING, Final

import msgspec

from daicho.law.identification import derive_record
from daicho.protocol.load_files import FORMAT, FileHeader, FileKind, FileWriter, LoadedIdentification
from daicho.values.numbers import MunicipalityCode
from daicho.world.population import AS_OF, generate

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable
    from pathlib import Path

NAMES: Final = {kind: f"{kind.value}.jsonl" for kind in FileKind}
"""Names of the files in their directory."""


class Written(msgspec.Struct, frozen=True, kw_only=True):
    """What was written."""

    municipality_code: str
    seed: int
    as_of: dt.date
    people: int
    households: int
    files: dict[str, str]  # kind → path
    sizes: dict[str, int]  # kind → bytes


def write_population(  # noqa: PLR0913 - what a population is made of
    directory: Path,
    *,
    municipality_code: str,
    people: int,
    seed: int,
    as_of: dt.date = AS_OF,
    serials: range | None = None,
    progress: Callable[[int], None] | None = None,
) -> Written:
    """Write both files into `directory`, which is made if need be; `progress` is told the residents done so far.

    A file appears under its name only when it is complete.

    Raises:
        UnknownMunicipality: No such code.
        TooManyPeople: The range of synthetic numbers is too small.
    """
    households = generate(municipality_code, people, seed, as_of=as_of, serials=serials)
    directory.mkdir(parents=True, exist_ok=True)
    code = MunicipalityCode.parse(municipality_code)
    done = lines = 0
    writers = {
        kind: FileWriter(
            FileHeader(
                kind=kind, format=FORMAT, municipality_code=code, as_of=as_of, synthetic=True, seed=seed, people=people
            )
        )
        for kind in FileKind
    }
    parts = {kind: directory / f"{name}.part" for kind, name in NAMES.items()}
    with ExitStack() as stack:
        files = {kind: stack.enter_context(part.open("wb")) for kind, part in parts.items()}
        for kind, writer in writers.items():
            files[kind].write(writer.first)
        residents, identification = files[FileKind.RESIDENTS], files[FileKind.IDENTIFICATION]
        for household in households:
            residents.write(writers[FileKind.RESIDENTS].line(household))
            for member in household.members:
                line = LoadedIdentification(derive_record(member.record), member.individual_number)
                identification.write(writers[FileKind.IDENTIFICATION].line(line))
            lines += 1
            done += len(household.members)
            if progress is not None:
                progress(done)
        for kind, writer in writers.items():
            files[kind].write(writer.last())
    finished = {kind: part.rename(directory / NAMES[kind]) for kind, part in parts.items()}
    return Written(
        municipality_code=code.stored(),
        seed=seed,
        as_of=as_of,
        people=done,
        households=lines,
        files={kind.value: str(path) for kind, path in finished.items()},
        sizes={kind.value: path.stat().st_size for kind, path in finished.items()},
    )

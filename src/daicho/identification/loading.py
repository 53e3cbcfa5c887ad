"""Initial load of a level by its own file: validated whole, taken in one transaction, then stated to the next level.

Lines that are wrong are listed with line, field and reason, and left out; a file whose header, trailer, digest or
counts are wrong is refused whole. A file that was taken before is not taken again, so a broken-off load is started anew
without harm. The load is no change of anybody: it sends no update, only a statement of count and sum that the next
level compares with its own (`protocol.messages.BaselineStatement`).
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any, Final

import msgspec
from django.conf import settings
from django.db import connections, transaction
from django.utils import timezone

from daicho.exchange import outbox
from daicho.identification import numbers
from daicho.identification.layout import PREFECTURAL, Technical, reduced
from daicho.law.identification import UpdateReason
from daicho.law.identification_update import Stay
from daicho.protocol import fingerprints
from daicho.protocol.load_files import FileReader, LoadedIdentification, Reject
from daicho.protocol.messages import BaselineStatement

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from daicho.identification.models import FileLoadBase
    from daicho.identification.store import Store
    from daicho.protocol.parties import Party

    Progress = Callable[[int, int], None]

BLOCK: Final = 2_000
"""Persons written at a time."""
SHOWN: Final = 10_000
"""Rejects listed at most."""


class LoadReport(msgspec.Struct, frozen=True, kw_only=True):
    """What became of a file. `repeated`: the same file had been taken before, and nothing was done."""

    municipality_code: str
    residents: int
    rejects: tuple[Reject, ...] = ()
    repeated: bool = False


def load(
    store: Store,
    loads: type[FileLoadBase],
    path: Path,
    *,
    onward: Party | None,
    progress: Progress | None = None,
) -> LoadReport:
    """Take a file of identification information in; `progress` is called with persons done and persons in all.

    Raises:
        FileRefused: the file as a whole may not be loaded; nothing of it was.
    """
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    known = loads._default_manager.using(store.alias).filter(digest=digest).first()  # noqa: SLF001 - Django's own name
    if known is not None:
        return LoadReport(municipality_code=known.municipality_code, residents=known.count, repeated=True)
    with path.open("rb") as file, transaction.atomic(using=store.alias):
        reader = FileReader(file, LoadedIdentification, synthetic=settings.DAICHO.synthetic)
        municipality = reader.header.municipality_code.stored()
        count, rejects = _take(store, reader, progress)
        loads._default_manager.using(store.alias).create(  # noqa: SLF001 - as above
            digest=digest,
            municipality_code=municipality,
            count=count,
            rejected=[msgspec.to_builtins(reject) for reject in rejects[:SHOWN]],
            loaded_at=timezone.now(),
        )
        if onward is not None:
            outbox.send(store.alias, to=onward, message=statement(store, municipality))
    return LoadReport(municipality_code=municipality, residents=count, rejects=tuple(rejects[:SHOWN]))


def _take(
    store: Store, reader: FileReader[LoadedIdentification], progress: Progress | None
) -> tuple[int, list[Reject]]:
    rejects: list[Reject] = []
    block: list[LoadedIdentification] = []
    done = 0
    as_of = reader.header.as_of.isoformat()
    for line in reader:
        if isinstance(line, Reject):
            rejects.append(line)
            continue
        block.append(line)
        if len(block) == BLOCK:
            done += _write(store, block, as_of)
            block = []
            if progress is not None:
                progress(done, reader.header.people)
    done += _write(store, block, as_of)
    if progress is not None:
        progress(done, reader.header.people)
    return done, rejects


def _write(store: Store, block: list[LoadedIdentification], as_of: str) -> int:
    if not block:
        return 0
    references = numbers.vault(store.alias).put([person.individual_number for person in block])
    rows: list[tuple[Any, ...]] = []
    for person, reference in zip(block, references, strict=True):
        record = reduced(person.record) if store.layout is PREFECTURAL else person.record
        stay = Stay(record, UpdateReason.EX_OFFICIO_ENTRY, record.resident_since)
        technical = Technical(number_ref=reference, sequence=0, timestamp=as_of, received_on=as_of, operator="load")
        rows.append(store.layout.write(stay, technical, True))  # noqa: FBT003 - the layout's third part
    store.write_rows(rows)
    return len(rows)


def statement(store: Store, municipality: str) -> BaselineStatement:
    """Return what this level holds of a municipality: how many are present, and the sum of their fingerprints."""
    with connections[store.alias].cursor() as cursor:
        cursor.execute(
            f"SELECT fingerprint FROM {store.table} WHERE municipality_code = %s AND present", [municipality]
        )
        held = [bytes(row[0]) for row in cursor.fetchall()]
    return BaselineStatement(municipality_code=municipality, count=len(held), fingerprint_sum=fingerprints.total(held))

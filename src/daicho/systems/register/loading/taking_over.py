"""One file of residents into the register, in one transaction.

While the database takes in one block by COPY, the next is made ready: by a second thread, and for a large file into an
empty register by a process of its own, so that the work of Python and of PostgreSQL overlaps. The chain of acts is
locked for the whole load, since its versions carry the number of the opening act; nobody else can record an act
meanwhile. `docs/performance.md` says where the time goes.
"""

from __future__ import annotations

import hashlib
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any, Final

import psycopg
from django.db import connections, transaction

from daicho.access import vault_keys
from daicho.access.gate import Gate
from daicho.access.grants import machine_access
from daicho.exchange import runtime
from daicho.identification import numbers
from daicho.law.commands import Basis, Header, InitialOpening, Notifier, NotifierKind
from daicho.protocol.load_files import LoadedHousehold, Reject
from daicho.systems.register import db, rows, store, town
from daicho.systems.register.actions.recording import Envelope, envelope_of
from daicho.systems.register.loading import blocks
from daicho.systems.register.loading.apart import Job, prepared_apart
from daicho.systems.register.loading.preparing import Facts, Prepared, checked, written
from daicho.systems.register.loading.reports import LoadReport
from daicho.values import codec
from daicho.values.numbers import MunicipalityCode

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from daicho.access.grants import Grant

    Progress = Callable[[int, int], None]

APART_FROM: Final = 4_000_000
"""Bytes of a file from which a process of its own is worth its start (some 5,000 residents)."""

_SHOWN: Final = 10_000
"""Rejects listed at most; the rest is counted."""


_TAKEN: Final = {
    "addressee_number": ("LR-ADDRESSEE", "宛名番号が既に登録されています", "the addressee number is already in use"),
    "household_number": ("LR-HOUSEHOLD", "世帯番号が既に登録されています", "the household number is already in use"),
    "resident_record_code": ("LR-CODE", "住民票コードが既に登録されています", "the code is already in use"),
}


_IN_USE: Final = {
    "addressee_number": "SELECT addressee_number AS number FROM register_person WHERE addressee_number = ANY (%s)",
    "household_number": "SELECT household_number AS number FROM register_household WHERE household_number = ANY (%s)",
    "resident_record_code": "SELECT value AS number FROM register_searchkey WHERE kind = 'code' AND value = ANY (%s)",
}


class _Load:
    """One file being taken over."""

    def __init__(self, alias: str, path: Path, progress: Progress | None) -> None:
        self.alias = alias
        self.path = path
        self.progress = progress
        with path.open("rb") as file:
            self.digest = hashlib.file_digest(file, "sha256").digest()
        self.rejects: list[Reject] = []
        self.rejected_lines: set[int] = set()
        self.households = 0
        self.residents = 0
        self.parts: list[str] = []
        self.serials = {"addressee": 0, "household": 0}
        self.empty = db.value(alias, "SELECT NOT EXISTS (SELECT FROM register_person)")

    def prepared(self, act: int) -> Iterator[Prepared]:
        """The blocks of the file, read ahead; `act` is the number of the opening act."""
        keys = runtime.node(self.alias).identity.directory / numbers.NUMBER_KEYS
        code = town.organisation()
        if self.empty and self.path.stat().st_size >= APART_FROM:
            yield from prepared_apart(Job(str(self.path.absolute()), code, town.synthetic(), str(keys), act))
            return
        with self.path.open("rb") as file:
            right = checked(
                file,
                vault_keys.load(keys),
                municipality_code=MunicipalityCode.parse(code),
                synthetic=town.synthetic(),
                free=None if self.empty else self.free,  # nobody is there yet
            )
            yield from _ahead(written(each, act=act) for each in right)

    def free(self, batch: list[tuple[int, LoadedHousehold]]) -> tuple[list[LoadedHousehold], list[Reject]]:
        """The households whose numbers nobody on the register has, and why the others are rejected."""
        taken = self._taken([household for _, household in batch])
        free, rejects = [], []
        for line, household in batch:
            faults = list(_faults(line, household, taken))
            rejects += faults
            if not faults:
                free.append(household)
        return free, rejects

    def _taken(self, batch: list[LoadedHousehold]) -> dict[str, set[str]]:
        records = [member.record for household in batch for member in household.members]
        given = {
            "addressee_number": [record.addressee_number.stored() for record in records],
            "household_number": [household.household_number.stored() for household in batch],
            "resident_record_code": [
                record.resident_record_code.stored() for record in records if record.resident_record_code is not None
            ],
        }
        return {
            field: {each["number"] for each in db.rows(self.alias, _IN_USE[field], (numbers_given,))}
            for field, numbers_given in given.items()
        }

    def take(self, each: Prepared, opening: _Opening) -> None:
        """One block into vault and tables, and what the report says of it."""
        facts = each.facts
        if facts.households:
            stored = numbers.vault(self.alias).put_sealed(facts.numbers)
            self._write(each.block.with_references(facts.numbers.references, stored), opening)
        self._count(facts, each.block.residents)

    def _count(self, facts: Facts, residents: int) -> None:
        for reject in facts.rejects:
            self.rejected_lines.add(reject.line)
            if len(self.rejects) < _SHOWN:
                self.rejects.append(reject)
        self.serials["addressee"] = max(self.serials["addressee"], facts.addressee_serial)
        self.serials["household"] = max(self.serials["household"], facts.household_serial)
        self.households += facts.households
        self.residents += residents
        if self.progress is not None:
            self.progress(self.residents, facts.people)

    def _write(self, block: blocks.Block, opening: _Opening) -> None:
        """One block into the tables: by COPY, and the history rows out of the versions."""
        with psycopg.Cursor(db.connection(self.alias)) as cursor:
            _copy(cursor, "register_residentversion", blocks.VERSIONS, block.versions)
            opening.write_history(cursor)
            _copy(cursor, "register_person", blocks.PERSONS, block.persons)
            _copy(cursor, "register_household", blocks.HOUSEHOLDS, block.households)
            _copy(cursor, "register_searchkey", blocks.KEYS, block.keys)
            cursor.execute(
                "INSERT INTO register_actpart (act_number, part, changes) VALUES (%s, %s, %s)",
                (opening.number, len(self.parts) + 1, block.changes),
            )
        self.parts.append(hashlib.sha256(block.changes).hexdigest())


def _ahead(prepared: Iterator[Prepared]) -> Iterator[Prepared]:
    """The same, each made ready in a second thread while the one before it is worked on."""
    with ThreadPoolExecutor(max_workers=1) as helper:
        following = helper.submit(next, prepared, None)
        while (each := following.result()) is not None:
            following = helper.submit(next, prepared, None)
            yield each


class _Opening:
    """The opening act of a load, and the statement that writes its history rows."""

    def __init__(self, alias: str, number: int, envelope: Envelope) -> None:
        self.number = number
        self._parameters = {
            "act": number,
            "after": db.value(alias, "SELECT coalesce(max(id), 0) FROM register_residentversion"),
            "processed_on": envelope.processed_on,
            "basis": envelope.basis,
            "place": envelope.place,
            "terminal": envelope.terminal,
        }

    def write_history(self, cursor: psycopg.Cursor[Any]) -> None:
        """The history rows of the versions that were just written, which no other act can have touched yet."""
        ((last,),) = cursor.execute("SELECT lastval()", prepare=True).fetchall()
        cursor.execute(_HISTORY, self._parameters | {"last": last}, prepare=True)
        self._parameters["after"] = last


_HISTORY: Final = f"""
    INSERT INTO register_historyrow ({rows.COLUMN_LIST}, history_number, act_number, reason, act_processed_on,
        act_basis, act_place, act_terminal, ex_officio, consequence, cancels_also, spans)
    SELECT {rows.COLUMN_LIST}, 1, %(act)s, '{store.OPENING}', %(processed_on)s, %(basis)s, %(place)s, %(terminal)s,
        false, false, '[]', jsonb_build_array(jsonb_build_array(lower(valid), NULL))
    FROM register_residentversion
    WHERE id > %(after)s AND id <= %(last)s AND lower(recorded) = %(act)s
"""
"""The plan: the primary key between two ids, among which others may have drawn some. Of the recorded range only `lower`
is asked, which no index knows: the whole range would have the exclusion's index read for every version of the act."""


def _copy(cursor: psycopg.Cursor[Any], table: str, columns: tuple[str, ...], data: bytes) -> None:
    statement = f"COPY {table} ({', '.join(columns)}) FROM STDIN (NULL '{blocks.NULL}')"
    with cursor.copy(statement) as copy:
        copy.write(data)


def load(alias: str, path: Path, progress: Progress | None = None) -> LoadReport:
    """Take a file of residents over; `progress` is told (residents done, residents in the file).

    Raises:
        FileRefused: the file as a whole may not be loaded; nothing of it is.
        AccessRefused: loads are not permitted here.
    """
    grant = _grant(alias)
    loading = _Load(alias, path, progress)
    with transaction.atomic(using=alias):
        # the chain lock first: of two loads of one file the second sees what the first has done
        act_number = 1 + db.value(alias, "SELECT last_number FROM register_actchain WHERE id = 1 FOR UPDATE")
        earlier = _loaded_before(alias, loading.digest)
        if earlier is not None:
            return earlier
        header = Header(basis=Basis.EX_OFFICIO, notifier=Notifier(kind=NotifierKind.OFFICE))
        envelope = envelope_of(InitialOpening(header=header, records=()), grant, "", town.today())
        db.execute(alias, "SET LOCAL gin_pending_list_limit = '64MB'")
        opening = _Opening(alias, act_number, envelope)
        if loading.empty:
            db.execute(alias, "SELECT register_before_load()")
        for each in loading.prepared(act_number):
            loading.take(each, opening)
        if loading.empty:
            db.execute(alias, "SELECT register_search_indexes()")
        _close(loading, grant, header)
    _gather_statistics(alias)
    return LoadReport(
        act_number=act_number,
        households=loading.households,
        residents=loading.residents,
        rejected_households=len(loading.rejected_lines),
        rejects=tuple(loading.rejects),
    )


def _gather_statistics(alias: str) -> None:
    """Statistics of what is on record now, without which reads take ten times as long; by two connections at once."""

    def of_keys() -> None:
        try:
            db.execute(alias, "SELECT register_statistics_of_keys()")
        finally:
            connections[alias].close()  # this thread's

    with ThreadPoolExecutor(max_workers=1) as helper:
        keys = helper.submit(of_keys)
        db.execute(alias, "SELECT register_statistics_of_records()")
        keys.result()


def _grant(alias: str) -> Grant:
    access = machine_access(
        system=str(town.installation().party),
        organisation=town.organisation(),
        function="register.load",
        purpose="ex_officio",
        legal_ground="住民基本台帳法第8条",
    )
    return Gate(alias).act(access, [], act="initial_opening")


def _loaded_before(alias: str, digest: bytes) -> LoadReport | None:
    found = db.row(alias, "SELECT * FROM register_load WHERE file_digest = %s", (digest,))
    if found is None:
        return None
    return LoadReport(
        act_number=found["act_number"],
        households=found["households"],
        residents=found["residents"],
        rejected_households=found["rejected"],
        rejects=(),
        repeated=True,
    )


def _close(loading: _Load, grant: Grant, header: Header) -> None:
    """Write the opening act over its parts, and the line of this load."""
    digest = loading.digest
    command = InitialOpening(header=header, records=())
    envelope = envelope_of(command, grant, f"load:{digest.hex()}", town.today())
    written = store.write(
        loading.alias,
        act=codec.to_builtins(envelope),
        documents=(codec.encode(envelope), codec.encode(command), codec.encode(loading.parts), codec.encode(())),
        closed=(),
        versions=(),
        history=(),
        persons=(),
        keys=(),
        due=(),
    )
    db.execute(
        loading.alias,
        "INSERT INTO register_load (file_name, file_digest, act_number, residents, households, rejected, loaded_at) "
        "VALUES (%s, %s, %s, %s, %s, %s, clock_timestamp())",
        (
            loading.path.name,
            digest,
            written.number,
            loading.residents,
            loading.households,
            len(loading.rejected_lines),
        ),
    )
    for name, serial in loading.serials.items():
        sequence = f"register_{name}_serial"
        db.execute(
            loading.alias,
            f"SELECT setval('{sequence}', greatest(%s::bigint, (SELECT last_value FROM {sequence})))",
            (max(serial, 1),),
        )


def _faults(line: int, household: LoadedHousehold, taken: dict[str, set[str]]) -> Iterator[Reject]:
    if household.household_number.stored() in taken["household_number"]:
        yield _fault(line, "household_number", "household_number")
    for at, member in enumerate(household.members):
        for column in ("addressee_number", "resident_record_code"):
            number: Any = getattr(member.record, column)
            if number is not None and number.stored() in taken[column]:
                yield _fault(line, f"members[{at}].record.{column}", column)


def _fault(line: int, field: str, column: str) -> Reject:
    code, japanese, english = _TAKEN[column]
    return Reject(line, field, code, japanese, english)

"""The one gate: rights are checked, the record is committed, and only then may a person's data be read.

The record goes over the alias ``<system>_log``, a second connection to the same database in autocommit, so it stands
whatever becomes of the business transaction; a refusal leaves a record too (CTRL-085). A grant is a value: pass it to
the query that reads the data. Usage::

    gate = Gate("register")
    grant = gate.open_person(access, ["000000000000013"])
    resident = queries.resident(grant, "000000000000013")

    grant = gate.search(access, {"kana": "ヤマダ", "birth_date": "1990-01-01"})
    found = queries.search(grant, ...)
    gate.shown(grant, count=len(found), persons=[row.addressee_number for row in found])
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

import msgspec

from daicho.access import records
from daicho.access.functions import HOST, reveals_numbers
from daicho.access.grants import Access, AccessKind, AccessRefused, FourItems, Grant, Outcome
from daicho.access.records import Entry
from daicho.access.rights import DatabaseRights, today_in_japan

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date
    from uuid import UUID


class Rights(Protocol):
    """Where the gate learns whether an access is allowed."""

    def refusal(self, access: Access, on: date) -> str | None:
        """Return the code of the refusal, or None if `access` is allowed on the day `on`."""
        ...


class Gate:
    """The gate of one system (`alias`: the system's name, which is also its database's alias).

    Every method commits a record and then returns a `Grant`, or commits the record of a refusal and raises
    `AccessRefused`.
    """

    def __init__(self, alias: str, *, rights: Rights | None = None) -> None:
        self.alias = alias
        self._system = HOST if alias == records.HOST_ALIAS else alias
        self._rights: Rights = rights or DatabaseRights()

    def open_person(
        self, access: Access, persons: Iterable[str], *, subjects: Mapping[str, FourItems] | None = None
    ) -> Grant:
        """Allow reading the data of `persons` (a person, a household, or a machine's batch); one record.

        The four items of CTRL-074 are read by the system's `AccessRecord.four_items`, or given in `subjects`.
        """
        return self._pass(self._about(Entry(access=access, kind=AccessKind.OPEN), persons, subjects))

    def search(self, access: Access, conditions: Mapping[str, str]) -> Grant:
        """Allow one search; `conditions` are recorded as entered, an individual number among them is masked."""
        return self._pass(Entry(access=access, kind=AccessKind.SEARCH, conditions=dict(conditions)))

    def shown(self, grant: Grant, *, count: int, persons: Iterable[str]) -> None:
        """Record what a search found (`count`) and which persons were shown: a second committed row.

        When the first record, which is on disk, names everyone shown already, this one does not wait for the disk.
        """
        shown = tuple(persons)
        entry = Entry(access=grant.access, kind=AccessKind.SHOWN, count=count, of_record=grant.record, persons=shown)
        records.write(self.alias, entry, relaxed=grant.persons.issuperset(shown))

    def act(
        self, access: Access, persons: Iterable[str], *, act: str, subjects: Mapping[str, FourItems] | None = None
    ) -> Grant:
        """Allow a change (`act`: its code) that reads and writes `persons`; persons just being entered included."""
        return self._pass(self._about(Entry(access=access, kind=AccessKind.ACT, detail=act), persons, subjects))

    def inquire(
        self,
        access: Access,
        *,
        counterpart: str,
        conditions: Mapping[str, str] | None = None,
        persons: Iterable[str] = (),
    ) -> Grant:
        """Allow an inquiry to, or an answer to, another party (`counterpart`: ``142158/municipal_cs``)."""
        entry = Entry(
            access=access, kind=AccessKind.INQUIRY, counterpart=counterpart, conditions=dict(conditions or {})
        )
        return self._pass(self._about(entry, persons, None))

    def reveal_numbers(self, access: Access, references: Mapping[str, UUID], *, form: str = "") -> Grant:
        """Allow one reading of the individual numbers of persons; `references` maps person to vault reference.

        `form` is the paper that they are read for, and stands in the record; empty where they are shown.
        """
        wanted = tuple(sorted(set(references.values())))
        entry = Entry(access=access, kind=AccessKind.REVEAL, detail=form, vault_references=wanted)
        return self._pass(self._about(entry, references, None))

    def find_number(self, access: Access, number_digest: bytes) -> Grant:
        """Allow one exact search by individual number; `number_digest` is `Vault.digest(number)` (CTRL-093)."""
        return self._pass(Entry(access=access, kind=AccessKind.FIND, number_digest=number_digest))

    def review(self, access: Access, conditions: Mapping[str, str], *, what: str) -> Grant:
        """Record that the records themselves were looked after: verified, or inspected with an outcome (CTRL-080)."""
        return self._pass(Entry(access=access, kind=AccessKind.REVIEW, conditions=dict(conditions), detail=what))

    def refuse(  # noqa: PLR0913 (what a record may name)
        self,
        access: Access,
        code: str,
        *,
        kind: AccessKind,
        persons: Iterable[str] = (),
        conditions: Mapping[str, str] | None = None,
        counterpart: str = "",
    ) -> AccessRefused:
        """Record a refusal that a system's own rule demands (CTRL-085, 091); return the exception to raise."""
        entry = Entry(access=access, kind=kind, conditions=dict(conditions or {}), counterpart=counterpart)
        return self._refusal(self._about(entry, persons, None), code)

    def _about(self, entry: Entry, persons: Iterable[str], subjects: Mapping[str, FourItems] | None) -> Entry:
        """Return `entry` naming `persons` with the four items as they stand in committed data."""
        keys = tuple(dict.fromkeys(persons))
        if not keys:
            return entry
        model = records.record_model(self.alias)
        if not subjects and model.subjects_query():
            return msgspec.structs.replace(entry, persons=keys, reads_subjects=True)
        given = dict(subjects or {})
        missing = [key for key in keys if key not in given]
        if missing:
            given.update(model.four_items(records.log_alias(self.alias), missing))
        lines = tuple({"person": key, **msgspec.structs.asdict(given[key])} for key in keys if key in given)
        return msgspec.structs.replace(entry, persons=keys, subjects=lines)

    def _pass(self, entry: Entry) -> Grant:
        code = self._code(entry)
        if code is not None:
            raise self._refusal(entry, code)
        return Grant(
            alias=self.alias,
            record=records.write(self.alias, entry),
            kind=entry.kind,
            access=entry.access,
            persons=frozenset(entry.persons),
        )

    def _code(self, entry: Entry) -> str | None:
        if entry.access.function.partition(".")[0] != self._system:
            return "A-1002"
        if entry.kind is AccessKind.FIND and entry.access.function != f"{self._system}.number":
            return "A-1002"
        if entry.kind is AccessKind.REVEAL and not reveals_numbers(entry.access.function):
            return "A-1002"
        return self._rights.refusal(entry.access, today_in_japan())

    def _refusal(self, entry: Entry, code: str) -> AccessRefused:
        refused = msgspec.structs.replace(entry, outcome=Outcome.REFUSED, refusal=code)
        return AccessRefused(code=code, record=records.write(self.alias, refused))

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

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date
    from uuid import UUID

    from daicho.access.grants import Access, AccessKind, AccessRefused, FourItems, Grant


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

    def __init__(self, alias: str, *, rights: Rights | None = None) -> None: ...

    def open_person(
        self, access: Access, persons: Iterable[str], *, subjects: Mapping[str, FourItems] | None = None
    ) -> Grant:
        """Allow reading the data of `persons` (a person, a household, or a machine's batch); one record.

        The four items of CTRL-074 are read by the system's `AccessRecord.four_items`, or given in `subjects`.
        """
        raise NotImplementedError

    def search(self, access: Access, conditions: Mapping[str, str]) -> Grant:
        """Allow one search; `conditions` are recorded as entered, an individual number among them is masked."""
        raise NotImplementedError

    def shown(self, grant: Grant, *, count: int, persons: Iterable[str]) -> None:
        """Record what a search found (`count`) and which persons were shown: a second committed row."""
        raise NotImplementedError

    def act(
        self, access: Access, persons: Iterable[str], *, act: str, subjects: Mapping[str, FourItems] | None = None
    ) -> Grant:
        """Allow a change (`act`: its code) that reads and writes `persons`; persons just being entered included."""
        raise NotImplementedError

    def inquire(
        self,
        access: Access,
        *,
        counterpart: str,
        conditions: Mapping[str, str] | None = None,
        persons: Iterable[str] = (),
    ) -> Grant:
        """Allow an inquiry to, or an answer to, another party (`counterpart`: ``142158/municipal_cs``)."""
        raise NotImplementedError

    def reveal_numbers(self, access: Access, references: Mapping[str, UUID]) -> Grant:
        """Allow one reading of the individual numbers of persons; `references` maps person to vault reference."""
        raise NotImplementedError

    def find_number(self, access: Access, number_digest: bytes) -> Grant:
        """Allow one exact search by individual number; `number_digest` is `Vault.digest(number)` (CTRL-093)."""
        raise NotImplementedError

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
        raise NotImplementedError

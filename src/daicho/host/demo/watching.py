"""Seeing the network from its database server: where every link stands, and whether all levels hold the same.

Only link rows, counts and sums of fingerprints leave this module. It exists in the demonstration alone: no host of a
town sees another's database.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any, Final

import msgspec
import psycopg
from psycopg.rows import dict_row

from daicho.host.demo import configuration
from daicho.host.demo.organisations import AGENCY, TOWNS, parties, prefecture_of, site
from daicho.law.identification import derive_record
from daicho.protocol import fingerprints
from daicho.protocol.parties import Party

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable

    from daicho.host.demo.organisations import Site
    from daicho.host.demo.place import Place

LEVELS: Final = ("register", "municipal_cs", "prefecture", "national")


class LinkState(msgspec.Struct, frozen=True, kw_only=True):
    """One direction of a link: how far the sender is, and what the receiver has acknowledged."""

    sender: Party
    receiver: Party
    epoch: int
    last: int
    position: int
    held: bool
    failures: int
    last_error: str
    last_receipt_at: dt.datetime | None

    @property
    def backlog(self) -> int:
        """Messages recorded and not acknowledged yet."""
        return self.last - self.position


class Holding(msgspec.Struct, frozen=True):
    """How many present persons of a municipality a level holds, and the sum of their fingerprints."""

    count: int
    total: bytes


class Town(msgspec.Struct, frozen=True, kw_only=True):
    """One municipality as each level holds it."""

    code: str
    levels: dict[str, Holding]

    @property
    def equal(self) -> bool:
        """Whether every level holds the same."""
        return len(set(self.levels.values())) == 1

    @property
    def residents(self) -> int:
        """Present residents by the register."""
        return self.levels["register"].count


class Watcher:
    """Read-only connections to every system's database, opened when needed and again after a restart."""

    def __init__(self, place: Place) -> None:
        self.place = place
        self._dsns: dict[Party, str] = {}
        self._connections: dict[Party, psycopg.Connection[dict[str, Any]]] = {}
        self._known: dict[Party, dict[tuple[str, int], bytes]] = {}

    def close(self) -> None:
        """Close every connection."""
        for connection in self._connections.values():
            connection.close()
        self._connections.clear()

    def rows(self, party: Party, sql: str, parameters: Iterable[Any] = ()) -> list[dict[str, Any]]:
        """The rows of a query in a system's database; tried once more on a fresh connection."""
        for last_try in (False, True):
            try:
                return self._connection(party).execute(sql, list(parameters)).fetchall()
            except psycopg.OperationalError:
                if (broken := self._connections.pop(party, None)) is not None:
                    broken.close()
                if last_try:
                    raise
        return []

    def _connection(self, party: Party) -> psycopg.Connection[dict[str, Any]]:
        found = self._connections.get(party)
        if found is None:
            if party not in self._dsns:
                config = configuration.read_host(self.place, site(party.organisation))
                self._dsns |= {Party(party.organisation, name): each.dsn for name, each in config.systems.items()}
            options = "-c default_transaction_read_only=on"
            found = psycopg.connect(
                self._dsns[party],
                autocommit=True,
                row_factory=dict_row,
                application_name="daicho demo watch",
                options=options,
            )
            self._connections[party] = found
        return found

    # -- links -------------------------------------------------------------------------------

    def links(self) -> list[LinkState]:
        """Every outgoing link of every system."""
        return [
            LinkState(sender=party, receiver=Party.parse(row.pop("peer")), **row)
            for party in (Party(where.code, system) for where, system in parties())
            for row in self.rows(party, _LINKS.format(table=f"{party.system}_link"))
        ]

    def quiet(self) -> bool:
        """Whether nothing is on its way, seen twice in a row."""
        return all(not any(link.backlog for link in self.links()) for _ in range(2))

    def settle(self, *, seconds: float = 30.0) -> bool:
        """Wait until nothing is on its way; False when that does not come about."""
        deadline = time.monotonic() + seconds
        while not self.quiet():
            if time.monotonic() > deadline:
                return False
            time.sleep(0.05)
        return True

    def refusals(self) -> int:
        """Messages that were refused and that nobody has dealt with, at all levels."""
        return sum(
            self.rows(Party(where.code, system), _REFUSED.format(table=f"{system}_refusaltask"))[0]["open"]
            for where, system in parties()
        )

    # -- equality ----------------------------------------------------------------------------

    def towns(self) -> list[Town]:
        """Every municipality as register, CS, prefecture and nation hold it."""
        return [Town(code=town.code, levels=self._levels(town)) for town in TOWNS]

    def _levels(self, town: Site) -> dict[str, Holding]:
        holders = {
            "municipal_cs": Party(town.code, "municipal_cs"),
            "prefecture": Party(prefecture_of(town).code, "prefecture"),
            "national": Party(AGENCY.code, "national"),
        }
        return {
            "register": self._register(Party(town.code, "register")),
            **{level: self._level(party, town.code) for level, party in holders.items()},
        }

    def _level(self, party: Party, municipality: str) -> Holding:
        sql = f"SELECT fingerprint FROM {party.system}_identification WHERE municipality_code = %s AND present"
        held = [bytes(row["fingerprint"]) for row in self.rows(party, sql, [municipality])]
        return Holding(len(held), fingerprints.total(held))

    def _register(self, party: Party) -> Holding:
        """The register's sum; only people changed since the last look are read again."""
        from daicho.systems.register.rows import COLUMN_LIST, record_of

        known = self._known.setdefault(party, {})
        now = {(row["addressee_number"], row["history_number"]) for row in self.rows(party, _PRESENT)}
        for gone in known.keys() - now:
            del known[gone]
        fresh = sorted(now - known.keys())
        if fresh:
            columns = ", ".join(f"h.{column.strip()}" for column in COLUMN_LIST.split(","))
            sql = _CONTENT.format(columns=columns)
            numbers = ([number for number, _ in fresh], [history for _, history in fresh])
            for row in self.rows(party, sql, numbers):
                record = derive_record(record_of(row))
                known[row["addressee_number"], row["history_number"]] = fingerprints.fingerprint(record)
        return Holding(len(known), fingerprints.total(known.values()))


_LINKS: Final = """
    SELECT peer, epoch, last, position, held, failures, last_error, last_receipt_at
      FROM {table} WHERE direction = 'out' ORDER BY peer
"""
_REFUSED: Final = "SELECT count(*) AS open FROM {table} WHERE closed_at IS NULL"
_PRESENT: Final = """
    SELECT addressee_number, history_number FROM register_person
     WHERE state = 'present' AND resident_record_code IS NOT NULL
"""
_CONTENT: Final = """
    SELECT {columns}, h.history_number FROM register_historyrow h
      JOIN unnest(%s::text[], %s::int[]) AS wanted(addressee, history)
        ON wanted.addressee = h.addressee_number AND wanted.history = h.history_number
"""

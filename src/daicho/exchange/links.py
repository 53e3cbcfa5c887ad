"""The durable state of links: read, locked, moved on. Signed statements are kept beside it as evidence."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, NamedTuple, Self

import msgspec
import psycopg
from django.db import DatabaseError, InterfaceError, connections, transaction

from daicho.exchange import tables as tables_of
from daicho.exchange.core import ReceiverState, SenderState
from daicho.protocol import digests, registry, signing
from daicho.protocol.parties import Party
from daicho.protocol.statements import EpochOpening, Receipt

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.db.backends.base.base import BaseDatabaseWrapper
    from psycopg import Cursor

    from daicho.exchange.runtime import Node

CHANNEL = "daicho_exchange"
"""PostgreSQL channel on which a commit with new messages wakes the delivery loop; its payload is the peer."""

STORAGE_ERRORS = (DatabaseError, InterfaceError, psycopg.Error)
"""What a failing database raises: through Django, or, from COPY, straight from psycopg."""


def now() -> dt.datetime:
    """Real time, UTC. The exchange never uses the business date."""
    return dt.datetime.now(dt.UTC)


def stamp(moment: dt.datetime | None = None) -> str:
    """A moment as statements write it: UTC, microseconds, ``Z``."""
    return (moment or now()).astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


class PreparedCursor(psycopg.Cursor[Any]):
    """A cursor whose statements the connection keeps prepared.

    Django binds parameters on the client and has each statement parsed and planned anew, which costs a third of a short
    one on both sides. Errors are Django's, as from its own cursor.
    """

    def __init__(self, wrapper: BaseDatabaseWrapper) -> None:
        # as Django's own cursor begins: a connection that the database ended meanwhile is made anew, once a request
        wrapper.close_if_health_check_failed()
        wrapper.ensure_connection()
        super().__init__(wrapper.connection)
        self._errors = wrapper.wrap_database_errors

    def execute(
        self, query: Any, params: Any = None, *, prepare: bool | None = True, binary: bool | None = None
    ) -> Self:
        """Run a statement, prepared unless told otherwise."""
        with self._errors:
            return super().execute(query, params, prepare=prepare, binary=binary)


def cursor(alias: str) -> PreparedCursor:
    """A cursor of the alias's connection in this thread."""
    return PreparedCursor(connections[alias])


def run_prepared(alias: str, statement: str, values: Sequence[Any]) -> int:
    """Run one statement; how many rows it touched."""
    with cursor(alias) as opened:
        return opened.execute(statement, values).rowcount


class OutLink(NamedTuple):
    """An outgoing link's row."""

    id: int
    state: SenderState


def lock_out(cur: Cursor, node: Node, peer: Party) -> OutLink:
    """Lock an outgoing link until the transaction ends, making it at first use with epoch 1."""
    tables = tables_of.of(node.app_label)
    select = (
        f"SELECT id, epoch, last, chain, position, opened, held FROM {tables.link}"
        " WHERE direction = 'out' AND peer = %s FOR UPDATE"
    )
    cur.execute(select, [str(peer)])
    row = cur.fetchone()
    if row is None:
        genesis = digests.genesis(node.party, peer, 1)
        cur.execute(
            f"INSERT INTO {tables.link} (direction, peer, epoch, last, chain, position, position_chain, opened, held,"
            " failures, last_error) VALUES ('out', %s, 1, 0, %s, 0, %s, false, false, 0, '') ON CONFLICT DO NOTHING",
            [str(peer), genesis, genesis],
        )
        if cur.rowcount:
            _record_opening(
                cur,
                node,
                peer,
                EpochOpening(
                    sender=str(node.party),
                    receiver=str(peer),
                    epoch=1,
                    previous_epoch=0,
                    previous_last=0,
                    previous_chain=b"",
                    why="first",
                    opened_at=stamp(),
                ),
            )
        cur.execute(select, [str(peer)])
        row = cur.fetchone()
    return _out_link(row)


def read_out(cur: Cursor, node: Node, peer: Party) -> OutLink | None:
    """An outgoing link as committed."""
    tables = tables_of.of(node.app_label)
    cur.execute(
        f"SELECT id, epoch, last, chain, position, opened, held FROM {tables.link}"
        " WHERE direction = 'out' AND peer = %s",
        [str(peer)],
    )
    row = cur.fetchone()
    return None if row is None else _out_link(row)


def _out_link(row: Any) -> OutLink:
    return OutLink(row[0], SenderState(row[1], row[2], bytes(row[3]), row[4], row[5], row[6]))


def peers_out(cur: Cursor, node: Node) -> list[Party]:
    """All parties that we have an outgoing link to."""
    tables = tables_of.of(node.app_label)
    cur.execute(f"SELECT peer FROM {tables.link} WHERE direction = 'out' ORDER BY peer")
    return [Party.parse(row[0]) for row in cur.fetchall()]


def lock_in(cur: Cursor, node: Node, peer: Party) -> ReceiverState:
    """Lock an incoming link until the transaction ends; a link never seen has epoch 0."""
    tables = tables_of.of(node.app_label)
    select = (
        f"SELECT epoch, position, position_chain FROM {tables.link} WHERE direction = 'in' AND peer = %s FOR UPDATE"
    )
    cur.execute(select, [str(peer)])
    row = cur.fetchone()
    if row is None:
        cur.execute(
            f"INSERT INTO {tables.link} (direction, peer, epoch, last, chain, position, position_chain, opened, held,"
            " failures, last_error) VALUES ('in', %s, 0, 0, '', 0, '', false, false, 0, '') ON CONFLICT DO NOTHING",
            [str(peer)],
        )
        cur.execute(select, [str(peer)])
        row = cur.fetchone()
    return ReceiverState(row[0], row[1], bytes(row[2]))  # type: ignore[index]


def save_in(cur: Cursor, node: Node, peer: Party, state: ReceiverState) -> None:
    """Move an incoming link on."""
    tables = tables_of.of(node.app_label)
    cur.execute(
        f"UPDATE {tables.link} SET epoch = %s, last = %s, chain = %s, position = %s, position_chain = %s,"
        " last_contact_at = %s, last_error = '' WHERE direction = 'in' AND peer = %s",
        [state.epoch, state.position, state.chain, state.position, state.chain, now(), str(peer)],
    )


def chain_at(cur: Cursor, table: str, peer: Party, epoch: int, sequence: int) -> bytes | None:
    """The chain value after a message in the outbox or inbox."""
    cur.execute(
        f"SELECT chain FROM {table} WHERE peer = %s AND epoch = %s AND sequence = %s", [str(peer), epoch, sequence]
    )
    row = cur.fetchone()
    return None if row is None else bytes(row[0])


def record_statement(  # noqa: PLR0913 - each names a fact of the record
    cur: Cursor, node: Node, peer: Party, signed: signing.Signed, *, direction: str, kind: str, flow: str,
    epoch: int, position: int,
) -> None:  # fmt: skip
    """Keep a signed statement as evidence."""
    tables = tables_of.of(node.app_label)
    cur.execute(
        f"INSERT INTO {tables.statement} (direction, peer, kind, flow, epoch, position, statement, key_id, signature,"
        " at) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
        [direction, str(peer), kind, flow, epoch, position, signed.data, signed.key_id, signed.signature, now()],
    )


def _record_opening(cur: Cursor, node: Node, peer: Party, opening: EpochOpening) -> None:
    signed = signing.sign(opening, node.identity.signing)
    record_statement(
        cur, node, peer, signed, direction="out", kind="opening", flow="out", epoch=opening.epoch, position=0
    )


def opening_of(cur: Cursor, node: Node, peer: Party, epoch: int) -> signing.Signed | None:
    """Our signed opening of an epoch."""
    tables = tables_of.of(node.app_label)
    cur.execute(
        f"SELECT statement, key_id, signature FROM {tables.statement} WHERE peer = %s AND epoch = %s AND flow = 'out'"
        " AND kind = 'opening' AND direction = 'out' ORDER BY id DESC LIMIT 1",
        [str(peer), epoch],
    )
    row = cur.fetchone()
    return None if row is None else signing.Signed(msgspec.Raw(bytes(row[0])), row[1], bytes(row[2]))


def acknowledge(  # noqa: PLR0913, PLR0917 - each names a fact of the record
    cur: Cursor, node: Node, peer: Party, receipt: Receipt, signed: signing.Signed, state: SenderState
) -> None:
    """Move an outgoing link's acknowledged position (it goes back when the receiver was restored); keep the receipt."""
    tables, moment, written = tables_of.of(node.app_label), now(), str(peer)
    cur.execute(
        f"WITH s AS (INSERT INTO {tables.statement} (direction, peer, kind, flow, epoch, position, statement, key_id,"
        " signature, at) VALUES ('in', %s, 'receipt', 'out', %s, %s, %s, %s, %s, %s))"
        f" UPDATE {tables.link} SET position = %s, position_chain = %s, opened = true, last_receipt_at = %s,"
        " last_contact_at = %s, failures = 0, last_error = '' WHERE direction = 'out' AND peer = %s AND epoch = %s",
        [
            written, receipt.epoch, receipt.position, signed.data, signed.key_id, signed.signature, moment,
            state.position, receipt.chain, moment, moment, written, state.epoch,
        ],
    )  # fmt: skip


def note_failure(cur: Cursor, node: Node, peer: Party, code: str) -> None:
    """Note on an outgoing link that delivery failed, with the stable code of the cause."""
    tables = tables_of.of(node.app_label)
    cur.execute(
        f"UPDATE {tables.link} SET failures = failures + 1, last_error = %s WHERE direction = 'out' AND peer = %s",
        [code, str(peer)],
    )


def start_epoch(cur: Cursor, node: Node, peer: Party, opening: EpochOpening) -> None:
    """Move a locked outgoing link into a new epoch and keep its signed opening."""
    tables = tables_of.of(node.app_label)
    genesis = digests.genesis(node.party, peer, opening.epoch)
    cur.execute(
        f"UPDATE {tables.link} SET epoch = %s, last = 0, chain = %s, position = 0, position_chain = %s, opened = false"
        " WHERE direction = 'out' AND peer = %s",
        [opening.epoch, genesis, genesis, str(peer)],
    )
    _record_opening(cur, node, peer, opening)


def relaxed(alias: str) -> str:
    """The opening of one statement whose commit does not wait for the disk; for records that follow a durable fact.

    Put it before an INSERT … SELECT … FROM relaxed, or an UPDATE … FROM relaxed. Inside somebody's transaction it
    relaxes nothing: that transaction's own durability is not ours to give away.
    """
    if connections[alias].in_atomic_block:
        return "WITH relaxed AS (SELECT 1)"
    return "WITH relaxed AS MATERIALIZED (SELECT set_config('synchronous_commit', 'off', true))"


def ensure(node: Node) -> None:
    """Make the links over which we keep another party's copy up to date, from the trust list.

    Whom to notify is configuration, not content: a database restored from before the first message must still ask its
    receiver where it stands.
    """
    for peer in node.trust.current.peers:
        receiver = Party.parse(peer.party)
        if receiver != node.party and any(
            entry.state and any(route.permits(node.party, receiver) for route in entry.routes)
            for entry in registry.entries()
        ):
            with transaction.atomic(using=node.alias), cursor(node.alias) as cur:
                lock_out(cur, node, receiver)

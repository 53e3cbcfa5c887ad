"""Recording what was received: inbox rows, sealed payloads, the signed statement, the link's new position.

All in the transaction that applied it. A few messages are one statement; many go by COPY.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from daicho.exchange import copying, links, payloads
from daicho.exchange import tables as tables_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from psycopg import Cursor

    from daicho.exchange.core import ReceiverState
    from daicho.exchange.handlers import Refusal
    from daicho.exchange.runtime import Node
    from daicho.protocol import signing
    from daicho.protocol.batches import Envelope
    from daicho.protocol.parties import Party

FEW = 20
"""Up to so many messages are recorded by one statement."""


class Received(NamedTuple):
    """One message, the chain value after it, and why it was refused."""

    envelope: Envelope
    chain: bytes
    refusal: Refusal | None

    @property
    def state(self) -> str:
        """What became of it."""
        return "erased" if self.envelope.erased else "refused" if self.refusal else "applied"


class Batch(NamedTuple):
    """What the messages came in: the signed statement, its last number, and the link's state after them."""

    signed: signing.Signed
    last: int
    state: ReceiverState


_COLUMNS = (
    "peer, epoch, sequence, type, digest, chain, recorded_at, replaces, received_at, state,"
    " refusal_code, refusal_text, payload"
)


def record(cursor: Cursor, node: Node, sender: Party, batch: Batch, rows: Sequence[Received]) -> None:
    """Record a batch and move the incoming link on, in the caller's transaction, which holds the link's lock."""
    if len(rows) <= FEW:
        _record_few(cursor, node, sender, batch, list(_encrypted(rows)))
        return
    tables = tables_of.of(node.app_label)
    stored = payloads.insert(cursor, tables, _encrypted(rows))
    begin = copying.count(13) + copying.text(str(sender)) + copying.bigint(batch.state.epoch)
    received_at = copying.moment(links.now())
    packed = (begin + _packed(row, received_at, content) for row, content in stored)
    copying.copy_rows(cursor, tables.inbox, _COLUMNS, packed)
    links.record_statement(
        cursor, node, sender, batch.signed, direction="in", kind="batch", flow="in",
        epoch=batch.state.epoch, position=batch.last,
    )  # fmt: skip
    links.save_in(cursor, node, sender, batch.state)


def _encrypted(rows: Sequence[Received]) -> Iterator[tuple[Received, payloads.Stored | None]]:
    """Each message with its content as it is stored; none where it came erased."""
    for row in rows:
        envelope = row.envelope
        yield row, None if envelope.erased else payloads.encrypt(envelope.salt, bytes(envelope.payload))


def _packed(row: Received, received_at: bytes, kept: payloads.Stored | None) -> bytes:
    """The columns of the inbox from `sequence` on."""
    header, refusal, text, octets = row.envelope.header, row.refusal, copying.text, copying.octets
    return b"".join(
        (
            copying.bigint(header.sequence),
            text(header.type),
            octets(header.digest),
            octets(row.chain),
            text(header.recorded_at),
            text(header.replaces),
            received_at,
            text(row.state),
            text(refusal.code if refusal else ""),
            text(refusal.text if refusal else ""),
            copying.NULL if kept is None else octets(kept.name),
        )
    )


def _record_few(
    cursor: Cursor,
    node: Node,
    sender: Party,
    batch: Batch,
    rows: Sequence[tuple[Received, payloads.Stored | None]],
) -> None:
    """One round trip: payloads, keys, inbox rows, the statement, and the link."""
    tables, peer, now, state = tables_of.of(node.app_label), str(sender), links.now(), batch.state
    kept = [each for _, each in rows if each is not None]
    pairs, row = ", ".join(["(%s, %s)"] * len(kept)), f"({', '.join(['%s'] * 13)})"
    contents = (
        f" p AS (INSERT INTO {tables.payload} (id, ciphertext) VALUES {pairs}),"
        f" k AS (INSERT INTO {tables.payload_key} (id, key) VALUES {pairs}),"
        if kept
        else ""
    )
    cursor.execute(
        f"WITH{contents} i AS (INSERT INTO {tables.inbox} ({_COLUMNS}) VALUES {', '.join([row] * len(rows))}),"
        f" s AS (INSERT INTO {tables.statement} (direction, peer, kind, flow, epoch, position, statement, key_id,"
        " signature, at) VALUES ('in', %s, 'batch', 'in', %s, %s, %s, %s, %s, %s))"
        f" UPDATE {tables.link} SET epoch = %s, last = %s, chain = %s, position = %s, position_chain = %s,"
        " last_contact_at = %s, last_error = '' WHERE direction = 'in' AND peer = %s",
        [
            *(value for each in kept for value in (each.id, each.ciphertext)),
            *(value for each in kept for value in (each.id, each.key)),
            *(value for received, each in rows for value in _values(peer, state.epoch, received, now, each)),
            peer, state.epoch, batch.last, batch.signed.data, batch.signed.key_id, batch.signed.signature, now,
            state.epoch, state.position, state.chain, state.position, state.chain, now, peer,
        ],
    )  # fmt: skip


def _values(peer: str, epoch: int, row: Received, now: object, kept: payloads.Stored | None) -> tuple[object, ...]:
    header, refusal = row.envelope.header, row.refusal
    return (
        peer, epoch, header.sequence, header.type, header.digest, row.chain, header.recorded_at, header.replaces, now,
        row.state, refusal.code if refusal else "", refusal.text if refusal else "", kept.id if kept else None,
    )  # fmt: skip

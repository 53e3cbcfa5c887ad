"""Making what goes over the line out of the outbox: greetings and signed batches."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from daicho.exchange import links, payloads
from daicho.exchange import tables as tables_of
from daicho.protocol import canonical, digests, signing
from daicho.protocol.batches import MAX_BATCH, Batch, Envelope, Header
from daicho.protocol.errors import Code, ProtocolError
from daicho.protocol.statements import BatchStatement, StatusRequest

if TYPE_CHECKING:
    from psycopg import Cursor

    from daicho.exchange.core import Deliver, Greet
    from daicho.exchange.runtime import Node
    from daicho.protocol.parties import Party

ROOM_FOR_HEADERS = 400
"""Bytes reckoned for header, salt and punctuation of one envelope when the size of a batch is kept in bounds."""


def hello(node: Node, peer: Party, greet: Greet) -> bytes:
    """The body of a status request."""
    request = StatusRequest(
        sender=str(node.party),
        receiver=str(peer),
        epoch=greet.epoch,
        last=greet.last,
        chain=greet.chain,
        sent_at=links.stamp(),
        nonce=greet.nonce,
    )
    opening = None
    if greet.opening:
        with links.cursor(node.alias) as cursor:
            opening = links.opening_of(cursor, node, peer, greet.epoch)
    return canonical.encode_trusted(signing.Hello(signing.sign(request, node.identity.signing), opening))


def batch(node: Node, peer: Party, deliver: Deliver) -> bytes:
    """The body of a delivery: messages first to last, or as many as the size of a batch allows."""
    with links.cursor(node.alias) as cursor:
        envelopes, before, after = _read(cursor, node, peer, deliver)
    statement = BatchStatement(
        sender=str(node.party),
        receiver=str(peer),
        epoch=deliver.epoch,
        first=deliver.first,
        last=envelopes[-1].header.sequence,
        before=before,
        after=after,
        sent_at=links.stamp(),
        nonce=deliver.nonce,
    )
    signed = signing.sign(statement, node.identity.signing)
    return canonical.encode_trusted(Batch(signed, envelopes))


def _read(cursor: Cursor, node: Node, peer: Party, deliver: Deliver) -> tuple[list[Envelope], bytes, bytes]:
    """The envelopes, and the chain values before the first and after the last; one statement sees one moment."""
    tables = tables_of.of(node.app_label)
    cursor.execute(
        "SELECT o.sequence, o.type, o.digest, o.recorded_at, o.replaces, o.chain, o.payload, p.ciphertext, k.key"
        f" FROM {tables.outbox} o LEFT JOIN {tables.payload} p ON p.id = o.payload"
        f" LEFT JOIN {tables.payload_key} k ON k.id = o.payload"
        " WHERE o.peer = %s AND o.epoch = %s AND o.sequence BETWEEN %s AND %s ORDER BY o.sequence",
        [str(peer), deliver.epoch, deliver.first - 1, deliver.last],
    )
    rows = cursor.fetchall()
    if deliver.first == 1:
        before = digests.genesis(node.party, peer, deliver.epoch)
    elif rows and rows[0][0] == deliver.first - 1:
        before = bytes(rows.pop(0)[5])
    else:
        raise ProtocolError(Code.BAD_SEQUENCE, f"sequence {deliver.first - 1}")
    envelopes: list[Envelope] = []
    size, after = 0, before
    for sequence, name, digest, recorded_at, replaces, chain, payload_id, ciphertext, key in rows:
        header = Header(sequence, name, bytes(digest), recorded_at, replaces)
        if key is None:
            envelope = Envelope(header)
        else:
            salt, payload = payloads.decrypt(payload_id, bytes(key), bytes(ciphertext))
            size += len(payload)
            envelope = Envelope(header, salt, msgspec.Raw(payload))
        size += ROOM_FOR_HEADERS
        if envelopes and size > MAX_BATCH:
            break
        envelopes.append(envelope)
        after = bytes(chain)
    if not envelopes:
        raise ProtocolError(Code.BAD_SEQUENCE, f"sequence {deliver.first}")
    return envelopes, before, after

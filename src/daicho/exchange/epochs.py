"""Opening a new epoch of a link, when the two histories no longer join (a backup was restored on either side).

Messages that the receiver lacks and that a baseline does not state again are carried over as new messages that name
what they replace; then the system states its state anew (`handlers.writes_baseline`). All in one transaction.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from daicho.exchange import handlers, links, outbox, payloads
from daicho.exchange import tables as tables_of
from daicho.protocol import registry
from daicho.protocol.statements import EpochOpening

if TYPE_CHECKING:
    from psycopg import Cursor

    from daicho.exchange.core import OpenEpoch
    from daicho.exchange.runtime import Node
    from daicho.protocol.parties import Party


def open_epoch(cursor: Cursor, node: Node, peer: Party, wanted: OpenEpoch) -> None:
    """Open an epoch inside the caller's transaction, which holds the link's lock."""
    state = links.lock_out(cursor, node, peer).state
    carried = list(_to_carry(cursor, node, peer, wanted))
    links.start_epoch(
        cursor,
        node,
        peer,
        EpochOpening(
            sender=str(node.party),
            receiver=str(peer),
            epoch=wanted.epoch,
            previous_epoch=state.epoch,
            previous_last=state.last,
            previous_chain=state.chain,
            why=wanted.why,
            opened_at=links.stamp(),
        ),
    )
    for replaces, name, payload in carried:
        note = outbox.Note(replaces, wanted.why, "exchange")
        outbox.record(cursor, node, peer, [(name, payload)], note)
    writer = handlers.baseline_of(node.party.system)
    if writer is not None:
        writer(node.alias, peer)


def _to_carry(cursor: Cursor, node: Node, peer: Party, wanted: OpenEpoch) -> list[tuple[str, str, bytes]]:
    tables = tables_of.of(node.app_label)
    stated = [entry.name for entry in registry.entries() if entry.state]
    cursor.execute(
        f"SELECT o.epoch, o.sequence, o.type, o.payload, p.ciphertext, k.key FROM {tables.outbox} o"
        f" JOIN {tables.payload} p ON p.id = o.payload JOIN {tables.payload_key} k ON k.id = o.payload"
        " WHERE o.peer = %s AND (o.epoch, o.sequence) > (%s, %s) AND NOT o.type = ANY(%s)"
        f" AND NOT EXISTS (SELECT 1 FROM {tables.outbox} later WHERE later.peer = o.peer AND later.epoch > o.epoch"
        " AND later.replaces = o.epoch || ':' || o.sequence)"
        " ORDER BY o.epoch, o.sequence",
        [str(peer), wanted.after_epoch, wanted.after, stated],
    )
    found = []
    for epoch, sequence, name, payload_id, ciphertext, key in cursor.fetchall():
        _, payload = payloads.decrypt(payload_id, bytes(key), bytes(ciphertext))
        found.append((f"{epoch}:{sequence}", name, payload))
    return found

"""Sending: a message is recorded in the transaction of the act it follows from, and is thereby its own job."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from django.db import connections

from daicho.exchange import copying, links, payloads, runtime
from daicho.exchange import tables as tables_of
from daicho.protocol import canonical, digests, messages, registry
from daicho.protocol.batches import Header

if TYPE_CHECKING:
    from collections.abc import Sequence

    import msgspec
    from psycopg import Cursor

    from daicho.exchange.runtime import Node
    from daicho.protocol.parties import Party

__all__ = ["messages", "send", "send_many"]

FEW = 20
"""Up to so many messages go in one statement each; more go by COPY."""


class Note(NamedTuple):
    """What stays with us of a message sent by an operator."""

    replaces: str = ""
    why: str = ""
    who: str = ""


def send(alias: str, *, to: Party, message: msgspec.Struct, replaces: str = "", why: str = "", who: str = "") -> int:  # noqa: PLR0913 - each names a fact of the record
    """Record one message for a party, inside the caller's transaction.

    Take the link last: after person and household locks (architecture, section 3).

    Args:
        alias: database of the sending system.
        to: the receiver.
        message: a struct registered in `protocol.messages`.
        replaces: ``epoch:sequence`` of the message this one is sent in place of.
        why: the operator's reason, for a completion or resend; kept here, not sent.
        who: the operator's account; kept here, not sent.

    Returns:
        The message's sequence number on the link.

    Raises:
        ProtocolError: unknown type, text not allowed, or no route from this system to that party.
        RuntimeError: there is no transaction to be part of.
    """
    return send_many(alias, to=to, messages=[message], replaces=replaces, why=why, who=who)


def send_many(  # noqa: PLR0913 - each names a fact of the record
    alias: str,
    *,
    to: Party,
    messages: Sequence[msgspec.Struct],
    replaces: str = "",
    why: str = "",
    who: str = "",
    checked: bool = False,
) -> int:
    """Record several messages for one party under one lock of the link; as `send`.

    Args:
        alias: as `send`.
        to: as `send`.
        messages: as `send`.
        replaces: as `send`.
        why: as `send`.
        who: as `send`.
        checked: every text in them came in a message whose characters were checked on arrival.

    Returns:
        The sequence number of the last one (of the newest already there, when `messages` is empty).
    """
    node = runtime.node(alias)
    encoded = [_encode(node, to, message, checked=checked) for message in messages]
    if not connections[alias].in_atomic_block:
        raise RuntimeError("a message is sent inside the transaction of the act it follows from")
    with links.cursor(alias) as cursor:
        return record(cursor, node, to, encoded, Note(replaces, why, who))


def _encode(node: Node, to: Party, message: msgspec.Struct, *, checked: bool) -> tuple[str, bytes]:
    entry = registry.of(message)
    registry.check_route(entry, node.party, to)
    return (entry.name, canonical.encode_trusted(message)) if checked else registry.encode(message)


def record(cursor: Cursor, node: Node, to: Party, encoded: Sequence[tuple[str, bytes]], note: Note) -> int:
    """Record encoded messages (type name, canonical bytes) under the link's lock."""
    link = links.lock_out(cursor, node, to)
    state = link.state
    if not encoded:
        return state.last
    recorded_at = links.stamp()
    chain, stored = state.chain, []
    rows: list[_Row] = []
    for sequence, (name, payload) in enumerate(encoded, state.last + 1):
        salt = digests.new_salt()
        digest = digests.payload_digest(salt, payload)
        chain = digests.step(chain, Header(sequence, name, digest, recorded_at, note.replaces))
        kept = payloads.encrypt(salt, payload)
        stored.append(kept)
        rows.append((str(to), state.epoch, sequence, name, digest, chain, recorded_at, *note))
    tables = tables_of.of(node.app_label)
    last = state.last + len(rows)
    if len(rows) <= FEW:
        _insert_few(cursor, tables, rows, stored, (last, chain, link.id))
    else:
        _insert_many(cursor, tables, rows, stored, (last, chain, link.id))
    return last


_Row = tuple[str, int, int, str, bytes, bytes, str, str, str, str]
"""A row of the outbox but for its payload: peer to who."""

_COLUMNS = "peer, epoch, sequence, type, digest, chain, recorded_at, replaces, why, who, payload"


def _insert_few(
    cursor: Cursor,
    tables: tables_of.Tables,
    rows: Sequence[_Row],
    stored: Sequence[payloads.Stored],
    link: tuple[int, bytes, int],
) -> None:
    """One round trip: payloads, keys, outbox rows, the link, and the wake-up at commit."""
    pairs, row = ", ".join(["(%s, %s)"] * len(rows)), f"({', '.join(['%s'] * 11)})"
    cursor.execute(
        f"WITH p AS (INSERT INTO {tables.payload} (id, ciphertext) VALUES {pairs}),"
        f" k AS (INSERT INTO {tables.payload_key} (id, key) VALUES {pairs}),"
        f" o AS (INSERT INTO {tables.outbox} ({_COLUMNS}) VALUES {', '.join([row] * len(rows))}),"
        f" l AS (UPDATE {tables.link} SET last = %s, chain = %s WHERE id = %s)"
        " SELECT pg_notify(%s, %s)",
        [
            *(value for each in stored for value in (each.id, each.ciphertext)),
            *(value for each in stored for value in (each.id, each.key)),
            *(value for each, kept in zip(rows, stored, strict=True) for value in (*each, kept.id)),
            *link,
            links.CHANNEL,
            rows[0][0],
        ],
    )


def _insert_many(
    cursor: Cursor,
    tables: tables_of.Tables,
    rows: Sequence[_Row],
    stored: Sequence[payloads.Stored],
    link: tuple[int, bytes, int],
) -> None:
    payloads.insert(cursor, tables, stored)
    begin, text, octets, bigint = copying.count(11), copying.text, copying.octets, copying.bigint
    packed = [
        b"".join(
            (
                begin,
                text(peer),
                bigint(epoch),
                bigint(sequence),
                text(name),
                octets(digest),
                octets(chain),
                *map(text, texts),
                octets(kept.name),
            )
        )
        for (peer, epoch, sequence, name, digest, chain, *texts), kept in zip(rows, stored, strict=True)
    ]
    copying.copy_rows(cursor, tables.outbox, _COLUMNS, packed)
    cursor.execute(f"UPDATE {tables.link} SET last = %s, chain = %s WHERE id = %s", list(link))
    cursor.execute("SELECT pg_notify(%s, %s)", [links.CHANNEL, rows[0][0]])

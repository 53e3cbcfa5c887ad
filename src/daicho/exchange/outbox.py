"""Sending: a message is recorded in the transaction of the act it follows from, and is thereby its own job."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from django.db import connections

from daicho.exchange import copying, links, payloads, runtime
from daicho.exchange import tables as tables_of
from daicho.protocol import canonical, digests, messages, registry
from daicho.protocol.batches import Header

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    import msgspec
    from psycopg import Cursor

    from daicho.exchange.core import SenderState
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
    tables, made = tables_of.of(node.app_label), _made(to, state, encoded, note)
    if len(encoded) <= FEW:
        return _insert_few(cursor, tables, link.id, list(made))
    return _insert_many(cursor, tables, link.id, made)


def _made(
    to: Party, state: SenderState, encoded: Sequence[tuple[str, bytes]], note: Note
) -> Iterator[tuple[_Row, payloads.Stored]]:
    """The rows of the outbox with their payloads, each chained to the one before it."""
    peer, chain, recorded_at = str(to), state.chain, links.stamp()
    for sequence, (name, payload) in enumerate(encoded, state.last + 1):
        salt = digests.new_salt()
        digest = digests.payload_digest(salt, payload)
        chain = digests.step(chain, Header(sequence, name, digest, recorded_at, note.replaces))
        row = _Row(peer, state.epoch, sequence, name, digest, chain, recorded_at, *note)
        yield row, payloads.encrypt(salt, payload)


class _Row(NamedTuple):
    """A row of the outbox but for its payload."""

    peer: str
    epoch: int
    sequence: int
    type: str
    digest: bytes
    chain: bytes
    recorded_at: str
    replaces: str
    why: str
    who: str


_COLUMNS = "peer, epoch, sequence, type, digest, chain, recorded_at, replaces, why, who, payload"


def _insert_few(
    cursor: Cursor, tables: tables_of.Tables, link: int, made: Sequence[tuple[_Row, payloads.Stored]]
) -> int:
    """One round trip: payloads, keys, outbox rows, the link, and the wake-up at commit. Returns the last number."""
    pairs, row = ", ".join(["(%s, %s)"] * len(made)), f"({', '.join(['%s'] * 11)})"
    last = made[-1][0]
    cursor.execute(
        f"WITH p AS (INSERT INTO {tables.payload} (id, ciphertext) VALUES {pairs}),"
        f" k AS (INSERT INTO {tables.payload_key} (id, key) VALUES {pairs}),"
        f" o AS (INSERT INTO {tables.outbox} ({_COLUMNS}) VALUES {', '.join([row] * len(made))}),"
        f" l AS (UPDATE {tables.link} SET last = %s, chain = %s WHERE id = %s)"
        " SELECT pg_notify(%s, %s)",
        [
            *(value for _, kept in made for value in (kept.id, kept.ciphertext)),
            *(value for _, kept in made for value in (kept.id, kept.key)),
            *(value for each, kept in made for value in (*each, kept.id)),
            last.sequence,
            last.chain,
            link,
            links.CHANNEL,
            last.peer,
        ],
    )
    return last.sequence


def _insert_many(
    cursor: Cursor, tables: tables_of.Tables, link: int, made: Iterable[tuple[_Row, payloads.Stored]]
) -> int:
    """The same by COPY."""
    stored = payloads.insert(cursor, tables, made)
    copying.copy_rows(cursor, tables.outbox, _COLUMNS, (_packed(row, kept.name) for row, kept in stored))
    last = stored[-1][0]
    cursor.execute(f"UPDATE {tables.link} SET last = %s, chain = %s WHERE id = %s", [last.sequence, last.chain, link])
    cursor.execute("SELECT pg_notify(%s, %s)", [links.CHANNEL, last.peer])
    return last.sequence


_BEGIN = copying.count(11)


def _packed(row: _Row, payload: bytes) -> bytes:
    text, octets, bigint = copying.text, copying.octets, copying.bigint
    return b"".join(
        (
            _BEGIN,
            text(row.peer),
            bigint(row.epoch),
            bigint(row.sequence),
            text(row.type),
            octets(row.digest),
            octets(row.chain),
            text(row.recorded_at),
            text(row.replaces),
            text(row.why),
            text(row.who),
            octets(payload),
        )
    )

"""What an operator may do to a link: hold it, release it, send a message again, close a refusal's task.

Every action leaves a record of who and why. Sending again never repeats a sequence number: it is a new message that
names the one it replaces.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from daicho.exchange import links, outbox, payloads, runtime
from daicho.exchange import tables as tables_of
from daicho.protocol import registry
from daicho.protocol.errors import Code, ProtocolError

if TYPE_CHECKING:
    import msgspec
    from psycopg import Cursor

    from daicho.exchange.runtime import Node
    from daicho.protocol.parties import Party


def hold(alias: str, peer: Party, *, who: str, why: str) -> None:
    """Stop sending to a peer until the link is released; messages go on being recorded."""
    _set_held(alias, peer, held=True, action="hold", who=who, why=why)


def release(alias: str, peer: Party, *, who: str, why: str) -> None:
    """Send to a held peer again."""
    _set_held(alias, peer, held=False, action="release", who=who, why=why)


def resend(  # noqa: PLR0913 - each names a fact of the record
    alias: str,
    peer: Party,
    *,
    epoch: int,
    sequence: int,
    who: str,
    why: str,
    completed: msgspec.Struct | None = None,
) -> int:
    """Send a message again, as it was or completed; returns its new sequence number.

    Raises:
        ProtocolError: BAD_SEQUENCE when there is no such message; ERASED when its content was erased and none is given.
    """
    _need_reason(who, why)
    node = runtime.node(alias)
    with transaction.atomic(using=alias), links.cursor(alias) as cursor:
        encoded = registry.encode(completed) if completed is not None else _sent(cursor, node, peer, epoch, sequence)
        registry.check_route(registry.named(encoded[0]), node.party, peer)
        replaces = f"{epoch}:{sequence}"
        number = outbox.record(cursor, node, peer, [encoded], outbox.Note(replaces, why, who))
        _note(cursor, node, peer, "resend", (who, why, replaces, number))
        return number


def close_task(alias: str, task: int, *, who: str, resolution: str) -> bool:
    """Close the task of a refused message; False when it is closed already or does not exist."""
    _need_reason(who, resolution)
    tables = tables_of.of(runtime.node(alias).app_label)
    with transaction.atomic(using=alias), links.cursor(alias) as cursor:
        cursor.execute(
            f"UPDATE {tables.refusal_task} SET closed_at = %s, closed_by = %s, resolution = %s"
            " WHERE id = %s AND closed_at IS NULL",
            [links.now(), who, resolution, task],
        )
        return bool(cursor.rowcount)


def erase_sent(alias: str, peer: Party, *, epoch: int, sequence: int) -> bool:
    """Erase the content of a sent message as the law demands (CTRL-161 to 169); the chain still verifies."""
    node = runtime.node(alias)
    return _erase(node, tables_of.of(node.app_label).outbox, peer, (epoch, sequence))


def erase_received(alias: str, peer: Party, *, epoch: int, sequence: int) -> bool:
    """Erase the content of a received message; the chain still verifies."""
    node = runtime.node(alias)
    return _erase(node, tables_of.of(node.app_label).inbox, peer, (epoch, sequence))


def _erase(node: Node, table: str, peer: Party, number: tuple[int, int]) -> bool:
    tables = tables_of.of(node.app_label)
    with transaction.atomic(using=node.alias), links.cursor(node.alias) as cursor:
        cursor.execute(
            f"SELECT payload FROM {table} WHERE peer = %s AND epoch = %s AND sequence = %s AND payload IS NOT NULL",
            [str(peer), *number],
        )
        return bool(payloads.erase(cursor, tables, [row[0] for row in cursor.fetchall()]))


def _set_held(alias: str, peer: Party, *, held: bool, action: str, who: str, why: str) -> None:  # noqa: PLR0913 - each names a fact of the record
    _need_reason(who, why)
    node = runtime.node(alias)
    tables = tables_of.of(node.app_label)
    with transaction.atomic(using=alias), links.cursor(alias) as cursor:
        link = links.lock_out(cursor, node, peer)
        cursor.execute(f"UPDATE {tables.link} SET held = %s WHERE id = %s", [held, link.id])
        cursor.execute("SELECT pg_notify(%s, %s)", [links.CHANNEL, str(peer)])
        _note(cursor, node, peer, action, (who, why, "", None))


def _note(cursor: Cursor, node: Node, peer: Party, action: str, what: tuple[str, str, str, int | None]) -> None:
    tables = tables_of.of(node.app_label)
    cursor.execute(
        f"INSERT INTO {tables.operator_action} (at, peer, action, who, why, replaces, sequence)"
        " VALUES (%s, %s, %s, %s, %s, %s, %s)",
        [links.now(), str(peer), action, *what],
    )


def _sent(cursor: Cursor, node: Node, peer: Party, epoch: int, sequence: int) -> tuple[str, bytes]:
    tables = tables_of.of(node.app_label)
    cursor.execute(
        f"SELECT o.type, o.payload, p.ciphertext, k.key FROM {tables.outbox} o"
        f" LEFT JOIN {tables.payload} p ON p.id = o.payload LEFT JOIN {tables.payload_key} k ON k.id = o.payload"
        " WHERE o.peer = %s AND o.epoch = %s AND o.sequence = %s",
        [str(peer), epoch, sequence],
    )
    row = cursor.fetchone()
    if row is None:
        raise ProtocolError(Code.BAD_SEQUENCE)
    name, payload_id, ciphertext, key = row
    if key is None:
        raise ProtocolError(Code.ERASED)
    return name, payloads.decrypt(payload_id, bytes(key), bytes(ciphertext))[1]


def _need_reason(who: str, why: str) -> None:
    if not who.strip() or not why.strip():
        raise ValueError("an operator's action needs who and why")


def sent(alias: str, peer: Party, sequence: int, *, epoch: int | None = None) -> msgspec.Struct | None:
    """The message that we sent to a peer under a number (of the current epoch when none is named); None when erased.

    Raises:
        ProtocolError: BAD_SEQUENCE when there is no such message.
    """
    node = runtime.node(alias)
    with links.cursor(alias) as cursor:
        out = links.read_out(cursor, node, peer)
        if out is None:
            raise ProtocolError(Code.BAD_SEQUENCE)
        try:
            name, payload = _sent(cursor, node, peer, epoch if epoch is not None else out.state.epoch, sequence)
        except ProtocolError as error:
            if error.code is Code.ERASED:
                return None
            raise
    return registry.decode(name, payload)

"""Receiving: a checked batch is applied in the transaction that records it.

Messages of a batch are decoded, recorded by COPY, and given to the handlers in order: runs of one type with a batch
handler as a list, others one by one, each under a savepoint, so that a refused one leaves nothing behind.
"""

from __future__ import annotations

import traceback
from itertools import groupby
from pathlib import PurePath
from typing import TYPE_CHECKING, Any, NamedTuple

import structlog
from django.db import transaction

from daicho.exchange import handlers, links, received
from daicho.exchange import tables as tables_of
from daicho.exchange.core import Receiver, ReceiverState
from daicho.exchange.handlers import Delivery, Refusal
from daicho.exchange.received import Received
from daicho.protocol import batches, canonical, registry, signing
from daicho.protocol.errors import Code, ProtocolError
from daicho.protocol.parties import Party
from daicho.protocol.statements import BatchStatement, EpochOpening, Receipt, RefusedMessage, StatusRequest, Verdict

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from psycopg import Cursor

    from daicho.exchange.runtime import Node

log = structlog.get_logger("daicho.exchange")

ROOM = 1_000
"""Messages taken from one batch, and the window of an idle server."""


class Outcome(NamedTuple):
    """What became of one envelope: its delivery, or why it was refused, or (both empty) that it came erased."""

    envelope: batches.Envelope
    chain: bytes
    delivery: Delivery[Any] | None
    refusal: Refusal | None


class HandlerFailedError(Exception):
    """A handler failed with something else than a refusal; what came before the failing message may be applied."""

    def __init__(self, sequence: int) -> None:
        self.sequence = sequence
        super().__init__(f"message {sequence} cannot be applied")


def greet(node: Node, sender: Party, hello: signing.Hello, *, window: int = ROOM) -> signing.Signed:
    """Answer a status request, taking the opening of a new epoch that comes with it.

    `window` is how many messages the receipt invites (back-pressure).

    Raises:
        ProtocolError: a signature or name is wrong.
    """
    check_speaker(hello.request, sender, "sender")
    key = node.trust.peer(sender).signing_key
    request = signing.verify(hello.request, key, StatusRequest)
    _check_names(request, sender, node)
    opening = signing.verify(hello.opening, key, EpochOpening) if hello.opening else None
    if opening is not None:
        _check_names(opening, sender, node)
    with transaction.atomic(using=node.alias), links.cursor(node.alias) as cursor:
        receiver = Receiver(sender, node.party, links.lock_in(cursor, node, sender))
        judged = receiver.on_status(request, opening)
        if judged.state != receiver.state and hello.opening is not None:
            links.save_in(cursor, node, sender, judged.state)
            links.record_statement(
                cursor, node, sender, hello.opening, direction="in", kind="opening", flow="in",
                epoch=judged.state.epoch, position=0,
            )  # fmt: skip
        return _receipt(node, sender, request.nonce, judged.verdict, judged.state, (), window)


def receive(node: Node, sender: Party, body: bytes, *, window: int = ROOM) -> signing.Signed:
    """Check, record and apply a batch; returns the signed receipt, which invites `window` more messages.

    Raises:
        ProtocolError: the batch as a whole is not accepted; nothing was recorded.
    """
    batch = batches.decode(body)
    check_speaker(batch.signed, sender, "sender")
    statement = signing.verify(batch.signed, node.trust.peer(sender).signing_key, BatchStatement)
    checked = batches.check(batch, statement, sender=sender, receiver=node.party)
    outcomes = [
        _read(node, sender, statement.epoch, entry, chain)
        for entry, chain in zip(checked.entries, checked.chains, strict=True)
    ]
    try:
        return _apply(node, sender, batch.signed, checked, outcomes, ROOM, window)
    except HandlerFailedError as failure:
        log.warning("exchange.stalled", peer=str(sender), epoch=statement.epoch, sequence=failure.sequence)
        return _apply_before(node, sender, batch.signed, checked, outcomes, failure.sequence)


def _apply_before(  # noqa: PLR0913, PLR0917 - each names a fact of the record
    node: Node, sender: Party, signed: signing.Signed, checked: batches.Checked, outcomes: list[Outcome], failed: int
) -> signing.Signed:
    """Apply what comes before a message that cannot be applied now; when nothing does, say that the link stalls."""
    position = _position(node, sender).position
    if position < failed - 1:
        return _apply(node, sender, signed, checked, outcomes, failed - 1 - position, ROOM)
    state = _position(node, sender)
    return _receipt(node, sender, checked.statement.nonce, Verdict.STALLED, state, (), ROOM)


def _apply(  # noqa: PLR0913, PLR0917 - each names a fact of the record
    node: Node,
    sender: Party,
    signed: signing.Signed,
    checked: batches.Checked,
    outcomes: list[Outcome],
    room: int,
    window: int,
) -> signing.Signed:
    statement, tables = checked.statement, tables_of.of(node.app_label)
    with transaction.atomic(using=node.alias), links.cursor(node.alias) as cursor:
        receiver = Receiver(sender, node.party, links.lock_in(cursor, node, sender))
        judged = receiver.on_batch(
            checked, lambda at: links.chain_at(cursor, tables.inbox, sender, statement.epoch, at), room
        )
        refused: tuple[RefusedMessage, ...] = ()
        if judged.until > judged.fresh:
            fresh = _handle(node, outcomes[judged.fresh : judged.until])
            rows = [Received(outcome.envelope, outcome.chain, outcome.refusal) for outcome in fresh]
            received.record(cursor, node, sender, received.Batch(signed, statement.last, judged.state), rows)
            refused = tuple(_refused(fresh))
        if judged.fresh > 0 or (judged.until == 0 and judged.verdict is Verdict.RECEIVED):
            refused = _known_refusals(cursor, tables, sender, statement)
        return _receipt(node, sender, statement.nonce, judged.verdict, judged.state, refused, window)


def _read(node: Node, sender: Party, epoch: int, entry: batches.Envelope, chain: bytes) -> Outcome:
    """Decode one envelope; what is wrong with one message refuses that message, not the batch."""
    header = entry.header
    if entry.erased:
        return Outcome(entry, chain, None, None)
    try:
        known = registry.named(header.type)
        if known.kind is not registry.Kind.MESSAGE:
            raise ProtocolError(Code.UNKNOWN_TYPE, known.name)  # noqa: TRY301
        registry.check_route(known, sender, node.party)
        message = registry.decode(header.type, bytes(entry.payload))
        if handlers.handler_of(node.party.system, header.type) is None:
            raise ProtocolError(Code.NOT_PERMITTED, known.name)  # noqa: TRY301
    except ProtocolError as error:
        return Outcome(entry, chain, None, Refusal(error.code.value, error.text))
    delivery = Delivery(
        node.alias, sender, header.type, epoch, header.sequence, message, header.recorded_at, header.replaces
    )
    return Outcome(entry, chain, delivery, None)


def _handle(node: Node, outcomes: Sequence[Outcome]) -> list[Outcome]:
    """Give the deliveries to their handlers, in order."""
    handled: list[Outcome] = []
    for name, run in groupby(outcomes, key=lambda outcome: outcome.delivery.type if outcome.delivery else ""):
        group = list(run)
        registered = handlers.handler_of(node.party.system, name) if name else None
        if registered is None:
            handled.extend(group)
        elif registered.batch:
            handled.extend(_handle_batch(node, registered.call, group))
        else:
            handled.extend(_handle_one(node, registered.call, outcome) for outcome in group)
    return handled


def _handle_one(node: Node, call: handlers.Handler, outcome: Outcome) -> Outcome:
    try:
        with transaction.atomic(using=node.alias):
            call(outcome.delivery)  # type: ignore[arg-type]
    except Refusal as refusal:
        return outcome._replace(refusal=refusal)
    except Exception as error:
        log.error("exchange.handler_failed", type=outcome.envelope.header.type, **_place(error))  # noqa: TRY400 - no content
        raise HandlerFailedError(outcome.envelope.header.sequence) from error
    return outcome


def _handle_batch(node: Node, call: handlers.BatchHandler, group: list[Outcome]) -> list[Outcome]:
    """As a list; if the list fails, one by one, so that one bad message does not hold up the others before it."""
    deliveries = [outcome.delivery for outcome in group if outcome.delivery is not None]
    try:
        with transaction.atomic(using=node.alias):
            refusals = call(deliveries) or {}
    except Exception as error:
        log.error("exchange.handler_failed", type=group[0].envelope.header.type, **_place(error))  # noqa: TRY400 - as above
        if len(group) == 1:
            raise HandlerFailedError(group[0].envelope.header.sequence) from error
        return [each for outcome in group for each in _handle_batch(node, call, [outcome])]
    return [outcome._replace(refusal=refusals.get(outcome.envelope.header.sequence)) for outcome in group]


def _place(error: BaseException) -> dict[str, str]:
    """What an error is and where it was raised; never its text or its variables, which may hold a resident's data."""
    frame = traceback.extract_tb(error.__traceback__)[-1]
    return {"error": type(error).__name__, "where": f"{PurePath(frame.filename).name}:{frame.lineno}"}


def _refused(outcomes: Sequence[Outcome]) -> Iterator[RefusedMessage]:
    for outcome in outcomes:
        if outcome.refusal is not None:
            yield RefusedMessage(outcome.envelope.header.sequence, outcome.refusal.code, outcome.refusal.text)


def _known_refusals(
    cursor: Cursor, tables: tables_of.Tables, sender: Party, statement: BatchStatement
) -> tuple[RefusedMessage, ...]:
    """The refusals of a batch that was received before, so that a lost receipt loses none."""
    cursor.execute(
        f"SELECT sequence, refusal_code, refusal_text FROM {tables.inbox} WHERE peer = %s AND epoch = %s"
        " AND sequence BETWEEN %s AND %s AND state = 'refused' ORDER BY sequence",
        [str(sender), statement.epoch, statement.first, statement.last],
    )
    return tuple(RefusedMessage(*row) for row in cursor.fetchall())


def _receipt(  # noqa: PLR0913, PLR0917 - each names a fact of the record
    node: Node,
    sender: Party,
    nonce: str,
    verdict: Verdict,
    state: ReceiverState,
    refused: tuple[RefusedMessage, ...],
    window: int,
) -> signing.Signed:
    receipt = Receipt(
        sender=str(sender),
        receiver=str(node.party),
        epoch=state.epoch,
        position=state.position,
        chain=state.chain,
        verdict=verdict,
        window=window,
        received_at=links.stamp(),
        nonce=nonce,
        refused=refused,
    )
    return signing.sign(receipt, node.identity.signing)


def _position(node: Node, sender: Party) -> ReceiverState:
    with transaction.atomic(using=node.alias), links.cursor(node.alias) as cursor:
        return links.lock_in(cursor, node, sender)


def _check_names(statement: StatusRequest | EpochOpening, sender: Party, node: Node) -> None:
    if (statement.sender, statement.receiver) != (str(sender), str(node.party)):
        raise ProtocolError(Code.WRONG_PARTY)


def check_speaker(signed: signing.Signed, peer: Party, field: str) -> None:
    """Refuse a statement in another party's name before looking at its signature, saying which part is wrong.

    Raises:
        ProtocolError: WRONG_PARTY, WRONG_SYSTEM or MALFORMED.
    """
    claimed = canonical.decode_loose(signed.data, dict[str, Any]).get(field)
    if claimed == str(peer):
        return
    named = Party.parse(str(claimed))
    raise ProtocolError(Code.WRONG_SYSTEM if named.organisation == peer.organisation else Code.WRONG_PARTY, field)

"""A simulated process: senders and receivers over a database, volatile but for that database."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from daicho.exchange.core import Deliver, Greet, Limits, Receiver, Sender
from daicho.exchange.handlers import Refusal
from daicho.exchange.simulation.store import Durable, InLink, Salts
from daicho.exchange.simulation.systems import System
from daicho.protocol import batches, digests, registry
from daicho.protocol.batches import Batch, Checked, Envelope
from daicho.protocol.signing import Signed
from daicho.protocol.statements import (
    BatchStatement,
    EpochOpening,
    Receipt,
    RefusedMessage,
    StatusRequest,
    Verdict,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from daicho.protocol.parties import Party

LIMITS = Limits(batch=7, time_out=4.0, first_wait=0.5, longest_wait=6.0)
ROOM = 5
_UNSIGNED = Signed(msgspec.Raw(b"null"), "", b"")

Wire = tuple[StatusRequest, EpochOpening | None] | tuple[BatchStatement, tuple[Envelope, ...]] | Receipt
"""What goes over the simulated line."""


class Node:
    """One process.

    Args:
        party: who it is.
        salts: the run's salts.
        areas: the municipalities it answers for.
    """

    def __init__(self, party: Party, salts: Salts, areas: tuple[str, ...]) -> None:
        self.party = party
        self.areas = areas
        self.salts = salts
        self.durable = Durable()
        self.senders: dict[Party, Sender] = {}
        self.asked = 0
        self.down_until = 0.0
        self.applied = 0
        self._know_upward()

    @property
    def system(self) -> System:
        """The system over the present database."""
        return System(self.party, self.durable, self.salts, self.areas)

    def crash(self) -> None:
        """Lose everything volatile."""
        self.senders.clear()

    def restore(self, backup: Durable) -> None:
        """Put an older database in place."""
        self.durable = backup.copy()
        self._know_upward()
        self.crash()

    def _know_upward(self) -> None:
        """Whom to notify is configuration, not content: the link exists even when the database never used it."""
        above = self.system.upward()
        if above is not None:
            self.durable.link_to(self.party, above)

    def greet_everybody(self) -> None:
        """Let every link ask for its receiver's position again."""
        for peer in self.durable.outgoing:
            self.sender(peer).greet_again()

    def sender(self, peer: Party) -> Sender:
        """The sender of a link, made anew after a crash."""
        state = self.durable.outgoing[peer].state
        sender = self.senders.get(peer)
        if sender is None:
            sender = self.senders[peer] = Sender(self.party, peer, state, LIMITS)
        else:
            sender.recorded(state)
        return sender

    def pump(self, now: float) -> Iterator[tuple[Party, Wire]]:
        """What is to be sent now."""
        for peer in list(self.durable.outgoing):
            wanted = self.sender(peer).next(now, self._nonce)
            if isinstance(wanted, Greet):
                yield peer, self._greeting(peer, wanted)
            elif isinstance(wanted, Deliver):
                yield peer, self._batch(peer, wanted)

    def wakes_at(self) -> float:
        """When the next link of this node wakes."""
        return min((sender.wakes_at() for sender in self.senders.values()), default=0.0)

    def take(self, sender: Party, wire: Wire, now: float) -> Receipt | None:
        """Handle what came in; the answer, if it wants one."""
        if isinstance(wire, Receipt):
            self._on_receipt(sender, wire, now)
            return None
        statement, rest = wire
        if isinstance(statement, StatusRequest):
            return self._on_status(sender, statement, rest)  # type: ignore[arg-type]
        return self._on_batch(sender, statement, rest)  # type: ignore[arg-type]

    def _nonce(self) -> str:
        self.asked += 1
        return f"{self.party}-{self.asked}"

    def _greeting(self, peer: Party, wanted: Greet) -> tuple[StatusRequest, EpochOpening | None]:
        us, them = str(self.party), str(peer)
        request = StatusRequest(us, them, wanted.epoch, wanted.last, wanted.chain, "", wanted.nonce)
        previous = self.durable.outgoing[peer].previous
        opening = EpochOpening(us, them, wanted.epoch, *previous, b"", "", "") if wanted.opening else None
        return request, opening

    def _batch(self, peer: Party, wanted: Deliver) -> tuple[BatchStatement, tuple[Envelope, ...]]:
        sent = self.durable.outgoing[peer].sent
        numbers = range(wanted.first, wanted.last + 1)
        before = (
            sent[wanted.epoch, wanted.first - 1][1]
            if wanted.first > 1
            else digests.genesis(self.party, peer, wanted.epoch)
        )
        statement = BatchStatement(
            str(self.party),
            str(peer),
            wanted.epoch,
            wanted.first,
            wanted.last,
            before,
            sent[wanted.epoch, wanted.last][1],
            "",
            wanted.nonce,
        )
        return statement, tuple(sent[wanted.epoch, number][0] for number in numbers)

    def _on_receipt(self, peer: Party, receipt: Receipt, now: float) -> None:
        link = self.durable.outgoing.get(peer)
        if link is None:
            return
        outcome = self.sender(peer).on_receipt(receipt, now, link.chain_at)
        if outcome.state is not None:
            link.state = outcome.state
        for refused in outcome.refused:
            self.durable.tasks[peer, (receipt.epoch, refused.sequence)] = refused.code
        if outcome.open_epoch is not None:
            self.durable.open_epoch(self.party, peer, outcome.open_epoch, self.salts)
            self.system.write_baseline(peer)

    def _on_status(self, sender: Party, request: StatusRequest, opening: EpochOpening | None) -> Receipt:
        link = self.durable.incoming.setdefault(sender, InLink())
        judged = Receiver(sender, self.party, link.state).on_status(request, opening)
        link.state = judged.state
        return self._receipt(sender, link, request.nonce, judged.verdict, ())

    def _on_batch(self, sender: Party, statement: BatchStatement, entries: tuple[Envelope, ...]) -> Receipt:
        link = self.durable.incoming.setdefault(sender, InLink())
        checked = batches.check(Batch(_UNSIGNED, list(entries)), statement, sender=sender, receiver=self.party)
        epoch = statement.epoch
        judged = Receiver(sender, self.party, link.state).on_batch(
            checked, lambda position: link.chains.get((epoch, position)), ROOM
        )
        for index in range(judged.fresh, judged.until):
            self._apply(sender, link, checked, index)
        link.state = judged.state
        refused = tuple(
            link.refused[epoch, number]
            for number in range(statement.first, statement.last + 1)
            if judged.verdict is Verdict.RECEIVED and (epoch, number) in link.refused
        )
        return self._receipt(sender, link, statement.nonce, judged.verdict, refused)

    def _apply(self, sender: Party, link: InLink, checked: Checked, index: int) -> None:
        header = checked.entries[index].header
        number = (checked.statement.epoch, header.sequence)
        message: msgspec.Struct = registry.decode(header.type, bytes(checked.entries[index].payload))
        link.chains[number] = checked.chains[index]
        self.applied += 1
        try:
            self.system.handle(sender, message)
        except Refusal as refusal:
            link.refused[number] = RefusedMessage(header.sequence, refusal.code, refusal.text)

    def _receipt(
        self, sender: Party, link: InLink, nonce: str, verdict: Verdict, refused: tuple[RefusedMessage, ...]
    ) -> Receipt:
        state = link.state
        return Receipt(
            str(sender), str(self.party), state.epoch, state.position, state.chain, verdict, ROOM, "", nonce, refused
        )

"""What a simulated node never forgets: its outbox, its inbox positions, and what it holds. Copies are backups."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import msgspec

from daicho.exchange.core import OpenEpoch, ReceiverState, SenderState
from daicho.protocol import digests, registry
from daicho.protocol.batches import Envelope, Header

if TYPE_CHECKING:
    from daicho.law.identification import Holding, IdentificationRecord
    from daicho.protocol.parties import Party
    from daicho.protocol.statements import RefusedMessage

Number = tuple[int, int]
"""Epoch and sequence."""


@dataclass
class OutLink:
    """An outgoing link: its state, and all it ever sent."""

    state: SenderState
    sent: dict[Number, tuple[Envelope, bytes]] = field(default_factory=dict)
    previous: Number = (0, 0)

    def copy(self) -> OutLink:
        """A backup."""
        return OutLink(self.state, dict(self.sent), self.previous)

    def chain_at(self, epoch: int, sequence: int) -> bytes | None:
        """The chain value after a message."""
        found = self.sent.get((epoch, sequence))
        return found[1] if found else None


@dataclass
class InLink:
    """An incoming link: its state, the chain at each message, and the refused ones."""

    state: ReceiverState = field(default_factory=ReceiverState)
    chains: dict[Number, bytes] = field(default_factory=dict)
    refused: dict[Number, RefusedMessage] = field(default_factory=dict)

    def copy(self) -> InLink:
        """A backup."""
        return InLink(self.state, dict(self.chains), dict(self.refused))


@dataclass
class Durable:
    """The database of a node."""

    outgoing: dict[Party, OutLink] = field(default_factory=dict)
    incoming: dict[Party, InLink] = field(default_factory=dict)
    register: dict[str, IdentificationRecord] = field(default_factory=dict)
    holdings: dict[str, Holding] = field(default_factory=dict)
    baselines: dict[tuple[Party, str], tuple[str, frozenset[str]]] = field(default_factory=dict)
    tasks: dict[tuple[Party, Number], str] = field(default_factory=dict)

    def copy(self) -> Durable:
        """A backup of everything at one moment."""
        return Durable(
            {peer: link.copy() for peer, link in self.outgoing.items()},
            {peer: link.copy() for peer, link in self.incoming.items()},
            dict(self.register),
            dict(self.holdings),
            dict(self.baselines),
            dict(self.tasks),
        )

    def send(self, us: Party, to: Party, message: msgspec.Struct, salt: bytes, replaces: str = "") -> None:
        """Record a message for a party."""
        entry = registry.of(message)
        registry.check_route(entry, us, to)
        name, payload = registry.encode(message)
        self.record(us, to, name, payload, salt, replaces)

    def record(self, us: Party, to: Party, name: str, payload: bytes, salt: bytes, replaces: str) -> None:  # noqa: PLR0913, PLR0917 - each names a fact of the record
        """Record an encoded message."""
        link = self.link_to(us, to)
        state = link.state
        header = Header(state.last + 1, name, digests.payload_digest(salt, payload), "", replaces)
        chain = digests.step(state.chain, header)
        link.sent[state.epoch, header.sequence] = (Envelope(header, salt, msgspec.Raw(payload)), chain)
        link.state = msgspec.structs.replace(state, last=header.sequence, chain=chain)

    def link_to(self, us: Party, to: Party) -> OutLink:
        """The outgoing link to a party, made at first use with epoch 1."""
        if to not in self.outgoing:
            self.outgoing[to] = OutLink(SenderState(1, 0, digests.genesis(us, to, 1), 0))
        return self.outgoing[to]

    def open_epoch(self, us: Party, to: Party, wanted: OpenEpoch, salts: Salts) -> None:
        """Open a new epoch and carry over what the receiver lacks; as `exchange.epochs` does."""
        link = self.outgoing[to]
        taken = {envelope.header.replaces for envelope, _ in link.sent.values()}
        carried = [
            (number, envelope)
            for number, (envelope, _) in sorted(link.sent.items())
            if number > (wanted.after_epoch, wanted.after)
            and not registry.named(envelope.header.type).state
            and f"{number[0]}:{number[1]}" not in taken
        ]
        link.previous = (link.state.epoch, link.state.last)
        link.state = SenderState(wanted.epoch, 0, digests.genesis(us, to, wanted.epoch), 0)
        for (epoch, sequence), envelope in carried:
            header = envelope.header
            self.record(us, to, header.type, bytes(envelope.payload), salts(), f"{epoch}:{sequence}")


class Salts:
    """Salts of a run: different each time, the same for the same seed."""

    def __init__(self, seed: int) -> None:
        self._seed = seed.to_bytes(8, "big", signed=False)
        self._count = 0

    def __call__(self) -> bytes:
        """The next salt of 16 bytes."""
        self._count += 1
        return self._seed + self._count.to_bytes(8, "big")

"""The receiving end: which messages of a batch are new, and what to answer.

Invariant: everything up to `position` of `epoch` was applied exactly once, and `chain` is the chain value there. So a
batch is one of: already known (answer again), next (apply), ahead of us (ask for the gap), of another epoch, or of
another history than ours (a fork: never applied).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import msgspec

from daicho.protocol import digests
from daicho.protocol.statements import EpochOpening, StatusRequest, Verdict

if TYPE_CHECKING:
    from collections.abc import Callable

    from daicho.protocol.batches import Checked
    from daicho.protocol.parties import Party


class ReceiverState(msgspec.Struct, frozen=True):
    """What the receiver must never forget. Epoch 0 means that nothing was ever received."""

    epoch: int = 0
    position: int = 0
    chain: bytes = b""


class Judgement(NamedTuple):
    """What to do with a batch or status request.

    Args:
        verdict: what to answer.
        state: the state once the entries from `fresh` up to `until` are applied (now, when there are none).
        fresh: index of the first entry to apply.
        until: index after the last entry to apply.
    """

    verdict: Verdict
    state: ReceiverState
    fresh: int = 0
    until: int = 0


class Receiver:
    """One incoming link.

    Args:
        sender: who sends on it.
        receiver: who we are.
        state: the durable state.
    """

    def __init__(self, sender: Party, receiver: Party, state: ReceiverState) -> None:
        self.sender = sender
        self.receiver = receiver
        self.state = state

    def on_status(self, request: StatusRequest, opening: EpochOpening | None) -> Judgement:
        """Judge a status request; a newer epoch's opening is taken, an older one changes nothing."""
        if opening is not None and opening.epoch == request.epoch > self.state.epoch:
            chain = digests.genesis(self.sender, self.receiver, opening.epoch)
            return Judgement(Verdict.RECEIVED, ReceiverState(opening.epoch, 0, chain))
        verdict = Verdict.RECEIVED if request.epoch == self.state.epoch else Verdict.EPOCH
        return Judgement(verdict, self.state)

    def on_batch(self, batch: Checked, chain_at: Callable[[int], bytes | None], room: int) -> Judgement:
        """Judge a batch whose signature, digests and chain were checked.

        Args:
            batch: the batch.
            chain_at: our chain value at an earlier position of this epoch; None when it is not known.
            room: how many messages we can take now.
        """
        statement = batch.statement
        position = self.state.position
        if statement.epoch != self.state.epoch:
            return Judgement(Verdict.EPOCH, self.state)
        if statement.first > position + 1:
            return Judgement(Verdict.GAP, self.state)
        if statement.last <= position:
            same = chain_at(statement.last) == statement.after
            return Judgement(Verdict.RECEIVED if same else Verdict.FORKED, self.state)
        fresh = position + 1 - statement.first
        before = batch.chains[fresh - 1] if fresh else statement.before
        if before != self.state.chain:
            return Judgement(Verdict.FORKED, self.state)
        until = min(len(batch.entries), fresh + room)
        if until <= fresh:
            return Judgement(Verdict.BUSY, self.state)
        state = ReceiverState(statement.epoch, statement.first + until - 1, batch.chains[until - 1])
        return Judgement(Verdict.RECEIVED, state, fresh, until)

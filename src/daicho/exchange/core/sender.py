"""The sending end: what to send next, and what an answer means.

The sender greets first: after a start it does not know whether it, or the receiver, was restored from a backup. From
the receiver's position and chain value it sees which: a position beyond our last message means that *we* lost messages;
one before the position we had a receipt for means that the *receiver* did, and the messages are simply sent again.
Where the two histories do not join, a new epoch is opened: messages the receiver lacks are carried over and the
state is stated anew (a link baseline).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import msgspec

from daicho.protocol import digests
from daicho.protocol.statements import Receipt, RefusedMessage, Verdict

if TYPE_CHECKING:
    from collections.abc import Callable

    from daicho.protocol.parties import Party


class SenderState(msgspec.Struct, frozen=True):
    """What the sender must never forget.

    Args:
        epoch: from 1.
        last: number of the newest recorded message.
        chain: chain value at `last`.
        position: number up to which we hold a receipt.
        opened: the receiver has taken this epoch's opening.
        held: an operator holds the link.
    """

    epoch: int
    last: int
    chain: bytes
    position: int
    opened: bool = False
    held: bool = False


class Limits(msgspec.Struct, frozen=True):
    """The bounds of a link; times in seconds."""

    batch: int = 1_000
    time_out: float = 30.0
    first_wait: float = 0.5
    longest_wait: float = 60.0


class Greet(NamedTuple):
    """Send a status request, with the opening of the epoch when `opening` is set."""

    nonce: str
    epoch: int
    last: int
    chain: bytes
    opening: bool


class Deliver(NamedTuple):
    """Send messages first to last of the epoch."""

    nonce: str
    epoch: int
    first: int
    last: int


class OpenEpoch(NamedTuple):
    """Open this epoch: carry over what the receiver lacks, and state the state anew.

    Args:
        epoch: the new epoch.
        why: as in `EpochOpening`.
        after_epoch: carry over from this epoch …
        after: … what comes after this number, and everything of later epochs.
    """

    epoch: int
    why: str
    after_epoch: int
    after: int


class Outcome(NamedTuple):
    """What an answer meant. All fields empty: nothing (an answer to something else, or too late)."""

    state: SenderState | None = None
    refused: tuple[RefusedMessage, ...] = ()
    open_epoch: OpenEpoch | None = None
    error: str = ""


class Sender:
    """One outgoing link.

    Args:
        sender: who we are.
        receiver: who receives.
        state: the durable state.
        limits: the bounds.
    """

    def __init__(self, sender: Party, receiver: Party, state: SenderState, limits: Limits | None = None) -> None:
        self.sender = sender
        self.receiver = receiver
        self.state = state
        self.limits = limits or Limits()
        self.failures = 0
        self._synced = False
        self._outstanding: tuple[str, float] | None = None
        self._rest_until = 0.0
        self._window = self.limits.batch

    def next(self, now: float, nonce: Callable[[], str]) -> Greet | Deliver | None:
        """What to send now; None when there is nothing to send or it is not yet time (`wakes_at`)."""
        if self._outstanding is not None:
            if now < self._outstanding[1]:
                return None
            self.on_failure(self._outstanding[0], now)
        if self.state.held or now < self._rest_until:
            return None
        state = self.state
        if not (self._synced and state.opened):
            return Greet(self._ask(nonce(), now), state.epoch, state.last, state.chain, opening=not state.opened)
        if state.last == state.position:
            return None
        last = min(state.last, state.position + min(self.limits.batch, self._window))
        return Deliver(self._ask(nonce(), now), state.epoch, state.position + 1, last)

    def wakes_at(self) -> float:
        """When `next` may have something again, should nothing else happen."""
        return self._outstanding[1] if self._outstanding is not None else self._rest_until

    def greet_again(self) -> None:
        """Ask for the receiver's position before the next delivery (slow poll: finds a silent restore)."""
        self._synced = False

    def recorded(self, state: SenderState) -> None:
        """The durable state moved on: messages were recorded, the link was held or released, an epoch was opened."""
        if state.epoch != self.state.epoch:
            self._synced = False
            self._outstanding = None
        self.state = state

    def on_failure(self, nonce: str, now: float) -> None:
        """What was sent failed or was refused as a whole: wait, twice as long each time."""
        if self._outstanding is None or self._outstanding[0] != nonce:
            return
        self._outstanding = None
        self._rest(now)

    def on_receipt(self, receipt: Receipt, now: float, chain_at: Callable[[int, int], bytes | None]) -> Outcome:
        """Judge a verified answer.

        Args:
            receipt: the answer.
            now: seconds.
            chain_at: our chain value at (epoch, number); None when we have no such message.
        """
        if self._outstanding is None or receipt.nonce != self._outstanding[0]:
            return Outcome()
        self._outstanding = None
        if receipt.epoch != self.state.epoch:
            return self._other_epoch(receipt, now, chain_at)
        if receipt.position > self.state.last:
            return self._open("restored", receipt, chain_at)
        if receipt.verdict is Verdict.FORKED or self._chain_at(receipt, chain_at) != receipt.chain:
            return self._open("forked", receipt, chain_at)
        return self._advance(receipt, now)

    def _advance(self, receipt: Receipt, now: float) -> Outcome:
        self._synced = True
        self._window = max(receipt.window, 1)
        self.state = msgspec.structs.replace(self.state, position=receipt.position, opened=True)
        if receipt.verdict in {Verdict.BUSY, Verdict.STALLED} or receipt.window < 1:
            self._rest(now)
            return Outcome(self.state, receipt.refused, error=receipt.verdict.value)
        self.failures = 0
        return Outcome(self.state, receipt.refused)

    def _other_epoch(self, receipt: Receipt, now: float, chain_at: Callable[[int, int], bytes | None]) -> Outcome:
        if receipt.epoch > self.state.epoch:
            return self._open("restored", receipt, chain_at)
        if self.state.opened:
            return self._open("receiver_restored", receipt, chain_at)
        self._synced = False
        self._rest(now)
        return Outcome(error=receipt.verdict.value)

    def _open(self, why: str, receipt: Receipt, chain_at: Callable[[int, int], bytes | None]) -> Outcome:
        state = self.state
        if receipt.epoch > state.epoch:
            after_epoch, after = state.epoch, state.position
        elif self._chain_at(receipt, chain_at) == receipt.chain:
            after_epoch, after = receipt.epoch, receipt.position
        elif receipt.epoch == state.epoch:
            after_epoch, after = state.epoch, min(state.position, receipt.position)
        else:
            after_epoch, after = receipt.epoch, 0
        self._synced = False
        epoch = max(state.epoch, receipt.epoch) + 1
        return Outcome(open_epoch=OpenEpoch(epoch, why, after_epoch, after))

    def _chain_at(self, receipt: Receipt, chain_at: Callable[[int, int], bytes | None]) -> bytes | None:
        if receipt.position == 0:
            return digests.genesis(self.sender, self.receiver, receipt.epoch) if receipt.epoch else b""
        return chain_at(receipt.epoch, receipt.position)

    def _ask(self, nonce: str, now: float) -> str:
        self._outstanding = (nonce, now + self.limits.time_out)
        return nonce

    def _rest(self, now: float) -> None:
        wait = min(self.limits.longest_wait, self.limits.first_wait * 2 ** min(self.failures, 16))
        self.failures += 1
        self._rest_until = now + wait

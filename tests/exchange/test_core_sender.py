"""The sending end: greet, deliver, back off, and open a new epoch when histories do not join."""

from __future__ import annotations

from itertools import count

import msgspec
import pytest

from daicho.exchange.core import Deliver, Greet, Limits, OpenEpoch, Outcome, Sender, SenderState
from daicho.protocol import digests
from daicho.protocol.parties import Party
from daicho.protocol.statements import Receipt, RefusedMessage, Verdict

A, B = Party("142158", "register"), Party("142158", "municipal_cs")


def chain(epoch, number):
    return digests.genesis(A, B, epoch) if number == 0 else bytes([epoch, number] * 16)


class Link:
    """A sender with a clock and numbered nonces."""

    def __init__(self, *, epoch=1, last=3, position=0, opened=False, held=False, **limits):
        self.state = SenderState(epoch, last, chain(epoch, last), position, opened, held)
        self.sender = Sender(A, B, self.state, Limits(batch=2, time_out=10, first_wait=1, longest_wait=4, **limits))
        self.numbers = count(1)
        self.now = 0.0

    def next(self, after=0.0):
        self.now += after
        return self.sender.next(self.now, lambda: f"n{next(self.numbers)}")

    def answer(self, asked, *, epoch=1, position=0, verdict=Verdict.RECEIVED, at=None, window=9, refused=()):
        at = chain(epoch, position) if at is None else at
        receipt = Receipt(str(A), str(B), epoch, position, at, verdict, window, "", asked.nonce, refused)
        return self.sender.on_receipt(receipt, self.now, chain)


def test_a_new_link_greets_with_its_opening_and_then_delivers_in_batches():
    link = Link()
    greet = link.next()
    assert greet == Greet("n1", 1, 3, chain(1, 3), opening=True)
    assert link.next() is None
    assert link.answer(greet).state.opened
    first = link.next()
    assert first == Deliver("n2", 1, 1, 2)
    assert link.answer(first, position=2).state.position == 2
    second = link.next()
    assert second == Deliver("n3", 1, 3, 3)
    link.answer(second, position=3)
    assert link.next() is None


def test_after_a_start_it_greets_without_opening_and_resumes_at_the_receivers_position():
    link = Link(position=1, opened=True)
    greet = link.next()
    assert greet.opening is False
    link.answer(greet, position=2)
    assert link.next() == Deliver("n2", 1, 3, 3)


def test_a_receiver_restored_within_the_epoch_gets_the_messages_again():
    link = Link(position=3, opened=True)
    link.answer(link.next(), position=1)
    assert link.next() == Deliver("n2", 1, 2, 3)


def test_a_gap_is_filled_from_where_the_receiver_stands():
    link = Link(position=2, opened=True)
    link.answer(link.next(), position=2)
    link.answer(link.next(), position=0, verdict=Verdict.GAP)
    assert link.next() == Deliver("n3", 1, 1, 2)


def test_refusals_in_a_receipt_are_handed_on_and_the_link_goes_on():
    link = Link(opened=True)
    link.answer(link.next())
    refused = (RefusedMessage(1, "I-036-01", "text"),)
    outcome = link.answer(link.next(), position=2, refused=refused)
    assert outcome.refused == refused
    assert link.next() == Deliver("n3", 1, 3, 3)


def test_the_window_of_the_receiver_bounds_the_batch_and_an_empty_one_makes_it_wait():
    link = Link(opened=True)
    link.answer(link.next(), window=1)
    assert link.next() == Deliver("n2", 1, 1, 1)
    outcome = link.sender.on_receipt(
        Receipt(str(A), str(B), 1, 1, chain(1, 1), Verdict.RECEIVED, 0, "", "n2"), link.now, chain
    )
    assert outcome.error == "received"
    assert link.next() is None
    assert link.next(after=1.0) == Deliver("n3", 1, 2, 2)


@pytest.mark.parametrize("verdict", [Verdict.BUSY, Verdict.STALLED])
def test_a_busy_or_stalled_receiver_is_left_alone_longer_each_time(verdict):
    link = Link(opened=True)
    link.answer(link.next())
    waits = []
    for _ in range(4):
        outcome = link.answer(link.next(), position=0, verdict=verdict)
        assert outcome.error == verdict.value
        waits.append(link.sender.wakes_at() - link.now)
        link.now = link.sender.wakes_at()
    assert waits == [1, 2, 4, 4]


def test_silence_and_failure_are_waited_out_and_success_forgets_them():
    link = Link(opened=True)
    greet = link.next()
    assert link.sender.wakes_at() == 10
    assert link.next(after=9) is None
    assert link.next(after=1) is None  # timed out: rests
    again = link.next(after=1)
    assert isinstance(again, Greet)
    assert link.answer(greet) == Outcome()  # too late
    link.sender.on_failure("other", link.now)
    link.sender.on_failure(again.nonce, link.now)
    link.sender.on_failure(again.nonce, link.now)
    assert link.sender.failures == 2
    link.now = link.sender.wakes_at()
    link.answer(link.next())
    assert link.sender.failures == 0


def test_an_answer_to_nothing_is_ignored():
    link = Link()
    assert link.answer(Greet("n9", 1, 0, b"", opening=True)) == Outcome()


def test_a_held_link_sends_nothing_until_it_is_released():
    link = Link(held=True)
    assert link.next() is None
    link.sender.recorded(msgspec.structs.replace(link.state, held=False))
    assert isinstance(link.next(), Greet)


def test_a_position_beyond_our_last_message_means_that_we_were_restored():
    link = Link(last=3, position=1, opened=True)
    outcome = link.answer(link.next(), position=5, at=bytes(32))
    assert outcome.open_epoch == OpenEpoch(2, "restored", 1, 1)


def test_a_receiver_in_a_newer_epoch_means_that_we_were_restored():
    link = Link(position=2, opened=True)
    outcome = link.answer(link.next(), epoch=4, position=1, verdict=Verdict.EPOCH)
    assert outcome.open_epoch == OpenEpoch(5, "restored", 1, 2)


def test_a_receiver_in_an_older_epoch_was_restored_and_gets_what_it_lacks():
    link = Link(epoch=3, opened=True)
    outcome = link.answer(link.next(), epoch=2, position=7, verdict=Verdict.EPOCH)
    assert outcome.open_epoch == OpenEpoch(4, "receiver_restored", 2, 7)
    link = Link(epoch=3, opened=True)
    outcome = link.answer(link.next(), epoch=2, position=7, at=bytes(32), verdict=Verdict.EPOCH)
    assert outcome.open_epoch == OpenEpoch(4, "receiver_restored", 2, 0)
    link = Link(epoch=3, opened=True)
    outcome = link.answer(link.next(), epoch=0, position=0, at=b"", verdict=Verdict.EPOCH)
    assert outcome.open_epoch == OpenEpoch(4, "receiver_restored", 0, 0)


def test_a_receiver_that_did_not_take_the_opening_is_greeted_again_later():
    link = Link(epoch=2)
    outcome = link.answer(link.next(), epoch=1, position=3, verdict=Verdict.EPOCH)
    assert outcome.error == "epoch"
    assert link.next() is None
    assert isinstance(link.next(after=1), Greet)


@pytest.mark.parametrize("verdict", [Verdict.FORKED, Verdict.RECEIVED])
def test_two_histories_under_the_same_numbers_open_a_new_epoch(verdict):
    link = Link(position=3, opened=True)
    outcome = link.answer(link.next(), position=2, at=bytes(32), verdict=verdict)
    assert outcome.open_epoch == OpenEpoch(2, "forked", 1, 2)


def test_the_new_epoch_begins_with_a_greeting_of_its_own():
    link = Link(position=1, opened=True)
    link.answer(link.next(), position=1)
    assert isinstance(link.next(), Deliver)
    link.sender.recorded(SenderState(2, 1, chain(2, 1), 0))
    greet = link.next()
    assert (greet.epoch, greet.opening) == (2, True)


def test_a_quiet_link_can_be_made_to_greet_again():
    link = Link(last=0, opened=True)
    link.answer(link.next())
    assert link.next() is None
    link.sender.greet_again()
    assert isinstance(link.next(), Greet)


def test_without_limits_the_usual_ones_hold():
    assert Sender(A, B, SenderState(1, 0, b"", 0)).limits.batch == 1000

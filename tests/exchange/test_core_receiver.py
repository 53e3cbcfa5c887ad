"""The receiving end: every batch is old, next, ahead, of another epoch, or of another history."""

from __future__ import annotations

import pytest

from daicho.exchange.core import Receiver, ReceiverState
from daicho.protocol import batches, digests
from daicho.protocol.batches import Checked, Envelope, Header
from daicho.protocol.parties import Party
from daicho.protocol.statements import BatchStatement, EpochOpening, StatusRequest, Verdict

A, B = Party("142158", "register"), Party("142158", "municipal_cs")
HEADERS = [Header(number, "refusal/1", bytes([number] * 32), "") for number in range(1, 7)]
GENESIS = digests.genesis(A, B, 1)
CHAIN = [GENESIS, *batches.chain(GENESIS, HEADERS)]


def batch(first, last, *, epoch=1, before=None, after=None):
    chains = CHAIN[first : last + 1]
    statement = BatchStatement(
        str(A), str(B), epoch, first, last, CHAIN[first - 1] if before is None else before,
        (chains[-1] if chains else CHAIN[first - 1]) if after is None else after, "", "n",
    )  # fmt: skip
    return Checked(statement, [Envelope(header) for header in HEADERS[first - 1 : last]], chains)


def at(position, epoch=1):
    return Receiver(A, B, ReceiverState(epoch, position, CHAIN[position]))


def judge(receiver, checked, room=100):
    return receiver.on_batch(checked, lambda number: CHAIN[number], room)


def test_the_next_batch_is_applied_whole():
    judged = judge(at(2), batch(3, 5))
    assert judged == (Verdict.RECEIVED, ReceiverState(1, 5, CHAIN[5]), 0, 3)


def test_of_an_overlapping_batch_only_the_new_part_is_applied():
    judged = judge(at(2), batch(1, 4))
    assert (judged.verdict, judged.fresh, judged.until, judged.state.position) == (Verdict.RECEIVED, 2, 4, 4)


def test_a_known_batch_changes_nothing_and_is_acknowledged_again():
    receiver = at(4)
    assert judge(receiver, batch(2, 3)) == (Verdict.RECEIVED, receiver.state, 0, 0)


def test_an_empty_batch_changes_nothing():
    receiver = at(2)
    assert judge(receiver, batch(3, 2)).state == receiver.state


def test_a_batch_after_a_gap_is_not_applied():
    receiver = at(1)
    assert judge(receiver, batch(3, 4)) == (Verdict.GAP, receiver.state, 0, 0)


def test_a_batch_of_another_epoch_is_not_applied():
    assert judge(at(2), batch(3, 4, epoch=2)).verdict is Verdict.EPOCH


@pytest.mark.parametrize(
    ("position", "checked"),
    [(2, batch(3, 4, before=bytes(32))), (4, batch(2, 3, after=bytes(32))), (0, batch(1, 2, before=bytes(32)))],
)
def test_another_history_under_the_same_numbers_is_never_applied(position, checked):
    receiver = at(position)
    assert judge(receiver, checked) == (Verdict.FORKED, receiver.state, 0, 0)


def test_a_fork_inside_an_overlapping_batch_is_seen():
    forked = [GENESIS, *batches.chain(GENESIS, [Header(1, "refusal/1", bytes(32), ""), *HEADERS[1:]])]
    statement = BatchStatement(str(A), str(B), 1, 1, 3, GENESIS, forked[3], "", "n")
    checked = Checked(statement, [Envelope(header) for header in HEADERS[:3]], forked[1:4])
    assert judge(at(2), checked).verdict is Verdict.FORKED


def test_no_more_is_taken_than_there_is_room_for():
    judged = judge(at(0), batch(1, 5), room=2)
    assert (judged.verdict, judged.until, judged.state) == (Verdict.RECEIVED, 2, ReceiverState(1, 2, CHAIN[2]))
    assert judge(at(0), batch(1, 5), room=0).verdict is Verdict.BUSY


def request(epoch):
    return StatusRequest(str(A), str(B), epoch, 0, b"", "", "n")


def opening(epoch):
    return EpochOpening(str(A), str(B), epoch, 0, 0, b"", "first", "")


def test_an_opening_of_a_newer_epoch_is_taken():
    judged = Receiver(A, B, ReceiverState()).on_status(request(1), opening(1))
    assert judged == (Verdict.RECEIVED, ReceiverState(1, 0, GENESIS), 0, 0)
    judged = at(3).on_status(request(5), opening(5))
    assert judged.state == ReceiverState(5, 0, digests.genesis(A, B, 5))


@pytest.mark.parametrize(
    ("asked", "opened", "verdict"),
    [(1, None, Verdict.RECEIVED), (1, 1, Verdict.RECEIVED), (2, None, Verdict.EPOCH), (2, 3, Verdict.EPOCH),
     (0, 0, Verdict.EPOCH)],
)  # fmt: skip
def test_an_old_or_wrong_opening_changes_nothing(asked, opened, verdict):
    receiver = at(3)
    judged = receiver.on_status(request(asked), opening(opened) if opened is not None else None)
    assert (judged.verdict, judged.state) == (verdict, receiver.state)

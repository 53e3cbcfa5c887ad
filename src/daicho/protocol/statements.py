"""Signed statements: what two parties hold against one another.

A statement is a tagged struct in canonical form; `signing` signs its bytes. Fields named `sender` and `receiver` always
mean sender and receiver of the *messages* of the link, whoever makes the statement.
"""

from __future__ import annotations

from enum import StrEnum

import msgspec


class BatchStatement(msgspec.Struct, frozen=True, tag="batch/1", tag_field="statement"):
    """The sender: "these are messages first to last of this epoch; the chain goes from before to after"."""

    sender: str
    receiver: str
    epoch: int
    first: int
    last: int
    before: bytes
    after: bytes
    sent_at: str
    nonce: str


class StatusRequest(msgspec.Struct, frozen=True, tag="status/1", tag_field="statement"):
    """The sender: "this is where I stand; where do you?"."""

    sender: str
    receiver: str
    epoch: int
    last: int
    chain: bytes
    sent_at: str
    nonce: str


class EpochOpening(msgspec.Struct, frozen=True, tag="opening/1", tag_field="statement"):
    """The sender: "my link begins anew with this epoch; of the earlier one I know up to there".

    Args:
        previous_last: the last sequence of the earlier epoch that the sender knows of; 0 for none.
        why: ``first``, ``restored`` (the sender lost its newest messages), ``receiver_restored`` or ``forked``.
    """

    sender: str
    receiver: str
    epoch: int
    previous_epoch: int
    previous_last: int
    previous_chain: bytes
    why: str
    opened_at: str


class Verdict(StrEnum):
    """What the receiver answers to a batch or a status request."""

    RECEIVED = "received"  # everything up to `position` is recorded for good
    GAP = "gap"  # the batch begins after position + 1: send from there
    EPOCH = "epoch"  # the epochs differ: send a status request, with the opening if it is newer
    FORKED = "forked"  # other messages are recorded under these numbers: open a new epoch
    BUSY = "busy"  # nothing was taken: come again later
    STALLED = "stalled"  # the message after `position` cannot be applied now


class RefusedMessage(msgspec.Struct, frozen=True, omit_defaults=True):
    """One message that was recorded as refused.

    Args:
        sequence: which message.
        code: stable code of the rule it breaks.
        text: what was found and what to do, for the sender's office; no content of the record.
    """

    sequence: int
    code: str
    text: str


class Receipt(msgspec.Struct, frozen=True, omit_defaults=True, tag="receipt/1", tag_field="statement"):
    """The receiver: "of this epoch I hold everything up to position, and this is the chain there".

    Args:
        nonce: the one of the batch or status request answered; a receipt answers nothing else.
        window: how many more messages it will take now (back-pressure).
        refused: the refused ones among the messages of the batch answered.
    """

    sender: str
    receiver: str
    epoch: int
    position: int
    chain: bytes
    verdict: Verdict
    window: int
    received_at: str
    nonce: str
    refused: tuple[RefusedMessage, ...] = ()


class InquiryStatement(msgspec.Struct, frozen=True, omit_defaults=True, tag="inquiry/1", tag_field="statement"):
    """The asker: "I ask this, for this purpose, on this ground" (the body by its salted digest)."""

    asker: str
    answerer: str
    inquiry_id: str
    type: str
    digest: bytes
    purpose: str
    ground: str
    asked_at: str
    access_record: str = ""


class AnswerStatement(msgspec.Struct, frozen=True, omit_defaults=True, tag="answer/1", tag_field="statement"):
    """The answerer: "to that inquiry I answered this" or, with a code, "I refused it"."""

    asker: str
    answerer: str
    inquiry_id: str
    inquiry_digest: bytes
    type: str
    digest: bytes
    answered_at: str
    refused: str = ""
    text: str = ""


Statement = BatchStatement | StatusRequest | EpochOpening | Receipt | InquiryStatement | AnswerStatement
"""Everything that is signed on the line."""

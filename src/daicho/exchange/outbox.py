"""Sending: a message is recorded in the transaction of the act it follows from, and is thereby its own job."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from daicho.protocol.parties import Party


def send(alias: str, *, to: Party, message: msgspec.Struct, replaces: str = "", why: str = "", who: str = "") -> int:
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
    """
    return send_many(alias, to=to, messages=[message], replaces=replaces, why=why, who=who)


def send_many(
    alias: str,
    *,
    to: Party,
    messages: Sequence[msgspec.Struct],
    replaces: str = "",
    why: str = "",
    who: str = "",
) -> int:
    """Record several messages for one party under one lock of the link; as `send`.

    Returns:
        The sequence number of the last one.
    """
    raise NotImplementedError

"""Asking another system and waiting for its answer: signed both ways, with purpose and legal ground."""

from __future__ import annotations

import msgspec

from daicho.protocol.parties import Party


def ask(
    party: Party,
    inquiry: msgspec.Struct,
    *,
    purpose: str,
    ground: str,
    alias: str = "",
    access_record: str = "",
) -> msgspec.Struct:
    """Ask a party and return its answer (a struct registered in `protocol.inquiries`).

    Args:
        party: who is asked.
        inquiry: a registered inquiry struct.
        purpose: what the answer is used for.
        ground: the legal ground, an article.
        alias: database of the asking system; the only configured one when empty.
        access_record: id of the asker's own access record, for tracing.

    Raises:
        Refusal: the party refused; its code and text.
        ProtocolError: UNREACHABLE, or the answer does not follow the protocol.
    """
    raise NotImplementedError

"""Batches: messages on a link, signed over the chain of their digests.

The signature covers the chain, the chain covers every header, a header covers its payload by digest. So a batch proves
each message in it, and still does after a payload is erased.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import msgspec

from daicho.protocol import canonical, digests, signing
from daicho.protocol.errors import Code, ProtocolError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from daicho.protocol.parties import Party
    from daicho.protocol.statements import BatchStatement

MAX_ENTRIES = 1_000
"""Messages of one batch."""

MAX_BATCH = 16_777_216
"""Bytes of one batch."""


class Header(msgspec.Struct, frozen=True, omit_defaults=True):
    """What the chain holds of a message. Never erased, so it says nothing about a person.

    Args:
        sequence: gapless within link and epoch, from 1.
        type: type name with version.
        digest: `digests.payload_digest`.
        recorded_at: UTC, ``2026-11-21T03:30:00.000000Z``: when the sender's act recorded it.
        replaces: ``epoch:sequence`` of the message this one is sent in place of.
    """

    sequence: int
    type: str
    digest: bytes
    recorded_at: str
    replaces: str = ""


class Envelope(msgspec.Struct, frozen=True, omit_defaults=True):
    """A message on its way: header, and salt and payload unless they were erased."""

    header: Header
    salt: bytes = b""
    payload: msgspec.Raw = msgspec.Raw(b"null")

    @property
    def erased(self) -> bool:
        """Whether the payload was erased before the message was delivered."""
        return not self.salt and bytes(self.payload) == b"null"


class Batch(msgspec.Struct, frozen=True, omit_defaults=True):
    """A signed batch as it travels."""

    signed: signing.Signed
    entries: list[Envelope]


class Checked(NamedTuple):
    """A batch whose digests and chain were recomputed: `chains[i]` is the value after entry i."""

    statement: BatchStatement
    entries: Sequence[Envelope]
    chains: Sequence[bytes]


def chain(before: bytes, headers: Sequence[Header]) -> list[bytes]:
    """The chain values after each header."""
    values = []
    value = before
    for header in headers:
        value = digests.step(value, header)
        values.append(value)
    return values


def decode(body: bytes) -> Batch:
    """Read a batch.

    Raises:
        ProtocolError: TOO_LARGE, BAD_TEXT or MALFORMED.
    """
    if len(body) > MAX_BATCH:
        raise ProtocolError(Code.TOO_LARGE)
    batch = canonical.decode_loose(body, Batch)
    if len(batch.entries) > MAX_ENTRIES:
        raise ProtocolError(Code.TOO_LARGE, "entries")
    return batch


def encode(batch: Batch) -> bytes:
    """Write a batch for the line."""
    return canonical.encode_trusted(batch)


def check(batch: Batch, statement: BatchStatement, *, sender: Party, receiver: Party) -> Checked:
    """Recompute everything the (already verified) statement promises about the entries.

    Raises:
        ProtocolError: WRONG_PARTY, BAD_SEQUENCE, BAD_DIGEST or BAD_CHAIN, naming the sequence number.
    """
    if (statement.sender, statement.receiver) != (str(sender), str(receiver)):
        raise ProtocolError(Code.WRONG_PARTY)
    if [entry.header.sequence for entry in batch.entries] != list(range(statement.first, statement.last + 1)):
        raise ProtocolError(Code.BAD_SEQUENCE)
    for entry in batch.entries:
        if not entry.erased and digests.payload_digest(entry.salt, bytes(entry.payload)) != entry.header.digest:
            raise ProtocolError(Code.BAD_DIGEST, f"sequence {entry.header.sequence}")
    chains = chain(statement.before, [entry.header for entry in batch.entries])
    if (chains[-1] if chains else statement.before) != statement.after:
        raise ProtocolError(Code.BAD_CHAIN)
    return Checked(statement, batch.entries, chains)

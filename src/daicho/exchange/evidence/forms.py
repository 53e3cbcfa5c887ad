"""The files of an export and the forms of their lines.

manifest.json     who exported, when, and SHA-256 and number of lines of every other file; signed
root.crt          the Agency's root certificate
trust.json        the signed trust list, with present and earlier signing keys
statements.jsonl  signed statements: batches and openings received, receipts, our own openings
sent.jsonl        every sent message: header, chain, and salt and payload unless erased
received.jsonl    every received message, and what became of it
inquiries.jsonl   every inquiry asked or answered, with both signed statements
checks.jsonl      for every line of the above its SHA-256 and a checksum per field, to name the place of damage
"""

from __future__ import annotations

import hashlib
import zlib
from typing import Any

import msgspec

from daicho.protocol import canonical

MANIFEST, ROOT, TRUST, CHECKS = "manifest.json", "root.crt", "trust.json", "checks.jsonl"
STATEMENTS, SENT, RECEIVED, INQUIRIES = "statements.jsonl", "sent.jsonl", "received.jsonl", "inquiries.jsonl"
LINED = (STATEMENTS, SENT, RECEIVED, INQUIRIES)


class FileEntry(msgspec.Struct, frozen=True):
    """One file of the export."""

    name: str
    sha256: str
    lines: int


class Manifest(msgspec.Struct, frozen=True, tag="evidence/1", tag_field="statement"):
    """What the exporter signs."""

    party: str
    exported_at: str
    files: tuple[FileEntry, ...]


class StatementLine(msgspec.Struct, frozen=True):
    """A signed statement as it was kept."""

    direction: str
    peer: str
    kind: str
    flow: str
    epoch: int
    position: int
    statement: bytes
    key_id: str
    signature: bytes


class MessageLine(msgspec.Struct, frozen=True, omit_defaults=True):
    """A sent or received message. `salt` and `payload` are null once erased."""

    peer: str
    epoch: int
    sequence: int
    type: str
    digest: bytes
    recorded_at: str
    chain: bytes
    replaces: str = ""
    state: str = ""
    refusal_code: str = ""
    refusal_text: str = ""
    salt: bytes | None = None
    payload: bytes | None = None


class InquiryLine(msgspec.Struct, frozen=True, omit_defaults=True):
    """An inquiry with both statements."""

    direction: str
    peer: str
    inquiry_id: str
    statement: bytes
    key_id: str
    signature: bytes
    answer_statement: bytes = b""
    answer_key_id: str = ""
    answer_signature: bytes = b""


FORMS: dict[str, type[msgspec.Struct]] = {
    STATEMENTS: StatementLine,
    SENT: MessageLine,
    RECEIVED: MessageLine,
    INQUIRIES: InquiryLine,
}


class CheckLine(msgspec.Struct, frozen=True):
    """The checksums of one line: SHA-256 of its bytes, CRC-32 of each member's canonical value."""

    file: str
    line: int
    sha256: str
    fields: dict[str, int]


def check_line(file: str, number: int, data: bytes) -> CheckLine:
    """The checksums of a line that is well formed."""
    return CheckLine(file, number, hashlib.sha256(data).hexdigest(), field_sums(data))


def field_sums(data: bytes) -> dict[str, int]:
    """CRC-32 of each member of a line; finds damage and names its place, and proves nothing (signatures do).

    Raises:
        ProtocolError: the line is not a JSON object.
    """
    members = canonical.decode_loose(data, dict[str, Any])
    return {name: zlib.crc32(canonical.encode_trusted(value)) for name, value in members.items()}

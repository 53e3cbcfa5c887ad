"""Answering inquiries: the statement is checked and recorded, the system answers, the answer is signed.

The system's answerer commits its own access record before it reads (architecture, section 6); the answer leaves only
after that. The communication record beside it (CTRL-088) holds both signed statements; it is written, once, before the
answer leaves, without waiting for the disk (`synchronous_commit = off`), because the durable fact is the access record,
which names the inquiry. An inquiry seen before is refused before anybody looks; the record's unique id refuses one that
was seen before a restart, and what was prepared for it never leaves.
"""

from __future__ import annotations

import datetime as dt
import threading
import time
from typing import TYPE_CHECKING, Any

import msgspec

from daicho.exchange import handlers, links
from daicho.exchange import tables as tables_of
from daicho.exchange.handlers import Asked, Refusal
from daicho.exchange.inbox import check_speaker
from daicho.protocol import digests, registry, signing
from daicho.protocol.errors import Code, ProtocolError
from daicho.protocol.statements import AnswerStatement, InquiryStatement

if TYPE_CHECKING:
    from daicho.exchange.runtime import Node
    from daicho.protocol.parties import Party

MAX_AGE = dt.timedelta(minutes=5)
"""An inquiry older or newer than this by the answerer's clock is refused."""


class Seen:
    """The inquiries of the last minutes, by who asked and their id; older ones are refused for their age."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._lock = threading.Lock()
        self._turned = time.monotonic()
        self._young: set[tuple[str, str, str]] = set()
        self._old: set[tuple[str, str, str]] = set()

    def first(self, alias: str, asker: str, inquiry_id: str) -> bool:
        """Whether this inquiry is new; from now on it is not."""
        key = (alias, asker, inquiry_id)
        with self._lock:
            if time.monotonic() - self._turned > self._seconds:
                self._young, self._old, self._turned = set(), self._young, time.monotonic()
            if key in self._young or key in self._old:
                return False
            self._young.add(key)
            return True


_seen = Seen(2 * MAX_AGE.total_seconds())  # an inquiry may be dated as far ahead as back


def answer(node: Node, asker: Party, question: signing.Question) -> signing.Reply:
    """Answer one inquiry.

    Raises:
        ProtocolError: the inquiry is not accepted at all (signature, route, replay).
    """
    check_speaker(question.signed, asker, "asker")
    statement = signing.verify(question.signed, node.trust.peer(asker).signing_key, InquiryStatement)
    inquiry = _check(node, asker, statement, question)
    if not _seen.first(node.alias, statement.asker, statement.inquiry_id):
        raise ProtocolError(Code.REPLAYED, "inquiry_id")
    try:
        reply, refused = _reply(node, asker, statement, inquiry)
    except Exception:
        _record(node, asker, statement, question.signed, None, "")
        raise
    _record(node, asker, statement, question.signed, reply.signed, refused)
    return reply


def _reply(node: Node, asker: Party, statement: InquiryStatement, inquiry: msgspec.Struct) -> tuple[signing.Reply, str]:
    """The signed answer of the system, and the code with which it refuses."""
    try:
        answered = _ask_system(node, asker, statement, inquiry)
    except Refusal as refusal:
        return signing.Reply(_sign(node, statement, refusal=refusal)), refusal.code
    name, body = registry.encode(answered)
    salt = digests.new_salt()
    signed = _sign(node, statement, name=name, digest=digests.payload_digest(salt, body))
    return signing.Reply(signed, salt, msgspec.Raw(body)), ""


def _check(node: Node, asker: Party, statement: InquiryStatement, question: signing.Question) -> msgspec.Struct:
    if (statement.asker, statement.answerer) != (str(asker), str(node.party)):
        raise ProtocolError(Code.WRONG_PARTY)
    try:
        age = abs(links.now() - dt.datetime.fromisoformat(statement.asked_at))
    except (ValueError, TypeError):
        raise ProtocolError(Code.MALFORMED, "asked_at") from None
    if age > MAX_AGE:
        raise ProtocolError(Code.REPLAYED, "asked_at")
    if not statement.purpose.strip() or not statement.ground.strip():
        raise ProtocolError(Code.MALFORMED, "purpose, ground")
    entry = registry.named(statement.type)
    if entry.kind is not registry.Kind.INQUIRY:
        raise ProtocolError(Code.UNKNOWN_TYPE, entry.name)
    registry.check_route(entry, asker, node.party)
    body = bytes(question.body)
    if digests.payload_digest(question.salt, body) != statement.digest:
        raise ProtocolError(Code.BAD_DIGEST)
    return registry.decode(statement.type, body)


def _ask_system(node: Node, asker: Party, statement: InquiryStatement, inquiry: msgspec.Struct) -> msgspec.Struct:
    answerer = handlers.answerer_of(node.party.system, statement.type)
    if answerer is None:
        error = ProtocolError(Code.NO_ANSWER, statement.type)
        raise Refusal(error.code.value, error.text)
    asked: Asked[Any] = Asked(
        node.alias,
        asker,
        statement.type,
        statement.inquiry_id,
        inquiry,
        statement.purpose,
        statement.ground,
        statement.access_record,
        statement.digest,
    )
    return answerer(asked)


def _sign(
    node: Node,
    statement: InquiryStatement,
    *,
    name: str = "",
    digest: bytes = b"",
    refusal: Refusal | None = None,
) -> signing.Signed:
    return signing.sign(
        AnswerStatement(
            asker=statement.asker,
            answerer=statement.answerer,
            inquiry_id=statement.inquiry_id,
            inquiry_digest=statement.digest,
            type=name,
            digest=digest,
            answered_at=links.stamp(),
            refused=refusal.code if refusal else "",
            text=refusal.text if refusal else "",
        ),
        node.identity.signing,
    )


def _record(  # noqa: PLR0913, PLR0917 - each names a fact of the record
    node: Node,
    asker: Party,
    statement: InquiryStatement,
    asked: signing.Signed,
    answered: signing.Signed | None,
    refused: str,
) -> None:
    """Keep both statements; one answered before, if only before a restart, is refused."""
    tables = tables_of.of(node.app_label)
    written = links.run_prepared(
        node.alias,
        f"{links.relaxed(node.alias)} INSERT INTO {tables.inquiry_record}"
        " (direction, peer, inquiry_id, type, purpose, ground, access_record,"
        " statement, key_id, signature, asked_at, answer_statement, answer_key_id, answer_signature, refused)"
        " SELECT 'in', %s, %s, %s, %s, %s, %s, %s, %s, %s, %s::timestamptz, %s, %s, %s, %s FROM relaxed"
        " ON CONFLICT DO NOTHING",
        [
            str(asker), statement.inquiry_id, statement.type, statement.purpose, statement.ground,
            statement.access_record, asked.data, asked.key_id, asked.signature, statement.asked_at,
            answered.data if answered else b"", answered.key_id if answered else "",
            answered.signature if answered else b"", refused,
        ],
    )  # fmt: skip
    if not written:
        raise ProtocolError(Code.REPLAYED, "inquiry_id")

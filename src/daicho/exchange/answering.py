"""Answering inquiries: the statement is checked and recorded, the system answers, the answer is signed.

The system's answerer commits its own access record before it reads (architecture, section 6); the answer leaves only
after that. The communication record beside it (CTRL-088) holds both signed statements; it is written without waiting
for the disk (`synchronous_commit = off`), because the durable fact is the access record, which names the inquiry.
"""

from __future__ import annotations

import datetime as dt
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


def answer(node: Node, asker: Party, question: signing.Question) -> signing.Reply:
    """Answer one inquiry.

    Raises:
        ProtocolError: the inquiry is not accepted at all (signature, route, replay).
    """
    check_speaker(question.signed, asker, "asker")
    statement = signing.verify(question.signed, node.trust.peer(asker).signing_key, InquiryStatement)
    inquiry = _check(node, asker, statement, question)
    _record(node, asker, statement, question.signed)
    try:
        reply = _ask_system(node, asker, statement, inquiry)
    except Refusal as refusal:
        signed = _sign(node, statement, refusal=refusal)
        _complete(node, asker, statement.inquiry_id, signed, refusal.code)
        return signing.Reply(signed)
    name, body = registry.encode(reply)
    salt = digests.new_salt()
    signed = _sign(node, statement, name=name, digest=digests.payload_digest(salt, body))
    _complete(node, asker, statement.inquiry_id, signed, "")
    return signing.Reply(signed, salt, msgspec.Raw(body))


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


def _record(node: Node, asker: Party, statement: InquiryStatement, signed: signing.Signed) -> None:
    tables = tables_of.of(node.app_label)
    written = links.run_prepared(
        node.alias,
        f"{links.relaxed(node.alias)} INSERT INTO {tables.inquiry_record}"
        " (direction, peer, inquiry_id, type, purpose, ground, access_record,"
        " statement, key_id, signature, asked_at, answer_statement, answer_key_id, answer_signature, refused)"
        " SELECT 'in', %s, %s, %s, %s, %s, %s, %s, %s, %s, %s::timestamptz, '', '', '', '' FROM relaxed"
        " ON CONFLICT DO NOTHING",
        [
            str(asker), statement.inquiry_id, statement.type, statement.purpose, statement.ground,
            statement.access_record, signed.data, signed.key_id, signed.signature, statement.asked_at,
        ],
    )  # fmt: skip
    if not written:
        raise ProtocolError(Code.REPLAYED, "inquiry_id")


def _complete(node: Node, asker: Party, inquiry_id: str, signed: signing.Signed, refused: str) -> None:
    tables = tables_of.of(node.app_label)
    links.run_prepared(
        node.alias,
        f"{links.relaxed(node.alias)} UPDATE {tables.inquiry_record}"
        " SET answer_statement = %s, answer_key_id = %s, answer_signature = %s,"
        " refused = %s FROM relaxed WHERE direction = 'in' AND peer = %s AND inquiry_id = %s",
        [signed.data, signed.key_id, signed.signature, refused, str(asker), inquiry_id],
    )

"""Asking another system and waiting for its answer: signed both ways, with purpose and legal ground."""

from __future__ import annotations

import threading
import uuid
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from daicho.exchange import links, runtime
from daicho.exchange import tables as tables_of
from daicho.exchange.client import Client
from daicho.exchange.handlers import Refusal
from daicho.protocol import canonical, digests, registry, signing
from daicho.protocol.errors import Code, ProtocolError
from daicho.protocol.statements import AnswerStatement, InquiryStatement

if TYPE_CHECKING:
    from daicho.exchange.runtime import Node
    from daicho.protocol.parties import Party

_clients: dict[str, Client] = {}
_lock = threading.Lock()


class Asking(NamedTuple):
    """An inquiry on its way: what was signed, and what goes with it."""

    statement: InquiryStatement
    question: signing.Question


def ask(  # noqa: PLR0913 - each names a fact of the record
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
    node = runtime.node(alias)
    asking = prepare(node, party, inquiry, purpose=purpose, ground=ground, access_record=access_record)
    data = client_of(node).post(party, "inquire", canonical.encode_trusted(asking.question))
    reply = canonical.decode_loose(data, signing.Reply)
    answer = signing.verify(reply.signed, node.trust.peer(party).signing_key, AnswerStatement)
    _check(asking.statement, answer, reply)
    _record(node, party, asking, reply.signed, answer)
    if answer.refused:
        raise Refusal(answer.refused, answer.text)
    return registry.decode(answer.type, bytes(reply.body))


def prepare(  # noqa: PLR0913 - each names a fact of the record
    node: Node, party: Party, inquiry: msgspec.Struct, *, purpose: str, ground: str, access_record: str = ""
) -> Asking:
    """Sign an inquiry.

    Raises:
        ProtocolError: unknown type, text not allowed, or no route to that party.
    """
    entry = registry.of(inquiry)
    registry.check_route(entry, node.party, party)
    name, body = registry.encode(inquiry)
    salt = digests.new_salt()
    statement = InquiryStatement(
        asker=str(node.party),
        answerer=str(party),
        inquiry_id=uuid.uuid4().hex,
        type=name,
        digest=digests.payload_digest(salt, body),
        purpose=purpose,
        ground=ground,
        asked_at=links.stamp(),
        access_record=access_record,
    )
    canonical.check_text(canonical.encode_trusted(statement))
    signed = signing.sign(statement, node.identity.signing)
    return Asking(statement, signing.Question(signed, salt, msgspec.Raw(body)))


def client_of(node: Node) -> Client:
    """The process's client for a node, so that connections are kept between inquiries."""
    client = _clients.get(node.alias)
    if client is None or client.node is not node:
        with _lock:
            client = _clients.get(node.alias)
            if client is None or client.node is not node:
                client = _clients[node.alias] = Client(node)
    return client


def _check(asked: InquiryStatement, answer: AnswerStatement, reply: signing.Reply) -> None:
    """The answer belongs to this inquiry and is what was signed."""
    expected = (asked.asker, asked.answerer, asked.inquiry_id, asked.digest)
    if (answer.asker, answer.answerer, answer.inquiry_id, answer.inquiry_digest) != expected:
        raise ProtocolError(Code.WRONG_PARTY, "answer")
    if answer.refused:
        return
    if registry.named(answer.type).kind is not registry.Kind.ANSWER:
        raise ProtocolError(Code.UNKNOWN_TYPE, answer.type)
    if digests.payload_digest(reply.salt, bytes(reply.body)) != answer.digest:
        raise ProtocolError(Code.BAD_DIGEST, "answer")


def _record(node: Node, party: Party, asking: Asking, answered: signing.Signed, answer: AnswerStatement) -> None:
    tables, asked, signed = tables_of.of(node.app_label), asking.statement, asking.question.signed
    links.run_prepared(
        node.alias,
        f"{links.relaxed(node.alias)} INSERT INTO {tables.inquiry_record}"
        " (direction, peer, inquiry_id, type, purpose, ground, access_record,"
        " statement, key_id, signature, asked_at, answer_statement, answer_key_id, answer_signature, refused)"
        " SELECT 'out', %s, %s, %s, %s, %s, %s, %s, %s, %s, %s::timestamptz, %s, %s, %s, %s FROM relaxed",
        [
            str(party), asked.inquiry_id, asked.type, asked.purpose, asked.ground, asked.access_record,
            signed.data, signed.key_id, signed.signature, asked.asked_at,
            answered.data, answered.key_id, answered.signature, answer.refused,
        ],
    )  # fmt: skip

"""Inquiries: signed both ways, with purpose and ground, recorded on both sides."""

from __future__ import annotations

import msgspec
import pytest
from django.db import connections, transaction

from daicho.exchange import answering, handlers, inquiries
from daicho.exchange.handlers import Refusal
from daicho.law.identification import FourItems
from daicho.protocol import canonical
from daicho.protocol.errors import ProtocolError
from daicho.protocol.inquiries import IdentificationInquiry, Search, SearchAnswer
from daicho.protocol.messages import CodePoolRequest

from .support import CS, NATION, REGISTER, rows

pytestmark = pytest.mark.database

GROUND = "住民基本台帳法第30条の6"
SEARCH = Search(items=FourItems(name="見本", address="海老名市"))


@pytest.fixture
def parties(network, monkeypatch):
    monkeypatch.setattr(handlers, "_answerers", {})
    asked = []

    @handlers.answers(Search, system="municipal_cs")
    def answer(question):
        asked.append(question)
        if question.inquiry.limit == 0:
            raise Refusal("T-0", "nothing asked")
        return SearchAnswer(more=True)

    register, cs = network.join(REGISTER), network.join(CS)
    network.start(cs)
    return register, cs, asked


def ask(register, inquiry=SEARCH, **more):
    return inquiries.ask(CS, inquiry, **({"purpose": "窓口", "ground": GROUND, "alias": register.alias} | more))


@pytest.mark.covers("CTRL-088")
def test_an_inquiry_is_answered_and_recorded_on_both_sides(parties):
    register, cs, asked = parties
    assert ask(register, access_record="77") == SearchAnswer(more=True)
    [question] = asked
    assert (question.asker, question.purpose, question.ground, question.access_record) == (
        REGISTER, "窓口", GROUND, "77"
    )  # fmt: skip
    for node, direction in ((register, "out"), (cs, "in")):
        [row] = rows(
            node.alias,
            "SELECT direction, purpose, ground, access_record, length(signature), length(answer_signature)"
            " FROM exchange_test_inquiryrecord",
        )
        assert row == (direction, "窓口", GROUND, "77", 64, 64)


def test_a_refused_inquiry_raises_the_refusal_and_is_recorded(parties):
    register, cs, _ = parties
    with pytest.raises(Refusal) as caught:
        ask(register, msgspec.structs.replace(SEARCH, limit=0))
    assert (caught.value.code, caught.value.text) == ("T-0", "nothing asked")
    with pytest.raises(Refusal) as caught:
        ask(register, IdentificationInquiry(items=SEARCH.items))
    assert caught.value.code == "X-NO-ANSWER"
    assert [row[0] for row in rows(cs.alias, "SELECT refused FROM exchange_test_inquiryrecord ORDER BY id")] == [
        "T-0", "X-NO-ANSWER"
    ]  # fmt: skip


def post(register, asking):
    return inquiries.client_of(register).post(CS, "inquire", canonical.encode_trusted(asking.question))


def code_of(register, asking):
    with pytest.raises(ProtocolError) as caught:
        post(register, asking)
    return caught.value.code.value


def prepared(register, **more):
    return inquiries.prepare(register, CS, SEARCH, **({"purpose": "窓口", "ground": GROUND} | more))


def test_a_replayed_or_old_inquiry_is_refused(parties, monkeypatch):
    register, _, asked = parties
    asking = prepared(register)
    post(register, asking)
    assert code_of(register, asking) == "X-REPLAYED"
    for moment in ("2020-01-01T00:00:00.000000Z", "2100-01-01T00:00:00.000000Z"):
        monkeypatch.setattr("daicho.exchange.links.stamp", lambda moment=moment: moment)
        assert code_of(register, prepared(register)) == "X-REPLAYED"
    monkeypatch.setattr("daicho.exchange.links.stamp", lambda: "yesterday")
    assert code_of(register, prepared(register)) == "X-MALFORMED"
    assert len(asked) == 1


def test_an_inquiry_answered_before_a_restart_gets_no_second_answer(parties, monkeypatch):
    """What a process remembers is gone with it; the record's unique id still refuses, and nothing leaves."""
    register, cs, _ = parties
    asking = prepared(register)
    post(register, asking)
    monkeypatch.setattr(answering, "_seen", answering.Seen(600))
    assert code_of(register, asking) == "X-REPLAYED"
    assert rows(cs.alias, "SELECT count(*) FROM exchange_test_inquiryrecord") == [(1,)]


def test_what_was_seen_is_remembered_for_the_time_in_which_it_would_be_answered(monkeypatch):
    """Two turns of the memory: an id is never forgotten sooner than one turn."""
    now = [0.0]
    monkeypatch.setattr(answering.time, "monotonic", lambda: now[0])
    seen = answering.Seen(10)
    assert seen.first("a", "b", "1")
    now[0] = 11
    assert not seen.first("a", "b", "1")
    now[0] = 22
    assert seen.first("a", "b", "2")
    now[0] = 33
    assert seen.first("a", "b", "1")


def test_an_answerer_that_breaks_leaves_the_question_recorded(parties):
    """The communication record says what was asked, and that no answer left."""
    register, cs, _ = parties

    def break_down(question):
        raise LookupError

    handlers._answerers["municipal_cs", "search/1"] = break_down
    asking = prepared(register)
    with pytest.raises(ProtocolError):
        post(register, asking)
    assert rows(cs.alias, "SELECT length(signature), length(answer_signature) FROM exchange_test_inquiryrecord") == [
        (64, 0)
    ]


def test_an_inquiry_without_purpose_or_ground_or_altered_is_not_answered(parties):
    register, _, asked = parties
    assert code_of(register, prepared(register, purpose=" ")) == "X-MALFORMED"
    assert code_of(register, prepared(register, ground="")) == "X-MALFORMED"
    asking = prepared(register)
    other = msgspec.structs.replace(asking.question, salt=b"another")
    assert code_of(register, asking._replace(question=other)) == "X-BAD-DIGEST"
    assert asked == []


def test_only_inquiries_are_asked_and_only_over_their_routes(parties):
    register, *_ = parties
    with pytest.raises(ProtocolError, match="X-NOT-PERMITTED"):
        inquiries.ask(NATION, SEARCH, purpose="x", ground="y", alias=register.alias)
    message = CodePoolRequest(request_id="r", municipality_code="142158", count=1)
    asking = inquiries.prepare(register, CS, message, purpose="x", ground="y")
    assert code_of(register, asking) == "X-UNKNOWN-TYPE"


def test_an_answer_in_the_place_of_another_is_not_taken(parties, monkeypatch):
    register, *_ = parties
    first = post(register, prepared(register))
    monkeypatch.setattr("daicho.exchange.client.Client.post", lambda *_: first)
    with pytest.raises(ProtocolError, match="X-WRONG-PARTY"):
        ask(register)


def test_an_unreachable_party_is_reported_as_such(network, monkeypatch):
    register = network.join(REGISTER)
    with pytest.raises(ProtocolError, match="X-UNREACHABLE"):
        ask(register)


def test_asking_inside_a_transaction_does_not_weaken_that_transactions_commit(parties):
    """The relaxed commit of the communication record never reaches the act around it."""
    register, *_ = parties
    rows_on = lambda: rows(register.alias, "SHOW synchronous_commit")  # noqa: E731
    with connections[register.alias].cursor() as cursor:
        cursor.execute("SET synchronous_commit TO on")
    with transaction.atomic(using=register.alias):
        ask(register)
        assert rows_on() == [("on",)]
    ask(register)
    assert rows_on() == [("on",)]

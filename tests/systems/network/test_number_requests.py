"""Requests for individual numbers that come together: each is answered at once, the same code with the same number."""

from __future__ import annotations

import contextlib

import msgspec
import pytest
from django.db import transaction

from daicho.access import vault_keys
from daicho.exchange import handlers, inbox, operators, outbox, outgoing, pki, runtime
from daicho.exchange.core import Deliver, Greet
from daicho.identification import numbers
from daicho.protocol import canonical, signing
from daicho.protocol.messages import IndividualNumberRequest
from daicho.protocol.statements import Receipt, Verdict
from daicho.systems.national.models import AccessRecord, AssignedNumber
from daicho.values.numbers import ResidentRecordCode

from .support import CS, NATION

pytestmark = pytest.mark.database
TOWN = "142158"
ASSIGNED = "individual_number.assigned/1"


@pytest.fixture
def ends(tmp_path, system_databases):
    """A municipal CS and the nation with their keys, and nobody who carries anything between them."""
    world = pki.create_world(
        tmp_path / "keys", dict.fromkeys((CS, NATION), "https://127.0.0.1:1"), areas={TOWN: [TOWN]}
    )
    with contextlib.ExitStack() as stack:
        stack.callback(numbers._keys.cache_clear)
        stack.callback(runtime.forget)
        for party in (CS, NATION):
            keys = world.keys_of(party)
            vault_keys.save(vault_keys.new_keys(), keys / numbers.NUMBER_KEYS)
            runtime.configure(party.system, party=party, keys=keys, trust_list=world.trust_list, trust_root=world.root)
        handlers.load("national")
        yield runtime.node("municipal_cs"), runtime.node("national")


def request(name, serial):
    return IndividualNumberRequest(
        request_id=name, municipality_code=TOWN, resident_record_code=ResidentRecordCode.synthetic(serial)
    )


def delivered(ends, *messages):
    """What the nation answers to one batch of messages from the CS."""
    cs, nation = ends
    with transaction.atomic(using="municipal_cs"):
        outbox.send_many("municipal_cs", to=NATION, messages=list(messages))
    hello = outgoing.hello(cs, NATION, Greet("n", 1, 0, b"", opening=True))
    inbox.greet(nation, CS, canonical.decode_loose(hello, signing.Hello))
    body = outgoing.batch(cs, NATION, Deliver("n", 1, 1, len(messages)))
    signed = inbox.receive(nation, CS, body)
    return signing.verify(signed, nation.trust.peer(NATION).signing_key, Receipt)


def answers(count):
    """The codes and numbers that the nation sent, in order."""
    found = []
    for sequence in range(1, count + 1):
        sent = operators.sent("national", CS, sequence)
        code = str(sent.resident_record_code)
        number = numbers.opened("municipal_cs", sent.number, type_name=ASSIGNED, sender=NATION, code=code)
        found.append((sent.request_id, code, number.stored()))
    return found


@pytest.mark.covers("FLOW-24")
def test_a_code_asked_for_twice_in_a_batch_is_answered_twice_in_its_transaction(ends):
    """Nothing is tried again or left for the next batch, no look is refused; the number is the same, another code's not."""
    receipt = delivered(ends, request("r1", 9_000_001), request("r2", 9_000_002), request("r3", 9_000_001))
    assert (receipt.verdict, receipt.position, receipt.refused) == (Verdict.RECEIVED, 3, ())
    found = answers(3)
    assert [name for name, _, _ in found] == ["r1", "r2", "r3"]
    assert found[0][1:] == found[2][1:] != found[1][1:]
    assert AssignedNumber.objects.count() == 2
    assert not AccessRecord.objects.exists()


@pytest.mark.covers("CTRL-024")
def test_a_request_in_another_towns_name_is_refused_and_the_others_of_its_batch_are_answered(ends):
    """The refusal names the message; nothing is made for it."""
    foreign = msgspec.structs.replace(request("r2", 9_000_002), municipality_code="132110")
    receipt = delivered(ends, request("r1", 9_000_001), foreign, request("r3", 9_000_003))
    assert [(each.sequence, each.code) for each in receipt.refused] == [(2, "CTRL-024")]
    assert (receipt.verdict, receipt.position) == (Verdict.RECEIVED, 3)
    assert [name for name, _, _ in answers(2)] == ["r1", "r3"]
    assert AssignedNumber.objects.count() == 2

"""Requests for individual numbers that come together: each is answered at once, the same code with the same number."""

from __future__ import annotations

import contextlib
import threading
import time

import msgspec
import pytest
from django.db import connections, transaction

from daicho.access import vault_keys
from daicho.exchange import handlers, inbox, operators, outbox, outgoing, pki, runtime
from daicho.exchange.core import Deliver, Greet
from daicho.identification import numbers
from daicho.protocol import canonical, signing
from daicho.protocol.messages import IndividualNumberRequest
from daicho.protocol.statements import Receipt, Verdict
from daicho.systems.national import assignment, messages
from daicho.systems.national.models import AccessRecord, AssignedNumber, Outbox
from daicho.values.numbers import ResidentRecordCode

from .support import CS, NATION, OTHER_CS

pytestmark = pytest.mark.database
TOWN = "142158"
ASSIGNED = "individual_number.assigned/1"


@pytest.fixture
def ends(tmp_path, system_databases):
    """A municipal CS and the nation with their keys, and nobody who carries anything between them."""
    world = pki.create_world(
        tmp_path / "keys", dict.fromkeys((CS, OTHER_CS, NATION), "https://127.0.0.1:1"), areas={TOWN: [TOWN]}
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


def in_a_transaction_of_its_own(sender, errors):
    """One request for the same code from a municipality, handled in another thread."""
    asked = msgspec.structs.replace(request("r1", 9_000_001), municipality_code=sender.organisation)
    delivery = handlers.Delivery("national", sender, "individual_number.request/1", 1, 1, asked, "")

    def handle():
        try:
            with transaction.atomic(using="national"):
                assert messages.number_requests([delivery]) == {}
        except Exception as error:  # noqa: BLE001 - the test shows it
            errors.append(error)
        finally:
            connections.close_all()

    return threading.Thread(target=handle)


def somebody_waits():
    """Whether a transaction waits for a lock of another, within ten seconds."""
    end = time.monotonic() + 10
    while time.monotonic() < end:
        with connections["national"].cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
            if cursor.fetchone()[0]:
                return True
        time.sleep(0.01)
    return False


@pytest.mark.covers("FLOW-24")
def test_two_municipalities_that_ask_for_one_code_at_once_are_given_one_number(ends, monkeypatch):
    """The second waits for the first instead of making a number of its own and failing over it."""
    looked, waited, errors = threading.Event(), [], []
    held = assignment._held

    def look(code):
        found = held(code)
        if not looked.is_set():
            looked.set()
            waited.append(somebody_waits())
        return found

    monkeypatch.setattr(assignment, "_held", look)
    first, second = (in_a_transaction_of_its_own(sender, errors) for sender in (CS, OTHER_CS))
    first.start()
    assert looked.wait(10)
    second.start()
    first.join(20)
    second.join(20)
    assert (waited, errors) == ([True], [])
    assert AssignedNumber.objects.count() == 1
    assert sorted(Outbox.objects.values_list("peer", flat=True)) == sorted(map(str, (CS, OTHER_CS)))

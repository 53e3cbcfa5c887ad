"""The batch path: large batches pass through inbox and handler as sets."""

from __future__ import annotations

import pytest
from django.db import transaction

from daicho.exchange import handlers, inbox, outbox, outgoing
from daicho.exchange.core import Deliver, Greet
from daicho.protocol import canonical, signing
from daicho.protocol.messages import CodePoolRequest

from .support import CS, REGISTER, count

pytestmark = pytest.mark.database


def test_batches_of_a_thousand_are_recorded_and_handled_as_sets(network, monkeypatch):
    """Two batches, two calls of the handler, all rows there; how fast, `daicho bench receive` says."""
    monkeypatch.setattr(handlers, "_handlers", {})
    runs = []

    @handlers.handles(CodePoolRequest, system="municipal_cs", batch=True)
    def take(deliveries):
        runs.append(len(deliveries))
        return {deliveries[-1].sequence: handlers.Refusal("T-LAST", "last")}

    register, cs = network.join(REGISTER), network.join(CS)
    with transaction.atomic(using=register.alias):
        messages = [CodePoolRequest(request_id="r" * 900, municipality_code="142158", count=n) for n in range(2000)]
        outbox.send_many(register.alias, to=CS, messages=messages)
    hello = outgoing.hello(register, CS, Greet("n0", 1, 2000, b"", opening=True))
    inbox.greet(cs, REGISTER, canonical.decode_loose(hello, signing.Hello))
    bodies = [outgoing.batch(register, CS, Deliver(f"n{first}", 1, first, first + 999)) for first in (1, 1001)]
    for body in bodies:
        inbox.receive(cs, REGISTER, body)
    from .support import CONCRETE

    stored = {model.__name__: count(cs.alias, model) for model in CONCRETE}
    assert runs == [1000, 1000]
    assert (stored["Inbox"], stored["Payload"], stored["PayloadKey"]) == (2000, 2000, 2000)

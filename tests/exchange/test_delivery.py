"""Messages from one database to another, over real mutual TLS."""

from __future__ import annotations

import pytest
from django.db import transaction

from daicho.exchange import handlers, outbox
from daicho.protocol.messages import CodePoolRequest

from .support import CS, REGISTER, rows

pytestmark = pytest.mark.database


def request(number):
    return CodePoolRequest(request_id=f"r{number}", municipality_code="142158", count=number)


@pytest.fixture
def taken(monkeypatch):
    """The register's CS takes pool requests; what it took is listed."""
    monkeypatch.setattr(handlers, "_handlers", {})
    found = []

    @handlers.handles(CodePoolRequest, system="municipal_cs")
    def take(delivery):
        found.append(delivery.message.count)

    return found


def test_messages_of_a_committed_act_arrive_once_and_in_order(network, taken):
    register, cs = network.join(REGISTER), network.join(CS)
    network.start(cs)
    with transaction.atomic(using=register.alias):
        for number in range(5):
            outbox.send(register.alias, to=CS, message=request(number))
    delivery = network.delivery(register)
    delivery.deliver_now()
    delivery.deliver_now()
    assert taken == [0, 1, 2, 3, 4]
    assert rows(cs.alias, "SELECT state, count(*) FROM exchange_test_inbox GROUP BY 1") == [("applied", 5)]
    assert rows(register.alias, "SELECT last, position, opened FROM exchange_test_link") == [(5, 5, True)]

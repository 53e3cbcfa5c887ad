"""The window of receipts follows the queue: a busy receiver is sent smaller batches, and turns nobody away for it."""

from __future__ import annotations

import pytest
from django.db import transaction

from daicho.exchange import handlers, inbox, outbox
from daicho.exchange.server import QUEUE, THREADS, window_of
from daicho.protocol.messages import CodePoolRequest

from .support import CS, REGISTER, rows


def test_the_window_is_whole_while_every_request_has_a_thread_and_shrinks_as_they_queue():
    windows = [window_of(waiting) for waiting in range(QUEUE + 1)]
    assert windows[: THREADS + 1] == [inbox.ROOM] * (THREADS + 1)
    assert windows == sorted(windows, reverse=True)
    assert len(set(windows[THREADS:])) == QUEUE - THREADS + 1
    assert window_of(10 * QUEUE) == inbox.ROOM // QUEUE > 0


@pytest.mark.database
def test_a_busy_receiver_gets_smaller_batches_until_it_has_everything(network, monkeypatch):
    """Fifty messages to a receiver whose queue leaves room for fewer: two batches, all applied in order."""
    taken = []
    monkeypatch.setattr(handlers, "_handlers", {})
    handlers.handles(CodePoolRequest, system="municipal_cs")(lambda delivery: taken.append(delivery.message.count))
    register, cs = network.join(REGISTER), network.join(CS)
    running = network.start(cs)
    # every thread busy and all but the last place of the queue taken
    monkeypatch.setattr(running.application, "_waiting", QUEUE - 1)
    with transaction.atomic(using=register.alias):
        outbox.send_many(
            register.alias,
            to=CS,
            messages=[
                CodePoolRequest(request_id=f"r{number}", municipality_code="142158", count=number)
                for number in range(50)
            ],
        )
    network.delivery(register).deliver_now()
    assert taken == list(range(50))
    # the threads may be more than the queue's last places: the window is what the receipts granted
    sizes = rows(
        register.alias,
        "SELECT position - lag(position, 1, 0::bigint) OVER (ORDER BY id) FROM exchange_test_statement"
        " WHERE kind = 'receipt' AND position > 0 ORDER BY id",
    )
    window = window_of(QUEUE)
    assert [size for (size,) in sizes] == [window] * (50 // window) + ([50 % window] if 50 % window else [])

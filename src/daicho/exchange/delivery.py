"""The delivery loop: wakes on a commit, sends batches, judges receipts, opens epochs, backs off.

One thread listens (LISTEN on `links.CHANNEL`, with a slow poll as safety net) and hands links that may have something
to send to a few workers; a link is in the hands of one worker at a time. What is durable is in the database; a `Sender`
per link keeps only what may be forgotten at a restart.
"""

from __future__ import annotations

import queue
import threading
import time
import uuid
from typing import TYPE_CHECKING

import structlog
from django.db import close_old_connections, connections, transaction

from daicho.exchange import epochs, handlers, links, outgoing
from daicho.exchange import tables as tables_of
from daicho.exchange.client import Client, read_signed
from daicho.exchange.core import Deliver, Greet, Limits, Outcome, Sender
from daicho.exchange.handlers import Refusal
from daicho.protocol import signing
from daicho.protocol.errors import Code, ProtocolError
from daicho.protocol.parties import Party
from daicho.protocol.statements import Receipt

if TYPE_CHECKING:
    from collections.abc import Callable

    from psycopg import Cursor

    from daicho.exchange.runtime import Node

log = structlog.get_logger("daicho.exchange")

POLL = 1.0
"""Seconds between looks at all links, should a wake-up be lost."""

WORKERS = 2
GREET_EVERY = 300.0
"""Seconds after which a quiet link asks for the receiver's position, to find a restore that nobody announced."""


class Delivery:
    """Delivers everything in one node's outbox.

    Args:
        node: who we are.
        workers: links served at the same time; each worker holds one database connection.
        limits: batch size, time-out and back-off.
    """

    def __init__(self, node: Node, *, workers: int = WORKERS, limits: Limits | None = None) -> None:
        self.node = node
        self.client = Client(node)
        self.limits = limits or Limits()
        self._senders: dict[Party, Sender] = {}
        self._greeted: dict[Party, float] = {}
        self._due: dict[Party, float] = {}
        self._queue: queue.Queue[Party | None] = queue.Queue()
        self._busy: set[Party] = set()
        self._again: set[Party] = set()
        self._lock = threading.Lock()
        self._stop = threading.Event()
        self._ahead = 0.0
        self._threads = [threading.Thread(target=self._listen, name="exchange-listen", daemon=True)]
        self._threads += [
            threading.Thread(target=self._work, name=f"exchange-deliver-{number}", daemon=True)
            for number in range(workers)
        ]

    def start(self) -> None:
        """Start listening and delivering."""
        links.ensure(self.node)
        for thread in self._threads:
            thread.start()

    def stop(self, time_out: float = 10.0) -> None:
        """Stop after the batches in hand."""
        self._stop.set()
        for _ in self._threads:
            self._queue.put(None)
        for thread in self._threads:
            if thread.is_alive():
                thread.join(time_out)
        self.client.close()

    def deliver_now(self, *, rounds: int = 1_000) -> None:
        """Deliver what can be delivered, in the caller's thread (tests, commands); ignores the back-off."""
        links.ensure(self.node)
        with links.cursor(self.node.alias) as cursor:
            peers = links.peers_out(cursor, self.node)
        self._ahead += 3_600.0
        for peer in peers:
            for _ in range(rounds):
                if not self.serve(peer, time.monotonic() + self._ahead):
                    break

    def serve(self, peer: Party, now: float) -> bool:
        """Do one thing for a link; whether something was sent and accepted, so that there may be more."""
        sender = self._sender(peer)
        if sender is None:
            return False
        wanted = sender.next(now, lambda: uuid.uuid4().hex)
        if wanted is None:
            return False
        try:
            receipt, signed = self._exchange(peer, wanted)
            with transaction.atomic(using=self.node.alias), links.cursor(self.node.alias) as cursor:
                outcome = self._judge(cursor, peer, sender, receipt, signed)
            self._settle(peer, sender, outcome)
        except (ProtocolError, *links.STORAGE_ERRORS) as error:
            sender.on_failure(wanted.nonce, now)
            self._note(peer, error)
            return False
        return not outcome.error

    def _sender(self, peer: Party) -> Sender | None:
        with links.cursor(self.node.alias) as cursor:
            link = links.read_out(cursor, self.node, peer)
        if link is None:
            return None
        sender = self._senders.get(peer)
        if sender is None:
            sender = self._senders[peer] = Sender(self.node.party, peer, link.state, self.limits)
        else:
            sender.recorded(link.state)
        if time.monotonic() - self._greeted.setdefault(peer, time.monotonic()) > GREET_EVERY:
            self._greeted[peer] = time.monotonic()
            sender.greet_again()
        return sender

    def _exchange(self, peer: Party, wanted: Greet | Deliver) -> tuple[Receipt, signing.Signed]:
        if isinstance(wanted, Greet):
            body, path = outgoing.hello(self.node, peer, wanted), "status"
        else:
            body, path = outgoing.batch(self.node, peer, wanted), "deliver"
        signed = read_signed(self.client.post(peer, path, body))
        receipt = signing.verify(signed, self.node.trust.peer(peer).signing_key, Receipt)
        if (receipt.sender, receipt.receiver) != (str(self.node.party), str(peer)):
            raise ProtocolError(Code.WRONG_PARTY, "receipt")
        return receipt, signed

    def _judge(self, cursor: Cursor, peer: Party, sender: Sender, receipt: Receipt, signed: signing.Signed) -> Outcome:
        """Judge a receipt under the link's lock and make its consequences durable."""
        node, tables = self.node, tables_of.of(self.node.app_label)
        sender.recorded(links.lock_out(cursor, node, peer).state)
        outcome = sender.on_receipt(
            receipt,
            time.monotonic(),
            lambda epoch, sequence: links.chain_at(cursor, tables.outbox, peer, epoch, sequence),
        )
        if outcome.state is not None:
            links.acknowledge(cursor, node, peer, receipt, signed, outcome.state)
            self._open_tasks(cursor, peer, receipt)
        if outcome.open_epoch is not None:
            epochs.open_epoch(cursor, node, peer, outcome.open_epoch)
        return outcome

    def _settle(self, peer: Party, sender: Sender, outcome: Outcome) -> None:
        """After the commit: what the transaction changed is now true."""
        if outcome.open_epoch is not None:
            log.warning("exchange.epoch_opened", peer=str(peer), reason=outcome.open_epoch.why)
            with links.cursor(self.node.alias) as cursor:
                link = links.read_out(cursor, self.node, peer)
            if link is not None:
                sender.recorded(link.state)

    def _open_tasks(self, cursor: Cursor, peer: Party, receipt: Receipt) -> None:
        """A refused message becomes a task of our office, once."""
        tables = tables_of.of(self.node.app_label)
        for refused in receipt.refused:
            cursor.execute(
                f"INSERT INTO {tables.refusal_task} (peer, epoch, sequence, type, code, text, opened_at, closed_by,"
                f" resolution) SELECT peer, epoch, sequence, type, %s, %s, %s, '', '' FROM {tables.outbox}"
                " WHERE peer = %s AND epoch = %s AND sequence = %s ON CONFLICT DO NOTHING RETURNING type",
                [refused.code, refused.text, links.now(), str(peer), receipt.epoch, refused.sequence],
            )
            row = cursor.fetchone()
            hook = handlers.refusal_hook_of(self.node.party.system)
            if row is not None and hook is not None:
                hook(self.node.alias, peer, row[0], refused.sequence, Refusal(refused.code, refused.text))

    def _note(self, peer: Party, error: Exception) -> None:
        code = error.code.value if isinstance(error, ProtocolError) else Code.STORAGE.value
        log.warning("exchange.delivery_failed", peer=str(peer), code=code)
        try:
            with links.cursor(self.node.alias) as cursor:
                links.note_failure(cursor, self.node, peer, code)
        except links.STORAGE_ERRORS:
            connections[self.node.alias].close()

    def _work(self) -> None:
        while (peer := self._queue.get()) is not None:
            try:
                close_old_connections()
                while not self._stop.is_set() and self.serve(peer, time.monotonic()):
                    pass
            except links.STORAGE_ERRORS:
                connections[self.node.alias].close()
            finally:
                close_old_connections()  # back to the pool while this worker waits
                self._done(peer)
        connections[self.node.alias].close()

    def _done(self, peer: Party) -> None:
        with self._lock:
            self._busy.discard(peer)
            sender = self._senders.get(peer)
            if sender is not None:
                self._due[peer] = sender.wakes_at()
            if peer in self._again:
                self._again.discard(peer)
                self._busy.add(peer)
                self._queue.put(peer)

    def _wake(self, peer: Party) -> None:
        with self._lock:
            if peer in self._busy:
                self._again.add(peer)
                return
            self._busy.add(peer)
            self._queue.put(peer)

    def _listen(self) -> None:
        """Wake links at each notification, and all of them at each slow poll."""
        while not self._stop.is_set():
            try:
                self._listen_until_broken()
            except (*links.STORAGE_ERRORS, OSError):
                connections[self.node.alias].close()
                self._stop.wait(POLL)
        connections[self.node.alias].close()

    def _listen_until_broken(self) -> None:
        wrapper = connections[self.node.alias]
        with wrapper.cursor() as cursor:
            cursor.execute(f"LISTEN {links.CHANNEL}")
        while not self._stop.is_set():
            with links.cursor(self.node.alias) as cursor:
                for peer in links.peers_out(cursor, self.node):
                    self._wake(peer)
            for notified in wrapper.connection.notifies(timeout=POLL):
                self._wake(Party.parse(notified.payload))
                if self._stop.is_set():
                    return


def serve_until(delivery: Delivery, done: Callable[[], bool], *, time_out: float = 30.0) -> bool:  # noqa: ARG001 - kept for symmetry
    """Wait until a condition holds while a started delivery runs (tests and commands)."""
    until = time.monotonic() + time_out
    while time.monotonic() < until:
        if done():
            return True
        time.sleep(0.02)
    return False


__all__ = ["Delivery", "serve_until"]

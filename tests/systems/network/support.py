"""A small network in one process: Ebina's register and CS, Kanagawa, the nation, real mutual TLS between them."""

from __future__ import annotations

import asyncio
import threading
import time

import msgspec
import uvicorn
from django.db import connections, transaction

from daicho.access import vault_keys
from daicho.exchange import inquiries, outbox, pki, runtime
from daicho.exchange.core import Limits
from daicho.exchange.delivery import Delivery
from daicho.exchange.server import Application, uvicorn_config
from daicho.host.ports import free_port
from daicho.identification import numbers
from daicho.law.identification import IdentificationUpdate, UpdateReason, derive_record
from daicho.protocol.messages import IdentificationUpdateMessage
from daicho.protocol.parties import Party
from daicho.values.dates import RegisterDate
from daicho.world.population import generate

REGISTER = Party("142158", "register")
CS = Party("142158", "municipal_cs")
PREFECTURE = Party("140007", "prefecture")
NATION = Party("agency", "national")
OTHER_CS = Party("132110", "municipal_cs")
UPDATE = "identification.update/1"


class Levels:
    """Register, CS, prefecture and nation, each with its own database, keys and server."""

    def __init__(self, folder, parties=(REGISTER, CS, PREFECTURE, NATION)):
        ports = {party: free_port() for party in (*parties, OTHER_CS)}
        self.world = pki.create_world(
            folder,
            {party: f"https://127.0.0.1:{port}" for party, port in ports.items()},
            areas={"140007": ["142158", "142051"], "142158": ["142158"]},
        )
        self.running, self.deliveries = [], []
        for party in parties:
            keys = self.world.keys_of(party)
            vault_keys.save(vault_keys.new_keys(), keys / numbers.NUMBER_KEYS)
            node = runtime.configure(
                party.system,
                party=party,
                keys=keys,
                trust_list=self.world.trust_list,
                trust_root=self.world.root,
            )
            self._serve(node, ports[party])

    def _serve(self, node, port):
        application = Application(node)
        server = uvicorn.Server(uvicorn_config(application, "127.0.0.1", port))
        server.install_signal_handlers = lambda: None
        thread = threading.Thread(target=lambda: asyncio.run(server.serve()), daemon=True)
        thread.start()
        until = time.monotonic() + 10
        while not server.started and time.monotonic() < until:
            time.sleep(0.01)
        self.running.append((application, server, thread))
        delivery = Delivery(node, limits=Limits())
        delivery.start()
        self.deliveries.append(delivery)

    def notify(self, *messages, to=CS):
        """The register sends messages in one transaction; returns the last sequence number."""
        with transaction.atomic(using="register"):
            return outbox.send_many("register", to=to, messages=list(messages))

    def settled(self, timeout=20):
        """Wait until every link has delivered everything."""
        seen = []

        def still():
            """Two looks in turn find the same messages, all delivered: one could pass between two databases."""
            seen.append([self._links(alias) for alias in ("register", "municipal_cs", "prefecture", "national")])
            return len(seen) > 1 and seen[-1] == seen[-2] and all(behind == 0 for _, behind in seen[-1])

        self.until(still, timeout)

    @staticmethod
    def until(holds, timeout=20):
        """Wait until something holds."""
        end = time.monotonic() + timeout
        while time.monotonic() < end:
            if holds():
                return
            time.sleep(0.03)
        raise AssertionError("it did not come about in time")

    away = ()
    """Parties that no server stands for: what goes to them is not waited for."""

    def _links(self, alias):
        """How many messages were recorded, and how many of them are on their way."""
        with connections[alias].cursor() as cursor:
            cursor.execute(
                f"SELECT coalesce(sum(last), 0), coalesce(sum(last - position), 0) FROM {alias}_link"
                " WHERE direction = 'out' AND peer <> ALL(%s)",
                [list(map(str, self.away))],
            )
            return cursor.fetchone()

    def close(self):
        for delivery in self.deliveries:
            delivery.stop()
        for application, server, thread in self.running:
            server.should_exit = True
            thread.join(10)
            application.close()
        for client in inquiries._clients.values():
            client.close()
        inquiries._clients.clear()
        runtime.forget()
        numbers._keys.cache_clear()


def people(count, seed=1):
    """Residents of Ebina with their synthetic numbers."""
    found = []
    for household in generate("142158", count, seed):
        found += household.members
    return found


def entering(person, *, to=CS, reason=UpdateReason.MOVE_IN, with_number=True):
    """The message by which the register notifies a new resident."""
    record = derive_record(person.record)
    sealed = None
    if with_number:
        code = str(record.resident_record_code)
        sealed = numbers.sealed_for("register", to, person.individual_number, type_name=UPDATE, code=code)
    return IdentificationUpdateMessage(
        update=IdentificationUpdate(record=record, reason=reason, changed_on=record.resident_since), number=sealed
    )


def changing(record, reason, day="2026-11-20"):
    """The message by which the register notifies a change of somebody it has."""
    return IdentificationUpdateMessage(
        update=IdentificationUpdate(record=record, reason=reason, changed_on=RegisterDate.parse(day))
    )


def browser_at(system, stack, *, organisation="142158", role="clerk"):
    """A Django test client signed in at a registered terminal of `system`, with purpose and case given."""
    import datetime as dt
    import sys
    import time
    import types

    from django.conf import settings
    from django.test import Client, override_settings
    from django.urls import include, path
    from django.utils import timezone

    from daicho.access import terminals
    from daicho.access.models import Account, Office, RightGrant

    urls = types.ModuleType(f"urls_of_{system}")
    urls.urlpatterns = [
        path("screens/", include("daicho.screens.urls")),
        path("access/", include("daicho.access.urls")),
        path("", include(f"daicho.systems.{system}.urls")),
    ]
    sys.modules[urls.__name__] = urls
    host = msgspec.structs.replace(settings.DAICHO, organisation=organisation, system=system)
    stack.enter_context(override_settings(ROOT_URLCONF=urls.__name__, DAICHO=host))
    office = Office.objects.create(organisation=organisation, code=system[:8], name="見本課")
    chief = Account.objects.create(login=f"chief-{system}", name="見本 課長", office=office)
    account = Account.objects.create(login=f"{role}-{system}", name="見本 職員", office=office)
    RightGrant.objects.create(
        account=account,
        role=f"{system}.{role}",
        organisation=organisation,
        valid_from=dt.date(2026, 1, 1),
        valid_until=dt.date(2026, 1, 1) + dt.timedelta(days=365),
        approved_by=chief,
        approved_at=timezone.now(),
    )
    terminal, token = terminals.register(office, name="端末1", kind="cs")
    client = Client(headers={"host": "localhost"})
    client.cookies[terminals.cookie_name()] = token
    session = client.session
    session["access"] = {
        "account": account.login,
        "terminal": str(terminal.id),
        "organisation": organisation,
        "begun": time.time(),
        "seen": time.time(),
    }
    session["access_case"] = {
        "purpose": "identification",
        "legal_ground": "住民基本台帳法第30条の10",
        "case_number": "令8-1",
        "opened_at": time.time(),
    }
    session.save()
    client.cookies[settings.SESSION_COOKIE_NAME] = session.session_key
    return client

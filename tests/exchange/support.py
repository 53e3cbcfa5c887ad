"""Several parties in one process: a database each, keys of a small Agency, real mutual TLS between them."""

from __future__ import annotations

import asyncio
import secrets
import threading
import time

import msgspec
import uvicorn
from django.db import connections, models

from daicho.exchange import inquiries, pki, runtime
from daicho.exchange import models as exchange
from daicho.exchange.core import Limits
from daicho.exchange.delivery import Delivery
from daicho.exchange.server import Application, uvicorn_config
from daicho.host.ports import free_port
from daicho.protocol.parties import Party

APP = "exchange_test"


def _meta(base):
    return type("Meta", (base.Meta,), {"app_label": APP, "abstract": False})


BASES = [
    exchange.LinkBase,
    exchange.OutboxBase,
    exchange.InboxBase,
    exchange.PayloadBase,
    exchange.PayloadKeyBase,
    exchange.StatementBase,
    exchange.RefusalTaskBase,
    exchange.InquiryRecordBase,
    exchange.OperatorActionBase,
]
CONCRETE = [
    type(base.__name__.removesuffix("Base"), (base,), {"__module__": __name__, "Meta": _meta(base)}) for base in BASES
]


class Applied(models.Model):
    """What the test's handlers wrote."""

    sequence = models.BigIntegerField()
    text = models.TextField()

    class Meta:
        app_label = APP


REGISTER = Party("142158", "register")
CS = Party("142158", "municipal_cs")
OTHER_CS = Party("132110", "municipal_cs")
PREFECTURE = Party("140007", "prefecture")
NATION = Party("agency", "national")


class Running:
    """One party's server, in a thread of this process."""

    def __init__(self, node, port):
        self.application = Application(node)
        self.server = uvicorn.Server(uvicorn_config(self.application, "127.0.0.1", port))
        self.thread = threading.Thread(target=lambda: asyncio.run(self.server.serve()), daemon=True)
        self.server.install_signal_handlers = lambda: None
        self.thread.start()
        until = time.monotonic() + 10
        while not self.server.started and time.monotonic() < until:
            time.sleep(0.01)

    def stop(self):
        self.server.should_exit = True
        self.thread.join(10)
        self.application.close()


class Network:
    """Parties by alias; `start` lets one serve, `delivery` delivers for one."""

    def __init__(self, directory, postgres, database):
        self.ports = {party: free_port() for party in (REGISTER, CS, OTHER_CS, PREFECTURE, NATION)}
        self.world = pki.create_world(
            directory, {party: f"https://127.0.0.1:{port}" for party, port in self.ports.items()}
        )
        self.database = database
        self.running = []
        self.deliveries = []
        self.aliases = []

    def join(self, party):
        """Give a party a database and keys; returns its node."""
        alias = f"{party.system}_{party.organisation}_{secrets.token_hex(3)}"
        parts = dict(part.split("=", 1) for part in self.database().split())
        connections.settings[alias] = connections.configure_settings(
            connections.settings
            | {
                alias: {
                    "ENGINE": "django.db.backends.postgresql",
                    "NAME": parts["dbname"],
                    "HOST": parts["host"],
                    "PORT": parts.get("port", ""),
                    "USER": parts.get("user", ""),
                    "PASSWORD": parts.get("password", ""),
                    "CONN_MAX_AGE": None,
                }
            }
        )[alias]
        self.aliases.append(alias)
        with connections[alias].schema_editor() as editor:
            for model in (*CONCRETE, Applied):
                editor.create_model(model)
        return runtime.configure(
            alias,
            party=party,
            keys=self.world.keys_of(party),
            trust_list=self.world.trust_list,
            trust_root=self.world.root,
            app_label=APP,
        )

    def start(self, node):
        running = Running(node, self.ports[node.party])
        self.running.append(running)
        return running

    def delivery(self, node, **limits):
        made = Delivery(node, limits=Limits(**limits))
        self.deliveries.append(made)
        return made

    def close(self):
        for delivery in self.deliveries:
            delivery.stop()
        for running in self.running:
            running.stop()
        for client in inquiries._clients.values():
            client.close()
        inquiries._clients.clear()
        runtime.forget()
        for alias in self.aliases:
            connections[alias].close()
            del connections[alias]
            connections.settings.pop(alias)


def rows(alias, sql, *values):
    with connections[alias].cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall()


def count(alias, model):
    return model.objects.using(alias).count()


def decode(data, kind=dict):
    return msgspec.json.decode(data, type=kind)

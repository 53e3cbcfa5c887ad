"""Running a demonstration: the server, every host's processes and the network page, under one supervisor."""

from __future__ import annotations

import contextlib
import datetime as dt
import logging
import os
import socket
import time
from functools import partial
from typing import TYPE_CHECKING, Final
from urllib.request import ProxyHandler, build_opener

import msgspec
import structlog

from daicho.host import logs
from daicho.host.demo import configuration, findings, preparation, warming
from daicho.host.demo.organisations import HIGHEST_BASE, SITES, parties, ports
from daicho.host.demo.place import Running, write_whole
from daicho.host.demo.processes import become
from daicho.host.errors import HostError
from daicho.host.opening import children_of
from daicho.host.postgres import Cluster
from daicho.host.supervisor import Child, Supervisor

if TYPE_CHECKING:
    from collections.abc import Callable

    from daicho.host.demo.place import Place

READY_SECONDS: Final = 90.0
PAGE_ORDER: Final = -1
"""The page stops first: it only looks."""

_log = structlog.get_logger("daicho.supervisor")
_direct = build_opener(ProxyHandler({}))


def free_base(near: int) -> int:
    """A base port whose whole range is free, at or above `near`."""
    base = near
    while base <= HIGHEST_BASE and any(in_use(port) for port in ports(base)):
        base += 200
    return base


def require_ports(base: int) -> None:
    """Refuse when another program listens on a port that is needed: H-DEMO-01."""
    for port, what in ports(base).items():
        if in_use(port):
            raise HostError(findings.port_taken(port, what, free_base(base + 200)))


def in_use(port: int) -> bool:
    """Whether something listens on a port of this machine."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((configuration.LOOPBACK, port))
        except OSError:
            return True
    return False


class Demonstration:
    """A prepared demonstration at a place; `run` serves it until a signal."""

    def __init__(self, place: Place, base: int) -> None:
        self.place = place
        self.base = base
        self.cluster = Cluster(place.postgres, sizes=preparation.SIZES)

    def run(self, *, ready: Callable[[], None]) -> None:
        """Start everything, call `ready` when all of it answers, stop everything at the end.

        Raises:
            HostError: H-DEMO-05 when a server does not come up, or what the database server says.
        """
        self.cluster.start()
        try:
            self._link_log()
            configuration.write_hosts(self.place, self.cluster, self.base)
            configuration.write_addresses(self.place, self.base)
            warming.warm()
            self._log_to_file()
            supervisor = Supervisor(self.children())
            try:
                supervisor.start()
                self._await_ready(supervisor)
                if not supervisor.stopping:
                    self._note_running()
                    ready()
                while not supervisor.stopping:
                    supervisor.watch(timeout=1.0)
                    if self.cluster.keep():
                        _log.warning("database server started again")
            finally:
                self.place.running_note.unlink(missing_ok=True)
                supervisor.stop()
        finally:
            self.cluster.stop()

    def children(self) -> list[Child]:
        """Every process of the demonstration, each with a log of its own."""
        from daicho.host.demo.page import serve

        found = [child for where in SITES for child in children_of(configuration.read_host(self.place, where))]
        found.append(Child("network page", partial(serve.serve, self.place, self.base), order=PAGE_ORDER))
        for child in found:
            child.run = partial(_logged, self.place, child.name, child.run)
        return found

    def _log_to_file(self) -> None:
        """The supervisor's own log; the terminal is for people."""
        logs.configure(process="supervisor")
        for handler in logging.getLogger().handlers:
            if isinstance(handler, logging.StreamHandler):
                handler.setStream(self.place.log("supervisor").open("a", encoding="utf-8"))

    def _link_log(self) -> None:
        """Let the server's log be found beside the others."""
        link = self.place.logs / "postgres.log"
        with contextlib.suppress(OSError):
            link.unlink(missing_ok=True)
            link.symlink_to(self.cluster.log)

    def _await_ready(self, supervisor: Supervisor) -> None:
        deadline = time.monotonic() + READY_SECONDS
        waiting = dict(self._doors())
        while waiting and not supervisor.stopping:
            supervisor.watch(timeout=0.1)
            waiting = {name: answers for name, answers in waiting.items() if not answers()}
            if waiting and time.monotonic() > deadline:
                raise HostError(findings.did_not_open(sorted(waiting), self.place.logs))

    def _doors(self) -> list[tuple[str, Callable[[], bool]]]:
        found: list[tuple[str, Callable[[], bool]]] = []
        for where, system in parties():
            screens = configuration.screens_url(self.base, where, system)
            found.append((f"{where.code}/{system} screens", partial(_answers, f"{screens}readyz")))
            address = configuration.url(self.base, where, system)
            found.append((f"{where.code}/{system} exchange", partial(_listens, int(address.rpartition(":")[2]))))
        found.append(("network page", partial(_answers, f"http://{configuration.LOOPBACK}:{self.base}/healthz")))
        return found

    def _note_running(self) -> None:
        note = Running(pid=os.getpid(), base=self.base, since=dt.datetime.now(dt.UTC).isoformat())
        write_whole(self.place.running_note, msgspec.json.encode(note))


def _logged(place: Place, name: str, run: Callable[[], None]) -> None:
    become(place, name)
    run()


def _answers(address: str) -> bool:
    try:
        with _direct.open(address, timeout=2) as answer:
            return bool(answer.status == 200)  # noqa: PLR2004  # HTTP's number for "OK"
    except OSError:
        return False


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex((configuration.LOOPBACK, port)) == 0

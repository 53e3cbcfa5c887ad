"""Real processes for a measurement: a small demonstration in a temporary directory, and of its servers those needed."""

from __future__ import annotations

import contextlib
import signal
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from daicho.host import collector
from daicho.host.bench.ground import quiet
from daicho.host.demo import configuration, preparation, running, warming
from daicho.host.demo.organisations import EBINA
from daicho.host.demo.place import Place
from daicho.host.supervisor import Supervisor

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from daicho.host.postgres import Cluster

NEAR: Final = 21_000
"""Where free ports are looked for."""
READY_SECONDS: Final = 60.0


class Network:
    """A running part of a demonstration. This process is opened as a tool of Ebina's register."""

    def __init__(self, place: Place, cluster: Cluster, base: int) -> None:
        self.place = place
        self.cluster = cluster
        self.base = base

    def dsn(self, database: str) -> str:
        """A connection string to a database of the demonstration (`agency_national`), as the superuser."""
        return self.cluster.dsn(database)

    @property
    def screens(self) -> str:
        """Where Ebina's register shows its screens."""
        return configuration.screens_url(self.base, EBINA, "register")


@contextlib.contextmanager
def network(servers: Sequence[str], *, people: int) -> Iterator[Network]:
    """Prepare a demonstration, start the named servers, open this process as Ebina's register."""
    quiet()
    with tempfile.TemporaryDirectory(prefix="daicho-bench-", ignore_cleanup_errors=True) as directory:
        Path(directory).chmod(0o755)  # the server may run under an account of its own
        place = Place(Path(directory) / "demo")
        place.open()
        base = running.free_base(NEAR)
        preparation.prepare(place, people=people, seed=1, base=base, tell=lambda *_: None)
        demonstration = running.Demonstration(place, base)
        cluster = demonstration.cluster
        cluster.start()
        kept = {number: signal.getsignal(number) for number in _SIGNALS}
        try:
            configuration.write_hosts(place, cluster, base)
            warming.warm()
            supervisor = Supervisor([child for child in demonstration.children() if child.name in servers])
            supervisor.start()
            try:
                _open()(place)
                yield Network(place, cluster, base)
            finally:
                supervisor.stop()
        finally:
            for number, handler in kept.items():
                signal.signal(number, handler)
            collector.restore()
            _close()
            cluster.destroy()
            place.close()


_SIGNALS: Final = (signal.SIGTERM, signal.SIGINT, signal.SIGCHLD, signal.SIGHUP)


def _open() -> Callable[[Place], None]:
    from daicho.host.process import open_process

    def as_register(place: Place) -> None:
        open_process(configuration.read_host(place, EBINA), "register", "tool")
        quiet()

    return as_register


def _close() -> None:
    from django.db import connections

    connections.close_all()


def until(what: Callable[[], Any], *, seconds: float = READY_SECONDS, every: float = 0.05) -> None:
    """Wait until something holds.

    Raises:
        TimeoutError: it does not in time.
    """
    deadline = time.monotonic() + seconds
    while not what():
        if time.monotonic() > deadline:
            raise TimeoutError("the network did not become ready")
        time.sleep(every)

"""One process owns the signals, starts the others, starts again what crashed, stops all in order.

Children are forked from the supervisor after the heavy libraries have been imported once, so
that eighteen servers of a demonstration share their pages and start in tenths of a second. The
supervisor itself opens no thread and no connection before a fork.
"""

import contextlib
import ctypes
import importlib
import os
import select
import signal
import time
from collections.abc import Callable, Sequence

import structlog

from daicho.host import collector

WARM = (
    *("django.core.handlers.wsgi", "django.db.backends.postgresql.base", "django.template.engine"),
    *("psycopg_pool", "gunicorn.workers.gthread", "uvicorn.protocols.http.httptools_impl", "httpx", "msgspec"),
    *("cryptography.hazmat.primitives.asymmetric.ed25519", "daicho.host.serving", "prometheus_client", "structlog"),
)
"""Libraries that every child needs; importing them must open nothing and read no settings."""

FIRST_BACK_OFF = 0.5
LONGEST_BACK_OFF = 30.0
STEADY_SECONDS = 60.0
"""A child that has run this long starts from the shortest back-off again."""
STOP_SECONDS = 25.0
PR_SET_PDEATHSIG = 1

_log = structlog.get_logger("daicho.supervisor")


class Child:
    """One supervised process: what it runs, and what became of it. Lower `order` stops first."""

    def __init__(self, name: str, run: Callable[[], None], *, order: int = 0) -> None:
        self.name = name
        self.run = run
        self.order = order
        self.pid: int | None = None
        self.started = 0.0
        self.starts = 0
        self.back_off = FIRST_BACK_OFF
        self.again_at: float | None = None


class Supervisor:
    """Runs children until a signal; give it `SIGTERM` or Ctrl-C to stop."""

    def __init__(self, children: Sequence[Child]) -> None:
        self.children = list(children)
        self.stopping = False
        self._wake_read, self._wake_write = os.pipe()
        os.set_blocking(self._wake_write, False)
        os.set_blocking(self._wake_read, False)

    def start(self) -> None:
        """Import once, take the signals, and start every child."""
        for module in WARM:
            with contextlib.suppress(ImportError):
                importlib.import_module(module)
        collector.settle()
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGCHLD, signal.SIGHUP):
            signal.signal(number, self._on_signal)
        for child in self.children:
            self._fork(child)

    def run(self, *, tick: Callable[[], None] | None = None) -> None:
        """Start, watch until told to stop, stop in order. `tick` is called at each turn (once a second at least)."""
        self.start()
        try:
            while not self.stopping:
                self.watch(timeout=1.0)
                if tick is not None:
                    tick()
        finally:
            self.stop()

    def watch(self, *, timeout: float) -> None:
        """Wait for an event, reap what ended and start again what is due."""
        select.select([self._wake_read], [], [], self._until_due(timeout))
        with contextlib.suppress(BlockingIOError):
            os.read(self._wake_read, 4096)
        self._reap()
        if self.stopping:
            return
        for child in self.children:
            if child.pid is None and child.again_at is not None and child.again_at <= time.monotonic():
                self._fork(child)

    def stop(self) -> None:
        """Stop the children, order by order: `SIGTERM`, then `SIGKILL` for who does not end."""
        self.stopping = True
        for order in sorted({child.order for child in self.children}):
            group = [child for child in self.children if child.order == order]
            for child in group:
                _kill(child, signal.SIGTERM)
            self._await_end(group)
        _log.info("all stopped")

    def _await_end(self, group: Sequence[Child]) -> None:
        deadline = time.monotonic() + STOP_SECONDS
        while any(child.pid is not None for child in group) and time.monotonic() < deadline:
            self._reap()
            time.sleep(0.02)
        for child in group:
            if child.pid is not None:
                _log.warning("child does not stop", child=child.name)
                _kill(child, signal.SIGKILL)
                with contextlib.suppress(ChildProcessError):
                    os.waitpid(child.pid, 0)
                child.pid = None

    def _fork(self, child: Child) -> None:
        parent = os.getpid()
        pid = os.fork()
        if pid == 0:
            self._become(child, parent)
        child.pid, child.started, child.again_at = pid, time.monotonic(), None
        child.starts += 1
        _log.info("child started", child=child.name, pid=pid, attempt=child.starts)

    def _become(self, child: Child, parent: int) -> None:
        """In the child: own process group (Ctrl-C is the supervisor's matter), end with the parent."""
        code = 1
        try:
            os.setpgid(0, 0)
            ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
            for number in (signal.SIGINT, signal.SIGCHLD, signal.SIGHUP):
                signal.signal(number, signal.SIG_DFL)
            signal.signal(signal.SIGTERM, _leave)
            os.close(self._wake_read)
            os.close(self._wake_write)
            if os.getppid() == parent:
                child.run()
            code = 0
        except SystemExit as leaving:
            code = leaving.code if isinstance(leaving.code, int) else 1
        except BaseException as error:  # noqa: BLE001  # a fork must never return into the supervisor's code
            _log.exception("child failed", child=child.name, exc_info=error)
        finally:
            os._exit(code)

    def _reap(self) -> None:
        for child in self.children:
            if child.pid is None:
                continue
            try:
                pid, status = os.waitpid(child.pid, os.WNOHANG)
            except ChildProcessError:
                pid, status = child.pid, 0
            if pid:
                self._ended(child, os.waitstatus_to_exitcode(status))

    def _ended(self, child: Child, code: int) -> None:
        child.pid = None
        if self.stopping:
            return
        ran = time.monotonic() - child.started
        child.back_off = FIRST_BACK_OFF if ran >= STEADY_SECONDS else min(child.back_off * 2, LONGEST_BACK_OFF)
        child.again_at = time.monotonic() + child.back_off
        _log.warning("child ended", child=child.name, exit=code, seconds=round(ran, 1))

    def _until_due(self, timeout: float) -> float:
        due = [child.again_at for child in self.children if child.again_at is not None]
        return max(0.0, min([timeout, *(at - time.monotonic() for at in due)]))

    def _on_signal(self, number: int, _frame: object) -> None:
        if number != signal.SIGCHLD:
            self.stopping = True
        with contextlib.suppress(BlockingIOError):
            os.write(self._wake_write, b"!")


def _leave(_number: int, _frame: object) -> None:
    """A child without handlers of its own ends in order, through its `finally` blocks."""
    raise SystemExit(0)


def _kill(child: Child, number: signal.Signals) -> None:
    if child.pid is not None:
        with contextlib.suppress(ProcessLookupError):
            os.kill(child.pid, number)

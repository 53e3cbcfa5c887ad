"""Short work in a process of its own: forked, with its own log, over before the next step needs it.

The demonstration's own process never opens Django or keeps a connection, so that its children may.
"""

from __future__ import annotations

import ctypes
import os
import signal
import sys
import time
from typing import TYPE_CHECKING, Final

from daicho.host.demo import findings
from daicho.host.errors import HostError
from daicho.host.supervisor import PR_SET_PDEATHSIG

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from daicho.host.demo.place import Place

AT_ONCE: Final = 2
"""Processes of a step that run side by side."""


class Job:
    """One piece of work: what it is called and what it does."""

    def __init__(self, name: str, run: Callable[[], None]) -> None:
        self.name = name
        self.run = run
        self.pid = 0


def run_all(place: Place, jobs: Sequence[Job], *, at_once: int = AT_ONCE) -> None:
    """Run jobs in forked processes, some at a time, and wait for all.

    Raises:
        HostError: H-DEMO-06 naming the first job that failed; the others are stopped.
    """
    waiting, running = list(jobs), dict[int, Job]()
    try:
        while waiting or running:
            while waiting and len(running) < at_once:
                job = waiting.pop(0)
                job.pid = _fork(place, job)
                running[job.pid] = job
            pid, code = _next_end(running)
            job = running.pop(pid)
            if code:
                raise HostError(findings.step_failed(job.name, place.log(job.name)))
    finally:
        for pid in running:
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)


def _next_end(running: dict[int, Job]) -> tuple[int, int]:
    while True:
        for pid in running:
            ended, status = os.waitpid(pid, os.WNOHANG)
            if ended:
                return pid, os.waitstatus_to_exitcode(status)
        time.sleep(0.005)


def _fork(place: Place, job: Job) -> int:
    pid = os.fork()
    if pid:
        return pid
    code = 1
    try:
        end_with_parent()
        become(place, job.name)
        job.run()
        code = 0
    except BaseException as error:  # noqa: BLE001  # a fork must never return into the caller's code
        # the message may quote a resident: type and place are enough to find the fault
        sys.stderr.write(f"{type(error).__name__} {_where(error)}\n")
    finally:
        sys.stderr.flush()
        os._exit(code)


def become(place: Place, name: str) -> None:
    """Send what this process says to its own log and leave Ctrl-C to the demonstration."""
    log = os.open(place.log(name), os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    for stream in (1, 2):
        os.dup2(log, stream)
    os.close(log)
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def end_with_parent() -> None:
    """Let this process be told to stop when the one that forked it is gone."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def _where(error: BaseException) -> str:
    import traceback

    frames = traceback.extract_tb(error.__traceback__)
    return " < ".join(f"{frame.filename.rsplit('/', 1)[-1]}:{frame.lineno}" for frame in reversed(frames))

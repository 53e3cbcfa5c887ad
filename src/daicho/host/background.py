"""Jobs that run beside the exchange of a system: sealing access records, and the day's work.

Message delivery is not here: it is the exchange's own loop over its outbox.
"""

import importlib
import threading
import time
from collections.abc import Callable
from datetime import date

import structlog
from django.db import close_old_connections, connections

from daicho.host.installation import current
from daicho.host.settings import exists, system_app

DAY_CHECK_SECONDS = 2.0
"""How often a change of the business date is looked for."""
AGAIN_SECONDS = 60.0
"""How often the day's work is done again for what was waiting (blocked by a pending act, held by a machine)."""

_log = structlog.get_logger("daicho.jobs")


def start_jobs(system: str, stop: threading.Event) -> list[threading.Thread]:
    """Start the jobs this system has; they end when `stop` is set."""
    jobs: dict[str, Callable[[], None]] = {}
    if exists("daicho.access.sealer"):
        sealer = importlib.import_module("daicho.access.sealer")
        jobs["sealer"] = lambda: sealer.run(system, stop)
    if exists(f"{system_app(system)}.actions.daily"):
        daily = importlib.import_module(f"{system_app(system)}.actions.daily")
        jobs["daily"] = lambda: each_day(lambda day: daily.run(system, day=day), stop)
    threads = [threading.Thread(target=job, name=name, daemon=True) for name, job in jobs.items()]
    for thread in threads:
        thread.start()
    return threads


def each_day(work: Callable[[date], object], stop: threading.Event, *, every: float = DAY_CHECK_SECONDS) -> None:
    """Do the day's work at start, whenever the business date has moved, and each minute for what was waiting.

    The work itself is idempotent: what was done is done with. After a failure it is tried again.
    """
    done: date | None = None
    at = 0.0
    while not stop.wait(0 if done is None else every):
        try:
            today = current().today()
            if today != done or time.monotonic() - at >= AGAIN_SECONDS:
                work(today)
                done, at = today, time.monotonic()
                _log.info("day done", job="daily")
        except Exception as error:  # noqa: BLE001  # the job outlives a database that is away
            _log.warning("day failed", job="daily", error=type(error).__qualname__)
            connections.close_all()
            stop.wait(every)
        finally:
            close_old_connections()  # back to the pool until there is work again

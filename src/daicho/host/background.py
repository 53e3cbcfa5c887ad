"""Jobs that run beside the exchange of a system: sealing access records, and the day's work.

Message delivery is not here: it is the exchange's own loop over its outbox.
"""

import importlib
import threading
from collections.abc import Callable
from datetime import date

import structlog
from django.db import connections

from daicho.host.installation import current
from daicho.host.settings import exists, system_app

DAY_CHECK_SECONDS = 2.0
"""How often a change of the business date is looked for."""

_log = structlog.get_logger("daicho.jobs")


def start_jobs(system: str, stop: threading.Event) -> list[threading.Thread]:
    """Start the jobs this system has; they end when `stop` is set."""
    jobs: dict[str, Callable[[], None]] = {}
    if exists("daicho.access.sealer"):
        sealer = importlib.import_module("daicho.access.sealer")
        jobs["sealer"] = lambda: sealer.run(system, stop)
    if exists(f"{system_app(system)}.daily"):
        daily = importlib.import_module(f"{system_app(system)}.daily")
        jobs["daily"] = lambda: each_day(daily.run, stop)
    threads = [threading.Thread(target=job, name=name, daemon=True) for name, job in jobs.items()]
    for thread in threads:
        thread.start()
    return threads


def each_day(work: Callable[[date], object], stop: threading.Event, *, every: float = DAY_CHECK_SECONDS) -> None:
    """Do the day's work at start and whenever the business date has moved; try again after a failure.

    The work itself is idempotent: a day that was done is done with.
    """
    done: date | None = None
    while not stop.wait(0 if done is None else every):
        try:
            today = current().today()
            if today != done:
                work(today)
                done = today
                _log.info("day done", job="daily")
        except Exception as error:  # noqa: BLE001  # the job outlives a database that is away
            _log.warning("day failed", job="daily", error=type(error).__qualname__)
            connections.close_all()
            stop.wait(every)

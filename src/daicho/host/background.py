"""Jobs that run beside the exchange of a system: sealing and retiring access records, the day's work, batches.

Message delivery is not here: it is the exchange's own loop over its outbox. The records of the host
database (accounts, sign-in) are sealed and retired by one system's process for the whole host.
"""

import importlib
import threading
import time
from collections.abc import Callable
from datetime import date
from functools import partial

import psycopg
import structlog
from django.conf import settings
from django.db import close_old_connections, connections
from psycopg_pool import ConnectionPool

from daicho.host.installation import current
from daicho.host.routing import HOST_DATABASE
from daicho.host.settings import exists, system_app

DAY_CHECK_SECONDS = 2.0
"""How often a change of the business date is looked for."""
AGAIN_SECONDS = 60.0
"""How often the day's work is done again for what was waiting (blocked by a pending act, held by a machine)."""
POOL_SECONDS = 2.0
"""How often connections that wait in a pool are looked at."""
RETIRE_SECONDS = 86_400.0
"""How often records past their retention are looked for: daily, in real time."""
RETRY_SECONDS = 60.0
"""How long a retirement that failed waits."""

_log = structlog.get_logger("daicho.jobs")

Job = Callable[[], None]


def start_jobs(system: str, stop: threading.Event, *, for_host: bool = False) -> list[threading.Thread]:
    """Start the jobs this system has; they end when `stop` is set.

    With `for_host` the records of the host database are looked after as well.
    """
    jobs = [thread for alias in ([system, HOST_DATABASE] if for_host else [system]) for thread in _keeping(alias, stop)]
    if exists(f"{system_app(system)}.actions.daily"):
        daily = importlib.import_module(f"{system_app(system)}.actions.daily")
        work = partial(each_day, lambda day: daily.run(system, day=day), stop)
        jobs.append(threading.Thread(target=work, name="daily", daemon=True))
    if exists(f"{system_app(system)}.batch.waiting"):
        batches = importlib.import_module(f"{system_app(system)}.batch.waiting")
        jobs.append(threading.Thread(target=batches.serve, args=(system, stop), name="batches", daemon=True))
    for thread in jobs:
        thread.start()
    return jobs


def _keeping(alias: str, stop: threading.Event) -> list[threading.Thread]:
    """The two jobs that keep the access records of a database: sealed each second, retired when their time is over."""
    if not exists("daicho.access.sealer"):
        return []
    sealer = importlib.import_module("daicho.access.sealer")
    works: dict[str, Job] = {
        f"seal {alias}": partial(sealer.run, alias, stop),
        f"retire {alias}": partial(retire_daily, alias, sealer.retire, stop),
    }
    return [threading.Thread(target=work, name=name, daemon=True) for name, work in works.items()]


def keep_pools_sound(stop: threading.Event, *, every: float = POOL_SECONDS) -> threading.Thread:
    """Replace connections that a restarted database has left broken, so that nobody's request meets one.

    Beside the requests, not before each: a look at a connection costs as much as a small query.
    """

    def keep() -> None:
        while not stop.wait(every):
            for alias in settings.DATABASES:
                try:
                    _look_at(connections[alias].pool)  # type: ignore[attr-defined]  # PostgreSQL's, with a pool
                except Exception as error:  # noqa: BLE001  # the job outlives a database that is away
                    _log.warning("pool failed", job="pools", alias=alias, error=type(error).__qualname__)

    thread = threading.Thread(target=keep, name="pools", daemon=True)
    thread.start()
    return thread


def _look_at(pool: ConnectionPool) -> None:
    """Try one connection, another each time; only when it is broken are all of them."""
    connection = pool.getconn()
    try:
        pool.check_connection(connection)
    except psycopg.OperationalError:
        pool.check()
    finally:
        pool.putconn(connection)


def retire_daily(
    alias: str,
    retire: Callable[..., int],
    stop: threading.Event,
    *,
    every: float = RETIRE_SECONDS,
    again: float = RETRY_SECONDS,
) -> None:
    """Remove what has been kept for the configured years (CTRL-076), at start and each day, until `stop` is set."""
    wait = 0.0
    while not stop.wait(wait):
        try:
            count = retire(alias, years=current().access_record_years)
            _log.info("access records retired", job="retire", alias=alias, count=count)
            wait = every
        except Exception as error:  # noqa: BLE001  # the job outlives a database that is away
            _log.warning("retiring failed", job="retire", alias=alias, error=type(error).__qualname__)
            wait = again
        finally:
            connections.close_all()  # back to the pool for the day


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
                if today != done:
                    _log.info("day done", job="daily")
                done, at = today, time.monotonic()
        except Exception as error:  # noqa: BLE001  # the job outlives a database that is away
            _log.warning("day failed", job="daily", error=type(error).__qualname__)
            connections.close_all()
            stop.wait(every)
        finally:
            close_old_connections()  # back to the pool until there is work again

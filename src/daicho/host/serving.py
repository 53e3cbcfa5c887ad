"""The two servers of a system: screens under gunicorn's threads, the exchange under uvicorn.

Both run in a child of the supervisor. Their own access logs are off; what they log of errors
passes our walls (`host.logs`) without its text, which may hold an address with a query.
"""

import importlib
import logging
import threading
from pathlib import Path
from typing import Any

import uvicorn
from gunicorn.app.base import BaseApplication  # type: ignore[import-untyped]  # gunicorn is untyped
from gunicorn.glogging import Logger  # type: ignore[import-untyped]  # as above

from daicho.host.background import keep_pools_sound, start_jobs
from daicho.host.config import HostConfig, listener
from daicho.host.exchange_health import with_health
from daicho.host.process import open_process

GRACE_SECONDS = 20
"""How long a server finishes what it is answering when it is told to stop."""


class QuietLogger(Logger):  # type: ignore[misc]  # gunicorn is untyped
    """A logger of gunicorn without handlers of its own: everything goes to ours."""

    def setup(self, cfg: Any) -> None:  # noqa: ARG002  # gunicorn's signature
        """Let the records propagate to the root logger."""
        for log in (self.error_log, self.access_log):
            log.handlers[:] = []
            log.propagate = True
            log.setLevel(logging.WARNING)


class Screens(BaseApplication):  # type: ignore[misc]  # gunicorn is untyped
    """The screens of one system as a gunicorn application."""

    def __init__(self, options: dict[str, Any]) -> None:
        self.options = options
        super().__init__()

    def load_config(self) -> None:
        """Take the options; no file and no command line is read."""
        for key, value in self.options.items():
            self.cfg.set(key, value)

    def load(self) -> Any:
        """The WSGI application."""
        from django.conf import settings
        from django.core.wsgi import get_wsgi_application

        if settings.DATABASES:
            keep_pools_sound(threading.Event())  # as long as the worker
        return get_wsgi_application()


def screens_options(config: HostConfig, system: str) -> dict[str, Any]:
    """Options of gunicorn for the screens of a system."""
    hosted = config.systems[system]  # type: ignore[index]  # the name comes from the file itself
    options: dict[str, Any] = {
        "bind": hosted.screens,
        "worker_class": "gthread",
        "workers": hosted.workers,
        "threads": hosted.threads,
        "accesslog": None,
        "errorlog": "-",
        "logger_class": QuietLogger,
        "graceful_timeout": GRACE_SECONDS,
        "timeout": 120,
        "keepalive": 30,
        "preload_app": False,
        "control_socket_disable": True,
        "proc_name": f"daicho-{config.organisation.code}-{system}",
    }
    if Path("/dev/shm").is_dir():  # noqa: S108  # gunicorn's heartbeat file, on memory instead of disk
        options["worker_tmp_dir"] = "/dev/shm"  # noqa: S108  # as above
    if config.screens.certificate:
        options["certfile"] = str(config.path(config.screens.certificate))
        options["keyfile"] = str(config.path(config.screens.certificate_key or config.screens.certificate))
    return options


def serve_screens(config: HostConfig, system: str) -> None:
    """Serve the screens of a system until told to stop; does not return."""
    open_process(config, system, "screens")
    Screens(screens_options(config, system)).run()


def exchange_server(config: HostConfig, system: str) -> uvicorn.Server:
    """The exchange of a system: mutual TLS, the app of `daicho.exchange.server`, health beside it."""
    hosted = config.systems[system]  # type: ignore[index]  # as above
    host, port = listener(hosted.exchange)
    # only now: their models need the applications to be loaded
    server = importlib.import_module("daicho.exchange.server")
    tls = importlib.import_module("daicho.exchange.tls")
    node = importlib.import_module("daicho.exchange.runtime").node()
    return uvicorn.Server(
        uvicorn.Config(
            with_health(server.create_app()),
            host=host,
            port=port,
            http=server.PROTOCOL,
            loop="uvloop",
            ws="none",
            timeout_keep_alive=75,
            ssl_context_factory=lambda _config, _default: tls.server_context(node.identity, node.trust.root_path),
            lifespan="on",
            access_log=False,
            log_config=None,
            server_header=False,
            timeout_graceful_shutdown=GRACE_SECONDS,
        )
    )


def serve_exchange(config: HostConfig, system: str) -> None:
    """Serve the exchange of a system, with its jobs beside it, until told to stop.

    The first system of the file looks after the host database's records for the whole host.
    """
    open_process(config, system, "exchange")
    stop = threading.Event()
    jobs = start_jobs(system, stop, for_host=system == next(iter(config.systems)))
    jobs.append(keep_pools_sound(stop))
    try:
        exchange_server(config, system).run()
    finally:
        stop.set()
        for job in jobs:
            job.join(timeout=GRACE_SECONDS)

"""Structured logs without personal data: event names, ids and numbers as JSON lines on stderr.

Three walls keep residents out of the logs: only listed keys pass the last processor; the text of an
exception is never written, only its type and where it arose; requests are logged by route
name, never by path, query or body. The servers' own access logs are off.
"""

import logging
import sys
import time
import traceback
from collections.abc import Callable
from typing import Any

import structlog
from django.http import HttpRequest, HttpResponseBase
from structlog.typing import EventDict, Processor, WrappedLogger

from daicho.host.metrics import observe_request

ALLOWED = frozenset(
    {
        *("event", "level", "timestamp", "logger", "organisation", "system", "process", "pid", "child"),
        *("method", "route", "status", "milliseconds", "code", "error", "where", "alias", "count", "seconds"),
        *("batch", "link", "peer", "sequence", "epoch", "record", "act", "job", "port", "version", "signal", "attempt"),
        *("messages", "reason", "state", "queue", "file", "line", "bytes", "rows", "exit"),
        *("type", "segment", "records", "head", "reference"),
    }
)
"""The keys a log line may carry. What is not listed is dropped, so that a careless call leaks nothing."""


class Value:
    """Limits of a logged value: a short text or a number; everything else is named by its type."""

    LONGEST = 200


def only_allowed(_logger: WrappedLogger, _name: str, event: EventDict) -> EventDict:
    """Drop unknown keys and shorten values; the last step before a line is written."""
    return {key: _plain(value) for key, value in event.items() if key in ALLOWED}


def _plain(value: object) -> object:
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, str):
        return value[: Value.LONGEST]
    return type(value).__name__


def without_exception_text(_logger: WrappedLogger, _name: str, event: EventDict) -> EventDict:
    """Replace an exception by its type and place: its message may quote what was typed."""
    raised = event.pop("exc_info", None)
    if raised is True:
        raised = sys.exc_info()[1]
    if isinstance(raised, tuple):
        raised = raised[1]
    if isinstance(raised, BaseException):
        event["error"] = type(raised).__qualname__
        event["where"] = _place(raised)
    return event


def _place(raised: BaseException) -> str:
    frames = traceback.extract_tb(raised.__traceback__)
    ours = [frame for frame in frames if "/daicho/" in frame.filename.replace("\\", "/")] or frames
    if not ours:
        return ""
    last = ours[-1]
    return f"{last.filename.rsplit('/daicho/', 1)[-1]}:{last.lineno}"


def from_foreign(_logger: WrappedLogger, _name: str, event: EventDict) -> EventDict:
    """A record of a library: keep its logger and level, never its message, which we do not control."""
    record = event.get("_record")
    if isinstance(record, logging.LogRecord):
        event["event"] = "library"
        event["where"] = f"{record.module}:{record.lineno}"
        if record.exc_info:
            event["exc_info"] = record.exc_info
    return event


_SHARED: tuple[Processor, ...] = (
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
)


def configure(*, organisation: str = "", system: str = "", process: str = "", level: int = logging.INFO) -> None:
    """Send every log of this process, ours and the libraries', through the walls to stderr."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[*_SHARED, structlog.stdlib.add_logger_name, from_foreign],
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                without_exception_text,
                only_allowed,
                structlog.processors.JSONRenderer(ensure_ascii=False),
            ],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    logging.getLogger("daicho").setLevel(level)
    structlog.configure(
        processors=[*_SHARED, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    facts = {"organisation": organisation, "system": system, "process": process}
    structlog.contextvars.bind_contextvars(**{key: value for key, value in facts.items() if value})


class RequestLogMiddleware:
    """One line per request: method, route name, status, milliseconds. Nothing a resident could be found by."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        self.log: Any = structlog.get_logger("daicho.screens")

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Pass the request on, then log and count it."""
        began = time.perf_counter()
        response = self.get_response(request)
        seconds = time.perf_counter() - began
        route = request.resolver_match.view_name if request.resolver_match else "-"
        observe_request(route=route, method=request.method or "-", status=response.status_code, seconds=seconds)
        self.log.info(
            "request",
            method=request.method,
            route=route,
            status=response.status_code,
            milliseconds=round(seconds * 1000, 1),
        )
        return response

"""Prometheus metrics of a process. Labels are route names, never paths or values."""

import contextlib

from prometheus_client import CONTENT_TYPE_LATEST, Counter, Histogram, generate_latest

REQUESTS = Counter("daicho_requests_total", "Requests answered by the screens.", ("route", "method", "status"))
SECONDS = Histogram(
    "daicho_request_seconds",
    "Time to answer a request of the screens, in seconds.",
    ("route",),
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.15, 0.25, 0.5, 1, 2.5, 5),
)


def observe_request(*, route: str, method: str, status: int, seconds: float) -> None:
    """Count one answered request; a failure to count never disturbs the answer."""
    with contextlib.suppress(ValueError):
        REQUESTS.labels(route=route, method=method, status=str(status)).inc()
        SECONDS.labels(route=route).observe(seconds)


def exposition() -> tuple[bytes, str]:
    """The text of `/metrics` and its content type."""
    return generate_latest(), CONTENT_TYPE_LATEST

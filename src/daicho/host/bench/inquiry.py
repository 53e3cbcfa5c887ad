"""`daicho bench inquiry`: a signed inquiry with a durable access record, against the bare mutual-TLS call.

A municipal CS asks the national server by resident record code, over real mutual TLS, from a process of its own to a
process of its own. Signed and recorded by the asker, checked and recorded by the answerer, which commits its access
record before it reads, answers signed; the asker checks and records the answer. The floor posts as many bytes over
connections of the same client to a server of the same kind that answers `{}`. The bars are those of a server at work,
over eight connections; over one, waiting for the disk and for each hand-over shows whole, and is told beside them.
"""

from __future__ import annotations

import contextlib
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from daicho.host.bench.ground import PARTIES, TOWN, ground, listens
from daicho.host.bench.report import Figure, Report, at_most, percentile
from daicho.host.ports import free_port

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from daicho.host.bench.ground import Ground

RATIO: Final = 3
P99_MS: Final = 30
CONNECTIONS: Final = 8
BODY: Final = 1100
"""Bytes of a signed inquiry, about; what the floor posts."""


def run(*, residents: int, inquiries: int) -> Report:
    """One connection, then eight, each with the bare call beside it."""
    begun = time.perf_counter()
    with ground(["national", "municipal_cs"]) as place:
        codes = _load(place, residents)
        with serving(place, "national", place.ports[PARTIES["national"]]), serving(place, "bare", port := free_port()):
            ask, call = asking(codes), calling(port)
            for warm in (ask, call):
                _together(warm, 200, CONNECTIONS)
            bare_one, asked_one = _rounds(call, ask, inquiries, 1)
            bare_many, asked_many = _rounds(call, ask, inquiries, CONNECTIONS)
    return Report(
        bench="inquiry",
        sizes={"residents": residents, "inquiries": inquiries},
        figures=(
            _figure("1 connection, p50", asked_one, bare_one, 0.5),
            _figure("1 connection, p99", asked_one, bare_one, 0.99),
            _figure(f"{CONNECTIONS} connections, p50", asked_many, bare_many, 0.5, ratio=True),
            _figure(f"{CONNECTIONS} connections, p99", asked_many, bare_many, 0.99, limit=P99_MS),
        ),
        seconds=time.perf_counter() - begun,
    )


def _figure(  # noqa: PLR0913  # the figure, its two samples, and what is asked of it
    name: str, times: list[float], floor: list[float], part: float, *, ratio: bool = False, limit: float | None = None
) -> Figure:
    return Figure(
        name=name,
        value=percentile(times, part),
        unit="ms",
        floor=percentile(floor, part),
        bar=None if limit is None else at_most(limit),
        ratio_bar=at_most(RATIO) if ratio else None,
    )


def _load(place: Ground, residents: int) -> list[str]:
    """A municipality's identification information at the nation; the codes of its residents."""
    from django.db import connections

    from daicho.systems.national import actions
    from daicho.world.files import write_population

    written = write_population(place.place / "population", municipality_code=TOWN, people=residents, seed=1)
    actions.load(Path(written.files["identification"]))
    with connections["national"].cursor() as cursor:
        cursor.execute("ANALYZE national_identification")
        cursor.execute("SELECT resident_record_code FROM national_identification ORDER BY random()")
        return [code for (code,) in cursor.fetchall()]


@contextlib.contextmanager
def serving(place: Ground, kind: str, port: int) -> Iterator[None]:
    """A server in a process of its own while the block runs."""
    process = subprocess.Popen(  # noqa: S603  # our own module with our own arguments
        [
            sys.executable,
            "-m",
            "daicho.host.bench.answering",
            kind,
            str(place.place),
            str(place.cluster.socket_directory),
            str(port),
        ]
    )
    try:
        listens(port, process)
        yield
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def asking(codes: list[str]) -> Callable[[int], object]:
    """An inquiry by one code after another."""
    from daicho.exchange import inquiries
    from daicho.protocol.inquiries import IdentificationInquiry
    from daicho.values.numbers import ResidentRecordCode

    nation = PARTIES["national"]

    def ask(at: int) -> object:
        answer: Any = inquiries.ask(
            nation,
            IdentificationInquiry(code=ResidentRecordCode.from_stored(codes[at % len(codes)])),
            purpose="identification",
            ground="住民基本台帳法第30条の10",
            alias="municipal_cs",
        )
        if answer.total != 1:
            raise RuntimeError("a resident was not found")
        return answer

    return ask


def calling(port: int) -> Callable[[int], object]:
    """The bare call, by a client of the same kind."""
    import httpx

    from daicho.exchange import runtime, tls
    from daicho.exchange.client import CONNECTIONS as LIMITS
    from daicho.exchange.client import TIME_OUT

    node = runtime.node("municipal_cs")
    context = tls.client_context(node.identity, node.trust.root_path)
    client = httpx.Client(verify=context, timeout=TIME_OUT, limits=LIMITS, trust_env=False)
    name, body = PARTIES["national"].host_name, b"x" * BODY

    def call(_: int) -> object:
        return client.post(
            f"https://127.0.0.1:{port}/",
            content=body,
            headers={"content-type": "application/json"},
            extensions={"sni_hostname": name},
        ).content

    return call


ROUNDS: Final = 4


def _rounds(
    bare: Callable[[int], object], full: Callable[[int], object], count: int, connections: int
) -> tuple[list[float], list[float]]:
    """Both in turn, so that a change of pace meets both."""
    floors: list[float] = []
    times: list[float] = []
    for _ in range(ROUNDS):
        floors += _together(bare, count // ROUNDS, connections)
        times += _together(full, count // ROUNDS, connections)
    return floors, times


def _together(call: Callable[[int], object], count: int, connections: int) -> list[float]:
    """Milliseconds of each call, so many at once."""

    def one(at: int) -> float:
        begun = time.perf_counter()
        call(at)
        return (time.perf_counter() - begun) * 1000

    if connections == 1:
        return [one(at) for at in range(count)]
    with ThreadPoolExecutor(connections) as pool:
        try:
            return list(pool.map(one, range(count)))
        finally:
            list(pool.map(lambda _: _close_connections(), range(connections)))


def _close_connections() -> None:
    from django.db import connections

    connections.close_all()

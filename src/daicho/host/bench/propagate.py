"""`daicho bench propagate`: from the counter's confirmation to durable at the nation, at fifty acts a second.

Four processes with their databases, as a host runs them: register, municipal CS, prefecture, nation; every hop over
HTTPS with mutual TLS. The counter is a fifth process: people's relocations have been entered and submitted, and now a
second person confirms one after another, at a steady pace. The clock runs from before the confirmation's access record
until a reader of the nation's database sees the message recorded there, which it can only after it is on disk. The
floor is the same confirmation alone, until it is durable at the register.
"""

from __future__ import annotations

import secrets
import threading
import time
from typing import TYPE_CHECKING, Any, Final, Self

import psycopg

from daicho.host.bench.network import Network, network, until
from daicho.host.bench.report import Figure, Report, at_most, median, percentile

if TYPE_CHECKING:
    from daicho.access.grants import Grant
    from daicho.systems.register.actions.pending import Pending

P95_MS: Final = 100
SERVERS: Final = (
    "142158/register exchange",
    "142158/municipal_cs exchange",
    "140007/prefecture exchange",
    "agency/national exchange",
)
PREFECTURE: Final = "140007/prefecture"
QUIET_LOOKS: Final = 10
LOOK_SECONDS: Final = 0.002
"""How often the reader looks: up to so much is added to every latency."""
WARM: Final = 10
PEOPLE: Final = 6000


def run(*, acts: int, a_second: int) -> Report:
    """Enter and submit, then confirm at a pace while a reader watches the nation."""
    begun = time.perf_counter()
    with network(SERVERS, people=max(PEOPLE, 30 * acts)) as place:
        _settle(place)
        waiting = submitted(acts + WARM)
        with Watch(place.dsn("agency_national")) as watch:
            confirm(waiting[:WARM], a_second, watch)
            _settle(place)
            times, confirmed, late = confirm(waiting[WARM:], a_second, watch)
    return Report(
        bench="propagate",
        sizes={"acts": acts, "acts a second": a_second},
        figures=(
            Figure(
                name="confirmed to durable at the nation, p95",
                value=percentile(times, 0.95),
                unit="ms",
                floor=percentile(confirmed, 0.95),
                bar=at_most(P95_MS),
                note="floor: durable at the register",
            ),
            Figure(
                name="confirmed to durable at the nation, p50",
                value=median(times),
                unit="ms",
                floor=median(confirmed),
                note=f"acts begun late: {late}",
            ),
        ),
        seconds=time.perf_counter() - begun,
    )


def _settle(place: Network) -> None:
    """Wait until the links are quiet for a while: a message may be between two databases at any single look."""
    quiet = 0
    while quiet < QUIET_LOOKS:
        until(lambda: _quiet(place))
        time.sleep(0.1)
        quiet = quiet + 1 if _quiet(place) else 0


def _quiet(place: Network) -> bool:
    """Every link of the four has delivered what it has; the statements of the initial load are through."""
    for database, alias in (
        ("ebina_register", "register"),
        ("ebina_municipal_cs", "municipal_cs"),
        ("kanagawa_prefecture", "prefecture"),
    ):
        with psycopg.connect(place.dsn(database)) as connection:
            (behind,) = _one(
                connection,
                f"SELECT count(*) FROM {alias}_link WHERE direction = 'out' AND (position < last OR NOT opened)"
                " AND peer IN ('142158/municipal_cs', '140007/prefecture', 'agency/national')",
            )
        if behind:
            return False
    return True


def _one(connection: psycopg.Connection[Any], query: str, values: tuple[Any, ...] = ()) -> tuple[Any, ...]:
    found = connection.execute(query, values).fetchone()
    return found or (0,)


class Watch:
    """When each sequence number of the prefecture's link was seen at the nation."""

    def __init__(self, dsn: str) -> None:
        self._dsn = dsn
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)
        self.seen: list[float] = []
        self.first = 0

    def __enter__(self) -> Self:
        with psycopg.connect(self._dsn) as connection:
            self.first = self._position(connection)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join(5)

    @staticmethod
    def _position(connection: psycopg.Connection[Any]) -> int:
        (position,) = _one(
            connection,
            "SELECT position FROM national_link WHERE direction = 'in' AND peer = %s",
            (PREFECTURE,),
        )
        return int(position)

    def _look(self) -> None:
        with psycopg.connect(self._dsn, autocommit=True) as connection:
            while not self._stop.wait(LOOK_SECONDS):
                position, now = self._position(connection) - self.first, time.perf_counter()
                self.seen += [now] * (position - len(self.seen))

    def await_count(self, count: int) -> None:
        """Wait until so many have been seen."""
        until(lambda: len(self.seen) >= count, every=0.01)


def submitted(count: int) -> list[tuple[Pending, list[str]]]:
    """Relocations of people who live alone, entered and submitted by a clerk."""
    from daicho.access.gate import Gate
    from daicho.host.bench import words
    from daicho.systems.register import db
    from daicho.systems.register.actions import pending
    from daicho.values.numbers import AddresseeNumber

    alone = db.rows(
        "register",
        "SELECT min(addressee_number) AS person FROM register_person WHERE state = 'present'"
        " GROUP BY household_number HAVING count(*) = 1 AND bool_and(kind = 'japanese') ORDER BY 1 LIMIT %s",
        (count,),
    )
    found = []
    for each in alone:
        command = words.relocation(AddresseeNumber.from_stored(each["person"]))
        persons = [each["person"]]
        grant = Gate("register").act(_access("clerk", "register.notify"), persons, act="relocation")
        draft = pending.begin_pending("register", grant, command, token=secrets.token_hex(16))
        found.append((pending.submit("register", grant, draft.id, version=draft.version), persons))
    if len(found) < count:
        raise RuntimeError("too few people live alone for so many acts")
    return found


def _access(login: str, function: str) -> Any:
    from daicho.host.demo.check.working import access

    return access(login, function, "notification")


def confirm(
    waiting: list[tuple[Pending, list[str]]], a_second: int, watch: Watch
) -> tuple[list[float], list[float], int]:
    """Confirm at a pace. Milliseconds to the nation, milliseconds to durable here, how many began late."""
    from daicho.access.gate import Gate
    from daicho.systems.register.actions import pending

    already = len(watch.seen)
    begins: list[float] = []
    ends: list[float] = []
    late = 0
    start = time.perf_counter() + 0.05
    for at, (each, persons) in enumerate(waiting):
        due = start + at / a_second
        pause = due - time.perf_counter()
        if pause > 0:
            time.sleep(pause)
        elif -pause > 1 / a_second:
            late += 1
        begins.append(time.perf_counter())
        grant: Grant = Gate("register").act(_access("checker", "register.check"), persons, act="relocation")
        pending.check_and_confirm("register", grant, each.id, version=each.version)
        ends.append(time.perf_counter())
    watch.await_count(already + len(waiting))
    seen = watch.seen[already : already + len(waiting)]
    if any(after < before for before, after in zip(begins, seen, strict=True)):
        raise RuntimeError("the nation received messages of other acts meanwhile: nothing was measured")
    return (
        [(after - before) * 1000 for before, after in zip(begins, seen, strict=True)],
        [(after - before) * 1000 for before, after in zip(begins, ends, strict=True)],
        late,
    )

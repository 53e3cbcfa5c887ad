"""One look at the network a second, while somebody watches: what changed, which messages arrived, is all equal.

Every change gets a number. A page says which number it has seen and is told what moved since; one that has seen
everything is told nothing, so that a quiet network leaves the page and its reader alone.
"""

from __future__ import annotations

import threading
import time
from collections import Counter, deque
from typing import TYPE_CHECKING, Final

import msgspec
import psycopg
import structlog
from django.db import OperationalError

from daicho.host.demo import dates
from daicho.host.demo.organisations import parties
from daicho.host.demo.watching import LinkState, Town, Watcher
from daicho.protocol import inquiries, messages, registry  # noqa: F401  # the types register themselves
from daicho.protocol.parties import Party

if TYPE_CHECKING:
    import datetime as dt

    from daicho.host.demo.place import Place

EVERY: Final = 0.8
"""Seconds between two looks."""
WATCHED: Final = 6.0
"""Seconds after the last request that somebody still counts as watching."""
REMEMBERED: Final = 240
"""Movements kept for pages that ask late."""
RECENT: Final = 60
"""Messages in the list of recent ones."""

_log = structlog.get_logger("daicho.demo.page")


class Arrived(msgspec.Struct, frozen=True, kw_only=True):
    """A message that its receiver has acknowledged."""

    sender: Party
    receiver: Party
    type: str
    recorded_at: str

    @property
    def name(self) -> str:
        """What kind of message it is, in Japanese."""
        return registry.named(self.type).japanese

    @property
    def name_en(self) -> str:
        """The same in English."""
        return registry.named(self.type).english


class Sample(msgspec.Struct, frozen=True, kw_only=True):
    """The network at one moment. `number` grows with every change."""

    number: int
    links: tuple[LinkState, ...]
    towns: tuple[Town, ...]
    refusals: int
    today: dt.date
    recent: tuple[Arrived, ...]
    silent: bool = False

    @property
    def backlog(self) -> int:
        """Messages on their way."""
        return sum(link.backlog for link in self.links)

    @property
    def equal(self) -> bool:
        """Whether every level holds the same of every municipality."""
        return all(town.equal for town in self.towns)

    @property
    def residents(self) -> int:
        """Present residents of all municipalities."""
        return sum(town.residents for town in self.towns)


class Sampler:
    """Looks at the network in a thread of its own while pages ask."""

    def __init__(self, place: Place) -> None:
        self.place = place
        self.watcher = Watcher(place)
        self.sample: Sample | None = None
        self._moved: deque[tuple[int, Arrived]] = deque(maxlen=REMEMBERED)
        self._seen: dict[Party, int] = {}
        self._asked_at = 0.0
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None

    def now(self) -> Sample:
        """The newest sample; taken at once when nobody has been watching, so that no page opens on an old state."""
        self._asked_at = time.monotonic()
        with self._lock:
            if self._thread is None or not self._thread.is_alive():
                self._look()
                self._thread = threading.Thread(target=self._watch, name="network-sampler", daemon=True)
                self._thread.start()
        found = self.sample
        if found is None:
            raise OperationalError("no look at the network succeeded yet")  # answered with 503
        return found

    def moved_since(self, number: int) -> list[Arrived]:
        """The messages that arrived after a change."""
        return [arrived for at, arrived in list(self._moved) if at > number]

    def look_again(self) -> None:
        """Look now: something was changed through the page itself."""
        with self._lock:
            self._look()

    def _watch(self) -> None:
        while time.monotonic() - self._asked_at < WATCHED:
            with self._lock:
                self._look()
            time.sleep(EVERY)

    def _look(self) -> None:
        try:
            self._compare()
        except (psycopg.Error, OSError) as error:
            _log.warning("look failed", error=type(error).__name__)
            self.watcher.close()
            if self.sample is not None and not self.sample.silent:
                self.sample = msgspec.structs.replace(self.sample, number=self.sample.number + 1, silent=True)

    def _compare(self) -> None:
        before = self.sample
        links = tuple(self.watcher.links())
        refusals, today = self.watcher.refusals(), dates.current(self.place)
        arrived = self._arrived(links)
        if before is not None and not before.silent and not arrived and before.links == links:
            same = (before.refusals, before.today) == (refusals, today)
            if same:
                return
        number = 1 if before is None else before.number + 1
        if before is not None:
            self._moved.extend((number, each) for each in arrived)
        known = () if before is None else before.recent
        self.sample = Sample(
            number=number,
            links=links,
            towns=tuple(self.watcher.towns()),
            refusals=refusals,
            today=today,
            recent=tuple(sorted((*arrived, *known), key=_when, reverse=True))[:RECENT],
        )

    def _arrived(self, links: tuple[LinkState, ...]) -> list[Arrived]:
        """Messages acknowledged since the last look, of every sender."""
        done = {(link.sender, str(link.receiver)): (link.epoch, link.position) for link in links}
        found = []
        for where, system in parties():
            party = Party(where.code, system)
            waiting = self.watcher.rows(party, _OUTBOX.format(system=system), [self._seen.get(party, 0)])
            for row in waiting:
                if done.get((party, row["peer"]), (0, 0)) < (row["epoch"], row["sequence"]):
                    break
                self._seen[party] = row["id"]
                found.append(
                    Arrived(
                        sender=party,
                        receiver=Party.parse(row["peer"]),
                        type=row["type"],
                        recorded_at=row["recorded_at"],
                    )
                )
        return found


def _when(arrived: Arrived) -> str:
    return arrived.recorded_at


def by_link(arrived: list[Arrived]) -> Counter[tuple[Party, Party]]:
    """How many messages went over each link."""
    return Counter((each.sender, each.receiver) for each in arrived)


_OUTBOX: Final = """
    SELECT id, peer, epoch, sequence, type, recorded_at FROM {system}_outbox WHERE id > %s ORDER BY id LIMIT 500
"""

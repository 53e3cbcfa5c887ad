"""One run: a country, its acts, its troubles, and the comparison at the end; everything follows from the seed."""

from __future__ import annotations

import heapq
import random
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import msgspec

from daicho.exchange.simulation.node import Node
from daicho.exchange.simulation.people import Country
from daicho.exchange.simulation.store import Durable, Salts
from daicho.exchange.simulation.systems import NATION, prefecture_of
from daicho.protocol.parties import Party

if TYPE_CHECKING:
    from daicho.exchange.simulation.node import Wire

CHAOS_SECONDS = 60.0
ACTS = 40
MAX_EVENTS = 60_000


class Troubles(msgspec.Struct, frozen=True):
    """How bad a run is: probabilities for each thing on the line or each step of a process."""

    loss: float = 0.0
    doubled: float = 0.0
    delay: float = 0.2
    partitions: int = 0
    crash: float = 0.0
    restores: int = 0

    @classmethod
    def of(cls, chance: random.Random) -> Troubles:
        """Draw the troubles of a run; some runs have none of a kind."""
        return cls(
            loss=chance.choice([0, 0.05, 0.3]),
            doubled=chance.choice([0, 0.1, 0.4]),
            delay=chance.choice([0.05, 0.5, 4.0]),
            partitions=chance.randrange(4),
            crash=chance.choice([0, 0.01, 0.05]),
            restores=chance.randrange(3),
        )


class Difference(msgspec.Struct, frozen=True):
    """A level holds something else than the register it comes from. No record content."""

    where: str
    municipality: str
    missing: int
    surplus: int
    changed: int


class Report(msgspec.Struct, frozen=True):
    """What became of a run."""

    seed: int
    hosts: int
    events: int
    messages: int
    refusals: int
    present: int
    epochs: int
    differences: tuple[Difference, ...]
    stuck: bool = False

    @property
    def ok(self) -> bool:
        """Whether all levels are equal and the links came to rest."""
        return not self.differences and not self.stuck


@dataclass
class CrashPoint:
    """Crash whoever handles the step with this number: before the commit, or after it and before the answer."""

    step: int
    committed: bool


@dataclass(order=True)
class Event:
    """Something that happens at a moment; `order` makes equal moments deterministic."""

    at: float
    order: int
    kind: str = field(compare=False)
    node: Party = field(compare=False)
    sender: Party | None = field(compare=False, default=None)
    wire: Wire | None = field(compare=False, default=None)


class Run:
    """One simulated run.

    Args:
        seed: everything follows from it.
        hosts: organisations: one nation, prefectures, the rest municipalities (two systems each).
        troubles: drawn from the seed when not given.
        crash_point: one crash at a given step, for the exhaustive test.
        acts: how many acts the registers make.
    """

    def __init__(
        self,
        seed: int,
        *,
        hosts: int = 6,
        troubles: Troubles | None = None,
        crash_point: CrashPoint | None = None,
        acts: int = ACTS,
    ) -> None:
        self.seed, self.hosts = seed, hosts
        self.chance = random.Random(seed)  # noqa: S311 - reproducible, not secret
        self.troubles = troubles or Troubles.of(self.chance)
        self.crash_point = crash_point
        salts = Salts(seed)
        self.country = Country(hosts, self.chance)
        self.nodes = {party: Node(party, salts, self.country.areas_of(party)) for party in self.country.parties}
        self.events: list[Event] = []
        self.backups: dict[Party, list[Durable]] = {}
        self.cut: list[tuple[float, float, Party, Party]] = []
        self.now, self.order, self.step = 0.0, 0, 0
        self.calm = False
        self._plan(acts)

    def go(self) -> Report:
        """Run to the end and compare."""
        self._drain()
        self.calm = True
        stuck = True
        for _ in range(40):
            before = self._marks()
            for node in self.nodes.values():
                node.greet_everybody()
                self._pump(node)
            self._drain()
            if self._marks() == before and self._at_rest():
                stuck = False
                break
        return self._report(stuck=stuck)

    def _plan(self, acts: int) -> None:
        chance, parties = self.chance, self.country.parties
        for _ in range(acts):
            self._at(chance.uniform(0, CHAOS_SECONDS), "act", chance.choice(self.country.registers))
        for _ in range(self.troubles.partitions):
            start = chance.uniform(0, CHAOS_SECONDS)
            pair = chance.sample(parties, 2)
            self.cut.append((start, start + chance.uniform(1, 20), pair[0], pair[1]))
        for _ in range(self.troubles.restores):
            party, moment = chance.choice(parties), chance.uniform(5, CHAOS_SECONDS)
            self._at(chance.uniform(0, moment), "backup", party)
            self._at(moment, "restore", party)

    def _at(self, moment: float, kind: str, node: Party, sender: Party | None = None, wire: Wire | None = None) -> None:
        self.order += 1
        heapq.heappush(self.events, Event(moment, self.order, kind, node, sender, wire))

    def _drain(self) -> None:
        while self.events and self.step < MAX_EVENTS:
            event = heapq.heappop(self.events)
            self.now = max(self.now, event.at)
            self.step += 1
            self._handle(event)

    def _handle(self, event: Event) -> None:
        node = self.nodes[event.node]
        if event.kind == "backup":
            self.backups.setdefault(event.node, []).append(node.durable.copy())
            return
        if event.kind == "restore":
            if event.node in self.backups:
                node.restore(self.chance.choice(self.backups[event.node]))
        elif self.now < node.down_until and event.kind != "wake":
            return
        elif self._crashes(committed=False):
            self._crash(node)
            return
        else:
            self._do(node, event)
        self._pump(node)

    def _do(self, node: Node, event: Event) -> None:
        if event.kind == "act":
            self.country.act(node.system, self.chance)
        elif event.kind == "wire" and event.sender is not None and event.wire is not None:
            answer = node.take(event.sender, event.wire, self.now)
            if self._crashes(committed=True):
                self._crash(node)
            elif answer is not None:
                self._send(node.party, event.sender, answer)

    def _crashes(self, *, committed: bool) -> bool:
        point = self.crash_point
        if point is not None:
            return point.committed is committed and point.step == self.step
        return not self.calm and self.chance.random() < self.troubles.crash / 2

    def _crash(self, node: Node) -> None:
        node.crash()
        node.down_until = self.now + self.chance.uniform(0, 3)
        self._at(node.down_until, "wake", node.party)

    def _pump(self, node: Node) -> None:
        if self.now < node.down_until:
            return
        for peer, wire in node.pump(self.now):
            self._send(node.party, peer, wire)
        wake = node.wakes_at()
        if wake > self.now:
            self._at(wake, "wake", node.party)

    def _send(self, sender: Party, receiver: Party, wire: Wire) -> None:
        chance, troubles = self.chance, self.troubles
        if self._is_cut(sender, receiver) or (not self.calm and chance.random() < troubles.loss):
            return
        copies = 2 if not self.calm and chance.random() < troubles.doubled else 1
        for _ in range(copies):
            delay = 0.01 if self.calm else chance.expovariate(1 / troubles.delay)
            self._at(self.now + delay, "wire", receiver, sender, wire)

    def _is_cut(self, sender: Party, receiver: Party) -> bool:
        return not self.calm and any(
            start <= self.now < end and {one, other} == {sender, receiver} for start, end, one, other in self.cut
        )

    def _marks(self) -> tuple[object, ...]:
        return tuple(
            (link.state.epoch, link.state.last)
            for node in self.nodes.values()
            for link in node.durable.outgoing.values()
        )

    def _at_rest(self) -> bool:
        return not self.events and all(
            link.state.last == link.state.position and link.state.opened
            for node in self.nodes.values()
            for link in node.durable.outgoing.values()
        )

    def _report(self, *, stuck: bool) -> Report:
        nodes = self.nodes.values()
        return Report(
            seed=self.seed,
            hosts=self.hosts,
            events=self.step,
            messages=sum(node.applied for node in nodes),
            refusals=sum(len(node.durable.tasks) for node in nodes),
            present=sum(len(node.durable.register) for node in nodes),
            epochs=max((link.state.epoch for node in nodes for link in node.durable.outgoing.values()), default=0),
            differences=tuple(self._differences()),
            stuck=stuck,
        )

    def _differences(self) -> list[Difference]:
        found = []
        for register in self.country.registers:
            code = register.organisation
            truth = self.nodes[register].durable.register
            for level in (Party(code, "municipal_cs"), prefecture_of(code), NATION):
                held = {
                    stay.record.resident_record_code.stored(): stay.record
                    for stay in self.nodes[level].system.present(code)
                }
                missing, surplus = len(truth.keys() - held.keys()), len(held.keys() - truth.keys())
                changed = sum(1 for key, record in truth.items() if key in held and held[key] != record)
                if missing or surplus or changed:
                    found.append(Difference(str(level), code, missing, surplus, changed))
        return found

"""`daicho bench law`: the law alone, without a database: decisions a second on households of four, with every check.

Each decision stands for itself: a move-in by people nobody knows, and the relocation of such a household. In canonical
bytes and under a hash it is what a register stores of it. The floor copies four records with one changed field, which
no decision can do without.
"""

from __future__ import annotations

import hashlib
import time
from typing import TYPE_CHECKING, Final

import msgspec

from daicho.host.bench.ground import TODAY, TOWN
from daicho.host.bench.report import Figure, Report, at_least
from daicho.law.deciding import decide, needs
from daicho.law.records import State
from daicho.law.situation import Situation, Supply, TownSettings
from daicho.values import codec
from daicho.values.numbers import AddresseeNumber, HouseholdNumber

if TYPE_CHECKING:
    from collections.abc import Callable

    from daicho.law.commands import Command
    from daicho.law.decision import Decision
    from daicho.law.records import ResidentRecord, Timeline

    Question = tuple[Situation, Command]

A_SECOND: Final = 4_000
GOAL: Final = 9_000
HOUSEHOLDS: Final = 500
"""Different households; each is asked about again and again."""

SETTINGS: Final = TownSettings(municipality_code=TOWN)


def run(*, decisions: int) -> Report:
    """Decide so many times of each kind.

    Raises:
        RuntimeError: the law refuses what is asked, so that nothing would be measured.
    """
    begun = time.perf_counter()
    entering, moving = _questions()
    _accepted(entering + moving)
    floor = _rate(moving, decisions, _copied)
    figures = [
        Figure(
            name=name,
            value=_rate(questions, decisions, ask),
            unit="decisions/s",
            floor=floor,
            bar=at_least(A_SECOND) if ask is _decided else None,
            note="" if ask is _decided else f"goal {GOAL:,}",
        )
        for name, questions, ask in (
            ("move-in of four", entering, _decided),
            ("relocation of four", moving, _decided),
            ("move-in of four, bytes and hash", entering, _stored),
            ("relocation of four, bytes and hash", moving, _stored),
        )
    ]
    return Report(
        bench="law",
        sizes={"decisions": decisions, "persons": 4},
        figures=tuple(figures),
        seconds=time.perf_counter() - begun,
    )


def _rate(questions: list[Question], times: int, ask: Callable[[Question], object]) -> float:
    for question in questions:  # warm
        ask(question)
    asked = [questions[at % len(questions)] for at in range(times)]
    begun = time.perf_counter()
    for question in asked:
        ask(question)
    return times / (time.perf_counter() - begun)


def _copied(question: Question) -> list[ResidentRecord]:
    timelines = question[0].timelines.values()
    return [msgspec.structs.replace(each.versions[-1].content, state=State.PRESENT) for each in timelines]


def _decided(question: Question) -> Decision:
    situation, command = question
    return decide(situation, command, settings=SETTINGS)


def _stored(question: Question) -> bytes:
    """What stands in the register of a decision, and its hash."""
    decision = _decided(question)
    parts = (question[1], decision.changes, decision.effects)
    return hashlib.sha256(b"".join(hashlib.sha256(codec.encode(part)).digest() for part in parts)).digest()


def _accepted(questions: list[Question]) -> None:
    for question in questions:
        refused = [finding.code for finding in _decided(question).errors]
        if refused:
            raise RuntimeError(f"the law refuses what is to be measured: {', '.join(refused)}")


# -- what is asked ---------------------------------------------------------------------------


def _questions() -> tuple[list[Question], list[Question]]:
    """Households that move in, each into a register that knows nobody of them, and then go to a lot of their own."""
    from daicho.host.bench import words
    from daicho.world.in_memory import InMemoryRegister

    register = InMemoryRegister(TOWN, serials=())
    entering, moving = [], []
    for at in range(HOUSEHOLDS):
        question = _question(words.move_in_of_four(), {}, at)
        decision = _decided(question)
        register.enter(question[1], decision, TODAY)
        living = {change.addressee_number: register.timelines[change.addressee_number] for change in decision.changes}
        entering.append(question)
        moving.append(_question(words.relocation(*living), living, at + HOUSEHOLDS))
    return entering, moving


def _question(command: Command, living: dict[AddresseeNumber, Timeline], serial: int) -> Question:
    """A command, who it is about, and numbers that nobody has."""
    asked = needs(command)
    first = serial * asked.new_persons + 1
    persons = range(first, first + asked.new_persons)
    households = range(serial + 1, serial + 1 + asked.new_households)
    supply = Supply(
        tuple(AddresseeNumber.from_serial(each) for each in persons),
        tuple(HouseholdNumber.from_serial(each) for each in households),
    )
    return Situation(TODAY, living, supply), command

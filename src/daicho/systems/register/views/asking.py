"""Asking the law before anything is written: what it says to a command now, and what would become of whom.

Nothing is drawn, written or locked for longer than the answer takes. Numbers that would be given are stand-ins.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from daicho.access.grants import AccessKind
from daicho.law import deciding as law
from daicho.systems.register import town
from daicho.systems.register.actions import deciding, recording

if TYPE_CHECKING:
    from daicho.access.grants import Grant
    from daicho.law.commands import Command
    from daicho.law.decision import Decision
    from daicho.law.records import Version
    from daicho.law.situation import Supply


class Answer(msgspec.Struct, frozen=True):
    """What the law says, the versions that stand now, and the stand-ins for numbers not yet given."""

    decision: Decision
    versions: dict[str, tuple[Version, ...]]
    newcomers: tuple[str, ...]  # stand-in addressee numbers, in the order of the people entered
    stand_ins: frozenset[str]
    blocking: tuple[int, ...] = ()  # other pending acts that hold somebody of it


def ask(grant: Grant, command: Command, *, pending: int | None = None) -> Answer:
    """The law's answer to a command as the register stands; `pending` is the pending act that the command is kept in.

    Raises:
        AccessRefused: the grant is not of an act on the people that the command names.
        store.Moved: the household kept changing.
    """
    needs = law.needs(command)
    grant.require([number.stored() for number in needs.persons], AccessKind.ACT)
    decided = deciding.preview(grant.alias, command, today=town.today())
    supply = decided.situation.supply
    versions = {number.stored(): each.versions for number, each in decided.known.timelines.items()}
    newcomers = tuple(number.stored() for number in supply.addressee_numbers)
    blocking = recording.blocking(grant.alias, *recording.touched_by(decided), pending=pending)
    return Answer(decided.decision, versions, newcomers, _numbers(supply), blocking)


def _numbers(supply: Supply) -> frozenset[str]:
    every = (*supply.addressee_numbers, *supply.household_numbers, *supply.resident_record_codes)
    return frozenset(number.stored() for number in every)

"""Asking the law before anything is written: what it says to a command now, and what would become of whom.

Nothing is drawn, written or locked for longer than the answer takes. Numbers that would be given are stand-ins.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import msgspec
from django.db import transaction

from daicho.access.grants import AccessKind
from daicho.law import deciding as law
from daicho.systems.register import store, town
from daicho.systems.register.actions import deciding
from daicho.values.numbers import ResidentRecordCode

if TYPE_CHECKING:
    from daicho.access.grants import Grant
    from daicho.law.commands import Command
    from daicho.law.decision import Decision
    from daicho.law.records import Version
    from daicho.law.situation import Needs, Supply

_ATTEMPTS: Final = 5
_STAND_IN: Final = 9_999_999_900


class Answer(msgspec.Struct, frozen=True):
    """What the law says, the versions that stand now, and the stand-ins for numbers not yet given."""

    decision: Decision
    versions: dict[str, tuple[Version, ...]]
    newcomers: tuple[str, ...]  # stand-in addressee numbers, in the order of the people entered
    stand_ins: frozenset[str]


def ask(grant: Grant, command: Command) -> Answer:
    """The law's answer to a command as the register stands.

    Raises:
        AccessRefused: the grant is not of an act on the people that the command names.
        store.Moved: the household kept changing.
    """
    needs = law.needs(command)
    grant.require([number.stored() for number in needs.persons], AccessKind.ACT)
    supply = _supply(grant.alias, needs)
    for _ in range(_ATTEMPTS):
        try:
            with transaction.atomic(using=grant.alias):
                decided = deciding.decide(grant.alias, command, today=town.today(), supply=supply)
                transaction.set_rollback(True, using=grant.alias)
        except store.Moved:
            continue
        versions = {number.stored(): each.versions for number, each in decided.known.timelines.items()}
        newcomers = tuple(number.stored() for number in supply.addressee_numbers)
        return Answer(decided.decision, versions, newcomers, _numbers(supply))
    raise store.Moved


def _supply(alias: str, needs: Needs) -> Supply:
    level = deciding.pool_level(alias) if needs.new_codes else 0
    given = min(needs.new_codes, level)
    return msgspec.structs.replace(
        deciding.placeholder(needs),
        resident_record_codes=tuple(ResidentRecordCode.with_check_digit(_STAND_IN + at) for at in range(given)),
        codes_left=level - given if needs.new_codes else None,
    )


def _numbers(supply: Supply) -> frozenset[str]:
    every = (*supply.addressee_numbers, *supply.household_numbers, *supply.resident_record_codes)
    return frozenset(number.stored() for number in every)

"""The door of the law: what a command needs, and the decision on it."""

from __future__ import annotations

from daicho.law.commands import Command
from daicho.law.decision import Decision
from daicho.law.situation import Needs, Situation, TownSettings


def needs(command: Command) -> Needs:
    """What must be read before the command can be decided."""
    raise NotImplementedError(type(command).__name__)


def decide(situation: Situation, command: Command, *, settings: TownSettings) -> Decision:
    """The decision on a command: findings, and when none is an error, changes and effects.

    Decides the same for the same arguments: it reads no clock and no store.

    Raises:
        LookupError: The situation lacks a person or a number that `needs` asked for: a defect of the caller.
    """
    raise NotImplementedError(type(command).__name__, situation.today, settings.municipality_code)

"""What an act did, by numbers only: enough to know which slips it gives and whom the gate must be asked about."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import msgspec

from daicho.law.decision import Effect
from daicho.law.effects import EffectKind
from daicho.law.reasons import Reason
from daicho.systems.register import db
from daicho.values import codec

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date


class ActLine(msgspec.Struct, frozen=True, kw_only=True):
    """One history row of a person whom the act changed; an act that ends one record and begins another has two."""

    person: str
    history_number: int
    reason: Reason
    effective_on: str | None
    notified_on: str | None
    ex_officio: bool
    consequence: bool
    cancelled: bool


class ActDone(msgspec.Struct, frozen=True, kw_only=True):
    """An act: its kind, its basis, whom it changed how, and the slips that its effects name."""

    number: int
    kind: str
    basis: str
    processed_on: date
    lines: tuple[ActLine, ...]
    slips: tuple[tuple[str, str], ...]  # form and person, of the effects table

    def line(self, person: str) -> ActLine:
        """The first line of a person the act changed."""
        return next(line for line in self.lines if line.person == person)


OPENING: Final = "initial_opening"
"""The kind of the act that a load is."""

_ACTS: Final = "SELECT number, command_kind, basis, processed_on, effects FROM register_act WHERE number = ANY (%s)"
_LINES: Final = """
    SELECT h.act_number, h.addressee_number AS person, h.history_number, h.reason, h.act_effective_on AS effective_on,
        h.act_notified_on AS notified_on, h.ex_officio, h.consequence,
        EXISTS (
            SELECT FROM register_historyrow c WHERE c.addressee_number = h.addressee_number
            AND (c.cancels = h.act_number OR c.cancels_also @> to_jsonb(h.act_number))) AS cancelled
    FROM register_act a
    -- by the act's own list of persons: an opening act with all residents misleads the planner's averages per act
    CROSS JOIN unnest(a.persons) AS changed(addressee_number)
    JOIN register_historyrow h ON h.addressee_number = changed.addressee_number AND h.act_number = a.number
    WHERE a.number = ANY (%s)
    ORDER BY h.position NULLS LAST, h.addressee_number, h.history_number
"""


def done(alias: str, number: int) -> ActDone | None:
    """One act; None where there is none, or where it is the opening of a loaded register."""
    return next(iter(all_done(alias, [number])), None)


def all_done(alias: str, numbers: Iterable[int]) -> list[ActDone]:
    """Acts by their numbers, in the order of the numbers; opening acts give no slips and are left out."""
    wanted = list(numbers)
    acts = [act for act in db.rows(alias, _ACTS, (wanted,)) if act["command_kind"] != OPENING]
    lines: dict[int, list[ActLine]] = {act["number"]: [] for act in acts}
    for each in db.rows(alias, _LINES, (list(lines),)):
        number = each.pop("act_number")
        lines[number].append(ActLine(**each | {"reason": Reason(each["reason"])}))
    return [
        ActDone(
            number=act["number"],
            kind=act["command_kind"],
            basis=act["basis"],
            processed_on=act["processed_on"],
            lines=tuple(lines[act["number"]]),
            slips=_slips(bytes(act["effects"])),
        )
        for act in sorted(acts, key=lambda act: act["number"])
    ]


def _slips(effects: bytes) -> tuple[tuple[str, str], ...]:
    return tuple(
        (effect.values.get("form", ""), effect.person.stored())
        for effect in codec.decode(effects, tuple[Effect, ...])
        if effect.kind == EffectKind.SLIP and effect.person is not None
    )

"""From a command to a decision: what the law needs, read under locks.

Order of locks, always: persons, households, then (in `recording`) the chain and the link counters.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import msgspec
from django.db import transaction

from daicho.law import deciding, ordinals
from daicho.law.situation import Matches, Needs, Situation, Supply
from daicho.systems.register import db, store, town
from daicho.systems.register.queries import lookups
from daicho.values.numbers import AddresseeNumber, HouseholdNumber, ResidentRecordCode

if TYPE_CHECKING:
    from datetime import date

    from daicho.law.commands import Command
    from daicho.law.decision import Decision


class Decided(msgspec.Struct, frozen=True):
    """A decision and what it was taken on. The circle stays locked until the transaction ends."""

    decision: Decision
    situation: Situation
    known: store.Known
    circle: store.Circle


def decide(alias: str, command: Command, *, today: date, supply: Supply | None = None, reserved_by: int = 0) -> Decided:
    """Decide a command on the register as it stands, with everyone it may touch locked.

    Args:
        alias: the register's database, in a transaction.
        command: what was notified or found.
        today: the business date.
        supply: numbers reserved earlier for this command; drawn when None.
        reserved_by: for whom drawn codes are reserved: a pending act's id, 0 for this transaction.

    Raises:
        store.Moved: a household changed while we waited for its lock; the transaction must start again.
    """
    needs = deciding.needs(command)
    matches = find_matches(alias, needs)
    changed, replaced = lookups.circle_of_acts(alias, needs.acts)
    circle = store.lock(
        alias,
        [*(number.stored() for number in needs.persons), *_matched(matches), *changed],
        [*(number.stored() for number in needs.households), *replaced],
        since=ordinals.as_of(today) if needs.since is None else ordinals.start_of(needs.since),
    )
    known = store.known(alias, circle.persons)
    given = draw(alias, needs, reserved_by=reserved_by) if supply is None else supply
    situation = Situation(today=today, timelines=known.timelines, supply=given, matches=matches)
    return Decided(deciding.decide(situation, command, settings=town.parameters()), situation, known, circle)


def draw(alias: str, needs: Needs, *, reserved_by: int) -> Supply:
    """Numbers for everyone a command enters."""
    codes = store.draw_codes(alias, needs.new_codes, reserved_by=reserved_by)
    return Supply(
        addressee_numbers=store.draw_addressee_numbers(alias, needs.new_persons),
        household_numbers=store.draw_household_numbers(alias, needs.new_households),
        resident_record_codes=codes,
        codes_left=pool_level(alias) if needs.new_codes else None,
    )


def preview(alias: str, command: Command, *, today: date) -> Decided:
    """What the law says to a command now, as the register stands: nothing is drawn or written, no lock is kept.

    Raises:
        store.Moved: the household kept changing.
    """
    supply = stand_ins(alias, deciding.needs(command))
    for _ in range(_ATTEMPTS):
        try:
            with transaction.atomic(using=alias):
                decided = decide(alias, command, today=today, supply=supply)
                transaction.set_rollback(True, using=alias)
        except store.Moved:
            continue
        return decided
    raise store.Moved


def stand_ins(alias: str, needs: Needs) -> Supply:
    """Numbers that nobody gets, for a preview: as many as could be given, and how many codes the pool then holds."""
    level = pool_level(alias) if needs.new_codes else 0
    given = min(needs.new_codes, level)
    return Supply(
        addressee_numbers=tuple(AddresseeNumber.from_serial(_PREVIEW + at) for at in range(needs.new_persons)),
        household_numbers=tuple(HouseholdNumber.from_serial(_PREVIEW + at) for at in range(needs.new_households)),
        resident_record_codes=tuple(ResidentRecordCode.with_check_digit(_PREVIEW_CODE + at) for at in range(given)),
        codes_left=level - given if needs.new_codes else None,
    )


_ATTEMPTS: Final = 5
_PREVIEW: Final = 999_999_900
"""Serials from here on are only ever shown in previews; the sequences never get that far in a municipality."""
_PREVIEW_CODE: Final = 9_999_999_900


def pool_level(alias: str) -> int:
    """How many resident record codes may still be given (STD-4.3.1)."""
    level: int = db.value(alias, "SELECT count(*) FROM register_pooledcode WHERE reserved_by IS NULL")
    return level


def find_matches(alias: str, needs: Needs) -> Matches:
    """Who is on the register or among the removed under the codes, numbers and three items that a command names."""
    if not (needs.codes or needs.number_refs or needs.three_items or needs.document_numbers):
        return Matches()
    return Matches(
        by_code=lookups.by_codes(alias, needs.codes),
        by_number_ref=lookups.by_number_refs(alias, needs.number_refs),
        by_three_items=lookups.by_three_items(alias, needs.three_items),
        by_document_number=lookups.by_documents(alias, needs.document_numbers),
    )


def _matched(matches: Matches) -> set[str]:
    found = {*matches.by_code.values(), *matches.by_number_ref.values(), *matches.by_document_number.values()}
    for several in matches.by_three_items.values():
        found.update(several)
    return {number.stored() for number in found}

"""A minor correction of a whole household's address (軽微な修正, STD-4.2.3.2, 9.7)."""

import pytest

from daicho.law.commands import MinorCorrection, MinorGround
from daicho.law.reasons import Reason

from .builders import Town, address, codes, ex_officio


@pytest.mark.covers("STD-4.2.3.2")
def test_a_renamed_address_is_corrected_for_the_whole_household_at_once() -> None:
    """One decision with a change for each member, all by minor correction; the day of the address stays."""
    town = Town()
    first, *others = town.settle(3)
    command = MinorCorrection(
        header=ex_officio(),
        person=first,
        ground=MinorGround.ADMINISTRATIVE_AREA,
        address=address("7番7号"),
        also=tuple(others),
    )
    since = town.record(first).address_set_on
    decision = town.enter(command)
    assert {change.reason for change in decision.changes} == {Reason.MINOR_CORRECTION}
    assert [town.record(each).address.lot for each in (first, *others)] == ["7番7号"] * 3
    assert town.record(others[0]).address_set_on == since


def test_somebody_named_twice_is_refused() -> None:
    """Nobody is corrected twice by one act."""
    town = Town()
    (person,) = town.settle(1)
    command = MinorCorrection(
        header=ex_officio(),
        person=person,
        ground=MinorGround.LOT_NUMBER,
        address=address("7番7号"),
        also=(person,),
    )
    assert codes(town.ask(command).errors) == {"R-401-03"}

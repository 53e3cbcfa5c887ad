"""A whole household leaves: nobody becomes head or loses a relationship on the way out."""

from __future__ import annotations

import pytest

from daicho.law.commands import Cancellation, MoveOut, PassingOfPlannedDate

from .builders import KODAIRA, Town, address, day, ex_officio, header, move_in


@pytest.mark.covers("STD-4.0.4")
def test_the_removed_records_of_a_household_that_left_together_keep_their_relationships() -> None:
    """The planned day removes everybody at once; the relationships are those of the day before."""
    town = Town()
    town.enter(move_in())
    people = town.people()
    before = [town.record(number).relationship for number in people]
    away = address("小川町1番", municipality=KODAIRA)
    town.enter(MoveOut(header=header("R8.12.1"), persons=tuple(people), destination=away))
    town.today = day("R8.12.1").calendar_day
    decision = town.enter(PassingOfPlannedDate(header=ex_officio(None), persons=tuple(people)))
    assert len(decision.changes) == len(people)
    assert [change.current.relationship for change in decision.changes] == before
    assert not decision.alerts


@pytest.mark.covers("STD-4.0.4")
def test_who_alone_came_back_and_plans_to_leave_leaves_nobody_without_a_head() -> None:
    """The others had left the same day: they belonged to the household until its end, and do so no more."""
    town = Town()
    people = town.settle(3)
    away = address("小川町1番", municipality=KODAIRA)
    town.enter(MoveOut(header=header(), persons=tuple(people), destination=away))
    town.enter(Cancellation(header=ex_officio(), act_number=town.acts, persons=(people[0],)))
    assert not town.enter(MoveOut(header=header("R8.12.1"), persons=(people[0],), destination=away)).findings

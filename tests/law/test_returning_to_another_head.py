"""Whoever comes back when an act is cancelled is related to each head that the household has had since (STD-4.6.0.1)."""

from __future__ import annotations

import pytest
from tests.law.builders import Town, address, codes, day, ex_officio, header, notice, replaced

from daicho.law.commands import (
    Amendments,
    Cancellation,
    ChangeOfHead,
    Destination,
    ExOfficioCorrection,
    Mover,
    Placement,
    Relocation,
)


def away(town: Town) -> tuple[list, int]:
    """A family of four, whose youngest moved out of the household on 5 November: everybody and the act."""
    people = town.settle(4)
    movers = (Mover(people[3], "世帯主"),)
    town.enter(Relocation(header=header("R8.11.5"), movers=movers, destination=Destination(address=address("9番"))))
    return people, town.timelines[people[3]].acts[-1].act_number


@pytest.mark.covers("STD-4.6.0.1")
def test_a_head_who_changed_after_the_day_of_return_asks_for_the_relationship() -> None:
    """The relationship of old stands until the change, the stated one from then on."""
    town = Town()
    people, act = away(town)
    placements = (Placement(people[1], "世帯主"), Placement(people[0], "夫"), Placement(people[2], "子"))
    household = town.record(people[0]).household_number
    town.enter(ChangeOfHead(header=header("R8.11.15"), household_number=household, placements=placements))
    command = Cancellation(header=ex_officio(), act_number=act, persons=(people[3],))
    assert codes(town.ask(command).errors) == {"R-4601-05"}
    before = town.record(people[3], "R8.11.4").relationship
    town.enter(replaced(command, placements=(Placement(people[3], "子の子"),)))
    assert town.record(people[3], "R8.11.14").relationship == before
    now = town.record(people[3])
    assert (now.relationship, now.head_name) == ("子の子", town.record(people[1]).name.written)


@pytest.mark.covers("STD-4.6.0.1")
def test_a_head_who_only_has_another_name_by_now_is_no_other_head() -> None:
    """Nothing has to be stated; the name of the head follows."""
    town = Town()
    people, act = away(town)
    name = replaced(town.record(people[0]).name, family="佐藤")
    town.enter(ExOfficioCorrection(header=notice("R8.11.15"), person=people[0], amendments=Amendments(name=name)))
    town.enter(Cancellation(header=ex_officio(), act_number=act, persons=(people[3],)))
    assert town.record(people[3]).head_name == name.written
    assert town.record(people[3]).address_set_on == day("R5.4.1")

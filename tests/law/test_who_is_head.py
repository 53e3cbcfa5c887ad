"""Who is head of a household that people leave, that somebody forms alone, that changes on the day of a death."""

from __future__ import annotations

import pytest
from tests.law.builders import Town, address, codes, entrant, header, move_in, notice, replaced

from daicho.law.commands import (
    ChangeOfHead,
    Death,
    Destination,
    HouseholdMerge,
    HouseholdSplit,
    MoveOut,
    Mover,
    Placement,
    Relocation,
)

AWAY = address("5番", municipality="142123")


def leaving(*people, on="R8.12.1") -> MoveOut:
    return MoveOut(header=header(on), persons=people, destination=AWAY)


@pytest.mark.covers("STD-4.0.4")
def test_who_stays_alone_after_a_planned_move_out_is_named_at_once() -> None:
    """The same alert as when the day comes; several who stay have no head then."""
    town = Town()
    head, wife, child = town.settle(3)
    decision = town.ask(leaving(head, child))
    assert [(each.code, each.person) for each in decision.alerts] == [("R-404-02", wife)]
    assert codes(town.ask(leaving(head)).alerts) == {"R-404-01"}
    assert codes(town.ask(leaving(head, wife, child)).alerts) == set()
    assert codes(town.ask(leaving(wife)).alerts) == set()


@pytest.mark.covers("STD-4.0.4")
def test_who_is_gone_by_the_planned_day_does_not_stay() -> None:
    """A child that leaves earlier is not counted, one that leaves later is."""
    town = Town()
    head, wife, child = town.settle(3)
    town.enter(leaving(child, on="R8.11.30"))
    assert [(each.code, each.person) for each in town.ask(leaving(head)).alerts] == [("R-404-02", wife)]
    assert codes(town.ask(leaving(head, on="R8.11.29")).alerts) == {"R-404-01"}


@pytest.mark.covers("STD-1.1.10", "STD-1.1.11")
def test_whoever_forms_a_household_alone_is_its_head_unless_something_is_stated() -> None:
    """By relocation and by a split; stated is any relationship, and none at all."""
    town = Town()
    head, _, child = town.settle(3)
    alone = Relocation(header=header(), movers=(Mover(child),), destination=Destination(address=address("8番")))
    split = HouseholdSplit(header=header(), movers=(Mover(child),))
    for command in (alone, split):
        decision = town.ask(command)
        assert decision.alerts == ()
        assert decision.changes[0].current.relationship == "世帯主"
        stated = town.ask(replaced(command, movers=(Mover(child, ""),)))
        assert stated.changes[0].current.relationship is None
        assert codes(stated.alerts) == {"R-1110-02"}
    assert town.record(head).relationship == "世帯主"


@pytest.mark.covers("STD-4.1.4.3")
def test_whoever_has_a_de_facto_head_stays_without_one_when_relocating_alone() -> None:
    """A child of a home moves with it."""
    town = Town()
    town.enter(move_in((entrant(relationship="", de_facto_head="施設長"),)))
    (child,) = town.people()
    command = Relocation(header=header(), movers=(Mover(child),), destination=Destination(address=address("8番")))
    assert codes(town.ask(command).alerts) == {"R-1110-02"}


@pytest.mark.covers("STD-4.0.4", "STD-4.1.4.2")
@pytest.mark.parametrize("dies", [True, False])
def test_a_head_is_named_on_the_very_day_on_which_the_head_dies_or_moves_out(dies: bool) -> None:
    """The day before, everybody is what they were."""
    town = Town()
    head, wife, child = town.settle(3)
    town.enter(Death(header=notice("R8.11.10"), person=head) if dies else leaving(head, on="R8.11.10"))
    command = ChangeOfHead(
        header=header("R8.11.10"),
        household_number=town.record(wife).household_number,
        placements=(Placement(wife, "世帯主"), Placement(child, "子")),
    )
    decision = town.enter(command)
    assert decision.errors == ()
    assert codes(decision.alerts) == set()
    assert [town.record(each, "R8.11.10").head_name for each in (wife, child)] == ["青木　花子"] * 2
    assert [town.record(each, "R8.11.9").head_name for each in (wife, child)] == ["青木　太郎"] * 2


@pytest.mark.covers("STD-4.1.4.1")
def test_those_who_stay_are_the_whole_household_on_the_day_of_the_death() -> None:
    """They may join another household at the same address on that day."""
    town = Town()
    head, wife, child = town.settle(3)
    (lodger,) = town.settle(1, first=20)
    town.enter(Death(header=notice("R8.11.10"), person=head))
    merge = HouseholdMerge(
        header=header("R8.11.10"),
        movers=(Mover(wife, "同居人"), Mover(child, "同居人")),
        household_number=town.record(lodger).household_number,
    )
    assert town.enter(merge).errors == ()
    assert {town.record(each).head_name for each in (wife, child)} == {town.record(lodger).name.written}


@pytest.mark.covers("STD-4.1.1.2")
def test_a_resident_who_is_entered_once_more_is_named_as_such() -> None:
    """By code and three items; with another name, sex or date of birth only the code is in use."""
    town = Town()
    (number,) = town.settle(1)
    again = town.ask(move_in((entrant(serial=0),)))
    assert codes(again.errors) >= {"R-401-04", "R-431-02"}
    assert {each.person for each in again.errors if each.code == "R-401-04"} == {number}
    other = town.ask(move_in((entrant(1, serial=0),)))
    assert "R-401-04" not in codes(other.errors)
    assert "R-431-02" in codes(other.errors)

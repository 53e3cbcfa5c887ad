"""Special adoptions, de facto heads, items of a household corrected at once, memberships."""

from __future__ import annotations

import pytest
from tests.law.builders import Town, address, codes, day, entrant, ex_officio, header, move_in, notice, replaced

from daicho.law.commands import Amendments, ExOfficioCorrection, MoveOut, SpecialAdoption
from daicho.law.reasons import Reason
from daicho.law.records import Entitlements, Membership
from daicho.values.addresses import Address


@pytest.mark.covers("STD-1.1.5", "STD-1.1.14")
@pytest.mark.parametrize("on", ["R8.12.1", "R8.11.20"])
def test_a_child_that_leaves_by_a_special_adoption_needs_no_destination_and_is_noted(on: str) -> None:
    """Planned or past; without the adoption the blank destination is refused, and this municipality ever."""
    town = Town()
    child = town.settle(3)[2]
    command = MoveOut(header=header(on), persons=(child,), destination=Address())
    assert codes(town.ask(command).errors) == {"R-41302-02"}
    adopted = replaced(command, special_adoption=SpecialAdoption.ESTABLISHED)
    decision = town.enter(adopted)
    assert decision.changes[0].current.notes == ("特別養子縁組",)
    assert decision.changes[0].current.removal.planned_destination == Address()
    here = replaced(adopted, persons=(town.people()[0],), destination=address())
    assert codes(town.ask(here).errors) == {"R-41302-01"}


@pytest.mark.covers("STD-1.1.14")
def test_a_child_that_comes_by_the_dissolution_of_a_special_adoption_is_noted_beside_the_act_s_own_notes() -> None:
    """The words of the standard stand in the notes of type B."""
    noted = header(notes=("届書のとおり",))
    command = move_in((entrant(),), special_adoption=SpecialAdoption.DISSOLVED, header=noted)
    assert Town().ask(command).changes[0].current.notes == ("届書のとおり", "特別養子縁組解消")


@pytest.mark.covers("STD-4.1.4.3")
def test_a_de_facto_head_is_held_for_a_household_without_one() -> None:
    """The head of an institution, a diplomat: entered with the people, and corrected later."""
    town = Town()
    town.enter(move_in((entrant(relationship="", de_facto_head="施設　長"),)))
    (number,) = town.people()
    assert town.record(number).de_facto_head == "施設　長"
    amended = Amendments(de_facto_head="施設　次長")
    decision = town.enter(ExOfficioCorrection(header=ex_officio(), person=number, amendments=amended))
    assert decision.changes[0].reason is Reason.EX_OFFICIO_CORRECTION
    assert town.record(number).de_facto_head == "施設　次長"


@pytest.mark.covers("STD-4.2.0.3", "STD-4.0.6")
def test_the_same_domicile_is_given_to_several_members_at_once() -> None:
    """On a notice under Article 9(2): one act, each with the reason of its own."""
    town = Town()
    people = town.settle(3)
    amended = Amendments(domicile="東京都港区芝公園一丁目5番", first_listed_person="青木　太郎")
    command = ExOfficioCorrection(header=notice(), person=people[0], amendments=amended, also=tuple(people[1:]))
    decision = town.enter(command)
    assert [change.reason for change in decision.changes] == [Reason.EX_OFFICIO_CORRECTION] * 3
    assert {town.record(number).domicile for number in people} == {"東京都港区芝公園一丁目5番"}


@pytest.mark.covers("STD-1.1.1", "STD-4.2.3.1")
def test_memberships_are_corrected_part_by_part() -> None:
    """An entry on the voters' list stated late stands beside the insurance that was lost since."""
    town = Town()
    (number,) = town.settle(1)
    first = Entitlements(health_insurance=Membership(insured=True, acquired_on=day("R5.4.1")))
    lost = replaced(first, health_insurance=Membership(acquired_on=day("R5.4.1"), lost_on=day("R8.11.1")))
    voting = replaced(first, on_voters_list=True)
    for on, entitlements in (("R8.4.1", first), ("R8.11.1", lost), ("R8.6.1", voting)):
        amended = Amendments(entitlements=entitlements)
        town.enter(ExOfficioCorrection(header=ex_officio(on), person=number, amendments=amended))
    assert town.record(number).entitlements == replaced(lost, on_voters_list=True)
    assert town.record(number, "R8.7.1").entitlements == voting

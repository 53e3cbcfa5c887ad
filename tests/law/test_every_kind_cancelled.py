"""Every kind of act, cancelled: the content in force is again what it was before (STD-4.6.0.1)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from tests.law.builders import (
    ABROAD,
    KODAIRA,
    Town,
    address,
    codes,
    day,
    entrant,
    ex_officio,
    foreigner,
    header,
    move_in,
    notice,
    replaced,
)
from tests.law.cases_foreigners import LOST, RENEWED, naturalised

from daicho.law import commands, timelines
from daicho.law.commands import (
    Amendments,
    Basis,
    Birth,
    Cancellation,
    ChangeOfHead,
    ClericalCorrection,
    CommonNameChanged,
    Death,
    Destination,
    DomesticMoveIn,
    EntryArticle,
    ExOfficioCorrection,
    ExOfficioEntry,
    ExOfficioRemoval,
    FormerSurnameChanged,
    HouseholdChange,
    HouseholdMerge,
    HouseholdSplit,
    ImmigrationMatter,
    ImmigrationNotice,
    IndividualNumberAssigned,
    IndividualNumberChanged,
    InitialOpening,
    MinorCorrection,
    MinorGround,
    MoveInFromAbroad,
    MoveInNoticeReceived,
    MoveOut,
    Mover,
    NationalityAcquired,
    NationalityLost,
    NumberChange,
    PassingOfPlannedDate,
    Placement,
    Relocation,
    Remaking,
    RemovalGround,
    ResidenceChanges,
    ResidenceNotified,
    ResidentRecordCodeChanged,
    Restoration,
)
from daicho.law.reasons import Reason
from daicho.law.records import State
from daicho.values.names import CommonName, FormerSurname, PersonName

AT = Destination(address=address("8番"))
REQUEST = header(basis=Basis.REQUEST)
NEW = entrant(5, serial=90, relationship="世帯主")


class Scene:
    """A couple, a family beside it at the same address, and a foreign resident elsewhere."""

    def __init__(self) -> None:
        self.town = Town()
        self.head, self.wife = self.town.settle(2)
        self.neighbour, self.other = self.town.settle(2, first=10)
        away = replaced(
            foreigner(serial=30), residence=replaced(foreigner(serial=30).residence, residence_notified=False)
        )
        old = header("R6.4.1", "R6.4.1")
        self.town.enter(move_in((away,), effective="R6.4.1", header=old, destination=AT))
        self.foreigner = self.town.people()[-1]

    def home(self, number: Any) -> Any:
        record = self.town.record(number)
        assert record is not None
        return record.household_number


Made = Callable[[Scene], Any]

COMMANDS: dict[type, Made] = {
    DomesticMoveIn: lambda _: move_in((NEW,), destination=AT),
    MoveInFromAbroad: lambda _: MoveInFromAbroad(
        header=header(),
        entrants=(foreigner(3, serial=91, relationship="世帯主", previous_address=None),),
        destination=AT,
        article=EntryArticle.ARTICLE_30_46,
    ),
    Birth: lambda it: Birth(
        header=notice(None),
        child=entrant(2, serial=92, birth_date=day("R8.11.3"), previous_address=None),
        destination=Destination(it.home(it.head)),
    ),
    ExOfficioEntry: lambda _: ExOfficioEntry(header=ex_officio(), entrants=(NEW,), destination=AT),
    Relocation: lambda it: Relocation(header=header(), movers=(Mover(it.head), Mover(it.wife)), destination=AT),
    HouseholdSplit: lambda it: HouseholdSplit(header=header(), movers=(Mover(it.wife, "世帯主"),)),
    HouseholdMerge: lambda it: HouseholdMerge(
        header=header(),
        movers=(Mover(it.head, "同居人"), Mover(it.wife, "同居人")),
        household_number=it.home(it.neighbour),
    ),
    HouseholdChange: lambda it: HouseholdChange(
        header=header(), movers=(Mover(it.wife, "縁故者"),), household_number=it.home(it.neighbour)
    ),
    ChangeOfHead: lambda it: ChangeOfHead(
        header=header(),
        household_number=it.home(it.head),
        placements=(Placement(it.wife, "世帯主"), Placement(it.head, "夫")),
    ),
    MoveOut: lambda it: MoveOut(
        header=header("R8.12.1"), persons=(it.head,), destination=address(municipality=KODAIRA)
    ),
    Death: lambda it: Death(header=notice(), person=it.wife),
    ExOfficioRemoval: lambda it: ExOfficioRemoval(
        header=ex_officio(), persons=(it.wife,), ground=RemovalGround.DOUBLE_REGISTRATION
    ),
    ClericalCorrection: lambda it: ClericalCorrection(
        header=ex_officio(None), person=it.wife, amendments=Amendments(birth_date=day("S57.9.13"))
    ),
    ExOfficioCorrection: lambda it: ExOfficioCorrection(
        header=notice(), person=it.head, amendments=Amendments(name=PersonName("青山", "太郎")), also=()
    ),
    MinorCorrection: lambda it: MinorCorrection(
        header=ex_officio(), person=it.wife, ground=MinorGround.LOT_NUMBER, address=address("1番2号")
    ),
    IndividualNumberAssigned: lambda it: IndividualNumberAssigned(
        header=ex_officio(), person=it.foreigner, individual_number_ref="new"
    ),
    IndividualNumberChanged: lambda it: IndividualNumberChanged(
        header=REQUEST, person=it.wife, individual_number_ref="new", kind=NumberChange.ON_REQUEST
    ),
    ResidentRecordCodeChanged: lambda it: ResidentRecordCodeChanged(header=REQUEST, person=it.wife),
    FormerSurnameChanged: lambda it: FormerSurnameChanged(
        header=REQUEST, person=it.wife, former_surname=FormerSurname("鈴木")
    ),
    CommonNameChanged: lambda it: CommonNameChanged(
        header=header(basis=Basis.STATEMENT), person=it.foreigner, common_name=CommonName("架空　一郎")
    ),
    NationalityAcquired: lambda it: naturalised(it.foreigner),
    NationalityLost: lambda it: NationalityLost(header=notice(), person=it.head, residence=LOST),
    Remaking: lambda it: Remaking(header=ex_officio(), persons=(it.head, it.wife)),
    Restoration: lambda it: Restoration(
        header=ex_officio(), person=it.head, amendments=Amendments(remarks="再製により確かめた")
    ),
    ImmigrationNotice: lambda it: ImmigrationNotice(
        header=notice(),
        person=it.foreigner,
        matter=ImmigrationMatter.PERIOD_RENEWED,
        residence=ResidenceChanges(**RENEWED),
    ),
    ResidenceNotified: lambda it: ResidenceNotified(header=header(), persons=(it.foreigner,)),
}

APART = {Cancellation, InitialOpening, PassingOfPlannedDate, MoveInNoticeReceived}
"""Cancellations and the opening are never cancelled; the other two fall with the move-out, tested by themselves."""


def test_every_kind_of_command_has_its_cancellation_here() -> None:
    """A new command brings its case."""
    assert set(COMMANDS) | APART == set(commands.Command.__args__)


@pytest.mark.covers("STD-4.6.0.1")
@pytest.mark.parametrize("kind", sorted(COMMANDS, key=lambda each: each.__name__), ids=lambda each: each.__name__)
def test_the_act_cancelled_gives_the_content_that_was_in_force_before(kind: type) -> None:
    """For everybody; who was entered leaves a removed record; the cancellation is an act of its own, possible once."""
    scene = Scene()
    town = scene.town
    command = COMMANDS[kind](scene)
    if kind is IndividualNumberAssigned:
        blank = Amendments(individual_number_ref=None)
        town.enter(ClericalCorrection(header=ex_officio(None), person=scene.foreigner, amendments=blank))
    before = dict(town.timelines)
    decision = town.enter(command)
    act = town.acts
    persons = tuple(change.addressee_number for change in decision.changes if not change.consequence)
    cancel = Cancellation(header=ex_officio(), act_number=act, persons=persons)
    cancelled = town.enter(cancel)
    for number, line in town.timelines.items():
        now = timelines.latest(line)
        if number in before:
            assert now == timelines.latest(before[number])
        else:
            assert (now.state, now.removal.reason) == (State.REMOVED, Reason.CANCELLATION_REMOVAL.value)
    reasons = {change.reason for change in cancelled.changes}
    assert reasons <= {
        Reason.CANCELLATION_ENTRY,
        Reason.CANCELLATION_REMOVAL,
        Reason.CANCELLATION_CORRECTION,
        Reason.EX_OFFICIO_CORRECTION,
    }
    assert all(len(town.timelines[number].acts) > 1 for number in persons)
    assert "R-4601-02" in codes(town.ask(cancel).errors)


@pytest.mark.covers("STD-4.6.0.1")
@pytest.mark.parametrize("whole", [True, False])
def test_a_planned_move_out_cancelled_after_its_day_leads_back_to_a_new_household_where_nobody_stayed(
    *, whole: bool
) -> None:
    """Where somebody stayed, back to the household; never an alert that the day has passed."""
    town = Town("R8.10.1")
    people = town.settle(2)
    home = town.record(people[0]).household_number
    leaving = tuple(people if whole else people[1:])
    plan = MoveOut(header=header("R8.10.20", "R8.10.1"), persons=leaving, destination=ABROAD)
    town.enter(plan)
    act = town.acts
    town.today = day("R8.10.20").calendar_day
    town.enter(PassingOfPlannedDate(header=ex_officio(None), persons=leaving))
    town.today = day("R8.11.21").calendar_day
    decision = town.enter(Cancellation(header=ex_officio(), act_number=act, persons=leaving))
    assert codes(decision.alerts) == ({"R-4601-06"} if whole else set())
    for number in people:
        record = town.record(number)
        assert (record.state, record.removal) == (State.PRESENT, None)
        assert (record.household_number == home) is not whole
        assert town.record(number, "R8.10.10").household_number == home
    assert {town.record(number).head_name for number in people} == {"青木　太郎"}


@pytest.mark.covers("STD-4.6.0.1", "STD-4.1.3.1.2")
def test_a_notice_that_moved_the_day_of_a_removal_is_cancelled_without_touching_the_stay() -> None:
    """Two notices: the second says a later day, the person was a resident in between; cancelled, the first counts."""
    town = Town("R8.10.20")
    number = town.settle(1)[0]
    town.enter(
        MoveOut(header=header("R8.10.10", "R8.10.10"), persons=(number,), destination=address(municipality=KODAIRA))
    )

    def heard(moved_in: str, on: str) -> MoveInNoticeReceived:
        there = address("5番", municipality=KODAIRA)
        return MoveInNoticeReceived(
            header=notice(None, on), person=number, destination=there, moved_in_on=day(moved_in)
        )

    town.enter(heard("R8.10.5", "R8.10.12"))
    first = town.record(number)
    assert town.record(number, "R8.10.6").state is State.MOVED_OUT
    town.enter(heard("R8.10.9", "R8.10.13"))
    assert town.record(number, "R8.10.6").state is State.PRESENT
    town.enter(Cancellation(header=ex_officio("R8.10.20"), act_number=town.acts, persons=(number,)))
    assert town.record(number) == first
    assert [town.record(number, on).state for on in ("R8.10.4", "R8.10.6")] == [State.PRESENT, State.MOVED_OUT]

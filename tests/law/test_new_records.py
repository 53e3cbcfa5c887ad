"""A record ends and another begins: nationality, re-making, restoration, and their cancellation."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from tests.law.builders import (
    RESIDENCE,
    Town,
    address,
    code,
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
from tests.law.cases_foreigners import LOST, naturalised, settled, taken_over_without_residence

from daicho.law import timelines
from daicho.law.commands import (
    Amendments,
    Basis,
    Cancellation,
    Destination,
    ExOfficioEntry,
    ExOfficioEntryKind,
    ExOfficioRemoval,
    FormerSurnameChanged,
    ImmigrationMatter,
    ImmigrationNotice,
    MoveInNoticeReceived,
    MoveOut,
    Mover,
    NationalityGround,
    NationalityLost,
    PassingOfPlannedDate,
    Relocation,
    Remaking,
    RemovalGround,
    ResidenceChanges,
    Restoration,
)
from daicho.law.reasons import ChangeClass, Reason
from daicho.law.records import PersonKind, Sex, State
from daicho.values.names import CommonName, FormerSurname, PersonName

if TYPE_CHECKING:
    from daicho.law.decision import Decision, PersonChange
    from daicho.values.numbers import AddresseeNumber

KEPT = (
    "addressee_number", "household_number", "birth_date", "sex", "address", "relationship", "position",
    "resident_record_code", "individual_number_ref", "address_set_on", "notified_on", "previous_address",
)  # fmt: skip
"""What STD-4.5.3 to 4.5.5 have carried over."""


def only(decision: Decision) -> PersonChange:
    (change,) = decision.changes
    return change


def lost(number: AddresseeNumber, on: str = "R8.11.10", **more: Any) -> NationalityLost:
    return NationalityLost(header=notice(on), person=number, residence=LOST, **more)


@pytest.mark.covers("STD-4.5.3", "STD-1.2.2")
def test_a_naturalisation_removes_the_foreign_record_and_makes_a_japanese_one() -> None:
    """What is to be carried over is; the day of becoming a foreign resident becomes that of becoming a resident."""
    town, number = settled(common_name=CommonName("架空　次郎"), common_name_history=(CommonName("架空　三郎"),))
    before = town.record(number)
    change = only(town.enter(naturalised(number)))
    after = town.record(number)
    assert change.reason is Reason.EX_OFFICIO_ENTRY_NATURALISATION
    assert change.closed.reason is Reason.EX_OFFICIO_REMOVAL_NATURALISATION
    assert [getattr(after, field) for field in KEPT] == [getattr(before, field) for field in KEPT]
    assert (after.kind, after.residence, after.common_name, after.common_name_history) == (
        PersonKind.JAPANESE,
        None,
        None,
        (),
    )
    assert after.became_resident_on == RESIDENCE.became_foreign_resident_on
    assert after.head_name == after.name.written == "架空　太郎"
    assert change.ex_officio


@pytest.mark.covers("STD-4.5.3", "STD-1.1.5")
def test_the_record_that_ended_is_a_removed_record_with_its_own_reason() -> None:
    """It keeps all that it said, with the day, the notice and no destination."""
    town, number = settled()
    before = town.record(number)
    closed = only(town.enter(naturalised(number))).closed.content
    assert closed.state is State.REMOVED
    assert closed.removal.reason == Reason.EX_OFFICIO_REMOVAL_NATURALISATION.value
    assert (closed.removal.event_on, closed.removal.planned_destination) == (day("R8.11.10"), None)
    assert replaced(closed, state=State.PRESENT, removal=None) == before


@pytest.mark.covers("STD-1.2.1")
def test_such_an_act_gives_two_history_numbers_and_nobody_is_away_between() -> None:
    """Removal first, then entry; on every day the person is a resident."""
    town, number = settled()
    town.enter(naturalised(number))
    lines = town.timelines[number].acts
    assert [line.history_number for line in lines] == [1, 2, 3]
    assert [line.closing for line in lines] == [False, True, False]
    assert [Reason(line.reason).change_class for line in lines[1:]] == [ChangeClass.REMOVAL, ChangeClass.ENTRY]
    assert all(town.record(number, on).state is State.PRESENT for on in ("R8.11.9", "R8.11.10", "R8.11.11"))
    assert town.record(number, "R8.11.9").kind is PersonKind.FOREIGN
    assert timelines.rebuild(number, town.log[number]) == town.timelines[number]


@pytest.mark.covers("STD-4.5.4")
def test_an_acquisition_of_nationality_is_decided_as_a_naturalisation() -> None:
    """The reason is 帰化等; without a residence on record the day of becoming a resident stays."""
    town, number = taken_over_without_residence()
    became = town.record(number).became_resident_on
    change = only(town.enter(naturalised(number, ground=NationalityGround.ACQUISITION)))
    assert change.reason is Reason.EX_OFFICIO_ENTRY_NATURALISATION
    assert change.current.became_resident_on == became


@pytest.mark.covers("STD-4.5.5")
def test_who_had_lost_the_nationality_before_becoming_a_resident_is_a_foreign_resident_since_that_day() -> None:
    """The later of the loss and of becoming a resident counts; the record of a Japanese resident ends where it began."""
    town = Town()
    (number,) = town.settle(1)
    became = town.record(number).became_resident_on
    change = only(town.enter(lost(number, "H20.5.1")))
    assert change.current.residence.became_foreign_resident_on == became
    assert change.current.became_resident_on == became
    assert (change.effective_on, change.closed.content.removal.event_on) == (became, became)
    assert town.record(number, "R5.4.1").kind is PersonKind.FOREIGN


@pytest.mark.covers("STD-1.1.6")
def test_a_japanese_record_needs_domicile_and_first_listed_person_from_its_beginning() -> None:
    """Also one made after a naturalisation."""
    town, number = settled()
    assert codes(town.ask(naturalised(number, domicile="")).errors) == {"R-116-01"}


@pytest.mark.covers("STD-4.5.5")
def test_a_loss_of_nationality_makes_a_foreign_record_since_the_later_of_two_days() -> None:
    """The loss, or becoming a resident; former surname, domicile and first-listed person are gone."""
    town, number = settled(foreign=False, former_surname=FormerSurname("鈴木", "スズキ"))
    before = town.record(number)
    change = only(town.enter(lost(number, name=PersonName(roman="AOKI TARO"))))
    after = town.record(number)
    assert (change.reason, change.closed.reason) == (
        Reason.EX_OFFICIO_ENTRY_LOSS_OF_NATIONALITY,
        Reason.EX_OFFICIO_REMOVAL_LOSS_OF_NATIONALITY,
    )
    assert [getattr(after, field) for field in KEPT] == [getattr(before, field) for field in KEPT]
    assert after.residence.became_foreign_resident_on == day("R8.11.10")
    assert (after.kind, after.name.written) == (PersonKind.FOREIGN, "AOKI TARO")
    assert (after.former_surname, after.domicile, after.first_listed_person) == (None, None, None)


@pytest.mark.covers("STD-4.5.5")
def test_the_former_days_as_a_japanese_resident_are_no_date_of_the_former_alien_registration() -> None:
    """「旧外登法による登録年月日」 is never filled with 住民となった年月日; who lost it before moving in: since the move."""
    town = Town()
    (number,) = town.settle(1, since="R8.11.10")
    after = only(town.enter(lost(number))).current
    assert after.residence.alien_registration_on is None
    assert after.residence.became_foreign_resident_on == day("R8.11.10")
    early = replaced(after, became_resident_on=day("R8.11.15"))
    assert early.residence.became_foreign_resident_on < early.became_resident_on


def test_the_day_of_becoming_a_resident_counts_where_it_is_later_than_the_loss() -> None:
    """A correction has put the residence after the day of the loss: the later day is that of the foreign resident."""
    town = Town()
    (number,) = town.settle(1, since="R8.11.10")
    opened = replaced(town.timelines[number].versions[0].content, became_resident_on=day("R8.11.12"))
    line = town.timelines[number]
    town.timelines[number] = replaced(line, versions=(replaced(line.versions[0], content=opened),))
    after = only(town.ask(lost(number))).current
    assert after.residence.became_foreign_resident_on == day("R8.11.12")


@pytest.mark.covers("STD-4.5.5")
def test_who_has_lost_the_nationality_and_does_not_stay_is_removed() -> None:
    """With the reason 職権消除(国籍喪失), and no record begins."""
    town, number = settled(foreign=False)
    command = ExOfficioRemoval(header=notice(), persons=(number,), ground=RemovalGround.LOSS_OF_NATIONALITY)
    change = only(town.enter(command))
    assert (change.reason, change.closed) == (Reason.EX_OFFICIO_REMOVAL_LOSS_OF_NATIONALITY, None)
    assert change.current.state is State.REMOVED
    assert town.ask(lost(number)).errors, "who is no resident any more has no record that could begin anew"
    town, number = settled()
    assert codes(town.ask(replaced(command, persons=(number,))).errors) == {"R-455-01"}


@pytest.mark.covers("STD-4.5.3", "STD-4.5.5", "STD-1.2.2")
@pytest.mark.parametrize(
    ("kind", "person", "reason"),
    [
        (ExOfficioEntryKind.NATURALISATION, entrant(), Reason.EX_OFFICIO_ENTRY_NATURALISATION),
        (
            ExOfficioEntryKind.LOSS_OF_NATIONALITY,
            foreigner(residence=LOST),
            Reason.EX_OFFICIO_ENTRY_LOSS_OF_NATIONALITY,
        ),
        (ExOfficioEntryKind.ORDINARY, entrant(), Reason.EX_OFFICIO_ENTRY),
    ],
)
def test_somebody_who_was_no_resident_is_entered_after_a_change_of_nationality(
    kind: ExOfficioEntryKind, person: Any, reason: Reason
) -> None:
    """One entry, no removal; a foreign resident is one since the effective date."""
    command = ExOfficioEntry(
        header=ex_officio("R8.11.1"), entrants=(person,), destination=Destination(address=address()), kind=kind
    )
    change = only(Town().enter(command))
    assert (change.reason, change.closed) == (reason, None)
    if change.current.residence is not None:
        assert change.current.residence.became_foreign_resident_on == day("R8.11.1")


@pytest.mark.covers("STD-1.1.4")
def test_a_record_is_remade_by_hand_at_any_time() -> None:
    """Items in force stay, the notes of the earlier record do not, and the day is kept."""
    town = Town()
    people = town.settle(2, since="R5.4.1")
    before = town.record(people[0])
    town.enter(
        Relocation(
            header=header("R7.4.1", "R7.4.1", notes=("通知",)),
            movers=tuple(Mover(number) for number in people),
            destination=Destination(address=address("2番")),
        )
    )
    decision = town.enter(Remaking(header=ex_officio("R8.11.1"), persons=tuple(people), ground="満欄ではない"))
    assert {change.reason for change in decision.changes} == {Reason.REMAKING_ENTRY}
    assert {change.closed.reason for change in decision.changes} == {Reason.REMAKING_REMOVAL}
    after = town.record(people[0])
    assert (after.remade_on, after.notes) == (day("R8.11.1"), ())
    assert decision.changes[0].closed.content.notes == ("通知",)
    assert after.birth_date == before.birth_date
    assert town.record(people[0], "R8.10.31").remade_on is None


@pytest.mark.covers("STD-1.1.4")
def test_no_act_remakes_a_record_by_itself() -> None:
    """「満欄による自動改製は行わないこと」: after many acts there is no 改製 but the one asked for."""
    town, number = settled(foreign=False)
    for name in "鈴木", "佐藤", "高橋", "田中":
        town.enter(
            FormerSurnameChanged(header=header(basis=Basis.REQUEST), person=number, former_surname=FormerSurname(name))
        )
    assert not any("remaking" in line.reason for line in town.timelines[number].acts)


@pytest.mark.covers("STD-1.2.2")
def test_a_lost_record_is_restored_with_what_has_to_be_put_right() -> None:
    """再製 of both classes; what is wrong with the values keeps it back."""
    town, number = settled(foreign=False)
    command = Restoration(
        header=ex_officio("R8.11.1"),
        person=number,
        ground="滅失",
        amendments=Amendments(domicile="東京都港区芝公園一丁目5番", resident_record_code=code(77).stored()),
    )
    change = only(town.enter(command))
    assert (change.reason, change.closed.reason) == (Reason.RESTORATION_ENTRY, Reason.RESTORATION_REMOVAL)
    assert change.current.domicile == "東京都港区芝公園一丁目5番"
    assert change.current.resident_record_code == code(77)
    assert codes(town.ask(command).errors) == {"R-114-01"}
    again = replaced(command, header=ex_officio("R8.11.2"))
    wrong = replaced(again, amendments=Amendments(confirmed_destination=address()))
    assert codes(town.ask(wrong).errors) == {"R-4233-03"}
    assert codes(town.ask(replaced(again, amendments=Amendments(domicile=None))).errors) == {"R-116-01"}


@pytest.mark.parametrize("on", [None, "R8.11.22"])
def test_without_a_usable_day_no_record_begins(on: str | None) -> None:
    """A blank day, or one ahead."""
    town, number = settled(foreign=False)
    decision = town.ask(Remaking(header=ex_officio(on), persons=(number,)))
    assert decision.errors
    assert not decision.changes


@pytest.mark.covers("STD-4.6.0.1")
@pytest.mark.parametrize("kind", ["naturalisation", "loss", "remaking"])
def test_cancelled_the_new_record_is_taken_back_and_the_old_one_stands_again(kind: str) -> None:
    """減 of the one that began, 増 of the one that had ended; nothing else changes, and once only."""
    town, number = settled(foreign=kind == "naturalisation")
    before = town.record(number)
    commands: dict[str, Any] = {
        "naturalisation": naturalised(number),
        "loss": lost(number),
        "remaking": Remaking(header=ex_officio("R8.11.1"), persons=(number,)),
    }
    town.enter(commands[kind])
    command = Cancellation(header=ex_officio(), act_number=town.acts, persons=(number,))
    change = only(town.enter(command))
    assert (change.closed.reason, change.reason) == (Reason.CANCELLATION_REMOVAL, Reason.CANCELLATION_ENTRY)
    assert change.closed.content.removal.reason == Reason.CANCELLATION_REMOVAL.value
    assert town.record(number) == before
    assert codes(town.ask(command).errors) == {"R-4601-02"}


@pytest.mark.covers("STD-4.6.0.1")
def test_what_came_before_a_new_record_is_cancelled_only_after_it() -> None:
    """The record that began is an entry like any other."""
    town, number = settled()
    town.enter(naturalised(number))
    command = Cancellation(header=ex_officio(), act_number=1, persons=(number,))
    assert codes(town.ask(command).errors) == {"R-4601-03"}


@pytest.mark.covers("STD-1.2.1")
def test_a_naturalisation_entered_late_holds_through_what_was_recorded_since() -> None:
    """The relocation stays; on no later day is the person a Japanese resident with a residence card."""
    town, number = settled()
    town.enter(
        Relocation(
            header=header("R8.11.1", "R8.11.1"),
            movers=(Mover(number),),
            destination=Destination(address=address("2番")),
            cards_shown=(number,),
        )
    )
    decision = town.enter(naturalised(number, on="R8.10.1"))
    assert codes(decision.alerts) == {"R-403-05"}
    after = town.record(number)
    assert (after.kind, after.residence, after.address.lot) == (PersonKind.JAPANESE, None, "2番")
    assert town.record(number, "R8.10.1").address.lot == "1番1号"


def test_a_planned_move_out_runs_on_with_the_new_record() -> None:
    """It is removed on its day as planned."""
    town, number = settled()
    destination = address(municipality="132110")
    town.enter(MoveOut(header=header("R8.12.1"), persons=(number,), destination=destination))
    town.enter(naturalised(number, on="R8.11.21"))
    record = town.record(number)
    assert (record.kind, record.removal.planned_on) == (PersonKind.JAPANESE, day("R8.12.1"))


@pytest.mark.covers("STD-4.5.3", "STD-4.5.5")
def test_the_new_kind_of_resident_is_told_to_whom_it_concerns() -> None:
    """戸籍の附票 begins or ends; the Immigration Services Agency hears of the record that ended or began."""
    town, number = settled()
    became = town.enter(naturalised(number)).effects
    told = {(effect.kind, effect.values.get("matter")) for effect in became}
    assert {("supplementary_register_notice", "entry"), ("immigration_notice", "removal")} <= told
    assert ("supplementary_register_notice", "correction") not in told
    told = {(effect.kind, effect.values.get("matter")) for effect in town.enter(lost(number, "R8.11.21")).effects}
    assert {("supplementary_register_notice", "removal"), ("immigration_notice", "entry")} <= told


def test_a_new_name_of_the_head_is_carried_by_the_household() -> None:
    """A couple: the head is naturalised under another name (STD-4.2.3.1)."""
    town = Town()
    couple = (foreigner(), foreigner(1, sex=Sex.FEMALE, relationship="縁故者"))
    town.enter(move_in(couple, effective="R6.4.1", header=header("R6.4.1", "R6.4.1")))
    head, other = town.people()
    decision = town.enter(naturalised(head))
    assert town.record(other).head_name == "架空　太郎"
    assert {change.reason for change in decision.changes if change.consequence} == {Reason.EX_OFFICIO_CORRECTION}


@pytest.mark.covers("STD-4.6.0.1")
def test_what_only_the_other_kind_of_resident_has_goes_with_the_cancelled_record() -> None:
    """The Agency's correction after a loss, the former surname after a naturalisation."""
    town, number = settled(foreign=False)
    before = town.record(number)
    town.enter(lost(number))
    act = town.acts
    town.enter(
        ImmigrationNotice(
            header=notice("R8.11.11"),
            person=number,
            matter=ImmigrationMatter.ITEMS_CHANGED,
            residence=ResidenceChanges(nationality="別の架空国"),
        )
    )
    town.enter(Cancellation(header=ex_officio(), act_number=act, persons=(number,)))
    assert town.record(number) == before
    town, number = settled()
    before = town.record(number)
    town.enter(naturalised(number))
    act = town.acts
    surname = FormerSurname("鈴木")
    town.enter(FormerSurnameChanged(header=header(basis=Basis.REQUEST), person=number, former_surname=surname))
    town.enter(Cancellation(header=ex_officio(), act_number=act, persons=(number,)))
    assert town.record(number) == before


def test_a_former_surname_recorded_late_ends_with_the_nationality() -> None:
    """Effective before the loss, entered after it: no foreign resident has one."""
    town, number = settled(foreign=False)
    town.enter(lost(number))
    early = header("R8.11.1", basis=Basis.REQUEST)
    town.enter(FormerSurnameChanged(header=early, person=number, former_surname=FormerSurname("鈴木")))
    assert town.record(number, "R8.11.9").former_surname == FormerSurname("鈴木")
    assert town.record(number).former_surname is None


def test_a_naturalisation_before_a_loss_that_is_on_record_ends_with_it() -> None:
    """Foreign, Japanese for a while, foreign again: entered in the wrong order."""
    town, number = settled(foreign=False)
    town.enter(lost(number, on="R8.11.15"))
    town.enter(naturalised(number, on="R8.11.16"))
    town.enter(lost(number, on="R8.11.20"))
    kinds = [town.record(number, on).kind for on in ("R8.11.14", "R8.11.15", "R8.11.16", "R8.11.20")]
    assert kinds == [PersonKind.JAPANESE, PersonKind.FOREIGN, PersonKind.JAPANESE, PersonKind.FOREIGN]
    town.enter(naturalised(number, on="R8.11.15"))
    assert town.record(number, "R8.11.15").residence is None
    assert town.record(number).kind is PersonKind.FOREIGN
    assert town.record(number).residence is not None


@pytest.mark.covers("STD-4.6.0.1")
def test_a_planned_move_out_falls_as_a_whole_also_where_the_record_began_anew_before_its_day() -> None:
    """Plan, naturalisation, the day's passing: either cancelled takes the other with it."""
    town, number = settled()
    destination = address(municipality="132110")
    town.enter(MoveOut(header=header("R8.12.1"), persons=(number,), destination=destination))
    plan = town.acts
    town.enter(naturalised(number, on="R8.11.21"))
    town.today = day("R8.12.1").calendar_day
    town.enter(PassingOfPlannedDate(header=ex_officio(None), persons=(number,)))
    cancel = Cancellation(header=ex_officio("R8.12.1"), act_number=town.acts, persons=(number,))
    change = only(town.ask(cancel))
    assert (change.cancels, change.cancels_also) == (plan, (town.acts,))
    assert (change.current.state, change.current.removal) == (State.PRESENT, None)


def test_a_later_stay_with_the_same_plan_is_another_matter() -> None:
    """Who left before the planned day, came back and plans the same once more: only the newer plan falls."""
    town = Town("R8.10.1")
    (number,) = town.settle(1)
    away = address(municipality="132110")
    town.enter(MoveOut(header=header("R8.12.1", "R8.10.1"), persons=(number,), destination=away))
    town.today = day("R8.10.10").calendar_day
    heard = notice(None, "R8.10.10")
    town.enter(MoveInNoticeReceived(header=heard, person=number, destination=away, moved_in_on=day("R8.10.5")))
    back = entrant(re_entry_of=number, previous_address=away)
    town.enter(move_in((back,), header=header("R8.10.10", "R8.10.10")))
    town.enter(MoveOut(header=header("R8.12.1", "R8.10.10"), persons=(number,), destination=away))
    newest = town.acts
    cancel = Cancellation(header=ex_officio("R8.10.10"), act_number=newest, persons=(number,))
    change = only(town.enter(cancel))
    assert (change.cancels, change.cancels_also) == (newest, ())
    assert codes(town.ask(replaced(cancel, act_number=2)).errors) == {"R-4601-03"}

"""Cancellation of an entry (異動の取消し(減)): a removal, which leaves a removed record (STD-1.1.5, 1.2.2, 4.6.0.1)."""

from __future__ import annotations

from typing import Any

import pytest
from tests.law.builders import (
    KODAIRA,
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

from daicho.law import timelines
from daicho.law.commands import (
    Amendments,
    Birth,
    Cancellation,
    ClericalCorrection,
    Destination,
    ExOfficioCorrection,
    MoveInNoticeReceived,
    MoveOut,
    Mover,
    PassingOfPlannedDate,
    Relocation,
)
from daicho.law.identification import content_told
from daicho.law.ordinals import start_of
from daicho.law.reasons import Reason
from daicho.law.records import Removal, State

AWAY = address("小川町1番", municipality=KODAIRA)
BEFORE, FIRST, TODAY = "R8.11.9", "R8.11.10", "R8.11.21"


def arrived(*entrants: Any, on: str = FIRST) -> tuple[Town, list[Any]]:
    """A town whose first act is the entry of some people."""
    town = Town()
    town.enter(move_in(entrants or (entrant(),), header=header(on, TODAY)))
    return town, town.people()


def cancelled(town: Town, *people: Any, act: int = 1, **more: Any) -> Any:
    """Cancel an act for people."""
    return town.enter(Cancellation(header=ex_officio(**more), act_number=act, persons=people))


def relocated(town: Town, number: Any, *, on: str = "R8.11.15", lot: str = "9番") -> None:
    """A resident relocates."""
    to = Destination(address=address(lot))
    town.enter(Relocation(header=header(on, on), movers=(Mover(number),), destination=to))


def born() -> Birth:
    """A child without a code and a number is born into the household of the first family."""
    child = entrant(
        2,
        birth_date=day(FIRST),
        resident_record_code="",
        individual_number_ref=None,
        previous_address=None,
        relationship="世帯主",
    )
    return Birth(header=notice(None), child=child, destination=Destination(address=address()))


def slips(decision: Any) -> list[str]:
    """The slips that a decision gives."""
    return [effect.values["form"] for effect in decision.effects if effect.kind == "slip"]


@pytest.mark.covers("STD-4.6.0.1", "STD-1.1.5", "STD-1.2.2", "STD-4.0.2")
def test_a_cancelled_entry_leaves_a_removed_record_from_its_first_day_on() -> None:
    """The content as it stood last; removed for that reason on the day of the cancellation; a resident on no day."""
    town, (number,) = arrived()
    before = town.record(number)
    decision = cancelled(town, number, effective="R8.11.20")
    (change,) = decision.changes
    removal = Removal(event_on=day("R8.11.20"), reason=Reason.CANCELLATION_REMOVAL.value)
    assert change.reason is Reason.CANCELLATION_REMOVAL
    assert change.current == replaced(before, state=State.REMOVED, removal=removal)
    (version,) = town.timelines[number].versions
    assert (version.since, version.until, version.content) == (start_of(day(FIRST)), None, change.current)
    assert town.record(number, BEFORE) is None
    assert [line.cancelled_by for line in town.timelines[number].acts] == [2, None]


@pytest.mark.covers("STD-4.6.0.1", "STD-1.2.1")
def test_what_was_known_before_the_cancellation_stays_known() -> None:
    """As known then the person was a resident."""
    town, (number,) = arrived()
    known = town.timelines[number]
    cancelled(town, number)
    assert timelines.rebuild(number, town.log[number][:1]) == known
    assert timelines.rebuild(number, town.log[number]) == town.timelines[number]


@pytest.mark.covers("STD-4.6.0.1")
def test_the_effects_of_a_cancelled_entry_are_those_of_a_removal() -> None:
    """The levels are told of a removal ex officio, the family register and the Immigration Services Agency likewise."""
    town, people = arrived(entrant(), foreigner(1, serial=1, relationship="妻"))
    decision = cancelled(town, *people)
    told = {(effect.person, effect.kind): effect.values for effect in decision.effects}
    for number in people:
        assert told[number, "identification_update"] == {"update_reason": "ex_officio_removal"}
        assert told[number, "in_house_notification"] == {"reason": "cancellation_removal", "passage": "removal"}
        assert (number, "signature_certificate_lapse") in told
        assert (number, "card_abolition") not in told
    assert told[people[0], "supplementary_register_notice"] == {"matter": "removal"}
    assert told[people[1], "immigration_notice"] == {"matter": "removal"}


@pytest.mark.covers("STD-4.6.0.1", "STD-4.0.4")
def test_of_two_who_came_the_one_whose_entry_stands_becomes_head() -> None:
    """The removed record keeps what it said of the household."""
    town, (head, wife) = arrived(entrant(), entrant(1, serial=1))
    decision = cancelled(town, head)
    assert "R-404-02" in codes(decision.alerts)
    assert (town.record(wife).relationship, town.record(wife).head_name) == ("世帯主", "青木　花子")
    gone = town.record(head)
    assert (gone.state, gone.relationship, gone.head_name) == (State.REMOVED, "世帯主", "青木　太郎")
    assert gone.household_number == town.record(wife).household_number


@pytest.mark.covers("STD-4.6.0.1")
def test_the_acts_that_rested_on_the_entry_are_cancelled_with_it() -> None:
    """The record keeps what they said last; none of them can be cancelled by itself any more."""
    town, (number,) = arrived()
    relocated(town, number)
    town.enter(MoveOut(header=header("R8.12.1"), persons=(number,), destination=AWAY))
    decision = cancelled(town, number)
    assert [each.values for each in decision.alerts if each.code == "R-4601-07"] == [{"count": "2"}]
    (change,) = decision.changes
    assert (change.cancels, change.cancels_also) == (1, (3, 2))
    assert [line.cancelled_by for line in town.timelines[number].acts] == [4, 4, 4, None]
    for on in (FIRST, TODAY):
        assert town.record(number, on).address == address("9番")
        assert town.record(number, on).removal.planned_on is None
    again = Cancellation(header=ex_officio(), act_number=2, persons=(number,))
    assert codes(town.ask(again).errors) == {"R-4601-02"}
    town.today = day("R8.12.1").calendar_day
    passing = PassingOfPlannedDate(header=ex_officio(None), persons=(number,))
    assert codes(town.ask(passing).errors) == {"R-115-02"}


@pytest.mark.covers("STD-4.6.0.1")
def test_neither_the_entry_nor_its_cancellation_is_cancelled_again() -> None:
    """Whoever came after all is entered again."""
    town, (number,) = arrived()
    cancelled(town, number)
    for act, refused in ((1, "R-4601-02"), (2, "R-4601-04")):
        again = Cancellation(header=ex_officio(), act_number=act, persons=(number,))
        assert codes(town.ask(again).errors) == {refused}


@pytest.mark.covers("STD-1.1.5", "STD-4.2.3.3")
def test_the_removed_record_of_a_cancelled_entry_is_kept_up() -> None:
    """A wrong entry in it is corrected, and the correction cancelled; it is no resident's."""
    town, (number,) = arrived()
    cancelled(town, number)
    before = town.record(number)
    right = Amendments(remarks="届出人の申出による", birth_date=day("S55.4.2"))
    town.enter(ClericalCorrection(header=ex_officio(None), person=number, amendments=right))
    assert town.record(number, FIRST) == replaced(before, remarks="届出人の申出による", birth_date=day("S55.4.2"))
    cancelled(town, number, act=3)
    assert town.record(number) == before
    heard = MoveInNoticeReceived(header=notice(None), person=number, destination=AWAY, moved_in_on=day("R8.11.16"))
    town.enter(heard)
    assert town.record(number).removal.confirmed_destination == AWAY
    assert town.record(number).state is State.REMOVED
    as_resident = ExOfficioCorrection(header=ex_officio(), person=number, amendments=Amendments(memo="メモ"))
    assert codes(town.ask(as_resident).errors) == {"R-401-01"}


@pytest.mark.covers("STD-4.1.1.2")
@pytest.mark.parametrize(
    ("serial", "ref", "document", "found"),
    [
        (0, "other", "AA00000009BB", "R-4112-01"),
        (7, "ref-0", "AA00000009BB", "R-4112-01"),
        (7, "other", "AA00000000BB", "R-4112-01"),
        (7, "other", "AA00000009BB", "R-4112-02"),
    ],
)
def test_whoever_returns_after_a_cancelled_entry_is_recognised(
    serial: int, ref: str, document: str, found: str
) -> None:
    """By code, individual number or number of the residence card; perhaps by name, sex and date of birth."""
    first = foreigner()
    town, (number,) = arrived(first)
    cancelled(town, number)
    residence = replaced(first.residence, document_number=document)
    again = foreigner(serial=serial, individual_number_ref=ref, residence=residence)
    findings = town.ask(move_in((again,))).findings
    assert [each.person for each in findings if each.code == found] == [number]


@pytest.mark.covers("STD-4.1.1.2", "STD-1.2.1", "STD-4.6.0.1")
@pytest.mark.parametrize("on", ["R8.11.5", FIRST, "R8.11.20"])
def test_whoever_returns_after_a_cancelled_entry_keeps_number_code_and_history(on: str) -> None:
    """Before, on and after the day of the cancelled entry; that cancelled too, the first removed record stands again."""
    town, (number,) = arrived()
    cancelled(town, number)
    removed = town.record(number)
    again = entrant(re_entry_of=number, resident_record_code="", individual_number_ref=None)
    town.enter(move_in((again,), header=header(on, TODAY)))
    record = town.record(number)
    assert town.people() == [number]
    assert (record.state, record.removal) == (State.PRESENT, None)
    assert record.resident_record_code == removed.resident_record_code
    assert record.individual_number_ref == removed.individual_number_ref
    assert [line.history_number for line in town.timelines[number].acts] == [1, 2, 3]
    assert town.record(number, on).state is State.PRESENT
    cancelled(town, number, act=3)
    assert town.record(number) == removed
    assert all(version.content.state is State.REMOVED for version in town.timelines[number].versions)
    assert town.timelines[number].versions[0].since == min(start_of(day(on)), start_of(day(FIRST)))


@pytest.mark.covers("STD-4.3.3")
def test_a_code_given_with_a_cancelled_entry_is_told_with_the_entry_that_stands() -> None:
    """The slip of the cancelled one is issued no more; whoever returns after a removal has been told long since."""
    town = Town()
    assert slips(town.enter(born())) == ["resident_record_code_notice"]
    (number,) = town.people()
    assert slips(cancelled(town, number)) == []
    once_more = replaced(born(), child=replaced(born().child, re_entry_of=number))
    assert slips(town.enter(once_more)) == ["resident_record_code_notice"]
    town.enter(MoveOut(header=header("R8.11.20", "R8.11.20"), persons=(number,), destination=AWAY))
    back = entrant(2, re_entry_of=number, birth_date=day(FIRST), resident_record_code="")
    assert slips(town.enter(move_in((back,)))) == []


@pytest.mark.covers("STD-4.6.0.1")
def test_a_cancelled_entry_of_somebody_who_returned_gives_the_removed_record_back() -> None:
    """As it was before the return; what had changed the second record falls, what was heard of the first stays."""
    town = Town()
    number = town.settle(1)[0]
    town.enter(MoveOut(header=header("R6.4.1", "R6.4.1"), persons=(number,), destination=AWAY))
    before = town.record(number)
    town.enter(move_in((entrant(re_entry_of=number),), header=header(FIRST, TODAY)))
    relocated(town, number)
    town.enter(MoveInNoticeReceived(header=notice(None), person=number, destination=AWAY, moved_in_on=day("R6.4.2")))
    decision = cancelled(town, number, act=3)
    (change,) = decision.changes
    assert (change.reason, change.cancels_also) == (Reason.CANCELLATION_REMOVAL, (4,))
    heard = {"confirmed_destination": AWAY, "moved_out_on": day("R6.4.2"), "move_in_notice_on": day(TODAY)}
    assert change.current == replaced(before, removal=replaced(before.removal, **heard))
    assert {town.record(number, on) for on in ("R6.4.10", FIRST, TODAY)} == {change.current}


@pytest.mark.covers("STD-4.6.0.1")
def test_a_stay_under_another_code_is_told_away_as_the_levels_hold_it() -> None:
    """Entered by mistake on the removed record of somebody else: nothing of that one goes out under the newcomer's code."""
    town = Town()
    number = town.settle(1)[0]
    town.enter(MoveOut(header=header("R6.4.1", "R6.4.1"), persons=(number,), destination=AWAY))
    town.enter(move_in((entrant(re_entry_of=number, serial=7, domicile="東京都港区1番地"),)))
    stay = town.record(number)
    decision = cancelled(town, number, act=3)
    (change,) = decision.changes
    assert change.current.resident_record_code == code(0)
    told = content_told(stay, change.current)
    assert told == replaced(stay, state=State.REMOVED, removal=change.current.removal)
    assert [effect.values for effect in decision.effects if effect.kind == "identification_update"] == [
        {"update_reason": "ex_officio_removal"}
    ]
    assert content_told(None, stay) == content_told(change.current, stay) == content_told(stay, stay) == stay

"""Each procedure in its normal case, in the past, and where it touches others."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.law.builders import (
    ABROAD,
    KODAIRA,
    MINATO,
    SETTINGS,
    TODAY,
    Town,
    address,
    code,
    codes,
    day,
    entrant,
    ex_officio,
    family,
    foreigner,
    header,
    move_in,
    notice,
    replaced,
)

from daicho.law.case import MissingFromSituation
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
    EntryArticle,
    ExOfficioCorrection,
    ExOfficioEntry,
    ExOfficioRemoval,
    FormerSurnameChange,
    FormerSurnameChanged,
    HouseholdChange,
    HouseholdMerge,
    HouseholdSplit,
    IndividualNumberAssigned,
    IndividualNumberChanged,
    InitialOpening,
    MinorCorrection,
    MinorGround,
    MoveInFromAbroad,
    MoveInNoticeReceived,
    MoveOut,
    Mover,
    NumberChange,
    OpeningRecord,
    PassingOfPlannedDate,
    Placement,
    Relocation,
    RemovalGround,
    ResidentRecordCodeChanged,
)
from daicho.law.deciding import decide, needs
from daicho.law.decision import Finding, Level
from daicho.law.ordinals import as_of, end_of, start_of
from daicho.law.reasons import Reason
from daicho.law.records import Sex, State
from daicho.law.situation import Situation, households_of
from daicho.values.addresses import Address, AddressKind
from daicho.values.names import CommonName, FormerSurname, PersonName

AWAY = address("小川町1番", municipality=KODAIRA)


def reasons(decision) -> list[Reason | None]:
    """The reason of each change."""
    return [change.reason for change in decision.changes]


def kinds(decision, person=None) -> list[str]:
    """The kinds of effects, of one person if named."""
    return [effect.kind for effect in decision.effects if person is None or effect.person == person]


def relocate(town: Town, people, on: str = "R8.11.21", lot: str = "9番", **more):
    """People relocate."""
    movers = tuple(Mover(each) for each in people)
    return town.enter(
        Relocation(header=header(on, "R8.11.21"), movers=movers, destination=Destination(address=address(lot)), **more)
    )


def plan(town: Town, people, on: str = "R8.12.1", **more):
    """People notify that they move to Kodaira."""
    return town.enter(MoveOut(header=header(on), persons=tuple(people), destination=AWAY, **more))


def pass_day(town: Town, people, today: str):
    """The planned day comes."""
    town.today = day(today).calendar_day
    return town.enter(PassingOfPlannedDate(header=ex_officio(None), persons=tuple(people)))


# ---- entries


@pytest.mark.covers("STD-4.1.1.1", "STD-1.1.13", "STD-4.0.2")
def test_a_family_moves_in_as_a_new_household() -> None:
    """Everyone gets a number, the head's name, a place; the day of address is the day of becoming a resident."""
    town = Town()
    decision = town.enter(move_in())
    assert reasons(decision) == [Reason.DOMESTIC_MOVE_IN] * 4
    records = [town.record(number) for number in town.people()]
    assert {record.head_name for record in records} == {"青木　太郎"}
    assert [record.position for record in records] == [1, 2, 3, 4]
    assert {record.address_set_on for record in records} == {day("R8.11.21")}
    assert {record.became_resident_on for record in records} == {day("R8.11.21")}
    assert len({record.household_number for record in records}) == 1


def test_a_move_in_is_notified_back_and_upward_and_to_the_family_register() -> None:
    """The effects of a domestic move-in with a number and a code brought along."""
    decision = Town().ask(move_in((entrant(),)))
    assert kinds(decision) == [
        "identification_update", "move_in_notice", "supplementary_register_notice", "in_house_notification",
    ]  # fmt: skip
    back = decision.effects[1]
    assert back.to == KODAIRA


def test_the_notice_goes_where_the_certificate_came_from_else_to_the_previous_address() -> None:
    """Without either there is nobody to notify."""
    without = move_in((entrant(),), certificate=None)
    assert [effect.to for effect in Town().ask(without).effects if effect.kind == "move_in_notice"] == [KODAIRA]
    nowhere = move_in((entrant(previous_address=Address(kind=AddressKind.UNKNOWN)),), certificate=None)
    assert "move_in_notice" not in kinds(Town().ask(nowhere))


@pytest.mark.covers("STD-1.1.13", "STD-5.2")
def test_newcomers_to_a_household_stand_at_its_end() -> None:
    """Whatever their relationship."""
    town = Town()
    people = town.settle(2)
    household = town.record(people[0]).household_number
    town.enter(move_in((entrant(2, serial=20),), destination=Destination(household)))
    newcomer = town.record(town.people()[-1])
    assert (newcomer.position, newcomer.household_number, newcomer.head_name) == (3, household, "青木　太郎")
    assert newcomer.address == town.record(people[0]).address


@pytest.mark.covers("STD-4.1.1.2", "STD-1.2.1")
def test_nobody_returns_before_the_stay_that_is_on_record() -> None:
    """It would be lost: an entry on any day up to the removal is refused."""
    town = Town()
    number = town.settle(1)[0]
    town.enter(MoveOut(header=header("R6.4.1", "R6.4.1"), persons=(number,), destination=AWAY))
    back = move_in((entrant(re_entry_of=number),))
    for on in ("R5.3.31", "R5.4.1", "R6.4.1"):
        assert "R-401-04" in codes(town.ask(replaced(back, header=header(on))).errors)
    assert not town.ask(replaced(back, header=header("R6.4.2"))).errors


@pytest.mark.covers("STD-4.1.1.2")
def test_who_returns_keeps_the_addressee_number_and_the_history_runs_on() -> None:
    """The removed record of the first stay stays as it was for its days."""
    town = Town()
    number = town.settle(1)[0]
    town.enter(MoveOut(header=header("R6.4.1", "R6.4.1"), persons=(number,), destination=AWAY))
    town.enter(move_in((entrant(re_entry_of=number, resident_record_code=""),)))
    timeline = town.timelines[number]
    assert town.people() == [number]
    assert [line.history_number for line in timeline.acts] == [1, 2, 3]
    assert town.record(number, "R7.1.1").state is State.MOVED_OUT
    assert town.record(number).state is State.PRESENT
    assert town.record(number).resident_record_code == code(0)
    assert len(households_of(timeline, 0)) == 2
    assert len(households_of(timeline, as_of(TODAY))) == 1


def test_two_people_of_one_command_may_not_bring_the_same_code() -> None:
    """The second is refused."""
    command = move_in((entrant(), entrant(1, serial=0)))
    assert "R-431-02" in codes(Town().ask(command).errors)


@pytest.mark.covers("STD-4.1.1.4")
def test_a_move_in_with_moves_not_notified_marks_the_newest_address() -> None:
    """（未届） stands at its end, once."""
    town = Town()
    abroad = entrant(1, previous_address=Address(kind=AddressKind.UNKNOWN, text="不明"))
    nowhere = entrant(2, previous_address=None)
    command = move_in((entrant(), abroad, nowhere), moves_not_notified=True)
    town.enter(command)
    written = [town.record(number).previous_address for number in town.people()]
    assert written[0].written.endswith("1333番地\uff08未届\uff09")
    assert written[0].municipality_code == KODAIRA
    assert written[1].written == "不明\uff08未届\uff09"
    assert written[2] is None


@pytest.mark.covers("STD-4.5.1", "STD-4.5.2", "STD-4.1.0.1")
@pytest.mark.parametrize("article", list(EntryArticle))
def test_a_move_in_from_abroad_gets_a_code_and_asks_for_a_number(article: EntryArticle) -> None:
    """The previous address may be blank under Articles 30-46 and 30-47."""
    before = ABROAD if article is EntryArticle.ARTICLE_22 else None
    person = foreigner(previous_address=before, resident_record_code="", individual_number_ref=None)
    town = Town()
    command = MoveInFromAbroad(
        header=header(), entrants=(person,), destination=Destination(address=address()), article=article
    )
    decision = town.enter(command)
    assert not decision.findings
    assert reasons(decision) == [Reason.MOVE_IN_FROM_ABROAD]
    assert {"individual_number_request", "slip"} <= set(kinds(decision))
    assert town.record(town.people()[0]).resident_record_code == code(900_000)


def test_a_move_in_from_abroad_states_where_from() -> None:
    """Under Article 22 the missing address is an alert."""
    command = MoveInFromAbroad(
        header=header(), entrants=(entrant(previous_address=None),), destination=Destination(address=address())
    )
    assert codes(Town().ask(command).alerts) == {"R-4111-04"}


@pytest.mark.covers("STD-4.2.1.2")
def test_a_child_enters_its_household_on_the_day_of_its_birth() -> None:
    """Ex officio, with a code from the pool and a request for its number."""
    town = Town()
    parents = town.settle(2)
    child = entrant(
        2, birth_date=day("R8.11.3"), resident_record_code="", individual_number_ref=None, previous_address=None
    )
    household = town.record(parents[0]).household_number
    decision = town.enter(Birth(header=notice(None), child=child, destination=Destination(household)))
    number = town.people()[-1]
    assert reasons(decision) == [Reason.BIRTH]
    assert decision.changes[0].ex_officio
    assert "individual_number_request" in kinds(decision)
    assert town.record(number, "R8.11.2") is None
    assert town.record(number, "R8.11.3").became_resident_on == day("R8.11.3")
    answer = IndividualNumberAssigned(header=ex_officio(), person=number, individual_number_ref="ref-new")
    assigned = town.enter(answer)
    assert reasons(assigned) == [Reason.INDIVIDUAL_NUMBER_EX_OFFICIO_ENTRY]
    assert town.record(number).individual_number_ref == "ref-new"
    assert town.record(number, "R8.11.20").individual_number_ref is None


def test_a_birth_and_a_death_on_one_day_leave_a_record_that_is_not_empty() -> None:
    """Two ordinals a day."""
    town = Town()
    parents = town.settle(2)
    child = entrant(
        2, birth_date=day("R8.11.3"), resident_record_code="", individual_number_ref=None, previous_address=None
    )
    household = town.record(parents[0]).household_number
    town.enter(Birth(header=notice(None), child=child, destination=Destination(household)))
    number = town.people()[-1]
    town.enter(Death(header=notice("R8.11.3"), person=number))
    states = [version.content.state for version in town.timelines[number].versions]
    assert states == [State.PRESENT, State.DIED]


def test_a_birth_on_an_unknown_day_or_a_day_no_calendar_has_is_entered() -> None:
    """STD-1.1.8 permits both for births; a birth ahead of today is refused."""
    town = Town()
    parents = town.settle(2)
    destination = Destination(town.record(parents[0]).household_number)
    values = {"resident_record_code": "", "individual_number_ref": None, "previous_address": None}
    unknown = Birth(
        header=notice(None), child=entrant(2, birth_date=day("令和8年10月頃"), **values), destination=destination
    )
    assert not town.ask(unknown).errors
    odd = Birth(header=notice(None), child=entrant(2, birth_date=day("R7.2.29"), **values), destination=destination)
    assert not town.ask(odd).errors
    ahead = Birth(header=notice(None), child=entrant(2, birth_date=day("R8.11.22"), **values), destination=destination)
    assert codes(town.ask(ahead).errors) == {"R-403-01"}


@pytest.mark.covers("STD-4.2.1.1", "STD-4.2.0.1")
def test_an_ex_officio_entry_may_come_from_nowhere_known() -> None:
    """住所設定: the address before is unknown."""
    town = Town()
    person = entrant(previous_address=Address(kind=AddressKind.UNKNOWN))
    command = ExOfficioEntry(header=ex_officio(), entrants=(person,), destination=Destination(address=address()))
    decision = town.enter(command)
    assert reasons(decision) == [Reason.EX_OFFICIO_ENTRY]
    assert town.record(town.people()[0]).previous_address.written == "不明"


@pytest.mark.parametrize(
    "command",
    [
        MoveInFromAbroad(header=header("R8.11.22"), entrants=family(1), destination=Destination(address=address())),
        ExOfficioEntry(header=ex_officio("R8.11.22"), entrants=family(1), destination=Destination(address=address())),
        InitialOpening(header=ex_officio(None), records=()),
    ],
)
def test_an_entry_on_an_impossible_day_goes_no_further(command) -> None:
    """The day is checked before anything else."""
    decision = Town().ask(command)
    assert decision.errors
    assert not decision.changes


# ---- relocations


@pytest.mark.covers("STD-4.0.1")
def test_a_whole_household_keeps_its_number_when_it_relocates() -> None:
    """And its order."""
    town = Town()
    people = town.settle()
    before = town.record(people[0]).household_number
    decision = relocate(town, people)
    assert {town.record(each).household_number for each in people} == {before}
    assert [town.record(each).position for each in people] == [1, 2, 3, 4]
    assert kinds(decision, people[0]) == [
        "identification_update", "signature_certificate_lapse", "card_update", "supplementary_register_notice",
        "in_house_notification",
    ]  # fmt: skip
    assert town.record(people[0], "R8.11.20").address == address()


@pytest.mark.covers("STD-4.0.4", "STD-4.0.5")
def test_the_last_member_becomes_head_when_the_head_relocates() -> None:
    """A change of head ex officio, separate from the relocation, with its notice."""
    town = Town()
    head, wife = town.settle(2)
    decision = relocate(town, [head])
    assert reasons(decision) == [Reason.RELOCATION, Reason.CHANGE_OF_HEAD]
    assert decision.changes[1].ex_officio
    assert decision.changes[1].consequence
    assert (town.record(wife).relationship, town.record(wife).head_name) == ("世帯主", "青木　花子")
    slips = [effect for effect in decision.effects if effect.kind == "slip"]
    assert [(slip.person, slip.values["form"]) for slip in slips] == [(wife, "notice_of_change_of_head")]


@pytest.mark.covers("STD-4.0.4", "STD-4.0.5", "STD-1.1.10")
def test_several_who_stay_have_no_head_until_one_is_named() -> None:
    """世帯主未設定, and the foremost member is asked."""
    town = Town()
    people = town.settle(4)
    decision = relocate(town, people[:1])
    assert {(town.record(each).relationship, town.record(each).head_name) for each in people[1:]} == {(None, None)}
    slips = [effect.person for effect in decision.effects if effect.kind == "slip"]
    assert slips == [people[1]]
    town.enter(
        ChangeOfHead(
            header=header(),
            household_number=town.record(people[1]).household_number,
            placements=(Placement(people[1], "世帯主"), Placement(people[2], "子"), Placement(people[3], "子")),
        )
    )
    assert [town.record(each).head_name for each in people[1:]] == ["青木　花子"] * 3
    assert [town.record(each).position for each in people[1:]] == [1, 2, 3]


def test_a_member_who_joins_another_household_stands_at_its_end() -> None:
    """With the relationship stated for it."""
    town = Town()
    first, second = town.settle(2), town.settle(2, first=20, destination=Destination(address=address("3番")))
    target = town.record(first[0]).household_number
    notes = ("転居前 勝瀬3番",)
    town.enter(
        Relocation(
            header=header(notes=notes),
            movers=(Mover(second[1], "同居人"),),
            destination=Destination(household_number=target),
        )
    )
    record = town.record(second[1])
    assert (record.relationship, record.position, record.head_name) == ("同居人", 3, "青木　太郎")
    assert record.notes == notes


def test_a_relocation_that_leaves_the_new_household_without_a_head_is_alerted() -> None:
    """A child moves into a household of its own and is said to stay 子."""
    town = Town()
    people = town.settle(3)
    movers = (Mover(people[2], "子"),)
    command = Relocation(header=header(), movers=movers, destination=Destination(address=address("8番")))
    assert codes(town.ask(command).alerts) == {"R-1110-02"}


@pytest.mark.covers("STD-1.2.1")
def test_a_relocation_in_the_past_holds_until_the_next_one() -> None:
    """The later relocation stands, the earlier days are re-split, and what was known stays in the history."""
    town = Town()
    people = town.settle(2)
    relocate(town, people, "R8.6.1", lot="6番")
    relocate(town, people, "R8.3.1", lot="3番")
    lots = [town.record(people[0], on).address.lot for on in ("R8.2.1", "R8.4.1", "R8.7.1")]
    assert lots == ["1番1号", "3番", "6番"]


def test_a_correction_in_the_past_runs_through_later_changes_of_other_matters() -> None:
    """The name is corrected over the whole stay, the relocation between stays."""
    town = Town()
    people = town.settle(2)
    relocate(town, people, "R8.6.1", lot="6番")
    name = PersonName("青木", "多郎", "アオキ", "タロウ")
    decision = town.enter(
        ClericalCorrection(header=ex_officio(None), person=people[0], amendments=Amendments(name=name))
    )
    assert codes(decision.alerts) == {"R-403-05"}
    for on, lot in (("R5.5.1", "1番1号"), ("R8.7.1", "6番")):
        assert town.record(people[0], on).name == name
        assert town.record(people[0], on).address.lot == lot
        assert town.record(people[1], on).head_name == "青木　多郎"


# ---- moves out


@pytest.mark.covers("STD-4.1.3.0.1", "STD-1.1.5")
def test_until_the_planned_day_the_record_stays_with_the_planned_items() -> None:
    """A resident and a member of the household, with the head's name."""
    town = Town()
    people = town.settle(2)
    decision = plan(town, people)
    assert reasons(decision) == [Reason.DOMESTIC_MOVE_OUT] * 2
    record = town.record(people[0])
    assert record.state is State.PRESENT
    assert record.removal.planned_destination == AWAY
    assert record.removal.planned_on == day("R8.12.1")
    assert record.removal.event_on is None
    assert kinds(decision, people[0]) == ["identification_update", "in_house_notification", "planned_removal", "slip"]
    assert [effect.due for effect in decision.effects if effect.kind == "planned_removal"] == ["2026-12-01"] * 2


@pytest.mark.covers("STD-1.1.5")
def test_the_planned_day_passes_and_the_removed_record_is_made() -> None:
    """On that day, not before, and its effects fire then."""
    town = Town()
    people = town.settle(2)
    plan(town, people)
    decision = pass_day(town, people, "R8.12.3")
    assert reasons(decision) == [Reason.DOMESTIC_MOVE_OUT] * 2
    assert town.record(people[0], "R8.11.30").state is State.PRESENT
    gone = town.record(people[0], "R8.12.1")
    assert (gone.state, gone.removal.event_on) == (State.MOVED_OUT, day("R8.12.1"))
    assert decision.changes[0].effective_on == day("R8.12.1")
    assert {"identification_update", "signature_certificate_lapse"} <= set(kinds(decision, people[0]))


def test_a_planned_move_out_of_the_head_with_several_staying_is_alerted_at_once() -> None:
    """The household stays in order until the day has come; then it has no head."""
    town = Town()
    people = town.settle(4)
    assert codes(plan(town, people[:1]).alerts) == {"R-404-01"}
    assert town.record(people[1]).head_name == "青木　太郎"
    pass_day(town, people[:1], "R8.12.1")
    assert town.record(people[1]).head_name is None


@pytest.mark.covers("STD-4.1.3.0.1", "STD-4.1.3.0.3")
def test_a_move_out_notified_too_late_is_recorded_ex_officio_with_the_other_certificate() -> None:
    """After fourteen days."""
    town = Town()
    people = town.settle(1)
    late = town.ask(MoveOut(header=header("R8.11.6"), persons=tuple(people), destination=AWAY))
    assert late.changes[0].ex_officio
    assert [effect.values for effect in late.effects if effect.kind == "slip"] == [
        {"form": "certificate_equal_to_move_out"}
    ]
    timely = town.ask(MoveOut(header=header("R8.11.7"), persons=tuple(people), destination=AWAY))
    assert not timely.changes[0].ex_officio
    assert [effect.values for effect in timely.effects if effect.kind == "slip"] == [{"form": "move_out_certificate"}]


@pytest.mark.covers("STD-4.1.3.0.4")
def test_a_special_move_out_sends_its_data_and_prints_no_certificate() -> None:
    """To the municipality moved to, where it is known."""
    town = Town()
    people = town.settle(1)
    decision = plan(town, people, special=True)
    assert [effect.to for effect in decision.effects if effect.kind == "move_out_certificate_data"] == [KODAIRA]
    assert "slip" not in kinds(decision)


@pytest.mark.covers("STD-4.1.3.0.2")
def test_a_move_out_abroad_ends_card_and_certificates() -> None:
    """Reason 国外転出; no certificate of move-out."""
    town = Town()
    people = town.settle(1)
    decision = town.enter(MoveOut(header=header("R8.11.20"), persons=tuple(people), destination=ABROAD))
    assert reasons(decision) == [Reason.MOVE_OUT_ABROAD]
    assert {"authentication_certificate_lapse", "card_abolition"} <= set(kinds(decision))
    assert "slip" not in kinds(decision)


@pytest.mark.parametrize("on", ["R8.11.20", "R8.12.1"])
def test_a_move_out_that_cannot_be_goes_no_further(on: str) -> None:
    """Of nobody, or of somebody who is gone; on a day that no calendar has."""
    town = Town()
    assert codes(town.ask(MoveOut(header=header(on), persons=(), destination=AWAY)).errors) == {"R-401-03"}
    number = town.settle(1)[0]
    town.enter(Death(header=notice("R8.11.1"), person=number))
    assert codes(town.ask(MoveOut(header=header(on), persons=(number,), destination=AWAY)).errors) == {"R-401-01"}
    unknown = MoveOut(header=header("令和8年11月頃"), persons=(number,), destination=AWAY)
    assert codes(town.ask(unknown).errors) == {"R-403-03"}


# ---- notices


def notice_of(number, moved_in: str, dated: str = "R8.11.21", lot: str = "5番") -> MoveInNoticeReceived:
    """A move-in notice from Kodaira."""
    destination = address(lot, municipality=KODAIRA)
    return MoveInNoticeReceived(
        header=notice(None, dated), person=number, destination=destination, moved_in_on=day(moved_in)
    )


@pytest.mark.covers("STD-4.1.3.1.1", "STD-1.1.5")
def test_a_notice_before_the_planned_day_makes_the_removed_record_on_the_earlier_day() -> None:
    """Planned and confirmed values stand side by side."""
    town = Town()
    number = town.settle(1)[0]
    plan(town, [number])
    decision = town.enter(notice_of(number, "R8.11.20"))
    assert reasons(decision) == [Reason.DOMESTIC_MOVE_OUT]
    removal = town.record(number).removal
    assert (removal.planned_on, removal.moved_out_on, removal.event_on) == (
        day("R8.12.1"), day("R8.11.20"), day("R8.12.1"),
    )  # fmt: skip
    assert removal.planned_destination == AWAY
    assert removal.confirmed_destination.lot == "5番"
    assert town.record(number, "R8.11.19").state is State.PRESENT
    assert town.record(number, "R8.11.20").state is State.MOVED_OUT


@pytest.mark.covers("STD-4.1.3.1.1", "STD-1.1.5")
@pytest.mark.parametrize(("moved_in", "removed_on"), [("R8.12.3", "R8.12.1"), ("R8.11.28", "R8.11.28")])
def test_a_notice_after_the_planned_day_moves_the_removal_only_back(moved_in: str, removed_on: str) -> None:
    """The earlier of the two days counts, in either order of arrival."""
    town = Town()
    number = town.settle(1)[0]
    plan(town, [number])
    pass_day(town, [number], "R8.12.5")
    decision = town.enter(notice_of(number, moved_in, "R8.12.5"))
    assert reasons(decision) == [Reason.EX_OFFICIO_CORRECTION]
    removal_ordinal = next(v.since for v in town.timelines[number].versions if v.content.state is State.MOVED_OUT)
    assert removal_ordinal == end_of(day(removed_on))
    assert town.record(number).removal.moved_out_on == day(moved_in)
    assert town.record(number).removal.planned_on == day("R8.12.1")


@pytest.mark.covers("STD-4.1.3.1.2")
def test_of_several_notices_the_newest_counts() -> None:
    """A newer one corrects the day, also to a later one; an older one changes nothing."""
    town = Town()
    number = town.settle(1)[0]
    plan(town, [number])
    town.today = day("R8.12.5").calendar_day
    town.enter(notice_of(number, "R8.11.22", "R8.12.1"))
    town.enter(notice_of(number, "R8.11.25", "R8.12.2", lot="6番"))
    assert town.record(number, "R8.11.24").state is State.PRESENT
    assert town.record(number, "R8.11.24").removal.confirmed_destination is None
    assert town.record(number, "R8.11.25").removal.confirmed_destination.lot == "6番"
    old = town.enter(notice_of(number, "R8.11.22", "R8.12.1"))
    assert not old.changes
    assert codes(old.alerts) == {"R-41312-01"}
    same_day = town.enter(notice_of(number, "R8.11.25", "R8.12.2", lot="7番"))
    assert same_day.changes


def test_a_notice_for_somebody_removed_ex_officio_only_fills_in_where_to() -> None:
    """実態調査等により職権で消除した者 (STD-4.1.3.1.1)."""
    town = Town()
    number = town.settle(1)[0]
    ground = RemovalGround.WHEREABOUTS_UNKNOWN
    town.enter(ExOfficioRemoval(header=ex_officio("R8.10.1"), persons=(number,), ground=ground))
    town.enter(notice_of(number, "R8.9.1"))
    assert town.record(number, "R8.9.15").state is State.PRESENT
    assert town.record(number).state is State.REMOVED
    assert town.record(number).removal.moved_out_on == day("R8.9.1")


def test_a_notice_goes_to_the_earlier_stay_of_somebody_who_has_returned() -> None:
    """It arrives after the person came back."""
    town = Town()
    number = town.settle(1)[0]
    town.enter(MoveOut(header=header("R8.6.1", "R8.6.1"), persons=(number,), destination=AWAY))
    town.enter(move_in((entrant(re_entry_of=number),), effective="R8.11.1", header=header("R8.11.10")))
    town.enter(notice_of(number, "R8.6.2"))
    assert town.record(number, "R8.7.1").removal.moved_out_on == day("R8.6.2")
    assert town.record(number).removal is None


def test_a_notice_that_tells_of_the_future_is_refused() -> None:
    """Nobody has moved in tomorrow; and a dead person's record takes none."""
    town = Town()
    number = town.settle(1)[0]
    plan(town, [number])
    assert codes(town.ask(notice_of(number, "R8.11.22")).errors) == {"R-403-01"}
    town.enter(Death(header=notice("R8.11.20"), person=number))
    assert codes(town.ask(notice_of(number, "R8.11.20")).errors) == {"R-41311-01"}


# ---- deaths and ex officio removals


@pytest.mark.covers("STD-4.2.2.1")
def test_a_death_makes_a_removed_record_and_ends_everything() -> None:
    """On the day of death; the widow becomes head."""
    town = Town()
    head, wife = town.settle(2)
    decision = town.enter(Death(header=notice("R8.11.3"), person=head))
    assert reasons(decision) == [Reason.DEATH, Reason.CHANGE_OF_HEAD]
    assert town.record(head, "R8.11.2").state is State.PRESENT
    assert town.record(head, "R8.11.3").state is State.DIED
    assert town.record(head).removal.event_on == day("R8.11.3")
    assert {"authentication_certificate_lapse", "card_abolition"} <= set(kinds(decision, head))
    assert town.record(wife, "R8.11.3").relationship == "世帯主"


@pytest.mark.covers("STD-1.1.8")
@pytest.mark.parametrize("on", ["令和8年10月頃", "令和8年11月1日から5日頃までの間", "年月日不詳"])
def test_a_death_on_an_unknown_day_ends_the_record_by_its_latest_day(on: str) -> None:
    """At the latest on the day on which it became known."""
    town = Town()
    number = town.settle(1)[0]
    town.enter(Death(header=notice(on), person=number))
    assert town.record(number).state is State.DIED
    assert town.record(number).removal.event_on == day(on)


def test_a_death_in_the_past_overrides_what_was_planned_since() -> None:
    """The planned move-out is gone from the removed record."""
    town = Town()
    number = town.settle(1)[0]
    plan(town, [number])
    decision = town.enter(Death(header=notice("R8.11.3"), person=number))
    assert codes(decision.alerts) == {"R-403-05"}
    assert town.record(number).removal.planned_on is None
    assert codes(town.ask(Death(header=notice("R8.11.22"), person=number)).errors) == {"R-403-01"}


@pytest.mark.covers("STD-1.1.5", "STD-1.2.1")
@pytest.mark.parametrize("removal", ["death", "disappearance", "move-out"])
def test_a_removal_before_a_relocation_leaves_the_address_of_its_day(removal: str) -> None:
    """The removed record is frozen as it stood on the day of removal; the clerk is told of the relocation."""
    town = Town()
    head, wife = town.settle(2)
    relocate(town, [head, wife], "R8.11.10")
    town.enter(ResidentRecordCodeChanged(header=header("R8.11.12", basis=Basis.REQUEST), person=head))
    commands = {
        "death": Death(header=notice("R8.11.5"), person=head),
        "disappearance": ExOfficioRemoval(
            header=notice("R8.11.5"), persons=(head,), ground=RemovalGround.DISAPPEARANCE
        ),
        "move-out": MoveOut(header=header("R8.11.5"), persons=(head,), destination=AWAY),
    }
    new_code = town.record(head).resident_record_code
    decision = town.enter(commands[removal])
    assert "R-403-05" in codes(decision.alerts)
    history_row = next(change.current for change in decision.changes if change.addressee_number == head)
    for record in (history_row, town.record(head), town.record(head, "R8.11.5"), town.record(head, "R8.11.11")):
        assert record.state is not State.PRESENT
        assert record.address == address()
        assert record.address_set_on == day("R5.4.1")
    assert town.record(head).resident_record_code == new_code, "a code that was replaced never stands again"
    assert town.record(wife).address == address("9番")
    assert [town.record(wife, on).relationship for on in ("R8.11.4", "R8.11.5", "R8.11.10")] == [
        "妻",
        "世帯主",
        "世帯主",
    ]


@pytest.mark.covers("STD-4.6.0.1", "STD-4.0.4")
def test_a_cancelled_death_gives_back_the_later_relocation_and_every_household() -> None:
    """What stood before stands again, of all: the household left, and the one that the relocation had made."""
    town = Town()
    head, wife, child = town.settle(3)
    relocate(town, [head, wife], "R8.11.10")
    days = ("R8.11.4", "R8.11.5", "R8.11.6", "R8.11.9", "R8.11.10", "R8.11.21")
    before = [town.record(each, on) for each in (head, wife, child) for on in days]
    assert [town.record(each).relationship for each in (head, wife, child)] == ["世帯主", "妻", "世帯主"]
    town.enter(Death(header=notice("R8.11.5"), person=head))
    assert [town.record(each, "R8.11.6").relationship for each in (wife, child)] == [None, None]
    assert town.record(wife).relationship == "世帯主", "alone in the new household from the relocation on"
    assert town.record(wife).head_name == town.record(wife).name.written
    assert town.record(child).relationship == "世帯主"
    cancel(town, 3, [head])
    assert [town.record(each, on) for each in (head, wife, child) for on in days] == before


def test_a_notice_that_moves_a_removal_back_before_a_relocation_freezes_it_there() -> None:
    """The earlier day counts, so what was dated after it never was the resident's address."""
    town = Town()
    number = town.settle(1)[0]
    relocate(town, [number], "R8.11.10")
    town.enter(MoveOut(header=header("R8.11.15"), persons=(number,), destination=AWAY))
    assert town.record(number).address == address("9番")
    town.enter(MoveInNoticeReceived(header=notice(None), person=number, destination=AWAY, moved_in_on=day("R8.11.8")))
    assert town.record(number, "R8.11.8").state is State.MOVED_OUT
    assert {town.record(number, on).address for on in ("R8.11.9", "R8.11.12", "R8.11.21")} == {address()}


@pytest.mark.covers("STD-4.2.2.2")
def test_a_disappearance_may_have_an_unknown_day_but_no_other_removal() -> None:
    """失踪 is among the dates of 1.1.8."""
    town = Town()
    number = town.settle(1)[0]
    values = {"header": ex_officio("令和8年頃"), "persons": (number,)}
    disappearance = ExOfficioRemoval(**values, ground=RemovalGround.DISAPPEARANCE)
    decision = town.ask(disappearance)
    assert reasons(decision) == [Reason.EX_OFFICIO_REMOVAL]
    inspected = ExOfficioRemoval(**values, ground=RemovalGround.WHEREABOUTS_UNKNOWN)
    assert codes(town.ask(inspected).errors) == {"R-403-03"}


# ---- corrections


@pytest.mark.covers("STD-4.2.3.3", "STD-1.2.1")
def test_a_clerical_correction_adds_to_the_history_and_never_overwrites() -> None:
    """The wrong entry stays with its act."""
    town = Town()
    number = town.settle(1)[0]
    wrong = town.record(number).name
    right = PersonName("青木", "太朗", "アオキ", "タロウ")
    decision = town.enter(ClericalCorrection(header=ex_officio(None), person=number, amendments=Amendments(name=right)))
    assert reasons(decision) == [Reason.CLERICAL_CORRECTION]
    first, second = town.timelines[number].acts
    assert first.pieces[0].content.name == wrong
    assert second.changed[0].content.name == wrong
    assert second.pieces[0].content.name == right
    assert town.record(number, "R5.4.1").name == right


@pytest.mark.covers("STD-4.2.3.1")
def test_the_heads_corrected_name_is_carried_to_every_member_ex_officio() -> None:
    """As changes of their own."""
    town = Town()
    people = town.settle(3)
    name = PersonName("靑木", "太郎", "アオキ", "タロウ")
    decision = town.enter(
        ClericalCorrection(header=ex_officio(None), person=people[0], amendments=Amendments(name=name))
    )
    assert reasons(decision) == [Reason.CLERICAL_CORRECTION, *[Reason.EX_OFFICIO_CORRECTION] * 2]
    assert all(change.ex_officio and change.consequence for change in decision.changes[1:])
    assert {town.record(each).head_name for each in people} == {"靑木　太郎"}


AMENDED = {
    "name": PersonName("木青", "太郎"), "birth_date": day("S55.4.2"), "sex": Sex.FEMALE, "address": address("2番"),
    "became_resident_on": day("R5.4.2"), "address_set_on": day("R5.4.2"), "notified_on": day("R5.4.3"),
    "resident_record_code": code(70).stored(), "individual_number_ref": "ref-9", "position": 5, "former_surname": None,
    "common_name": None, "domicile": "なし", "first_listed_person": "なし", "previous_address": None,
    "last_registered_address": AWAY, "notes": ("留意",), "remarks": "備考", "memo": "メモ", "guardianship": True,
    "relationship": "世帯主", "planned_destination": address("8番", municipality=KODAIRA), "confirmed_destination": AWAY,
    "event_on": day("R8.11.2"),
}  # fmt: skip


@pytest.mark.covers("STD-4.2.3.3")
@pytest.mark.parametrize("field", sorted(set(AMENDED) - {"former_surname", "common_name", "relationship"}))
def test_any_field_can_be_corrected(field: str) -> None:
    """And nothing else changes with it."""
    town = Town()
    number = town.settle(1)[0]
    if field in {"planned_destination", "confirmed_destination", "event_on"}:
        town.enter(MoveOut(header=header("R8.11.1", "R8.11.1"), persons=(number,), destination=AWAY))
    before = town.record(number)
    amendments = Amendments(**{field: AMENDED[field]})
    decision = town.enter(ClericalCorrection(header=ex_officio(None), person=number, amendments=amendments))
    after = town.record(number)
    held = after.removal if field in {"planned_destination", "confirmed_destination", "event_on"} else after
    expected = code(70) if field == "resident_record_code" else AMENDED[field]
    assert getattr(held, field) == expected
    differing = {name for name in before.__struct_fields__ if getattr(before, name) != getattr(after, name)}
    allowed = {field, "head_name"} if field == "name" else {field}
    assert differing <= (allowed if held is after else {"removal"})
    assert decision.changes[0].reason is Reason.CLERICAL_CORRECTION


@pytest.mark.covers("STD-4.2.3.3", "STD-1.1.8")
def test_an_era_that_was_written_wrongly_can_be_corrected() -> None:
    """明治45年7月30日 and 大正元年7月30日 are one day, and yet not the same entry."""
    town = Town()
    town.enter(
        move_in((entrant(birth_date=day("大正元年7月30日")),), effective="R5.4.1", header=header("R5.4.1", "R5.4.1"))
    )
    number = town.people()[0]
    correction = ClericalCorrection(
        header=ex_officio(None), person=number, amendments=Amendments(birth_date=day("明治45年7月30日"))
    )
    assert town.enter(correction).changes
    assert town.record(number).birth_date.wareki() == "明治45年7月30日"
    assert codes(town.ask(correction).errors) == {"R-4233-01"}


def test_a_correction_of_a_code_or_relationship_is_checked_like_an_entry() -> None:
    """A wrong check digit and a word outside the grammar are refused; a move to another household is possible."""
    town = Town()
    first, second = town.settle(1), town.settle(1, first=20)

    def errors(**amended) -> set[str]:
        command = ClericalCorrection(header=ex_officio(None), person=second[0], amendments=Amendments(**amended))
        return codes(town.ask(command).errors)

    assert errors(resident_record_code="12345678901") >= {"R-431-01"}
    assert errors(resident_record_code=code(0).stored()) == {"R-431-02"}
    assert "R-1111-01" in errors(relationship="孫")
    household = town.record(first[0]).household_number
    assert errors(household_number=household) == {"R-1110-01"}
    assert errors(household_number=household, relationship="同居人") == set()


@pytest.mark.covers("STD-1.1.6")
@pytest.mark.parametrize("item", ["birth_date", "address", "became_resident_on"])
def test_a_correction_never_makes_blank_what_a_record_always_has(item: str) -> None:
    """The item is refused by name, alone or beside others that are right."""
    town = Town()
    number = town.settle(1)[0]
    for more in ({}, {"memo": "メモ"}):
        for kind in (ClericalCorrection, ExOfficioCorrection):
            asked = town.ask(kind(header=ex_officio(), person=number, amendments=Amendments(**{item: None}, **more)))
            assert [(finding.code, finding.field) for finding in asked.errors] == [("R-116-01", item)]


def test_a_correction_on_a_wrong_day_goes_no_further() -> None:
    """Tomorrow cannot be corrected."""
    town = Town()
    number = town.settle(1)[0]
    correction = ClericalCorrection(header=ex_officio("R8.11.22"), person=number, amendments=Amendments(memo="メモ"))
    assert codes(town.ask(correction).errors) == {"R-403-01"}
    assert codes(
        town.ask(
            IndividualNumberAssigned(header=ex_officio("R8.11.22"), person=number, individual_number_ref="x")
        ).errors
    ) == {"R-403-01"}


def test_a_correction_of_a_removed_record_leaves_the_days_as_a_resident_alone() -> None:
    """除票の誤記: the destination was written down wrongly."""
    town = Town()
    number = town.settle(1)[0]
    town.enter(MoveOut(header=header("R8.11.1", "R8.11.1"), persons=(number,), destination=AWAY))
    right = address("小川町2番", municipality=KODAIRA)
    correction = ClericalCorrection(
        header=ex_officio("R8.11.1"), person=number, amendments=Amendments(planned_destination=right)
    )
    town.enter(correction)
    assert town.record(number, "R8.10.31").removal is None
    assert town.record(number).removal.planned_destination == right
    assert codes(town.ask(correction).errors) == {"R-4233-01"}


def test_a_removed_record_whose_day_of_removal_is_its_only_day_is_corrected_there() -> None:
    """Somebody who was removed on the day of entry; the record begins at the end of no other day."""
    town = Town()
    number = town.settle(1)[0]
    town.enter(MoveOut(header=header("R5.4.1", "R5.4.1"), persons=(number,), destination=AWAY))
    town.enter(ClericalCorrection(header=ex_officio("R5.4.1"), person=number, amendments=Amendments(memo="メモ")))
    assert town.record(number).memo == "メモ"


# ---- households


@pytest.mark.covers("STD-4.1.4.1")
def test_households_split_merge_and_exchange_members_without_a_change_of_address() -> None:
    """Each with its own reason."""
    town = Town()
    people = town.settle(4)
    split = town.enter(HouseholdSplit(header=header(), movers=(Mover(people[2], "世帯主"), Mover(people[3], "弟"))))
    assert reasons(split) == [Reason.HOUSEHOLD_SPLIT] * 2
    new, old = town.record(people[2]).household_number, town.record(people[0]).household_number
    assert new != old
    assert town.record(people[3]).head_name == "青木　一郎"
    changed = town.enter(HouseholdChange(header=header(), movers=(Mover(people[3], "子"),), household_number=old))
    assert reasons(changed) == [Reason.HOUSEHOLD_CHANGE]
    assert town.record(people[3]).position == 3
    merged = town.enter(HouseholdMerge(header=header(), movers=(Mover(people[2], "子"),), household_number=old))
    assert reasons(merged) == [Reason.HOUSEHOLD_MERGE]
    assert {town.record(each).head_name for each in people} == {"青木　太郎"}
    assert {town.record(each).address for each in people} == {address()}


@pytest.mark.parametrize("kind", [HouseholdSplit, HouseholdMerge, HouseholdChange, ChangeOfHead])
def test_a_household_change_of_somebody_who_is_gone_is_refused(kind) -> None:
    """And of nobody."""
    town = Town()
    number = town.settle(1)[0]
    household = town.record(number).household_number
    town.enter(Death(header=notice("R8.11.1"), person=number))
    values = {} if kind is HouseholdSplit else {"household_number": household}
    if kind is ChangeOfHead:
        made = kind(header=header(), placements=(Placement(number, "世帯主"),), **values)
    else:
        made = kind(header=header(), movers=(Mover(number),), **values)
    assert codes(town.ask(made).errors) == {"R-401-01"}
    assert codes(town.ask(replaced(made, header=header("R8.11.22", "R8.11.21"))).errors) == {"R-403-01"}


@pytest.mark.covers("STD-4.6.0.1", "STD-1.1.10")
def test_somebody_alone_without_a_head_stays_so_when_a_change_of_head_is_cancelled() -> None:
    """Nobody has left: the last member becomes head only when the head goes (STD-4.0.4)."""
    town = Town()
    town.enter(move_in((entrant(relationship=""),), effective="R8.4.1", header=header("R8.4.1", "R8.4.1")))
    number = town.people()[0]
    before = town.record(number)
    change = ChangeOfHead(
        header=header(), household_number=before.household_number, placements=(Placement(number, "世帯主"),)
    )
    town.enter(change)
    assert town.record(number).head_name == "青木　太郎"
    cancel(town, 2, [number])
    assert town.record(number) == before
    nobody = replaced(change, placements=(Placement(number, "同居人"),))
    assert codes(town.ask(nobody).alerts) == {"R-1110-02"}


def test_a_split_without_a_new_head_is_alerted() -> None:
    """Several members keep what they were."""
    town = Town()
    people = town.settle(4)
    decision = town.ask(HouseholdSplit(header=header(), movers=(Mover(people[2]), Mover(people[3]))))
    assert codes(decision.alerts) == {"R-1110-02"}


# ---- opening


@pytest.mark.covers("STD-1.2.2")
def test_the_opening_act_is_outside_the_reasons_and_sends_nothing() -> None:
    """Existing residents are taken over with their content."""
    source = Town()
    people = source.settle(3)
    records = tuple(OpeningRecord(replaced(source.record(each), head_name=None), day("R5.4.1")) for each in people)
    town = Town()
    decision = town.enter(InitialOpening(header=ex_officio(), records=records))
    assert reasons(decision) == [None] * 3
    assert decision.effects == ()
    assert [town.record(each) for each in people] == [source.record(each) for each in people]
    assert town.timelines[people[0]].acts[0].reason == "opening"


def test_an_act_before_the_day_of_the_initial_load_meets_no_later_act() -> None:
    """The load changes nothing on its day: the clerk is not alerted of it (R-403-05)."""
    source = Town()
    (number,) = source.settle(1)
    town = Town()
    town.enter(InitialOpening(header=ex_officio(), records=(OpeningRecord(source.record(number), day("R5.4.1")),)))
    assert codes(town.ask(Death(header=notice("R8.11.1"), person=number)).alerts) == set()


def test_an_opening_is_held_to_the_rules_of_every_record() -> None:
    """Two heads, a code held already, a relationship outside the grammar; a removed record may come too."""
    source = Town()
    head, wife = source.settle(2)

    def errors(**changed) -> set[str]:
        second = replaced(source.record(wife), **changed)
        records = (OpeningRecord(source.record(head), day("R5.4.1")), OpeningRecord(second, day("R5.4.1")))
        return codes(Town().ask(InitialOpening(header=ex_officio(), records=records)).errors)

    assert errors() == set()
    assert errors(relationship="世帯主") == {"R-1110-01"}
    assert errors(relationship="孫") == {"R-1111-01"}
    assert errors(resident_record_code=code(0)) == {"R-431-02"}
    assert errors(resident_record_code=None, state=State.DIED) == set()
    record = OpeningRecord(source.record(head), day("R5.4.1"))
    command = InitialOpening(header=ex_officio(), records=(record,))
    assert command.persons == (head,)
    assert needs(command).codes == (code(0).stored(),)


def test_a_member_taken_over_from_before_the_head_came_carries_the_heads_name_from_then_on() -> None:
    """Each stretch has the name of its own head."""
    source = Town()
    head, wife = source.settle(2)
    records = (
        OpeningRecord(source.record(head), day("R6.4.1")),
        OpeningRecord(source.record(wife), day("R5.4.1")),
    )
    town = Town()
    town.enter(InitialOpening(header=ex_officio(), records=records))
    names = [town.record(wife, on).head_name for on in ("R6.3.31", "R6.4.1")]
    assert names == [None, "青木　太郎"]


# ---- the door


def test_a_situation_that_lacks_somebody_is_the_callers_defect() -> None:
    """Not a finding: no clerk can mend it."""
    town = Town()
    number = town.settle(1)[0]
    with pytest.raises(MissingFromSituation):
        decide(Situation(TODAY), Death(header=notice(), person=number), settings=SETTINGS)
    with pytest.raises(MissingFromSituation):
        decide(Situation(TODAY), move_in((entrant(),)), settings=SETTINGS)


def test_what_a_command_needs_reaches_back_as_far_as_it_may_change() -> None:
    """To its day; and where only the record knows the day, to everybody who ever shared a household."""
    town = Town()
    number = town.settle(1)[0]
    correction = ClericalCorrection(header=ex_officio(None), person=number, amendments=Amendments(memo="メモ"))
    assert needs(correction).since == day("M6.1.1")
    assert needs(replaced(correction, header=ex_officio("R8.1.1"))).since == day("R8.1.1")
    assert needs(notice_of(number, "R8.11.20")).since == day("M6.1.1")
    assert needs(PassingOfPlannedDate(header=ex_officio(None), persons=(number,))).since == day("M6.1.1")
    undone = Cancellation(header=ex_officio(), act_number=1, persons=(number,))
    assert (needs(undone).since, needs(undone).new_households) == (day("M6.1.1"), 1)


def test_a_decision_is_the_same_every_time() -> None:
    """No clock, no chance."""
    town = Town()
    town.settle(4)
    command = move_in(family(4, first=40))
    situation = town.situation(command)
    assert decide(situation, command, settings=SETTINGS) == decide(situation, command, settings=SETTINGS)


def test_a_finding_is_made_once() -> None:
    """However often the rule is broken in the same way."""
    entrants = (entrant(), entrant(1, relationship="孫"), entrant(2, relationship="孫"))
    found = [each for each in Town().ask(move_in(entrants)).findings if each.code == "R-1111-01"]
    assert len(found) == 2
    assert all(isinstance(each, Finding) and each.level is Level.ERROR for each in found)


@given(st.dates(min_value=day("M6.1.1").calendar_day, max_value=day("R22.12.31").calendar_day))
def test_a_day_begins_before_it_ends_and_ends_before_the_next_begins(on) -> None:
    """The ordinals of STD-1.1.8's inner date."""
    stored = day(on)
    assert start_of(stored) < end_of(stored) == as_of(on) < start_of(stored) + 2


def test_a_notification_by_ex_officio_basis_needs_no_notifier() -> None:
    """CTRL-015 is about notifications."""
    town = Town()
    number = town.settle(1)[0]
    command = Relocation(
        header=header(basis=Basis.EX_OFFICIO, notifier=None, notified=None),
        movers=(Mover(number),),
        destination=Destination(address=address("9番")),
    )
    assert not town.ask(command).findings
    assert MINATO != KODAIRA


# ---- cancellation


def cancel(town: Town, act: int, people, **more):
    """Cancel an act for people."""
    return town.enter(Cancellation(header=ex_officio(), act_number=act, persons=tuple(people), **more))


@pytest.mark.covers("STD-4.6.0.1", "STD-4.0.4")
def test_a_cancelled_death_brings_the_head_back_and_the_widow_is_wife_again() -> None:
    """異動の取消し(増); what followed for the household falls with it."""
    town = Town()
    head, wife = town.settle(2)
    before = town.record(head), town.record(wife)
    town.enter(Death(header=notice("R8.11.3"), person=head))
    decision = cancel(town, 2, [head])
    assert reasons(decision) == [Reason.CANCELLATION_ENTRY, Reason.CANCELLATION_CORRECTION]
    assert (town.record(head), town.record(wife)) == before


@pytest.mark.covers("STD-4.6.0.1")
def test_a_household_that_had_left_whole_comes_back_as_a_new_one_at_the_old_address() -> None:
    """従前の世帯が全部転出等していた場合."""
    town = Town()
    people = town.settle(3)
    before = [town.record(each) for each in people]
    town.enter(MoveOut(header=header("R8.11.1", "R8.11.1"), persons=tuple(people), destination=AWAY))
    cancel(town, 2, people)
    after = [town.record(each) for each in people]
    assert len({record.household_number for record in (*before, *after)}) == 2
    assert [
        replaced(new, household_number=old.household_number) for new, old in zip(after, before, strict=True)
    ] == before


@pytest.mark.covers("STD-4.6.0.1", "STD-4.0.1")
def test_some_of_those_who_left_may_come_back_alone() -> None:
    """To a new household: the earlier one has left. The only one is its head."""
    town = Town()
    people = town.settle(3)
    town.enter(MoveOut(header=header("R8.11.1", "R8.11.1"), persons=tuple(people), destination=AWAY))
    decision = cancel(town, 2, [people[2]])
    assert codes(decision.alerts) == {"R-4601-06"}
    record = town.record(people[2])
    assert record.state is State.PRESENT
    assert record.address == address()
    assert record.household_number != town.record(people[0]).household_number
    assert record.head_name is None


def test_one_of_a_whole_household_that_relocated_comes_back_as_a_new_household() -> None:
    """The others keep the number at the new address."""
    town = Town()
    people = town.settle(3)
    relocate(town, people, "R8.10.1")
    cancel(town, 2, [people[0]])
    assert town.record(people[0]).address == address()
    assert town.record(people[1]).address == address("9番")
    assert town.record(people[0]).household_number != town.record(people[1]).household_number


@pytest.mark.covers("STD-4.6.0.1")
def test_a_cancelled_relocation_of_part_returns_to_the_household_at_the_old_address() -> None:
    """The others are still there."""
    town = Town()
    people = town.settle(3)
    before = [town.record(each) for each in people]
    movers = (Mover(people[2], "世帯主"),)
    town.enter(Relocation(header=header(), movers=movers, destination=Destination(address=address("9番"))))
    assert reasons(cancel(town, 2, [people[2]])) == [Reason.CANCELLATION_CORRECTION]
    assert [town.record(each) for each in people] == before


@pytest.mark.covers("STD-4.6.0.1")
@pytest.mark.parametrize("act", [2, 3])
def test_a_move_out_is_cancelled_whole_also_after_its_day_and_after_a_notice_without_an_alert(act: int) -> None:
    """4.6.0.1 says that no such alert is to be; plan, passing and notice fall together."""
    town = Town()
    people = town.settle(3)
    before = town.record(people[2])
    plan(town, people[2:])
    pass_day(town, people[2:], "R8.12.5")
    town.enter(notice_of(people[2], "R8.11.28", "R8.12.5"))
    decision = cancel(town, act, people[2:])
    assert not decision.findings
    assert reasons(decision) == [Reason.CANCELLATION_ENTRY]
    assert decision.changes[0].cancels == 2
    assert set(decision.changes[0].cancels_also) == {3, 4}
    assert town.record(people[2]) == before
    assert all(line.cancelled_by == 5 for line in town.timelines[people[2]].acts[1:4])


def test_a_planned_move_out_is_cancelled_before_its_day_as_a_correction() -> None:
    """Nobody was removed."""
    town = Town()
    people = town.settle(1)
    before = town.record(people[0])
    plan(town, people)
    assert reasons(cancel(town, 2, people)) == [Reason.CANCELLATION_CORRECTION]
    assert town.record(people[0]) == before


def test_a_notice_alone_can_be_cancelled() -> None:
    """It came for somebody else; the move-out stands on its planned day."""
    town = Town()
    number = town.settle(1)[0]
    plan(town, [number])
    pass_day(town, [number], "R8.12.5")
    before = town.record(number)
    town.enter(notice_of(number, "R8.11.28", "R8.12.5"))
    assert reasons(cancel(town, 4, [number])) == [Reason.CANCELLATION_CORRECTION]
    assert town.record(number) == before
    assert town.record(number, "R8.11.29").state is State.PRESENT


@pytest.mark.covers("STD-4.6.0.1")
def test_a_cancelled_correction_leaves_what_was_corrected_later() -> None:
    """Only what the act changed, and no later act has changed again, goes back."""
    town = Town()
    number = town.settle(1)[0]
    for memo, domicile in (("一", "なし"), ("二", None)):
        amended = {"memo": memo} if domicile is None else {"memo": memo, "domicile": domicile}
        town.enter(ClericalCorrection(header=ex_officio(None), person=number, amendments=Amendments(**amended)))
    cancel(town, 2, [number])
    assert town.record(number).memo == "二"
    assert town.record(number).domicile == "神奈川県海老名市勝瀬1番地"


def test_a_cancellation_may_be_dated_but_not_ahead_and_names_its_people_once() -> None:
    """The header's rules hold for it too (STD-4.6.0.1: it is an act like any other)."""
    town = Town()
    people = town.settle(2)
    relocate(town, people)
    undated = Cancellation(header=ex_officio(None), act_number=2, persons=tuple(people))
    assert not town.ask(undated).errors
    assert codes(town.ask(replaced(undated, header=ex_officio("R8.11.22"))).errors) == {"R-403-01"}
    assert codes(town.ask(replaced(undated, persons=(people[0], people[0]))).errors) == {"R-401-03"}
    assert codes(town.ask(replaced(undated, persons=())).errors) == {"R-401-03"}


# ---- what the rest leaves open


def test_a_name_or_an_address_may_not_be_blank() -> None:
    """STD-1.1.6, and a relocation to nowhere."""
    assert codes(Town().ask(move_in((entrant(name=PersonName()),))).errors) == {"R-116-01"}
    town = Town()
    number = town.settle(1)[0]
    blank = ClericalCorrection(header=ex_officio(None), person=number, amendments=Amendments(address=Address()))
    assert codes(town.ask(blank).errors) == {"R-116-01"}
    nowhere = Relocation(header=header(), movers=(Mover(number),), destination=Destination())
    assert codes(town.ask(nowhere).errors) == {"R-402-01"}


def test_the_day_of_a_notification_is_a_calendar_day() -> None:
    """Only the fields of STD-1.1.8 may hold another."""
    town = Town()
    number = town.settle(1)[0]
    command = Relocation(
        header=header(notified="令和8年11月頃"),
        movers=(Mover(number),),
        destination=Destination(address=address("9番")),
    )
    assert codes(town.ask(command).errors) == {"R-403-03"}


@pytest.mark.covers("STD-4.1.0.2")
def test_fourteen_days_end_on_an_open_day() -> None:
    """Moved in on Saturday 7 November: the fourteenth day is Saturday 21, then Sunday and a holiday; 24 is in time."""
    for on, late in (("R8.11.24", False), ("R8.11.25", True)):
        town = Town(on)
        command = move_in((entrant(),), effective="R8.11.7", header=header("R8.11.7", on))
        assert ("R-4102-03" in codes(town.ask(command).alerts)) is late


def test_somebody_who_had_a_code_is_told_no_new_one() -> None:
    """The slip of the code (20.4.1) is for codes given here."""
    given_here = Town().ask(move_in((entrant(resident_record_code="", without_code=True),)))
    assert "slip" in kinds(given_here)
    assert "slip" not in kinds(Town().ask(move_in((entrant(),))))


# ---- numbers, names and other corrections


@pytest.mark.covers("STD-4.2.3.1", "STD-4.2.0.3")
def test_an_ex_officio_correction_holds_from_its_day() -> None:
    """A notice of the municipality of the registered domicile tells of a new one (Article 9(2))."""
    town = Town()
    number = town.settle(1)[0]
    amended = Amendments(domicile="東京都港区芝一丁目1番地")
    decision = town.enter(ExOfficioCorrection(header=notice("R8.11.10"), person=number, amendments=amended))
    assert reasons(decision) == [Reason.EX_OFFICIO_CORRECTION]
    assert town.record(number, "R8.11.9").domicile == "神奈川県海老名市勝瀬1番地"
    assert town.record(number, "R8.11.10").domicile == "東京都港区芝一丁目1番地"


def test_a_planned_destination_is_corrected_ex_officio_while_it_is_planned() -> None:
    """Alone or with another field; on an impossible day nothing goes further."""
    town = Town()
    number = town.settle(1)[0]
    plan(town, [number])
    right = address("小川町2番", municipality=KODAIRA)
    command = ExOfficioCorrection(header=ex_officio(), person=number, amendments=Amendments(planned_destination=right))
    town.enter(command)
    assert town.record(number).removal.planned_destination == right
    assert codes(town.ask(command).errors) == {"R-4233-01"}
    both = Amendments(planned_destination=AWAY, memo="メモ")
    town.enter(replaced(command, amendments=both))
    assert (town.record(number).removal.planned_destination, town.record(number).memo) == (AWAY, "メモ")
    assert codes(town.ask(replaced(command, header=ex_officio("R8.11.22"))).errors) == {"R-403-01"}


@pytest.mark.covers("STD-4.2.3.2")
@pytest.mark.parametrize("ground", list(MinorGround))
def test_a_minor_correction_changes_the_address_on_any_of_its_grounds(ground: MinorGround) -> None:
    """And within the municipality only."""
    town = Town()
    number = town.settle(1)[0]
    command = MinorCorrection(header=ex_officio(), person=number, ground=ground, address=address("1番1号", "海老名荘"))
    decision = town.enter(command)
    assert reasons(decision) == [Reason.MINOR_CORRECTION]
    assert town.record(number).address_set_on == day("R5.4.1")
    assert codes(town.ask(replaced(command, address=AWAY)).errors) == {"R-402-03"}


@pytest.mark.covers("STD-4.4")
@pytest.mark.parametrize(
    ("kind", "reason"),
    [
        (NumberChange.ON_REQUEST, Reason.INDIVIDUAL_NUMBER_CHANGE_ON_REQUEST),
        (NumberChange.EX_OFFICIO, Reason.INDIVIDUAL_NUMBER_EX_OFFICIO_CORRECTION),
    ],
)
def test_an_individual_number_changes_on_request_or_ex_officio(kind: NumberChange, reason: Reason) -> None:
    """The levels are told."""
    town = Town()
    number = town.settle(1)[0]
    command = IndividualNumberChanged(
        header=header(basis=Basis.REQUEST), person=number, individual_number_ref="ref-9", kind=kind
    )
    decision = town.enter(command)
    assert reasons(decision) == [reason]
    assert decision.effects[0].values == {"update_reason": "individual_number"}
    assert "R-44-04" in codes(town.ask(command).errors)


@pytest.mark.covers("STD-4.4")
def test_an_individual_number_that_breaks_its_rule_is_refused_with_the_article() -> None:
    """Whether it is assigned or changed; the rule is named, and nothing else is looked for."""
    town = Town()
    number = town.settle(1)[0]
    changed = IndividualNumberChanged(
        header=header(basis=Basis.REQUEST),
        person=number,
        individual_number_ref="",
        kind=NumberChange.ON_REQUEST,
        individual_number_problem="V-NUM-CHECK",
    )
    town.enter(move_in((entrant(serial=9, individual_number_ref=None),)))
    without = next(each for each in town.people() if each != number)
    assigned = IndividualNumberAssigned(
        header=notice(), person=without, individual_number_ref="", individual_number_problem="V-NUM-LENGTH"
    )
    for command, rule in ((changed, "V-NUM-CHECK"), (assigned, "V-NUM-LENGTH")):
        (error,) = town.ask(command).errors
        assert (error.code, error.values["rule"]) == ("R-44-01", rule)


@pytest.mark.covers("STD-4.3.1", "STD-4.3.2", "STD-4.3.3")
def test_a_resident_record_code_changes_to_one_from_the_pool() -> None:
    """The levels look under the old one, and the person gets the slip."""
    town = Town()
    number = town.settle(1)[0]
    decision = town.enter(ResidentRecordCodeChanged(header=header(basis=Basis.REQUEST), person=number))
    assert reasons(decision) == [Reason.RESIDENT_RECORD_CODE_CHANGE_ON_REQUEST]
    assert town.record(number).resident_record_code == code(900_000)
    assert decision.effects[0].values == {"update_reason": "code_change", "old_code": code(0).stored()}
    assert [each.values for each in decision.effects if each.kind == "slip"] == [
        {"form": "resident_record_code_change_notice"}
    ]


def test_a_record_without_a_code_gets_one_ex_officio_and_only_then_is_known_above() -> None:
    """未付番者: a record taken over from an earlier system."""
    source = Town()
    number = source.settle(1)[0]
    bare = replaced(source.record(number), resident_record_code=None)
    town = Town()
    town.timelines[number] = replaced(
        source.timelines[number], versions=(replaced(source.timelines[number].versions[0], content=bare),)
    )
    decision = town.ask(ResidentRecordCodeChanged(header=ex_officio(), person=number))
    assert reasons(decision) == [Reason.RESIDENT_RECORD_CODE_EX_OFFICIO_ENTRY]
    assert decision.effects[0].values == {"update_reason": "ex_officio_entry"}


@pytest.mark.covers("STD-1.1.7")
def test_a_former_surname_is_recorded_changed_and_deleted() -> None:
    """Each with its own reason."""
    town = Town()
    number = town.settle(1)[0]
    found = []
    for name in (FormerSurname("鈴木", "スズキ"), FormerSurname("佐藤", "サトウ"), None):
        command = FormerSurnameChanged(header=header(basis=Basis.REQUEST), person=number, former_surname=name)
        found += reasons(town.enter(command))
        assert town.record(number).former_surname == name
        assert codes(town.ask(command).errors) == {"R-117-03"}
    assert found == [Reason.FORMER_SURNAME_ENTRY, Reason.FORMER_SURNAME_CHANGE, Reason.FORMER_SURNAME_DELETION]


@pytest.mark.covers("STD-1.1.7", "STD-1.2.2")
def test_a_former_surname_asked_for_by_the_wrong_name_is_refused() -> None:
    """An entry over another one is a change, and there is no change of none: the clerk chooses the reason."""
    town = Town()
    number = town.settle(1)[0]
    entry = FormerSurnameChanged(
        header=header(basis=Basis.REQUEST),
        person=number,
        former_surname=FormerSurname("鈴木"),
        kind=FormerSurnameChange.ENTRY,
    )
    change = replaced(entry, former_surname=FormerSurname("佐藤"), kind=FormerSurnameChange.CHANGE)
    assert codes(town.ask(change).errors) == {"R-117-03"}
    assert reasons(town.enter(entry)) == [Reason.FORMER_SURNAME_ENTRY]
    assert codes(town.ask(replaced(change, kind=FormerSurnameChange.ENTRY)).errors) == {"R-117-03"}
    assert reasons(town.enter(change)) == [Reason.FORMER_SURNAME_CHANGE]


@pytest.mark.covers("STD-1.1.7")
@pytest.mark.parametrize("written", ["KAKUU JIRO", "KAKUUJIRO", "架空\u3000次郎", "架空次郎"])
def test_a_common_name_is_not_the_name_in_any_of_its_writings(written: str) -> None:
    """Neither the kanji nor the Roman letters, with or without the space."""
    town = Town()
    town.enter(move_in((foreigner(name=PersonName(roman="KAKUU JIRO", single="架空\u3000次郎")),)))
    command = CommonNameChanged(
        header=header(basis=Basis.STATEMENT), person=town.people()[0], common_name=CommonName(written)
    )
    assert codes(town.ask(command).errors) == {"R-117-05"}


@pytest.mark.covers("STD-4.2.3.2")
def test_a_name_is_put_into_other_shapes_of_its_characters_without_an_alert() -> None:
    """Only the two grounds of shape ask; a name as it is, and a day on which nobody was here, are no matter of it."""
    town = Town()
    number = town.settle(1)[0]
    name = town.record(number).name
    ground = MinorGround.COMMON_CHARACTERS
    command = MinorCorrection(header=ex_officio(), person=number, ground=ground, name=replaced(name, family="靑木"))
    assert not town.ask(command).alerts
    other = replaced(command, name=replaced(name, family="佐藤"))
    assert codes(town.ask(other).alerts) == {"R-4232-02"}
    assert not town.ask(replaced(other, ground=MinorGround.OTHER)).alerts
    assert codes(town.ask(replaced(other, header=ex_officio(None))).errors) == {"R-403-02"}
    assert codes(town.ask(replaced(other, header=ex_officio("R1.5.1"))).errors) >= {"R-401-02"}


@pytest.mark.covers("STD-1.1.18")
def test_every_reading_is_kept_in_katakana_whichever_kana_was_typed() -> None:
    """Of whoever is entered, of a former surname, a common name and a corrected name."""
    town = Town()
    typed = PersonName("青木", "太郎", "あおき", "ﾀﾛｳ")
    town.enter(
        move_in(
            (
                entrant(name=typed, former_surname=FormerSurname("鈴木", "すずき")),
                foreigner(serial=8, relationship="同居人"),
            )
        )
    )
    number, foreign = town.people()
    entered = town.record(number)
    assert entered.name.furigana == "アオキ\u3000タロウ"
    assert entered.former_surname == FormerSurname("鈴木", "スズキ")
    town.enter(
        FormerSurnameChanged(
            header=header(basis=Basis.REQUEST), person=number, former_surname=FormerSurname("佐藤", "さとう")
        )
    )
    town.enter(
        CommonNameChanged(
            header=header(basis=Basis.STATEMENT), person=foreign, common_name=CommonName("佐藤", "さとう")
        )
    )
    assert town.record(number).former_surname == FormerSurname("佐藤", "サトウ")
    assert town.record(foreign).common_name.furigana == "サトウ"
    name = Amendments(name=replaced(entered.name, given_furigana="じろう"))
    town.enter(ClericalCorrection(header=ex_officio(), person=number, amendments=name))
    assert town.record(number).name.given_furigana == "ジロウ"


@pytest.mark.covers("STD-1.1.6")
def test_a_code_is_corrected_to_blank_only_on_a_removed_record() -> None:
    """A resident's code may never be blank; that of a removed record may."""
    town = Town()
    number = town.settle(1)[0]
    blank = ClericalCorrection(header=ex_officio(None), person=number, amendments=Amendments(resident_record_code=""))
    assert codes(town.ask(blank).errors) == {"R-116-01"}
    town.enter(Death(header=notice("R8.11.5"), person=number))
    town.enter(replaced(blank, header=ex_officio("R8.11.10")))
    assert town.record(number).resident_record_code is None


@pytest.mark.covers("STD-1.1.7")
def test_a_common_name_is_recorded_and_deleted_but_never_changed() -> None:
    """A foreign resident's; on an impossible day nothing goes further."""
    town = Town()
    town.enter(move_in((foreigner(),)))
    number = town.people()[0]
    found = []
    for name in (CommonName("青木", "アオキ"), None):
        command = CommonNameChanged(header=header(basis=Basis.STATEMENT), person=number, common_name=name)
        found += reasons(town.enter(command))
        assert codes(town.ask(command).errors) == {"R-117-03"}
    assert found == [Reason.COMMON_NAME_ENTRY, Reason.COMMON_NAME_DELETION]
    late = replaced(command, header=header("R8.11.22", basis=Basis.STATEMENT))
    assert codes(town.ask(late).errors) == {"R-403-01"}


@pytest.mark.covers("STD-4.4")
def test_the_individual_number_of_another_resident_is_refused() -> None:
    """A change never gives two residents one number; the number of somebody removed is free."""
    town = Town()
    holder, person = town.settle(2)
    command = IndividualNumberChanged(
        header=header(basis=Basis.REQUEST),
        person=person,
        individual_number_ref=town.record(holder).individual_number_ref or "",
        kind=NumberChange.ON_REQUEST,
    )
    assert codes(town.ask(command).errors) == {"R-44-02"}
    town.enter(Death(header=notice(), person=holder))
    assert town.ask(command).errors == ()


@pytest.mark.covers("STD-4.4")
def test_a_number_that_another_resident_has_is_not_assigned() -> None:
    """An answer for a newborn with the number of the mother is a mistake somewhere."""
    town = Town()
    mother = town.settle(1)[0]
    household = town.record(mother).household_number
    child = replaced(entrant(2), individual_number_ref=None, birth_date=day("R8.11.3"), resident_record_code="")
    town.enter(Birth(header=notice(None), child=child, destination=Destination(household)))
    number = town.people()[-1]
    command = IndividualNumberAssigned(
        header=ex_officio(), person=number, individual_number_ref=town.record(mother).individual_number_ref or ""
    )
    assert codes(town.ask(command).errors) == {"R-44-02"}

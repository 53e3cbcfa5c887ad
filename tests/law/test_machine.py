"""Any sequence of acts over a small municipality with a calendar that moves.

What must hold after each act, whatever came before (issue of the law of changes, section 4).
"""

from __future__ import annotations

import itertools
import random
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from tests.law.builders import (
    ABROAD,
    EBINA,
    KODAIRA,
    LOTS,
    Town,
    address,
    code,
    entrant,
    ex_officio,
    header,
    move_in,
    notice,
    replaced,
)
from tests.law.machine_foreigners import ForeignResidents

from daicho.law import relationships, timelines
from daicho.law.commands import (
    Amendments,
    Basis,
    Birth,
    Cancellation,
    ChangeOfHead,
    ClericalCorrection,
    Death,
    Destination,
    ExOfficioCorrection,
    ExOfficioRemoval,
    FormerSurnameChanged,
    HouseholdChange,
    HouseholdMerge,
    HouseholdSplit,
    IndividualNumberAssigned,
    IndividualNumberChanged,
    MinorCorrection,
    MinorGround,
    MoveInFromAbroad,
    MoveInNoticeReceived,
    MoveOut,
    Mover,
    NumberChange,
    PassingOfPlannedDate,
    Placement,
    Relocation,
    RemovalGround,
    ResidentRecordCodeChanged,
)
from daicho.law.deciding import decide, needs
from daicho.law.identification import (
    Applied,
    Holding,
    RecordStatus,
    UpdateReason,
    apply_update,
    content_told,
    derive,
    derive_record,
)
from daicho.law.ordinals import as_of, start_of
from daicho.law.reasons import Reason
from daicho.law.records import Sex, State
from daicho.law.situation import households_of
from daicho.values.dates import RegisterDate
from daicho.values.names import FormerSurname, PersonName
from daicho.values.numbers import ResidentRecordCode

JOINING = ("妻", "夫", "子", "父", "母", "同居人", "縁故者", "子の子", "")
BEGAN = date(2026, 1, 1)
PICK = st.integers(0, 10_000)


class Municipality(ForeignResidents, RuleBasedStateMachine):
    """A register, its calendar, and what the network holds of it."""

    def __init__(self) -> None:
        super().__init__()
        self.town = Town(BEGAN)
        self.held: dict[str, Holding] = {}
        self.snapshots: list[tuple[int, dict[Any, Any]]] = []
        self.serial = 0
        self.kept: list[Any] = []

    # ---- helpers

    def pick(self, choice: int, people: list[Any]) -> Any:
        return people[choice % len(people)]

    def residents(self) -> list[Any]:
        return [number for number in self.town.people() if self.is_resident(number)]

    def is_resident(self, number: Any) -> bool:
        content = timelines.latest(self.town.timelines[number])
        return content is not None and content.state is State.PRESENT

    def household(self, number: Any) -> Any:
        return timelines.latest(self.town.timelines[number]).household_number

    def mates(self, number: Any) -> list[Any]:
        return [each for each in self.residents() if self.household(each) == self.household(number)]

    def some_day(self, back: int) -> date:
        return max(BEGAN, self.town.today - timedelta(days=back))

    def enter(self, command: Any) -> Any:
        """Enter a command unless it is refused; keep the network in step."""
        before = dict(self.town.timelines.items())
        situation = self.town.situation(command)
        decision = decide(situation, command, settings=self.town.settings)
        self.assert_needs_suffice(command, situation, decision)
        if decision.errors:
            assert not decision.changes
            return None
        self.town.apply(command, decision)
        self.notify(command, decision, before)
        self.snapshots.append((self.town.acts, dict(self.town.timelines)))
        for change in decision.changes:
            assert change.pieces
            assert change.reason is not None
        return before, decision

    def assert_needs_suffice(self, command: Any, situation: Any, decision: Any) -> None:
        """With only those loaded whom `needs` names the decision is the same."""
        asked = needs(command)
        found = situation.matches
        people = {*asked.persons, *found.by_code.values(), *found.by_number_ref.values()}
        people |= set(found.by_document_number.values())
        people |= {number for several in found.by_three_items.values() for number in several}
        since = as_of(self.town.today) if asked.since is None else start_of(asked.since)
        lines = [
            (number, act)
            for number, line in self.town.timelines.items()
            for act in line.acts
            if act.act_number in asked.acts
        ]
        people |= {number for number, _ in lines}
        homes = {*asked.households}
        homes |= {version.content.household_number for _, act in lines for version in act.changed}
        homes |= {home for number in people for home in households_of(self.town.timelines[number], since)}
        people |= {
            number for number, line in self.town.timelines.items() if not homes.isdisjoint(households_of(line, since))
        }
        loaded = {number: line for number, line in situation.timelines.items() if number in people}
        narrow = decide(replaced(situation, timelines=loaded), command, settings=self.town.settings)
        assert narrow == decision, (type(command).__name__, _brief(narrow), _brief(decision))

    def notify(self, command: Any, decision: Any, before: dict[Any, Any]) -> None:
        changes = {change.addressee_number: change for change in decision.changes}
        for effect in decision.effects:
            if effect.kind != "identification_update":
                continue
            change = changes[effect.person]
            head = replaced(command.header, effective_on=change.effective_on)
            old = effect.values.get("old_code")
            old_code = ResidentRecordCode.from_stored(old) if old else None
            was = timelines.latest(before[effect.person]) if effect.person in before else None
            told = content_told(was, change.current)
            update = derive(told, UpdateReason(effect.values["update_reason"]), head, old_code=old_code)
            held = self.held.get(update.code.stored())
            applied = apply_update(held, update, sender_municipality=EBINA)
            assert isinstance(applied, Applied), applied
            self.held.pop(update.code.stored(), None)
            self.held[update.record.resident_record_code.stored()] = applied.holding

    # ---- the calendar

    @initialize()
    def first_families(self) -> None:
        for size in (1, 2, 3):
            self.move_in_family(size, 0, 0, joins=False, pick=0)

    @rule(days=st.integers(1, 20))
    def days_pass(self, days: int) -> None:
        for _ in range(days):
            self.town.today += timedelta(days=1)
            self.daily_job()

    def daily_job(self) -> None:
        """Planned days that have come, each as an act of its own; also those that a cancellation has brought back."""
        due = [number for number in self.residents() if (self.plan(number) or date.max) <= self.town.today]
        if due:
            assert self.enter(PassingOfPlannedDate(header=ex_officio(None), persons=tuple(due))) is not None

    def plan(self, number: Any) -> date | None:
        removal = timelines.latest(self.town.timelines[number]).removal
        return removal.planned_on.calendar_day if removal is not None and removal.planned_on is not None else None

    # ---- entries

    @rule(
        size=st.integers(1, 3), back=st.integers(0, 30), lot=st.sampled_from(range(3)), joins=st.booleans(), pick=PICK
    )
    def move_in_family(self, size: int, back: int, lot: int, *, joins: bool, pick: int) -> None:
        on = self.some_day(back)
        entrants = []
        for place in range(size):
            self.serial += 1
            relationship = JOINING[pick % len(JOINING)] if joins else ("世帯主", "妻", "子")[place]
            entrants.append(entrant(place, serial=self.serial, relationship=relationship))
        destination = Destination(address=address(LOTS[lot]))
        if joins and self.residents():
            destination = Destination(self.household(self.pick(pick, self.residents())))
        command = move_in(tuple(entrants), header=header(on, self.town.today), destination=destination)
        if pick % 3 == 0:
            command = MoveInFromAbroad(
                header=command.header,
                entrants=tuple(
                    replaced(each, previous_address=ABROAD, individual_number_ref=None) for each in entrants
                ),
                destination=destination,
            )
        self.enter(command)

    @rule(pick=PICK, back=st.integers(0, 10))
    def somebody_returns(self, pick: int, back: int) -> None:
        gone = [
            number
            for number in self.town.people()
            if (content := timelines.latest(self.town.timelines[number])) is not None
            and content.state in {State.MOVED_OUT, State.REMOVED}
        ]
        if not gone:
            return
        number = self.pick(pick, gone)
        before = timelines.latest(self.town.timelines[number])
        self.serial += 1  # the code may have been changed elsewhere meanwhile
        held = code(self.serial) if pick % 4 == 0 else before.resident_record_code
        person = entrant(
            re_entry_of=number,
            name=before.name,
            birth_date=before.birth_date,
            sex=before.sex,
            relationship="世帯主",
            resident_record_code=held.stored(),
            individual_number_ref=before.individual_number_ref,
        )
        on = self.some_day(back)
        self.enter(move_in((person,), header=header(on, self.town.today)))

    @precondition(lambda self: self.residents())
    @rule(pick=PICK, back=st.integers(0, 10))
    def a_child_is_born(self, pick: int, back: int) -> None:
        self.serial += 1
        on = self.some_day(back)
        child = entrant(
            2, birth_date=RegisterDate(on), resident_record_code="", individual_number_ref=None, previous_address=None
        )
        parent = self.pick(pick, self.residents())
        command = Birth(
            header=notice(None, self.town.today), child=child, destination=Destination(self.household(parent))
        )
        entered = self.enter(command)
        if entered is not None:
            number = entered[1].changes[0].addressee_number
            on_answer = ex_officio(self.town.today)
            self.enter(IndividualNumberAssigned(header=on_answer, person=number, individual_number_ref=f"new-{number}"))

    # ---- changes

    @precondition(lambda self: self.residents())
    @rule(pick=PICK, whole=st.booleans(), joins=st.booleans(), back=st.integers(0, 40), lot=st.integers(0, 99))
    def relocate(self, pick: int, whole: bool, joins: bool, back: int, lot: int) -> None:
        number = self.pick(pick, self.residents())
        movers = self.mates(number) if whole else [number]
        destination = Destination(address=address(f"{lot}番"))
        relationship = None if whole else "世帯主"
        if joins:
            destination = Destination(self.household(self.pick(pick // 7, self.residents())))
            relationship = JOINING[pick % len(JOINING)]
        on = self.some_day(back)
        self.enter(
            Relocation(
                header=header(on, self.town.today),
                movers=tuple(Mover(each, relationship) for each in movers),
                destination=destination,
            )
        )

    @precondition(lambda self: self.residents())
    @rule(pick=PICK, other=PICK, kind=st.sampled_from(("split", "merge", "change", "head")), back=st.integers(0, 20))
    def change_households(self, pick: int, other: int, kind: str, back: int) -> None:
        number = self.pick(pick, self.residents())
        head = header(self.some_day(back), self.town.today)
        target = self.household(self.pick(other, self.residents()))
        if kind == "split":
            self.enter(HouseholdSplit(header=head, movers=(Mover(number, "世帯主"),)))
        elif kind == "merge":
            movers = tuple(Mover(each, "同居人") for each in self.mates(number))
            self.enter(HouseholdMerge(header=head, movers=movers, household_number=target))
        elif kind == "change":
            self.enter(HouseholdChange(header=head, movers=(Mover(number, "同居人"),), household_number=target))
        else:
            placed = tuple(Placement(each, "世帯主" if each == number else "同居人") for each in self.mates(number))
            self.enter(ChangeOfHead(header=head, household_number=self.household(number), placements=placed))

    @precondition(lambda self: self.residents())
    @rule(pick=PICK, back=st.integers(0, 60), what=st.sampled_from(("name", "domicile", "birth_date", "sex", "memo")))
    def correct(self, pick: int, back: int, what: str) -> None:
        number = self.pick(pick, self.residents())
        values: dict[str, Any] = {
            "name": PersonName("青木", f"訂正{pick}", "アオキ", "テイセイ"),
            "domicile": f"東京都港区{pick}番地",
            "birth_date": RegisterDate(date(1950, 1, 1) + timedelta(days=pick)),
            "sex": Sex.FEMALE if pick % 2 else Sex.MALE,
            "memo": f"メモ{pick}",
        }
        on = ex_officio(self.some_day(back) if pick % 2 else None)
        self.enter(ClericalCorrection(header=on, person=number, amendments=Amendments(**{what: values[what]})))

    @precondition(lambda self: self.residents())
    @rule(
        pick=PICK, back=st.integers(0, 20), what=st.sampled_from(("code", "number", "surname", "minor", "ex officio"))
    )
    def change_numbers_and_names(self, pick: int, back: int, what: str) -> None:
        number = self.pick(pick, self.residents())
        head = header(self.some_day(back), self.town.today, basis=Basis.REQUEST)
        if what == "code":
            self.enter(ResidentRecordCodeChanged(header=head, person=number))
        elif what == "number":
            kind = NumberChange.EX_OFFICIO
            self.enter(
                IndividualNumberChanged(header=head, person=number, individual_number_ref=f"changed-{pick}", kind=kind)
            )
        elif what == "surname":
            name = FormerSurname(f"旧氏{pick % 3}") if pick % 4 else None
            self.enter(FormerSurnameChanged(header=head, person=number, former_surname=name))
        elif what == "minor":
            ground, name = MinorGround.CHARACTER_IDENTIFICATION, PersonName("青木", f"同定{pick}", "アオキ", "ドウテイ")
            self.enter(MinorCorrection(header=head, person=number, ground=ground, name=name))
        else:
            amended = Amendments(domicile=f"神奈川県海老名市{pick}番地", remarks="備考")
            self.enter(ExOfficioCorrection(header=head, person=number, amendments=amended))

    # ---- removals

    @precondition(lambda self: self.residents())
    @rule(pick=PICK, whole=st.booleans(), days=st.integers(-20, 20), abroad=st.booleans())
    def move_out(self, pick: int, whole: bool, days: int, abroad: bool) -> None:
        number = self.pick(pick, self.residents())
        people = self.mates(number) if whole else [number]
        on = max(BEGAN, self.town.today + timedelta(days=days))
        to = ABROAD if abroad else address(municipality=KODAIRA)
        self.enter(MoveOut(header=header(on, self.town.today), persons=tuple(people), destination=to))

    @precondition(lambda self: self.town.people())
    @rule(pick=PICK, back=st.integers(0, 10))
    def a_notice_comes(self, pick: int, back: int) -> None:
        number = self.pick(pick, self.town.people())
        self.enter(
            MoveInNoticeReceived(
                header=notice(None, self.town.today),
                person=number,
                destination=address("5番", municipality=KODAIRA),
                moved_in_on=RegisterDate(self.some_day(back)),
            )
        )

    @precondition(lambda self: self.residents())
    @rule(pick=PICK, back=st.integers(0, 10), dies=st.booleans())
    def somebody_goes(self, pick: int, back: int, dies: bool) -> None:
        number = self.pick(pick, self.residents())
        on = notice(self.some_day(back), self.town.today)
        if dies:
            self.enter(Death(header=on, person=number))
        else:
            ground = RemovalGround.WHEREABOUTS_UNKNOWN
            self.enter(ExOfficioRemoval(header=on, persons=(number,), ground=ground))

    # ---- cancellation

    @precondition(lambda self: self.town.acts > 1)
    @rule(pick=PICK, recent=st.integers(0, 5))
    def cancel(self, pick: int, recent: int) -> None:
        act = max(1, self.town.acts - recent)
        people = [
            number
            for number, line in self.town.timelines.items()
            if any(each.act_number == act and not each.consequence for each in line.acts)
        ]
        if not people:
            return
        chosen = people if pick % 2 else [self.pick(pick, people)]
        command = Cancellation(header=ex_officio(self.town.today), act_number=act, persons=tuple(chosen))
        was_last = act == self.town.acts and pick % 2
        before = self.snapshots[-2][1] if was_last and len(self.snapshots) > 1 else None
        entered = self.enter(command)
        if entered is not None and before is not None:
            self.assert_restored(before, entered[1])
        self.daily_job()

    def assert_restored(self, before: dict[Any, Any], decision: Any) -> None:
        """The last act cancelled whole leaves the content as it was; a household that had gone comes back as a new one."""
        new_household = any(finding.code == "R-4601-06" for finding in decision.findings)
        for change in decision.changes:
            number = change.addressee_number
            was = timelines.latest(before[number]) if number in before else None
            now = timelines.latest(self.town.timelines[number])
            if was is None:
                assert now.state is State.REMOVED
                assert now.removal.reason == Reason.CANCELLATION_REMOVAL.value
                assert all(version.content == now for version in self.town.timelines[number].versions)
            elif change.cancels_also:
                continue  # the plan falls with the passing of its day
            elif new_household:
                assert replaced(now, household_number=was.household_number) == was
            else:
                assert now == was

    # ---- what must hold

    @invariant()
    def one_head_at_most_and_everybody_carries_its_name(self) -> None:
        points = {
            point
            for line in self.town.timelines.values()
            for version in line.versions
            for point in (version.since, version.until)
            if point is not None
        }
        for point in points:
            homes: dict[Any, list[Any]] = {}
            for line in self.town.timelines.values():
                content = timelines.at(line, point)
                if content is not None and content.state is State.PRESENT:
                    homes.setdefault(content.household_number, []).append(content)
            for members in homes.values():
                heads = [content for content in members if content.relationship == "世帯主"]
                assert len(heads) <= 1
                name = heads[0].name.written if heads else None
                assert {content.head_name for content in members} == {name}

    @invariant()
    def whoever_was_ever_entered_has_a_record_from_that_day_on(self) -> None:
        for line in self.town.timelines.values():
            assert line.versions[-1].until is None
            assert all(before.until == after.since for before, after in itertools.pairwise(line.versions))
            assert line.versions[0].since == min(act.pieces[0].since for act in line.acts if act.pieces)

    @invariant()
    def a_removed_record_has_the_address_of_the_last_day_as_a_resident(self) -> None:
        for line in self.town.timelines.values():
            for before, after in itertools.pairwise(line.versions):
                if before.content.state is State.PRESENT and after.content.state is not State.PRESENT:
                    assert after.content.address == before.content.address

    @invariant()
    def every_relationship_is_in_the_grammar(self) -> None:
        for line in self.town.timelines.values():
            for version in line.versions:
                text = version.content.relationship
                assert text is None or relationships.is_valid(text)

    @invariant()
    def rebuilding_from_the_stored_changes_gives_the_same(self) -> None:
        for number, changes in self.town.log.items():
            assert timelines.rebuild(number, changes) == self.town.timelines[number]

    @invariant()
    def what_was_known_stays_known(self) -> None:
        if not self.snapshots:
            return
        act, known = random.Random(self.town.acts).choice(self.snapshots)
        for number, line in known.items():
            stored = [(change, stamp) for change, stamp in self.town.log[number] if stamp.act_number <= act]
            assert timelines.rebuild(number, stored) == line

    @invariant()
    def history_numbers_run_on(self) -> None:
        for line in self.town.timelines.values():
            assert [each.history_number for each in line.acts] == list(range(1, len(line.acts) + 1))

    @invariant()
    def numbers_and_codes_are_nobody_elses(self) -> None:
        codes = [
            content.resident_record_code
            for number in self.residents()
            if (content := timelines.latest(self.town.timelines[number]))
        ]
        assert None not in codes
        assert len(set(codes)) == len(codes)

    @invariant()
    def nobody_whose_planned_day_is_past_is_a_resident(self) -> None:
        for number in self.residents():
            plan = self.plan(number)
            assert plan is None or plan > self.town.today

    @invariant()
    def the_network_holds_the_present_residents_with_the_same_items(self) -> None:
        """But for the code before a change, which only the update knows."""
        held = {
            code: replaced(holding.current.record, old_resident_record_code=None, resident_record_code_used_from=None)
            for code, holding in self.held.items()
            if holding.current.record.status is RecordStatus.PRESENT
        }
        here = {}
        for number in self.residents():
            content = timelines.latest(self.town.timelines[number])
            here[content.resident_record_code.stored()] = derive_record(content)
        assert held == here


Municipality.TestCase.settings = settings(
    max_examples=60, stateful_step_count=30, deadline=None, suppress_health_check=list(HealthCheck)
)


@pytest.mark.covers("STD-1.2.1", "STD-1.1.10", "STD-4.6.0.1", "STD-4.0.4")
class TestAnySequenceOfActs(Municipality.TestCase):
    """All invariants after every act."""


def test_the_classes_of_the_reasons_are_nine_nine_and_nineteen() -> None:
    """STD-1.2.2 counts them so."""
    counts: dict[str, int] = {}
    for reason in Reason:
        counts[reason.change_class.value] = counts.get(reason.change_class.value, 0) + 1
    assert counts == {"記載": 9, "消除": 9, "修正": 19}
    assert start_of(RegisterDate(BEGAN)) + 1 == as_of(BEGAN)


def _brief(decision: Any) -> Any:
    """What tells two decisions apart at a glance."""
    changed = [(str(change.addressee_number), change.reason, change.pieces) for change in decision.changes]
    return [finding.code for finding in decision.findings], changed

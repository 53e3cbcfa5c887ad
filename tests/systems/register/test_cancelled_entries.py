"""A cancelled entry in the register: a removed record that is found, shown, listed and returned to (STD-1.1.5, 4.6.0.1)."""

from __future__ import annotations

import datetime as dt
import itertools

import msgspec
import pytest

from daicho.exchange import operators
from daicho.identification import numbers
from daicho.law.commands import Amendments, Basis, Cancellation, ClericalCorrection
from daicho.law.identification import Applied, apply_update
from daicho.law.records import State
from daicho.systems.register import rebuild, store
from daicho.systems.register.actions import daily
from daicho.systems.register.actions.errors import Refused
from daicho.systems.register.differences import of_change
from daicho.systems.register.messages.outgoing import UPDATE_TYPE, act_note
from daicho.systems.register.models import Outbox
from daicho.systems.register.queries import history, records
from daicho.systems.register.queries.next_day import next_day_list
from daicho.systems.register.queries.search import Conditions, search
from daicho.values.numbers import IndividualNumber

from .support import (
    ALIAS,
    CS,
    EBINA,
    before,
    entrant,
    family_of,
    header,
    household_of,
    move_in,
    move_out,
    open_grant,
    persons_of,
    record,
    relocation,
    search_grant,
    today,
)

pytestmark = pytest.mark.database


def cancelled(act, *people):
    """Cancel an act for people, today."""
    return record(Cancellation(header=header(today(), basis=Basis.EX_OFFICIO), act_number=act.number, persons=people))


def found(**conditions):
    return [str(hit.addressee_number) for hit in search(search_grant(), Conditions(**conditions)).hits]


@pytest.mark.covers("STD-4.6.0.1", "STD-1.1.5", "STD-1.2.1", "STD-3.3")
def test_the_record_is_a_removed_one_on_every_day_and_the_stay_is_known_as_it_was(register):
    """Of two, one was entered by mistake: removed beside the other; as known before, resident."""
    entered = record(move_in(2))
    (head, wife), household = persons_of(entered), str(household_of(entered))
    undone = cancelled(entered, wife)
    grant = open_grant(head, wife)
    for day in (before(3), today()):
        content = records.person(grant, str(wife), on=day.calendar_day)
        assert (content.state, content.removal.reason) == (State.REMOVED, "cancellation_removal")
        assert content.removal.event_on == today()
        assert records.person(grant, str(wife), on=day.calendar_day, known_at=entered.number).state is State.PRESENT
    assert records.person(grant, str(wife), on=before(4).calendar_day) is None
    shown = records.household(grant, household)
    assert [[str(each.addressee_number) for each in group] for group in (shown.members, shown.removed)] == [
        [str(head)], [str(wife)],
    ]  # fmt: skip
    known = records.household(grant, household, known_at=entered.number)
    assert (len(known.members), len(known.removed)) == (2, 0)
    lines = history.history(grant, str(wife))
    assert [(line.reason, line.cancelled_by) for line in lines] == [
        ("domestic_move_in", undone.number),
        ("cancellation_removal", None),
    ]
    assert lines[-1].record == content
    assert rebuild.versions(ALIAS).equal


@pytest.mark.covers("STD-2.1.2", "STD-4.6.0.1")
def test_it_is_found_among_removed_records_and_is_no_resident(register):
    """By name, by its state and by the reason of its removal."""
    (person,) = map(
        str, persons_of(entered := record(move_in(entrants=(entrant(family="架空", kana=("カクウ", "タロウ")),))))
    )
    cancelled(entered, *persons_of(entered))
    for conditions in ({}, {"state": "removed"}, {"removal_reason": "cancellation_removal"}):
        assert found(name="架空", **conditions) == [person]
    assert found(name="架空", present_only=True) == []
    assert found(name="架空", removal_reason="ex_officio_removal") == []


@pytest.mark.covers("CTRL-030")
def test_it_is_a_removal_of_the_next_day_list(register):
    """The entry stands in it too."""
    (person,) = persons_of(entered := record(move_in(1)))
    cancelled(entered, person)
    listed = next_day_list(search_grant(), today().calendar_day)
    assert [line.reason for line in listed.entries] == ["domestic_move_in"]
    assert [line.reason for line in listed.removals] == ["cancellation_removal"]
    assert listed.corrections == ()


@pytest.mark.covers("STD-4.6.0.1")
def test_a_move_out_that_was_planned_falls_with_the_entry_and_never_comes_to_pass(register, business_date):
    """Cancelled with it, in history and dated effects; the clerk compares with the record as it stood last."""
    (person,) = persons_of(entered := record(move_in(1)))
    moved = record(relocation(person))
    left = record(move_out(person, on=before(-2)))
    versions = {str(person): store.known(ALIAS, [str(person)]).timelines[person].versions}
    undone = cancelled(entered, person)
    (change,) = undone.decision.changes
    assert {each.field for each in of_change(change, versions)} == {"state", "removal"}
    lines = history.history(open_grant(person), str(person))
    assert [line.cancelled_by for line in lines] == [undone.number] * 3 + [None]
    for act in (moved, left):
        with pytest.raises(Refused) as refused:
            cancelled(act, person)
        assert "R-4601-02" in {finding.code for finding in refused.value.decision.errors}
    business_date.move_to(business_date.FIRST + dt.timedelta(days=5))
    report = daily.run(ALIAS)
    assert (report.acts, report.lapsed, report.waiting) == (0, 0, 0)
    assert records.person(open_grant(person), str(person)).removal.planned_on is None
    assert rebuild.versions(ALIAS).equal


@pytest.mark.covers("STD-4.1.1.2", "STD-1.2.1", "STD-4.6.0.1")
def test_whoever_comes_after_all_returns_to_the_record(register):
    """Known by the code, and with the same name perhaps; number and history run on; cancelled again as before."""
    (came,) = family_of(1)
    (person,) = persons_of(entered := record(move_in(entrants=(came,))))
    cancelled(entered, person)
    with pytest.raises(Refused) as refused:
        record(move_in(entrants=(came,)))
    assert "R-4112-01" in {finding.code for finding in refused.value.decision.errors}
    stranger = entrant(code=True)
    alerted = record(move_in(entrants=(stranger,))).decision
    assert "R-4112-02" in {finding.code for finding in alerted.alerts}
    back = entrant(code=False, re_entry_of=person)
    again = record(move_in(entrants=(back,), effective_on=before(9)))
    assert persons_of(again) == [person]
    grant = open_grant(person)
    content = records.person(grant, str(person), on=before(9).calendar_day)
    assert (content.state, str(content.resident_record_code)) == (State.PRESENT, came.resident_record_code)
    assert [line.history_number for line in history.history(grant, str(person))] == [1, 2, 3]
    cancelled(again, person)
    assert {version.content.state for version in records.versions(grant, str(person))} == {State.REMOVED}
    assert rebuild.versions(ALIAS).equal


@pytest.mark.covers("STD-4.2.3.3")
def test_it_is_kept_up_like_any_removed_record(register):
    """What was wrong in it is corrected from its first day on."""
    (person,) = persons_of(entered := record(move_in(1)))
    cancelled(entered, person)
    right = Amendments(remarks="届出人の申出による取消し")
    record(ClericalCorrection(header=header(basis=Basis.EX_OFFICIO), person=person, amendments=right))
    (version,) = records.versions(open_grant(person), str(person))
    assert (version.content.state, version.content.remarks) == (State.REMOVED, "届出人の申出による取消し")
    assert rebuild.versions(ALIAS).equal


def held(*acts):
    """What a level holds by code after the updates of some acts: all of them must pass its checks."""
    holdings = {}
    for act in acts:
        for update in (message.update for message in sent(act)):
            applied = apply_update(holdings.get(update.code.stored()), update, sender_municipality=EBINA)
            assert isinstance(applied, Applied), applied
            holdings[update.code.stored()] = applied.holding
    return {code: (holding.current.record.name, holding.current.present) for code, holding in holdings.items()}


@pytest.mark.covers("STD-4.6.0.1")
def test_the_levels_are_told_that_the_stay_has_ended_and_of_whoever_comes_after_all(register):
    """An ex officio removal; an entry with the right code afterwards is an entry, and cancelled ends under that code."""
    wrong, right = entrant(), entrant(given="太朗")
    (person,) = persons_of(entered := record(move_in(entrants=(wrong,))))
    undone = cancelled(entered, person)
    codes = wrong.resident_record_code, right.resident_record_code
    assert held(entered, undone) == {codes[0]: ("見本　太郎", False)}
    back = msgspec.structs.replace(right, re_entry_of=person)
    again = record(move_in(entrants=(back,)))
    assert held(entered, undone, again) == {codes[0]: ("見本　太郎", False), codes[1]: ("見本　太朗", True)}
    gone = cancelled(again, person)
    assert held(entered, undone, again, gone) == {codes[0]: ("見本　太郎", False), codes[1]: ("見本　太朗", False)}
    assert str(records.person(open_grant(person), str(person)).resident_record_code) == codes[0]


@pytest.mark.covers("STD-4.6.0.1")
def test_the_number_of_the_record_that_stands_again_does_not_go_along_with_the_end_of_the_other_stay(register):
    """Another code and number had been entered on a removed record: their end is told under them, without a number."""
    wrong, right = (entrant(given=given, individual_number_ref=put()) for given in ("太郎", "太朗"))
    (person,) = persons_of(entered := record(move_in(entrants=(wrong,))))
    cancelled(entered, person)
    again = record(move_in(entrants=(msgspec.structs.replace(right, re_entry_of=person),)))
    gone = cancelled(again, person)
    (told,) = sent(gone)
    assert (str(told.update.code), told.update.reason.removes) == (right.resident_record_code, True)
    assert told.number is None
    assert sent(again)[0].number is not None


def put():
    """A number in the vault: its reference."""
    (reference,) = numbers.vault(ALIAS).put([IndividualNumber.synthetic(next(_serials))])
    return str(reference)


_serials = itertools.count(7_000_000)


def sent(act):
    """The updates that an act has sent."""
    rows = Outbox.objects.filter(why=act_note(act.number), type=UPDATE_TYPE).order_by("sequence")
    return [operators.sent(ALIAS, CS, row.sequence) for row in rows]

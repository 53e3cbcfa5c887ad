"""From a draft by way of a second person's check to an act; who is blocked meanwhile (STD-4.0.8, 10.3)."""

from __future__ import annotations

import datetime as dt
import json

import pytest

from daicho.law.commands import Basis, Death
from daicho.systems.register import db
from daicho.systems.register.actions import bulk, editing, pending
from daicho.systems.register.actions.errors import (
    BeingEdited,
    Blocked,
    Differs,
    Outdated,
    Refused,
    SamePerson,
    TooMany,
    UnknownReason,
    WrongState,
)
from daicho.systems.register.actions.pool import receive
from daicho.systems.register.models import Act, CheckRecord, HistoryRow, OperationRecord, PendingLock, PooledCode
from daicho.systems.register.queries import records, work
from daicho.values.numbers import ResidentRecordCode

from .support import (
    ALIAS,
    before,
    entrant,
    grant_for,
    header,
    move_in,
    open_grant,
    persons_of,
    record,
    relocation,
    search_grant,
    token,
)

pytestmark = pytest.mark.database


def begun(command, account="clerk"):
    return pending.begin_pending(ALIAS, grant_for(command, account), command, token=token())


def submitted(command, account="clerk"):
    draft = begun(command, account)
    return pending.submit(ALIAS, grant_for(command, account), draft.id, version=draft.version)


def confirm(act, account="checker"):
    return pending.check_and_confirm(ALIAS, grant_for(act.command, account), act.id, version=act.version)


def test_a_submitted_act_is_confirmed_by_another_person_and_becomes_an_act(register):
    """The pending act is history no sooner than its confirmation; the check stands in its own record."""
    waiting = submitted(move_in(2))
    assert waiting.state == "pending"
    assert Act.objects.count() == 0
    recorded = confirm(waiting)
    assert Act.objects.get().number == recorded.number
    assert recorded.decision.changes == waiting.decision.changes
    check = CheckRecord.objects.get()
    assert (check.outcome, check.checker, check.act_number) == ("confirmed", "checker", recorded.number)
    assert list(OperationRecord.objects.values_list("operation", flat=True)) == ["begin", "submit", "confirm"]
    assert PendingLock.objects.count() == 0
    assert pending.load(ALIAS, waiting.id).state == "definitive"


def test_the_act_has_no_column_for_whoever_approved_it(register):
    """STD-4.0.8 says it must not be implemented: neither act nor history row names an approver."""
    columns = db.rows(
        ALIAS,
        "SELECT column_name FROM information_schema.columns WHERE table_name IN ('register_act','register_historyrow')",
    )
    names = {column["column_name"] for column in columns}
    assert not any(word in name for name in names for word in ("approve", "checker", "decided_by"))


def test_whoever_entered_it_cannot_confirm_it_or_send_it_back(register):
    """The checker is another person (CTRL-028)."""
    waiting = submitted(move_in(1))
    with pytest.raises(SamePerson):
        confirm(waiting, account="clerk")
    with pytest.raises(SamePerson):
        pending.send_back(ALIAS, grant_for(waiting.command), waiting.id, version=waiting.version, reason="wrong_date")


def test_while_pending_the_register_shows_the_earlier_data(register):
    """Others see what was recorded before (STD-4.0.8)."""
    (person,) = persons_of(record(move_in(1)))
    content = records.person(open_grant(person), str(person))
    submitted(relocation(person))
    assert records.person(open_grant(person), str(person)) == content


def test_a_pending_act_blocks_its_people_and_both_households(register):
    """Another act on the mover, on whoever stays, or on the household entered waits; strangers do not."""
    first, second = persons_of(record(move_in(2, effective_on=before(9))))
    waiting = submitted(relocation(second, relationship="世帯主"))
    with pytest.raises(Blocked) as blocked:
        record(relocation(second, relationship="世帯主"))
    assert blocked.value.pending == (waiting.id,)
    with pytest.raises(Blocked):
        record(relocation(first))
    with pytest.raises(Blocked):
        submitted(relocation(first))
    record(move_in(1))
    pending.withdraw(ALIAS, grant_for(waiting.command), waiting.id, version=waiting.version)
    record(relocation(second, relationship="世帯主"))


def test_a_draft_blocks_nobody_and_survives(register):
    """What was typed is there after an idle logout; nobody waits for it."""
    (person,) = persons_of(record(move_in(1)))
    draft = begun(relocation(person))
    changed = relocation(person)
    kept = pending.update_draft(ALIAS, grant_for(changed), draft.id, changed, version=draft.version)
    assert pending.load(ALIAS, draft.id).command == changed
    assert kept.version == 2
    record(relocation(person))


def test_beginning_twice_with_one_token_is_one_draft(register):
    """A double submit of the first page."""
    command = move_in(1)
    request_token = token()
    first = pending.begin_pending(ALIAS, grant_for(command), command, token=request_token)
    again = pending.begin_pending(ALIAS, grant_for(command), command, token=request_token)
    assert first.id == again.id


def test_confirming_twice_is_one_act(register):
    """Browser back after confirming: the same act is shown, nothing is recorded again."""
    waiting = submitted(move_in(1))
    first = confirm(waiting)
    again = confirm(waiting)
    assert again.number == first.number
    assert again.repeated
    assert Act.objects.count() == 1


def test_a_draft_edited_elsewhere_is_not_overwritten(register):
    """Two windows: the second to save is told that it looked at an older version."""
    draft = begun(move_in(1))
    newer = move_in(1)
    pending.update_draft(ALIAS, grant_for(newer), draft.id, newer, version=1)
    with pytest.raises(Outdated):
        pending.update_draft(ALIAS, grant_for(newer), draft.id, newer, version=1)
    with pytest.raises(Outdated):
        pending.submit(ALIAS, grant_for(newer), draft.id, version=1)


def test_what_the_law_refuses_stays_a_draft(register):
    """Errors forbid 仮登録; nothing is blocked."""
    command = move_in(1, entrants=(entrant(relationship="孫"),))
    draft = begun(command)
    with pytest.raises(Refused):
        pending.submit(ALIAS, grant_for(command), draft.id, version=draft.version)
    assert pending.load(ALIAS, draft.id).state == "draft"
    assert PendingLock.objects.count() == 0


def test_sent_back_with_a_coded_reason_it_can_be_mended_and_submitted_again(register):
    """差戻し: the reason is one of the list; the locks stay until it is submitted again or withdrawn."""
    waiting = submitted(move_in(1))
    grant = grant_for(waiting.command, "checker")
    with pytest.raises(UnknownReason):
        pending.send_back(ALIAS, grant, waiting.id, version=waiting.version, reason="because")
    back = pending.send_back(
        ALIAS, grant, waiting.id, version=waiting.version, reason="wrong_date", note="届出書と違います"
    )
    assert (back.state, back.return_reason) == ("returned", "wrong_date")
    with pytest.raises(WrongState):
        confirm(back)
    mended = move_in(1)
    kept = pending.update_draft(ALIAS, grant_for(mended), back.id, mended, version=back.version)
    again = pending.submit(ALIAS, grant_for(mended), kept.id, version=kept.version)
    assert confirm(again).decision.changes[0].current.address == mended.destination.address


def test_when_the_decision_differs_from_the_one_checked_it_is_returned_with_the_differences(register):
    """Between entry and check a record with the same three items was removed: the alert was not there to be seen."""
    (namesake,) = persons_of(record(move_in(1, effective_on=before(9))))
    waiting = submitted(move_in(1))
    record(Death(header=header(before(1), basis=Basis.NOTICE, notified_on=before(1)), person=namesake))
    with pytest.raises(Differs) as differs:
        confirm(waiting)
    assert {difference.field for difference in differs.value.differences} == {"findings"}
    assert Act.objects.count() == 2
    again = pending.load(ALIAS, waiting.id)
    assert again.state == "pending"
    assert again.decision == differs.value.decision
    assert CheckRecord.objects.get().outcome == "differs"
    assert confirm(again).number == 3


def test_numbers_drawn_for_a_pending_act_are_kept_for_it_and_codes_go_back_when_it_is_withdrawn(register):
    """What the checker saw is what is recorded, number for number; a withdrawn act leaves the pool as it was."""
    receive(ALIAS, [ResidentRecordCode.synthetic(5_000 + at) for at in range(20)])
    without_code = move_in(1, entrants=(entrant(code=False, without_code=True),))
    waiting = submitted(without_code)
    assert waiting.supply.resident_record_codes
    assert PooledCode.objects.filter(reserved_by=waiting.id).count() == 1
    pending.withdraw(ALIAS, grant_for(without_code), waiting.id, version=waiting.version)
    assert PooledCode.objects.filter(reserved_by=None).count() == 20
    again = submitted(without_code)
    recorded = confirm(again)
    code = recorded.decision.changes[0].current.resident_record_code
    assert code == again.supply.resident_record_codes[0]
    assert not PooledCode.objects.filter(code=code.stored()).exists()


def test_a_preview_draws_and_writes_nothing(register):
    """Live checks while the clerk types: findings and changes as they would be, no number is used up."""
    decision = pending.preview(ALIAS, grant_for(move_in(2)), move_in(2))
    assert len(decision.changes) == 2
    assert not decision.errors
    assert db.value(ALIAS, "SELECT is_called FROM register_addressee_serial") is False


def test_the_work_queue_shows_what_waits_oldest_first(register):
    """By state, operator and place."""
    first, second = submitted(move_in(1)), submitted(move_in(1), "other")
    draft = begun(move_in(1))
    grant = search_grant("checker")
    assert [waiting.id for waiting in work.queue(grant)] == [first.id, second.id]
    assert [waiting.id for waiting in work.queue(grant, operator="other")] == [second.id]
    assert [waiting.id for waiting in work.queue(grant, states=("draft",))] == [draft.id]


def test_bulk_confirmation_stops_at_its_cap_and_one_refusal_stops_none_of_the_others(register):
    """STD-4.0.8: all at once, with a cap; more than the cap is refused whole, and a second call finds the same acts."""
    acts = [submitted(move_in(1)) for _ in range(2)]
    own = submitted(move_in(1), "checker")
    grants = {act.id: (grant_for(act.command, "checker"), act.version) for act in [own, *acts]}
    with pytest.raises(TooMany):
        bulk.confirm_all(ALIAS, grants, cap=2)
    assert not Act.objects.exists()
    for _ in range(2):
        outcome = bulk.confirm_all(ALIAS, grants, cap=3)
        assert isinstance(outcome[own.id], SamePerson)
        assert [outcome[act.id].number for act in acts] == [1, 2]


@pytest.mark.covers("STD-1.3.1")
def test_place_and_terminal_of_an_act_are_those_of_its_entry(register):
    """Whoever confirms it stands in the check record, with office and terminal, and not in the act (STD-4.0.8)."""
    waiting = submitted(move_in(1))
    recorded = confirm(waiting)
    act, row = Act.objects.get(number=recorded.number), HistoryRow.objects.get(act_number=recorded.number)
    assert (act.operator, act.place, act.terminal) == ("clerk", "本庁", "窓口-clerk")
    assert (row.act_place, row.act_terminal) == ("本庁", "窓口-clerk")
    check = CheckRecord.objects.get()
    assert (check.checker, check.place, check.terminal) == ("checker", "本庁", "窓口-checker")
    entered_at = json.loads(bytes(act.envelope))["entered_at"]
    assert dt.datetime.fromisoformat(entered_at) == waiting.entry.entered_at < act.recorded_at


def test_one_clerk_edits_a_resident_at_a_time(register):
    """STD-10.3: the second clerk is told who is editing; after the lock expires they may."""
    (person,) = persons_of(record(move_in(1)))
    command = relocation(person)
    editing.take(ALIAS, grant_for(command), [str(person)])
    with pytest.raises(BeingEdited) as being:
        editing.take(ALIAS, grant_for(command, "other"), [str(person)])
    assert being.value.account == "clerk"
    assert [editor.account for editor in editing.editors(ALIAS, [str(person)])] == ["clerk"]
    editing.take(ALIAS, grant_for(command), [str(person)])
    db.execute(ALIAS, "UPDATE register_editlock SET expires_at = clock_timestamp() - interval '1 second'")
    editing.take(ALIAS, grant_for(command, "other"), [str(person)])
    editing.release_all(ALIAS, "other")
    assert editing.editors(ALIAS, [str(person)]) == []


def test_the_summary_shows_before_and_after(register):
    """What the checker compares with the paper: the fields that change, for each person."""
    (person,) = persons_of(record(move_in(1)))
    waiting = submitted(relocation(person))
    grant = grant_for(waiting.command, "checker")
    fields = {difference.field for difference in pending.differences(waiting, ALIAS, grant)}
    assert "address" in fields
    assert "name" not in fields

"""Move-in notices that come as messages: entered by themselves, pending with their alert, or a task of the office."""

from __future__ import annotations

import msgspec
import pytest

from daicho.systems.register.actions import daily, machine, pending
from daicho.systems.register.actions.errors import SamePerson
from daicho.systems.register.batch import Outcome, move_in_messages
from daicho.systems.register.models import AccessRecord, Act, HeldCommand, PendingAct, Person, Task
from daicho.systems.register.queries import records
from daicho.values.dates import RegisterDate
from daicho.values.names import PersonName

from .support import (
    ALIAS,
    CS,
    before,
    deliver,
    grant_for,
    move_in,
    move_out,
    notice_of,
    open_grant,
    persons_of,
    record,
    relocation,
    token,
)

pytestmark = pytest.mark.database


@pytest.fixture
def left(register):
    """Somebody who moved out five days ago."""
    (person,) = persons_of(record(move_in(1, effective_on=before(30))))
    record(move_out(person, on=before(5)))
    daily.run(ALIAS)
    return person


def earlier(person, **changed):
    """A notice of an earlier day than the one of the removal: the law has an alert (R-41312-02)."""
    return notice_of(person, moved_in_on=before(10), notified_on=before(9), **changed)


def confirmed(person):
    return records.person(open_grant(person), str(person)).removal.move_in_notice_on


@pytest.mark.covers("SYS1-F4", "STD-4.1.3.1.2")
def test_a_notice_to_which_the_law_has_nothing_to_say_is_entered_by_itself(left):
    """The very notice that was sent again changes nothing; both under the name of the CS."""
    deliver(notice_of(left))
    assert confirmed(left) == before(1)
    act = Act.objects.latest("number")
    assert (act.command_kind, act.operator) == ("move_in_notice_received", str(CS))
    deliver(notice_of(left))
    assert Act.objects.latest("number").number == act.number
    assert not Task.objects.filter(kind__startswith="move_in_notice").exists()


@pytest.mark.covers("SYS1-F4", "STD-11.1", "CTRL-028")
def test_a_notice_that_the_law_alerts_to_stands_pending_until_somebody_has_seen_the_alert(left):
    """Nothing is definitive before; confirmed by a person it is an act that the CS has entered."""
    acts = Act.objects.count()
    deliver(earlier(left))
    waiting = pending.load(ALIAS, PendingAct.objects.get(state="pending").id)
    assert [finding.code for finding in waiting.decision.alerts] == ["R-41312-02"]
    assert (waiting.operator, Act.objects.count(), confirmed(left)) == (str(CS), acts, None)
    deliver(earlier(left))
    assert PendingAct.objects.count() == 1
    pending.check_and_confirm(ALIAS, grant_for(waiting.command, "checker"), waiting.id, version=waiting.version)
    assert confirmed(left) == before(9)
    assert Act.objects.latest("number").operator == str(CS)
    assert AccessRecord.objects.filter(account=str(CS), persons=[str(left)]).exists()


def test_a_pending_act_of_the_cs_is_not_confirmed_under_its_own_name(left):
    """Another one than who entered it, also where that was a machine."""
    deliver(earlier(left))
    waiting = pending.load(ALIAS, PendingAct.objects.get().id)
    with pytest.raises(SamePerson):
        pending.check_and_confirm(ALIAS, grant_for(waiting.command, str(CS)), waiting.id, version=waiting.version)


@pytest.mark.covers("SYS1-F4", "STD-4.1.3.1.2")
@pytest.mark.parametrize(
    "changed",
    [{"name": PersonName(family="別人", given="花子")}, {"birth_date": RegisterDate.parse("昭和55年4月2日")}],
)
def test_a_notice_of_somebody_else_under_the_code_becomes_a_task_with_the_notice(left, changed):
    """Neither another name nor another date of birth is entered by a machine, however often it comes."""
    acts = Act.objects.count()
    deliver(notice_of(left, **changed))
    deliver(notice_of(left, **changed))
    assert Act.objects.count() == acts
    assert not PendingAct.objects.exists()
    task = Task.objects.get(kind="move_in_notice_mismatch", done_at=None)
    assert (task.code, task.persons) == ("B-REC-05", [str(left)])
    (found,) = move_in_messages.enter(ALIAS, who="operator").records
    assert (found.outcome, found.codes) == (Outcome.ALERT, ("B-REC-05",))


def test_a_notice_for_another_town_or_of_somebody_who_has_not_left_is_a_task_with_its_code(left):
    """Never a refusal that would stop or falsify the link."""
    (stays,) = persons_of(record(move_in(1)))
    deliver(notice_of(stays))
    deliver(msgspec.structs.replace(notice_of(left), to_municipality="131032"), 2)
    found = Task.objects.filter(kind="move_in_notice_refused").order_by("id").values_list("code", flat=True)
    assert list(found) == ["R-41311-01", "B-REC-06"]
    assert Person.objects.get(pk=str(stays)).state == "present"


def blocked(person):
    """A pending act of a clerk that blocks somebody who has a planned move-out."""
    command = relocation(person)
    draft = pending.begin_pending(ALIAS, grant_for(command), command, token=token())
    return command, pending.submit(ALIAS, grant_for(command), draft.id, version=draft.version)


@pytest.mark.covers("STD-11.1", "STD-4.0.8")
def test_what_waited_behind_a_pending_act_stands_pending_if_the_law_alerts_to_it_by_then(register):
    """An alert that came about while the notice waited is shown to a person, not passed over."""
    (person,) = persons_of(record(move_in(1, effective_on=before(30))))
    record(move_out(person, on=before(-3)))
    command, waiting = blocked(person)
    deliver(notice_of(person, notified_on=before(2)))
    deliver(notice_of(person, notified_on=before(1)), 2)
    assert HeldCommand.objects.filter(done_by=None).count() == 2
    # the newer one first: to the older one the law then has an alert (R-41312-01)
    newer, older = HeldCommand.objects.order_by("-id")
    first = machine.resume_held(ALIAS)
    assert first == 0
    HeldCommand.objects.filter(pk=older.pk).update(id=newer.pk + 1)
    acts = Act.objects.count()
    pending.withdraw(ALIAS, grant_for(command), waiting.id, version=waiting.version)
    assert Act.objects.count() == acts + 1
    assert set(HeldCommand.objects.values_list("done_by", flat=True)) == {acts + 1, 0}
    stands = pending.load(ALIAS, PendingAct.objects.get(state="pending").id)
    assert [finding.code for finding in stands.decision.alerts] == ["R-41312-01"]
    assert machine.resume_held(ALIAS) == 0


def test_a_notice_sent_again_under_another_number_waits_with_its_alert_and_may_be_confirmed_or_sent_back(left):
    """It is told that the notice was taken already; confirmed it changes nothing that stands."""
    deliver(notice_of(left))
    content = records.person(open_grant(left), str(left))
    for sequence, confirm in ((2, True), (3, False)):
        deliver(notice_of(left), sequence)
        waiting = pending.load(ALIAS, PendingAct.objects.get(state="pending").id)
        assert [finding.code for finding in waiting.decision.alerts] == ["R-41312-01"]
        grant = grant_for(waiting.command, "checker")
        if confirm:
            pending.check_and_confirm(ALIAS, grant, waiting.id, version=waiting.version)
        else:
            pending.send_back(ALIAS, grant, waiting.id, version=waiting.version, reason="address")
        assert records.person(open_grant(left), str(left)) == content

"""Tasks of the office at the desk: notices that no machine could enter, compared with a record and settled."""

from __future__ import annotations

import pytest
from django.urls import reverse

from daicho.systems.register.actions import daily, tasks
from daicho.systems.register.models import AccessRecord, Act, PendingAct, Person, Task
from daicho.values.dates import RegisterDate
from daicho.values.names import PersonName
from daicho.values.numbers import ResidentRecordCode

from .support import (
    ALIAS,
    HEADER,
    confirm,
    family_lives_here,
    foreigner_lives_here,
    leaves,
    notice_comes,
    submit,
    text_of,
    to_summary,
)

pytestmark = pytest.mark.database


@pytest.fixture
def left(clerk, checker):
    """Somebody who has moved out to Kodaira: the addressee number."""
    person = leaves(clerk, checker)
    daily.run(ALIAS)
    return person


def page_of(client, task):
    return text_of(client.get(reverse("register:task", args=[task.id])))


def enter(client, task, **fields):
    return client.post(reverse("register:task_enter", args=[task.id]), fields)


def close(client, task, why=""):
    return client.post(reverse("register:task_close", args=[task.id]), {"why": why}, follow=True)


@pytest.mark.covers("SYS1-F4", "STD-4.1.3.1.2", "CTRL-028")
def test_a_notice_of_another_name_is_compared_with_the_record_and_entered_by_a_clerk(left, clerk, checker):
    """Both names and dates stand side by side; entered it is the clerk's pending act, checked by somebody else."""
    notice_comes(left, name=PersonName("見本", "多郎"))
    task = Task.objects.get(kind="move_in_notice_mismatch")
    listed = text_of(clerk.get(reverse("register:tasks")))
    assert "転入通知の氏名・生年月日が記録と違います" in listed
    assert "見本" not in listed.partition("<main")[2]
    page = page_of(clerk, task)
    assert "見本　多郎" in page
    assert "見本　太郎" in page
    assert page.count('class="badge bad">違い') == 1
    assert "B-REC-05" in page
    looked = AccessRecord.objects.filter(kind="act", detail=f"task:{task.id}", persons=[left], account="clerk")
    assert looked.count() == 1
    response = enter(clerk, task, do="enter", person=left, seen=left)
    pending = PendingAct.objects.get(state="pending")
    assert response["Location"] == reverse("register:pending", args=[pending.id])
    assert (pending.operator, pending.command_kind) == ("clerk", "move_in_notice_received")
    check = text_of(checker.get(reverse("register:pending", args=[pending.id])))
    assert "見本　多郎" in check, "whoever checks sees what the notice says"
    assert check.count('class="badge bad">違い') == 1
    assert confirm(checker, pending.id).status_code == 302
    assert Person.objects.get(pk=left).state == "moved_out"
    task.refresh_from_db()
    assert (task.done_by, task.outcome) == ("clerk", f"pending act {pending.id}")
    assert "完了" in page_of(clerk, task)
    assert "すでに完了" in text_of(clerk.post(reverse("register:task_enter", args=[task.id]), follow=True))


@pytest.mark.covers("SYS1-F4", "STD-11.1", "CTRL-028")
def test_a_notice_with_an_alert_is_shown_with_it_in_the_queue_and_confirmed_by_a_person(left, clerk, checker):
    """It waits under the name of the CS with its alert; who confirms it has seen the alert on the page."""
    acts = Act.objects.count()
    notice_comes(left, moved_in_on=RegisterDate.parse("R8.11.15"), notified_on=RegisterDate.parse("R8.11.16"))
    listed = text_of(checker.get(reverse("register:pending_list")))
    assert "確認事項あり" in listed
    assert "市町村CS(自動処理)" in listed
    (pending,) = PendingAct.objects.filter(state="pending")
    assert "R-41312-02" in text_of(checker.get(reverse("register:pending", args=[pending.id])))
    assert Act.objects.count() == acts
    assert confirm(checker, pending.id).status_code == 302
    assert Act.objects.count() == acts + 1


@pytest.mark.covers("SYS1-F4")
def test_a_notice_with_an_alert_may_be_refused_and_leaves_nothing(left, clerk, checker):
    """Sent back with a reason by whoever checks, withdrawn by a clerk: the resident is free again."""
    notice_comes(left, moved_in_on=RegisterDate.parse("R8.11.15"), notified_on=RegisterDate.parse("R8.11.16"))
    (pending,) = PendingAct.objects.filter(state="pending")
    back = {"version": pending.version, "reason": "address"}
    assert checker.post(reverse("register:send_back", args=[pending.id]), back).status_code == 302
    page = text_of(clerk.get(reverse("register:pending", args=[pending.id])))
    assert "取り下げる" in page
    assert "自動処理の仮登録です" in page
    pending.refresh_from_db()
    clerk.post(reverse("register:withdraw", args=[pending.id]), {"version": pending.version})
    pending.refresh_from_db()
    assert pending.state == "withdrawn"
    assert [act.command_kind for act in Act.objects.order_by("number")] == ["domestic_move_in", "move_out"]


@pytest.mark.covers("SYS1-F4", "STD-4.1.3.1.2")
def test_a_notice_that_fits_nobody_is_entered_for_whom_the_clerk_names(left, clerk):
    """A wrong code: told; the addressee number of whoever left is typed; nonsense and nobody's number are told."""
    notice_comes(left, resident_record_code=ResidentRecordCode.synthetic(9_999_998))
    task = Task.objects.get(kind="move_in_notice_unmatched")
    assert "宛名番号を入れて仮登録" in page_of(clerk, task)
    assert "この住民票コードの住民はいません" in page_of(clerk, task)
    for wrong in ("", "x", "9" * 30, "000000000000"):
        response = enter(clerk, task, do="enter", person=wrong)
        assert response.status_code == 422
        assert "S-0102" in text_of(response)
    response = enter(clerk, task, do="judge")
    assert (response.status_code, "B-REC-04" in text_of(response)) == (409, True)
    first = enter(clerk, task, do="enter", person=left)
    assert (first.status_code, PendingAct.objects.filter(state="pending").count()) == (200, 0)
    page = text_of(first)
    assert "見比べてください" in page
    assert "見本　太郎" in page, "the record of whoever was typed stands beside the notice before anything is entered"
    assert AccessRecord.objects.filter(detail=f"task:{task.id}", persons=[left], account="clerk").count() == 1
    assert enter(clerk, task, do="enter", person=left, seen=left).status_code == 302
    assert PendingAct.objects.get(state="pending").persons == [left]


@pytest.mark.covers("SYS1-F4")
def test_a_notice_that_the_law_refused_is_judged_again_after_the_move_out_was_entered(clerk, checker):
    """Refused while nobody has left; afterwards it stands pending; a pending act in the way is told with its link."""
    (person,), _ = family_lives_here(clerk, checker, **{"h-effective_on": "R8.11.11"})
    notice_comes(person)
    task = Task.objects.get(kind="move_in_notice_refused")
    assert "R-41311-01" in page_of(clerk, task)
    assert "R-41311-01" in text_of(enter(clerk, task, do="judge"))
    assert "R-41311-01" in text_of(enter(clerk, task, do="enter", person=person, seen=person))
    out = HEADER | {f"m-{person}-take": "on", "h-effective_on": "R8.11.20", "o-municipality": "東京都小平市"}
    blocking = to_summary(clerk, "move_out", out, person=person)
    submit(clerk, blocking)
    response = enter(clerk, task, do="enter", person=person, seen=person)
    assert response.status_code == 409
    assert "R-41311-01" in text_of(response)
    confirm(checker, blocking)
    assert enter(clerk, task, do="judge").status_code == 302
    assert PendingAct.objects.get(state="pending").operator == "clerk"
    task.refresh_from_db()
    assert task.done_by == "clerk"


def test_a_task_is_closed_with_a_reason_and_not_without(left, clerk):
    """What differs stays as it is; the reason is kept; closing it twice is told."""
    notice_comes(left, name=PersonName("別人", "花子"))
    task = Task.objects.get(kind="move_in_notice_mismatch")
    assert "S-0401" in text_of(close(clerk, task))
    assert "完了にしました" in text_of(close(clerk, task, "別の人への通知"))
    assert "すでに完了" in text_of(close(clerk, task, "二度目"))
    task.refresh_from_db()
    assert (task.outcome, task.done_by) == ("別の人への通知", "clerk")
    assert not PendingAct.objects.filter(state="pending").exists()


@pytest.mark.covers("SYS1-F4", "STD-4.5.6")
def test_an_immigration_notice_of_another_name_is_compared_and_entered(clerk, checker, tmp_path):
    """The name and the number of the card beside the record's; entered as the clerk's pending act."""
    from daicho.systems.register import db
    from daicho.systems.register.batch import engine
    from daicho.systems.register.batch.immigration_notices import ImmigrationNotices

    person, _ = foreigner_lives_here(clerk, checker)
    sql = "SELECT value FROM register_searchkey WHERE kind = 'document' AND addressee_number = %s"
    document = db.value(ALIAS, sql, (person,))
    path = tmp_path / "notices.csv"
    row = f"N-1,{document},OTHER NAME,S55.4.1,在留期間の更新,R8.11.21,R8.11.21,3年,R11.10.1"
    path.write_text(",".join((*ImmigrationNotices.columns, "period", "expires_on")) + f"\n{row}\n", encoding="utf-8")
    engine.run(ALIAS, ImmigrationNotices(), path, who="root")
    task = Task.objects.get(kind="immigration_notice_mismatch")
    page = page_of(clerk, task)
    assert "OTHER NAME" in page
    assert "SAMPLE MARIE" in page
    assert "もう一度判定する" not in page
    assert enter(clerk, task, do="enter", person=person, seen=person).status_code == 302
    pending = PendingAct.objects.get(state="pending")
    assert (pending.operator, pending.command_kind) == ("clerk", "immigration_notice")


def test_a_task_without_a_notice_is_shown_and_closed(clerk):
    """A low pool, and a notice kept in a form that is no longer read."""
    from daicho.systems.register.batch.confirming import FROM_FILE

    tasks.open_task(ALIAS, kind="held_command_refused", code="R-41311-01", reference="x")
    tasks.open_task(ALIAS, kind="move_in_notice_mismatch", code="B-REC-05", reference=f"{FROM_FILE}132110:1")
    for task in Task.objects.filter(done_at=None, kind__in=("held_command_refused", "move_in_notice_mismatch")):
        page = page_of(clerk, task)
        assert "完了にする" in page
        assert "見比べた" not in page
        assert enter(clerk, task, do="enter").status_code == 302
        assert "完了にしました" in text_of(close(clerk, task, "確認した"))


def test_tasks_are_opened_by_who_enters_acts_and_under_a_purpose(left, counter, clerk, checker):
    """A checker sees none; an operator sees the list; without a case the purpose is asked for first."""
    notice_comes(left, name=PersonName("別人", "花子"))
    task = Task.objects.get(kind="move_in_notice_mismatch")
    address = reverse("register:task", args=[task.id])
    assert checker.get(reverse("register:tasks")).status_code == 403
    assert checker.get(address).status_code == 403
    operator = counter.sign_in("operator", case=False)
    assert operator.get(reverse("register:tasks")).status_code == 200
    assert operator.get(address).status_code == 403
    without = counter.sign_in("clerk", case=False)
    assert without.get(address)["Location"].startswith(reverse("access:purpose"))
    assert enter(checker, task, do="enter", person=left).status_code == 403
    assert clerk.get(reverse("register:task", args=[99_999])).status_code == 404
    assert "課題が" in text_of(clerk.get(reverse("register:pending_list")))

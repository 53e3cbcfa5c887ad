"""Bulk 本登録 by another person with a cap, the queue by state and age, runs of batches on the screen."""

from __future__ import annotations

import csv
import io

import msgspec
import pytest
from django.conf import settings
from django.urls import reverse

from daicho.systems.register import db
from daicho.systems.register.batch import engine
from daicho.systems.register.batch.address_renames import AddressRenames
from daicho.systems.register.models import AccessRecord, Act, CheckRecord, PendingAct

from .support import ALIAS, family_lives_here, move_in_fields, submit, text_of, to_summary, version_of

pytestmark = pytest.mark.database


@pytest.fixture
def operator(counter):
    return counter.sign_in("operator", case=False)


@pytest.fixture
def cap(monkeypatch):
    """The office's cap of acts made definitive at once."""

    def set_to(most):
        monkeypatch.setattr(settings, "DAICHO", msgspec.structs.replace(settings.DAICHO, confirmed_at_once=most))

    return set_to


def waiting(client, count):
    """Families whose move-in waits for a check."""
    numbers = [to_summary(client, "domestic_move_in", move_in_fields()) for _ in range(count)]
    for number in numbers:
        submit(client, number)
    return numbers


def marks(*numbers):
    return [f"{number}:{version_of(number)}" for number in numbers]


def compare(client, *numbers, do="chosen", **more):
    return client.post(reverse("register:bulk"), {"act": list(numbers), "do": do, **more})


def confirm_marked(client, *marked, shown=()):
    return client.post(reverse("register:bulk_confirm"), {"act": list(marked), "shown": list(shown)})


@pytest.mark.covers("STD-4.0.8", "CTRL-028")
def test_acts_that_another_person_has_compared_become_definitive_together(clerk, checker):
    """Shown one below the other, none marked beforehand; those marked are recorded, the one not marked stays pending."""
    first, second, third = waiting(clerk, 3)
    assert f'value="{first}"' in text_of(checker.get(reverse("register:pending_list")))
    page = text_of(compare(checker, first, second, third))
    assert page.count("照合した") >= 3
    assert "見本　太郎" in page
    assert " checked" not in page
    assert "全部に印を付ける" not in page
    assert " checked" not in text_of(compare(checker, first, second, do="mark"))
    marked = marks(first, second)
    page = text_of(confirm_marked(checker, *marked, shown=(first, second, third)))
    assert "2件を本登録しました" in page
    assert "印を付けなかった1件" in page
    assert Act.objects.count() == 2
    assert PendingAct.objects.get(pk=third).state == "pending"
    assert set(CheckRecord.objects.values_list("checker", flat=True)) == {"checker"}
    assert "2件を本登録しました" in text_of(confirm_marked(checker, *marked))
    assert Act.objects.count() == 2


@pytest.mark.covers("CTRL-028")
def test_nobody_compares_what_they_entered(counter, clerk):
    """A clerk may not check at all; somebody who may do both is offered only what others entered, and refused by hand."""
    (own,) = waiting(clerk, 1)
    assert compare(clerk, own).status_code == 403
    assert confirm_marked(clerk, *marks(own)).status_code == 403
    db.execute(ALIAS, "UPDATE register_pendingact SET operator = 'checker' WHERE id = %s", (own,))
    checker = counter.sign_in("checker")
    assert "1件は、自分が入力したか" in text_of(compare(checker, own))
    page = text_of(confirm_marked(checker, *marks(own)))
    assert "R-0006" in page
    assert not Act.objects.exists()


@pytest.mark.covers("STD-4.0.8")
def test_more_than_the_cap_is_refused_whole(clerk, checker, cap):
    """The office's setting; "the first of the list" keeps to it by itself."""
    numbers = waiting(clerk, 3)
    cap(2)
    for response in (compare(checker, *numbers), confirm_marked(checker, *marks(*numbers))):
        assert response.status_code == 409
        assert "R-0015" in text_of(response)
    assert not Act.objects.exists()
    page = text_of(compare(checker, do="first"))
    assert page.count('name="shown"') == 2


@pytest.mark.covers("STD-4.0.8")
def test_the_first_of_a_part_are_of_that_part(clerk, checker):
    """Of one's own office (入力支所), or of those that have waited for days: what is listed is what is checked."""
    here, elsewhere = waiting(clerk, 2)
    db.execute(ALIAS, "UPDATE register_pendingact SET place = '支所' WHERE id = %s", (elsewhere,))
    page = text_of(compare(checker, do="first", whose="office"))
    assert page.count('name="shown"') == 1
    assert f'value="{here}"' in page
    assert text_of(compare(checker, do="first", days="3")).count('name="shown"') == 0
    assert text_of(compare(checker, do="first", whose="nobody", days="x")).count('name="shown"') == 2


@pytest.mark.covers("STD-4.0.8")
def test_an_act_that_was_edited_or_decides_otherwise_by_now_is_left_out_and_said_so(clerk, checker):
    """Outdated, settled meanwhile, and decided otherwise: each with its reason; the others are recorded."""
    edited, settled, differs, good = waiting(clerk, 4)
    marked = marks(edited, settled, differs, good)
    db.execute(ALIAS, "UPDATE register_pendingact SET version = version + 1 WHERE id = %s", (edited,))
    clerk.post(reverse("register:withdraw", args=[settled]), {"version": version_of(settled)})
    decision = db.value(ALIAS, "SELECT decision FROM register_pendingact WHERE id = %s", (differs,))
    changed = bytes(decision).replace("太郎".encode(), "次郎".encode())
    db.execute(ALIAS, "UPDATE register_pendingact SET decision = %s WHERE id = %s", (changed, differs))
    page = text_of(confirm_marked(checker, *marked))
    for code in ("R-0002", "R-0004", "R-0005"):
        assert code in page
    assert "1件を本登録しました" in page
    assert PendingAct.objects.get(pk=good).state == "definitive"
    assert PendingAct.objects.get(pk=differs).state == "pending"
    assert Act.objects.count() == 1


@pytest.mark.parametrize("marked", [["x"], ["99999999999999999999:1"], ["1"], ["1:x"], [":"], ["\x00"]])
def test_marks_that_are_none_do_nothing(checker, marked):
    """Neither a fault nor an act."""
    response = confirm_marked(checker, *marked)
    assert response.status_code in {200, 404, 422}
    assert not Act.objects.exists()


def test_what_is_compared_is_recorded_for_each_act(clerk, checker):
    """Whoever looks at people leaves a record that names them (CTRL-074)."""
    persons, _ = family_lives_here(clerk, checker)
    fields = {"h-basis": "notice", "h-effective_on": "R8.11.20"}
    fields |= {"h-notified_on": "R8.11.21", "h-notifier_kind": "other_office"}
    number = to_summary(clerk, "death", fields, person=persons[0])
    submit(clerk, number)
    before = AccessRecord.objects.count()
    compare(checker, number)
    assert AccessRecord.objects.filter(id__gt=before, account="checker", persons=persons).exists()


def test_without_purpose_and_case_the_list_leads_there_first(counter, clerk):
    """The list shows nobody; comparing does."""
    (number,) = waiting(clerk, 1)
    page = text_of(counter.sign_in("checker", case=False).get(reverse("register:pending_list")))
    assert reverse("access:purpose") in page
    assert f'name="act" value="{number}"' not in page


def test_the_queue_is_listed_by_state_and_age(clerk, checker):
    """How many wait a day, three days; each figure leads to them; nonsense in the address lists all."""
    old, new = waiting(clerk, 2)
    db.execute(
        ALIAS,
        "UPDATE register_pendingact SET submitted_at = submitted_at - interval '4 days' WHERE id = %s",
        (old,),
    )
    address = reverse("register:pending_list")
    page = text_of(checker.get(address, {"state": "pending", "days": "3"}))
    assert f"/pending/{old}/" in page
    assert f"/pending/{new}/" not in page
    for days in ("-1", "x", "9" * 30, "1.5", "³"):
        assert f"/pending/{new}/" in text_of(checker.get(address, {"days": days, "batch": "x", "state": "x"}))


def renamed(tmp_path, clerk, checker, count):
    """A batch that renamed the addresses of some households: its run."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(AddressRenames.columns)
    for at in range(1, count + 1):
        _, household = family_lives_here(clerk, checker, lot=f"{at}番")
        writer.writerow((household, "中央一丁目", f"{at}番", "新中央", f"{at}番", "R8.11.21", "町名変更"))
    writer.writerow(("0", "中央一丁目", "1番", "新中央", "1番", "R8.11.21", "町名変更"))
    path = tmp_path / "chuo.csv"
    path.write_text(text.getvalue(), encoding="utf-8", newline="")
    for dry_run in (True, False):
        report = engine.run(ALIAS, AddressRenames(), path, who="root", dry_run=dry_run)
    return report.run


@pytest.mark.covers("SYS1-F4")
def test_the_operator_sees_runs_records_and_the_pending_acts_they_led_to(operator, clerk, checker, tmp_path):
    """Progress, counts, each line with its reason; nobody's name; the report as CSV; the pending acts are then checked."""
    run = renamed(tmp_path, clerk, checker, 2)
    listed = text_of(operator.get(reverse("register:batches")))
    assert "住所一括変更" in listed
    assert f"?batch={run}" in listed
    page = text_of(operator.get(reverse("register:batch", args=[run])))
    assert "B-REC-02" in page
    assert "household_number" in page
    assert "見本" not in page.replace("見本・合成データ", "").replace("見本 operator", "")
    rows = list(csv.DictReader(io.StringIO(text_of(operator.get(reverse("register:batch_report", args=[run]))))))
    assert [row["outcome"] for row in rows] == ["accepted", "accepted", "refused"]
    assert "自動処理" in text_of(checker.get(reverse("register:pending_list"), {"batch": run}))
    page = text_of(compare(checker, do="first", batch=run))
    assert page.count('name="shown"') == 2
    numbers = list(PendingAct.objects.filter(state="pending").values_list("pk", flat=True))
    assert "2件を本登録しました" in text_of(confirm_marked(checker, *marks(*numbers)))
    assert "異動番号" in text_of(operator.get(reverse("register:batch", args=[run])))


def test_who_neither_enters_nor_operates_sees_no_batches_and_a_run_that_is_none_is_not_found(operator, checker):
    """Refused by the gate; not found."""
    assert checker.get(reverse("register:batches")).status_code == 403
    assert operator.get(reverse("register:batch", args=[999])).status_code == 404
    assert operator.get(reverse("register:batch_report", args=[999])).status_code == 404


def test_a_run_that_has_gone_silent_is_shown_as_broken_off(operator, clerk, checker, tmp_path):
    """Somebody must start it again; while it lives the page looks again by itself."""
    run = renamed(tmp_path, clerk, checker, 1)
    db.execute(ALIAS, "UPDATE register_batchrun SET state = 'running', finished_at = NULL WHERE id = %s", (run,))
    assert "every 5s" in text_of(operator.get(reverse("register:batch", args=[run])))
    assert "every 5s" in text_of(operator.get(reverse("register:batches"), headers={"HX-Request": "true"}))
    db.execute(
        ALIAS, "UPDATE register_batchrun SET updated_at = updated_at - interval '10 minutes' WHERE id = %s", (run,)
    )
    page = text_of(operator.get(reverse("register:batches")))
    assert "続きから再開" in page


def test_a_machines_act_that_was_sent_back_is_taken_back_by_a_clerk(clerk, checker, tmp_path):
    """Nobody else could: its operator is no person."""
    renamed(tmp_path, clerk, checker, 1)
    number = PendingAct.objects.get(state="pending").pk
    withdraw = reverse("register:withdraw", args=[number])
    assert clerk.post(withdraw, {"version": version_of(number)}).status_code == 409
    checker.post(
        reverse("register:send_back", args=[number]), {"version": version_of(number), "reason": "address", "note": ""}
    )
    assert withdraw in text_of(clerk.get(reverse("register:pending", args=[number])))
    assert clerk.post(withdraw, {"version": version_of(number)}).status_code == 302
    assert PendingAct.objects.get(pk=number).state == "withdrawn"

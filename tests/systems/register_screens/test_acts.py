"""Acts from the typed form to the definitive act, each procedure once, through the screens."""

from __future__ import annotations

import pytest
from django.urls import reverse

from daicho.systems.register.models import Act, FormDraft, Outbox, PendingAct, Person
from daicho.systems.register.queries.history import HistoryRow as Row

from .support import (
    HEADER,
    begin,
    confirm,
    done,
    entrant,
    family_lives_here,
    fill_pool,
    move_in_fields,
    submit,
    text_of,
    to_summary,
    version_of,
)

pytestmark = pytest.mark.database
__all__ = ["Row"]

NOTICE = {
    "h-basis": "notice",
    "h-effective_on": "R8.11.21",
    "h-notified_on": "R8.11.21",
    "h-notifier_kind": "other_office",
}


@pytest.mark.covers("SYS1-F1", "STD-4.1.1.1")
def test_a_family_moves_in_and_messages_are_written(clerk, checker):
    """Four people in one household with relationships and head; the outbox holds what the summary said."""
    pending = to_summary(clerk, "domestic_move_in", move_in_fields(4))
    summary = text_of(clerk.get(reverse("register:pending", args=[pending])))
    assert "本人確認情報の更新を通知" in summary
    assert "転入通知を送信" in summary
    assert "東京都小平市" in summary
    submit(clerk, pending)
    assert Outbox.objects.count() == 0
    response = confirm(checker, pending)
    page = text_of(checker.get(response["Location"]))
    assert "異動番号" in page
    assert [person.relationship for person in Person.objects.order_by("position")] == ["世帯主", "妻", "子", "子"]
    assert Outbox.objects.count() > 0
    assert not FormDraft.objects.exists()


def test_a_move_in_from_abroad_is_given_codes_from_the_pool(clerk, checker):
    """Nobody brings a code; the preview draws none, the act does."""
    fill_pool()
    fields = move_in_fields(0) | entrant(0, with_code=False)
    fields |= {"p-abroad": "1", "p-country": "カナダ", "x-article": "22"}
    done(clerk, checker, "move_in_from_abroad", fields)
    assert Person.objects.get().resident_record_code is not None


def test_part_of_a_household_relocates(clerk, checker):
    """The others stay; the summary names the change to the household left."""
    persons, household = family_lives_here(clerk, checker, 3)
    fields = HEADER | {
        "h-effective_on": "R8.11.21",
        f"m-{persons[2]}-take": "on",
        f"m-{persons[2]}-relationship": "世帯主",
        "d-town": "国分南一丁目",
        "d-lot": "5番5号",
    }
    done(clerk, checker, "relocation", fields, household=household)
    moved = Person.objects.get(pk=persons[2])
    assert moved.household_number != household
    assert moved.relationship == "世帯主"


def test_a_planned_move_out_leaves_the_resident_in_place_until_its_day(clerk, checker):
    """Present, with the plan on the page."""
    persons, household = family_lives_here(clerk, checker)
    fields = HEADER | {
        "h-effective_on": "R8.12.1",
        f"m-{persons[0]}-take": "on",
        "o-municipality": "東京都小平市",
        "o-town": "小川町一丁目",
        "o-lot": "2番2号",
    }
    done(clerk, checker, "move_out", fields, household=household)
    page = text_of(clerk.get(reverse("register:resident", args=persons)))
    assert "現存(転出予定あり)" in page
    assert "令和8年12月1日" in page


def test_a_child_is_born_into_a_household(clerk, checker):
    """Surname and domicile come from the head; the code from the pool."""
    fill_pool()
    _, household = family_lives_here(clerk, checker, 2)
    address = begin(clerk, "birth", household=household)
    typed = FormDraft.objects.get().typed
    assert typed["e-0-family"] == ["見本"]
    fields = {name: values[-1] for name, values in typed.items()} | {
        "h-notified_on": "R8.11.21",
        "h-notifier_kind": "other_office",
        "e-0-given": "新",
        "e-0-given_furigana": "アラタ",
        "e-0-birth_date": "R8.11.21",
        "e-0-sex": "male",
    }
    response = clerk.post(address, fields)
    pending = int(response["Location"].strip("/").split("/")[-1])
    submit(clerk, pending)
    assert confirm(checker, pending).status_code == 302
    child = Person.objects.get(name_written="見本　新")
    assert (child.household_number, child.relationship) == (household, "子")


def test_a_death_is_recorded_even_when_its_day_is_unknown(clerk, checker):
    """The date field of a death takes the forms of unknown days (STD-1.1.8)."""
    persons, _ = family_lives_here(clerk, checker)
    done(clerk, checker, "death", NOTICE | {"h-effective_on": "令和8年11月日不詳"}, person=persons[0])
    assert Person.objects.get(pk=persons[0]).state == "died"


@pytest.mark.covers("STD-4.2.3.3")
def test_a_clerical_correction_changes_only_what_was_rewritten(clerk, checker):
    """The given name is put right; nothing else is in the difference."""
    persons, _ = family_lives_here(clerk, checker)
    address = begin(clerk, "clerical_correction", person=persons[0])
    typed = FormDraft.objects.get().typed
    fields = {name: values[-1] for name, values in typed.items()}
    fields |= {"h-notifier_kind": "office", "h-effective_on": "", "a-given": "太朗"}
    response = clerk.post(address, fields)
    page = text_of(clerk.get(response["Location"]))
    assert "見本　太朗" in page
    assert "生年月日" not in page[page.index("changes") : page.index("この異動に伴って行うこと")]
    pending = int(response["Location"].strip("/").split("/")[-1])
    submit(clerk, pending)
    confirm(checker, pending)
    assert Person.objects.get(pk=persons[0]).name_written == "見本　太朗"


@pytest.mark.covers("STD-4.6.0.1")
def test_an_act_is_cancelled_from_the_timeline(clerk, checker):
    """The family that moved in by mistake is taken out again; the act is marked, a second time is an error."""
    persons, _ = family_lives_here(clerk, checker, 2)
    fields = {"h-notifier_kind": "office", "h-effective_on": ""} | {f"m-{person}-take": "on" for person in persons}
    done(clerk, checker, "cancellation", fields, act=1, person=persons[0])
    assert {person.state for person in Person.objects.all()} == {"removed"}
    assert "取消し" in text_of(clerk.get(reverse("register:timeline", args=persons[:1])))
    again = clerk.post(begin(clerk, "cancellation", act=1), fields)
    assert again.status_code == 422
    assert "R-4601-02" in text_of(again)


@pytest.mark.covers("CTRL-028", "CTRL-029")
def test_whoever_entered_it_cannot_confirm_it(counter, clerk, checker):
    """Refused, even where the account holds the right to check; nothing is recorded."""
    from daicho.access import administration
    from daicho.access.models import Account

    chief, entering = Account.objects.get(login="chief"), Account.objects.get(login="clerk")
    right = entering.rights.get()
    administration.approve(
        administration.apply_for_right(
            entering,
            organisation="142158",
            role="register.checker",
            valid_from=right.valid_from,
            valid_until=right.valid_until,
        ),
        chief,
    )
    pending = to_summary(clerk, "domestic_move_in", move_in_fields(1))
    submit(clerk, pending)
    assert "届出書と照合した" not in text_of(clerk.get(reverse("register:pending", args=[pending])))
    response = confirm(clerk, pending)
    assert response.status_code == 409
    assert "R-0006" in text_of(response)
    assert Act.objects.count() == 0


def test_a_clerk_without_the_right_to_check_is_refused(clerk):
    """By the gate, with a page that says so."""
    pending = to_summary(clerk, "domestic_move_in", move_in_fields(1))
    submit(clerk, pending)
    assert confirm(clerk, pending).status_code == 403


@pytest.mark.covers("STD-4.0.8")
def test_a_pending_act_is_sent_back_edited_and_submitted_again(clerk, checker):
    """With a coded reason and a note; the form opens with all that was typed."""
    pending = to_summary(clerk, "domestic_move_in", move_in_fields(1))
    submit(clerk, pending)
    sent = {"version": version_of(pending), "reason": "differs_from_paper", "note": "氏名を確認"}
    assert checker.post(reverse("register:send_back", args=[pending]), sent).status_code == 302
    page = text_of(clerk.get(reverse("register:pending", args=[pending])))
    assert "届出書の記載と相違" in page
    assert "氏名を確認" in page
    draft = FormDraft.objects.get()
    fields = {name: values[-1] for name, values in draft.typed.items()} | {"e-0-given": "太一"}
    response = clerk.post(reverse("register:draft", args=[draft.pk]), fields)
    assert response["Location"] == reverse("register:pending", args=[pending])
    submit(clerk, pending)
    confirm(checker, pending)
    assert Person.objects.get().name_written == "見本　太一"


def test_an_unknown_reason_for_sending_back_is_refused(clerk, checker):
    """The state stays as it was."""
    pending = to_summary(clerk, "domestic_move_in", move_in_fields(1))
    submit(clerk, pending)
    sent = {"version": version_of(pending), "reason": "because", "note": ""}
    response = checker.post(reverse("register:send_back", args=[pending]), sent)
    assert response.status_code == 409
    assert "R-0008" in text_of(response)
    assert PendingAct.objects.get().state == "pending"


def test_a_pending_act_is_withdrawn_by_its_clerk_alone(counter, clerk, checker):
    """Another clerk is refused; afterwards nothing blocks anybody."""
    pending = to_summary(clerk, "domestic_move_in", move_in_fields(1))
    submit(clerk, pending)
    sent = {"version": version_of(pending)}
    assert counter.sign_in("other").post(reverse("register:withdraw", args=[pending]), sent).status_code == 409
    assert clerk.post(reverse("register:withdraw", args=[pending]), sent).status_code == 302
    assert PendingAct.objects.get().state == "withdrawn"


def test_what_changed_since_the_check_is_shown_and_must_be_checked_again(clerk, checker, business_date):
    """A decision that differs is not applied: the differences are shown, and the new one can be confirmed."""
    from daicho.systems.register.models import PendingLock

    persons, household = family_lives_here(clerk, checker, 2)
    fields = HEADER | {f"m-{persons[0]}-take": "on", "h-effective_on": "R8.11.21"}
    fields |= {"d-town": "国分南一丁目", "d-lot": "5番5号"}
    pending = to_summary(clerk, "relocation", fields, household=household)
    submit(clerk, pending)
    assert "他の人の異動に伴うもの" in text_of(checker.get(reverse("register:pending", args=[pending])))
    PendingLock.objects.all().delete()  # what blocks others fails for once
    done(clerk, checker, "death", NOTICE, person=persons[1])
    response = confirm(checker, pending)
    assert response.status_code == 409
    page = text_of(response)
    assert "R-0002" in page
    assert "前に確認した内容との違い" in page
    assert Act.objects.count() == 2
    assert confirm(checker, pending).status_code == 302


@pytest.mark.covers("CTRL-030")
def test_the_list_of_a_day_is_confirmed_on_the_next(clerk, checker, business_date):
    """Entries, removals and corrections of the day; not before it is over; once only."""
    import datetime as dt

    persons, _ = family_lives_here(clerk, checker, 2)
    address = reverse("register:next_day")
    lines = {"day": "2026-11-21", "line": [f"1:{person}" for person in persons]}
    today = text_of(checker.get(address, {"day": "2026-11-21"}))
    assert "当日の一覧は翌日に確認します" in today
    checker.post(reverse("register:next_day_confirm"), lines)
    business_date.move_to(dt.date(2026, 11, 22))
    page = text_of(checker.get(address))
    assert all(person in page for person in persons)
    checker.post(reverse("register:next_day_confirm"), lines)
    assert "確認済み" in text_of(checker.get(address, {"day": "2026-11-21"}))
    again = checker.post(reverse("register:next_day_confirm"), lines, follow=True)
    assert "すでに照合されているため除きました" in text_of(again)

"""The operator's page and the auditor's: links, refusals, tasks, access records."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils import timezone

from daicho.systems.register.models import AccessRecord, Link, OperatorAction, Outbox, RefusalTask, Task

from .support import family_lives_here, text_of

pytestmark = pytest.mark.database
CS = "142158/municipal_cs"


@pytest.fixture
def operator(counter):
    return counter.sign_in("operator", case=False)


@pytest.fixture
def auditor(counter):
    return counter.sign_in("auditor", case=False)


def test_the_operator_sees_links_and_messages_without_anybody_in_them(operator, clerk, checker):
    """Numbers, types, times; no name."""
    family_lives_here(clerk, checker)
    page = text_of(operator.get(reverse("register:operator")))
    assert CS in page
    assert "見本　太郎" not in page


def test_a_link_is_held_and_released_with_a_reason(operator, clerk, checker):
    """Who and why are kept; without a reason nothing happens."""
    family_lives_here(clerk, checker)
    address = reverse("register:switch_link")
    operator.post(address, {"peer": CS, "do": "hold", "why": ""})
    assert not Link.objects.filter(held=True).exists()
    operator.post(address, {"peer": CS, "do": "hold", "why": "点検"})
    assert Link.objects.filter(held=True, direction="out").exists()
    operator.post(address, {"peer": CS, "do": "release", "why": "点検の終了"})
    assert [action.why for action in OperatorAction.objects.order_by("id")] == ["点検", "点検の終了"]
    assert operator.post(address, {"peer": "999999/register", "do": "hold", "why": "x"}).status_code == 404


def test_a_refused_message_is_sent_again_and_its_task_closed(operator, clerk, checker):
    """A new number that names what it replaces; closing twice is told."""
    family_lives_here(clerk, checker)
    first = Outbox.objects.order_by("sequence").first()
    task = RefusalTask.objects.create(
        peer=CS,
        epoch=first.epoch,
        sequence=first.sequence,
        type=first.type,
        code="I-036-01",
        text="現存",
        opened_at=timezone.now(),
    )
    assert "I-036-01" in text_of(operator.get(reverse("register:operator")))
    sent = {"peer": CS, "epoch": first.epoch, "sequence": first.sequence, "why": "訂正"}
    operator.post(reverse("register:resend"), sent)
    assert Outbox.objects.order_by("sequence").last().replaces == f"{first.epoch}:{first.sequence}"
    missing = operator.post(reverse("register:resend"), sent | {"sequence": 99999}, follow=True)
    assert "再送できません" in text_of(missing)
    close = reverse("register:close_refusal", args=[task.pk])
    operator.post(close, {"why": "再送した"})
    task.refresh_from_db()
    assert (task.closed_by, task.resolution) == ("operator", "再送した")
    assert "すでに完了" in text_of(operator.post(close, {"why": "もう一度"}, follow=True))


def test_a_task_of_the_office_is_closed_with_its_outcome(operator):
    """Kept with who closed it."""
    task = Task.objects.create(kind="code_pool_low", opened_at=timezone.now())
    assert "住民票コードの残り" in text_of(operator.get(reverse("register:operator")))
    operator.post(reverse("register:close_task", args=[task.pk]), {"why": "補充を依頼した"})
    task.refresh_from_db()
    assert (task.done_by, task.outcome) == ("operator", "補充を依頼した")


def test_a_clerk_is_no_operator_and_no_auditor(clerk):
    """Refused by the gate."""
    assert clerk.get(reverse("register:operator")).status_code == 403
    assert clerk.get(reverse("register:audit")).status_code == 403


@pytest.mark.covers("CTRL-079", "CTRL-074")
def test_the_auditor_traces_a_person_and_an_account(auditor, clerk, checker):
    """All looks at one person; all looks by one account; the inspection itself is recorded."""
    persons, _ = family_lives_here(clerk, checker)
    clerk.get(reverse("register:resident", args=persons))
    page = text_of(auditor.post(reverse("register:audit"), {"person": persons[0]}))
    assert "令8-100" in page
    assert "見本　太郎" in page
    assert "checker" not in text_of(auditor.post(reverse("register:audit"), {"account": "clerk"}))
    assert AccessRecord.objects.filter(account="auditor").exists()


def test_refused_looks_can_be_listed(auditor, clerk):
    """With the code of the refusal (CTRL-085)."""
    clerk.get(reverse("register:audit"))
    page = text_of(auditor.post(reverse("register:audit"), {"refused": "on"}))
    assert "A-1002" in page

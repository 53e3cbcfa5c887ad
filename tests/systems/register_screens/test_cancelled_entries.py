"""What the desk sees of an entry that was cancelled: a removed record, with everything that leads to it."""

from __future__ import annotations

import pytest
from django.urls import reverse

from daicho.systems.register.models import FormDraft, Person

from .support import begin, done, family_lives_here, text_of

pytestmark = pytest.mark.database


@pytest.mark.covers("STD-4.6.0.1", "STD-1.1.5", "STD-3.3")
def test_a_cancelled_entry_is_shown_as_a_removed_record(clerk, checker):
    """On its page on any day of the stay, in its household, at its acts; what is wrong in it is corrected as elsewhere."""
    persons, household = family_lives_here(clerk, checker, 2)
    gone = persons[1]
    fields = {"h-notifier_kind": "office", "h-effective_on": "R8.11.21", f"m-{gone}-take": "on"}
    done(clerk, checker, "cancellation", fields, act=1, person=gone)
    address = reverse("register:resident", args=[gone])
    for query in ({}, {"on": "R8.11.21"}):
        page = text_of(clerk.get(address, query))
        assert "除票" in page
        assert "異動の取消し(減)" in page
    assert "現存" in text_of(clerk.get(address, {"known_at": "1"}))
    shown = text_of(clerk.get(reverse("register:household", args=[household])))
    assert persons[0] in shown
    assert gone in shown
    for tab in ("timeline", "history"):
        assert "異動の取消し(減)" in text_of(clerk.get(reverse(f"register:{tab}", args=[gone])))
    begin(clerk, "clerical_correction", person=gone)
    typed = FormDraft.objects.latest("id").typed
    right = {name: values[-1] for name, values in typed.items() if values} | {
        "h-notifier_kind": "office",
        "a-given": "華子",
    }
    done(clerk, checker, "clerical_correction", right, person=gone)
    corrected = Person.objects.get(pk=gone)
    assert (corrected.name_written, corrected.removal_reason) == ("見本　華子", "cancellation_removal")

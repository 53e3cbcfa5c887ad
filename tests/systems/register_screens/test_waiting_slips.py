"""Slips that wait to be made, after acts done at the screens."""

from __future__ import annotations

import pytest
from django.urls import reverse

from .support import HEADER, done, family_lives_here, text_of

pytestmark = pytest.mark.database
OFFICIAL = HEADER | {"h-basis": "ex_officio", "h-notifier_kind": "office", "h-effective_on": "R8.11.20"}


def waiting(client):
    """The page of the slips that wait."""
    return text_of(client.get(reverse("register:slips")))


@pytest.mark.covers("STD-4.2.0.1")
def test_the_record_of_an_ex_officio_removal_waits_to_be_made(clerk, checker):
    """No paper of the resident stands under it: 職権記録書 is among the waiting slips, nobody is named there."""
    (person,), household = family_lives_here(clerk, checker)
    assert "職権記録書" not in waiting(clerk)
    removal = OFFICIAL | {f"m-{person}-take": "on", "x-ground": "whereabouts_unknown", "x-inspected_on": "R8.11.19"}
    act = done(clerk, checker, "ex_officio_removal", removal, household=household)
    page = waiting(clerk)
    assert reverse("register:slip", args=[act, "ex_officio_record", person]) in page
    assert "職権記録書" in page
    assert "見本　太郎" not in page


def test_the_record_of_what_follows_from_a_notification_does_not_wait(clerk, checker):
    """Who becomes head by another's relocation: it is offered on the act, and nothing waits for it."""
    persons, household = family_lives_here(clerk, checker, 3)
    moved = HEADER | {f"m-{persons[0]}-take": "on", "h-effective_on": "R8.11.21", "d-town": "国分南一丁目"}
    done(clerk, checker, "relocation", moved | {"d-lot": "5番5号"}, household=household)
    assert "職権記録書" not in waiting(clerk)

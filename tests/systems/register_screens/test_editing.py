"""Who holds a resident for editing: let go when the clerk goes home, not fifteen minutes later."""

from __future__ import annotations

import pytest
from django.urls import reverse

from daicho.systems.register.models import EditLock, FormDraft

from .support import begin, family_lives_here

pytestmark = pytest.mark.database


@pytest.mark.covers("STD-10.3")
def test_signing_out_gives_back_whom_one_was_editing(counter, clerk, checker):
    """The next clerk begins at once; the draft stays the first one's own."""
    _, household = family_lives_here(clerk, checker, 2)
    address = begin(clerk, "relocation", household=household)
    clerk.get(address)
    assert EditLock.objects.filter(account="clerk").count() == 2
    other = counter.sign_in("other")
    assert other.get(begin(other, "relocation", household=household)).status_code == 409
    clerk.post(reverse("access:sign_out"))
    assert not EditLock.objects.exists()
    assert other.get(begin(other, "relocation", household=household)).status_code == 200
    assert FormDraft.objects.filter(account="clerk").exists()


def test_locking_the_screen_gives_them_back_too(clerk, checker):
    """The session ends; after signing in again the form takes them anew."""
    _, household = family_lives_here(clerk, checker)
    clerk.get(begin(clerk, "relocation", household=household))
    clerk.post(reverse("access:locked"))
    assert not EditLock.objects.exists()


def test_somebody_elses_locks_stay(counter, clerk, checker):
    """Signing out touches only what the account itself held."""
    _, household = family_lives_here(clerk, checker)
    clerk.get(begin(clerk, "relocation", household=household))
    counter.sign_in("other").post(reverse("access:sign_out"))
    assert EditLock.objects.filter(account="clerk").count() == 1

"""What a demonstration prints lies in a directory for a day, and is then removed by the daily job."""

from __future__ import annotations

import os
import time

import pytest

from daicho.systems.register.actions import daily
from daicho.systems.register.issuing import printing

from .support import household_copy

pytestmark = pytest.mark.database
HOUR = 3600


def aged(file, hours):
    at = time.time() - hours * HOUR
    os.utime(file, (at, at))


def test_the_daily_job_removes_printed_documents_after_a_day(office):
    """Those of less than a day stay, and so does what is no document of ours."""
    persons = office.move_in()
    for _ in range(2):
        office.issue(household_copy(*persons))
    directory = office.place / "printed"
    old, new = sorted(directory.glob("*.pdf"))
    aged(old, printing.KEPT_HOURS + 1)
    aged(new, printing.KEPT_HOURS - 1)
    other = directory / "notes.txt"
    other.write_text("x", encoding="utf-8")
    aged(other, 1000)
    daily.run("register")
    assert sorted(directory.iterdir()) == sorted([new, other])
    daily.run("register")
    assert new.exists()


def test_nothing_printed_is_nothing_to_remove(office):
    """No directory, no fault."""
    assert printing.sweep() == 0


def test_a_document_that_cannot_be_removed_does_not_stop_the_others(office, monkeypatch):
    """It is tried again at the next call."""
    from pathlib import Path

    persons = office.move_in()
    for _ in range(2):
        office.issue(household_copy(*persons))
    stuck, other = sorted((office.place / "printed").glob("*.pdf"))
    for file in (stuck, other):
        aged(file, 48)
    unlink = Path.unlink

    def refused(self, *arguments, **options):
        if self == stuck:
            raise PermissionError
        return unlink(self, *arguments, **options)

    monkeypatch.setattr(Path, "unlink", refused)
    assert printing.sweep() == 1
    assert stuck.exists()
    monkeypatch.undo()
    assert printing.sweep() == 1


def test_without_a_place_for_files_there_is_nothing_to_sweep(office):
    """A host that prints by a command may have no state directory."""
    import msgspec
    from django.conf import settings
    from django.test import override_settings

    with override_settings(DAICHO=msgspec.structs.replace(settings.DAICHO, state=None)):
        assert printing.sweep() == 0

"""DF-2 as the municipal CS keeps it: what was notified is read back, and no item is there that the file does not list."""

from __future__ import annotations

import msgspec
import pytest
from django.db import transaction

from daicho.identification.layout import MUNICIPAL, PREFECTURAL
from daicho.identification.store import Incoming
from daicho.law.identification import IdentificationUpdate, UpdateReason, derive_record
from daicho.systems.municipal_cs.store import store
from daicho.values.dates import RegisterDate
from daicho.values.names import FormerSurname

from .support import people

pytestmark = pytest.mark.database

MAIDEN = FormerSurname("髙𠮷", "タカヨシ", confirmed=True, recorded_on=RegisterDate.parse("2020-04-01"))


def incoming(record, reason=UpdateReason.MOVE_IN, sequence=1):
    update = IdentificationUpdate(record=record, reason=reason, changed_on=RegisterDate.parse("2026-11-20"))
    return Incoming(
        update=update,
        municipality=record.municipality_code,
        sequence=sequence,
        recorded_at="2026-11-21T09:00:00Z",
        received_on="2026-11-21",
    )


def held_after(*items):
    with transaction.atomic(using="municipal_cs"):
        store().apply(items)
    code = str(items[-1].update.record.resident_record_code)
    return store().held([code])[code].holding.stays[0].record


@pytest.mark.parametrize("former", [MAIDEN, FormerSurname("鈴木"), None], ids=["gaiji", "without reading", "none"])
def test_a_former_surname_is_read_back_from_the_municipal_file(system_databases, former):
    """DF-2 item 37 is JSON in the file; what is read back is what was notified, gaiji count and reading too."""
    (person,) = people(1)
    notified = derive_record(msgspec.structs.replace(person.record, former_surname=former))
    assert held_after(incoming(notified)) == notified


def test_a_former_surname_that_goes_is_gone_from_the_municipal_file(system_databases):
    """After the deletion the item is blank: nothing of the earlier one is read back."""
    (person,) = people(1)
    with_it = derive_record(msgspec.structs.replace(person.record, former_surname=MAIDEN))
    without = derive_record(person.record)
    after = held_after(incoming(with_it), incoming(without, UpdateReason.EX_OFFICIO_CORRECTION, sequence=2))
    assert after.former_surname is None
    assert after == without


@pytest.mark.parametrize("layout", [MUNICIPAL, PREFECTURAL], ids=["DF-2", "DF-4"])
def test_the_files_have_no_item_of_foreign_residents(layout):
    """Neither list has nationality, status, card number, common name or kind of resident: none is kept (CTRL-014)."""
    words = ("nation", "card", "status_of", "common", "alias", "kind", "category", "stay_until", "roman")
    assert [column for column in layout.columns if any(word in column for word in words)] == []

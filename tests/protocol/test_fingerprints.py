"""Fingerprints and baselines."""

from __future__ import annotations

import pytest

from daicho.law.identification import RecordStatus, UpdateReason, apply_update
from daicho.protocol import baselines, fingerprints
from daicho.protocol.fingerprints import ZERO, Total
from daicho.protocol.messages import BaselineClosing, BaselineOpening, BaselineRecord
from daicho.values.dates import RegisterDate
from daicho.values.numbers import ResidentRecordCode

from .people import FORMER, REMOVED, record, stay


def test_a_fingerprint_is_of_the_items_all_levels_hold():
    """Items only one level has do not change it; every common item does."""
    base = fingerprints.fingerprint(record())
    assert len(base) == 32
    assert base == fingerprints.fingerprint(record(relationship="世帯主", postal_code="2430492", planned=True))
    for change in (
        {"name": "見本　次郎"},
        {"name_furigana": "ミホン"},
        {"address": "別の所"},
        {"sex": "female"},
        {"birth_date": RegisterDate.of(1990, 4, 2)},
        {"resident_record_code": ResidentRecordCode.with_check_digit(2)},
        {"status": REMOVED},
        {"former_surname": FORMER},
    ):
        assert base != fingerprints.fingerprint(record(**change)), change


def test_sums_are_kept_up_to_date_by_the_writes():
    one, other, new = (fingerprints.fingerprint(record(name=name)) for name in ("甲", "乙", "丙"))
    total = fingerprints.total([one, other])
    assert total == fingerprints.total([other, one])
    assert fingerprints.replaced(total, old=one, new=new) == fingerprints.total([other, new])
    assert fingerprints.replaced(fingerprints.replaced(ZERO, new=one), old=one) == ZERO
    assert Total.of([record(name="甲"), record(name="乙")]) == Total(2, total)
    assert Total.of([]) == Total()


def test_a_baseline_states_everybody_in_the_order_of_codes_and_sums_them():
    records = [record(resident_record_code=ResidentRecordCode.with_check_digit(number)) for number in (3, 1, 2)]
    opening, *stated, closing = baselines.stating("7", "142158", records)
    assert opening == BaselineOpening(run="7", municipality_code="142158")
    assert all(isinstance(each, BaselineRecord) for each in stated)
    assert [each.record for each in stated] == sorted(records, key=lambda each: each.resident_record_code.stored())
    assert closing == BaselineClosing(
        run="7", municipality_code="142158", count=3, fingerprint_sum=Total.of(records).value
    )


@pytest.mark.parametrize(
    ("held", "reason"),
    [
        (None, UpdateReason.EX_OFFICIO_ENTRY),
        (stay(status=REMOVED), UpdateReason.EX_OFFICIO_ENTRY),
        (stay(name="別名"), UpdateReason.EX_OFFICIO_CORRECTION),
    ],
)
def test_a_difference_becomes_an_update_that_levels_above_accept(held, reason):
    from daicho.law.identification_update import Holding

    update = baselines.difference(held, record())
    assert update.reason is reason
    applied = apply_update(Holding((held,)) if held else None, update, sender_municipality="142158")
    assert applied.stay.record == record()
    assert baselines.difference(applied.stay, record()) is None


def test_whoever_was_not_stated_is_removed():
    update = baselines.removal(stay())
    assert update.reason is UpdateReason.EX_OFFICIO_REMOVAL
    assert update.record.status is RecordStatus.REMOVED

"""Stating a whole municipality anew over a link, and taking it over.

A baseline goes out when a link begins a new epoch. The receiver compares each stated person with the stay it holds
under that municipality and makes updates of the differences, which it applies and notifies upward like any other;
whoever is not stated by the closing is removed. So levels above learn of differences only.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from daicho.law.identification import IdentificationRecord, IdentificationUpdate, RecordStatus, UpdateReason
from daicho.protocol.fingerprints import Total
from daicho.protocol.messages import BaselineClosing, BaselineOpening, BaselineRecord

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from daicho.law.identification_update import Stay

DETAIL = "baseline"
"""`reason_detail` of updates that follow from a baseline."""


def stating(run: str, municipality_code: str, records: Iterable[IdentificationRecord]) -> Iterator[msgspec.Struct]:
    """The messages that state all present persons of a municipality.

    Args:
        run: a name for this baseline, unique on the link (the epoch, say).
        municipality_code: which municipality.
        records: its present persons, in any order.
    """
    listed = sorted(records, key=lambda record: record.resident_record_code.stored())
    total = Total.of(listed)
    yield BaselineOpening(run=run, municipality_code=municipality_code)
    for record in listed:
        yield BaselineRecord(run=run, record=record)
    yield BaselineClosing(run=run, municipality_code=municipality_code, count=total.count, fingerprint_sum=total.value)


def difference(stay: Stay | None, stated: IdentificationRecord) -> IdentificationUpdate | None:
    """The update that makes a held stay what was stated; None when it is already.

    Args:
        stay: what is held under the municipality's code.
        stated: what its municipality says.
    """
    if stay is not None and stay.record == stated:
        return None
    entering = stay is None or not stay.present
    return IdentificationUpdate(
        record=stated,
        reason=UpdateReason.EX_OFFICIO_ENTRY if entering else UpdateReason.EX_OFFICIO_CORRECTION,
        changed_on=stated.resident_since,
        reason_detail=DETAIL,
    )


def removal(stay: Stay) -> IdentificationUpdate:
    """The update that removes a present stay that a baseline did not state."""
    return IdentificationUpdate(
        record=msgspec.structs.replace(stay.record, status=RecordStatus.REMOVED),
        reason=UpdateReason.EX_OFFICIO_REMOVAL,
        changed_on=stay.changed_on,
        reason_detail=DETAIL,
    )

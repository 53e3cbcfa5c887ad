"""The register states its residents anew when the link to the CS begins a new epoch (a backup was restored).

The CS compares each stated person with what it holds, makes updates of the differences and notifies them upward;
whoever is not stated is removed there. So the levels are equal again, whichever side went back in time.

What is stated is what the last act on each person notified: the content of the version without an end. Persons
without a resident record code are unknown to the levels and are not stated. The individual number is never part of a
baseline: the vault of the CS keeps its own.
"""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Final

import msgspec

from daicho.exchange import outbox
from daicho.exchange.handlers import writes_baseline
from daicho.law.identification import derive_record
from daicho.protocol import baselines
from daicho.systems.register import db, rows, town
from daicho.systems.register.messages.outgoing import municipal_cs
from daicho.values.dates import RegisterDate
from daicho.values.numbers import ResidentRecordCode

if TYPE_CHECKING:
    from collections.abc import Iterator

    from daicho.law.identification import IdentificationRecord
    from daicho.protocol.parties import Party

BATCH: Final = 2000
"""Messages written to the outbox at a time."""

_PRESENT: Final = f"""
    SELECT {rows.COLUMN_LIST} FROM register_residentversion
    WHERE upper_inf(valid) AND upper_inf(recorded) AND state = 'present' AND resident_record_code IS NOT NULL
        AND addressee_number > %s
    ORDER BY addressee_number LIMIT {BATCH}
"""

_OLD_CODES: Final = """
    SELECT DISTINCT ON (h.addressee_number) h.addressee_number, before.resident_record_code AS old,
        h.act_effective_on AS since
    FROM register_historyrow h
    JOIN register_historyrow before
        ON before.addressee_number = h.addressee_number AND before.history_number = h.history_number - 1
    WHERE h.addressee_number = ANY (
            SELECT addressee_number FROM register_searchkey WHERE kind = 'code' AND NOT is_current)
        AND h.resident_record_code <> before.resident_record_code
    ORDER BY h.addressee_number, h.history_number DESC
"""


@writes_baseline()
def state_baseline(alias: str, receiver: Party) -> None:
    """State every present resident to our CS, in the transaction that opens the epoch; nobody else has a copy."""
    if receiver != municipal_cs():
        return
    epoch = db.value(alias, "SELECT epoch FROM register_link WHERE direction = 'out' AND peer = %s", (str(receiver),))
    own = town.organisation()
    messages = baselines.stating(f"{own}-{epoch}", own, residents(alias))
    while batch := list(islice(messages, BATCH)):
        outbox.send_many(alias, to=receiver, messages=batch)


def residents(alias: str) -> Iterator[IdentificationRecord]:
    """The identification information of every present resident who has a code."""
    old_codes = {each["addressee_number"]: each for each in db.rows(alias, _OLD_CODES)}
    after = ""
    while found := db.rows(alias, _PRESENT, (after,)):
        for each in found:
            record = derive_record(rows.record_of(each))
            replaced = old_codes.get(each["addressee_number"])
            yield record if replaced is None else _with_old_code(record, replaced)
        after = found[-1]["addressee_number"]


def _with_old_code(record: IdentificationRecord, replaced: db.Row) -> IdentificationRecord:
    """The record with the code that was replaced last, as the change of it was notified (CTRL-041)."""
    since = replaced["since"]
    return msgspec.structs.replace(
        record,
        old_resident_record_code=ResidentRecordCode.from_stored(replaced["old"]),
        resident_record_code_used_from=None if since is None else RegisterDate.from_stored(since),
    )

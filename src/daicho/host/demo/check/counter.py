"""What the scenario reads at a register's desk, with a clerk's account and through the gate.

Acts and papers go through the screens (`window`); here is what a page does not tell a program: the state a record is
in, and what is written on the move-out certificate that the family carries to the next town.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from daicho.access.gate import Gate
from daicho.host.demo.check.papers import Certified
from daicho.host.demo.check.working import access
from daicho.systems.register import db
from daicho.systems.register.queries import number, records

if TYPE_CHECKING:
    from collections.abc import Sequence

    from daicho.law.records import ResidentRecord

ALIAS = "register"


def person(addressee_number: str) -> ResidentRecord | None:
    """Open one person, present or removed."""
    grant = Gate(ALIAS).open_person(access("clerk", "register.open", "inquiry_by_resident"), [addressee_number])
    return records.person(grant, addressee_number)


def untouched(persons: Sequence[str]) -> bool:
    """Whether nothing has happened to people since the initial load, and no pending act holds them."""
    found = db.value(
        ALIAS,
        "SELECT count(*) FROM register_person p WHERE p.addressee_number = ANY (%s) AND p.history_number = 1 "
        "AND p.state = 'present' "
        "AND NOT EXISTS (SELECT FROM register_pendinglock l WHERE l.number = p.addressee_number)",
        (list(persons),),
    )
    return bool(found == len(persons))


def certificate(persons: Sequence[str]) -> tuple[Certified, ...]:
    """What the move-out certificate of people says: records, and each number revealed under a look of its own."""
    grant = Gate(ALIAS).open_person(access("clerk", "register.open", "notification"), persons)
    found = []
    for each in persons:
        record = records.person(grant, each)
        if record is None:
            raise LookupError("no record")
        look = access("clerk", "register.number", "notification")
        found.append(Certified(record, number.reveal(ALIAS, look, each)))
    return tuple(found)


def state_of(addressee_number: str) -> dict[str, Any]:
    """The current state as the register keeps it beside the record: state, reason, and whether a number is there."""
    found = db.row(
        ALIAS,
        "SELECT state, removal_reason, history_number, resident_record_code, "
        "individual_number_ref IS NOT NULL AS numbered "
        "FROM register_person WHERE addressee_number = %s",
        (addressee_number,),
    )
    return found or {}

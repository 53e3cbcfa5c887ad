"""Search, inquiry and one person at a terminal: the gate first, then the store or the level above."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec

from daicho.access.gate import Gate
from daicho.exchange import inquiries
from daicho.identification import answering, numbers, search
from daicho.identification.terminal.level import NATION
from daicho.protocol.inquiries import IdentificationAnswer, IdentificationInquiry, Search, SearchAnswer

if TYPE_CHECKING:
    from uuid import UUID

    from daicho.access.grants import Access
    from daicho.identification.terminal.level import Level
    from daicho.law.identification import FourItems, IdentificationRecord
    from daicho.protocol.parties import Party
    from daicho.values.numbers import IndividualNumber, ResidentRecordCode


class Result(NamedTuple):
    """Persons found, who answered (None: we ourselves), and whether there were more."""

    records: tuple[IdentificationRecord, ...]
    answered_by: Party | None
    more: bool = False


def by_items(level: Level, access: Access, items: FourItems, municipality: str) -> Result:
    """Search by the four items where the person lives (FLOW-04, CTRL-091, CTRL-095).

    Raises:
        AccessRefused, TwoItemsNeeded: before anything is read. Refusal, ProtocolError: from the level above.
    """
    search.require_two_items(items)
    gate, above = Gate(level.system), level.route(municipality)
    if above is None:
        grant = gate.search(access, answering.conditions(items))
        hits = search.by_items(level.store(), grant, items)
        gate.shown(grant, count=len(hits.stays), persons=[_code(stay.record) for stay in hits.stays])
        return Result(tuple(stay.record for stay in hits.stays), None, hits.more)
    asking = access.under(f"{level.system}.inquire")
    grant = gate.inquire(asking, counterpart=str(above), conditions=answering.conditions(items))
    answer = inquiries.ask(
        above,
        Search(items=items),
        purpose=access.purpose,
        ground=access.legal_ground,
        alias=level.system,
        access_record=str(grant.record),
    )
    found = msgspec.convert(answer, SearchAnswer, from_attributes=True)
    gate.shown(grant, count=len(found.found), persons=[_code(record) for record in found.found])
    return Result(found.found, above, found.more)


def ask_nation(
    level: Level, access: Access, *, code: ResidentRecordCode | None = None, number: IndividualNumber | None = None
) -> Result:
    """Ask the nation for one person by code or by number (FLOW-05, CTRL-092, CTRL-093)."""
    gate = Gate(level.system)
    given = {"code": str(code)} if code is not None else {"number": "given"}
    persons = [str(code)] if code is not None else []
    asking = access.under(f"{level.system}.inquire")
    grant = gate.inquire(asking, counterpart=str(NATION), conditions=given, persons=persons)
    sealed = None
    if number is not None:
        sealed = numbers.sealed_for(level.system, NATION, number, type_name=answering.INQUIRY, code="")
    answer = inquiries.ask(
        NATION,
        IdentificationInquiry(code=code, number=sealed),
        purpose=access.purpose,
        ground=access.legal_ground,
        alias=level.system,
        access_record=str(grant.record),
    )
    found = msgspec.convert(answer, IdentificationAnswer, from_attributes=True)
    records = tuple(each.record for each in found.found)
    gate.shown(grant, count=len(records), persons=[_code(record) for record in records])
    return Result(records, NATION)


def own(
    level: Level, access: Access, *, code: ResidentRecordCode | None = None, number: IndividualNumber | None = None
) -> Result:
    """Look one person up in our own file by code or by number (SYS2-F4, CTRL-093)."""
    gate, store = Gate(level.system), level.store()
    if code is not None:
        grant = gate.open_person(access.under(f"{level.system}.open"), [str(code)])
        stay = search.by_code(store, grant, str(code))
        return Result((stay.record,) if stay else (), None)
    if number is None:
        return Result((), None)
    vault = numbers.vault(level.system)
    look = gate.find_number(access.under(f"{level.system}.number"), vault.digest(number))
    reference: UUID | None = vault.find(number, look.record)
    grant = gate.search(access, {"number": "given"})
    stay = search.by_number(store, grant, reference) if reference is not None else None
    found = (stay.record,) if stay else ()
    gate.shown(grant, count=len(found), persons=[_code(record) for record in found])
    return Result(found, None)


def person(level: Level, access: Access, code: str) -> tuple[dict[str, Any] | None, list[Any]]:
    """Return one person's row of the file and what was held before, under one record."""
    gate, store = Gate(level.system), level.store()
    grant = gate.open_person(access.under(f"{level.system}.open"), [code])
    grant.require([code])
    rows = store.rows("resident_record_code = %s AND current", [code])
    return (rows[0] if rows else None), search.history(store, grant, code)


def _code(record: IdentificationRecord) -> str:
    return str(record.resident_record_code)

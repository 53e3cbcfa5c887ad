"""What is done at the terminals of the levels: inquiries and searches over mutual TLS, evidence exported."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings

from daicho.access.gate import Gate
from daicho.exchange import inquiries, runtime
from daicho.exchange.evidence import export as exporting
from daicho.host.demo.check.working import access
from daicho.law.identification import FourItems
from daicho.protocol.inquiries import IdentificationInquiry, Search
from daicho.values.numbers import ResidentRecordCode

if TYPE_CHECKING:
    from pathlib import Path

    import msgspec

    from daicho.protocol.parties import Party

PURPOSE = "identification"
MACHINE_PURPOSE = "consistency"


def inquire_by_code(party: Party, code: str) -> list[str]:
    """Ask a level for one person by resident record code; the codes found."""
    inquiry = IdentificationInquiry(code=ResidentRecordCode.from_stored(code))
    answer = _ask(party, inquiry, {"code": code})
    return [str(found.record.resident_record_code) for found in answer.found]  # type: ignore[attr-defined]


def search_by_birth(party: Party, name: str, birth_date: str) -> list[str]:
    """Ask a level for persons by name and date of birth (the two-item rule); the codes found."""
    items = FourItems(name=name, birth_date=birth_date)
    answer = _ask(party, Search(items=items), {"name": name, "birth_date": birth_date})
    return [str(found.resident_record_code) for found in answer.found]  # type: ignore[attr-defined]


def _ask(party: Party, inquiry: msgspec.Struct, conditions: dict[str, str]) -> msgspec.Struct:
    """Record the look, then ask; the asker's record travels with the inquiry."""
    alias = settings.DAICHO.system
    purpose = PURPOSE
    if alias == "register":
        record, ground = "", "住民基本台帳法第30条の10"
    else:
        who = access("clerk", f"{alias}.inquire", purpose)
        record = str(Gate(alias).inquire(who, counterpart=str(party), conditions=conditions).record)
        ground = who.legal_ground
    return inquiries.ask(party, inquiry, purpose=purpose, ground=ground, alias=alias, access_record=record)


def export_evidence(directory: Path) -> int:
    """Write this system's evidence into a directory; how many files."""
    return len(exporting.export(runtime.node(settings.DAICHO.system), directory).files)

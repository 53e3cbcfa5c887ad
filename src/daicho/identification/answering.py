"""Answering inquiries and searches of other levels (FLOW-04, FLOW-05): record first, then read, then answer.

The access record is committed before the first row is read; a question that breaks the two-item rule is refused and
the refusal is recorded (CTRL-085, CTRL-091). A number is in the answer only where it was asked for under a legal
ground, and then revealed under a record of its own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from daicho.access.gate import Gate
from daicho.access.grants import AccessKind, AccessRefused, machine_access
from daicho.exchange.handlers import Refusal
from daicho.identification import numbers, search
from daicho.law.identification import FourItems
from daicho.protocol.inquiries import (
    Found,
    IdentificationAnswer,
    IdentificationInquiry,
    Search,
    SearchAnswer,
)

if TYPE_CHECKING:
    from daicho.access.grants import Access, Grant
    from daicho.exchange.handlers import Asked
    from daicho.identification.store import Store
    from daicho.law.identification_update import Stay
    from daicho.protocol.sealed import Sealed

INQUIRY = "identification.inquiry/1"
ANSWER = "identification.answer/1"
TWO_ITEMS = "氏名と住所、または氏名と生年月日を指定してください。性別や一つの項目だけでは検索できません(CTRL-091)。"
ONE_KEY = "住民票コード、個人番号、4情報のうち一つだけを指定してください(CTRL-092)。"


def inquiry(store: Store, asked: Asked[IdentificationInquiry]) -> IdentificationAnswer:
    """Answer an inquiry by code, by number or by the four items (CTRL-092).

    Raises:
        Refusal: CTRL-091, CTRL-092, or the gate's own refusal.
    """
    wanted = asked.inquiry
    given = [key for key in (wanted.code, wanted.number, wanted.items) if key is not None]
    gate, access = Gate(store.alias), _access(store, asked)
    if len(given) != 1:
        raise _refused(gate, access, asked, "CTRL-092", ONE_KEY)
    try:
        stays, grant = _find(store, gate, access, asked)
    except search.TwoItemsNeeded:
        raise _refused(gate, access, asked, "CTRL-091", TWO_ITEMS) from None
    except AccessRefused as refused:
        raise Refusal(refused.code, str(refused.refusal)) from refused
    found = tuple(
        Found(record=stay.record, number=_number(store, access, grant, asked, stay) if wanted.with_number else None)
        for stay in stays
    )
    shown = [str(stay.record.resident_record_code) for stay in stays]
    if grant.persons != frozenset(shown):  # the first record, committed before the look, names exactly these already
        gate.shown(grant, count=len(found), persons=shown)
    return IdentificationAnswer(found=found, total=len(found))


def searched(store: Store, asked: Asked[Search]) -> SearchAnswer:
    """Answer a search by name and address, or name and date of birth (CTRL-091).

    Raises:
        Refusal: CTRL-091, or the gate's own refusal.
    """
    gate, access = Gate(store.alias), _access(store, asked)
    items = asked.inquiry.items
    try:
        search.require_two_items(items)
        grant = gate.search(access, conditions(items))
        hits = search.by_items(store, grant, items, limit=min(asked.inquiry.limit, search.MOST))
    except search.TwoItemsNeeded:
        raise _refused(gate, access, asked, "CTRL-091", TWO_ITEMS) from None
    except AccessRefused as refused:
        raise Refusal(refused.code, str(refused.refusal)) from refused
    gate.shown(grant, count=len(hits.stays), persons=[str(stay.record.resident_record_code) for stay in hits.stays])
    return SearchAnswer(found=tuple(stay.record for stay in hits.stays), more=hits.more)


def conditions(items: FourItems) -> dict[str, str]:
    """Return the conditions of a search as the access record keeps them."""
    given = {"name": items.name, "address": items.address, "birth_date": items.birth_date, "sex": items.sex}
    return {item: text for item, text in given.items() if text}


def _find(
    store: Store, gate: Gate, access: Access, asked: Asked[IdentificationInquiry]
) -> tuple[tuple[Stay, ...], Grant]:
    wanted = asked.inquiry
    counterpart = str(asked.asker)
    if wanted.code is not None:
        code = str(wanted.code)
        grant = gate.inquire(access, counterpart=counterpart, conditions={"code": code}, persons=[code])
        stay = search.by_code(store, grant, code)
        return ((stay,) if stay else ()), grant
    if wanted.number is not None:
        grant = gate.inquire(access, counterpart=counterpart, conditions={"number": "given"})
        stay = _by_number(store, gate, access, grant, asked)
        return ((stay,) if stay else ()), grant
    items = wanted.items or FourItems()
    search.require_two_items(items)
    grant = gate.inquire(access, counterpart=counterpart, conditions=conditions(items))
    return search.by_items(store, grant, items, exact=True).stays, grant


def _by_number(
    store: Store, gate: Gate, access: Access, grant: Grant, asked: Asked[IdentificationInquiry]
) -> Stay | None:
    sealed = asked.inquiry.number
    if sealed is None:
        return None
    number = numbers.opened(store.alias, sealed, type_name=INQUIRY, sender=asked.asker, code="")
    vault = numbers.vault(store.alias)
    look = gate.find_number(access.under(f"{store.alias}.number"), vault.digest(number))
    reference = vault.find(number, look.record)
    return search.by_number(store, grant, reference) if reference is not None else None


def _number(
    store: Store, access: Access, grant: Grant, asked: Asked[IdentificationInquiry], stay: Stay
) -> Sealed | None:
    code = str(stay.record.resident_record_code)
    reference = search.number_reference(store, msgspec.structs.replace(grant, persons=frozenset({code})), code)
    if reference is None:
        return None
    look = Gate(store.alias).reveal_numbers(access.under(f"{store.alias}.number"), {code: reference})
    (number,) = numbers.vault(store.alias).reveal([reference], look.record)
    return numbers.sealed_for(store.alias, asked.asker, number, type_name=ANSWER, code=code)


def _access(store: Store, asked: Asked[IdentificationInquiry] | Asked[Search]) -> Access:
    return machine_access(
        system=str(asked.asker),
        organisation=_organisation(store),
        function=f"{store.alias}.answer",
        purpose=asked.purpose,
        legal_ground=asked.ground,
        case_number=asked.inquiry_id,
    )


def _organisation(store: Store) -> str:
    from daicho.exchange import runtime

    return runtime.node(store.alias).party.organisation


def _refused(
    gate: Gate, access: Access, asked: Asked[IdentificationInquiry] | Asked[Search], code: str, text: str
) -> Refusal:
    """Record the refusal (CTRL-085) and return it as the asker reads it."""
    items = asked.inquiry.items
    gate.refuse(
        access,
        "A-1008",
        kind=AccessKind.INQUIRY,
        conditions=conditions(items) if items is not None else {},
        counterpart=str(asked.asker),
    )
    return Refusal(code, text)

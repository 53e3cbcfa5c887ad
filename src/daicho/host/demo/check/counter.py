"""What is done at the counter of a register: a look, a notification entered by one person and checked by another.

Every function runs at a desk (`desk`) and takes and gives plain values. Acts go the whole way that the screens go:
draft, pending, check by another account, definitive.
"""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Any

import msgspec
from django.conf import settings

from daicho.access.gate import Gate
from daicho.documents.certificates import Form
from daicho.host.demo.accounts import TERMINAL_NAME
from daicho.host.demo.check.papers import Acted, Certified, Paper
from daicho.host.demo.check.working import access
from daicho.law import deciding
from daicho.law.commands import (
    Amendments,
    Basis,
    Birth,
    Cancellation,
    ClericalCorrection,
    Command,
    Death,
    Destination,
    DomesticMoveIn,
    Entrant,
    Header,
    MoveOut,
    MoveOutCertificate,
    Mover,
    Notifier,
    NotifierKind,
    Relocation,
)
from daicho.systems.register import db
from daicho.systems.register.actions import numbers, pending
from daicho.systems.register.issuing import making, presses, printing
from daicho.systems.register.issuing.requests import Desk as IssuingDesk
from daicho.systems.register.issuing.wanted import Item, Requester, RequesterKind, Wanted
from daicho.systems.register.queries import number, records
from daicho.systems.register.queries.search import Conditions, search
from daicho.values.dates import RegisterDate
from daicho.values.numbers import AddresseeNumber, HouseholdNumber, IndividualNumber

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from daicho.law.records import ResidentRecord, Sex
    from daicho.values.addresses import Address
    from daicho.values.names import PersonName

ALIAS = "register"


# -- looking ---------------------------------------------------------------------------------


def find(kana: str, birth: RegisterDate) -> list[tuple[str, str]]:
    """Search by reading and date of birth: addressee and household number of present residents found."""
    gate = Gate(ALIAS)
    conditions = {"kana": kana, "birth_date": birth.stored()}
    grant = gate.search(access("clerk", "register.search", "inquiry_by_resident"), conditions)
    found = search(grant, Conditions(kana=kana, birth_from=birth, present_only=True))
    gate.shown(grant, count=len(found.hits), persons=[hit.addressee_number for hit in found.hits])
    return [(hit.addressee_number, hit.household_number) for hit in found.hits]


def household(household_number: str) -> tuple[ResidentRecord, ...]:
    """Open a household: its present members in order."""
    members = records.members_of(ALIAS, household_number)
    grant = Gate(ALIAS).open_person(access("clerk", "register.open", "inquiry_by_resident"), members)
    return records.household(grant, household_number).members


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


# -- acts ------------------------------------------------------------------------------------


def move_out(persons: Sequence[str], *, to: Address, on: dt.date) -> Acted:
    """A planned move-out to another municipality, notified today."""
    return _act(
        MoveOut(
            header=_notified(RegisterDate(on)),
            persons=tuple(AddresseeNumber.from_stored(each) for each in persons),
            destination=to,
        )
    )


def move_in(people: Sequence[Certified], *, issued_by: str, at: Address) -> Acted:
    """A move-in today with the data of the move-out certificate, as a new household."""
    given = [each.individual_number for each in people if each.individual_number is not None]
    grant = Gate(ALIAS).act(access("clerk", "register.notify", "notification"), [], act="domestic_move_in")
    references = dict(zip(given, numbers.take_in(ALIAS, grant, given), strict=True))
    planned = people[0].record.removal
    return _act(
        DomesticMoveIn(
            header=_notified(_today()),
            entrants=tuple(_entrant(each, references) for each in people),
            destination=Destination(address=at),
            certificate=MoveOutCertificate(
                municipality_code=issued_by, planned_on=planned.planned_on if planned else None
            ),
        )
    )


def _entrant(each: Certified, references: dict[IndividualNumber, str]) -> Entrant:
    record = each.record
    return Entrant(
        name=record.name,
        birth_date=record.birth_date,
        sex=record.sex,
        kind=record.kind,
        relationship=record.relationship or "",
        resident_record_code=record.resident_record_code.stored() if record.resident_record_code else "",
        individual_number_ref=references.get(each.individual_number) if each.individual_number else None,
        domicile=record.domicile or "",
        first_listed_person=record.first_listed_person or "",
        former_surname=record.former_surname,
        previous_address=record.address,
        last_registered_address=record.address,
    )


def relocation(persons: Sequence[str], *, to: Address) -> Acted:
    """A relocation of a whole household today."""
    movers = tuple(Mover(person=AddresseeNumber.from_stored(each)) for each in persons)
    return _act(Relocation(header=_notified(_today()), movers=movers, destination=Destination(address=to)))


def birth(household_number: str, *, name: PersonName, sex: Sex, parent: str) -> Acted:
    """A birth today into a household, on a notice of the family register office; the code comes from the pool."""
    of = person(parent)
    if of is None:
        raise LookupError("no parent")
    child = Entrant(
        name=name,
        birth_date=_today(),
        sex=sex,
        relationship="子",
        without_code=True,
        domicile=of.domicile or "",
        first_listed_person=of.first_listed_person or "",
    )
    destination = Destination(household_number=HouseholdNumber.from_stored(household_number))
    return _act(Birth(header=_noticed(), child=child, destination=destination))


def death(addressee_number: str) -> Acted:
    """A death today, on a notice of the family register office."""
    return _act(Death(header=_noticed(_today()), person=AddresseeNumber.from_stored(addressee_number)))


def correct_reading(addressee_number: str, reading: str) -> Acted:
    """A clerical correction of the reading of a given name, over the whole stay."""
    of = person(addressee_number)
    if of is None:
        raise LookupError("no record")
    name = msgspec.structs.replace(of.name, given_furigana=reading)
    return _act(
        ClericalCorrection(
            header=_ex_officio(),
            person=AddresseeNumber.from_stored(addressee_number),
            amendments=Amendments(name=name),
        )
    )


def cancellation(act: Acted) -> Acted:
    """The cancellation of an act for everyone it changed."""
    persons = tuple(AddresseeNumber.from_stored(each) for each in act.persons)
    return _act(Cancellation(header=_ex_officio(), act_number=act.number, persons=persons))


def _act(command: Command) -> Acted:
    """Enter, submit, and have it checked and made definitive by another account."""
    purpose = "notification" if command.header.basis is Basis.NOTIFICATION else "ex_officio"
    persons = [each.stored() for each in deciding.needs(command).persons]
    kind = str(command.__struct_config__.tag)
    gate = Gate(ALIAS)
    entered = gate.act(access("clerk", "register.notify", purpose), persons, act=kind)
    draft = pending.begin_pending(ALIAS, entered, command, token=secrets.token_hex(16))
    submitted = pending.submit(ALIAS, entered, draft.id, version=draft.version)
    checked = gate.act(access("checker", "register.check", purpose), persons, act=kind)
    recorded = pending.check_and_confirm(ALIAS, checked, submitted.id, version=submitted.version)
    changes = [change for change in recorded.decision.changes if not change.consequence]
    return Acted(
        recorded.number,
        tuple(change.addressee_number.stored() for change in changes),
        changes[0].current.household_number.stored(),
    )


def _today() -> RegisterDate:
    return RegisterDate(settings.DAICHO.today())


def _notified(on: RegisterDate) -> Header:
    return Header(
        basis=Basis.NOTIFICATION,
        effective_on=on,
        notified_on=_today(),
        notifier=Notifier(kind=NotifierKind.HEAD),
        documents_shown=("運転免許証",),
    )


def _noticed(on: RegisterDate | None = None) -> Header:
    notifier = Notifier(kind=NotifierKind.OTHER_OFFICE)
    return Header(basis=Basis.NOTICE, effective_on=on, notified_on=_today(), notifier=notifier)


def _ex_officio() -> Header:
    return Header(basis=Basis.EX_OFFICIO, notifier=Notifier(kind=NotifierKind.OFFICE))


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


# -- papers ----------------------------------------------------------------------------------


def copy_of_household(persons: Sequence[str]) -> Paper:
    """Issue a copy of the resident record of a household for one of its members; it is taken from the printer."""
    return _issue(Form.HOUSEHOLD_COPY, tuple(persons), frozenset({Item.HEAD, Item.DOMICILE}), "copy_request")


def move_out_certificate(addressee_number: str) -> Paper:
    """Issue the move-out certificate of everyone who leaves with a person."""
    items = frozenset({Item.HEAD, Item.DOMICILE, Item.CODE, Item.NUMBER})
    return _issue(Form.MOVE_OUT_CERTIFICATE, (addressee_number,), items, "notification")


def _issue(form: Form, persons: tuple[str, ...], items: frozenset[Item], purpose: str) -> Paper:
    requester = Requester(kind=RequesterKind.HOUSEHOLD_MEMBER, name="", documents=("運転免許証",))
    wanted = Wanted(form=form, subjects=persons, items=items, requester=requester)
    who = access("clerk", "register.issue", purpose)
    at = IssuingDesk(place=settings.DAICHO.organisation_name, terminal=TERMINAL_NAME, printer="プリンタ1")
    try:
        request = making.issue(making.Office.at(who, at), wanted, token=secrets.token_hex(16)).request
    finally:
        presses.close()
    printed = settings.DAICHO.state / printing.PRINTED / f"{request.request_id}.pdf"
    return Paper(printed.read_bytes(), form.value, request.request_id, request.issue_number)

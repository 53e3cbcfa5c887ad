"""From an act's effects to messages for the municipal CS, in the act's transaction (FLOW-01).

Kinds of effects for which no receiver exists yet (lapses, cards, in-house notification, supplementary register, slips)
stay with the act, where `queries.effects` reads them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from uuid import UUID

import msgspec

from daicho.access.gate import Gate
from daicho.access.grants import machine_access
from daicho.exchange import outbox
from daicho.identification import numbers
from daicho.law.commands import Basis, Header
from daicho.law.effects import EffectKind
from daicho.law.identification import UpdateReason, content_told, derive
from daicho.protocol.messages import (
    CodePoolRequest,
    IdentificationUpdateMessage,
    IndividualNumberRequest,
    MoveInNotice,
)
from daicho.protocol.parties import Party
from daicho.systems.register import town
from daicho.values.addresses import Address
from daicho.values.dates import RegisterDate
from daicho.values.numbers import ResidentRecordCode

if TYPE_CHECKING:
    from collections.abc import Mapping

    from daicho.law.decision import Decision, Effect, PersonChange
    from daicho.law.records import ResidentRecord
    from daicho.protocol.sealed import Sealed
    from daicho.values.numbers import AddresseeNumber, IndividualNumber

UPDATE_TYPE: Final = "identification.update/1"
"""Type name bound into the context of a sealed number."""


class Sending(msgspec.Struct, frozen=True):
    """An act whose effects are sent. `before` is the newest content of each person before it."""

    act_number: int
    header: Header
    decision: Decision
    before: Mapping[AddresseeNumber, ResidentRecord]
    numbers: Mapping[str, IndividualNumber]


def municipal_cs() -> Party:
    """The CS of this organisation."""
    return Party(town.organisation(), "municipal_cs")


def act_note(act_number: int) -> str:
    """What the outbox keeps beside the messages of an act, so that they are found from it (`queries.effects`)."""
    return f"act {act_number}"


def send_effects(alias: str, sending: Sending) -> None:
    """Write the messages of an act, in the order of its effects, under one lock of the link.

    The individual number goes along where it enters or changes, sealed to the vault of the CS; it is revealed for the
    moment of sealing, against an access record of its own.
    """
    changes = {change.addressee_number: change for change in sending.decision.changes}
    sealed = _sealed_numbers(alias, sending, changes)
    messages = [
        message
        for effect in sending.decision.effects
        if effect.person is not None
        and (message := _message(sending, effect, changes[effect.person], sealed.get(effect.person))) is not None
    ]
    if messages:
        outbox.send_many(alias, to=municipal_cs(), messages=messages, why=act_note(sending.act_number))


def _message(sending: Sending, effect: Effect, change: PersonChange, number: Sealed | None) -> msgspec.Struct | None:
    if effect.kind == EffectKind.IDENTIFICATION_UPDATE:
        return _update(sending, effect, change, number)
    code = change.current.resident_record_code
    if code is not None and effect.kind == EffectKind.MOVE_IN_NOTICE and effect.to is not None:
        return _move_in_notice(sending, effect.to, change, code)
    if code is not None and effect.kind == EffectKind.INDIVIDUAL_NUMBER_REQUEST:
        return IndividualNumberRequest(
            request_id=f"{sending.act_number}-{change.addressee_number.stored()}",
            municipality_code=town.organisation(),
            resident_record_code=code,
        )
    return None


def _day_of(sending: Sending, change: PersonChange) -> RegisterDate:
    """The day of a change: its own, the act's, or today for one that has none."""
    return change.effective_on or sending.header.effective_on or RegisterDate(town.today())


def _update(
    sending: Sending, effect: Effect, change: PersonChange, number: Sealed | None
) -> IdentificationUpdateMessage:
    header = Header(basis=Basis.EX_OFFICIO, effective_on=_day_of(sending, change))
    old = effect.values.get("old_code")
    update = derive(
        _told(sending, change),
        UpdateReason(effect.values["update_reason"]),
        header,
        old_code=None if old is None else ResidentRecordCode.from_stored(old),
    )
    detail = "" if change.reason is None else change.reason.value
    return IdentificationUpdateMessage(update=msgspec.structs.replace(update, reason_detail=detail), number=number)


def _told(sending: Sending, change: PersonChange) -> ResidentRecord:
    return content_told(sending.before.get(change.addressee_number), change.current)


def _move_in_notice(sending: Sending, to: str, change: PersonChange, code: ResidentRecordCode) -> MoveInNotice:
    record = change.current
    day = _day_of(sending, change)
    return MoveInNotice(
        to_municipality=to,
        from_municipality=town.organisation(),
        resident_record_code=code,
        name=record.name,
        birth_date=record.birth_date,
        sex=record.sex,
        address=record.address,
        previous_address=record.previous_address or Address(municipality_code=to),
        moved_in_on=day,
        notified_on=sending.header.notified_on or RegisterDate(town.today()),
    )


def _sealed_numbers(
    alias: str, sending: Sending, changes: Mapping[AddresseeNumber, PersonChange]
) -> dict[AddresseeNumber, Sealed]:
    """The numbers that go along, sealed for the code told: of persons whose number is new to the levels."""
    wanted = {
        effect.person: _told(sending, changes[effect.person])
        for effect in sending.decision.effects
        if effect.kind == EffectKind.IDENTIFICATION_UPDATE
        and effect.person is not None
        and _number_is_new(sending, effect, changes[effect.person])
    }
    if not wanted:
        return {}
    known = _known_numbers(alias, sending, wanted)
    seal = numbers.sealer(alias, municipal_cs(), type_name=UPDATE_TYPE)
    return {
        person: seal(
            known[record.individual_number_ref or ""],
            "" if record.resident_record_code is None else record.resident_record_code.stored(),
        )
        for person, record in wanted.items()
    }


def _number_is_new(sending: Sending, effect: Effect, change: PersonChange) -> bool:
    reference = _told(sending, change).individual_number_ref
    if reference is None:
        return False
    before = sending.before.get(change.addressee_number)
    entering = UpdateReason(effect.values["update_reason"]).enters
    return entering or before is None or before.individual_number_ref != reference


def _known_numbers(
    alias: str, sending: Sending, wanted: Mapping[AddresseeNumber, ResidentRecord]
) -> dict[str, IndividualNumber]:
    """Numbers by reference: those in hand, the others revealed against one access record."""
    references = {
        person.stored(): UUID(record.individual_number_ref)
        for person, record in wanted.items()
        if record.individual_number_ref is not None and record.individual_number_ref not in sending.numbers
    }
    if not references:
        return dict(sending.numbers)
    access = machine_access(
        system=str(town.installation().party),
        organisation=town.organisation(),
        function="register.number",
        purpose="number_assignment",
        legal_ground="住民基本台帳法第30条の6",
        case_number=f"act {sending.act_number}",
    )
    grant = Gate(alias).reveal_numbers(access, references)
    order = list(references.values())
    revealed = numbers.vault(alias).reveal(order, grant.record)
    return dict(sending.numbers) | {str(reference): number for reference, number in zip(order, revealed, strict=True)}


def request_codes(alias: str, *, request_id: str, count: int) -> None:
    """Ask for resident record codes to give (Act, Article 30-2; STD-4.3.1)."""
    message = CodePoolRequest(request_id=request_id, municipality_code=town.organisation(), count=count)
    outbox.send(alias, to=municipal_cs(), message=message)

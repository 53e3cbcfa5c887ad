"""What the municipal CS accepts, and where it passes it on (FLOW-01, FLOW-20, FLOW-24).

The only source of its file is the organisation's own register (CTRL-022); the routes of the protocol refuse everybody
else before a handler is called.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from daicho.exchange import outbox, runtime
from daicho.exchange.handlers import Asked, Delivery, Refusal, answers, handles, on_refusal, writes_baseline
from daicho.identification import answering, baselines, numbers, receiving, refused
from daicho.protocol.inquiries import IdentificationAnswer, IdentificationInquiry, Search, SearchAnswer
from daicho.protocol.messages import (
    CodePool,
    CodePoolRequest,
    IdentificationUpdateMessage,
    IndividualNumberAssigned,
    IndividualNumberRequest,
    MoveInNotice,
    RefusalNotice,
)
from daicho.protocol.parties import Party, System
from daicho.systems.municipal_cs.models import Stated
from daicho.systems.municipal_cs.store import ALIAS, store
from daicho.values.numbers import MunicipalityCode

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

NATION = Party("agency", System.NATIONAL)


def own_register() -> Party:
    """Return our organisation's register."""
    return Party(runtime.node(ALIAS).party.organisation, System.REGISTER)


def own_prefecture() -> Party:
    """Return the prefecture server of our area."""
    code = MunicipalityCode.parse(runtime.node(ALIAS).party.organisation).prefecture_code
    return Party(str(code), System.PREFECTURE)


@handles(IdentificationUpdateMessage, batch=True)
def identification_updates(
    deliveries: Sequence[Delivery[IdentificationUpdateMessage]],
) -> Mapping[int, Refusal]:
    """Update the municipality's file and notify the prefecture (SYS2-F1, F12; FLOW-01 steps 3 and 4)."""
    return receiving.receive(
        store(),
        deliveries,
        municipality_of=lambda delivery: delivery.sender.organisation,
        onward=own_prefecture(),
    )


@handles(MoveInNotice)
def move_in_notice(delivery: Delivery[MoveInNotice]) -> None:
    """Carry a move-in notice to the municipality left, or down to our register when we are that one (SYS2-F9).

    Raises:
        Refusal: CTRL-024 when the notice names a municipality that neither we nor the sender speak for.
    """
    own = runtime.node(ALIAS).party.organisation
    notice = delivery.message
    if delivery.sender == own_register():
        if notice.from_municipality != own:
            raise Refusal("CTRL-024", "転入通知の転入先は、この市区町村でなければなりません。")
        outbox.send(ALIAS, to=Party(notice.to_municipality, System.MUNICIPAL_CS), message=notice)
        return
    if notice.to_municipality != own or notice.from_municipality != delivery.sender.organisation:
        raise Refusal("CTRL-024", "転入通知の宛先または発信元が一致しません。宛先を確かめて送り直してください。")
    outbox.send(ALIAS, to=own_register(), message=notice)


@handles(IndividualNumberRequest)
def number_request(delivery: Delivery[IndividualNumberRequest]) -> None:
    """Pass the request for an individual number to the Agency (FLOW-24)."""
    outbox.send(ALIAS, to=NATION, message=delivery.message)


@handles(IndividualNumberAssigned)
def number_assigned(delivery: Delivery[IndividualNumberAssigned]) -> None:
    """Open the number in memory and seal it to our register; the CS's own file gets it with the register's update."""
    message = delivery.message
    code = str(message.resident_record_code)
    type_name = "individual_number.assigned/1"
    number = numbers.opened(ALIAS, message.number, type_name=type_name, sender=delivery.sender, code=code)
    sealed = numbers.sealed_for(ALIAS, own_register(), number, type_name=type_name, code=code)
    outbox.send(
        ALIAS,
        to=own_register(),
        message=IndividualNumberAssigned(
            request_id=message.request_id,
            municipality_code=message.municipality_code,
            resident_record_code=message.resident_record_code,
            number=sealed,
        ),
    )


@handles(CodePoolRequest)
def code_pool_request(delivery: Delivery[CodePoolRequest]) -> None:
    """Pass the request for resident record codes to the Agency."""
    outbox.send(ALIAS, to=NATION, message=delivery.message)


@handles(CodePool)
def code_pool(delivery: Delivery[CodePool]) -> None:
    """Pass the designated codes to our register."""
    outbox.send(ALIAS, to=own_register(), message=delivery.message)


@handles(RefusalNotice)
def refusal_notice(delivery: Delivery[RefusalNotice]) -> None:
    """Pass a refusal from further up to our register, whose office can mend it."""
    outbox.send(ALIAS, to=own_register(), message=delivery.message)


@on_refusal()
def our_message_was_refused(alias: str, receiver: Party, type_name: str, sequence: int, refusal: Refusal) -> None:
    """Tell our register when the prefecture refuses an update."""
    del type_name
    update = refused.update_sent(alias, receiver, sequence)
    if update is not None:
        refused.pass_back(
            alias, to=own_register(), refused_by=receiver, sequence=sequence, refusal=refusal, update=update
        )


@answers(IdentificationInquiry)
def inquiry(asked: Asked[IdentificationInquiry]) -> IdentificationAnswer:
    """Answer our register's inquiry from the municipality's file."""
    return answering.inquiry(store(), asked)


@answers(Search)
def searched(asked: Asked[Search]) -> SearchAnswer:
    """Answer our register's search from the municipality's file."""
    return answering.searched(store(), asked)


def _speaks_for(delivery: Delivery[Any], code: str) -> bool:
    """Whether the sender answers for a municipality (CTRL-023)."""
    return runtime.node(ALIAS).party.organisation == code and delivery.sender == own_register()


baselines.accept("municipal_cs", store=store, stated=Stated, speaks_for=_speaks_for, onward=own_prefecture)


@writes_baseline()
def state_baseline(alias: str, receiver: Party) -> None:
    """State our residents to the prefecture when that link begins anew; other links need no baseline."""
    del alias
    if receiver == own_prefecture():
        baselines.write(store(), receiver, [runtime.node(ALIAS).party.organisation])

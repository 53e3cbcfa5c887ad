"""What the prefecture server accepts, and what it passes on to the nation (FLOW-01; SYS3-F1).

Acquisition is automatic: no operator takes part, and the source is the municipal CS of the area only (CTRL-023, 025).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from daicho.exchange import outbox, runtime
from daicho.exchange.handlers import Asked, Delivery, Refusal, answers, handles, on_refusal, writes_baseline
from daicho.identification import answering, baselines, receiving, refused
from daicho.protocol.inquiries import IdentificationAnswer, IdentificationInquiry, Search, SearchAnswer
from daicho.protocol.messages import (
    IdentificationUpdateMessage,
    RefusalNotice,
)
from daicho.protocol.parties import Party, System
from daicho.systems.prefecture.models import Stated
from daicho.systems.prefecture.store import ALIAS, store

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

NATION = Party("agency", System.NATIONAL)


@handles(IdentificationUpdateMessage, batch=True)
def identification_updates(
    deliveries: Sequence[Delivery[IdentificationUpdateMessage]],
) -> Mapping[int, Refusal]:
    """Update the prefecture's file and notify the nation, at each change as it occurs (CTRL-127)."""
    return receiving.receive(
        store(),
        deliveries,
        municipality_of=lambda delivery: delivery.sender.organisation,
        onward=NATION,
    )


@handles(RefusalNotice)
def refusal_notice(delivery: Delivery[RefusalNotice]) -> None:
    """Pass a refusal by the nation on to the municipal CS concerned.

    Raises:
        Refusal: CTRL-024 when nobody of ours is concerned.
    """
    code = delivery.message.resident_record_code
    held = store().held([str(code)])[str(code)] if code is not None else None
    if held is None or held.holding is None:
        raise Refusal("CTRL-024", "この通知の対象者は、この都道府県にいません。")
    municipality = held.holding.current.record.municipality_code
    outbox.send(ALIAS, to=Party(municipality, System.MUNICIPAL_CS), message=delivery.message)


@on_refusal()
def our_message_was_refused(alias: str, receiver: Party, type_name: str, sequence: int, refusal: Refusal) -> None:
    """Tell the municipal CS whose update the nation refuses."""
    del type_name
    update = refused.update_sent(alias, receiver, sequence)
    if update is not None:
        to = Party(update.update.record.municipality_code, System.MUNICIPAL_CS)
        refused.pass_back(alias, to=to, refused_by=receiver, sequence=sequence, refusal=refusal, update=update)


@answers(IdentificationInquiry)
def inquiry(asked: Asked[IdentificationInquiry]) -> IdentificationAnswer:
    """Answer an inquiry of a municipal CS of the area (FLOW-05)."""
    return answering.inquiry(store(), asked)


@answers(Search)
def searched(asked: Asked[Search]) -> SearchAnswer:
    """Answer a search of a municipal CS of the area (FLOW-04, CTRL-095)."""
    return answering.searched(store(), asked)


def _speaks_for(delivery: Delivery[Any], code: str) -> bool:
    """Whether the sender answers for a municipality (CTRL-023)."""
    return delivery.sender.organisation == code


baselines.accept("prefecture", store=store, stated=Stated, speaks_for=_speaks_for, onward=lambda: NATION)


@writes_baseline()
def state_baseline(alias: str, receiver: Party) -> None:
    """State every municipality of our area to the nation when that link begins anew, those without residents too."""
    del alias
    if receiver == NATION:
        node = runtime.node(ALIAS)
        baselines.write(store(), receiver, node.trust.peer(node.party).areas)

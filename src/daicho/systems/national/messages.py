"""What the national server accepts and answers (SYS4): updates, numbers, codes, inquiries, searches."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from daicho.exchange import outbox, runtime
from daicho.exchange.handlers import Asked, Delivery, Refusal, answers, handles
from daicho.identification import answering, baselines, numbers, receiving
from daicho.protocol.inquiries import IdentificationAnswer, IdentificationInquiry, Search, SearchAnswer
from daicho.protocol.messages import (
    CodePool,
    CodePoolRequest,
    IdentificationUpdateMessage,
    IndividualNumberAssigned,
    IndividualNumberRequest,
)
from daicho.systems.national import assignment
from daicho.systems.national.models import Stated
from daicho.systems.national.store import ALIAS, store
from daicho.values.numbers import ResidentRecordCode

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from daicho.values.numbers import IndividualNumber

MOST_CODES = 100_000
"""Codes that one request may ask for."""


def _municipality(delivery: Delivery[IdentificationUpdateMessage]) -> str:
    """Return the municipality the update speaks of if the prefecture answers for it, else nothing (refused)."""
    municipality = delivery.message.update.record.municipality_code
    areas = runtime.node(delivery.alias).trust.peer(delivery.sender).areas
    return municipality if municipality in areas else ""


@handles(IdentificationUpdateMessage, batch=True)
def identification_updates(
    deliveries: Sequence[Delivery[IdentificationUpdateMessage]],
) -> Mapping[int, Refusal]:
    """Update the nation's file from a prefecture's notices (SYS4-F1)."""
    return receiving.receive(store(), deliveries, municipality_of=_municipality, onward=None)


@handles(IndividualNumberRequest, batch=True)
def number_requests(deliveries: Sequence[Delivery[IndividualNumberRequest]]) -> Mapping[int, Refusal]:
    """Make a number for each code, once, and send it sealed to the municipality (Number Act, Article 8).

    A number made in this batch cannot be read back from the vault before the batch is committed: it is kept in hand, so
    that a code asked for twice is answered twice at once. Who asks for the same code over another link, or states its
    number, waits until the batch is committed.
    """
    store().lock([str(delivery.message.resident_record_code).encode() for delivery in deliveries])
    refused: dict[int, Refusal] = {}
    made: dict[str, IndividualNumber] = {}
    for delivery in deliveries:
        try:
            _answer_number_request(delivery, made)
        except Refusal as problem:
            refused[delivery.sequence] = problem
    return refused


def _answer_number_request(delivery: Delivery[IndividualNumberRequest], made: dict[str, IndividualNumber]) -> None:
    """Answer one request.

    Raises:
        Refusal: CTRL-024 when another municipality asks than the one named; nothing has been written.
    """
    request = delivery.message
    if request.municipality_code != delivery.sender.organisation:
        raise Refusal("CTRL-024", "個人番号の求めは、その市区町村からだけ受け付けます(番号法第8条第1項)。")
    code = str(request.resident_record_code)
    number = assignment.number_for(code, request, made)
    type_name = "individual_number.assigned/1"
    outbox.send(
        ALIAS,
        to=delivery.sender,
        message=IndividualNumberAssigned(
            request_id=request.request_id,
            municipality_code=request.municipality_code,
            resident_record_code=request.resident_record_code,
            number=numbers.sealed_for(ALIAS, delivery.sender, number, type_name=type_name, code=code),
        ),
    )


@handles(CodePoolRequest)
def code_pool_request(delivery: Delivery[CodePoolRequest]) -> None:
    """Designate resident record codes to a municipality, drawn at random, none twice (Act, Article 30-2).

    Raises:
        Refusal: CTRL-024 when another municipality asks than the one named, or too many are asked for.
    """
    request = delivery.message
    if request.municipality_code != delivery.sender.organisation or not 0 < request.count <= MOST_CODES:
        raise Refusal("CTRL-024", f"住民票コードの指定は、その市区町村から{MOST_CODES}件まで求められます。")
    codes = assignment.draw_codes(request)
    outbox.send(
        ALIAS,
        to=delivery.sender,
        message=CodePool(
            request_id=request.request_id,
            municipality_code=request.municipality_code,
            codes=tuple(ResidentRecordCode.parse(code) for code in codes),
        ),
    )


@answers(IdentificationInquiry)
def inquiry(asked: Asked[IdentificationInquiry]) -> IdentificationAnswer:
    """Answer an inquiry of a municipal CS or a prefecture (SYS4-F2, F3; FLOW-02, FLOW-05)."""
    return answering.inquiry(store(), asked)


@answers(Search)
def searched(asked: Asked[Search]) -> SearchAnswer:
    """Answer a search for a person of another prefecture (SYS4-F4; CTRL-095)."""
    return answering.searched(store(), asked)


def _speaks_for(delivery: Delivery[Any], code: str) -> bool:
    """Whether the sender answers for a municipality (CTRL-023)."""
    return code in runtime.node(delivery.alias).trust.peer(delivery.sender).areas


baselines.accept("national", store=store, stated=Stated, speaks_for=_speaks_for, onward=lambda: None)

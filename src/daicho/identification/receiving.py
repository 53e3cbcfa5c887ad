"""Receiving updates: a batch of messages becomes applications to the store and messages to the next level.

The same at the municipal CS, the prefecture and the nation; what differs is whose municipality the sender speaks for
and where the update goes on to (FLOW-01).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import msgspec
from django.conf import settings

from daicho.exchange import outbox
from daicho.exchange.handlers import Refusal
from daicho.identification import numbers
from daicho.identification.layout import reduced
from daicho.identification.store import Incoming
from daicho.law import checks
from daicho.law.decision import Finding, Level
from daicho.law.identification import Refused
from daicho.protocol.messages import IdentificationUpdateMessage

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from daicho.exchange.handlers import Delivery
    from daicho.identification.store import Store
    from daicho.protocol.parties import Party
    from daicho.values.numbers import IndividualNumber

    Deliveries = Sequence[Delivery[IdentificationUpdateMessage]]

TYPE = "identification.update/1"


class _Opened(NamedTuple):
    """A delivery, and its number in the clear (in memory only) with its vault reference."""

    delivery: Delivery[IdentificationUpdateMessage]
    incoming: Incoming
    number: IndividualNumber | None


def receive(
    store: Store,
    deliveries: Deliveries,
    *,
    municipality_of: Callable[[Delivery[IdentificationUpdateMessage]], str],
    onward: Party | None,
) -> dict[int, Refusal]:
    """Apply a batch in its order and pass it on; return the refused ones by sequence (CTRL-036 to 041).

    Only what was applied goes on (CTRL-040, CTRL-127), cut to the items of DF-4, with the number sealed anew.
    """
    refused: dict[int, Refusal] = {}
    opened = _open(store, deliveries, municipality_of, refused)
    outcomes = store.apply([entry.incoming for entry in opened])
    applied: list[_Opened] = []
    for entry, outcome in zip(opened, outcomes, strict=True):
        if isinstance(outcome, Refused):
            refused[entry.delivery.sequence] = refusal(outcome)
        else:
            applied.append(entry)
    if onward is not None and applied:
        outbox.send_many(store.alias, to=onward, messages=_onwards(store.alias, applied, onward), checked=True)
    return refused


def refusal(refused: Refused) -> Refusal:
    """Write the law's refusal as the sender's office reads it: what, why, article, what to do; items, no content."""
    finding = Finding(code=refused.code, level=Level.ERROR, values={"fields": "、".join(refused.fields)})
    text = checks.text(finding, "ja")
    items = f" 項目: {'、'.join(refused.fields)}" if refused.fields else ""
    return Refusal(refused.code, f"{text.what} {text.why} {text.remedy}{items}")


def _open(
    store: Store,
    deliveries: Deliveries,
    municipality_of: Callable[[Delivery[IdentificationUpdateMessage]], str],
    refused: dict[int, Refusal],
) -> list[_Opened]:
    plain: list[tuple[Delivery[IdentificationUpdateMessage], IndividualNumber | None]] = []
    opened = numbers.opener(store.alias, deliveries[0].sender, type_name=TYPE)  # a batch comes over one link
    for delivery in deliveries:
        message = delivery.message
        code = message.update.record.resident_record_code.stored()
        try:
            plain.append((delivery, None if message.number is None else opened(message.number, code)))
        except Refusal as problem:
            refused[delivery.sequence] = problem
    known = [number for _, number in plain if number is not None]
    references = dict(zip(known, numbers.vault(store.alias).put(known), strict=True)) if known else {}
    today = settings.DAICHO.today().isoformat()
    return [
        _Opened(
            delivery,
            Incoming(
                update=delivery.message.update,
                municipality=municipality_of(delivery),
                sequence=delivery.sequence,
                recorded_at=delivery.recorded_at,
                received_on=today,
                number_ref=references[number] if number is not None else None,
                operator=str(delivery.sender),
            ),
            number,
        )
        for delivery, number in plain
    ]


def _onwards(alias: str, entries: Sequence[_Opened], onward: Party) -> list[msgspec.Struct]:
    """What goes on, in order; the numbers of a batch are sealed by one agreement with the next level's vault."""
    made: list[msgspec.Struct] = []
    seal = None
    for entry in entries:
        update, sealed = entry.delivery.message.update, None
        if entry.number is not None:
            seal = seal or numbers.sealer(alias, onward, type_name=TYPE)
            sealed = seal(entry.number, update.record.resident_record_code.stored())
        reduced_update = msgspec.structs.replace(update, record=reduced(update.record))
        made.append(IdentificationUpdateMessage(update=reduced_update, number=sealed))
    return made

"""When our own message was refused further up: the notice that goes back down to the office it came from.

The refusal became a task here already (the exchange does that); the office that can mend it is the one whose message we
passed on, so it is told as well: which person (by code), the rule and the remedy.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from daicho.exchange import operators, outbox
from daicho.protocol.messages import IdentificationUpdateMessage, RefusalNotice

if TYPE_CHECKING:
    from daicho.exchange.handlers import Refusal
    from daicho.protocol.parties import Party


def update_sent(alias: str, receiver: Party, sequence: int) -> IdentificationUpdateMessage | None:
    """Return the update that we sent under this number, or None when it was something else or is erased."""
    message = operators.sent(alias, receiver, sequence)
    return message if isinstance(message, IdentificationUpdateMessage) else None


def pass_back(  # noqa: PLR0913 - each names a fact of the notice
    alias: str, *, to: Party, refused_by: Party, sequence: int, refusal: Refusal, update: IdentificationUpdateMessage
) -> None:
    """Tell the system below that its update was refused above (in the transaction that records the receipt)."""
    notice = RefusalNotice(
        type="identification.update/1",
        code=refusal.code,
        text=refusal.text,
        refused_by=str(refused_by),
        epoch=0,
        sequence=sequence,
        resident_record_code=update.update.record.resident_record_code,
    )
    outbox.send(alias, to=to, message=notice)

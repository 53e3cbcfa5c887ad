"""What the municipal CS sends the register: numbers assigned, codes to give, move-in notices, refusals.

A handler runs in the transaction that records the message. What the law lets through becomes an act; what needs a
person becomes a task; a message that names nobody here is refused.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from daicho.exchange.handlers import Delivery, Refusal, handles
from daicho.identification import numbers
from daicho.law.commands import (
    Basis,
    Command,
    Header,
    IndividualNumberAssigned,
    Notifier,
    NotifierKind,
)
from daicho.protocol import messages
from daicho.systems.register import town
from daicho.systems.register.actions import machine, pool, tasks
from daicho.systems.register.actions.errors import Refused, SyntheticMismatch
from daicho.systems.register.batch import confirming
from daicho.systems.register.batch.report import Outcome
from daicho.systems.register.queries import lookups
from daicho.values.dates import RegisterDate

if TYPE_CHECKING:
    from daicho.values.numbers import AddresseeNumber, IndividualNumber, ResidentRecordCode

_OTHER_OFFICE: Final = Notifier(kind=NotifierKind.OTHER_OFFICE)


def _reference(delivery: Delivery[Any]) -> str:
    """The message as a task or request names it."""
    return f"{delivery.sender}:{delivery.epoch}:{delivery.sequence}"


def _holder(delivery: Delivery[Any], code: ResidentRecordCode) -> AddresseeNumber | None:
    return lookups.by_codes(delivery.alias, [code.stored()]).get(code.stored())


@handles(messages.IndividualNumberAssigned, system="register")
def individual_number_assigned(delivery: Delivery[messages.IndividualNumberAssigned]) -> None:
    """The Agency has made a number: into the vault, and onto the record ex officio (STD-4.4, 7.1.2.1).

    Raises:
        Refusal: nobody here has the code, the number does not open, or the law refuses.
    """
    message = delivery.message
    person = _holder(delivery, message.resident_record_code)
    if person is None:
        raise Refusal("R-INC-01", "この住民票コードの住民はいません。宛先と住民票コードを確かめてください。")
    number = numbers.opened(
        delivery.alias,
        message.number,
        type_name=delivery.type,
        sender=delivery.sender,
        code=message.resident_record_code.stored(),
    )
    (reference,) = numbers.vault(delivery.alias).put([number])
    today = RegisterDate(town.today())
    command = IndividualNumberAssigned(
        header=Header(basis=Basis.NOTICE, effective_on=today, notified_on=today, notifier=_OTHER_OFFICE),
        person=person,
        individual_number_ref=str(reference),
    )
    _record(delivery, command, token=f"number:{message.request_id}", numbers_in_hand={str(reference): number})


_UNSETTLED: Final = {"B-REC-04": "move_in_notice_unmatched", "B-REC-05": "move_in_notice_mismatch"}
"""Tasks for notices that nobody has the code of, or that speak of somebody else; others are refused."""


@handles(messages.MoveInNotice, system="register")
def move_in_notice(delivery: Delivery[messages.MoveInNotice]) -> None:
    """Somebody who left has moved in elsewhere (Act, Article 9(1); STD-4.1.3.1.1, 4.1.3.1.2).

    Entered by itself where name and date of birth are the record's and the law has nothing to say; what it alerts to
    stands pending. Whoever fits nobody, is somebody else, or cannot be entered is a task with the notice as it came.
    """
    reference = _reference(delivery)
    notice = confirming.Notice.of_message(delivery.message, reference)
    result = confirming.confirm(delivery.alias, notice, by=str(delivery.sender))
    kind = _UNSETTLED.get(next(iter(result.codes), ""))
    if kind is None and result.outcome is not Outcome.REFUSED:
        return
    tasks.open_task(
        delivery.alias,
        kind=kind or "move_in_notice_refused",
        code=result.codes[0],
        persons=[] if result.person is None else [result.person.stored()],
        reference=reference,
        content=delivery.message,
    )


@handles(messages.CodePool, system="register")
def code_pool(delivery: Delivery[messages.CodePool]) -> None:
    """Codes to give (STD-4.3.1).

    Raises:
        Refusal: codes of another municipality, or of the other world (synthetic or real).
    """
    if delivery.message.municipality_code != town.organisation():
        raise Refusal("R-INC-02", "他の市区町村に指定された住民票コードです。")
    try:
        pool.receive(delivery.alias, delivery.message.codes)
    except SyntheticMismatch as mismatch:
        raise Refusal(mismatch.code, "合成データの番号と実在の番号を混ぜることはできません。") from None


@handles(messages.RefusalNotice, system="register")
def refused_further_up(delivery: Delivery[messages.RefusalNotice]) -> None:
    """A message of ours was refused at another level: a task for the office it came from."""
    message = delivery.message
    person = None if message.resident_record_code is None else _holder(delivery, message.resident_record_code)
    tasks.open_task(
        delivery.alias,
        kind="refused_by_network",
        code=message.code,
        persons=[] if person is None else [person.stored()],
        reference=_reference(delivery),
        content=message,
    )


def _record(
    delivery: Delivery[Any], command: Command, *, token: str, numbers_in_hand: dict[str, IndividualNumber]
) -> None:
    """Enter the number that a message brings, under the sender's name; wait where a pending act blocks it.

    Raises:
        Refusal: the law finds errors; the first one's code.
    """
    grant = machine.grant_for(
        delivery.alias,
        command,
        function=machine.APPLY,
        source=str(delivery.sender),
        purpose="number_assignment",
        ground="番号法第7条",
    )
    try:
        machine.enter_or_hold(delivery.alias, grant, command, token=token, numbers=numbers_in_hand)
    except Refused as refused:
        code = refused.decision.errors[0].code
        raise Refusal(code, f"住民票の異動として登録できません。チェック {code} を確かめてください。") from None

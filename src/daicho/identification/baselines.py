"""Baselines: a whole municipality stated anew over a link, and the comparison of two levels by count and sum.

A baseline goes out when a link begins a new epoch (a backup was restored on either side). The receiver makes updates of
the differences, applies them and notifies them upward like any other; whoever was not stated by the closing is removed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec
from django.conf import settings
from django.db import connections

from daicho.exchange import outbox
from daicho.exchange.handlers import Refusal, handles
from daicho.identification import loading
from daicho.identification.layout import reduced
from daicho.identification.receiving import refusal
from daicho.identification.store import Incoming
from daicho.law.identification import Refused
from daicho.protocol import baselines
from daicho.protocol.messages import (
    BaselineClosing,
    BaselineOpening,
    BaselineRecord,
    BaselineStatement,
    IdentificationUpdateMessage,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from django.db import models

    from daicho.exchange.handlers import Delivery
    from daicho.identification.store import Store
    from daicho.law.identification import IdentificationUpdate
    from daicho.law.identification_update import Stay
    from daicho.protocol.parties import Party

UNEQUAL = (
    "双方の登録内容が一致しません(件数または突合値の相違)。整合性を確認し、相違する者を調べてください"
    "(住民基本台帳法第14条、CTRL-034)。"
)


def accept(
    system: str,
    *,
    store: Callable[[], Store],
    stated: type[models.Model],
    speaks_for: Callable[[Delivery[Any], str], bool],
    onward: Callable[[], Party | None],
) -> None:
    """Register what a level does with statements and baselines of the level below (CTRL-034).

    Args:
        system: the level that accepts them.
        store: its store.
        stated: its concrete table of persons stated so far.
        speaks_for: whether a sender may state a municipality; if not, the message is refused (CTRL-023).
        onward: who is told of the differences; nobody at the nation.
    """

    def own(delivery: Delivery[Any], code: str) -> None:
        if not speaks_for(delivery, code):
            raise Refusal("CTRL-023", "送信元は、この市区町村の情報を通知できません。")

    @handles(BaselineStatement, system=system)
    def statement(delivery: Delivery[BaselineStatement]) -> None:
        own(delivery, delivery.message.municipality_code)
        compare(store(), delivery.message)

    @handles(BaselineOpening, system=system)
    def begin(delivery: Delivery[BaselineOpening]) -> None:
        own(delivery, delivery.message.municipality_code)
        opening(store(), stated, delivery)

    @handles(BaselineRecord, system=system)
    def take(delivery: Delivery[BaselineRecord]) -> None:
        own(delivery, delivery.message.record.municipality_code)
        record(store(), stated, delivery, onward())

    @handles(BaselineClosing, system=system)
    def end(delivery: Delivery[BaselineClosing]) -> None:
        own(delivery, delivery.message.municipality_code)
        closing(store(), stated, delivery, onward())


def compare(store: Store, stated: BaselineStatement) -> None:
    """Compare what a level below loaded with what is held here.

    Raises:
        Refusal: CTRL-034 when count or sum differ; the sender's office gets the task.
    """
    if loading.statement(store, stated.municipality_code) != stated:
        raise Refusal("CTRL-034", UNEQUAL)


def write(store: Store, receiver: Party, municipalities: Iterable[str]) -> None:
    """State the present persons of municipalities to a receiver, in the transaction that opens the epoch."""
    for municipality in municipalities:
        rows = store.rows("municipality_code = %s AND present", [municipality])
        records = [reduced(store.layout.read(row).record) for row in rows]
        messages = list(baselines.stating(f"{municipality}-{len(rows)}", municipality, records))
        outbox.send_many(store.alias, to=receiver, messages=messages)


def opening(store: Store, stated: type[models.Model], delivery: Delivery[BaselineOpening]) -> None:
    """Begin to take a baseline: forget what an earlier, broken-off one had stated."""
    _stated(store, stated, delivery.sender, delivery.message.municipality_code).delete()


def record(store: Store, stated: type[models.Model], delivery: Delivery[BaselineRecord], onward: Party | None) -> None:
    """Take one stated person: a difference becomes an update, which goes on upward.

    Raises:
        Refusal: the stated content breaks a check.
    """
    person = delivery.message.record
    code = str(person.resident_record_code)
    stated._default_manager.using(store.alias).create(  # noqa: SLF001 - Django's own name
        peer=str(delivery.sender), municipality_code=person.municipality_code, resident_record_code=code
    )
    store.lock([code.encode()])
    holding = store.held([code])[code].holding
    update = baselines.difference(holding.of(person.municipality_code) if holding else None, person)
    if update is not None:
        _apply(store, delivery, person.municipality_code, update, onward)


def closing(
    store: Store, stated: type[models.Model], delivery: Delivery[BaselineClosing], onward: Party | None
) -> None:
    """Remove whoever was not stated, and compare both sides.

    Raises:
        Refusal: CTRL-034 when both sides still differ.
    """
    message = delivery.message
    named = set(
        _stated(store, stated, delivery.sender, message.municipality_code).values_list(
            "resident_record_code", flat=True
        )
    )
    for stay in _present(store, message.municipality_code):
        if str(stay.record.resident_record_code) not in named:
            _apply(store, delivery, message.municipality_code, baselines.removal(stay), onward)
    _stated(store, stated, delivery.sender, message.municipality_code).delete()
    compare(
        store,
        BaselineStatement(
            municipality_code=message.municipality_code,
            count=message.count,
            fingerprint_sum=message.fingerprint_sum,
        ),
    )


def _apply(
    store: Store,
    delivery: Delivery[Any],
    municipality: str,
    update: IdentificationUpdate,
    onward: Party | None,
) -> None:
    incoming = Incoming(
        update=update,
        municipality=municipality,
        sequence=delivery.sequence,
        recorded_at=delivery.recorded_at,
        received_on=settings.DAICHO.today().isoformat(),
        operator=str(delivery.sender),
    )
    (outcome,) = store.apply([incoming])
    if isinstance(outcome, Refused):
        raise refusal(outcome)
    if onward is not None:
        message = IdentificationUpdateMessage(update=msgspec.structs.replace(update, record=reduced(update.record)))
        outbox.send(store.alias, to=onward, message=message)


def _present(store: Store, municipality: str) -> list[Stay]:
    return [store.layout.read(row) for row in store.rows("municipality_code = %s AND present", [municipality])]


def _stated(store: Store, stated: type[models.Model], peer: Party, municipality: str) -> models.QuerySet[models.Model]:
    manager = stated._default_manager.using(store.alias)  # noqa: SLF001 - Django's own name
    return manager.filter(peer=str(peer), municipality_code=municipality)


def total(store: Store) -> dict[str, int]:
    """Return how many persons are present, by municipality."""
    with connections[store.alias].cursor() as cursor:
        cursor.execute(f"SELECT municipality_code, count(*) FROM {store.table} WHERE present GROUP BY 1 ORDER BY 1")
        return dict(cursor.fetchall())

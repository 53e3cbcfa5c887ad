"""Papers of records made anew: a copy tells the history of the record in use, of no earlier one."""

from __future__ import annotations

import pytest

from daicho.law.commands import (
    Amendments,
    Basis,
    Cancellation,
    ClericalCorrection,
    Destination,
    Header,
    Mover,
    NationalityAcquired,
    Relocation,
    Remaking,
)
from daicho.values.addresses import Address
from daicho.values.dates import RegisterDate
from daicho.values.names import PersonName
from daicho.values.numbers import AddresseeNumber

from .support import Item, entrant, header, individual_copy, pages
from .test_foreign_papers import foreigner

pytestmark = pytest.mark.database

NOTICE = Header(
    basis=Basis.NOTICE, effective_on=RegisterDate.parse("R8.11.18"), notified_on=RegisterDate.parse("R8.11.18")
)
OFFICE = Header(basis=Basis.EX_OFFICIO, effective_on=RegisterDate.parse("R8.11.18"))


def history_of(office, person):
    (page,) = pages(office.file(individual_copy(person, items={Item.HISTORY})))
    return page


def relocated(office, person, lot, on):
    to = Address(municipality_code="142158", town="中央二丁目", lot=lot, postal_code="2430434")
    mover = Mover(person=AddresseeNumber.from_stored(person))
    head = header(RegisterDate.parse(on))
    office.record(Relocation(header=head, movers=(mover,), destination=Destination(address=to)))


@pytest.mark.covers("STD-4.5.3", "STD-5.1")
def test_a_copy_of_somebody_naturalised_never_tells_the_foreign_record(office):
    """Neither the earlier name nor an address that only the removed record had."""
    (person,) = office.move_in(foreigner(relationship="世帯主", name=PersonName(roman="KAKUU AN")), lot="5番5号")
    relocated(office, person, "6番6号", "R8.11.15")
    command = NationalityAcquired(
        header=NOTICE,
        person=AddresseeNumber.from_stored(person),
        name=PersonName("架空", "安", "カクウ", "アン"),
        domicile="神奈川県海老名市勝瀬1番地",
        first_listed_person="架空　安",
    )
    office.record(command)
    page = history_of(office, person)
    assert "架空安" in page
    for earlier in ("KAKUU", "5番5号", "職権消除", "ベトナム", "見本　安"):
        assert earlier not in page, earlier
    relocated(office, person, "7番7号", "R8.11.20")
    assert "6番6号" in history_of(office, person)


@pytest.mark.covers("STD-1.1.4", "STD-5.1")
def test_a_remade_record_begins_without_history_and_has_it_again_when_the_remaking_is_cancelled(office):
    """The superseded record keeps it."""
    (person,) = office.move_in(entrant(), lot="5番5号")
    relocated(office, person, "6番6号", "R8.11.15")
    number = AddresseeNumber.from_stored(person)
    assert "5番5号" in history_of(office, person)
    remade = office.record(Remaking(header=OFFICE, persons=(number,)))
    assert "5番5号" not in history_of(office, person)
    assert "記載なし" in history_of(office, person)
    office.record(
        ClericalCorrection(
            header=Header(basis=Basis.EX_OFFICIO, effective_on=RegisterDate.parse("R8.11.19")),
            person=number,
            amendments=Amendments(domicile="東京都港区芝公園一丁目5番"),
        )
    )
    office.record(
        Cancellation(
            header=Header(basis=Basis.EX_OFFICIO, effective_on=RegisterDate.parse("R8.11.20")),
            act_number=remade.number,
            persons=(number,),
        )
    )
    assert "5番5号" in history_of(office, person)

"""People, papers and grants of the measurements, in the field's words. All of them are made up.

What needs no grant needs no database either: the gate is imported only where one is asked for.
"""

from __future__ import annotations

import datetime as dt
import itertools
import uuid
from typing import TYPE_CHECKING, Final

from daicho.host.bench.ground import OTHER_TOWN, TODAY, TOWN
from daicho.law import deciding
from daicho.law.commands import (
    Basis,
    Destination,
    DomesticMoveIn,
    Entrant,
    Header,
    MoveOutCertificate,
    Mover,
    Notifier,
    NotifierKind,
    Relocation,
)
from daicho.law.records import Sex
from daicho.values.addresses import Address
from daicho.values.dates import RegisterDate
from daicho.values.names import PersonName
from daicho.values.numbers import ResidentRecordCode

if TYPE_CHECKING:
    from daicho.access.gate import Gate
    from daicho.access.grants import Access, Grant
    from daicho.law.commands import Command
    from daicho.values.numbers import AddresseeNumber

FIRST_CODE: Final = 5_000_000
"""Codes of people who move in: beyond those of the synthetic population."""

_serials = itertools.count(1)
_FAMILY: Final = (
    ("太郎", "タロウ", "世帯主", dt.date(1980, 4, 1), Sex.MALE),
    ("花子", "ハナコ", "妻", dt.date(1982, 5, 5), Sex.FEMALE),
    ("一郎", "イチロウ", "子", dt.date(2008, 6, 7), Sex.MALE),
    ("次郎", "ジロウ", "子", dt.date(2010, 8, 9), Sex.MALE),
)


class Everyone:
    """Rights that allow everything: rights are not what is measured here, their records are."""

    def refusal(self, access: Access, on: dt.date) -> str | None:
        """No refusal."""
        del access, on
        return None


def gate() -> Gate:
    """The register's gate; its records are as durable as anywhere."""
    from daicho.access.gate import Gate

    return Gate("register", rights=Everyone())


def clerk(function: str, account: str = "clerk") -> Access:
    """A clerk at the counter."""
    from daicho.access.grants import Access

    return Access(
        account=account,
        organisation=TOWN,
        office="本庁",
        terminal=f"窓口-{account}",
        function=function,
        purpose="notification",
        legal_ground="住民基本台帳法第22条",
        case_number="令8-1",
    )


def grant_for(command: Command, account: str = "clerk") -> Grant:
    """A grant that covers whom a command names."""
    persons = [number.stored() for number in deciding.needs(command).persons]
    return gate().act(clerk("register.notify", account), persons, act=str(command.__struct_config__.tag))


def search_grant() -> Grant:
    """A grant for one search after another."""
    return gate().search(clerk("register.search"), {"bench": "bench"})


def token() -> str:
    """An id of a request."""
    return uuid.uuid4().hex


def before(days: int) -> RegisterDate:
    """So many days ago."""
    return RegisterDate(TODAY - dt.timedelta(days=days))


def header(days_ago: int) -> Header:
    """A notification made today of what happened some days ago."""
    return Header(
        basis=Basis.NOTIFICATION,
        effective_on=before(days_ago),
        notified_on=RegisterDate(TODAY),
        notifier=Notifier(kind=NotifierKind.SELF),
        documents_shown=("運転免許証",),
    )


def address(lot: str) -> Address:
    """A lot in a town of Ebina."""
    return Address(municipality_code=TOWN, town="中央一丁目", lot=lot, postal_code="2430434")


def move_in_of_four() -> DomesticMoveIn:
    """A household of four from Kodaira, with the move-out certificate."""
    came_from = Address(municipality_code=OTHER_TOWN, town="小川町一丁目", lot="1番1号", postal_code="1870032")
    return DomesticMoveIn(
        header=header(3),
        entrants=tuple(
            Entrant(
                name=PersonName("見本", given, "ミホン", kana),
                birth_date=RegisterDate(born),
                sex=sex,
                relationship=relationship,
                resident_record_code=ResidentRecordCode.synthetic(FIRST_CODE + next(_serials)).stored(),
                domicile="神奈川県海老名市中央一丁目1番地",
                first_listed_person="見本　太郎",
                previous_address=came_from,
                last_registered_address=came_from,
            )
            for given, kana, relationship, born, sex in _FAMILY
        ),
        destination=Destination(address=address(f"{next(_serials)}番1号")),
        certificate=MoveOutCertificate(municipality_code=OTHER_TOWN),
    )


def relocation(*persons: AddresseeNumber) -> Relocation:
    """They go to a lot of their own."""
    return Relocation(
        header=header(1),
        movers=tuple(Mover(person=person) for person in persons),
        destination=Destination(address=address(f"{next(_serials)}番9号")),
    )

"""People, papers and grants for the register's tests, in the field's words. All of them are made up."""

from __future__ import annotations

import datetime as dt
import itertools
import uuid

from django.conf import settings
from django.db import transaction

from daicho.access.gate import Gate
from daicho.access.grants import Access
from daicho.exchange.handlers import Delivery, handler_of
from daicho.law import deciding
from daicho.law.commands import (
    Basis,
    Destination,
    DomesticMoveIn,
    Entrant,
    Header,
    MoveOut,
    MoveOutCertificate,
    Mover,
    Notifier,
    NotifierKind,
    Relocation,
)
from daicho.law.records import Sex
from daicho.protocol import registry
from daicho.protocol.messages import MoveInNotice
from daicho.protocol.parties import Party
from daicho.systems.register.actions.recording import Request, record_act
from daicho.systems.register.queries import records
from daicho.values.addresses import Address
from daicho.values.dates import RegisterDate
from daicho.values.names import PersonName
from daicho.values.numbers import ResidentRecordCode

ALIAS = "register"
EBINA = "142158"
CS = Party(EBINA, "municipal_cs")
KODAIRA = Address(municipality_code="132110", town="小川町一丁目", lot="1番1号", postal_code="1870032")
_serial = itertools.count(1)


class Everyone:
    """Rights that allow everything: these tests are about the register, not about rights."""

    def refusal(self, access, on):
        return None


GATE = Gate(ALIAS, rights=Everyone())


def access(account="clerk", function="register.notify"):
    return Access(
        account=account,
        organisation=EBINA,
        office="本庁",
        terminal=f"窓口-{account}",
        function=function,
        purpose="notification",
        legal_ground="住民基本台帳法第22条",
        case_number="令8-1",
    )


def grant_for(command, account="clerk"):
    """A grant that covers whom a command names."""
    persons = [number.stored() for number in deciding.needs(command).persons]
    return GATE.act(access(account), persons, act=str(command.__struct_config__.tag))


def open_grant(*persons, account="clerk"):
    return GATE.open_person(access(account, "register.open"), [str(person) for person in persons])


def search_grant(account="clerk"):
    return GATE.search(access(account, "register.search"), {"test": "test"})


def token():
    return uuid.uuid4().hex


def record(command, *, account="clerk", request_token=None):
    """Make a command definitive, without a pending act."""
    return record_act(ALIAS, grant_for(command, account), Request(command=command, token=request_token or token()))


def day(text):
    return RegisterDate.parse(text)


def today():
    return RegisterDate(settings.DAICHO.today())


def before(days):
    return RegisterDate(settings.DAICHO.today() - dt.timedelta(days=days))


def header(effective_on=None, *, basis=Basis.NOTIFICATION, notified_on=None, **more):
    return Header(
        basis=basis,
        effective_on=effective_on,
        notified_on=notified_on or (today() if basis is Basis.NOTIFICATION else None),
        notifier=Notifier(kind=NotifierKind.SELF),
        documents_shown=("運転免許証",),
        **more,
    )


def address(lot="1番1号", town="中央一丁目", building=""):
    return Address(municipality_code=EBINA, town=town, lot=lot, building=building, postal_code="2430434")


def entrant(
    family="見本",
    given="太郎",
    kana=("ミホン", "タロウ"),
    relationship="世帯主",
    birth="昭和55年4月1日",
    sex=Sex.MALE,
    code=True,
    **more,
):
    return Entrant(
        name=PersonName(family, given, *kana),
        birth_date=day(birth),
        sex=sex,
        relationship=relationship,
        resident_record_code=ResidentRecordCode.synthetic(next(_serial)).stored() if code else "",
        domicile="神奈川県海老名市中央一丁目1番地",
        first_listed_person="見本　太郎",
        previous_address=KODAIRA,
        last_registered_address=KODAIRA,
        **more,
    )


def family_of(size, **more):
    """A head, a spouse, children."""
    people = [
        entrant(**more),
        entrant(given="花子", kana=("ミホン", "ハナコ"), relationship="妻", birth="昭和57年5月5日", sex=Sex.FEMALE),
    ]
    people += [
        entrant(given=given, kana=("ミホン", kana), relationship="子", birth=birth)
        for given, kana, birth in (
            ("一郎", "イチロウ", "平成20年6月7日"),
            ("次郎", "ジロウ", "平成22年8月9日"),
            ("三郎", "サブロウ", "平成25年1月2日"),
        )
    ]
    return tuple(people[:size])


def move_in(size=1, *, entrants=None, effective_on=None, at=None, household=None):
    return DomesticMoveIn(
        header=header(effective_on or before(3)),
        entrants=entrants or family_of(size),
        destination=Destination(
            household_number=household, address=None if household else (at or address(f"{next(_serial)}番1号"))
        ),
        certificate=MoveOutCertificate(municipality_code="132110"),
    )


def persons_of(recorded):
    return [change.addressee_number for change in recorded.decision.changes]


def household_of(recorded):
    return recorded.decision.changes[0].current.household_number


def relocation(*persons, to=None, effective_on=None, relationship=None):
    return Relocation(
        header=header(effective_on or before(1)),
        movers=tuple(Mover(person=person, relationship=relationship) for person in persons),
        destination=Destination(address=to or address(f"{next(_serial)}番9号")),
    )


def move_out(*persons, on, to=KODAIRA):
    return MoveOut(header=header(on), persons=persons, destination=to)


def deliver(message, sequence=1):
    """Apply a message as the exchange does: its handler, in one transaction."""
    name = registry.of(message).name
    handler = handler_of("register", name)
    with transaction.atomic(using=ALIAS):
        handler.call(Delivery(ALIAS, CS, name, 1, sequence, message, "2026-11-21T00:00:00Z"))


def notice_of(person, **changed):
    """A notice that came as a message."""
    found = records.person(open_grant(person), str(person))
    values = {
        "to_municipality": "142158",
        "from_municipality": "132110",
        "resident_record_code": found.resident_record_code,
        "name": found.name,
        "birth_date": found.birth_date,
        "sex": found.sex,
        "address": KODAIRA,
        "previous_address": found.address,
        "moved_in_on": before(1),
        "notified_on": before(1),
    }
    return MoveInNotice(**values | changed)

"""A counter that issues papers, and how a test reads them. All people are made up."""

from __future__ import annotations

import itertools
import os
import secrets
import subprocess

import msgspec

from daicho.access.gate import Gate
from daicho.access.grants import Access, AccessRefused
from daicho.documents import binding
from daicho.documents.certificates import Form
from daicho.law import deciding
from daicho.law.commands import (
    Basis,
    Destination,
    DomesticMoveIn,
    Entrant,
    Header,
    MoveOut,
    MoveOutCertificate,
    Notifier,
    NotifierKind,
)
from daicho.law.records import Sex
from daicho.systems.register import db
from daicho.systems.register.actions.recording import Request, record_act
from daicho.systems.register.issuing import history, making, presses
from daicho.systems.register.issuing.requests import Desk
from daicho.systems.register.issuing.wanted import Item, Output, Requester, RequesterKind, Wanted
from daicho.values.addresses import Address
from daicho.values.dates import RegisterDate
from daicho.values.names import PersonName
from daicho.values.numbers import IndividualNumber, ResidentRecordCode

ALIAS = "register"
SHOTS = os.environ.get("DAICHO_SHOTS", "")
EBINA = "142158"
KODAIRA = Address(municipality_code="132110", town="小川町一丁目", lot="1番1号", postal_code="1870032")
_serial = itertools.count(1)


class Rights:
    """Everything but what a test takes away."""

    def __init__(self, without=()):
        self.without = set(without)

    def refusal(self, access, on):
        return "A-1002" if access.function in self.without else None


def access(account="clerk", function="register.issue"):
    return Access(
        account=account,
        organisation=EBINA,
        office="本庁",
        terminal="t1",
        function=function,
        purpose="copy_request",
        legal_ground="住民基本台帳法第12条",
        case_number="令8-12",
    )


SELF = Requester(kind=RequesterKind.SELF, documents=("個人番号カード",))
ASKS_ALL = Requester(
    kind=RequesterKind.SELF, documents=("個人番号カード",), code_reason="年金の手続き", number_reason="勤務先に提出"
)


class Counter:
    """海老名市's counter: residents come in, papers go out."""

    def __init__(self, databases, place):
        self.databases = databases
        self.place = place

    def gate(self, without=()):
        return Gate(ALIAS, rights=Rights(without))

    def office(self, *, without=(), press=None, terminal="本庁1"):
        return making.Office(
            access=access(),
            desk=Desk(place="本庁", terminal=terminal, printer="プリンタ001"),
            gate=self.gate(without),
            press=press or presses.press(),
        )

    def record(self, command, account="clerk"):
        persons = [number.stored() for number in deciding.needs(command).persons]
        grant = self.gate().act(access(account, "register.notify"), persons, act="test")
        return record_act(ALIAS, grant, Request(command=command, token=secrets.token_hex(8)))

    def move_in(self, *entrants, lot="", building="", on="R8.11.10"):
        """A household moves in; returns its addressee numbers in the order given."""
        lot = lot or f"{next(_serial)}番1号"
        at = Address(municipality_code=EBINA, town="中央一丁目", lot=lot, building=building, postal_code="2430434")
        recorded = self.record(
            DomesticMoveIn(
                header=header(RegisterDate.parse(on)),
                entrants=entrants or (entrant(),),
                destination=Destination(address=at),
                certificate=MoveOutCertificate(municipality_code="132110"),
            )
        )
        return [change.addressee_number.stored() for change in recorded.decision.changes]

    def move_out(self, *persons, on="R8.12.1"):
        from daicho.values.numbers import AddresseeNumber

        numbers = tuple(AddresseeNumber.from_stored(person) for person in persons)
        return self.record(MoveOut(header=header(RegisterDate.parse(on)), persons=numbers, destination=KODAIRA))

    def issue(self, wanted, *, token=None, **office):
        return making.issue(self.office(**office), wanted, token=token or secrets.token_hex(8))

    def file(self, wanted, **office):
        """Issue as a file; the bytes. With DAICHO_SHOTS the first sheet is kept as a picture for the docs."""
        document = self.issue(msgspec.structs.replace(wanted, output=Output.SAVE), **office).document
        if SHOTS:
            to = ["pdftoppm", "-r", "60", "-png", "-singlefile", "-", f"{SHOTS}/paper-{binding.read(document).form}"]
            subprocess.run(to, input=document, check=True)
        return document

    def lines(self, person):
        grant = self.gate().open_person(access(function="register.issue"), [person])
        return history.of_person(grant, person)

    def put_number(self, digits_before_check):
        """A number in the vault; its reference."""
        from django.db import transaction

        from daicho.identification import numbers

        number = IndividualNumber.synthetic(digits_before_check)
        with transaction.atomic(using=ALIAS):
            (reference,) = numbers.vault(ALIAS).put([number])
        return number, str(reference)

    def state(self, request):
        return db.row(ALIAS, "SELECT * FROM register_issuerequest WHERE id = %s", (request,))

    def rows(self, sql, *values):
        return db.rows(ALIAS, sql, values)


def header(effective_on):
    from django.conf import settings

    return Header(
        basis=Basis.NOTIFICATION,
        effective_on=effective_on,
        notified_on=RegisterDate(settings.DAICHO.today()),
        notifier=Notifier(kind=NotifierKind.SELF),
        documents_shown=("運転免許証",),
    )


def entrant(family="見本", given="太郎", kana=("ミホン", "タロウ"), relationship="世帯主", birth="S55.4.1", **more):
    confirmed = more.pop("confirmed", (True, True))
    name = PersonName(
        family, given, *kana, family_furigana_confirmed=confirmed[0], given_furigana_confirmed=confirmed[1]
    )
    values = {
        "name": name,
        "birth_date": RegisterDate.parse(birth),
        "sex": Sex.FEMALE if relationship == "妻" else Sex.MALE,
        "relationship": relationship,
        "resident_record_code": ResidentRecordCode.synthetic(next(_serial)).stored(),
        "domicile": "神奈川県海老名市中央一丁目1番地",
        "first_listed_person": f"{family}　太郎",
        "previous_address": KODAIRA,
        "last_registered_address": KODAIRA,
    }
    return Entrant(**(values | more))


def family(name="見本", size=3):
    people = [
        entrant(name, "太郎"),
        entrant(name, "花子", ("ミホン", "ハナコ"), "妻", "S57.5.5"),
        entrant(name, "一郎", ("ミホン", "イチロウ"), "子", "H20.6.7"),
        entrant(name, "次郎", ("ミホン", "ジロウ"), "子", "H22.8.9"),
        entrant(name, "三郎", ("ミホン", "サブロウ"), "子", "H25.1.2"),
    ]
    return people[:size]


def household_copy(*persons, items=(), requester=SELF, **more):
    return Wanted(
        form=Form.HOUSEHOLD_COPY, subjects=tuple(persons), items=frozenset(items), requester=requester, **more
    )


def individual_copy(*persons, items=(), requester=SELF, **more):
    return Wanted(
        form=Form.INDIVIDUAL_COPY, subjects=tuple(persons), items=frozenset(items), requester=requester, **more
    )


def move_out_certificate(person, items=(), **more):
    return Wanted(form=Form.MOVE_OUT_CERTIFICATE, subjects=(person,), items=frozenset(items), requester=SELF, **more)


def pages(document):
    """The text of each page, without spaces."""
    found = subprocess.run(["pdftotext", "-layout", "-", "-"], input=document, capture_output=True, check=True)
    return ["".join(page.split()) for page in found.stdout.decode().split("\f")[:-1]]


__all__ = ["ASKS_ALL", "AccessRefused", "Counter", "Item", "Output", "Requester", "RequesterKind"]

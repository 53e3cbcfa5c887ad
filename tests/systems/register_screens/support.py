"""The counter and its residents, in the field's words. Everybody is made up."""

from __future__ import annotations

import contextlib
import datetime as dt
import itertools
import uuid

from django.conf import settings
from django.test import Client
from django.urls import reverse

EBINA = "142158"
ALIAS = "register"
ROLES = {
    "clerk": ("register.clerk",),
    "other": ("register.clerk",),
    "checker": ("register.checker",),
    "operator": ("register.operator",),
    "auditor": ("register.auditor",),
    "numbers": ("register.clerk",),
}
_serial = itertools.count(1)


def agency_world(place):
    from daicho.access import vault_keys
    from daicho.exchange import pki
    from daicho.identification.numbers import NUMBER_KEYS
    from daicho.protocol.parties import Party

    register, cs = Party(EBINA, "register"), Party(EBINA, "municipal_cs")
    world = pki.create_world(
        place, {party: f"https://127.0.0.1:{port}" for port, party in enumerate((register, cs), 49_000)}
    )
    vault_keys.save(vault_keys.new_keys(), world.keys_of(register) / NUMBER_KEYS)
    return world


@contextlib.contextmanager
def open_register(agency):
    from daicho.exchange import runtime
    from daicho.protocol.parties import Party

    party = Party(EBINA, "register")
    runtime.configure(
        ALIAS, party=party, keys=agency.keys_of(party), trust_list=agency.trust_list, trust_root=agency.root
    )
    try:
        yield
    finally:
        runtime.forget()


class Counter:
    """The accounts of an office, each with a right and a terminal of its own."""

    def __init__(self):
        from daicho.access import administration, terminals

        today = dt.datetime.now(dt.UTC).date() - dt.timedelta(days=1)
        self.office = administration.ensure_office(EBINA, "010", "市民課")
        chief = administration.ensure_account("chief", "見本 課長", self.office)
        self.tokens = {}
        for login, roles in ROLES.items():
            account = administration.ensure_account(login, f"見本 {login}", self.office)
            wanted = [{"role": role} for role in roles]
            wanted += [{"function": "register.number"}] if login == "numbers" else []
            for right in wanted:
                applied = administration.apply_for_right(
                    account,
                    organisation=EBINA,
                    valid_from=today,
                    valid_until=today + dt.timedelta(days=300),
                    **right,
                )
                administration.approve(applied, chief)
            self.tokens[login] = terminals.register(self.office, name=f"窓口 {login}")

    def cookies(self, login, *, case=True):
        """The cookies of a browser at which somebody has signed in, with purpose and case given."""
        import time
        from importlib import import_module

        from daicho.access.sessions import CASE_KEY, KEY
        from daicho.access.terminals import cookie_name

        terminal, token = self.tokens[login]
        session = import_module(settings.SESSION_ENGINE).SessionStore()
        now = time.time()
        session[KEY] = {
            "account": login,
            "terminal": str(terminal.id),
            "organisation": EBINA,
            "begun": now,
            "seen": now,
        }
        if case:
            session[CASE_KEY] = {
                "purpose": "notification",
                "legal_ground": "住民基本台帳法第22条から第25条",
                "case_number": "令8-100",
                "opened_at": now,
            }
        session.save()
        return {settings.SESSION_COOKIE_NAME: session.session_key, cookie_name(): token}

    def sign_in(self, login, *, case=True):
        """A test client at work."""
        client = Client(SERVER_NAME="127.0.0.1")
        for name, value in self.cookies(login, case=case).items():
            client.cookies[name] = value
        client.login_name = login
        return client


def also_checks(counter, login):
    """Let a clerk check too, as in a small office."""
    from daicho.access import administration
    from daicho.access.models import Account

    today = dt.datetime.now(dt.UTC).date() - dt.timedelta(days=1)
    applied = administration.apply_for_right(
        Account.objects.get(login=login),
        organisation=EBINA,
        role="register.checker",
        valid_from=today,
        valid_until=today + dt.timedelta(days=300),
    )
    administration.approve(applied, Account.objects.get(login="chief"))


def text_of(response):
    return response.content.decode()


def begin(client, kind, **subject):
    """Begin a form; the address of its page."""
    response = client.post(reverse("register:begin"), {"kind": kind, **subject})
    assert response.status_code == 302, text_of(response)
    return response["Location"]


def code(serial=None):
    from daicho.values.numbers import ResidentRecordCode

    return ResidentRecordCode.synthetic(serial or next(_serial)).stored()


HEADER = {
    "h-effective_on": "R8.11.20",
    "h-notified_on": "R8.11.21",
    "h-notifier_kind": "self",
    "h-documents": ["運転免許証"],
}

FAMILY = (
    ("太郎", "タロウ", "S55.4.1", "male", "世帯主"),
    ("花子", "ハナコ", "S57.5.5", "female", "妻"),
    ("一郎", "イチロウ", "H20.6.7", "male", "子"),
    ("桜", "サクラ", "H25.1.2", "female", "子"),
)


def entrant(index, *, family="見本", kana="ミホン", with_code=True, **changes):
    """The fields of one person as typed."""
    given, reading, birth, sex, relationship = FAMILY[index % len(FAMILY)]
    values = {
        "here": "1",
        "family": family,
        "given": given,
        "family_furigana": kana,
        "given_furigana": reading,
        "birth_date": birth,
        "sex": sex,
        "relationship": relationship,
        "code": code() if with_code else "",
        "domicile": "神奈川県海老名市中央一丁目1番地",
        "first_listed_person": f"{family}　太郎",
    } | changes
    return {f"e-{index}-{name}": value for name, value in values.items()}


def move_in_fields(size=1, *, lot=None, **changes):
    """A family's move-in as typed at the counter."""
    fields = HEADER | {
        "c-municipality": "132110",
        "c-issued_on": "R8.11.10",
        "d-town": "中央一丁目",
        "d-lot": lot or f"{next(_serial)}番1号",
        "p-municipality": "東京都小平市",
        "p-town": "小川町一丁目",
        "p-lot": "1番1号",
    }
    for index in range(size):
        fields |= entrant(index)
    return fields | changes


def to_summary(client, kind, fields, **subject):
    """Type a form and go on to its summary; the id of the pending act."""
    address = begin(client, kind, **subject)
    response = client.post(address, fields)
    assert response.status_code == 302, text_of(response)
    assert "/pending/" in response["Location"]
    return int(response["Location"].strip("/").split("/")[-1])


def version_of(pending_id):
    from daicho.systems.register.models import PendingAct

    return PendingAct.objects.get(pk=pending_id).version


def submit(client, pending_id, version=None):
    return client.post(reverse("register:submit", args=[pending_id]), {"version": version or version_of(pending_id)})


def confirm(client, pending_id, version=None):
    return client.post(reverse("register:confirm", args=[pending_id]), {"version": version or version_of(pending_id)})


def done(client, checker, kind, fields, **subject):
    """A whole act: typed, submitted, confirmed by somebody else; its number."""
    pending_id = to_summary(client, kind, fields, **subject)
    assert submit(client, pending_id).status_code == 302
    response = confirm(checker, pending_id)
    assert response.status_code == 302, text_of(response)
    return int(response["Location"].strip("/").split("/")[-1])


def family_lives_here(client, checker, size=1, **changes):
    """A family that has moved in through the screens: addressee numbers and household number."""
    from daicho.systems.register.models import HistoryRow

    number = done(client, checker, "domestic_move_in", move_in_fields(size, **changes))
    rows = list(HistoryRow.objects.filter(act_number=number).order_by("addressee_number"))
    rows.sort(key=lambda row: row.position or 0)
    return [row.addressee_number for row in rows], rows[0].household_number


def fill_pool(count=20):
    """Codes to be given to people who bring none."""
    from django.utils import timezone

    from daicho.systems.register.models import PooledCode
    from daicho.values.numbers import ResidentRecordCode

    PooledCode.objects.bulk_create(
        PooledCode(
            code=ResidentRecordCode.synthetic(8_000_000 + at).stored(), draw=at / count, received_at=timezone.now()
        )
        for at in range(count)
    )


def token():
    return uuid.uuid4().hex


CARD = {
    "category": "mid_to_long_term",
    "nationality": "カナダ",
    "status": "留学",
    "period": "1年",
    "expires_on": "R9.10.1",
}


def foreigner(index=0, **changes):
    """The fields of a foreign resident as typed."""
    from daicho.values.residence_documents import synthetic_document

    fields = entrant(index, with_code=False, kind="foreign", roman="SAMPLE MARIE", family="", given="", **changes)
    fields |= {f"e-{index}-{name}": value for name, value in CARD.items()}
    fields |= {f"e-{index}-document_number": synthetic_document(index + 1), f"e-{index}-without_code": "on"}
    return fields | {f"e-{index}-domicile": "", f"e-{index}-first_listed_person": ""}


def foreigner_lives_here(clerk, checker, **changes):
    """Somebody from abroad with a residence card, at a new household: number and household."""
    fill_pool(5)
    fields = move_in_fields(1, **{"p-abroad": "1", "p-country": "カナダ", "x-article": "30-46"}) | foreigner(**changes)
    fields |= {"p-municipality": "", "p-town": "", "p-lot": "", "c-municipality": "", "c-issued_on": ""}
    from daicho.systems.register.models import HistoryRow

    act = done(clerk, checker, "move_in_from_abroad", fields)
    row = HistoryRow.objects.get(act_number=act)
    return row.addressee_number, row.household_number


def leaves(clerk, checker):
    """Somebody who moved in ten days ago has moved out: the addressee number."""
    (person,), _ = family_lives_here(clerk, checker, **{"h-effective_on": "R8.11.11"})
    out = HEADER | {f"m-{person}-take": "on", "h-effective_on": "R8.11.20", "o-municipality": "東京都小平市"}
    done(clerk, checker, "move_out", out, person=person)
    return person


def notice_comes(person, sequence=1, **changed):
    """A move-in notice about somebody comes as a message from the CS; by default it fits."""
    from django.db import transaction

    from daicho.exchange.handlers import Delivery, handler_of
    from daicho.protocol import registry
    from daicho.protocol.messages import MoveInNotice
    from daicho.protocol.parties import Party
    from daicho.systems.register.models import Person
    from daicho.values.addresses import Address
    from daicho.values.dates import RegisterDate
    from daicho.values.names import PersonName
    from daicho.values.numbers import ResidentRecordCode

    row = Person.objects.get(pk=person)
    kodaira = Address(municipality_code="132110", town="小川町一丁目", lot="2番3号")
    values = {
        "to_municipality": EBINA,
        "from_municipality": "132110",
        "resident_record_code": ResidentRecordCode.from_stored(row.resident_record_code),
        "name": PersonName("見本", "太郎"),
        "birth_date": RegisterDate.parse("昭和55年4月1日"),
        "sex": row.sex,
        "address": kodaira,
        "previous_address": kodaira,
        "moved_in_on": RegisterDate.parse("R8.11.20"),
        "notified_on": RegisterDate.parse("R8.11.21"),
    }
    message = MoveInNotice(**values | changed)
    name = registry.of(message).name
    with transaction.atomic(using=ALIAS):
        handler = handler_of("register", name)
        handler.call(Delivery(ALIAS, Party(EBINA, "municipal_cs"), name, 1, sequence, message, "2026-11-21T00:00:00Z"))

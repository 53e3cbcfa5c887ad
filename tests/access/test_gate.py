"""The gate: no look without a committed record, granted or refused."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from daicho.access.gate import Gate
from daicho.access.grants import AccessKind, AccessRefused, FourItems, Grant, machine_access

pytestmark = pytest.mark.database


def refused(call):
    with pytest.raises(AccessRefused) as caught:
        call()
    return caught.value


WAYS = {
    "open": lambda gate, access: gate.open_person(access("host.open"), ["1"]),
    "search": lambda gate, access: gate.search(access("host.search"), {"kana": "ミホン"}),
    "act": lambda gate, access: gate.act(access("host.open"), ["1"], act="relocation"),
    "inquiry": lambda gate, access: gate.inquire(access("host.open"), counterpart="140007/prefecture"),
    "reveal": lambda gate, access: gate.reveal_numbers(access("host.number"), {"1": uuid.uuid4()}),
    "find": lambda gate, access: gate.find_number(access("host.number"), b"d" * 32),
}
"""Every way through the gate."""

SPOILED = {
    "nothing": ({}, None),
    "an unknown account": ({"account": "nobody"}, "A-1001"),
    "another organisation": ({"organisation": "132110"}, "A-1004"),
    "no registered terminal": ({"terminal": ""}, "A-1007"),
    "no purpose": ({"purpose": ""}, "A-1005"),
    "a purpose of another system": ({"purpose": "notification"}, "A-1005"),
    "no case": ({"case_number": ""}, "A-1006"),
}
"""What can be wrong with an access, and how it is refused."""


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(way=st.sampled_from(sorted(WAYS)), fault=st.sampled_from(sorted(SPOILED)), rolled_back=st.booleans())
def test_a_record_stands_for_every_access_even_when_the_act_rolls_back(
    town, access_of, records_of, way, fault, rolled_back
):
    """Whatever the way, whatever the fault, whatever becomes of the transaction: exactly one more committed record."""
    changes, code = SPOILED[fault]
    before = len(records_of())
    transaction.set_autocommit(autocommit=False)
    try:
        try:
            grant = WAYS[way](Gate("default"), lambda function: access_of(town.first, function, **changes))
        except AccessRefused as error:
            grant = error
        # The record is seen by another connection while the act is still open.
        rows = records_of()[before:]
    finally:
        transaction.rollback() if rolled_back else transaction.commit()
        transaction.set_autocommit(autocommit=True)
    assert len(rows) == len(records_of()) - before == 1
    (row,) = rows
    assert (row.id, row.kind, row.refusal) == (grant.record, way, code or "")
    assert row.outcome == ("refused" if code else "granted")
    assert isinstance(grant, Grant) == (code is None)


def test_opening_a_person_records_who_from_where_why_and_whom(town, access_of, records_of):
    """The items of CTRL-074: time, staff, office, terminal, reason, addressee number, four items."""
    items = FourItems(name="見本　花子", address="神奈川県海老名市", birth_date="平成2年1月1日", sex="女")
    Gate("default").open_person(access_of(town.first), ["0013"], subjects={"0013": items})
    (row,) = records_of()
    assert abs(row.happened_at - dt.datetime.now(dt.UTC)) < dt.timedelta(minutes=1)
    assert (row.account, row.account_name, row.office) == ("first", "見本 一", "010")
    assert row.terminal == str(town.terminal.id)
    assert (row.purpose, row.legal_ground, row.case_number) == ("test", "住民基本台帳法第12条", "令8-1")
    assert row.persons == ["0013"]
    assert row.subjects == [
        {"person": "0013", "name": items.name, "address": items.address, "birth_date": items.birth_date, "sex": "女"}
    ]


def test_a_search_leaves_its_conditions_and_then_what_it_found(town, access_of, records_of):
    """Two rows: the search before anything is read, the persons shown after."""
    gate = Gate("default")
    grant = gate.search(access_of(town.first, "host.search"), {"kana": "ミホン", "birth_date": "1990-01-01"})
    gate.shown(grant, count=120, persons=["1", "2"])
    search, shown = records_of()
    assert search.conditions == {"kana": "ミホン", "birth_date": "1990-01-01"}
    assert (shown.kind, shown.of_record, shown.count, shown.persons) == ("shown", search.id, 120, ["1", "2"])


def test_no_individual_number_stands_in_a_record(town, access_of, records_of, numbers):
    """However the number was typed, and under whatever name, the record holds a mask (CTRL-001)."""
    typed = numbers[0].stored()
    spaced = f"{typed[:4]}-{typed[4:8]} {typed[8:]}"
    wide = typed.translate({ord("0") + digit: ord("0") + digit for digit in range(10)})
    conditions = {"individual_number": "9000", "free": typed, "text": spaced, "full_width": wide, "code": typed[:11]}
    Gate("default").search(access_of(town.first, "host.search"), conditions)
    (row,) = records_of()
    masked = dict.fromkeys(("individual_number", "free", "text", "full_width"), "***")
    assert row.conditions == masked | {"code": typed[:11]}


def test_of_two_clerks_of_one_office_only_the_one_with_the_right_sees_numbers(town, access_of, records_of):
    """The look at a number is granted person by person (CTRL-006)."""
    gate, references = Gate("default"), {"1": uuid.uuid4()}
    assert gate.reveal_numbers(access_of(town.first, "host.number"), references).kind is AccessKind.REVEAL
    error = refused(lambda: gate.reveal_numbers(access_of(town.second, "host.number"), references))
    assert error.code == "A-1002"
    assert [(row.account, row.outcome) for row in records_of()] == [("first", "granted"), ("second", "refused")]


def test_the_right_to_open_is_no_right_to_numbers(town, access_of):
    """A function other than the look at numbers never reveals one, whoever holds it."""
    error = refused(lambda: Gate("default").reveal_numbers(access_of(town.first, "host.open"), {"1": uuid.uuid4()}))
    assert error.code == "A-1002"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"approved": False}, "A-1002"),
        ({"organisation": "132110"}, "A-1004"),
        ({"start": dt.date(2024, 4, 1), "end": dt.date(2025, 3, 31)}, "A-1003"),
        ({"start": dt.date(2999, 4, 1), "end": dt.date(2999, 5, 1)}, "A-1003"),
    ],
)
def test_a_right_counts_once_approved_for_its_organisation_within_its_term(town, access_of, changes, code):
    """Unapproved, elsewhere, expired and not yet begun rights have no effect (CTRL-051, 052, 060)."""
    town.grant(town.newcomer, function="host.open", **changes)
    assert refused(lambda: Gate("default").open_person(access_of(town.newcomer), ["1"])).code == code


def test_a_right_ends_with_the_account_and_with_the_employment(town, access_of):
    """A closed account is refused, and so is one past the term of its employment (CTRL-054)."""
    gate = Gate("default")
    town.first.works_until = dt.date(2020, 3, 31)
    town.first.save()
    assert refused(lambda: gate.open_person(access_of(town.first), ["1"])).code == "A-1003"
    town.first.active = False
    town.first.save()
    assert refused(lambda: gate.open_person(access_of(town.first), ["1"])).code == "A-1001"


def test_a_machine_acts_only_under_functions_open_to_machines(system, records_of):
    """A system names itself, its purpose and ground; what is for people only is refused to it."""
    gate = Gate("default")
    access = machine_access(
        system="142158/municipal_cs", organisation="142158", function="host.open", purpose="update", legal_ground="法"
    )
    gate.open_person(access, ["1", "2", "1"])
    assert refused(lambda: gate.search(access.under("host.search"), {})).code == "A-1002"
    granted, denied = records_of()
    assert (granted.actor, granted.account, granted.persons) == ("machine", "142158/municipal_cs", ["1", "2"])
    assert denied.outcome == "refused"


def test_a_function_of_another_system_does_not_open_this_one(town, access_of):
    """Rights are per system: the gate of one refuses a function of another."""
    assert refused(lambda: Gate("default").open_person(access_of(town.first, "register.open"), ["1"])).code == "A-1002"


def test_a_system_records_a_refusal_of_its_own(town, access_of, records_of):
    """A rule of the system (two items at least) refuses through the gate, so the refusal is recorded (CTRL-085)."""
    gate = Gate("default")
    error = gate.refuse(access_of(town.first), "A-1008", kind=AccessKind.SEARCH, conditions={"name": "見本"})
    (row,) = records_of()
    assert (row.id, row.refusal, row.conditions) == (error.record, "A-1008", {"name": "見本"})
    assert "CTRL-091" in str(error)


def test_a_record_is_never_written_inside_a_transaction(town, access_of):
    """On the log connection itself an open transaction is an error, not a record that may vanish."""
    with transaction.atomic(using="default_log"), pytest.raises(RuntimeError, match="rolled back"):
        Gate("default").open_person(access_of(town.first), ["1"])


def test_a_grant_covers_the_persons_it_names(access_of, town):
    """A query that asks for anyone else is refused; a search covers what it finds."""
    gate = Gate("default")
    grant = gate.open_person(access_of(town.first), ["1", "2"])
    grant.require(["1"])
    grant.require(["1", "2"], AccessKind.OPEN, AccessKind.ACT)
    assert refused(lambda: grant.require(["3"])).code == "A-1009"
    assert refused(lambda: grant.require(["1"], AccessKind.ACT)).code == "A-1009"
    gate.search(access_of(town.first, "host.search"), {}).require(["3"])

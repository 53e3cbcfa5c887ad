"""No read of the register scans a table: the plans of the queries, on a register large enough to matter.

Statistics are made up in the test's own tables: some thousand residents, sequential scans allowed.
"""

from __future__ import annotations

import re

import pytest

from daicho.systems.register import db, store
from daicho.systems.register.loading import load
from daicho.systems.register.queries import history, next_day, records
from daicho.systems.register.queries.search import Blank, Conditions, Query
from daicho.values.numbers import AddresseeNumber, HouseholdNumber

from .support import ALIAS, day
from .test_load import household, write_file

pytestmark = pytest.mark.database

LARGE = {
    "register_residentversion",
    "register_historyrow",
    "register_person",
    "register_searchkey",
    "register_act",
    "register_pendingact",
}
PERSON = AddresseeNumber.from_serial(4_440).stored()
HOUSEHOLD = HouseholdNumber.from_serial(444).stored()


def scanned(sql, parameters):
    """The large tables that a query's plan reads from end to end."""
    plan = "\n".join(next(iter(row.values())) for row in db.rows(ALIAS, f"EXPLAIN {sql}", parameters))
    return {table for table in re.findall(r"Seq Scan on (\w+)", plan) if table in LARGE}, plan


@pytest.fixture
def town(register, tmp_path):
    """Three thousand residents in a thousand households."""
    load(ALIAS, write_file(tmp_path / "a.jsonl", [household(number, 3) for number in range(1, 1001)]))


def test_reads_of_one_person_or_household_go_through_an_index(town):
    """Now, as of a day, as known at an act; versions, history, the law's own reads."""
    for sql, parameters in (
        (records.PERSON, (PERSON, 1_479_000)),
        (records.PERSON_KNOWN_AT, (PERSON, 1_479_000, 1)),
        (records.HOUSEHOLD, (HOUSEHOLD, 1_479_000)),
        (records.HOUSEHOLD_KNOWN_AT, (HOUSEHOLD, 1_479_000, 1)),
        (records.VERSIONS, (PERSON, 1)),
        (records._MEMBERS, (HOUSEHOLD, 1_479_000, 1)),
        (history._ROWS, (PERSON,)),
        (store._VERSIONS, ([PERSON],)),
        (store._LINES, ([PERSON],)),
        (next_day.LISTED, ("2026-11-21",)),
    ):
        tables, plan = scanned(sql, parameters)
        assert not tables - {"register_act"}, plan


SEARCHES = (
    Conditions(kana="シケン", birth_from=day("昭和60年2月4日")),
    Conditions(kana="エエエコ"),
    Conditions(address_code="1421500100"),
    Conditions(blank=Blank.INDIVIDUAL_NUMBER, kana="シケン"),
    Conditions(birth_from=day("昭和60年2月4日")),
    Conditions(given="名4440"),
    Conditions(given_kana="ナエエエコ"),
    Conditions(name="名44"),
    Conditions(name="試験名4440"),
    Conditions(address="中央一丁目444番"),
    Conditions(addressee_number=PERSON),
    Conditions(household_number=HOUSEHOLD),
    Conditions(resident_record_code="99901004440"),
    Conditions(name="名444", sex="female", relationship="世帯主"),
    Conditions(blank=Blank.HEAD),
    Conditions(blank=Blank.RESIDENT_RECORD_CODE),
    Conditions(blank=Blank.READING),
)


def test_searches_lead_with_an_index_and_cap_their_candidates(town):
    """Whatever leads, no large table is read from end to end and the kana index is not walked for the order."""
    for conditions in SEARCHES:
        query = Query(conditions)
        tables, plan = scanned(query.sql(), query.parameters)
        # the cap of 1,001 is much of this small town: reading its states in one go is right here for the widest search
        allowed = {"register_person"} if conditions.blank is Blank.READING else set()
        assert not tables - allowed, f"{conditions}\n{plan}"
        assert "register_key_reading" not in plan or conditions.kana or conditions.blank, f"{conditions}\n{plan}"

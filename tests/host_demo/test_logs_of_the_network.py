"""No resident is in any log: after the scenario, every log of every process is searched for every resident."""

from __future__ import annotations

import datetime as dt

import pytest

from daicho.host.demo.organisations import TOWNS
from daicho.world import scenario

pytestmark = [pytest.mark.network, pytest.mark.timeout(400), pytest.mark.xdist_group("demo")]

SAYING = ("132110-register-screens", "142158-register-screens", "142158-register-exchange", "supervisor", "postgres")
"""Processes that must have said something by the end of the scenario."""


def texts_of(member):
    """What must not be in a log of one person: name, reading, numbers, address, date of birth, as they are written."""
    record = member.record
    name = record.name
    yield from (name.written, f"{name.family}{name.given}", f"{name.family} {name.given}")
    yield from (f"{name.family_furigana}{name.given_furigana}", name.furigana)
    yield from (str(record.resident_record_code), member.individual_number.reveal())
    yield record.address.written
    yield f"{record.address.town}{record.address.lot}"
    yield record.birth_date.stored()
    yield record.birth_date.wareki()


def residents(place):
    for town in TOWNS:
        for household in scenario.households_of(place.population / town.code / "residents.jsonl"):
            yield from household.members


def logs_of(place):
    """Every log file, the database server's included."""
    return {path.name: path.read_text(encoding="utf-8", errors="replace") for path in sorted(place.logs.iterdir())}


def test_no_resident_is_in_any_log_of_any_process_after_the_scenario(demo, checked):
    """Names, readings, numbers, addresses and dates of birth of all residents, and of the child that was born."""
    logs = logs_of(demo.place)
    assert all(logs[f"{name}.log"] for name in SAYING)
    everything = "\n".join(logs.values())
    today = dt.datetime.now(dt.UTC).date()
    stamps = {str(today), str(today - dt.timedelta(days=1))}  # the logs' own time stamps
    forbidden = {text for member in residents(demo.place) for text in texts_of(member)} - stamps
    forbidden |= {"みのり", "はるか", "つむぐ", "ミノリ", "ハルカ", "ツムグ"}
    assert len(forbidden) > 1000
    assert not [text for text in forbidden if text.strip() and text in everything]


def test_the_search_would_find_a_resident_in_a_log(demo):
    """The texts looked for are the ones a careless line would have."""
    member = next(residents(demo.place))
    careless = f'{{"event": "moved", "name": "{member.record.name.written}"}}'
    assert any(text in careless for text in texts_of(member))

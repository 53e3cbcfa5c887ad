"""What a crash may lose: never whom somebody looked at, nor that they were refused (CTRL-074, CTRL-085)."""

from __future__ import annotations

import uuid

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from daicho.access import records, sessions
from daicho.access.gate import Gate
from daicho.access.grants import AccessKind, AccessRefused

pytestmark = pytest.mark.database


@pytest.fixture
def on_disk(system, monkeypatch):
    """The kinds of the records written, each with whether its commit waited for the disk."""
    made = []
    prepared = records.prepared

    def noting(connection, statement, values):
        made.append((values[0], "synchronous_commit" not in statement))
        return prepared(connection, statement, values)

    monkeypatch.setattr(records, "prepared", noting)
    return made


FIRST = {
    "open": lambda gate, access: gate.open_person(access("host.open"), ["1"]),
    "search": lambda gate, access: gate.search(access("host.search"), {"kana": "ミホン"}),
    "act": lambda gate, access: gate.act(access("host.open"), ["1"], act="relocation"),
    "inquiry": lambda gate, access: gate.inquire(access("host.open"), counterpart="x", persons=["1"]),
    "reveal": lambda gate, access: gate.reveal_numbers(access("host.number"), {"1": uuid.uuid4()}),
    "find": lambda gate, access: gate.find_number(access("host.number"), b"d" * 32),
    "review": lambda gate, access: gate.review(access("host.open"), {}, what="verify"),
}


@pytest.mark.parametrize("way", FIRST)
@pytest.mark.parametrize("changes", [{}, {"purpose": ""}], ids=["granted", "refused"])
def test_the_record_before_a_look_and_every_refusal_are_on_disk_first(town, access_of, on_disk, way, changes):
    """Whichever way through the gate: the one record that precedes the look, or tells the refusal, waits for the disk."""
    try:
        FIRST[way](Gate("default"), lambda function: access_of(town.first, function, **changes))
    except AccessRefused:
        assert changes
    assert on_disk == [(way, True)]


def test_so_are_the_refusals_of_systems_and_vaults_and_what_happens_to_sessions(town, access_of, on_disk):
    """A rule of a system, the vault, a failed sign-in."""
    gate = Gate("default")
    gate.refuse(access_of(town.first), "A-1008", kind=AccessKind.SEARCH)
    records.write_vault_refusal("default", code="A-2002", kind=AccessKind.REVEAL, of_record=1)
    sessions.record(town.first, None, "sign-in:webauthn", refusal="A-3001")
    assert on_disk == [("search", True), ("reveal", True), ("session", True)]


PEOPLE = st.sets(st.sampled_from("12345"))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(named=PEOPLE, shown=PEOPLE)
def test_whoever_was_shown_stands_in_a_record_that_is_on_disk(town, access_of, on_disk, records_of, named, shown):
    """The second record may lag only when the first, which does not, names everybody whom the second names."""
    on_disk.clear()
    before = len(records_of())
    gate = Gate("default")
    grant = gate.inquire(access_of(town.first), counterpart="agency/national", persons=sorted(named))
    gate.shown(grant, count=len(shown), persons=sorted(shown))
    rows = records_of()[before:]
    safe = {person for row, (_kind, durable) in zip(rows, on_disk, strict=True) if durable for person in row.persons}
    assert shown <= safe
    assert [row.kind for row in rows] == ["inquiry", "shown"]


def test_a_search_is_followed_by_a_record_on_disk_of_everybody_it_showed(town, access_of, on_disk):
    """A search names nobody beforehand, so that what it showed never lags."""
    gate = Gate("default")
    grant = gate.search(access_of(town.first, "host.search"), {"kana": "ミホン"})
    gate.shown(grant, count=1, persons=["1"])
    assert on_disk == [("search", True), ("shown", True)]

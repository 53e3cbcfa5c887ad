"""One act in one transaction: what it writes, and what stops it."""

from __future__ import annotations

import threading

import psycopg
import pytest
from django.db import connections

from daicho.access.grants import AccessRefused
from daicho.law.commands import Cancellation
from daicho.systems.register import db, rebuild
from daicho.systems.register.actions import recording
from daicho.systems.register.actions.errors import Refused
from daicho.systems.register.actions.recording import Request, record_act
from daicho.systems.register.models import Act, HistoryRow, Outbox, Person, ResidentVersion, SearchKey
from daicho.systems.register.queries import history, records

from .support import (
    ALIAS,
    GATE,
    access,
    address,
    before,
    entrant,
    grant_for,
    header,
    household_of,
    move_in,
    open_grant,
    persons_of,
    record,
    relocation,
    token,
)

pytestmark = pytest.mark.database


def test_a_move_in_writes_act_versions_history_state_keys_and_messages_together(register):
    """Four people: one act, four versions, four history rows, four states, keys, and the messages in the outbox."""
    recorded = record(move_in(4))
    assert Act.objects.get().number == recorded.number
    assert ResidentVersion.objects.count() == HistoryRow.objects.count() == Person.objects.count() == 4
    assert {row.history_number for row in HistoryRow.objects.all()} == {1}
    assert SearchKey.objects.filter(kind="name").count() == 4
    kinds = sorted(Outbox.objects.values_list("type", flat=True))
    assert kinds.count("identification.update/1") == 4
    assert kinds.count("move_in_notice/1") == 4
    assert rebuild.verify_chain(ALIAS).broken is None


def test_a_relocation_adds_history_row_two_and_keeps_the_past(register):
    """STD-1.2.1: the row with the highest number shows the present; the version of yesterday is unchanged."""
    first = record(move_in(1))
    (person,) = persons_of(first)
    second = record(relocation(person))
    grant = open_grant(person)
    rows = history.history(grant, str(person))
    assert [row.history_number for row in rows] == [1, 2]
    assert rows[1].reason == "relocation"
    assert rows[1].record.address != rows[0].record.address
    now = records.person(grant, str(person))
    assert now == rows[1].record
    earlier = records.person(grant, str(person), on=before(2).calendar_day)
    assert earlier.address == rows[0].record.address
    known = records.person(grant, str(person), known_at=second.number - 1)
    assert known == rows[0].record


def test_a_past_dated_act_splits_the_versions_and_both_views_stand(register):
    """A relocation with an earlier effective date than one recorded re-splits; as known before it, nothing changed."""
    first = record(move_in(1, effective_on=before(13)))
    (person,) = persons_of(first)
    late = record(relocation(person, effective_on=before(2)))
    grant = open_grant(person)
    before_it = records.versions(grant, str(person))
    past = record(relocation(person, effective_on=before(6)))
    after_it = records.versions(grant, str(person))
    assert len(after_it) > len(before_it)
    assert records.versions(grant, str(person), known_at=late.number) == before_it
    at = before(4).calendar_day
    assert records.person(grant, str(person), on=at) == past.decision.changes[0].pieces[0].content
    assert rebuild.versions(ALIAS).equal


def test_the_same_request_twice_is_one_act(register):
    """A double submit gives the act recorded first; nothing is written again."""
    command = move_in(2)
    request_token = token()
    first = record(command, request_token=request_token)
    again = record(command, request_token=request_token)
    assert again.repeated
    assert again.number == first.number
    assert again.decision.changes == first.decision.changes
    assert Act.objects.count() == 1
    assert Person.objects.count() == 2


def test_what_the_law_refuses_writes_nothing_and_leaves_the_access_record(register):
    """The rolled-back act still leaves its access record, seen by another connection (CTRL-085)."""
    command = move_in(1, entrants=(entrant(relationship="孫"),))
    grant = grant_for(command)
    with pytest.raises(Refused) as refused:
        record_act(ALIAS, grant, Request(command=command, token=token()))
    assert refused.value.decision.errors
    assert Act.objects.count() == Person.objects.count() == Outbox.objects.count() == 0
    with psycopg.connect(register.superuser_dsn(ALIAS)) as other:
        found = other.execute("SELECT kind, outcome FROM register_accessrecord WHERE id = %s", (grant.record,))
        assert found.fetchone() == ("act", "granted")


def test_a_grant_for_somebody_else_does_not_cover_an_act(register):
    """An act on a person whom the access record does not name is refused."""
    (person,) = persons_of(record(move_in(1)))
    (other,) = persons_of(record(move_in(1)))
    grant = GATE.act(access(), [str(other)], act="relocation")
    with pytest.raises(AccessRefused):
        record_act(ALIAS, grant, Request(command=relocation(person), token=token()))


def test_a_failure_after_the_rows_are_written_takes_everything_back(register, monkeypatch):
    """Rows, act, chain and outbox stand together or not at all; the next act gets the number."""
    command = move_in(2)

    def fails(*_):
        raise RuntimeError("link")

    with monkeypatch.context() as patched:
        patched.setattr(recording.outgoing, "send_effects", fails)
        with pytest.raises(RuntimeError):
            record(command)
    assert Act.objects.count() == ResidentVersion.objects.count() == SearchKey.objects.count() == 0
    assert record(command).number == 1


def test_a_database_connection_lost_in_mid_act_leaves_nothing_half_done(register, monkeypatch):
    """The server ends our session between the rows and the messages: nothing stands, and the act can be repeated."""
    record(move_in(1))
    command = move_in(3)
    request_token = token()

    def lose(alias, *_):
        with psycopg.connect(register.superuser_dsn(ALIAS), autocommit=True) as other:
            other.execute("SELECT pg_terminate_backend(%s)", (db.connection(alias).info.backend_pid,))
        db.value(alias, "SELECT 1")

    with monkeypatch.context() as patched:
        patched.setattr(recording.outgoing, "send_effects", lose)
        with pytest.raises(Exception, match=r"terminat|closed|lost"):
            record(command, request_token=request_token)
    connections[ALIAS].close()
    assert Act.objects.count() == 1
    assert Person.objects.count() == 1
    assert not record(command, request_token=request_token).repeated
    assert Act.objects.count() == 2


def test_of_two_clerks_on_one_household_one_waits_and_decides_on_what_the_other_did(register):
    """Two acts at once on one household: both are recorded, one after the other, and no version overlaps."""
    people = persons_of(record(move_in(3, effective_on=before(9))))
    outcomes = []
    start = threading.Barrier(2)

    def act(command, account):
        try:
            grant = grant_for(command, account)
            start.wait(5)
            outcomes.append(record_act(ALIAS, grant, Request(command=command, token=token())))
        except Refused as refused:
            outcomes.append(refused)
        finally:
            connections.close_all()

    commands = [relocation(people[1], relationship="世帯主"), relocation(people[2], relationship="世帯主")]
    threads = [threading.Thread(target=act, args=(command, f"clerk{at}")) for at, command in enumerate(commands)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert len(outcomes) == 2
    assert sum(not isinstance(outcome, Refused) for outcome in outcomes) >= 1
    assert rebuild.versions(ALIAS).equal
    assert rebuild.verify_chain(ALIAS).broken is None


def test_the_same_request_at_once_from_two_windows_is_one_act(register):
    """Two submissions of one form at the same moment: one records, the other is told of the same act."""
    command = move_in(1)
    request_token = token()
    numbers = []
    start = threading.Barrier(2)

    def act():
        try:
            grant = grant_for(command)
            start.wait(5)
            numbers.append(record_act(ALIAS, grant, Request(command=command, token=request_token)).number)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=act) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert numbers[0] == numbers[1]
    assert Act.objects.count() == Person.objects.count() == 1


def test_a_cancelled_act_gives_back_the_content_before_it_and_both_stay_in_the_history(register):
    """STD-1.2.1: the cancellation is piled on top; nothing is overwritten."""
    (person,) = persons_of(record(move_in(1, effective_on=before(9))))
    grant = open_grant(person)
    content = records.person(grant, str(person))
    moved = record(relocation(person))
    cancelled = record(Cancellation(header=header(), act_number=moved.number, persons=(person,)))
    rows = history.history(grant, str(person))
    assert [row.history_number for row in rows] == [1, 2, 3]
    assert rows[2].cancels == moved.number
    assert rows[1].cancelled_by == cancelled.number
    assert records.person(grant, str(person)).address == content.address
    assert rebuild.versions(ALIAS).equal


def test_the_timeline_says_who_when_and_what_changed(register):
    """Newest first, with the fields that differ and who else was changed by the same act."""
    people = persons_of(record(move_in(2, effective_on=before(9))))
    record(relocation(*people))
    acts = history.timeline(open_grant(*people), str(people[0]))
    assert [act.row.reason for act in acts] == ["relocation", "domestic_move_in"]
    assert "address" in {difference.field for difference in acts[0].differences}
    assert acts[0].with_others == (str(people[1]),)
    assert acts[0].operator == "clerk"


def test_the_household_is_shown_in_order_with_those_who_left(register):
    """Present members by their place; a grant must cover everybody shown."""
    recorded = record(move_in(3))
    number = str(household_of(recorded))
    people = records.members_of(ALIAS, number)
    assert sorted(people) == sorted(map(str, persons_of(recorded)))
    household = records.household(open_grant(*people), number)
    assert [member.relationship for member in household.members] == ["世帯主", "妻", "子"]
    with pytest.raises(AccessRefused):
        records.household(open_grant(people[0]), number)


def test_the_database_refuses_to_change_or_delete_what_is_recorded(register):
    """Acts, history rows and versions: no update, no deletion, but for the closing of a version."""
    record(move_in(1))
    for statement in (
        "UPDATE register_act SET operator = 'x'",
        "DELETE FROM register_act",
        "UPDATE register_historyrow SET remarks = 'x'",
        "DELETE FROM register_historyrow",
        "UPDATE register_residentversion SET remarks = 'x'",
        "UPDATE register_residentversion SET recorded = int8range(lower(recorded), NULL)",
        "DELETE FROM register_residentversion",
        "TRUNCATE register_residentversion",
    ):
        with (
            psycopg.connect(register.owner_dsn(ALIAS)) as owner,
            pytest.raises(psycopg.errors.RestrictViolation),
        ):
            owner.execute(statement)


def test_the_database_refuses_two_truths_and_two_heads(register):
    """Overlapping versions of one person, a second head of a household at one date, empty and unbounded ranges."""
    record(move_in(1))
    (number,) = Person.objects.values_list("addressee_number", flat=True)
    copy = (
        "INSERT INTO register_residentversion SELECT (jsonb_populate_record(v, jsonb_build_object("
        "'id', 1000000, {changes}))).* FROM register_residentversion v LIMIT 1"
    )
    refused = {
        "'remarks', 'another truth'": psycopg.errors.ExclusionViolation,
        f"'addressee_number', '9{number[1:]}'": psycopg.errors.ExclusionViolation,
        f"'addressee_number', '9{number[1:]}', 'valid', 'empty'": psycopg.errors.CheckViolation,
        f"'addressee_number', '9{number[1:]}', 'recorded', 'empty'": psycopg.errors.CheckViolation,
        f"'addressee_number', '9{number[1:]}', 'valid', '(,5)'": psycopg.errors.CheckViolation,
        f"'addressee_number', '9{number[1:]}', 'state', 'unknown'": psycopg.errors.CheckViolation,
    }
    for changes, error in refused.items():
        with psycopg.connect(register.owner_dsn(ALIAS)) as owner, pytest.raises(error):
            owner.execute(copy.format(changes=changes))


def test_a_changed_act_is_found_and_named(register):
    """Somebody with the owner's power changes a byte of an act: the chain says which."""
    for _ in range(3):
        record(move_in(1))
    with psycopg.connect(register.superuser_dsn(ALIAS), autocommit=True) as superuser:
        superuser.execute("SET session_replication_role = replica")
        superuser.execute("UPDATE register_act SET command = command || ' ' WHERE number = 2")
    report = rebuild.verify_chain(ALIAS)
    assert report.broken == 2
    assert report.why == "hash"


def test_a_relocation_of_the_entry_day_when_cancelled_gives_back_address_and_household(register):
    """The relocation covers the whole stay; its cancellation gives back address and household as they were."""
    entered = record(move_in(size=2, effective_on=before(40)))
    persons, home = persons_of(entered), household_of(entered)
    old = entered.decision.changes[0].current.address
    moved = record(relocation(*persons, to=address("9番9号", town="東柏ケ谷三丁目"), effective_on=before(40)))
    cancelled = record(Cancellation(header=header(), act_number=moved.number, persons=tuple(persons)))
    now = [change.current for change in cancelled.decision.changes]
    assert {content.household_number for content in now} == {home}
    assert {content.address for content in now} == {old}

"""Planned dates that pass, and what the network brings: acts by machines."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

import pytest
from django.db import transaction

from daicho.access.gate import Gate
from daicho.access.grants import machine_access
from daicho.exchange.handlers import Refusal
from daicho.identification import numbers
from daicho.law.commands import Cancellation
from daicho.protocol import messages
from daicho.protocol.inquiries import number_context
from daicho.protocol.sealed import Sealing, context
from daicho.systems.register import rebuild
from daicho.systems.register.actions import daily, machine, pending
from daicho.systems.register.actions import next_day as comparing
from daicho.systems.register.models import (
    AccessRecord,
    Act,
    DailyJob,
    DueEffect,
    HeldCommand,
    Outbox,
    Person,
    PooledCode,
    Task,
)
from daicho.systems.register.queries import next_day, records, work
from daicho.systems.register.queries import number as number_query
from daicho.values.dates import RegisterDate
from daicho.values.numbers import IndividualNumber, ResidentRecordCode

from .support import (
    ALIAS,
    CS,
    KODAIRA,
    before,
    deliver,
    grant_for,
    header,
    move_in,
    move_out,
    open_grant,
    persons_of,
    record,
    relocation,
    search_grant,
    token,
)

pytestmark = pytest.mark.database


def in_days(days):
    from django.conf import settings

    return RegisterDate(settings.DAICHO.today() + dt.timedelta(days=days))


def assigned(person, number, agency):
    """The Agency's notice of a number for somebody, sealed to the register by the CS."""
    from daicho.exchange import runtime

    code = Person.objects.get(pk=str(person)).resident_record_code
    public = runtime.node(ALIAS).identity.vault.public_key().public_bytes_raw()
    bound = context(*number_context("individual_number.assigned/1", str(CS), "142158/register", code))
    return messages.IndividualNumberAssigned(
        request_id=f"1-{person}",
        municipality_code="142158",
        resident_record_code=ResidentRecordCode.from_stored(code),
        number=Sealing(public).seal(number.stored().encode(), bound),
    )


def test_a_planned_move_out_passes_on_its_day_once(register, business_date):
    """Before the day nothing; on the day one act for all of them; a second run finds nothing."""
    people = persons_of(record(move_in(2)))
    record(move_out(*people, on=in_days(3)))
    assert DueEffect.objects.filter(done_at=None).count() == 2
    assert daily.run(ALIAS).acts == 0
    business_date.move_to(business_date.FIRST + dt.timedelta(days=3))
    assert records.person(open_grant(people[0]), str(people[0])).state == "present"
    report = daily.run(ALIAS)
    assert report.acts == 1
    business_date.move_to(business_date.FIRST + dt.timedelta(days=4))
    assert records.person(open_grant(people[0]), str(people[0])).state == "moved_out"
    assert daily.run(ALIAS).acts == 0
    assert DailyJob.objects.count() == 3
    updates = Outbox.objects.filter(type="identification.update/1").count()
    assert updates == 2 + 2 + 2
    assert rebuild.versions(ALIAS).equal


def test_days_missed_are_made_up(register, business_date):
    """The job did not run for a week: the passing is recorded for its own day."""
    (person,) = persons_of(record(move_in(1)))
    record(move_out(person, on=in_days(2)))
    business_date.move_to(business_date.FIRST + dt.timedelta(days=9))
    assert daily.run(ALIAS).acts == 1
    assert Act.objects.last().effective_on == "2026-11-23"


def test_a_cancelled_move_out_does_not_pass(register, business_date):
    """Its dated effect was settled by the cancellation."""
    (person,) = persons_of(record(move_in(1)))
    moved = record(move_out(person, on=in_days(2)))
    record(Cancellation(header=header(), act_number=moved.number, persons=(person,)))
    business_date.move_to(business_date.FIRST + dt.timedelta(days=5))
    report = daily.run(ALIAS)
    assert (report.acts, report.lapsed) == (0, 0)
    assert records.person(open_grant(person), str(person)).state == "present"


def test_a_planned_date_waits_for_a_pending_act_and_passes_afterwards(register, business_date):
    """The pending act blocks its person (STD-4.0.8); the next run records the passing."""
    (person,) = persons_of(record(move_in(1)))
    moved = record(move_out(person, on=in_days(2)))
    command = Cancellation(header=header(), act_number=moved.number, persons=(person,))
    draft = pending.begin_pending(ALIAS, grant_for(command), command, token=token())
    waiting = pending.submit(ALIAS, grant_for(command), draft.id, version=draft.version)
    business_date.move_to(business_date.FIRST + dt.timedelta(days=2))
    assert daily.run(ALIAS).waiting == 1
    pending.withdraw(ALIAS, grant_for(command), waiting.id, version=waiting.version)
    assert daily.run(ALIAS).acts == 1


def test_a_number_assigned_goes_into_the_vault_and_onto_the_record(register, agency):
    """The record holds a reference; the number is found and revealed through the vault only; the CS hears of it."""
    (person,) = persons_of(record(move_in(1)))
    number = IndividualNumber.synthetic(4711)
    deliver(assigned(person, number, agency))
    reference = Person.objects.get(pk=str(person)).individual_number_ref
    assert UUID(reference)
    access = machine_access(
        system="142158/register",
        organisation="142158",
        function="register.number",
        purpose="number_assignment",
        legal_ground="番号法第7条",
    )
    assert number_query.find(ALIAS, access, number) == str(person)
    assert number_query.reveal(ALIAS, access, str(person)) == number
    assert number_query.find(ALIAS, access, IndividualNumber.synthetic(4712)) is None
    assert Outbox.objects.filter(type="identification.update/1").count() == 2
    assert Act.objects.last().command_kind == "individual_number_assigned"
    assert AccessRecord.objects.filter(account=str(CS)).exists()


def test_the_update_for_a_number_carries_it_sealed_for_the_cs_alone(register, agency, monkeypatch):
    """In the message the number is a sealed field that the vault key of the CS opens."""
    from daicho.systems.register.messages import outgoing

    sent = []
    send_many = outgoing.outbox.send_many
    monkeypatch.setattr(
        outgoing.outbox,
        "send_many",
        lambda alias, *, to, messages, why: (
            sent.extend(messages) or send_many(alias, to=to, messages=messages, why=why)
        ),
    )
    (person,) = persons_of(record(move_in(1)))
    number = IndividualNumber.synthetic(99)
    deliver(assigned(person, number, agency))
    (update,) = [message for message in sent if getattr(message, "number", None) is not None]
    assert number.stored().encode() not in update.number.ciphertext
    assert update.update.record.resident_record_code == persons_code(person)


def persons_code(person):
    return ResidentRecordCode.from_stored(Person.objects.get(pk=str(person)).resident_record_code)


def test_a_number_brought_along_is_revealed_for_sealing_against_a_record_of_its_own(register):
    """A move-in with a number from the certificate: it lies in the vault since it was typed."""
    import msgspec

    from .support import family_of

    grant = Gate(ALIAS).act(
        machine_access(
            system="142158/register",
            organisation="142158",
            function="register.apply",
            purpose="notification",
            legal_ground="住民基本台帳法第22条",
        ),
        [],
        act="domestic_move_in",
    )
    from daicho.systems.register.actions import numbers as typed

    (reference,) = typed.take_in(ALIAS, grant, [IndividualNumber.synthetic(7)])
    (person,) = family_of(1)
    record(move_in(entrants=(msgspec.structs.replace(person, individual_number_ref=reference),)))
    assert AccessRecord.objects.filter(kind="reveal", outcome="granted").count() == 1
    assert not Outbox.objects.filter(type="individual_number.request/1").exists()


def test_numbers_of_the_real_world_are_refused_on_a_synthetic_host(register, agency):
    """And synthetic ones on a real host: the two never mix."""
    from daicho.systems.register.actions import numbers as typed
    from daicho.systems.register.actions.errors import SyntheticMismatch

    with pytest.raises(SyntheticMismatch):
        typed.require_our_world(IndividualNumber.with_check_digit(12_345_678_901))
    (person,) = persons_of(record(move_in(1)))
    with pytest.raises(Refusal):
        deliver(assigned(person, IndividualNumber.with_check_digit(12_345_678_901), agency))
    assert numbers.vault(ALIAS).keys_fit()


def test_a_machine_act_waits_while_a_pending_act_blocks_its_person(register, agency):
    """The number is in the vault; the act follows when the pending act is settled."""
    (person,) = persons_of(record(move_in(1)))
    command = relocation(person)
    draft = pending.begin_pending(ALIAS, grant_for(command), command, token=token())
    waiting = pending.submit(ALIAS, grant_for(command), draft.id, version=draft.version)
    deliver(assigned(person, IndividualNumber.synthetic(8), agency))
    assert HeldCommand.objects.get().done_by is None
    pending.withdraw(ALIAS, grant_for(command), waiting.id, version=waiting.version)
    assert HeldCommand.objects.get().done_by == Act.objects.last().number
    assert Person.objects.get(pk=str(person)).individual_number_ref
    assert machine.resume_held(ALIAS) == 0


def test_a_move_in_notice_confirms_the_destination_and_one_that_fits_nobody_is_a_task(register, business_date):
    """STD-4.1.3.1.1: confirmed beside planned; never a refusal of the link."""
    (person,) = persons_of(record(move_in(1, effective_on=before(10))))
    record(move_out(person, on=in_days(1)))
    business_date.move_to(business_date.FIRST + dt.timedelta(days=4))
    daily.run(ALIAS)
    notice = messages.MoveInNotice(
        to_municipality="142158",
        from_municipality="132110",
        resident_record_code=persons_code(person),
        name=records.person(open_grant(person), str(person)).name,
        birth_date=records.person(open_grant(person), str(person)).birth_date,
        sex=records.person(open_grant(person), str(person)).sex,
        address=KODAIRA,
        previous_address=KODAIRA,
        moved_in_on=in_days(-1),
        notified_on=in_days(-1),
    )
    deliver(notice)
    removal = records.person(open_grant(person), str(person)).removal
    assert removal.confirmed_destination == KODAIRA
    assert removal.planned_destination == KODAIRA
    import msgspec

    deliver(msgspec.structs.replace(notice, resident_record_code=ResidentRecordCode.synthetic(9_999_999)), 2)
    assert Task.objects.filter(kind="move_in_notice_unmatched", done_at=None).count() == 1


@pytest.mark.covers("STD-4.3.1")
def test_codes_received_are_drawn_at_random_and_a_low_pool_is_noticed_once(register):
    """The pool asks for more when it runs low; what it receives is not given in the order received (STD-4.3.1)."""
    daily.run(ALIAS)
    daily.run(ALIAS)
    assert Outbox.objects.filter(type="resident_record_code.pool_request/1").count() == 1
    codes = tuple(ResidentRecordCode.synthetic(6_000 + at) for at in range(300))
    deliver(messages.CodePool(request_id="1", municipality_code="142158", codes=codes))
    assert Task.objects.get().outcome == "received"
    from daicho.systems.register import store

    with transaction.atomic(using=ALIAS):
        drawn = store.draw_codes(ALIAS, 20, reserved_by=0)
        assert len(set(drawn)) == 20
        assert set(drawn) != set(codes[:20])
        transaction.set_rollback(True, using=ALIAS)
    first = set()
    for _ in range(20):  # the very same pool each time
        with transaction.atomic(using=ALIAS):
            first |= set(store.draw_codes(ALIAS, 1, reserved_by=0))
            transaction.set_rollback(True, using=ALIAS)
    assert len(first) > 1, "the place of a draw is not random"
    assert PooledCode.objects.filter(reserved_by=None).count() == 300
    with pytest.raises(Refusal):
        deliver(messages.CodePool(request_id="2", municipality_code="132110", codes=codes))


def test_a_refusal_from_further_up_is_a_task(register):
    """The office that the message came from sees it."""
    (person,) = persons_of(record(move_in(1)))
    deliver(
        messages.RefusalNotice(
            type="identification.update/1",
            code="I-036-01",
            text="既に住民です。",
            refused_by="140007/prefecture",
            epoch=1,
            sequence=1,
            resident_record_code=persons_code(person),
        )
    )
    (task,) = [task for task in work.tasks(search_grant()) if task.kind == "refused_by_network"]
    assert task.persons == [str(person)]
    assert task.code == "I-036-01"


def changes_of_a_day():
    """Two people entered, one moved within the town, one about to leave."""
    first, second = persons_of(record(move_in(2, effective_on=before(9))))
    record(relocation(first, second))
    record(move_out(second, on=before(0)))


def lines_of(grant, day):
    found = next_day.next_day_list(grant, day).lines
    return [comparing.Line(each.act_number, each.addressee_number) for each in found]


def test_the_next_day_list_names_entries_removals_and_corrections(register, business_date):
    """All three kinds, each line once; compared with the papers by another person, the last line confirms the list."""
    changes_of_a_day()
    grant, day = search_grant("checker"), business_date.FIRST
    listed = next_day.next_day_list(grant, day)
    assert len(listed.entries) == 2
    assert {change.reason for change in listed.corrections} >= {"relocation"}
    first, *others = lines_of(grant, day)
    assert comparing.compare(ALIAS, grant, day, [first]) == comparing.Compared(1, 0, completed=False)
    assert next_day.next_day_list(grant, day).confirmed_by is None
    assert comparing.compare(ALIAS, grant, day, [first, *others]) == comparing.Compared(len(others), 1, completed=True)
    assert not comparing.confirm_all(ALIAS, grant, day)
    found = next_day.next_day_list(grant, day)
    assert found.confirmed_by == "checker"
    assert all(line.check.checked_by == "checker" for line in found.lines)


def test_nobody_compares_the_lines_they_entered_nor_lines_of_another_day(register, business_date):
    """They are left out; so are people whom the act did not change, and numbers of no act."""
    changes_of_a_day()
    own, day = search_grant("clerk"), business_date.FIRST
    assert comparing.compare(ALIAS, own, day, lines_of(own, day)).compared == 0
    assert not comparing.confirm_all(ALIAS, own, day)
    other = search_grant("checker")
    wrong = [comparing.Line(999, "1"), comparing.Line(1, "1")]
    assert comparing.compare(ALIAS, other, day, wrong).left_out == 2
    assert comparing.compare(ALIAS, other, day - dt.timedelta(days=1), lines_of(other, day)).compared == 0


def test_a_difference_from_the_paper_becomes_a_task_with_its_act(register, business_date):
    """The line counts as compared; what is wrong is put right by an act of its own."""
    changes_of_a_day()
    grant, day = search_grant("checker"), business_date.FIRST
    first, *_ = lines_of(grant, day)
    comparing.compare(ALIAS, grant, day, [comparing.Line(first.act_number, first.addressee_number, "届出日が違う")])
    (task,) = [task for task in work.tasks(search_grant()) if task.kind == "next_day_difference"]
    assert task.persons == [first.addressee_number]
    (line,) = [each for each in next_day.next_day_list(grant, day).lines if each.check is not None]
    assert line.check.finding == "届出日が違う"

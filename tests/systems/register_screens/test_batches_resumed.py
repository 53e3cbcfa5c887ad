"""What is started, entered or opened a second time: from two pages at once, after a restart, from an older task."""

from __future__ import annotations

import csv
import io
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connections
from django.urls import reverse

from daicho.law.commands import Basis, Header, MoveInNoticeReceived
from daicho.law.records import Sex
from daicho.protocol.messages import MoveInNotice
from daicho.systems.register.actions import daily, tasks
from daicho.systems.register.batch import waiting
from daicho.systems.register.batch.move_in_notices import MoveInNotices
from daicho.systems.register.models import BatchRecord, BatchRun, PendingAct, Person, Task
from daicho.values.addresses import Address
from daicho.values.dates import RegisterDate
from daicho.values.names import PersonName
from daicho.values.numbers import AddresseeNumber, ResidentRecordCode

from .support import ALIAS, confirm, leaves, notice_comes, text_of

pytestmark = pytest.mark.database


@pytest.fixture
def left(clerk, checker):
    """Somebody who has moved out to Kodaira: the addressee number."""
    return left_by(clerk, checker)


def left_by(clerk, checker):
    person = leaves(clerk, checker)
    daily.run(ALIAS)
    return person


def notices(client, *rows):
    """A file of move-in notices handed in: the number of its dry run."""
    text = io.StringIO(newline="")
    csv.writer(text).writerows([MoveInNotices.columns, *rows])
    file = SimpleUploadedFile("notices.csv", text.getvalue().encode(), content_type="text/csv")
    return run_of(client.post(reverse("register:batch_new"), {"kind": "move_in_notices", "file": file}))


def notice(number, person, name="見本　太郎"):
    code = Person.objects.get(pk=person).resident_record_code
    return (
        number, "132110", "142158", code, name, "昭和55年4月1日", "小川町一丁目", "1番", "R8.11.20", "R8.11.21",
    )  # fmt: skip


def run_of(response):
    assert response.status_code == 302, text_of(response)
    return int(response["Location"].strip("/").split("/")[-1])


def start(client, run):
    return client.post(reverse("register:batch_start", args=[run]))


def enter(client, task, **fields):
    return client.post(reverse("register:task_enter", args=[task.id]), fields)


@pytest.mark.covers("SYS1-F4")
def test_a_run_that_two_start_at_once_is_started_once(left, clerk):
    """Whoever comes second waits for the first and is told that it is under way (B-FILE-07)."""
    dry = notices(clerk, notice("1", left))
    assert waiting.work(ALIAS) == 1
    with other_connection() as other, ThreadPoolExecutor(1) as second:
        other.execute("SELECT FROM register_batchrun WHERE id = %s FOR UPDATE", (dry,))
        other.execute(
            "INSERT INTO register_batchrun (kind, source, digest, dry_run, state, refusal, started_by, access, "
            "started_at, updated_at, lines) SELECT kind, source, digest, false, 'waiting', '', 'other', access, "
            "started_at, updated_at, lines FROM register_batchrun WHERE id = %s",
            (dry,),
        )
        answer = second.submit(in_a_thread, start, clerk, dry)
        while not answer.done() and not other.execute("SELECT 1 FROM pg_locks WHERE NOT granted").fetchone():
            time.sleep(0.01)
        other.commit()
        response = answer.result()
    assert (response.status_code, "B-FILE-07" in text_of(response)) == (409, True)
    assert BatchRun.objects.filter(dry_run=False).count() == 1


def in_a_thread(call, *args):
    try:
        return call(*args)
    finally:
        connections.close_all()


def other_connection():
    settings = connections[ALIAS].get_connection_params()
    wanted = {name: settings[name] for name in ("dbname", "user", "password", "host", "port") if settings.get(name)}
    return psycopg.connect(**wanted)


@pytest.mark.covers("SYS1-F4")
def test_notices_that_were_entered_before_a_restart_still_count(clerk, checker):
    """Their tasks are closed, so that only the others are left: the run says two of two."""
    for _ in range(2):
        person = left_by(clerk, checker)
        tasks.open_task(ALIAS, kind="move_in_notice_unmatched", reference=f"x:{person}", content=message_of(person))
    dry = run_of(clerk.post(reverse("register:batch_new"), {"kind": "move_in_messages"}))
    assert waiting.work(ALIAS) == 1
    run = run_of(start(clerk, dry))
    stop = threading.Event()
    stop.set()
    with pytest.raises(waiting.Stopped):
        waiting.work(ALIAS, stop)
    assert notice_tasks().filter(done_at=None).count() == 1
    assert waiting.work(ALIAS) == 1
    assert (BatchRun.objects.get(pk=run).lines, BatchRecord.objects.filter(run_id=run).count()) == (2, 2)


def message_of(person):
    """The notice about somebody as it comes as a message."""
    row = Person.objects.get(pk=person)
    kodaira = Address(municipality_code="132110", town="小川町一丁目", lot="2番3号")
    return MoveInNotice(
        to_municipality="142158",
        from_municipality="132110",
        resident_record_code=ResidentRecordCode.from_stored(row.resident_record_code),
        name=PersonName("見本", "太郎"),
        birth_date=RegisterDate.parse("昭和55年4月1日"),
        sex=Sex(row.sex),
        address=kodaira,
        previous_address=kodaira,
        moved_in_on=RegisterDate.parse("R8.11.20"),
        notified_on=RegisterDate.parse("R8.11.21"),
    )


def notice_tasks():
    return Task.objects.filter(kind__startswith="move_in_notice").order_by("id")


@pytest.mark.covers("SYS1-F4", "STD-4.1.3.1.2")
def test_a_notice_entered_from_its_task_is_known_when_the_task_or_the_file_comes_again(left, clerk, checker):
    """A second page of the same task leads to the same pending act, the file once more to the act that it became."""
    dry = notices(clerk, notice("7", left, name="見本　多郎"))
    waiting.work(ALIAS)
    run = run_of(start(clerk, dry))
    waiting.work(ALIAS)
    task = Task.objects.get(kind="move_in_notice_mismatch")
    first = enter(clerk, task, do="enter", person=left, seen=left)
    notice_tasks().update(done_at=None)  # as the second page has read it
    assert enter(clerk, task, do="enter", person=left, seen=left)["Location"] == first["Location"]
    pending = PendingAct.objects.get(command_kind="move_in_notice_received")
    assert confirm(checker, pending.id).status_code == 302
    Person.objects.filter(pk=left).update(name_written="見本　多郎")  # as if the record had been corrected
    again = run_of(start(clerk, run))
    waiting.work(ALIAS)
    record = BatchRecord.objects.get(run_id=again)
    assert (record.outcome, record.repeated, record.pending_id) == ("accepted", True, pending.id)
    assert PendingAct.objects.filter(command_kind="move_in_notice_received").count() == 1


@pytest.mark.covers("SYS1-F4")
def test_a_notice_that_was_sent_back_is_entered_anew_from_its_task(left, clerk, checker):
    """Withdrawn, it is gone; the task, opened once more by the file, enters it again."""
    notice_comes(left, name=PersonName("見本", "多郎"))
    task = Task.objects.get(kind="move_in_notice_mismatch")
    enter(clerk, task, do="enter", person=left, seen=left)
    pending = PendingAct.objects.get(state="pending")
    clerk.post(reverse("register:withdraw", args=[pending.id]), {"version": pending.version})
    notice_tasks().update(done_at=None)
    enter(clerk, task, do="enter", person=left, seen=left)
    assert PendingAct.objects.get(state="pending").id != pending.id


@pytest.mark.covers("SYS1-F4")
def test_a_task_whose_notice_can_no_longer_be_read_is_left_and_the_others_are_entered(left, clerk):
    """Kept in another form by an earlier version: refused line by line, never the end of the run; the page opens."""
    command = MoveInNoticeReceived(
        header=Header(basis=Basis.NOTICE),
        person=AddresseeNumber.from_stored(left),
        destination=Address(municipality_code="132110"),
        moved_in_on=RegisterDate.parse("R8.11.20"),
    )
    tasks.open_task(ALIAS, kind="move_in_notice_mismatch", reference="batch:move_in_notice:132110:1", content=command)
    tasks.open_task(ALIAS, kind="move_in_notice_unmatched", reference="x:1", content=message_of(left))
    old, other = notice_tasks()
    dry = run_of(clerk.post(reverse("register:batch_new"), {"kind": "move_in_messages"}))
    assert waiting.work(ALIAS) == 1
    start(clerk, dry)
    assert waiting.work(ALIAS) == 1
    old.refresh_from_db()
    other.refresh_from_db()
    assert (old.done_at is None, other.done_by) == (True, "clerk")
    found = BatchRecord.objects.filter(line=old.id).values_list("outcome", "codes")
    assert list(found) == [("refused", ["B-REC-01"])] * 2
    assert clerk.get(reverse("register:task", args=[old.id])).status_code == 200

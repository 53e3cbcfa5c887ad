"""Batches started at the desk: kind and file, dry run, records, report; bad files; whose name they are entered under."""

from __future__ import annotations

import csv
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from daicho.systems.register.actions import daily
from daicho.systems.register.batch import files, waiting
from daicho.systems.register.batch.address_renames import AddressRenames
from daicho.systems.register.batch.move_in_notices import MoveInNotices
from daicho.systems.register.models import AccessRecord, Act, BatchFile, BatchRecord, BatchRun, PendingAct, Task

from .support import ALIAS, also_checks, confirm, family_lives_here, leaves, text_of

pytestmark = pytest.mark.database
RENAMES = AddressRenames.columns


def content(*rows, columns=RENAMES, end="\r\n"):
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(columns)
    writer.writerows(rows)
    return (text.getvalue().rstrip("\r\n") + end).encode()


def rename(household, lot, **changed):
    row = dict(zip(RENAMES, (household, "中央一丁目", lot, "新中央", lot, "R8.11.21", "町名変更"), strict=True))
    return tuple((row | changed).values())


def hand_in(client, body, kind="address_renames", name="chuo.csv"):
    file = {} if body is None else {"file": SimpleUploadedFile(name, body, content_type="text/csv")}
    return client.post(reverse("register:batch_new"), {"kind": kind, **file})


def run_of(response):
    assert response.status_code == 302, text_of(response)
    return int(response["Location"].strip("/").split("/")[-1])


def shown(client, run, **query):
    return text_of(client.get(reverse("register:batch", args=[run]), query))


def start(client, run):
    return client.post(reverse("register:batch_start", args=[run]))


def entered(client, body, kind="address_renames"):
    """Handed in, run dry, entered: the number of the run that entered it."""
    dry = run_of(hand_in(client, body, kind))
    assert waiting.work(ALIAS) == 1
    number = run_of(start(client, dry))
    assert waiting.work(ALIAS) == 1
    return number


@pytest.fixture
def district(clerk, checker):
    """Two households of a district."""
    return [family_lives_here(clerk, checker, 2, lot=f"{at}番")[1] for at in (1, 2)]


@pytest.mark.covers("SYS1-F4", "STD-9.7", "CTRL-028")
def test_a_file_is_run_dry_then_entered_and_checked_by_somebody_else(district, clerk, checker, counter):
    """Nothing stands after the dry run; afterwards each household is pending under the clerk's name, who cannot check it."""
    body = content(*(rename(household, f"{at}番") for at, household in enumerate(district, 1)))
    dry = run_of(hand_in(clerk, body))
    assert "待機中" in shown(clerk, dry)
    assert waiting.work(ALIAS) == 1
    page = shown(clerk, dry)
    assert "試行(何も登録していません)" in page
    assert "結果を確かめた。処理を始める" in page
    assert not PendingAct.objects.filter(state="pending").exists()
    run = run_of(start(clerk, dry))
    assert waiting.work(ALIAS) == 1
    pending = PendingAct.objects.filter(state="pending").order_by("id")
    assert [each.operator for each in pending] == ["clerk", "clerk"]
    page = shown(clerk, run)
    assert "確認を待つ仮登録 2件" in page
    assert f"/pending/{pending[0].id}/" in page
    also_checks(counter, "clerk")
    assert "R-0006" in text_of(confirm(counter.sign_in("clerk"), pending[0].id))
    assert confirm(checker, pending[0].id).status_code == 302
    assert Act.objects.latest("number").operator == "clerk"
    assert not BatchFile.objects.exists()


@pytest.mark.covers("SYS1-F4", "CTRL-074")
def test_each_record_is_read_under_the_name_terminal_and_case_of_who_started_the_batch(district, clerk, counter):
    """That it was started is recorded, and so is every household it looked at, dry run included."""
    before = AccessRecord.objects.latest("id").id
    entered(clerk, content(rename(district[0], "1番")))
    records = list(AccessRecord.objects.filter(id__gt=before, kind="act").order_by("id"))
    assert [each.detail for each in records] == ["batch", "minor_correction", "batch", "minor_correction"]
    assert {(each.account, each.case_number, each.terminal) for each in records} == {
        ("clerk", "令8-100", str(counter.tokens["clerk"][0].id))
    }
    assert [len(each.persons) for each in records] == [0, 2, 0, 2]
    assert "一括処理の開始" in text_of(
        counter.sign_in("auditor", case=False).post(reverse("register:audit"), {"account": "clerk"})
    )


@pytest.mark.covers("SYS1-F4")
@pytest.mark.parametrize(
    ("body", "code", "said"),
    [
        (content().decode().replace("household_number", "世帯番号").encode("cp932"), "B-FILE-01", "1行目が UTF-8"),
        (b"household_number,name\r\n1,x\r\n", "B-FILE-02", "before_town"),
        (b'"household_number', "B-FILE-02", "before_town"),
        (content(), "B-FILE-03", "元のファイル"),
        (content(("1", "2", "3")), "B-FILE-08", "行: 2"),
        (content(rename("1", "1番"), end=""), "B-FILE-08", "改行"),
        (content(rename("1", "1番"), rename("1", "1番")), "B-FILE-09", "行: 3"),
        (b"", "B-FILE-10", "選び直して"),
        (None, "B-FILE-10", "選び直して"),
    ],
)
def test_a_file_that_is_none_is_refused_whole_with_what_why_and_what_to_do(clerk, body, code, said):
    """Other encoding, other columns, half a line, doubled keys, nothing: told in four parts, nothing is kept."""
    response = hand_in(clerk, body)
    page = text_of(response)
    assert response.status_code == 422
    assert f"({code})" in page
    assert said in page
    assert "<strong>対応</strong>" in page
    assert 'value="address_renames" required checked' in page
    assert not BatchFile.objects.exists()
    assert waiting.work(ALIAS) == 0
    assert not BatchRun.objects.exclude(state="refused").exists()


@pytest.mark.covers("SYS1-F4")
def test_a_file_too_large_is_dropped_while_it_comes_and_told_so(clerk, monkeypatch):
    """One byte more than the limit; several files together count, too; nothing of it is kept."""
    for module in ("batch.files", "uploads"):
        monkeypatch.setattr(f"daicho.systems.register.{module}.LARGEST_AT_DESK", 2000)
    body = content(*(rename(str(at), f"{at}番") for at in range(1, 22)))
    assert 1000 < len(body) < 2000
    assert hand_in(clerk, body).status_code == 302
    large = body + b" " * (2001 - len(body))
    assert "B-FILE-04" in text_of(hand_in(clerk, large))
    two = {name: SimpleUploadedFile("a.csv", body) for name in ("other", "file")}
    response = clerk.post(reverse("register:batch_new"), {"kind": "address_renames", **two})
    assert "B-FILE-04" in text_of(response)
    assert BatchFile.objects.count() == 1


def test_a_kind_that_is_none_is_told_and_one_with_other_columns_too(district, clerk):
    """No kind, nonsense, the file of another kind."""
    body = content(rename(district[0], "1番"))
    assert "B-FILE-10" in text_of(hand_in(clerk, body, kind=""))
    assert "B-FILE-10" in text_of(hand_in(clerk, body, kind="x"))
    assert "B-FILE-02" in text_of(hand_in(clerk, body, kind="domicile_renames"))


@pytest.mark.covers("SYS1-F4")
def test_what_was_left_is_entered_again_from_the_same_file_and_what_was_done_is_not(district, clerk, checker):
    """The line that was left out is judged again, the other says that it is done; only the newest run offers it."""
    body = content(rename(district[0], "1番"), rename(district[1], "9番"))
    run = entered(clerk, body)
    page = shown(clerk, run)
    assert "もう一度処理する" in page
    assert "B-REC-11" in page
    assert BatchFile.objects.count() == 1
    again = run_of(start(clerk, run))
    assert waiting.work(ALIAS) == 1
    reports = BatchRecord.objects.filter(run_id=again).order_by("line").values_list("outcome", "repeated")
    assert list(reports) == [("accepted", True), ("refused", False)]
    assert f"このファイルの新しい処理は {again} です" in shown(clerk, run)
    assert "もう一度処理する" not in shown(clerk, run)
    assert PendingAct.objects.filter(state="pending").count() == 1


@pytest.mark.covers("SYS1-F4")
def test_the_report_is_filtered_by_outcome_and_by_reason(district, clerk):
    """Columns and reasons in words; nobody's name; nonsense shows all; a filter that finds nothing says so."""
    body = content(
        rename(district[0], "1番"), rename(district[1], "9番"), rename("99999999999999", "3番"), rename("x", "4番")
    )
    dry = run_of(hand_in(clerk, body))
    waiting.work(ALIAS)
    assert shown(clerk, dry).count('data-label="通知・世帯等の番号"') == 4
    assert shown(clerk, dry, outcome="refused").count('data-label="通知・世帯等の番号"') == 3
    assert shown(clerk, dry, code="B-REC-11").count('data-label="通知・世帯等の番号"') == 1
    assert shown(clerk, dry, outcome="nonsense").count('data-label="通知・世帯等の番号"') == 4
    assert "この条件に当たる行はありません" in shown(clerk, dry, outcome="alert")
    page = shown(clerk, dry)
    assert "変更前の町字" in page
    assert "見本" not in page.partition("<main")[2].partition("始めた人")[0]
    assert text_of(clerk.get(reverse("register:batch_report", args=[dry]))).count("\n") == 5


def test_a_long_report_comes_in_pages(district, clerk, monkeypatch):
    """One record a page; those not accepted first."""
    from daicho.systems.register.views import batches

    monkeypatch.setattr(batches, "SHOWN", 1)
    dry = run_of(hand_in(clerk, content(rename(district[0], "1番"), rename(district[1], "9番"))))
    waiting.work(ALIAS)
    assert "除外しました(標準仕様書9.7)" in shown(clerk, dry)
    assert "除外しました(標準仕様書9.7)" not in shown(clerk, dry, page="2")
    assert "除外しました(標準仕様書9.7)" not in shown(clerk, dry, page="9")


@pytest.mark.covers("SYS1-F4", "CTRL-028")
def test_a_move_in_notice_from_a_file_handed_in_stands_pending_though_the_law_has_nothing_to_say(clerk, checker):
    """What a clerk enters is checked by another, whatever it is; one that is somebody else's becomes a task."""
    person, other = leaves(clerk, checker), leaves(clerk, checker)
    daily.run(ALIAS)
    codes = {each: code_of(each) for each in (person, other)}
    rows = [
        ("1", "132110", "142158", codes[person], "見本　太郎", "昭和55年4月1日", "小川町一丁目", "1番", "R8.11.20", "R8.11.21"),
        ("2", "132110", "142158", codes[other], "別人　太郎", "昭和55年4月1日", "小川町一丁目", "1番", "R8.11.20", "R8.11.21"),
    ]  # fmt: skip
    acts = Act.objects.count()
    run = entered(clerk, content(*rows, columns=MoveInNotices.columns), kind="move_in_notices")
    assert Act.objects.count() == acts
    (waits,) = PendingAct.objects.filter(state="pending")
    assert (waits.operator, waits.command_kind) == ("clerk", "move_in_notice_received")
    assert Task.objects.get(kind="move_in_notice_mismatch").persons == [other]
    assert shown(clerk, run, outcome="alert").count('data-label="通知・世帯等の番号"') == 1


def code_of(person):
    from daicho.systems.register import db

    sql = "SELECT value FROM register_searchkey WHERE kind = 'code' AND addressee_number = %s"
    return db.value(ALIAS, sql, (person,))


@pytest.mark.covers("SYS1-F4")
def test_a_run_broken_off_goes_on_with_the_process_or_on_a_clerks_word(district, clerk, monkeypatch):
    """The process ended: taken up by itself where it stopped. A failure: it stands broken until somebody lets it go on."""
    import threading

    body = content(*(rename(household, f"{at}番") for at, household in enumerate(district, 1)))
    dry = run_of(hand_in(clerk, body))
    stop = threading.Event()
    stop.set()
    with pytest.raises(waiting.Stopped):
        waiting.work(ALIAS, stop)
    assert BatchRun.objects.get().state == "running"
    assert waiting.work(ALIAS) == 1
    assert BatchRecord.objects.count() == 2
    run = run_of(start(clerk, dry))
    entering = AddressRenames.enter
    monkeypatch.setattr(AddressRenames, "enter", failing_at(district[1], entering))
    assert waiting.work(ALIAS) == 0
    assert "続きから再開する" in shown(clerk, run)
    monkeypatch.setattr(AddressRenames, "enter", entering)
    assert run_of(start(clerk, run)) == run
    assert waiting.work(ALIAS) == 1
    assert BatchRun.objects.get(pk=run).state == "finished"
    assert PendingAct.objects.filter(state="pending").count() == 2


def failing_at(household, entering):
    def enter(self, alias, values, *, dry_run):
        if values["household_number"] == household:
            raise RuntimeError(values["household_number"])
        return entering(self, alias, values, dry_run=dry_run)

    return enter


@pytest.mark.covers("CTRL-052")
def test_a_right_withdrawn_meanwhile_stops_the_run(district, clerk, counter):
    """The records are entered under the clerk's right, asked at each of them."""
    from daicho.access.models import RightGrant

    run = run_of(hand_in(clerk, content(rename(district[0], "1番"))))
    RightGrant.objects.filter(account__login="clerk").delete()
    assert waiting.work(ALIAS) == 0
    found = BatchRun.objects.get(pk=run)
    assert (found.state, found.refusal) == ("broken", "A-1002")
    assert not BatchRecord.objects.exists()


def test_a_run_is_started_once_and_a_file_erased_is_gone(district, clerk):
    """Twice in a row the second is refused; the file of a run under way is not erased, afterwards it is."""
    dry = run_of(hand_in(clerk, content(rename(district[0], "1番"), rename(district[1], "9番"))))
    discard = reverse("register:batch_discard", args=[dry])
    assert "処理中です" in text_of(clerk.post(discard, follow=True))
    assert (start(clerk, dry).status_code, "B-FILE-07" in text_of(start(clerk, dry))) == (409, True)
    waiting.work(ALIAS)
    assert "ファイルを消去しました" in text_of(clerk.post(discard, follow=True))
    assert "B-FILE-11" in text_of(start(clerk, dry))
    assert "結果を確かめた。処理を始める" not in shown(clerk, dry)


def test_files_are_erased_after_two_weeks(district, clerk, system_databases):
    """A dry run that nobody followed up leaves nothing behind."""
    from datetime import timedelta

    from django.utils import timezone

    run_of(hand_in(clerk, content(rename(district[0], "1番"))))
    waiting.work(ALIAS)
    BatchFile.objects.update(kept_at=timezone.now() - timedelta(days=13))
    daily.run(ALIAS)
    assert BatchFile.objects.count() == 1
    BatchFile.objects.update(kept_at=timezone.now() - timedelta(days=15))
    daily.run(ALIAS)
    assert not BatchFile.objects.exists()


@pytest.mark.covers("SYS1-F4")
def test_notices_that_wait_as_tasks_are_judged_again_without_a_file(clerk, checker):
    """A dry run first, too; what fits by now stands pending under the clerk's name and its task is closed."""
    from daicho.systems.register.actions import tasks
    from daicho.systems.register.batch.confirming import Notice
    from daicho.values.addresses import Address
    from daicho.values.dates import RegisterDate
    from daicho.values.numbers import ResidentRecordCode

    person = leaves(clerk, checker)
    daily.run(ALIAS)
    notice = Notice(
        token="batch:move_in_notice:132110:7",
        sender="132110",
        receiver="142158",
        code=ResidentRecordCode.from_stored(code_of(person)),
        name="見本 太郎",
        birth_date=RegisterDate.parse("昭和55年4月1日"),
        address=Address(municipality_code="132110", town="小川町一丁目", lot="1番"),
        moved_in_on=RegisterDate.parse("R8.11.20"),
        notified_on=RegisterDate.parse("R8.11.21"),
    )
    tasks.open_task(ALIAS, kind="move_in_notice_mismatch", reference=notice.token, content=notice)
    dry = run_of(hand_in(clerk, None, kind="move_in_messages"))
    assert waiting.work(ALIAS) == 1
    assert Task.objects.filter(kind="move_in_notice_mismatch", done_at=None).exists()
    run = run_of(start(clerk, dry))
    assert waiting.work(ALIAS) == 1
    assert "受信した通知" in shown(clerk, run)
    assert PendingAct.objects.get(state="pending").operator == "clerk"
    assert Task.objects.get(kind="move_in_notice_mismatch").done_by == "clerk"


@pytest.mark.covers("SYS1-F4")
def test_who_may_not_enter_acts_starts_no_batch_and_who_may_gives_a_purpose_first(counter, clerk, checker):
    """The operator looks at runs and starts none; a checker sees none; without a case the purpose is asked for."""
    operator = counter.sign_in("operator", case=False)
    assert operator.get(reverse("register:batches")).status_code == 200
    assert "一括処理を始める" not in text_of(operator.get(reverse("register:batches")))
    for client in (operator, checker):
        assert client.get(reverse("register:batch_new")).status_code == 403
        assert hand_in(client, content()).status_code == 403
        assert start(client, 1).status_code == 403
    assert checker.get(reverse("register:batches")).status_code == 403
    without = counter.sign_in("clerk", case=False)
    assert without.get(reverse("register:batches")).status_code == 200
    assert without.get(reverse("register:batch_new"))["Location"].startswith(reverse("access:purpose"))
    assert start(clerk, 999).status_code == 404
    assert clerk.post(reverse("register:batch_discard", args=[999])).status_code == 404


def test_a_file_of_nothing_but_columns_is_given_for_each_kind_that_has_a_file(clerk):
    """It is refused as it is, for want of records, and not for its columns."""
    for kind in ("move_in_notices", "immigration_notices", "address_renames", "domicile_renames"):
        body = clerk.get(reverse("register:batch_columns", args=[kind])).content
        assert "B-FILE-03" in text_of(hand_in(clerk, body, kind))
    assert clerk.get(reverse("register:batch_columns", args=["move_in_messages"])).status_code == 404
    assert clerk.get(reverse("register:batch_columns", args=["x"])).status_code == 404


def test_every_column_of_every_kind_has_words(clerk):
    """The page of a new batch says what stands in each column."""
    from daicho.systems.register.batch.every_kind import KINDS
    from daicho.systems.register.presenters.batch_columns import LABELS

    known = {
        name for code, kind in KINDS.items() if code != "move_in_messages" for name in kind.columns + kind.optional
    }
    assert known == LABELS.keys()
    assert files.LARGEST_AT_DESK < files.LARGEST


@pytest.mark.covers("SYS1-F4")
def test_a_job_beside_the_exchange_enters_what_waits_and_outlives_a_failure(district, clerk, monkeypatch):
    """No request enters a record; the job looks again after the database was away, and ends when it is told to."""
    import threading
    import time

    from daicho.host import background

    monkeypatch.setattr(background, "exists", lambda module: module == "daicho.systems.register.batch.waiting")
    monkeypatch.setattr(waiting.serve, "__kwdefaults__", {"every": 0.05})
    tried = []

    def away_at_first(alias, stop):
        tried.append(alias)
        if len(tried) == 1:
            raise ConnectionError
        return work(alias, stop)

    work = waiting.work
    monkeypatch.setattr(waiting, "work", away_at_first)
    run = run_of(hand_in(clerk, content(rename(district[0], "1番"))))
    stop = threading.Event()
    (job,) = background.start_jobs("register", stop)
    until = time.monotonic() + 30
    while time.monotonic() < until and BatchRun.objects.get(pk=run).state != "finished":
        time.sleep(0.05)
    stop.set()
    job.join(10)
    assert (BatchRun.objects.get(pk=run).state, job.is_alive()) == ("finished", False)

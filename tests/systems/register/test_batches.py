"""The engine of batches: renamed districts, messages that waited, runs broken off, alerts that stand pending."""

from __future__ import annotations

import csv
import io

import pytest
from click.testing import CliRunner

from daicho.host import cli_batch, cli_register
from daicho.systems.register import db
from daicho.systems.register.actions import bulk, daily, pending, tasks
from daicho.systems.register.batch import BatchFileRefused, Outcome, engine, move_in_messages, move_in_notices
from daicho.systems.register.batch.address_renames import AddressRenames
from daicho.systems.register.batch.move_in_notices import MoveInNotices
from daicho.systems.register.models import Act, BatchRecord, BatchRun, PendingAct, Person, Task
from daicho.systems.register.queries import batches, records
from daicho.values.numbers import ResidentRecordCode

from .support import (
    ALIAS,
    address,
    before,
    entrant,
    family_of,
    grant_for,
    household_of,
    move_in,
    move_out,
    notice_of,
    open_grant,
    persons_of,
    record,
    relocation,
    today,
    token,
)

pytestmark = pytest.mark.database

RENAME = ("household_number", "before_town", "before_lot", "after_town", "after_lot", "effective_on", "ground")


@pytest.fixture
def run(monkeypatch):
    """The commands at a terminal of this installation."""
    for module in (cli_register, cli_batch):
        monkeypatch.setattr(module, "_open", lambda host_toml: None)
    return lambda *arguments: CliRunner().invoke(cli_register.register, list(map(str, arguments)))


def family(size, lot):
    """A family that has lived at a lot for a month: household, members."""
    moved = record(move_in(entrants=family_of(size), effective_on=before(30), at=address(lot)))
    return household_of(moved), persons_of(moved)


def rename(household, before_lot, **changed):
    """One household of a renamed district."""
    return {
        "household_number": household.stored(),
        "before_town": "中央一丁目",
        "before_lot": before_lot,
        "after_town": "新中央一丁目",
        "after_lot": before_lot,
        "effective_on": today().wareki(),
        "ground": "町名変更",
    } | changed


def csv_of(path, *rows, columns=RENAME, end="\r\n"):
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(columns)
    for row in rows:
        writer.writerow([row.get(name, "") for name in columns])
    path.write_text(text.getvalue().rstrip("\r\n") + end, encoding="utf-8", newline="")
    return path


def enter(path, *, dry_run=False):
    return engine.run(ALIAS, AddressRenames(), path, who="operator", dry_run=dry_run)


def both(path):
    """A dry run, then the run itself."""
    enter(path, dry_run=True)
    return enter(path)


def told(report):
    return [(each.outcome.value, each.codes[:1]) for each in report.records]


def confirm_all(*pending_ids):
    grants = {}
    for number in pending_ids:
        waiting = pending.load(ALIAS, number)
        grants[number] = (grant_for(waiting.command, "checker"), waiting.version)
    return bulk.confirm_all(ALIAS, grants, cap=50)


@pytest.mark.covers("SYS1-F4", "STD-9.7")
def test_a_district_is_renamed_by_dry_run_pending_acts_and_a_check(register, run, tmp_path):
    """A dry run writes nothing of the register; the run makes a pending act of each household; checked, all have moved."""
    (first, people), (second, others) = family(3, "1番1号"), family(1, "2番2号")
    path = csv_of(tmp_path / "chuo.csv", rename(first, "1番1号"), rename(second, "2番2号"))
    assert "B-FILE-06" in run("batch", "rename-addresses", "host.toml", path).output
    dry = run("batch", "rename-addresses", "host.toml", path, "--dry-run")
    assert (dry.exit_code, PendingAct.objects.count()) == (0, 0)
    real = run("batch", "rename-addresses", "host.toml", path, "--report", tmp_path / "outcome.csv")
    assert real.exit_code == 0
    assert "2 pending acts wait" in real.output
    waiting = list(PendingAct.objects.filter(state="pending").order_by("id"))
    assert [each.operator for each in waiting] == ["142158/register"] * 2
    confirm_all(*(each.id for each in waiting))
    for person in (*people, *others):
        content = records.person(open_grant(person), str(person))
        assert content.address.town == "新中央一丁目"
        assert content.address_set_on == before(30)
    assert Act.objects.filter(command_kind="minor_correction").count() == 2
    written = list(csv.DictReader((tmp_path / "outcome.csv").open(encoding="utf-8")))
    assert [each["pending_act"] for each in written] == [str(each.id) for each in waiting]


@pytest.mark.covers("SYS1-F4", "STD-9.7")
def test_whoever_no_longer_lives_at_the_address_before_is_left_out_and_listed(register, tmp_path):
    """Moved since the extraction, a planned move-out, an empty household, one renamed already: each with its code."""
    moved, (mover,) = family(1, "1番1号")
    record(relocation(mover, to=address("9番9号"), effective_on=before(2)))
    leaving, (leaver,) = family(1, "2番2号")
    record(move_out(leaver, on=before(-5)))
    gone, (left,) = family(1, "3番3号")
    record(move_out(left, on=before(3)))
    daily.run(ALIAS)
    already, _ = family(1, "4番4号")
    path = csv_of(
        tmp_path / "chuo.csv",
        rename(moved, "1番1号"),
        rename(leaving, "2番2号"),
        rename(gone, "3番3号"),
        rename(already, "4番4号", after_town="中央一丁目"),
    )
    assert told(enter(path, dry_run=True)) == [
        ("refused", ("B-REC-11",)),
        ("refused", ("B-REC-12",)),
        ("refused", ("B-REC-10",)),
        ("refused", ("B-REC-13",)),
    ]
    enter(path)
    assert not PendingAct.objects.exists()


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"household_number": "123456789012345"}, "household_number"),
        ({"household_number": "世帯"}, "household_number"),
        ({"effective_on": "令和8年2月30日"}, "effective_on"),
        ({"ground": "気分"}, "ground"),
        ({"after_town": ""}, "after_town"),
        ({"after_town": "新\u202e中央"}, "after_town"),
        ({"after_postal_code": "24300"}, "after_postal_code"),
        ({"after_lot": "あ" * 300}, "after_lot"),
    ],
)
def test_a_wrong_value_is_told_with_its_column(register, tmp_path, changed, field):
    """B-REC-02 and the code of the value's rule; the other lines count."""
    (household, _), (other, _) = family(1, "1番1号"), family(1, "2番2号")
    columns = (*RENAME, "after_postal_code")
    path = csv_of(
        tmp_path / "chuo.csv", rename(household, "1番1号", **changed), rename(other, "2番2号"), columns=columns
    )
    bad, good = both(path).records
    assert (bad.outcome, bad.codes[0], bad.field) == (Outcome.REFUSED, "B-REC-02", field)
    assert good.outcome is Outcome.ACCEPTED


def test_the_same_file_twice_does_nothing_twice(register, tmp_path):
    """Neither while it stands pending nor when it is definitive; sent back or withdrawn it is said so."""
    (first, _), (second, _) = family(1, "1番1号"), family(1, "2番2号")
    path = csv_of(tmp_path / "chuo.csv", rename(first, "1番1号"), rename(second, "2番2号"), rename(second, "2番2号"))
    assert told(both(path)) == [("accepted", ()), ("accepted", ()), ("refused", ("B-REC-03",))]
    one, two = PendingAct.objects.order_by("id")
    confirm_all(one.id)
    found = pending.load(ALIAS, two.id)
    pending.send_back(ALIAS, grant_for(found.command, "checker"), two.id, version=found.version, reason="address")
    again = enter(path)
    assert told(again) == [("accepted", ()), ("alert", ("B-REC-09",)), ("refused", ("B-REC-03",))]
    assert [each.repeated for each in again.records] == [True, True, False]
    assert PendingAct.objects.count() == 2
    assert Act.objects.filter(command_kind="minor_correction").count() == 1


@pytest.mark.covers("SYS1-F4")
def test_a_run_broken_off_is_taken_up_where_it_stopped(register, tmp_path, monkeypatch):
    """The line that was lost is entered again; those written down are not looked at any more; one run in all."""
    households = [family(1, f"{at}番1号")[0] for at in range(1, 4)]
    path = csv_of(tmp_path / "chuo.csv", *(rename(each, f"{at}番1号") for at, each in enumerate(households, 1)))
    enter(path, dry_run=True)
    entered = AddressRenames.enter
    calls = []

    def failing(self, alias, values, *, dry_run):
        calls.append(values["household_number"])
        if len(calls) == 2:
            raise KeyboardInterrupt
        return entered(self, alias, values, dry_run=dry_run)

    monkeypatch.setattr(AddressRenames, "enter", failing)
    with pytest.raises(KeyboardInterrupt):
        enter(path)
    assert BatchRun.objects.get(dry_run=False).state == "running"
    report = enter(path)
    assert calls == [households[at].stored() for at in (0, 1, 1, 2)]
    assert told(report) == [("accepted", ())] * 3
    finished = BatchRun.objects.get(dry_run=False)
    assert (finished.state, finished.id, PendingAct.objects.count()) == ("finished", report.run, 3)


def test_a_file_that_is_being_entered_is_not_entered_beside_it(register, tmp_path):
    """B-FILE-07: another connection holds it."""
    import hashlib

    import psycopg
    from django.db import connections

    household, _ = family(1, "1番1号")
    path = csv_of(tmp_path / "chuo.csv", rename(household, "1番1号"))
    digest = hashlib.sha256(b"address_renames" + hashlib.sha256(path.read_bytes()).digest()).digest()
    settings = connections[ALIAS].get_connection_params()
    wanted = {name: settings[name] for name in ("dbname", "user", "password", "host", "port") if settings.get(name)}
    with psycopg.connect(**wanted, autocommit=True) as other:
        other.execute("SELECT pg_advisory_lock(%s)", (int.from_bytes(digest[:8], "big", signed=True),))
        with pytest.raises(BatchFileRefused) as refused:
            enter(path, dry_run=True)
        other.execute("SELECT pg_advisory_unlock_all()")  # a backend ends some time after its connection
    assert refused.value.code == "B-FILE-07"
    assert told(enter(path, dry_run=True)) == [("accepted", ())]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("世帯番号".encode("cp932"), "B-FILE-01"),
        (b"household_number,name\r\n1,x\r\n", "B-FILE-02"),
        (",".join(RENAME).encode() + b"\r\n", "B-FILE-03"),
    ],
)
def test_a_file_refused_whole_is_kept_as_such_a_run(register, run, tmp_path, content, code):
    """For whoever looks at the runs; nothing is entered."""
    path = tmp_path / "chuo.csv"
    path.write_bytes(content)
    result = run("batch", "rename-addresses", "host.toml", path, "--dry-run")
    assert (result.exit_code, code in result.output) == (2, True)
    assert (BatchRun.objects.get().state, BatchRun.objects.get().refusal) == ("refused", code)
    assert f": refused {code}, 0/0, " in run("batch", "runs", "host.toml").output
    shown = run("batch", "show", "host.toml", BatchRun.objects.get().id)
    assert (shown.exit_code, f"状態: refused {code}。" in shown.output, "H-BAT-02" in shown.output) == (2, True, True)


def test_a_half_line_at_the_end_is_refused_and_the_lines_before_it_count(register, tmp_path):
    """Nothing in CSV says whether its last value is whole."""
    (first, _), (second, _) = family(1, "1番1号"), family(1, "2番2号")
    path = csv_of(tmp_path / "chuo.csv", rename(first, "1番1号"), rename(second, "2番2号"), end="")
    assert told(both(path)) == [("accepted", ()), ("refused", ("B-REC-01",))]


def test_a_household_under_a_pending_act_waits_and_the_file_can_be_entered_again(register, tmp_path):
    """B-REC-08; entered again when the pending act is settled."""
    household, (person,) = family(1, "1番1号")
    command = relocation(person, to=address("1番1号", building="離れ"))
    draft = pending.begin_pending(ALIAS, grant_for(command), command, token=token())
    waiting = pending.submit(ALIAS, grant_for(command), draft.id, version=draft.version)
    path = csv_of(tmp_path / "chuo.csv", rename(household, "1番1号"))
    assert told(both(path)) == [("alert", ("B-REC-08",))]
    pending.withdraw(ALIAS, grant_for(command), waiting.id, version=waiting.version)
    assert told(enter(path)) == [("accepted", ())]


def task_of(message, reference, kind="move_in_notice_refused"):
    tasks.open_task(ALIAS, kind=kind, reference=reference, content=message)


@pytest.mark.covers("SYS1-F4", "STD-4.1.3.1.1")
def test_notices_that_came_as_messages_are_judged_again_together(register, run):
    """Whose move-out was entered since is confirmed and the task done; who fits nobody or is somebody else stays."""
    (left,) = persons_of(record(move_in(1, effective_on=before(30))))
    (stays,) = persons_of(record(move_in(1, effective_on=before(30))))
    task_of(notice_of(left), "132110/municipal_cs:1:1")
    code = ResidentRecordCode.synthetic(9_999_001)
    task_of(notice_of(left, resident_record_code=code), "132110/municipal_cs:1:2", "move_in_notice_unmatched")
    task_of(notice_of(stays, birth_date=today()), "132110/municipal_cs:1:3")
    record(move_out(left, on=before(2)))
    daily.run(ALIAS)
    assert run("batch", "move-in-notices", "host.toml", "--from-messages", "--dry-run").exit_code == 1
    assert Task.objects.filter(done_at=None, kind__startswith="move_in_notice").count() == 3
    result = run("batch", "move-in-notices", "host.toml", "--from-messages")
    assert result.output.splitlines()[-1].endswith("1 accepted, 1 alert, 1 refused")
    assert Person.objects.get(pk=str(left)).state == "moved_out"
    assert records.person(open_grant(left), str(left)).removal.move_in_notice_on == before(1)
    waiting = Task.objects.filter(done_at=None, kind__startswith="move_in_notice")
    assert sorted(waiting.values_list("reference", flat=True)) == [
        "132110/municipal_cs:1:2",
        "132110/municipal_cs:1:3",
    ]
    assert told(move_in_messages.enter(ALIAS, who="operator")) == [
        ("refused", ("B-REC-04",)),
        ("alert", ("B-REC-05",)),
    ]


def test_a_command_without_file_and_messages_says_how_it_is_used(register, run, tmp_path):
    """Neither, and both."""
    assert run("batch", "move-in-notices", "host.toml").exit_code == 2
    path = csv_of(tmp_path / "a.csv", columns=move_in_notices.COLUMNS)
    assert run("batch", "move-in-notices", "host.toml", path, "--from-messages").exit_code == 2


@pytest.mark.covers("STD-11.1")
def test_what_the_law_alerts_to_stands_pending_until_somebody_has_seen_it(register, tmp_path):
    """A machine makes nothing definitive that a person must have been shown: an earlier day than the first notice's."""
    (person,) = persons_of(record(move_in(entrants=(entrant(),), effective_on=before(30))))
    record(move_out(person, on=before(5)))
    daily.run(ALIAS)
    code = db.value(
        ALIAS, "SELECT value FROM register_searchkey WHERE kind = 'code' AND addressee_number = %s", (str(person),)
    )
    row = {
        "notice_number": "1",
        "from_municipality": "132110",
        "to_municipality": "142158",
        "resident_record_code": code,
        "name": "見本 太郎",
        "birth_date": "昭和55年4月1日",
        "town": "小川町一丁目",
        "lot": "1番1号",
        "moved_in_on": before(10).wareki(),
        "notified_on": before(9).wareki(),
    }
    path = csv_of(tmp_path / "notices.csv", row, columns=move_in_notices.COLUMNS)
    acts = Act.objects.count()
    (found,) = engine.run(ALIAS, MoveInNotices(), path, who="operator").records
    assert (found.outcome, found.codes, found.act) == (Outcome.ALERT, ("R-41312-02",), None)
    assert Act.objects.count() == acts
    ((_, recorded),) = confirm_all(found.pending).items()
    assert recorded.number == acts + 1
    (shown,) = engine.reports(ALIAS, BatchRecord.objects.get().run_id).values()
    assert shown.act == recorded.number


def test_a_list_of_runs_counts_what_became_of_their_records(register, run, tmp_path):
    """On the terminal and for the screen; a run shown again tells its records."""
    (first, _), (second, _) = family(1, "1番1号"), family(1, "2番2号")
    path = csv_of(tmp_path / "chuo.csv", rename(first, "1番1号"), rename(second, "9番9号"))
    report = both(path)
    newest, dry = batches.runs(ALIAS)
    assert (newest.id, newest.done, newest.accepted, newest.refused, newest.waiting) == (report.run, 2, 1, 1, 1)
    assert (dry.dry_run, dry.waiting) == (True, 0)
    listed = run("batch", "runs", "host.toml").output
    assert "1 waiting for a check" in listed
    assert f"{newest.id} {newest.started_at.astimezone():%Y-%m-%d %H:%M} " in listed, "local time, as on a desk's clock"
    assert "B-REC-11" in run("batch", "show", "host.toml", report.run).output
    unknown = run("batch", "show", "host.toml", "999")
    assert (unknown.exit_code, unknown.output.startswith("✗ 一括処理の実行 999 はありません。 (H-BAT-01)")) == (2, True)
    assert "There is no batch run 999." in unknown.output


DOMICILE = ("addressee_number", "before_domicile", "after_domicile", "effective_on")
HERE = "神奈川県海老名市中央一丁目1番地"


def domicile_of(person, **changed):
    """One resident of a renamed district, by domicile."""
    return {
        "addressee_number": person.stored(),
        "before_domicile": HERE,
        "after_domicile": "神奈川県海老名市新中央1番地",
        "effective_on": today().wareki(),
    } | changed


@pytest.mark.covers("SYS1-F4", "STD-9.7")
def test_domiciles_are_renamed_for_those_of_a_household_together(register, run, tmp_path):
    """Two members with the very same domicile become one pending act; the second line says that it is done."""
    _, (first, second) = family(2, "1番1号")
    _, (other,) = family(1, "2番2号")
    rows = (
        domicile_of(first),
        domicile_of(second, before_domicile="神奈川県海老名市中央1丁目1番地"),
        domicile_of(other),
    )
    path = csv_of(tmp_path / "chuo.csv", *rows, columns=DOMICILE)
    assert "B-FILE-06" in run("batch", "rename-domiciles", "host.toml", path).output
    assert run("batch", "rename-domiciles", "host.toml", path, "--dry-run").exit_code == 0
    assert not PendingAct.objects.exists()
    assert run("batch", "rename-domiciles", "host.toml", path).exit_code == 0
    assert PendingAct.objects.count() == 2
    confirm_all(*PendingAct.objects.values_list("pk", flat=True))
    for person in (first, second, other):
        assert records.person(open_grant(person), str(person)).domicile == "神奈川県海老名市新中央1番地"


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"before_domicile": "東京都小平市小川町1番地"}, "B-REC-16"),
        ({"addressee_number": "9999999996"}, "B-REC-15"),
        ({"addressee_number": "住民"}, "B-REC-02"),
        ({"after_domicile": ""}, "B-REC-02"),
        ({"effective_on": "きのう"}, "B-REC-02"),
    ],
)
def test_a_domicile_that_is_another_by_now_is_left_out_and_listed(register, tmp_path, changed, code):
    """With its code; nothing stands pending."""
    from daicho.systems.register.batch.domicile_renames import DomicileRenames

    _, (person,) = family(1, "1番1号")
    path = csv_of(tmp_path / "chuo.csv", domicile_of(person, **changed), columns=DOMICILE)
    (found,) = engine.run(ALIAS, DomicileRenames(), path, who="operator", dry_run=True).records
    assert (found.outcome, found.codes[0]) == (Outcome.REFUSED, code)

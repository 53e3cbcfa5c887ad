"""Move-in notices from files, and the register's commands: what a terminal shows and what the register holds after."""

from __future__ import annotations

import csv
import io
import json

import pytest
from click.testing import CliRunner

from daicho.host import cli_batch, cli_register
from daicho.systems.register import db
from daicho.systems.register.actions import daily, pending
from daicho.systems.register.batch import COLUMNS, Outcome, enter
from daicho.systems.register.models import Act, HistoryRow, Person, Task
from daicho.systems.register.queries import records

from .support import (
    ALIAS,
    before,
    entrant,
    grant_for,
    move_in,
    move_out,
    open_grant,
    persons_of,
    record,
    relocation,
    token,
)

pytestmark = pytest.mark.database


@pytest.fixture
def left(register):
    """Somebody who has moved out to Kodaira."""
    moved = record(move_in(1, effective_on=before(20)))
    (person,) = persons_of(moved)
    record(move_out(person, on=before(2)))
    daily.run(ALIAS)
    return person


@pytest.fixture
def run(monkeypatch):
    """The commands at a terminal of this installation."""
    monkeypatch.setattr(cli_register, "_open", lambda host_toml: None)
    monkeypatch.setattr(cli_batch, "_open", lambda host_toml: None)
    return lambda *arguments: CliRunner().invoke(cli_register.register, list(map(str, arguments)))


def notice(person, number="通第1号", **changed):
    """A notice that fits a person, as texts of a file."""
    row = Person.objects.get(pk=str(person))
    code = db.value(
        ALIAS, "SELECT value FROM register_searchkey WHERE kind = 'code' AND addressee_number = %s", (str(person),)
    )
    return {
        "notice_number": number,
        "from_municipality": "132110",
        "to_municipality": "142158",
        "resident_record_code": code,
        "name": row.name_written,
        "birth_date": "昭和55年4月1日",
        "town": "小川町一丁目",
        "lot": "2番3号",
        "building": "メゾン101",
        "moved_in_on": before(1).wareki(),
        "notified_on": before(1).wareki(),
    } | changed


def csv_file(path, *rows, columns=(*COLUMNS, "building"), end="\r\n"):
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(columns)
    for row in rows:
        writer.writerow([row.get(name, "") for name in columns])
    path.write_text(text.getvalue().rstrip("\r\n") + end, encoding="utf-8", newline="")
    return path


def outcomes(report):
    return [(each.line, each.outcome.value, each.codes[:1]) for each in report.records]


@pytest.mark.covers("SYS1-F4", "STD-4.1.3.1.1")
@pytest.mark.parametrize("kind", ["csv", "jsonl"])
def test_a_notice_in_a_file_confirms_the_destination_once_however_often_it_is_entered(left, run, tmp_path, kind):
    """Accepted with its act, in either format; the second run says so and records nothing."""
    path = tmp_path / f"notices.{kind}"
    if kind == "csv":
        csv_file(path, notice(left))
    else:
        path.write_text(json.dumps(notice(left), ensure_ascii=False) + "\n", encoding="utf-8")
    first = run("batch", "move-in-notices", "host.toml", path, "--report", tmp_path / "outcome.csv")
    assert (first.exit_code, first.output.splitlines()[-1]) == (
        0,
        "登録 1、要確認 0、却下 0 / 1 accepted, 0 alert, 0 refused",
    )
    acts = Act.objects.count()
    removal = records.person(open_grant(left), str(left)).removal
    assert removal.confirmed_destination.written == "東京都小平市小川町一丁目2番3号\u3000メゾン101"
    again = enter(ALIAS, path)
    assert [(each.outcome, each.repeated) for each in again.records] == [(Outcome.ACCEPTED, True)]
    assert Act.objects.count() == acts
    (written,) = csv.DictReader((tmp_path / "outcome.csv").open(encoding="utf-8"))
    assert (written["line"], written["outcome"], written["act"]) == (
        "1" if kind == "jsonl" else "2",
        "accepted",
        str(acts),
    )


@pytest.mark.covers("SYS1-F4")
def test_each_record_stands_for_itself(left, run, tmp_path):
    """One bad record stops nobody else; each is told with its line, column and code, and without anybody's data."""
    stayed = record(move_in(1))
    path = csv_file(
        tmp_path / "notices.csv",
        notice(left, "1", resident_record_code="12345678901"),
        notice(left, "2", moved_in_on="令和7年2月29日"),
        notice(left, "3", name=""),
        notice(left, "4", to_municipality="131032"),
        notice(left, "5"),
        notice(left, "5"),
        notice(left, "6", name="渡\u202e辺"),
        notice(*persons_of(stayed), number="7"),
        notice(left, "8", resident_record_code="99999999994"),
    )
    result = run("batch", "move-in-notices", "host.toml", path)
    assert result.exit_code == 1
    found = {line: (outcome, codes) for line, outcome, codes in outcomes(enter(ALIAS, path))}
    assert found[6] == ("accepted", ())
    assert [found[line][0] for line in (2, 3, 4, 5, 7, 8, 10)] == ["refused"] * 7
    assert (found[3][1], found[5][1], found[7][1]) == (("B-REC-02",), ("B-REC-06",), ("B-REC-03",))
    assert "V-DATE-CALENDAR" in result.output
    assert "見本" not in result.output
    assert found[9][0] in {"refused", "alert"}
    assert Person.objects.get(pk=str(*persons_of(stayed))).state == "present"


@pytest.mark.parametrize("changed", [{"name": "別人　花子"}, {"birth_date": "昭和55年4月2日"}])
def test_a_notice_of_somebody_else_under_the_code_becomes_a_task_and_no_act(left, tmp_path, changed):
    """Neither another name nor another date of birth is entered by a machine; one task however often it is run."""
    acts = Act.objects.count()
    path = csv_file(tmp_path / "notices.csv", notice(left, **changed))
    for _ in range(2):
        assert outcomes(enter(ALIAS, path)) == [(2, "alert", ("B-REC-05",))]
    assert Act.objects.count() == acts
    assert Task.objects.filter(kind="move_in_notice_mismatch", done_at=None).count() == 1


def test_a_variant_of_the_name_is_the_same_name(register, tmp_path):
    """渡邉 on the paper of the other town is 渡辺 on the record."""
    (person,) = persons_of(record(move_in(entrants=(entrant(family="渡辺"),), effective_on=before(20))))
    record(move_out(person, on=before(2)))
    daily.run(ALIAS)
    report = enter(ALIAS, csv_file(tmp_path / "notices.csv", notice(person, name="渡邉 太郎")))
    assert report.count(Outcome.ACCEPTED) == 1


def test_a_notice_waits_for_a_pending_act_and_follows_it(left, register, tmp_path):
    """An alert now; the act when the pending act is settled; accepted when the file is run again."""
    (person,) = persons_of(record(move_in(1, effective_on=before(20))))
    record(move_out(person, on=before(-3)))
    command = relocation(person)
    draft = pending.begin_pending(ALIAS, grant_for(command), command, token=token())
    waiting = pending.submit(ALIAS, grant_for(command), draft.id, version=draft.version)
    path = csv_file(tmp_path / "notices.csv", notice(person))
    assert outcomes(enter(ALIAS, path)) == [(2, "alert", ("B-REC-07",))]
    pending.withdraw(ALIAS, grant_for(command), waiting.id, version=waiting.version)
    (found,) = enter(ALIAS, path).records
    assert (found.outcome, found.repeated) == (Outcome.ACCEPTED, True)


@pytest.mark.covers("SYS1-F4")
@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("通知番号".encode("cp932"), "B-FILE-01"),
        (b"notice_number,name\r\n1,x\r\n", "B-FILE-02"),
        (",".join((*COLUMNS, "name")).encode() + b"\r\n", "B-FILE-02"),
        (b"", "B-FILE-03"),
        (b"\xef\xbb\xbf\r\n", "B-FILE-03"),
        (",".join(COLUMNS).encode() + b"\r\n", "B-FILE-03"),
    ],
)
def test_a_file_that_is_none_is_refused_whole(register, run, tmp_path, content, code):
    """Another encoding, other or doubled columns, nothing at all: told with its code, nothing entered."""
    path = tmp_path / "notices.csv"
    path.write_bytes(content)
    result = run("batch", "move-in-notices", "host.toml", path)
    assert (result.exit_code, code in result.output) == (2, True)
    assert not Act.objects.exists()


def test_a_file_too_large_is_refused_before_it_is_read(register, run, tmp_path, monkeypatch):
    """B-FILE-04."""
    monkeypatch.setattr("daicho.systems.register.batch.files.LARGEST", 10)
    path = tmp_path / "notices.csv"
    path.write_bytes(b"x" * 11)
    assert "B-FILE-04" in run("batch", "move-in-notices", "host.toml", path).output


def test_a_half_line_at_the_end_is_refused_and_the_lines_before_it_count(left, tmp_path):
    """Cut within a cell or between cells, in CSV and in JSON Lines, and a quote that never ends."""
    whole, half = notice(left, "1"), notice(left, "2")
    path = csv_file(tmp_path / "a.csv", whole, half)
    text = path.read_text(encoding="utf-8").rstrip("\r\n")
    for cut in (text[:-2], text[: text.rindex("2番3号")], text + '\r\n"通'):
        path.write_text(cut, encoding="utf-8")
        found = outcomes(enter(ALIAS, path))
        assert found[0] == (2, "accepted", ())
        assert found[-1][1:] == ("refused", ("B-REC-01",))
    lines = "\n".join(json.dumps(each, ensure_ascii=False) for each in (whole, half))
    path.write_text(lines[:-9], encoding="utf-8")
    assert outcomes(enter(ALIAS, path)) == [(1, "accepted", ()), (2, "refused", ("B-REC-01",))]
    path.write_text(json.dumps(whole | {"unknown": "x"}) + "\n", encoding="utf-8")
    assert outcomes(enter(ALIAS, path)) == [(1, "refused", ("B-REC-01",))]


def test_rebuild_and_verify_say_that_all_is_well_and_name_what_is_not(left, run, system_databases):
    """Exit 0 while rows and hashes are those of the acts; 1 with the person or act at fault after a hand in the tables."""
    rebuilt, verified = run("rebuild", "host.toml"), run("verify", "host.toml")
    assert (rebuilt.exit_code, verified.exit_code) == (0, 0)
    assert f"✓ 異動 {Act.objects.count()}" in rebuilt.output
    import psycopg

    with psycopg.connect(system_databases.superuser_dsn("register"), autocommit=True) as hand:
        hand.execute("SET session_replication_role = replica")
        hand.execute("UPDATE register_residentversion SET sex = 'female' WHERE addressee_number = %s", (str(left),))
        hand.execute("UPDATE register_act SET command = '{}' WHERE number = 2")
    rebuilt, verified = run("rebuild", "host.toml"), run("verify", "host.toml")
    assert (rebuilt.exit_code, verified.exit_code) == (1, 1)
    assert f"✗ {left}" in rebuilt.output
    assert "異動 2" in verified.output


def test_a_person_only_in_one_of_table_and_acts_is_named(left, run, system_databases):
    """Versions taken away, and versions that no act made."""
    import psycopg

    (other,) = persons_of(record(move_in(1)))
    with psycopg.connect(system_databases.superuser_dsn("register"), autocommit=True) as hand:
        hand.execute("SET session_replication_role = replica")
        hand.execute(
            "UPDATE register_residentversion SET addressee_number = '99' WHERE addressee_number = %s", (str(left),)
        )
    output = run("rebuild", "host.toml").output
    assert f"✗ {left}" in output
    assert "✗ 99" in output
    assert f"✗ {other}" not in output
    assert HistoryRow.objects.filter(addressee_number=str(left)).exists()

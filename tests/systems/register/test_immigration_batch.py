"""Notices of the Immigration Services Agency from files: pending acts, refusals, tasks (SYS1-F4; Article 30-50)."""

from __future__ import annotations

import csv
import io
import json

import pytest

from daicho.systems.register.actions import bulk, pending
from daicho.systems.register.batch import engine
from daicho.systems.register.batch.immigration_notices import ImmigrationNotices
from daicho.systems.register.loading import load
from daicho.systems.register.models import Act, PendingAct, Person, Task
from daicho.systems.register.queries import records

from .foreign import CARD, alone, foreign_record
from .support import ALIAS, before, grant_for, open_grant
from .test_load import write_file

pytestmark = pytest.mark.database
COLUMNS = (*ImmigrationNotices.columns, *ImmigrationNotices.optional)


@pytest.fixture
def resident(register, tmp_path):
    """An engineer from China whose period of stay is about to end."""
    record = foreign_record()
    assert load(ALIAS, write_file(tmp_path / "a.jsonl", [alone(record)])).residents == 1
    return record.addressee_number.stored()


def notice(number="入管-1", **changed):
    return {
        "notice_number": number,
        "document_number": CARD,
        "name": "Wang Wei",
        "birth_date": "1990-02-28",
        "matter": "在留期間の更新",
        "happened_on": before(3).wareki(),
        "notified_on": before(1).wareki(),
        "period": "5年",
        "expires_on": "令和13年5月31日",
    } | changed


def enter(tmp_path, *rows, dry_run=False):
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, COLUMNS)
    writer.writeheader()
    writer.writerows(rows)
    path = tmp_path / "notices.csv"
    path.write_text(text.getvalue(), encoding="utf-8", newline="")
    return engine.run(ALIAS, ImmigrationNotices(), path, who="operator", dry_run=dry_run).records


def confirm(number):
    waiting = pending.load(ALIAS, number)
    (outcome,) = bulk.confirm_all(
        ALIAS, {number: (grant_for(waiting.command, "checker"), waiting.version)}, cap=1
    ).values()
    return outcome


@pytest.mark.covers("SYS1-F4", "STD-4.5.6")
def test_a_renewed_period_stands_pending_and_is_on_the_record_once_checked(resident, tmp_path):
    """A dry run writes nothing; the run makes one pending act, however often; the machine records nothing."""
    (foreseen,) = enter(tmp_path, notice(), dry_run=True)
    assert (foreseen.codes, foreseen.pending) == ((), None)
    acts = Act.objects.count()
    first, again = enter(tmp_path, notice())[0], enter(tmp_path, notice())[0]
    assert first.pending == again.pending
    assert again.repeated
    assert (Act.objects.count(), PendingAct.objects.count()) == (acts, 1)
    confirm(first.pending)
    residence = records.person(open_grant(resident), resident).residence
    assert residence.expires_on.wareki().startswith("令和13年5月31日")
    assert residence.document_number == CARD


@pytest.mark.covers("STD-4.5.6")
@pytest.mark.parametrize("matter", ["出国", "期間の満了", "在留資格の取消し"])
def test_a_matter_that_ends_the_residence_removes_the_record_once_checked(resident, tmp_path, matter):
    """Ex officio; it brings no items."""
    (found,) = enter(tmp_path, notice(matter=matter, period="", expires_on=""))
    confirm(found.pending)
    assert Person.objects.get(pk=resident).state == "removed"


def test_a_name_or_a_new_card_is_corrected_and_the_rest_stays(resident, tmp_path):
    """Only what the notice names; the next notice may name the new card."""
    changed = notice(
        matter="氏名等の変更",
        new_roman_name="WANG WEIMING",
        new_document_number="zz 00000009-zz",
        period="",
        expires_on="",
    )
    confirm(enter(tmp_path, changed)[0].pending)
    record = records.person(open_grant(resident), resident)
    assert (record.name.roman, record.name.single) == ("WANG WEIMING", "王　偉")
    assert record.residence.document_number == "ZZ00000009ZZ"
    later = notice("入管-2", document_number="ZZ00000009ZZ", name="王偉")
    assert enter(tmp_path, later)[0].pending is not None


@pytest.mark.parametrize("changed", [{"name": "LI NA"}, {"birth_date": "1990-03-01"}])
def test_a_notice_of_somebody_else_under_the_card_becomes_a_task(resident, tmp_path, changed):
    """No pending act; one task however often it is run."""
    for _ in range(2):
        (found,) = enter(tmp_path, notice(**changed))
        assert (found.outcome.value, found.codes) == ("alert", ("B-REC-05",))
    assert not PendingAct.objects.exists()
    assert Task.objects.filter(kind="immigration_notice_mismatch").count() == 1


@pytest.mark.parametrize(
    ("changed", "code", "field"),
    [
        ({"document_number": "ZZ00000099ZZ"}, "B-REC-14", "document_number"),
        ({"document_number": "在留"}, "B-REC-02", "document_number"),
        ({"new_document_number": "1"}, "B-REC-02", "new_document_number"),
        ({"matter": "気分"}, "B-REC-02", "matter"),
        ({"category": "観光客"}, "B-REC-02", "category"),
        ({"new_sex": "x"}, "B-REC-02", "new_sex"),
        ({"expires_on": "令和8年2月30日"}, "B-REC-02", "expires_on"),
        ({"notified_on": ""}, "B-REC-02", "notified_on"),
        ({"notice_number": ""}, "B-REC-02", "notice_number"),
        ({"status": "技術\u202e"}, "B-REC-02", "status"),
    ],
)
def test_a_wrong_value_is_told_with_its_column(resident, tmp_path, changed, code, field):
    """Nothing is entered."""
    (found,) = enter(tmp_path, notice(**changed))
    assert (found.outcome.value, found.codes[0], found.field) == ("refused", code, field)
    assert not PendingAct.objects.exists()


def test_what_the_law_forbids_is_refused_with_its_code(resident, tmp_path):
    """A matter that ends the residence and brings items, and a notice that changes nothing."""
    ending, empty = notice(matter="出国"), notice("入管-2", period="", expires_on="")
    found = enter(tmp_path, ending, empty)
    assert [each.codes for each in found] == [("R-456-03",), ("R-456-04",)]


def test_json_lines_are_taken_too(resident, tmp_path):
    """One object a line; columns that stay may be left out."""
    path = tmp_path / "notices.jsonl"
    path.write_text(
        json.dumps({name: value for name, value in notice().items() if value}, ensure_ascii=False) + "\n",
        encoding="utf-8",
    )
    (found,) = engine.run(ALIAS, ImmigrationNotices(), path, who="operator").records
    assert found.pending is not None


def test_the_command_tells_what_waits_for_a_check(resident, tmp_path, monkeypatch):
    """One pending act; the report names it; wrong columns end with 2."""
    from click.testing import CliRunner

    from daicho.host import cli_batch, cli_register

    monkeypatch.setattr(cli_batch, "_open", lambda host_toml: None)

    def run(*arguments):
        return CliRunner().invoke(cli_register.register, ["batch", "immigration-notices", "host.toml", *arguments])

    enter(tmp_path, notice(), dry_run=True)
    path, report = str(tmp_path / "notices.csv"), tmp_path / "outcome.csv"
    assert "Dry run" in run(path, "--dry-run").output
    result = run(path, "--report", str(report))
    assert (result.exit_code, "1 pending acts wait" in result.output) == (0, True)
    (row,) = csv.DictReader(report.open(encoding="utf-8"))
    assert row["pending_act"] == str(PendingAct.objects.get().pk)
    assert row["reason"] == ""
    wrong = tmp_path / "wrong.csv"
    wrong.write_text("name\r\nx\r\n", encoding="utf-8")
    assert (run(str(wrong)).exit_code, "B-FILE-02" in run(str(wrong)).output) == (2, True)

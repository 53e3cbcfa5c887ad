"""Batches, tasks and the next-day list with content in a browser: by keys alone, accessible at both widths."""

from __future__ import annotations

import csv
import datetime as dt
import threading
from pathlib import Path

import pytest

import beside

pytestmark = [pytest.mark.database, pytest.mark.browser]

HERE = Path(__file__).parent


shared = beside.load("register_in_browser", HERE / "test_register.py")
lists = beside.load("batches_in_browser", HERE / "test_batches_and_searches.py")
desk = shared.desk
agency, counter, chromium, window = shared.agency, shared.counter, shared.chromium, shared.window
"""Fixtures of the other module."""


@pytest.fixture
def job(counter):
    """The job that enters batches beside the exchange."""
    from django.db import connections

    from daicho.systems.register.batch import waiting

    stop = threading.Event()

    def serve():
        try:
            waiting.serve(desk.ALIAS, stop, every=0.1)
        finally:
            connections.close_all()

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    yield
    stop.set()
    thread.join(20)


@pytest.fixture
def district(counter, tmp_path):
    """The file of a district: two households to be renamed, one that lives elsewhere, one that is none."""
    from daicho.systems.register.batch.address_renames import AddressRenames

    clerk, checker = counter.sign_in("clerk"), counter.sign_in("checker")
    households = [desk.family_lives_here(clerk, checker, 2, lot=f"{at}番")[1] for at in (1, 2, 3)]
    lots = ("1番", "2番", "9番")
    rows = [
        (each, "中央一丁目", lot, "新中央", lot, "R8.11.21", "町名変更")
        for each, lot in zip(households, lots, strict=True)
    ]
    path = tmp_path / "chuo-1chome.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows((AddressRenames.columns, *rows, ("x", *rows[0][1:])))
    return path


def tab_until(page, tag, *, times=1):
    """Press Tab until an element of this kind has the focus, `times` of them; nothing is clicked."""
    for _ in range(60):
        page.keyboard.press("Tab")
        times -= page.evaluate("document.activeElement.tagName") == tag
        if times == 0:
            return
    raise AssertionError(f"the focus never came to {tag}")


def hand_in(page, path):
    """A file chosen and sent by keys: the heading of the page, the kind by the arrow keys, the file, the button."""
    page.on("filechooser", lambda chooser: chooser.set_files(path))
    page.goto("/batches/")
    page.keyboard.press("Alt+N")
    page.wait_for_url("**/batches/new/")
    assert page.evaluate("document.activeElement.value") == "move_in_notices"
    for _ in range(3):
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Space")
    assert page.evaluate("document.querySelector('input[name=kind]:checked').value") == "address_renames"
    lists.tab_to(page, "JSON Lines のファイル")
    page.keyboard.press("Enter")
    for _ in range(200):
        if page.evaluate("document.getElementById('file').files.length"):
            break
        page.wait_for_timeout(50)
    page.keyboard.press("Control+Enter")


@pytest.mark.covers("SYS1-F4", "STD-2.3.2", "STD-9.7")
def test_a_batch_is_handed_in_run_dry_and_entered_by_keys_alone(window, job, district):
    """No mouse: kind, file, dry run, its result, the records, and on to the pending acts that wait."""
    from daicho.systems.register.models import PendingAct

    page = window("clerk")
    hand_in(page, district)
    page.wait_for_selector("text=結果を確かめた。処理を始める")
    assert "試行(何も登録していません)" in page.locator("main").inner_text()
    assert not PendingAct.objects.filter(state="pending").exists()
    lists.tab_to(page, "却下 2")
    page.keyboard.press("Enter")
    page.wait_for_url("**?outcome=refused")
    assert page.locator("tbody tr").count() == 2
    page.keyboard.press("Control+Enter")
    page.wait_for_selector("text=確認を待つ仮登録 2件")
    page.keyboard.press("Alt+W")
    page.wait_for_url("**/pending/?batch=*")
    assert PendingAct.objects.filter(state="pending", operator="clerk").count() == 2
    assert page.problems == []


@pytest.mark.covers("SYS1-F4")
def test_a_file_with_a_half_line_is_told_on_the_page_it_was_chosen_on(window, district):
    """What, why, what to do and the code; the kind stays chosen and has the focus."""
    text = district.read_text(encoding="utf-8")
    district.write_text(text[:-9], encoding="utf-8")
    page = window("clerk")
    hand_in(page, district)
    page.wait_for_selector("text=B-FILE-08")
    assert "読めない行があります(行: 5)" in page.locator("main").inner_text()
    assert page.evaluate("document.activeElement.value") == "address_renames"
    assert [each for each in page.problems if "422" not in each] == []


@pytest.mark.covers("CTRL-030", "STD-2.3.2")
def test_the_next_day_list_is_compared_with_before_and_after_by_keys_alone(window, counter, business_date):
    """Before and after are opened in the line, the line below is marked, the other gets what differs."""
    from daicho.systems.register.models import NextDayCheck

    clerk, checker = counter.sign_in("clerk"), counter.sign_in("checker")
    desk.family_lives_here(clerk, checker, 2)
    business_date.move_to(dt.date(2026, 11, 22))
    page = window("checker")
    page.goto("/next-day/?day=2026-11-21")
    tab_until(page, "SUMMARY")
    assert not page.locator("table.changes").first.is_visible()
    page.keyboard.press("Enter")
    assert page.locator("table.changes").first.is_visible()
    tab_until(page, "INPUT")
    page.keyboard.press("Space")
    tab_until(page, "SUMMARY")
    tab_until(page, "INPUT", times=2)
    page.keyboard.type("届出書では妻ではない")
    page.keyboard.press("Control+Enter")
    page.wait_for_selector("text=翌日リストを確認しました")
    assert sorted(NextDayCheck.objects.values_list("finding", flat=True)) == ["", "届出書では妻ではない"]
    page.keyboard.press("Alt+O")
    page.wait_for_url("**open=all*")
    assert page.locator("table.changes:visible").count() == 2
    assert page.problems == []


def notices_wait(counter):
    """A notice of another name as a task, one with an alert in the queue."""
    clerk, checker = counter.sign_in("clerk"), counter.sign_in("checker")
    from daicho.systems.register.actions import daily
    from daicho.values.dates import RegisterDate
    from daicho.values.names import PersonName

    gone = [desk.leaves(clerk, checker) for _ in range(2)]
    daily.run(desk.ALIAS)
    desk.notice_comes(gone[0], name=PersonName("見本", "多郎"))
    early = {"moved_in_on": RegisterDate.parse("R8.11.15"), "notified_on": RegisterDate.parse("R8.11.16")}
    desk.notice_comes(gone[1], 2, **early)
    return gone


@pytest.mark.covers("SYS1-F4", "STD-4.1.3.1.2", "STD-2.3.2")
def test_a_notice_that_waits_as_a_task_is_settled_by_keys_alone(window, counter):
    """From the list to the comparison to the pending act; no mouse."""
    from daicho.systems.register.models import PendingAct, Task

    gone = notices_wait(counter)
    page = window("clerk")
    page.goto("/tasks/")
    assert page.evaluate("document.activeElement.tagName") == "A"
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_selector("text=通知と住民票")
    page.keyboard.press("Control+Enter")
    page.wait_for_selector("text=仮登録しました")
    assert PendingAct.objects.get(operator="clerk", state="pending").persons == [gone[0]]
    assert not Task.objects.filter(kind="move_in_notice_mismatch", done_at=None).exists()
    assert page.problems == []


@pytest.mark.parametrize("width", shared.WIDTHS)
def test_the_screens_of_batches_tasks_and_the_next_day_are_accessible_and_fit(
    window, counter, business_date, district, width
):
    """No finding of axe at WCAG 2.2 AA, nothing wider than the window, no error in the console."""
    from axe_playwright_python.sync_playwright import Axe

    from daicho.systems.register.batch import waiting
    from daicho.systems.register.models import BatchRun, PendingAct, Task

    page = window("clerk", width=width)
    axe, found = Axe(), []
    hand_in(page, district)
    page.wait_for_selector("text=待機中")
    found += lists.findings(axe, page, "batch-waiting")
    waiting.work(desk.ALIAS)
    page.wait_for_selector("text=結果を確かめた。処理を始める")
    found += lists.findings(axe, page, "batch-dry")
    page.keyboard.press("Control+Enter")
    page.wait_for_selector("text=待機中")
    waiting.work(desk.ALIAS)
    page.wait_for_selector("text=確認を待つ仮登録")
    found += lists.findings(axe, page, "batch-done")
    page.goto("/batches/")
    found += lists.findings(axe, page, "batches")
    district.write_text("a,b\n1,2\n", encoding="utf-8")
    hand_in(page, district)
    page.wait_for_selector("text=B-FILE-02")
    page.locator("summary", has_text="住所一括変更").click()
    found += lists.findings(axe, page, "batch-new")
    notices_wait(counter)
    page.goto("/tasks/")
    found += lists.findings(axe, page, "tasks")
    page.goto(f"/tasks/{Task.objects.get(kind='move_in_notice_mismatch').id}/")
    found += lists.findings(axe, page, "task")
    page.goto("/")
    found += lists.findings(axe, page, "home")
    other = window("checker", width=width)
    machine = PendingAct.objects.get(state="pending", operator__contains="/")
    other.goto(f"/pending/{machine.id}/")
    found += lists.findings(axe, other, "pending-of-cs")
    business_date.move_to(dt.date(2026, 11, 22))
    other.goto("/next-day/?day=2026-11-21")
    found += lists.findings(axe, other, "next-day")
    other.locator("summary", has_text="異動の前後").first.click()
    found += lists.findings(axe, other, "next-day-open")
    found += [each for each in page.problems + other.problems if "422" not in each]
    assert found == []
    assert BatchRun.objects.filter(state="refused").count() == 1

"""Bulk 本登録, batches, the next-day list and saved searches in a browser: by keys alone, accessible at both widths."""

from __future__ import annotations

import csv
import datetime as dt
import io
from pathlib import Path

import pytest

import beside
import pictures

pytestmark = [pytest.mark.database, pytest.mark.browser]

HERE = Path(__file__).parent


shared = beside.load("register_in_browser", HERE / "test_register.py")
desk = shared.desk
agency, counter, chromium, window = shared.agency, shared.counter, shared.chromium, shared.window
"""Fixtures of the other module."""


def renamed(counter, path, count):
    """A batch that renamed the addresses of some households, with a line it could not read; its run."""
    from daicho.systems.register.batch import engine
    from daicho.systems.register.batch.address_renames import AddressRenames

    clerk, checker = counter.sign_in("clerk"), counter.sign_in("checker")
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(AddressRenames.columns)
    for at in range(1, count + 1):
        _, household = desk.family_lives_here(clerk, checker, 2, lot=f"{at}番")
        writer.writerow((household, "中央一丁目", f"{at}番", "新中央", f"{at}番", "R8.11.21", "町名変更"))
    writer.writerow((household, "中央一丁目", "1番", "", "1番", "R8.11.21", "町名変更"))
    path.write_text(text.getvalue(), encoding="utf-8", newline="")
    for dry_run in (True, False):
        report = engine.run(desk.ALIAS, AddressRenames(), path, who="root", dry_run=dry_run)
    return report.run


def tab_to(page, text, *, most=80):
    """Press Tab until what has the focus says `text`; nothing is clicked."""
    for _ in range(most):
        page.keyboard.press("Tab")
        said = page.evaluate(
            "() => { const e = document.activeElement;"
            "return [e.labels?.[0]?.innerText, e.innerText, e.value, e.getAttribute('aria-label')].join(' '); }"
        )
        if text in said:
            return
    raise AssertionError(f"the focus never came to {text}")


@pytest.mark.covers("STD-2.3.2", "STD-4.0.8")
def test_pending_acts_of_a_batch_become_definitive_by_keys_alone(window, counter, tmp_path):
    """From the list to the marks to the result; no mouse."""
    from daicho.systems.register.models import Act, PendingAct

    run = renamed(counter, tmp_path / "chuo.csv", 3)
    before = Act.objects.count()
    page = window("checker")
    page.goto(f"/pending/?batch={run}")
    tab_to(page, "先頭から")
    page.keyboard.press("Enter")
    page.wait_for_selector(".compared")
    assert page.evaluate("document.activeElement.name") == "act"
    page.keyboard.press("Space")
    tab_to(page, "を照合した")
    page.keyboard.press("Space")
    page.keyboard.press("Control+Enter")
    page.wait_for_selector("text=2件を本登録しました")
    assert "1件は、そのまま仮登録に残っています" in page.locator("main").inner_text()
    assert Act.objects.count() == before + 2
    assert PendingAct.objects.filter(state="pending").count() == 1
    assert page.problems == []


@pytest.mark.covers("STD-2.3.2", "STD-2.1.1")
def test_a_search_is_saved_run_and_renamed_by_keys_alone(window, counter):
    """Typed, saved under a name, found again on the search page, given another name, run."""
    from daicho.systems.register.models import SavedSearch

    clerk, checker = counter.sign_in("clerk"), counter.sign_in("checker")
    desk.family_lives_here(clerk, checker)
    page = window("clerk")
    page.goto("/")
    page.keyboard.press("F2")
    page.wait_for_url("**/search/")
    page.keyboard.press("Alt+K")
    page.keyboard.type("みほん")
    page.keyboard.press("Control+Enter")
    page.wait_for_selector("text=1件")
    page.keyboard.press("Alt+S")
    page.keyboard.type("朝の確認")
    page.keyboard.press("Enter")
    page.wait_for_selector("text=保存した検索")
    tab_to(page, "名前を変える・削除する")
    page.keyboard.press("Enter")
    tab_to(page, "新しい名前")
    page.keyboard.press("Control+A")
    page.keyboard.type("夕の確認")
    page.keyboard.press("Enter")
    page.wait_for_selector("text=夕の確認")
    tab_to(page, "夕の確認")
    page.keyboard.press("Enter")
    page.wait_for_selector("text=検索結果")
    assert SavedSearch.objects.get(account="clerk").name == "夕の確認"
    assert page.problems == []


@pytest.mark.parametrize("width", shared.WIDTHS)
def test_the_screens_of_batches_searches_and_the_next_day_are_accessible_and_fit(
    window, counter, business_date, tmp_path, width
):
    """No finding of axe at WCAG 2.2 AA, nothing wider than the window, no error in the console."""
    from axe_playwright_python.sync_playwright import Axe

    run = renamed(counter, tmp_path / "chuo.csv", 2)
    clerk = counter.sign_in("clerk")
    clerk.post("/search/", {"kana": "ミホン", "past": "on"})
    from daicho.systems.register.models import SavedSearch

    saved = SavedSearch.objects.latest("id").pk
    clerk.post(f"/search/{saved}/name/", {"name": "朝の確認"})
    business_date.move_to(dt.date(2026, 11, 22))
    paths = {
        "operator": ["/batches/", f"/batches/{run}/"],
        "checker": [
            "/pending/",
            f"/pending/?batch={run}",
            "/next-day/?day=2026-11-21",
            "/next-day/print/?day=2026-11-21",
            "/acts/1/",
        ],
        "clerk": ["/search/", f"/search/{saved}/"],
    }
    found = []
    for login, addresses in paths.items():
        page = window(login, width=width)
        for path in addresses:
            page.goto(path)
            found += findings(Axe(), page, path)
        if login == "checker":
            found += bulk_findings(Axe(), page, run)
        found += page.problems
    assert found == []


def bulk_findings(axe, page, run):
    """The page of marks and the page of results, reached as they are."""
    page.goto(f"/pending/?batch={run}")
    page.locator("button[value=first]").click()
    found = findings(axe, page, "bulk")
    page.locator(".mark-line input").first.check()
    page.locator("main button.primary").click()
    page.wait_for_selector("text=本登録しました")
    return found + findings(axe, page, "bulk_done")


def findings(axe, page, path):
    """What is wrong with a page."""
    shared.arrived(page)
    pictures.keep(page, f"register-{shared.name_of(path) if path.startswith('/') else path}")
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    told = [f"{path}: {wide} too wide"] if wide > 0 else []
    result = axe.run(page, options={"runOnly": shared.RULES["runOnly"]})
    return told + [f"{path}: {each['id']} {each['nodes'][0]['html'][:120]}" for each in result.response["violations"]]

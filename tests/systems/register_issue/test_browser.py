"""Issuing in a real browser: by keys alone, accessible, at both ends of the range of widths."""

from __future__ import annotations

import pytest

import beside
import pictures

from .support import family
from .test_screens import desk

pytestmark = [pytest.mark.database, pytest.mark.browser]
WIDTHS = (375, 1440)
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}


def live_server():
    path = beside.TESTS / "browser" / "register_server.py"
    return beside.load("register_live_server", path).live_server()


@pytest.fixture(scope="module", autouse=True)
def chromium():
    """A browser for this module. Its event loop runs in this thread, which must not forbid the ORM meanwhile."""
    from playwright.sync_api import sync_playwright

    with pytest.MonkeyPatch.context() as patched, sync_playwright() as playwright:
        patched.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def window(office, chromium):
    """A browser window of a clerk: `window(375)`."""
    counter = desk().Counter()
    with live_server() as address:

        def at(width):
            context = chromium.new_context(
                viewport={"width": width, "height": 900}, locale="ja-JP", base_url=address, reduced_motion="reduce"
            )
            cookies = counter.cookies("numbers").items()
            context.add_cookies([{"name": name, "value": value, "url": address} for name, value in cookies])
            page = context.new_page()
            page.problems = []
            page.on("console", lambda said: page.problems.append(said.text) if said.type == "error" else None)
            page.on("pageerror", lambda error: page.problems.append(str(error)))
            return page

        yield at


def looked_at(page, name, width):
    """Accessible, nothing wider than the window, no complaint of the browser."""
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(page, options=RULES).response["violations"]
    pictures.keep(page, f"issue-{name}")
    assert [(each["id"], [node["target"] for node in each["nodes"]]) for each in found] == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), name
    assert page.problems == []


@pytest.mark.parametrize("width", WIDTHS)
def test_a_copy_is_issued_by_keys_alone(office, window, width):
    """Choose a member and an item by space, F12 to the preview, F12 to print, then the history."""
    persons = office.move_in(*family(size=5), building="見本ハイツ101号")
    page = window(width)
    page.goto(f"/issue/{persons[0]}/")
    page.get_by_label("見本　花子").focus()
    page.keyboard.press("Space")
    for label in ("世帯主・続柄", "個人番号カード"):
        page.get_by_label(label, exact=True).focus()
        page.keyboard.press("Space")
    looked_at(page, "issue", width)
    page.keyboard.press("F12")
    page.wait_for_selector("img.paper")
    assert page.evaluate("document.querySelector('img.paper').naturalWidth") > 700
    looked_at(page, "issue-preview", width)
    page.keyboard.press("F12")
    page.wait_for_url("**/issued/*/")
    looked_at(page, "issued", width)
    assert len(list((office.place / "printed").glob("*.pdf"))) == 1
    page.goto(f"/issue/{persons[1]}/history/")
    looked_at(page, "issue-history", width)
    assert "20261121 海老名市" in page.content()


def test_what_is_missing_is_told_and_the_way_back_keeps_the_entry(office, window):
    """From the preview back to the form nothing is lost."""
    persons = office.move_in(*family(size=2))
    page = window(1440)
    page.goto(f"/issue/{persons[0]}/")
    page.keyboard.press("F12")
    page.wait_for_selector("[role=alert]")
    page.get_by_label("旅券", exact=True).check()
    page.get_by_label("見本　花子").check()
    page.keyboard.press("F12")
    page.wait_for_selector("img.paper")
    page.get_by_role("button", name="入力に戻る").click()
    page.wait_for_url(f"**/issue/{persons[0]}/")
    assert page.get_by_label("旅券", exact=True).is_checked()
    assert page.get_by_label("見本　花子").is_checked()

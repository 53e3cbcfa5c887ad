"""The network page in a real browser: accessible, at both ends of the range of widths, and it moves by itself."""

from __future__ import annotations

import datetime as dt

import pytest

from daicho.host.demo import dates

pytestmark = [
    pytest.mark.network,
    pytest.mark.browser,
    pytest.mark.timeout(400),
    pytest.mark.xdist_group("demo"),
]

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}


@pytest.fixture(scope="module")
def chromium():
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def opened(chromium, demo):
    """The page at a width; what its console said is an error at the end."""
    said = []
    pages = []

    def at(width, **options):
        page = chromium.new_page(viewport={"width": width, "height": 900}, locale="ja-JP", **options)
        page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: said.append(str(error)))
        page.goto(f"http://127.0.0.1:{demo.base}/")
        pages.append(page)
        return page

    yield at
    for page in pages:
        page.close()
    assert said == []


@pytest.mark.parametrize("width", [375, 1440])
def test_the_page_is_accessible_and_nothing_stands_out_of_it(opened, width):
    """No finding of axe (WCAG 2.2 AA); no sideways scrolling; one picture, the one for this width."""
    from axe_playwright_python.sync_playwright import Axe

    page = opened(width)
    found = Axe().run(page, options=RULES)
    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.locator("svg.map:visible").count() == 1


def test_the_page_follows_by_itself_and_can_be_paused(opened, demo):
    """The date moves elsewhere and the open page shows it within seconds; a paused page stays as it is."""
    page, paused = opened(1440), opened(1440)
    paused.get_by_role("link", name="更新を止める").click()
    paused.wait_for_url("**/?paused=1")
    day = paused.locator(".network-figures .day")
    before = day.text_content()
    dates.move(demo.place, dates.current(demo.place) + dt.timedelta(days=1))
    page.wait_for_function(
        "before => document.querySelector('.network-figures .day').textContent !== before", arg=before, timeout=15_000
    )
    assert day.text_content() == before
    paused.get_by_role("link", name="更新を再開する").click()
    paused.wait_for_function(
        "before => document.querySelector('.network-figures .day').textContent !== before", arg=before, timeout=15_000
    )


def test_every_host_is_reached_by_keyboard_and_keeps_the_focus_while_the_page_follows(opened, demo):
    """The links of the table have names; the one in focus is still in focus after the page has drawn itself anew."""
    page = opened(1440)
    link = page.locator("#links-title ~ .table-wrap a").first
    link.focus()
    focused = page.evaluate("document.activeElement.id")
    dates.move(demo.place, dates.current(demo.place) + dt.timedelta(days=1))
    page.wait_for_function("document.querySelector('#network-live').getAttribute('hx-get')")
    page.wait_for_timeout(2500)
    assert page.evaluate("document.activeElement.id") == focused


def test_nothing_moves_for_whoever_wants_no_motion(opened):
    """With reduced motion there are no dots."""
    page = opened(1440, reduced_motion="reduce")
    hidden = page.evaluate(
        "(() => { const s = document.createElementNS('http://www.w3.org/2000/svg', 'circle'); s.setAttribute('class', 'dot');"
        " document.querySelector('svg.map').append(s); const d = getComputedStyle(s).display; s.remove(); return d; })()"
    )
    assert hidden == "none"


def test_the_date_is_moved_on_the_page_and_the_page_comes_back(opened, demo):
    """The form takes a later day; the daily jobs are through when the page is back."""
    page = opened(1440)
    wanted = dates.current(demo.place) + dt.timedelta(days=1)
    page.locator("#id_day").fill(wanted.isoformat())
    page.get_by_role("button", name="進める").click()
    page.wait_for_function("day => document.querySelector('#id_day').value === day", arg=wanted.isoformat())
    assert dates.current(demo.place) == wanted

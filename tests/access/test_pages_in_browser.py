"""Inspection, administration and failures in a real browser: accessible, narrow and wide, by keyboard alone."""

from __future__ import annotations

import contextlib
import datetime as dt
import re

import pytest
from access_systems import EBINA, access_of, account_with, at_work, open_system
from access_window import chromium, served

import pictures
from daicho.access import administration, sealer
from daicho.access.gate import Gate
from daicho.access.grants import AccessKind, FourItems
from daicho.access.models import Account, RightGrant
from daicho.access.rights import today_in_japan

pytestmark = [pytest.mark.database, pytest.mark.browser]
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]}


@pytest.fixture
def stack():
    with contextlib.ExitStack() as held:
        yield held


@pytest.fixture
def office(system_databases, stack):
    """The national server with an administrator, an officer, an auditor, records and a right that waits."""
    open_system("national", stack)
    clerk = account_with("clerk", "national.clerk", name="小平 花子")
    clients = {
        "admin": at_work(account_with("admin", "host.administrator"), terminal="管理1"),
        "security": at_work(account_with("security", "host.security"), terminal="管理2"),
        "auditor": at_work(account_with("auditor", "national.auditor"), terminal="点検1"),
    }
    asked = access_of(clerk, clients["auditor"].terminal, "national.open")
    for number in range(12):
        person = f"{number:011}"
        Gate("national").open_person(asked, [person], subjects={person: FourItems(name=f"小平　{number}子")})
    for _ in range(5):
        Gate("national").refuse(asked, "A-1008", kind=AccessKind.SEARCH, conditions={"name": "小平"})
    sealer.seal("national")
    today = today_in_japan()
    administration.apply_for_right(
        clerk,
        organisation=EBINA,
        valid_from=today,
        valid_until=today + dt.timedelta(days=30),
        function="national.number",
        document="任用通知書 第1号",
        by=Account.objects.get(login="admin"),
    )
    return clients


def looked_at(page, name, width):
    """What axe finds on the page as it stands, and whether it fits."""
    from axe_playwright_python.sync_playwright import Axe

    pictures.keep(page, f"access-{name.strip('-')}")
    violations = Axe().run(page, options=RULES).response["violations"]
    found = [(name, width, each["id"], [node["html"][:160] for node in each["nodes"]][:3]) for each in violations]
    if page.evaluate("document.documentElement.scrollWidth") > width:
        found.append((name, width, "wider than the window", []))
    return found + [(name, width, problem, []) for problem in page.problems]


@pytest.mark.parametrize("width", [375, 1440])
def test_every_page_is_accessible_and_fits(office, width):
    """No finding of axe at WCAG 2.2 AA, nothing wider than the window, no complaint of the browser."""
    clerk = Account.objects.get(login="clerk").pk
    pages = {
        "admin": [
            "accounts/",
            "accounts/new/",
            f"accounts/{clerk}/",
            "rights/",
            "rights/review/",
            "terminals/",
            "offices/",
        ],
        "security": ["rights/", f"accounts/{clerk}/", "rights/review/", "audit/", "audit/patterns/"],
    }
    found = []
    with served() as address, chromium() as opened:
        for login, paths in pages.items():
            page = opened(address, office[login], width=width)
            for path in paths:
                page.goto(f"/access/{path}")
                found += looked_at(page, f"{login}-{path.replace('/', '-')}", width)
        page = opened(address, office["auditor"], width=width)
        page.goto("/audit/")
        page.get_by_role("button", name="記録を見る").click()
        page.get_by_text("小平 花子").first.wait_for()
        found += looked_at(page, "audit", width)
        page.get_by_role("button", name="連鎖を確かめる").click()
        page.get_by_text("途切れも書換えもありません").wait_for()
        found += looked_at(page, "chain", width)
        page.goto("/audit/patterns/")
        found += looked_at(page, "patterns", width)
        for path, name in (("/nowhere/", "404"), ("/audit/chain/", "405"), ("/access/accounts/", "403")):
            page.goto(path)
            found += looked_at(page, name, width)
    assert not found, "\n".join(map(str, found))


def test_a_right_is_applied_for_and_approved_by_keyboard_alone(office):
    """Tab, type, Enter: at no point is a pointer needed, and the focus is always to be seen."""
    clerk = Account.objects.get(login="clerk")

    def go_to(page, wanted):
        for _ in range(120):
            page.keyboard.press("Tab")
            if page.evaluate("document.activeElement.id") == wanted:
                assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none"
                return
        raise AssertionError(f"{wanted} cannot be reached with Tab")

    with served() as address, chromium() as opened:
        page = opened(address, office["admin"])
        page.goto(f"/access/accounts/{clerk.pk}/")
        go_to(page, "right-what")
        for _ in range(40):
            if page.evaluate("document.activeElement.value") == "role:national.clerk":
                break
            page.keyboard.press("ArrowDown")
        for field, typed in (("valid_from", today_in_japan().isoformat()),
                             ("valid_until", today_in_japan().isoformat()), ("document", "通知書")):  # fmt: skip
            go_to(page, f"right-{field}")
            page.keyboard.type(typed)
        page.keyboard.press("Enter")
        page.get_by_text("権限を申請しました").wait_for()
        page = opened(address, office["security"])
        page.goto("/access/rights/")
        button = page.get_by_role("button", name="承認する 小平 花子 全国サーバ窓口").first
        for _ in range(120):
            page.keyboard.press("Tab")
            if button.evaluate("element => element === document.activeElement"):
                break
        page.keyboard.press("Enter")
        page.get_by_text("承認しました").wait_for()
    assert RightGrant.objects.get(account=clerk, document="通知書").approved_by.login == "security"


def test_a_file_can_be_taken_twice_from_one_page(office):
    """The answer is a file, so the page stays; its buttons still work."""
    with served() as address, chromium() as opened:
        page = opened(address, office["auditor"])
        page.goto("/audit/")
        for _ in range(2):
            with page.expect_download() as download:
                page.get_by_role("button", name="CSVで出力").click()
            assert download.value.suggested_filename.endswith(".csv")
        page.get_by_role("button", name="記録を見る").click()
        page.get_by_text("小平 花子").first.wait_for()


def test_a_page_left_alone_is_emptied_and_leads_back(office):
    """After the idle time nothing is shown any more, narrow or wide, and the way back keeps the page (CTRL-049, 097)."""
    import msgspec
    from django.conf import settings
    from django.test import override_settings

    soon = override_settings(DAICHO=msgspec.structs.replace(settings.DAICHO, idle_seconds=15))
    with soon, served() as address, chromium() as opened:
        page = opened(address, at_work(Account.objects.get(login="auditor")), width=375)
        page.goto("/audit/")
        page.get_by_role("button", name="記録を見る").click()
        page.get_by_text("小平 花子").first.wait_for()
        page.wait_for_url(re.compile("/access/locked/.next=/audit/"), timeout=90_000)
        assert "小平" not in page.content()
        assert not looked_at(page, "locked", 375)
        page.get_by_role("link", name="もう一度サインインする").click()
        page.wait_for_url(re.compile("/access/sign-in/.next=.*audit"))
        assert not looked_at(page, "sign-in", 375)


@pytest.mark.parametrize("width", [375, 1440])
def test_the_terminals_own_page_is_accessible_registered_or_not(office, width):
    """Both faces of the page: what this terminal is, and the code that registers it."""
    found = []
    with served() as address, chromium() as opened:
        page = opened(address, office["admin"], width=width)
        page.goto("/access/terminal/")
        page.get_by_text("管理1").first.wait_for()
        found += looked_at(page, "terminal", width)
        page.context.clear_cookies()
        page.goto("/access/terminal/")
        page.get_by_label("端末登録コード").fill("0")
        page.keyboard.press("Enter")
        page.get_by_text("A-3002").wait_for()
        found += looked_at(page, "terminal-unknown", width)
    assert not found, "\n".join(map(str, found))

"""The register's desk in a real browser: accessible at both ends of the range of widths, and usable by keys alone."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

import beside
import pictures

pytestmark = [pytest.mark.database, pytest.mark.browser]

HERE = Path(__file__).parent
WIDTHS = (375, 1440)
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}


desk = beside.load("register_desk", HERE.parent / "systems" / "register_screens" / "support.py")
server = beside.load("register_live_server", HERE / "register_server.py")


@pytest.fixture(scope="session")
def agency(tmp_path_factory):
    return desk.agency_world(tmp_path_factory.mktemp("agency"))


@pytest.fixture
def counter(system_databases, business_date, agency):
    """The counter of a register."""
    with desk.open_register(agency):
        yield desk.Counter()


@pytest.fixture(scope="module", autouse=True)
def chromium():
    """A browser for this module. Its event loop runs in this thread, which must not forbid the ORM meanwhile."""
    from playwright.sync_api import sync_playwright

    with pytest.MonkeyPatch.context() as patched, sync_playwright() as playwright:
        patched.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        yield browser
        browser.close()


GIVEN_UP = ("htmx:afterRequest", "htmx:sendAbort")
"""A live check that a newer one replaced, or that leaving the page ended: htmx says so on the console."""


def is_problem(message):
    return message.type == "error" and not message.text.startswith(GIVEN_UP)


@pytest.fixture
def window(counter, chromium):
    """A factory of browser windows at the counter: `window("clerk", width=375)`."""
    opened = []
    with server.live_server() as address:

        def at_work(login, *, width=1440):
            context = chromium.new_context(
                viewport={"width": width, "height": 900}, locale="ja-JP", base_url=address, reduced_motion="reduce"
            )
            context.add_cookies(
                [{"name": name, "value": value, "url": address} for name, value in counter.cookies(login).items()]
            )
            opened.append(context)
            page = context.new_page()
            page.traffic = Traffic(page)
            page.problems = []
            page.on("console", lambda message: page.problems.append(message.text) if is_problem(message) else None)
            page.on("pageerror", lambda error: page.problems.append(str(error)))
            return page

        yield at_work
        for context in opened:
            context.close()


class Traffic:
    """What a page is still asking the server for."""

    QUIET = 0.12

    def __init__(self, page):
        self.asked, self.last = set(), time.monotonic()
        page.on("request", self._begun)
        page.on("requestfinished", self._ended)
        page.on("requestfailed", self._ended)

    def _begun(self, request):
        self.asked.add(request)
        self.last = time.monotonic()

    def _ended(self, request):
        self.asked.discard(request)
        self.last = time.monotonic()

    @property
    def quiet(self):
        return not self.asked and time.monotonic() - self.last >= self.QUIET


def settle(page):
    """Until nothing has been asked for half a second: checks while typing begin a quarter of a second late."""
    page.wait_for_load_state("networkidle")


def arrived(page):
    """Until a page just gone to has all it asks for by itself, which it does at once."""
    page.wait_for_load_state("load")
    while not page.traffic.quiet:
        page.wait_for_timeout(20)


def name_of(path):
    """The name of a screen by its address."""
    from django.urls import resolve

    return resolve(path.partition("?")[0]).url_name


@pytest.fixture
def addresses(counter):
    """Every screen with somebody who may see it, on a register in which something has happened."""
    from daicho.systems.register.models import SavedSearch

    clerk, checker = counter.sign_in("clerk"), counter.sign_in("checker")
    persons, household = desk.family_lives_here(clerk, checker, 4)
    waiting = desk.to_summary(clerk, "domestic_move_in", desk.move_in_fields(2))
    desk.submit(clerk, waiting)
    relocation = desk.HEADER | {f"m-{person}-take": "on" for person in persons}
    relocation |= {"d-town": "国分南一丁目", "d-lot": "1番1号"}
    summary = desk.to_summary(clerk, "relocation", relocation, household=household)
    forms = [desk.begin(clerk, "domestic_move_in"), desk.begin(clerk, "move_out", household=household)]
    forms += [desk.begin(clerk, "clerical_correction", person=persons[1])]
    clerk.post("/search/", {"kana": "ミホン", "past": "on"})
    found = SavedSearch.objects.latest("id").pk
    resident = f"/residents/{persons[0]}/"
    return {
        "clerk": [
            "/",
            "/search/",
            f"/search/{found}/",
            resident,
            f"{resident}timeline/",
            f"{resident}history/",
            f"/households/{household}/",
            "/procedures/",
            "/pending/",
            f"/pending/{summary}/",
            *forms,
            "/acts/1/",
        ],
        "checker": [f"/pending/{waiting}/", "/next-day/?day=2026-11-21"],
        "operator": ["/operator/"],
        "auditor": ["/audit/"],
    }


@pytest.mark.parametrize("width", WIDTHS)
def test_every_screen_is_accessible_and_fits(window, addresses, width):
    """No finding of axe at WCAG 2.2 AA, nothing wider than the window, no error in the console (strict CSP)."""
    from axe_playwright_python.sync_playwright import Axe

    found = []
    for login, paths in addresses.items():
        page = window(login, width=width)
        for path in paths:
            page.goto(path)
            arrived(page)
            pictures.keep(page, f"register-{name_of(path)}")
            violations = Axe().run(page, options=RULES).response["violations"]
            found += [(path, each["id"], [node["html"][:160] for node in each["nodes"]][:3]) for each in violations]
            if page.evaluate("document.documentElement.scrollWidth") > width:
                found.append((path, "wider than the window", width))
        found += [(login, problem) for problem in page.problems]
    assert not found, "\n".join(map(str, found))


class Keys:
    """Somebody who types and never touches the mouse."""

    def __init__(self, page):
        self.page = page

    def press(self, key):
        self.page.keyboard.press(key)

    def focused(self):
        return self.page.evaluate("document.activeElement.name || document.activeElement.id || ''")

    def go_to(self, name, *, most=140):
        """Tab until the field is reached."""
        for _ in range(most):
            if self.focused() == name:
                return
            self.press("Tab")
        raise AssertionError(f"{name} cannot be reached with Tab")

    def type(self, name, text):
        self.go_to(name)
        self.press("Control+A")
        self.page.keyboard.insert_text(text)


def type_family(page, keys):
    """Four people, each added with a key; what they share is copied down."""
    for index, (given, reading, birth, sex, relationship) in enumerate(desk.FAMILY):
        if index:
            keys.press("Alt+m")
            page.locator(f"#id_e-{index}-given:focus").wait_for()
        else:
            keys.type("e-0-family", "見本")
        keys.type(f"e-{index}-given", given)
        if not index:
            keys.type("e-0-family_furigana", "ミホン")
        keys.type(f"e-{index}-given_furigana", reading)
        keys.type(f"e-{index}-birth_date", birth)
        keys.go_to(f"e-{index}-sex")
        keys.press("Space" if sex == "male" else "ArrowDown")
        keys.type(f"e-{index}-relationship", relationship)
        keys.type(f"e-{index}-code", desk.code())
        if not index:
            keys.type("e-0-domicile", "神奈川県海老名市中央一丁目1番地")
            keys.type("e-0-first_listed_person", "見本　太郎")


@pytest.mark.covers("STD-2.3.2")
def test_a_family_of_four_moves_in_without_a_mouse(window):
    """From the counter home to the definitive act by a second person, with keys only."""
    from daicho.systems.register.models import Act, Person

    page = window("clerk")
    page.goto("/")
    settle(page)
    keys = Keys(page)
    keys.press("Alt+1")
    page.wait_for_url("**/drafts/*/")
    settle(page)
    keys.press("Alt+d")
    assert keys.focused() == "h-effective_on"
    page.keyboard.insert_text("R8.11.20")
    keys.go_to("h-documents")
    keys.press("ArrowDown")
    keys.press("Space")
    keys.type("c-municipality", "132110")
    keys.type("d-town", "中央一丁目")
    keys.type("d-lot", "1番1号")
    keys.type("p-town", "小川町一丁目")
    keys.type("p-municipality", "東京都小平市")
    keys.type("p-lot", "1番1号")
    type_family(page, keys)
    page.locator(".verdict-line", has_text="エラー 0").wait_for()
    keys.press("Control+Enter")
    page.wait_for_url("**/pending/*/")
    keys.press("Control+Enter")
    page.get_by_text("別の職員の確認を待っています").wait_for()
    assert page.problems == []

    checking = window("checker")
    checking.goto(page.url)
    settle(checking)
    Keys(checking).press("Control+Enter")
    checking.wait_for_url("**/acts/*/")
    assert Act.objects.get().command_kind == "domestic_move_in"
    assert [person.relationship for person in Person.objects.order_by("position")] == ["世帯主", "妻", "子", "子"]
    checking.go_back()
    checking.get_by_text("この異動は本登録されました").wait_for()
    assert checking.get_by_text("届出書と照合した").count() == 0


def test_the_law_answers_while_one_types(window):
    """Without sending anything: the date as understood, the town suggested, the error with its clause."""
    page = window("clerk")
    page.goto("/")
    page.keyboard.press("Alt+1")
    page.wait_for_url("**/drafts/*/")
    settle(page)
    page.fill("#id_h-effective_on", "R8.12.1")
    page.locator("#id_h-effective_on-live").get_by_text("令和8年12月1日").wait_for()
    page.fill("#id_d-town", "ちゅうおう")
    page.locator("#id_d-town-live button").first.wait_for()
    page.press("#id_d-town", "ArrowDown")
    page.press("#id_d-town-live button:focus", "ArrowUp")
    assert page.evaluate("document.activeElement.id") == "id_d-town"
    page.press("#id_d-town", "ArrowDown")
    page.press("#id_d-town-live button:focus", "Enter")
    assert page.input_value("#id_d-town").startswith("中央")
    assert page.evaluate("document.activeElement.id") == "id_d-lot"
    page.fill("#id_e-0-family", "見本")
    page.fill("#id_e-0-given", "太郎")
    page.fill("#id_e-0-birth_date", "S55.4.1")
    page.check("#id_e-0-sex_0")
    page.get_by_text("R-403-01").wait_for()


def test_an_individual_number_disappears_as_soon_as_it_is_typed(window):
    """It is in no field of the page, nor anywhere in its source."""
    from daicho.values.numbers import IndividualNumber

    number = IndividualNumber.synthetic(123).stored()
    page = window("clerk")
    page.goto("/")
    page.keyboard.press("Alt+1")
    page.wait_for_url("**/drafts/*/")
    settle(page)
    page.fill("#id_e-0-number", number)
    page.press("#id_e-0-number", "Tab")
    page.get_by_text("受領済み").wait_for()
    assert number not in page.content()
    assert page.locator("#id_e-0-number").count() == 0


def test_on_a_telephone_the_verdict_is_seen_before_the_button_and_the_list_is_read_whole(window, addresses):
    """At 375 px: what the law says stands in view wherever one types; no column of the next-day list is cut off."""
    page = window("clerk", width=375)
    page.goto(next(path for path in addresses["clerk"] if "/drafts/" in path))
    settle(page)
    inside = "node => { const box = node.getBoundingClientRect(); return box.top >= 0 && box.bottom <= innerHeight; }"
    for place in ("#id_h-effective_on", "#act-form p.actions button.primary"):
        page.locator(place).last.focus()
        assert page.locator(".verdict").evaluate(inside)
        covered = "node => document.querySelector('.verdict').getBoundingClientRect().top < node.getBoundingClientRect().bottom"
        assert not page.locator(place).last.evaluate(covered)
    page = window("checker", width=375)
    page.goto("/next-day/?day=2026-11-21")
    settle(page)
    cells = page.locator(".stacks td, .stacks tbody th")
    assert cells.count()
    assert cells.evaluate_all("nodes => nodes.every(node => node.getBoundingClientRect().right <= innerWidth)")

"""Every procedure's form in a real browser: accessible at both widths, and each group worked by keys alone."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

import pytest

pytestmark = [pytest.mark.database, pytest.mark.browser]

HERE = Path(__file__).parent


def load(name, path):
    """A module beside this one, whichever way test modules are imported."""
    if name not in sys.modules:
        spec = importlib.util.spec_from_file_location(name, path)
        module = importlib.util.module_from_spec(spec)
        sys.modules[name] = module
        spec.loader.exec_module(module)
    return sys.modules[name]


register = load("register_in_browser", HERE / "test_register.py")
desk = register.desk
agency, counter, chromium, window = register.agency, register.counter, register.chromium, register.window
WIDTHS, Keys, settle = register.WIDTHS, register.Keys, register.settle


@pytest.fixture
def town(counter):
    """A family, a household without a head at their address, somebody with a number, a foreign resident."""
    clerk, checker = counter.sign_in("clerk"), counter.sign_in("checker")
    persons, household = desk.family_lives_here(clerk, checker, 3, lot="7番7号", **{"e-0-family": "渡邉"})
    _, other = desk.family_lives_here(clerk, checker, 1, lot="7番7号")
    abroad, theirs = desk.foreigner_lives_here(clerk, checker)
    return {
        "clerk": clerk,
        "persons": persons,
        "household": household,
        "other": other,
        "foreign": abroad,
        "theirs": theirs,
    }


def begun(town):
    """The address of the form of every procedure, each begun where it is offered."""
    from daicho.systems.register.forms.procedures import PROCEDURES

    foreign = {"common_name_recorded", "common_name_deleted", "immigration_notice", "naturalised"}
    foreign |= {"nationality_acquired", "residence_notified"}
    for kind in PROCEDURES:
        if kind == "cancellation":
            yield kind, desk.begin(town["clerk"], kind, act="1")
        else:
            number = town["foreign"] if kind in foreign else town["persons"][0]
            yield kind, desk.begin(town["clerk"], kind, person=number)


@pytest.mark.parametrize("width", WIDTHS)
def test_every_form_is_accessible_and_fits(window, town, width):
    """No finding of axe at WCAG 2.2 AA, nothing wider than the window, no error in the console."""
    from axe_playwright_python.sync_playwright import Axe

    found = []
    page = window("clerk", width=width)
    for kind, path in [*begun(town), ("procedures", "/procedures/"), ("resident", f"/residents/{town['foreign']}/")]:
        page.goto(path)
        settle(page)
        violations = Axe().run(page, options=register.RULES).response["violations"]
        found += [(kind, each["id"], [node["html"][:160] for node in each["nodes"]][:3]) for each in violations]
        if page.evaluate("document.documentElement.scrollWidth") > width:
            found.append((kind, "wider than the window", width))
    found += [("console", problem) for problem in page.problems]
    assert not found, "\n".join(map(str, found))


def opened(window, path):
    page = window("clerk")
    page.goto(path)
    settle(page)
    return page, Keys(page)


def begin_by_keys(page, keys, group, digit):
    """The key of a heading, then a digit."""
    keys.press(group)
    keys.press(str(digit))
    page.wait_for_url("**/drafts/*/")
    settle(page)


def dated(page, keys, day="R8.11.20"):
    keys.press("Alt+d")
    assert keys.focused() == "h-effective_on"
    page.keyboard.insert_text(day)


def to_definitive(page, keys, window):
    """Summary, 仮登録, and the check by another person, with Ctrl+Enter only."""
    page.locator(".verdict-line", has_text="エラー 0").wait_for()
    keys.press("Control+Enter")
    page.wait_for_url("**/pending/*/")
    keys.press("Control+Enter")
    page.get_by_text("別の職員の確認を待っています").wait_for()
    checking = window("checker")
    checking.goto(page.url)
    settle(checking)
    Keys(checking).press("Control+Enter")
    checking.wait_for_url("**/acts/*/")
    assert page.problems == []
    return checking


def newest(number):
    from daicho.systems.register.models import HistoryRow

    return HistoryRow.objects.filter(addressee_number=number).latest("history_number")


@pytest.mark.covers("STD-2.3.2")
def test_a_head_is_changed_by_keys(window, town):
    """From the household: heading, digit, day, everybody's relationship."""
    page, keys = opened(window, f"/households/{town['household']}/")
    begin_by_keys(page, keys, "Alt+s", 4)
    dated(page, keys)
    keys.go_to("h-documents")
    keys.press("Space")
    for number, relationship in zip(town["persons"], ("夫", "世帯主", "子"), strict=True):
        page.locator(f"#id_m-{number}-relationship").focus()
        keys.type(f"m-{number}-relationship", relationship)
    to_definitive(page, keys, window)
    assert newest(town["persons"][1]).relationship == "世帯主"


def test_an_ex_officio_removal_by_keys(window, town):
    """The ground is chosen with the arrow keys; the inspection has its own day."""
    page, keys = opened(window, f"/residents/{town['persons'][2]}/")
    begin_by_keys(page, keys, "Alt+x", 2)
    dated(page, keys)
    keys.go_to("x-ground")
    page.keyboard.press("Home")
    page.keyboard.press("ArrowDown")
    keys.type("x-inspected_on", "R8.11.19")
    to_definitive(page, keys, window)
    assert newest(town["persons"][2]).state == "removed"


@pytest.mark.covers("SYS24")
def test_a_character_is_identified_by_keys(window, town):
    """Tab to the character, the arrow keys to its variant; the name changes at once, before and after are shown."""
    page, keys = opened(window, f"/residents/{town['persons'][0]}/")
    begin_by_keys(page, keys, "Alt+v", 4)
    dated(page, keys)
    keys.go_to("x-ground")
    page.keyboard.press("Home")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    keys.go_to("w-family-1")
    page.keyboard.press("ArrowDown")
    page.locator("#id_a-family:not([value='渡邉'])").wait_for()
    page.locator("input[name='w-family-1']:focus").wait_for()
    assert page.locator(".side-by-side .glyphs").first.inner_text() == "渡邉　太郎"
    to_definitive(page, keys, window)
    row = newest(town["persons"][0])
    assert row.reason == "minor_correction"
    assert row.name["family"] != "渡邉"


def test_an_individual_number_is_entered_by_keys_and_vanishes(window, town):
    """It is in no field of the page once the field is left."""
    from daicho.values.numbers import IndividualNumber

    number = IndividualNumber.synthetic(321).stored()
    page, keys = opened(window, f"/residents/{town['persons'][0]}/")
    begin_by_keys(page, keys, "Alt+b", 4)
    dated(page, keys)
    keys.go_to("x-number_evidence")
    page.keyboard.press("End")
    keys.go_to("n-number")
    page.keyboard.insert_text(number)
    keys.press("Tab")
    page.get_by_text("受領済み").wait_for()
    assert number not in page.content()
    to_definitive(page, keys, window)
    assert newest(town["persons"][0]).individual_number_ref


def test_a_former_surname_by_keys(window, town):
    """Three fields and the documents."""
    page, keys = opened(window, f"/residents/{town['persons'][0]}/")
    begin_by_keys(page, keys, "Alt+k", 1)
    dated(page, keys)
    keys.go_to("h-documents")
    keys.press("Space")
    keys.type("x-written", "合成")
    keys.type("x-furigana", "ゴウセイ")
    to_definitive(page, keys, window)
    assert newest(town["persons"][0]).former_surname["written"] == "合成"


def test_a_notice_of_the_immigration_agency_by_keys(window, town):
    """The items stand as recorded; one is rewritten."""
    page, keys = opened(window, f"/residents/{town['foreign']}/")
    begin_by_keys(page, keys, "Alt+g", 1)
    dated(page, keys)
    keys.go_to("x-matter")
    page.keyboard.press("Home")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    keys.type("x-period", "2年")
    keys.type("x-expires_on", "R10.10.1")
    to_definitive(page, keys, window)
    assert newest(town["foreign"]).residence["period"] == "2年"


def test_records_are_made_anew_by_keys(window, town):
    """改製 of a whole household."""
    page, keys = opened(window, f"/households/{town['household']}/")
    begin_by_keys(page, keys, "Alt+r", 1)
    dated(page, keys)
    keys.type("x-ground", "様式の変更")
    to_definitive(page, keys, window)
    assert newest(town["persons"][0]).remade_on


def test_a_foreign_family_shows_its_own_fields(window):
    """Fields of the other kind of resident are hidden as soon as the kind is chosen, and copied down with it."""
    page, keys = opened(window, "/procedures/")
    begin_by_keys(page, keys, "Alt+a", 2)
    assert not page.locator("#id_e-0-nationality").is_visible()
    keys.go_to("e-0-kind")
    keys.press("ArrowDown")
    assert page.locator("#id_e-0-nationality").is_visible()
    assert not page.locator("#id_e-0-domicile").is_visible()
    keys.type("e-0-roman", "SAMPLE MARIE")
    keys.type("e-0-nationality", "カナダ")
    keys.press("Alt+m")
    page.locator("#id_e-1-given:focus").wait_for()
    assert page.input_value("#id_e-1-nationality") == "カナダ"
    assert page.locator("#id_e-1-nationality").is_visible()


def test_back_to_a_form_that_was_refused_shows_it_again(window):
    """A page that answered a sent form is not asked for again: "back" loads the form, with what was typed."""
    page, keys = opened(window, "/procedures/")
    begin_by_keys(page, keys, "Alt+a", 1)
    keys.type("e-0-family", "見本")
    keys.press("Control+Enter")
    page.get_by_text("入力に直すところがあります").wait_for()
    page.goto("/pending/")
    settle(page)
    page.go_back()
    settle(page)
    assert page.input_value("#id_e-0-family") == "見本"


def test_the_form_begins_by_itself_after_the_purpose(window):
    """Pressed once, asked for the purpose, gone on without another press; "back" does not begin a second one."""
    from daicho.systems.register.models import FormDraft

    page = window("clerk")
    page.goto("/")
    settle(page)
    keys = Keys(page)
    keys.press("Alt+e")
    page.wait_for_load_state()
    settle(page)
    keys.press("Alt+1")
    page.wait_for_url("**/purpose/**")
    settle(page)
    page.locator("input[name=purpose]").first.check()
    if page.locator("input[name=case_number]").count():
        page.fill("input[name=case_number]", "令8-7")
    page.locator("main form button").first.click()
    page.wait_for_url("**/drafts/*/")
    page.go_back()
    settle(page)
    assert FormDraft.objects.count() == 1

"""Every procedure's form in a real browser: accessible at both widths, and each group worked by keys alone."""

from __future__ import annotations

from pathlib import Path

import pytest

import beside
import pictures

pytestmark = [pytest.mark.database, pytest.mark.browser]

HERE = Path(__file__).parent


register = beside.load("register_in_browser", HERE / "test_register.py")
desk = register.desk
agency, counter, chromium, window = register.agency, register.counter, register.chromium, register.window
WIDTHS, Keys, arrived, settle = register.WIDTHS, register.Keys, register.arrived, register.settle


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
            yield kind, drafted(town["clerk"], kind, number)


def drafted(clerk, kind, number):
    """The form of a procedure about somebody, of one to whom it does not apply as well: it is looked at, not sent."""
    from daicho.systems.register.models import FormDraft

    response = clerk.post("/drafts/", {"kind": kind, "person": number})
    if response.status_code == 302:
        return response["Location"]
    assert "S-0105" in desk.text_of(response)
    path = desk.begin(clerk, "change_of_head", person=number)
    FormDraft.objects.filter(pk=path.strip("/").split("/")[-1]).update(kind=kind)
    return path


@pytest.mark.parametrize("width", WIDTHS)
def test_every_form_is_accessible_and_fits(window, town, width):
    """No finding of axe at WCAG 2.2 AA, nothing wider than the window, no error in the console."""
    from axe_playwright_python.sync_playwright import Axe

    found = []
    page = window("clerk", width=width)
    for kind, path in [*begun(town), ("procedures", "/procedures/"), ("resident", f"/residents/{town['foreign']}/")]:
        page.goto(path)
        arrived(page)
        pictures.keep(page, f"register-form-{kind}" if "/drafts/" in path else f"register-{kind}")
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


def officially(page, keys, *, whose="office"):
    """The first basis offered is chosen with the arrow keys; whose act it mostly is follows, and what is asked."""
    keys.go_to("h-basis")
    keys.press("Home")
    keys.press("ArrowDown")
    assert page.input_value("#id_h-notifier_kind") == whose
    assert page.locator("#id_h-notifier_name").is_visible() is (whose != "office")


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
    officially(page, keys)
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
    officially(page, keys)
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
    officially(page, keys, whose="other_office")
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


def test_enter_leads_through_the_questions_of_a_move_in(window):
    """Each question once: nothing twice, nothing that is folded or does not apply, to the button that adds a member."""
    page, keys = opened(window, "/procedures/")
    begin_by_keys(page, keys, "Alt+a", 1)
    keys.press("Alt+d")
    met = []
    while (field := keys.focused()) != "do":
        met.append(field)
        keys.press("Enter")
        assert len(met) < 60
    assert len(met) == len(set(met))
    assert {"h-documents", "x-special", "c-municipality", "d-town", "p-town", "e-0-sex", "e-0-number"} <= set(met)
    assert not {"h-relationship_documents", "x-moves_not_notified", "e-0-re_entry_of", "e-0-nationality"} & set(met)


def test_enter_takes_the_one_town_that_a_postal_code_names(window):
    """Town and postal code are filled in, the cursor goes on to the lot; the certificate's municipality comes first."""
    page, keys = opened(window, "/procedures/")
    begin_by_keys(page, keys, "Alt+a", 1)
    keys.type("d-town", "243-0432")
    page.locator("#id_d-town-live button").wait_for()
    keys.press("Enter")
    assert keys.focused() == "d-lot"
    assert page.input_value("#id_d-town") == "中央"
    assert page.input_value("#id_d-postal_code") == "2430432"
    page.fill("#id_c-municipality", "小平市")
    keys.type("p-town", "おがわちょう")
    page.locator("#id_p-town-live button").first.wait_for()
    assert "小平市" in page.locator("#id_p-town-live button").first.inner_text()


def test_who_leaves_alone_is_proposed_as_head_while_members_are_chosen(window, town):
    """With the head nobody is; a second member changes nothing that stands; who is alone then is."""
    _, mother, child = town["persons"]
    page, _ = opened(window, f"/residents/{child}/")
    page.goto(desk.begin(town["clerk"], "relocation", person=child))
    settle(page)

    def proposed():
        return [page.input_value(f"#id_m-{number}-relationship") for number in town["persons"]]

    assert proposed() == ["", "", "世帯主"]
    page.check(f"#id_m-{mother}-take")
    assert proposed() == ["", "", "世帯主"]
    page.check(f"#id_m-{town['persons'][0]}-take")
    assert proposed() == ["", "", ""]
    page.uncheck(f"#id_m-{town['persons'][0]}-take")
    page.uncheck(f"#id_m-{child}-take")
    assert proposed() == ["", "世帯主", ""]


def test_a_child_is_born_into_the_household_shown(window, town):
    """The household stands in place of an address; what the child takes from the head is there."""
    page, keys = opened(window, f"/households/{town['household']}/")
    begin_by_keys(page, keys, "Alt+a", 3)
    page.get_by_text("異動先の世帯:").wait_for()
    assert not page.locator("#id_d-town").is_visible()
    keys.type("e-0-given", "新")
    keys.type("e-0-given_furigana", "アラタ")
    keys.type("e-0-birth_date", "R8.11.21")
    keys.go_to("e-0-sex")
    keys.press("Space")
    to_definitive(page, keys, window)


def test_somebody_becomes_japanese_by_keys(window, town):
    """On a notice of the family register; the reading is the one that stands there."""
    page, keys = opened(window, f"/residents/{town['foreign']}/")
    begin_by_keys(page, keys, "Alt+g", 3)
    officially(page, keys, whose="other_office")
    dated(page, keys)
    for name, text in (
        ("family", "見本"),
        ("given", "真理"),
        ("family_furigana", "ミホン"),
        ("given_furigana", "マリ"),
    ):
        keys.type(f"x-{name}", text)
    keys.type("x-domicile", "神奈川県海老名市中央一丁目1番地")
    keys.type("x-first_listed_person", "見本　真理")
    keys.go_to("x-furigana_confirmed")
    keys.press("Space")
    to_definitive(page, keys, window)
    row = newest(town["foreign"])
    assert row.kind == "japanese"
    assert row.name["family_furigana_confirmed"]

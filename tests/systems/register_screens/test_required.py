"""What a form demands: marked before it is sent, chosen and not preselected, and asked for once."""

from __future__ import annotations

import html
import re

import pytest

from daicho.systems.register.models import PendingAct

from .support import (
    HEADER,
    begin,
    family_lives_here,
    foreigner_lives_here,
    move_in_fields,
    text_of,
    to_summary,
)

pytestmark = pytest.mark.database
MARK = r'<span class="required[^"]*">必須</span>'
EX_OFFICIO = HEADER | {"h-basis": "ex_officio", "h-notifier_kind": "office", "h-effective_on": "R8.11.20"}


def label(page, name):
    """What stands in the label of a field."""
    return re.search(rf'<label for="id_{name}">(.*?)</label>', page, re.DOTALL)[1]


def options(page, name):
    """The choices of a select, each with whether it is chosen."""
    drawn = re.search(rf'<select name="{name}".*?</select>', page, re.DOTALL)[0]
    return [(value, "selected" in more) for value, more in re.findall(r'<option value="([^"]*)"([^>]*)>', drawn)]


@pytest.mark.parametrize("day", ["R8.2.30", "R8.13.1", "11/日"])
def test_a_day_that_cannot_be_read_is_not_said_to_be_missing_too(clerk, day):
    """The field says what is wrong with it; the law's finding of a missing day would be untrue."""
    address = begin(clerk, "domestic_move_in")
    for name, code in (("h-effective_on", "R-403-02"), ("h-notified_on", "R-4102-02")):
        response = clerk.post(address, move_in_fields(1, **{name: day}))
        assert response.status_code == 422
        assert "V-DATE" in text_of(response)
        assert code not in text_of(response)
        assert code not in text_of(clerk.post(f"{address}live/", move_in_fields(1, **{name: day})))
        assert code in text_of(clerk.post(f"{address}live/", move_in_fields(1, **{name: ""})))
    assert not PendingAct.objects.exists()


def test_the_ground_of_an_ex_officio_removal_is_chosen(clerk, checker):
    """Nothing is chosen beforehand; without a choice nothing begins."""
    (person,), household = family_lives_here(clerk, checker)
    page = text_of(clerk.get(begin(clerk, "ex_officio_removal", household=household)))
    choices = options(page, "x-ground")
    assert choices[0][0] == ""
    assert not any(chosen for value, chosen in choices if value)
    assert re.search(MARK, label(page, "x-ground"))
    before = PendingAct.objects.count()
    typed = EX_OFFICIO | {f"m-{person}-take": "on", "x-inspected_on": "R8.11.19"}
    address = begin(clerk, "ex_officio_removal", household=household)
    for left in (typed, typed | {"x-ground": ""}):
        response = clerk.post(address, left)
        assert response.status_code == 422
        assert "職権消除の事由" in text_of(response)
        assert clerk.post(f"{address}live/", left).status_code == 200
    assert PendingAct.objects.count() == before


def test_no_legal_ground_is_chosen_beforehand(clerk, checker):
    """Of a minor correction, of a notice of the immigration agency, the article of a move-in from abroad."""
    number, _ = foreigner_lives_here(clerk, checker)
    for kind, name, subject in (
        ("minor_correction", "x-ground", {"person": number}),
        ("immigration_notice", "x-matter", {"person": number}),
        ("move_in_from_abroad", "x-article", {}),
    ):
        address = begin(clerk, kind, **subject)
        page = text_of(clerk.get(address))
        choices = options(page, name)
        assert choices[0][0] == ""
        assert not any(chosen for value, chosen in choices if value)
        assert re.search(MARK, label(page, name))
        assert clerk.post(f"{address}live/", HEADER).status_code == 200
        assert clerk.post(address, HEADER).status_code == 422


def test_what_the_law_or_the_kind_of_resident_demands_is_marked(clerk):
    """The day of the act for everybody, surname and given name for a Japanese resident; furigana is not."""
    page = text_of(clerk.get(begin(clerk, "domestic_move_in")))
    assert re.search(MARK, label(page, "h-effective_on"))
    for name in ("e-0-family", "e-0-given"):
        assert '<span class="required japanese-only">必須</span>' in label(page, name)
    for name in ("e-0-family_furigana", "e-0-roman", "h-notifier_name"):
        assert "必須" not in label(page, name)
    assert to_summary(clerk, "domestic_move_in", move_in_fields(1))


@pytest.mark.parametrize("typed", ["11/20", "11月20日", "１１／２０"])
def test_a_day_without_its_year_is_one_of_the_business_year_and_said_so(clerk, typed):
    """The field shows the date it understood, and the act has it; an impossible day stays impossible."""
    from daicho.law.commands import Command
    from daicho.values import codec

    page = text_of(clerk.get(begin(clerk, "domestic_move_in")))
    asked = html.unescape(re.search(r'name="h-effective_on"[^>]*?hx-get="([^"]*)"', page)[1])
    shown = clerk.get(asked, {"field": "h-effective_on", "h-effective_on": typed, "year": "2026"})
    assert "令和8年11月20日" in text_of(shown)
    assert asked.endswith("year=2026")
    number = to_summary(clerk, "domestic_move_in", move_in_fields(1, **{"h-effective_on": typed}))
    command = codec.decode(bytes(PendingAct.objects.get(pk=number).command), Command)
    assert command.header.effective_on.iso() == "2026-11-20"
    response = clerk.post(begin(clerk, "domestic_move_in"), move_in_fields(1, **{"h-effective_on": "2/30"}))
    assert response.status_code == 422
    assert "V-DATE" in text_of(response)
    birth = clerk.post(begin(clerk, "domestic_move_in"), move_in_fields(1, **{"e-0-birth_date": typed}))
    assert birth.status_code == 422


@pytest.mark.parametrize(
    "kind", ["ex_officio_entry", "ex_officio_removal", "ex_officio_correction", "minor_correction", "death"]
)
def test_whether_an_act_of_the_office_rests_on_a_notice_is_chosen(clerk, checker, kind):
    """Neither 通知 nor 職権 stands beforehand, nor who it came from; without a choice nothing begins."""
    (person,), _ = family_lives_here(clerk, checker)
    address = begin(clerk, kind, person=person)
    page = text_of(clerk.get(address))
    for name in ("h-basis", "h-notifier_kind"):
        assert not any(chosen for value, chosen in options(page, name) if value)
        assert re.search(MARK, label(page, name))
    before = PendingAct.objects.count()
    response = clerk.post(address, HEADER | {"h-basis": "", "x-ground": "other", "x-kind": "ordinary"})
    assert response.status_code == 422
    assert "根拠" in re.search(r'<div class="notice error".*?</div>', text_of(response), re.DOTALL)[0]
    assert PendingAct.objects.count() == before


def test_the_reason_of_an_ex_officio_entry_is_chosen(clerk):
    """Of the three reasons of an entry none stands beforehand."""
    address = begin(clerk, "ex_officio_entry")
    assert not any(chosen for value, chosen in options(text_of(clerk.get(address)), "x-kind") if value)
    response = clerk.post(address, move_in_fields(1) | EX_OFFICIO)
    assert response.status_code == 422
    assert "異動事由" in text_of(response)
    assert not PendingAct.objects.exists()


def test_what_a_counter_meets_begins_as_a_notification(clerk, checker):
    """Somebody stands there and notifies; ex officio is what a clerk chooses (Articles 22 to 25)."""
    (person,), _ = family_lives_here(clerk, checker)
    page = text_of(clerk.get(begin(clerk, "relocation", person=person)))
    assert options(page, "h-basis")[0] == ("notification", False)
    assert options(page, "h-notifier_kind")[0][0] == "self"


@pytest.mark.parametrize(
    ("kind", "who"),
    [
        ("domestic_move_in", "届出人"),
        ("relocation", "届出人等"),
        ("birth", "通知・届出をした者"),
        ("death", "通知者・申出者等"),
        ("clerical_correction", "申し出た者・調べた者"),
        ("former_surname_changed", "請求者"),
    ],
)
def test_whose_name_is_asked_for_is_called_by_the_basis(clerk, checker, kind, who):
    """Nobody notifies a notice or an ex officio act (STD-4.2.0.4, 4.2.0.5)."""
    (person,), _ = family_lives_here(clerk, checker)
    page = text_of(clerk.get(begin(clerk, kind, person=person)))
    assert label(page, "h-notifier_kind").startswith(who)
    assert label(page, "h-notifier_name") == f"{who}の氏名"
    assert label(page, "h-notifier_address") == f"{who}の住所"


def test_a_day_that_may_be_left_out_is_not_marked_as_required(clerk, checker):
    """A clerical correction without a day is one of the whole stay (STD-4.2.3.3)."""
    (person,), _ = family_lives_here(clerk, checker)
    for kind, marked in (("clerical_correction", False), ("ex_officio_correction", True)):
        page = text_of(clerk.get(begin(clerk, kind, person=person)))
        assert bool(re.search(MARK, label(page, "h-effective_on"))) is marked


def test_a_cancellation_says_what_it_cancels_and_needs_no_day(clerk, checker):
    """The act it was begun from stands above the people; without a day it holds from the act's own (STD-4.6.0.1)."""
    family_lives_here(clerk, checker)
    page = text_of(clerk.get(begin(clerk, "cancellation", act="1")))
    assert "取り消す異動" in page
    assert re.search(r'<a href="/acts/1/">転入 <span class="small">異動番号 1</span></a>', page)
    assert not re.search(MARK, label(page, "h-effective_on"))


@pytest.mark.parametrize(("kind", "missing"), [("relocation", "異動する人"), ("household_merge", "異動先の世帯番号")])
def test_a_form_about_nobody_says_so(clerk, checker, kind, missing):
    """Whom or which household it is about is told to be missing, not passed over in silence."""
    _, household = family_lives_here(clerk, checker, 2)
    address = begin(clerk, kind, household=household)
    response = clerk.post(address, HEADER | {"d-town": "中央一丁目", "d-lot": "2番"})
    assert response.status_code == 422
    assert missing in re.search(r'<div class="notice error".*?</div>', text_of(response), re.DOTALL)[0]

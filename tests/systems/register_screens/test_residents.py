"""A resident's pages: any day, as known at any act, household, timeline, history."""

from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse

from daicho.systems.register.models import AccessRecord

from .support import HEADER, done, family_lives_here, text_of

pytestmark = pytest.mark.database


def resident(client, person, **moment):
    return client.get(reverse("register:resident", args=[person]), moment)


def relocate(clerk, checker, persons, household, on="R8.11.21", lot="9番9号"):
    fields = HEADER | {f"m-{person}-take": "on" for person in persons}
    fields |= {"h-effective_on": on, "d-town": "国分南一丁目", "d-lot": lot}
    return done(clerk, checker, "relocation", fields, household=household)


@pytest.mark.covers("SYS1-F2")
def test_a_record_is_shown_on_any_day(clerk, checker):
    """Before the relocation the old address, after it the new one, before the move-in nothing."""
    persons, household = family_lives_here(clerk, checker, 2)
    relocate(clerk, checker, persons, household)
    assert "国分南一丁目9番9号" in text_of(resident(clerk, persons[0]))
    then = text_of(resident(clerk, persons[0], on="R8.11.20"))
    assert "中央一丁目" in then
    assert "国分南一丁目9番9号" not in then
    assert "この時点の住民票はありません" in text_of(resident(clerk, persons[0], on="R8.11.1"))


@pytest.mark.covers("SYS1-F2")
def test_a_record_is_shown_as_it_was_known_at_an_act(clerk, checker):
    """As known after the move-in, the relocation has not been heard of, whatever the day."""
    persons, household = family_lives_here(clerk, checker)
    act = relocate(clerk, checker, persons, household)
    page = text_of(resident(clerk, persons[0], known_at=act - 1))
    assert "国分南一丁目9番9号" not in page
    assert "国分南一丁目9番9号" in text_of(resident(clerk, persons[0], known_at=act))


@pytest.mark.covers("STD-2.2.1")
def test_the_timeline_says_who_when_on_what_basis_and_what_changed(clerk, checker):
    """Newest first, each with reason, dates, basis, before and after, and both people with office and terminal."""
    persons, household = family_lives_here(clerk, checker)
    act = relocate(clerk, checker, persons, household)
    page = text_of(clerk.get(reverse("register:timeline", args=persons)))
    assert page.index("転居") < page.index("国内転入")
    for text in ("令和8年11月21日", "届出", f"/acts/{act}/", "市民課 窓口 clerk", "国分南一丁目9番9号"):
        assert text in page
    assert "見本 clerk (市民課 窓口 clerk)・確認 見本 checker (市民課 窓口 checker)" in page


@pytest.mark.covers("STD-1.2.1")
def test_history_rows_hold_all_items_after_each_act(clerk, checker):
    """Numbered from one, each with the items of the event and of the record."""
    persons, household = family_lives_here(clerk, checker)
    relocate(clerk, checker, persons, household)
    page = text_of(clerk.get(reverse("register:history", args=persons)))
    assert "履歴番号 2" in page
    assert "履歴番号 1" in page
    assert '見本 clerk <span class="small soft">市民課 窓口 clerk</span>' in page
    assert '見本 checker <span class="small soft">市民課 窓口 checker</span>' in page


@pytest.mark.covers("STD-3.3")
def test_a_household_shows_its_members_in_order_and_those_removed_from_it(clerk, checker):
    """Head first, then spouse and children; who died is listed apart (STD-5.2)."""
    persons, household = family_lives_here(clerk, checker, 4)
    fields = {"h-basis": "notice", "h-effective_on": "R8.11.21"}
    fields |= {"h-notified_on": "R8.11.21", "h-notifier_kind": "other_office"}
    done(clerk, checker, "death", fields, person=persons[3])
    page = text_of(clerk.get(reverse("register:household", args=[household])))
    places = [page.index(f"/residents/{person}/") for person in persons]
    assert places == sorted(places)
    assert "消除された人" in page[places[2] : places[3]]
    before = text_of(clerk.get(reverse("register:household", args=[household]), {"on": "R8.11.20"}))
    assert "消除された人" not in before


@pytest.mark.covers("CTRL-074")
def test_opening_a_resident_leaves_a_record_with_the_four_items(clerk, checker):
    """Committed before the page, with account, terminal, purpose, ground, case and the four items."""
    persons, _ = family_lives_here(clerk, checker)
    resident(clerk, persons[0])
    record = AccessRecord.objects.latest("id")
    assert (record.kind, record.account, record.persons) == ("open", "clerk", persons)
    assert record.subjects[0]["name"] == "見本　太郎"
    assert record.case_number == "令8-100"


def test_numbers_that_nobody_has_are_not_found(clerk):
    """A clear page, no fault."""
    for address in ("/residents/0000000019/", "/households/0000000019/", "/acts/99/", "/pending/99/", "/drafts/99/"):
        response = clerk.get(address)
        assert response.status_code == 404
        assert "S-0404" in text_of(response)


def test_a_moment_that_cannot_be_is_explained(clerk, checker):
    """The page shows today and says what is wrong with the day."""
    persons, _ = family_lives_here(clerk, checker)
    page = text_of(resident(clerk, persons[0], on="R8.2.30"))
    assert "V-DATE" in page
    assert "見本　太郎" in page


def test_every_item_of_a_record_has_a_label():
    """The table of items and the record are equal, in both directions."""
    import msgspec

    from daicho.law.records import ResidentRecord
    from daicho.systems.register.presenters.fields import ITEMS

    assert set(ITEMS) == {field.name for field in msgspec.structs.fields(ResidentRecord)}


def test_every_effect_and_kind_of_act_has_words():
    """Nothing that the law says is shown as a code."""
    from daicho.law import deciding, effects
    from daicho.systems.register.presenters import effects as told
    from daicho.systems.register.presenters import words

    assert set(told._WHAT) == set(effects.EffectKind)
    assert set(words.ACT_KINDS) >= {kind.__struct_config__.tag for kind in deciding.PROCEDURES}


@pytest.mark.covers("SYS1-F2")
def test_a_household_is_shown_as_it_was_known_on_a_day(clerk, checker):
    """A relocation recorded today is not known yesterday; the page says up to which act it knows."""
    persons, household = family_lives_here(clerk, checker, 2)
    relocate(clerk, checker, persons, household)
    for address in (reverse("register:household", args=[household]), reverse("register:resident", args=[persons[0]])):
        assert "国分南一丁目9番9号" in text_of(clerk.get(address))
        known = text_of(clerk.get(address, {"known_at": "1"}))
        assert "国分南一丁目9番9号" not in known
        assert "異動番号 1 までに" in known
        before = text_of(clerk.get(address, {"known_on": "R1.5.1"}))
        assert "異動番号 0 までに" in before
        assert "国分南一丁目9番9号" not in before
        today = dt.datetime.now(dt.timezone(dt.timedelta(hours=9))).date().isoformat()
        assert "国分南一丁目9番9号" in text_of(clerk.get(address, {"known_on": today}))


@pytest.mark.parametrize("query", [{"known_on": "R8.13.1"}, {"known_on": "x"}, {"known_at": "-1"}, {"on": "R8.2.30"}])
def test_a_moment_that_is_none_is_told_and_today_is_shown(clerk, checker, query):
    """The page stays; the field says why."""
    persons, _ = family_lives_here(clerk, checker)
    response = clerk.get(reverse("register:resident", args=persons), query)
    assert response.status_code == 200
    assert "見本　太郎" in text_of(response)

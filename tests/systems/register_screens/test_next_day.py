"""The next-day list on the screen: compared line by line by somebody else, differences, the file (CTRL-028 to 030)."""

from __future__ import annotations

import csv
import datetime as dt
import io

import pytest
from django.urls import reverse

from daicho.systems.register.models import AccessRecord, DailyConfirmation, NextDayCheck, Task

from .support import also_checks, family_lives_here, text_of

pytestmark = pytest.mark.database
DAY = "2026-11-21"


@pytest.fixture
def yesterday(clerk, checker, business_date):
    """A family of two entered on the day before."""
    persons, _ = family_lives_here(clerk, checker, 2)
    business_date.move_to(dt.date(2026, 11, 22))
    return persons


def shown(client, **query):
    return text_of(client.get(reverse("register:next_day"), {"day": DAY, **query}))


def compare(client, *lines, day=DAY, **differing):
    return client.post(
        reverse("register:next_day_confirm"), {"day": day, "line": list(lines), **differing}, follow=True
    )


@pytest.mark.covers("CTRL-030")
def test_each_line_is_compared_and_the_last_confirms_the_list(yesterday, checker):
    """Two lines of one act: marked one by one; who compared stands beside the line, by name."""
    first, second = yesterday
    page = shown(checker)
    assert page.count('name="line"') == 2
    assert "2行のうち0行を照合しました" in page
    assert " checked" not in page
    assert " checked" not in shown(checker, mark="all")
    page = text_of(compare(checker, f"1:{first}"))
    assert "2行のうち1行を照合しました" in page
    assert "見本 checker" in page
    assert not DailyConfirmation.objects.exists()
    page = text_of(compare(checker, f"1:{first}", f"1:{second}"))
    assert "1行は、自分が入力したか、すでに照合されているため除きました" in page
    assert "翌日リストを確認しました" in page
    assert DailyConfirmation.objects.get().confirmed_by == "checker"


@pytest.mark.covers("CTRL-030")
def test_before_and_after_of_each_line_stand_in_the_list(yesterday, clerk, checker):
    """Folded, opened together on demand; of what was entered all items, of what was corrected only those that differ."""
    first, _ = yesterday
    page = shown(checker)
    assert page.count("<details><summary>異動の前後") == 2
    assert page.count("神奈川県海老名市中央一丁目1番地") == 2
    assert shown(checker, open="all").count("<details open><summary>異動の前後") == 2
    assert "<details open><summary>異動の前後" in text_of(compare(checker, f"1:{first}", open="all"))
    assert AccessRecord.objects.filter(kind="shown").latest("id").persons == yesterday


@pytest.mark.covers("CTRL-030")
def test_a_long_list_comes_in_pages_and_its_record_names_whoever_was_shown(yesterday, checker, monkeypatch):
    """One line a page; a page that is none is the nearest; marking leads back to the same page."""
    from daicho.systems.register.views import next_day

    monkeypatch.setattr(next_day, "SHOWN", 1)
    first, second = yesterday
    for at, (seen, other) in {1: (first, second), 2: (second, first), 9: (second, first)}.items():
        page = shown(checker, page=at)
        assert f'value="1:{seen}"' in page
        assert f"1:{other}" not in page
        assert "2行のうち0行を照合しました" in page
        assert AccessRecord.objects.filter(kind="shown").latest("id").persons == [seen]
    page = text_of(compare(checker, f"1:{second}", page="2"))
    assert f"1:{second}" not in page
    assert "照合済み" in page
    assert "2行のうち1行を照合しました" in page
    for nonsense in ("x", "-1", "9" * 30, ""):
        assert f'value="1:{first}"' in shown(checker, page=nonsense)


@pytest.mark.covers("CTRL-029")
def test_whoever_entered_a_line_does_not_compare_it(counter, yesterday):
    """It has no mark, and one sent by hand does nothing."""
    also_checks(counter, "clerk")
    clerk = counter.sign_in("clerk")
    page = shown(clerk)
    assert page.count("自分が入力したため") == 2
    assert 'name="line"' not in page
    assert "2行は、自分が入力したか" in text_of(compare(clerk, *(f"1:{person}" for person in yesterday)))
    assert not NextDayCheck.objects.exists()


@pytest.mark.covers("CTRL-030")
def test_what_differs_is_kept_with_the_line_and_becomes_a_task(yesterday, counter, checker):
    """The office sees the task with its act."""
    first, _ = yesterday
    page = text_of(compare(checker, **{f"differs-1:{first}": "届出書では11月19日"}))
    assert "違いあり" in page
    assert "届出書では11月19日" in page
    task = Task.objects.get(kind="next_day_difference")
    assert (task.act_number, task.persons) == (1, [first])
    operator = counter.sign_in("operator", case=False)
    assert "翌日リストの照合で違いがありました" in text_of(operator.get(reverse("register:operator")))


def test_the_list_of_today_is_compared_tomorrow(clerk, checker):
    """No mark on the page; one sent by hand is refused."""
    (person,), _ = family_lives_here(clerk, checker)
    assert 'name="line"' not in shown(checker)
    assert "S-0301" in text_of(compare(checker, f"1:{person}"))
    assert not NextDayCheck.objects.exists()


@pytest.mark.parametrize(
    "lines", [[], ["x"], ["1"], ["1:x"], ["9" * 40 + ":1"], ["1:9999999999"], ["999:1"], ["1:１２"]]
)
def test_marks_that_are_none_do_nothing(yesterday, checker, lines):
    """Nothing marked is said so; nonsense is left out."""
    assert compare(checker, *lines).status_code == 200
    assert not NextDayCheck.objects.exists()


@pytest.mark.parametrize("day", ["", "x", "2026-02-30", "0000-00-00"])
def test_a_day_that_is_none_leads_back_to_the_list(yesterday, checker, day):
    """And keeps nothing."""
    assert compare(checker, "1:1", day=day).status_code == 200
    assert not NextDayCheck.objects.exists()


@pytest.mark.covers("CTRL-030")
def test_the_list_is_given_as_a_file_and_that_is_recorded(yesterday, checker):
    """Every line with names instead of identifiers; the record names whoever is in it."""
    compare(checker, f"1:{yesterday[0]}")
    response = checker.get(reverse("register:next_day_csv"), {"day": DAY})
    assert response["Cache-Control"] == "no-store"
    rows = list(csv.DictReader(io.StringIO(text_of(response).lstrip("\ufeff"))))
    assert [row["宛名番号"] for row in rows] == yesterday
    assert {row["区分"] for row in rows} == {"記載"}
    assert (rows[0]["入力した職員"], rows[0]["入力場所・端末"]) == ("見本 clerk", "市民課 窓口 clerk")
    assert [row["照合した職員"] for row in rows] == ["見本 checker", ""]
    assert AccessRecord.objects.latest("id").persons == yesterday


@pytest.mark.covers("CTRL-030")
def test_the_list_is_printed_from_a_sheet_that_names_who_printed_it_and_its_record(yesterday, checker):
    """Every line, no identifier; the record names whoever is on it and stands on the sheet."""
    compare(checker, f"1:{yesterday[0]}")
    page = text_of(checker.get(reverse("register:next_day_print"), {"day": DAY}))
    assert all(person in page for person in yesterday)
    assert "見本 checker 市民課 窓口 checker" in page
    shown_to, opened = AccessRecord.objects.order_by("-id")[:2]
    assert shown_to.persons == yesterday
    assert f"アクセス記録 {opened.id}" in page
    assert text_of(checker.get(reverse("register:next_day_print"), {"day": "R1.5.1"})).count("<tr>") == 2


def test_a_clerk_who_may_not_check_gets_neither_list_nor_file(yesterday, clerk):
    """Refused by the gate."""
    for name in ("next_day", "next_day_csv", "next_day_print"):
        assert clerk.get(reverse(f"register:{name}")).status_code == 403

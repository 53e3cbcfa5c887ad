"""Who entered and who confirmed, on every page that shows an act (STD-1.3.1, 4.0.8; CTRL-028)."""

from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse

from daicho.systems.register.actions import daily
from daicho.systems.register.models import Act, HistoryRow

from .support import ALIAS, HEADER, done, family_lives_here, move_in_fields, text_of

pytestmark = pytest.mark.database


@pytest.mark.covers("STD-1.3.1")
def test_an_act_shows_who_entered_and_who_confirmed_it_by_name(counter, clerk, checker):
    """Both with office and terminal, by their names: the terminal's identifier is nowhere on a page."""
    number = done(clerk, checker, "domestic_move_in", move_in_fields())
    person = HistoryRow.objects.get(act_number=number).addressee_number
    auditor = counter.sign_in("auditor", case=False)
    pages = [
        text_of(clerk.get(reverse("register:act", args=[number]))),
        text_of(clerk.get(reverse("register:timeline", args=[person]))),
        text_of(clerk.get(reverse("register:history", args=[person]))),
        text_of(auditor.post(reverse("register:audit"), {"person": person})),
    ]
    for page in pages:
        assert "市民課 窓口 clerk" in page
        assert not any(str(terminal.id) in page for terminal, _ in counter.tokens.values())
    assert all("市民課 窓口 checker" in page for page in pages[:3])


def test_what_a_machine_did_is_told_in_words(counter, clerk, checker, business_date):
    """The passing of a planned date has no second person; its system and its name stand on the page, no code."""
    persons, household = family_lives_here(clerk, checker)
    fields = HEADER | {
        "h-effective_on": "R8.11.22",
        f"m-{persons[0]}-take": "on",
        "o-municipality": "東京都小平市",
        "o-town": "小川町一丁目",
        "o-lot": "2番2号",
    }
    done(clerk, checker, "move_out", fields, household=household)
    business_date.move_to(dt.date(2026, 11, 23))
    daily.run(ALIAS)
    act = Act.objects.latest("number")
    assert act.command_kind == "passing_of_planned_date"
    page = text_of(clerk.get(reverse("register:act", args=[act.number])))
    assert "海老名市 住民記録システム(自動処理)" in page
    assert "自動処理のため、職員の確認はありません" in page
    audit = text_of(counter.sign_in("auditor", case=False).post(reverse("register:audit"), {"person": persons[0]}))
    assert "転出予定日の到来" in audit
    for text in ("passing_of_planned_date", "142158/register"):
        assert text not in page
        assert text not in audit

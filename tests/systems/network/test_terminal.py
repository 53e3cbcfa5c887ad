"""The terminals of the levels, through the browser's door: what they show, what they refuse, what is recorded."""

from __future__ import annotations

import contextlib

import pytest

from daicho.identification.terminal.items import written
from daicho.systems.municipal_cs.models import AccessRecord

from .support import browser_at, entering, people

pytestmark = pytest.mark.database


@pytest.fixture
def at():
    """`at("municipal_cs")`: a browser at that level's terminal."""
    with contextlib.ExitStack() as stack:
        yield lambda system, **changes: browser_at(system, stack, **changes)


def test_the_home_of_a_terminal_shows_links_and_no_person(levels, at):
    """Positions, backlog and message types are there; names are not (nobody was looked at)."""
    (person,) = people(1)
    levels.notify(entering(person))
    levels.settled()
    page = at("municipal_cs", role="operator").get("/").content.decode()
    assert "140007/prefecture" in page
    assert "identification.update/1" in page
    assert person.record.name.written not in page


@pytest.mark.covers("SYS2-F4", "CTRL-091", "CTRL-074")
def test_a_clerk_finds_a_resident_by_name_and_birth_date_and_the_look_is_recorded(levels, at):
    """The hit has no individual number; the access record has conditions, purpose, case and who was shown."""
    (person,) = people(1)
    levels.notify(entering(person))
    levels.settled()
    typed = {"name": person.record.name.written, "birth_date": person.record.birth_date.wareki()}
    answer = at("municipal_cs").post("/search", typed)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert str(person.record.resident_record_code) in page
    assert person.individual_number.reveal() not in page
    searched, shown = AccessRecord.objects.order_by("id")
    assert (searched.kind, searched.purpose, searched.case_number) == ("search", "identification", "令8-1")
    assert (shown.count, shown.persons) == (1, [str(person.record.resident_record_code)])


@pytest.mark.covers("CTRL-091")
@pytest.mark.parametrize(
    "typed", [{"name": "小平"}, {"birth_date": "S60.4.1", "sex": "male"}, {"address": "海老名市"}, {"sex": "female"}]
)
def test_one_item_or_sex_alone_is_refused_with_what_to_do(levels, at, typed):
    """Nothing is asked, the page says which items are needed."""
    answer = at("municipal_cs").post("/search", typed)
    assert answer.status_code == 422
    assert "氏名と住所、または氏名と生年月日" in answer.content.decode()
    assert not AccessRecord.objects.filter(kind="search").exists()


@pytest.mark.covers("CTRL-095", "SYS3-F5", "FLOW-04")
@pytest.mark.parametrize(("home", "asked"), [("142077", "140007/prefecture"), ("132110", "agency/national")])
def test_a_search_goes_to_the_level_that_holds_the_person(levels, at, home, asked):
    """Another municipality of the prefecture: the prefecture server; another prefecture: the national server."""
    (person,) = people(1)
    levels.notify(entering(person))
    levels.settled()
    typed = {"name": person.record.name.written, "birth_date": person.record.birth_date.wareki(), "municipality": home}
    page = at("municipal_cs").post("/search", typed).content.decode()
    assert f"回答: {asked}" in page
    assert AccessRecord.objects.get(kind="inquiry").counterpart == asked


@pytest.mark.covers("SYS2-F5", "FLOW-05", "CTRL-092", "CTRL-093")
def test_an_inquiry_to_the_nation_takes_one_whole_key(levels, at):
    """Code or number, complete; both or neither are refused; the number typed is not shown again."""
    (person,) = people(1)
    levels.notify(entering(person))
    levels.settled()
    client = at("municipal_cs")
    code, number = str(person.record.resident_record_code), person.individual_number.reveal()
    assert person.record.name.written in client.post("/inquiry", {"code": code}).content.decode()
    by_number = client.post("/inquiry", {"number": number}).content.decode()
    assert person.record.name.written in by_number
    assert number not in by_number
    assert client.post("/inquiry", {"code": code, "number": number}).status_code == 422
    assert client.post("/inquiry", {"number": number[:-1]}).status_code == 422


@pytest.mark.covers("CTRL-006")
def test_the_look_by_number_in_our_own_file_needs_a_right_of_its_own(levels, at):
    """The clerk's role does not hold it: the look is refused, explained and recorded."""
    (person,) = people(1)
    levels.notify(entering(person))
    levels.settled()
    answer = at("municipal_cs").post("/lookup", {"number": person.individual_number.reveal()})
    assert answer.status_code == 403
    assert "A-1002" in answer.content.decode()
    assert AccessRecord.objects.filter(outcome="refused", function="municipal_cs.number").exists()


def test_a_person_is_shown_with_the_items_of_the_file_and_what_was_before(levels, at):
    """The items of DF-2, dates in the Japanese calendar, codes by their names; the number is not among them."""
    (person,) = people(1)
    levels.notify(entering(person))
    levels.settled()
    code = str(person.record.resident_record_code)
    page = at("municipal_cs").get(f"/person/{code}/").content.decode()
    assert person.record.birth_date.wareki() in page
    assert "清音化かな氏名" in page
    assert "<dd>present" not in page
    assert written("change_reason_detail", "domestic_move_in") == "国内転入"
    assert person.individual_number.reveal() not in page
    assert AccessRecord.objects.get().persons == [code]


def test_an_operator_holds_releases_and_resends_with_a_reason(levels, at):
    """Without a reason nothing happens; a held link keeps its backlog; a resend is a new number that names the old."""
    (first, second) = people(2)
    levels.notify(entering(first))
    levels.settled()
    client = at("municipal_cs", role="operator")
    link = "/links/140007/prefecture/"
    client.post(f"{link}hold", {"why": ""})
    from daicho.systems.municipal_cs.models import Link, OperatorAction, Outbox

    assert not OperatorAction.objects.exists()
    client.post(f"{link}hold", {"why": "点検"})
    assert Link.objects.get(direction="out", peer="140007/prefecture").held
    client.post(f"{link}release", {"why": "点検終了"})
    client.post(f"{link}resend", {"why": "再通知", "epoch": "1", "sequence": "1"})
    levels.notify(entering(second))
    levels.settled()
    sent = Outbox.objects.get(replaces="1:1")
    assert (sent.why, sent.who) == ("再通知", "operator-municipal_cs")
    page = client.get(link).content.decode()
    assert "点検終了" in page


def test_a_clerk_has_no_operator_page(levels, at):
    """The operator's function is not in the clerk's role."""
    assert at("municipal_cs").get("/links/140007/prefecture/").status_code == 403


@pytest.mark.covers("SYS3-F5")
def test_the_prefecture_and_the_nation_search_their_own_files(levels, at):
    """The same page, each level's own file."""
    (person,) = people(1)
    levels.notify(entering(person))
    levels.settled()
    typed = {"name": person.record.name.written, "birth_date": person.record.birth_date.wareki()}
    for system, organisation in (("prefecture", "140007"), ("national", "agency")):
        page = at(system, organisation=organisation).post("/search", typed).content.decode()
        assert str(person.record.resident_record_code) in page

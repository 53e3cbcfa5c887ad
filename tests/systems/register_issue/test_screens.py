"""Issuing through the browser's door: request, preview, release, double submit, history, disposal, the file's right."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

import beside

from .support import entrant, family

pytestmark = pytest.mark.database
DESK = Path(__file__).parent.parent / "register_screens" / "support.py"


def desk():
    """The counter's accounts, as the tests of the screens make them."""
    return beside.load("register_desk", DESK)


@pytest.fixture
def counter(office):
    return desk().Counter()


@pytest.fixture
def clerk(counter):
    return counter.sign_in("clerk")


def asked(page, persons, **changes):
    """What the form sends: the token it was given, whom, which form, who asks."""
    token = page.split('name="token" value="')[1].split('"')[0]
    return {
        "token": token,
        "form": "household_copy",
        "subjects": list(persons),
        "items": ["head"],
        "kind": "self",
        "documents": ["個人番号カード"],
        "printer": "プリンタ001",
    } | changes


@pytest.mark.covers("FLOW-21", "STD-5.1", "STD-1.3.8", "STD-2.2.2")
def test_a_clerk_issues_a_copy_and_finds_it_in_the_history(office, clerk):
    """Form, preview, print; then the history says when, where, for whom, which items, who asked."""
    persons = office.move_in(*family(size=2))
    form = clerk.get(f"/issue/{persons[0]}/").content.decode()
    assert "見本　太郎" in form
    assert "見本　花子" in form
    given = asked(form, persons)
    preview = clerk.post(f"/issue/{persons[0]}/preview/", given)
    assert preview.status_code == 200
    assert preview.headers["Cache-Control"] == "no-store, private"
    assert "img-src 'self' data:" in preview.headers["Content-Security-Policy"]
    assert "data:image/png;base64," in preview.content.decode()
    assert office.rows("SELECT 1 FROM register_issuerequest") == []
    released = clerk.post(f"/issue/{persons[0]}/make/", given | {"output": "print"}, follow=True)
    page = released.content.decode()
    assert released.status_code == 200
    assert "20261121 海老名市" in page
    assert "交付済み" in page
    assert len(list((office.place / "printed").glob("*.pdf"))) == 1
    listed = clerk.get(f"/issue/{persons[1]}/history/").content.decode()
    assert "住民票の写し(世帯連記式)" in listed
    assert "個人番号カード" in listed
    assert "市民課" in listed
    for narrowed, is_there in (
        ({"form": "household_copy"}, True),
        ({"form": "move_out_certificate"}, False),
        ({"issue_number": "001"}, True),
        ({"since": "R8.11.22"}, False),
        ({"until": "R8.11.21", "account": "clerk"}, True),
    ):
        assert (
            "20261121 海老名市" in clerk.get(f"/issue/{persons[0]}/history/", narrowed).content.decode()
        ) is is_there


def test_a_form_sent_twice_shows_the_first_outcome(office, clerk):
    """Double click, reload, browser back: one paper."""
    persons = office.move_in()
    given = asked(clerk.get(f"/issue/{persons[0]}/").content.decode(), persons)
    first = clerk.post(f"/issue/{persons[0]}/make/", given)
    second = clerk.post(f"/issue/{persons[0]}/make/", given)
    assert first.headers["Location"] == second.headers["Location"]
    assert len(list((office.place / "printed").glob("*.pdf"))) == 1


@pytest.mark.covers("CTRL-015")
def test_what_is_missing_is_said_at_its_field(office, clerk):
    """An agent without letter of attorney, name and documents; the preview does not come."""
    persons = office.move_in()
    given = asked(clerk.get(f"/issue/{persons[0]}/").content.decode(), persons, kind="agent", documents=[])
    answer = clerk.post(f"/issue/{persons[0]}/preview/", given)
    page = answer.content.decode()
    assert answer.status_code == 422
    for code in ("P-ISSUE-05", "P-ISSUE-06", "P-ISSUE-18"):
        assert code in page
    assert "住民基本台帳法第12条第4項" in page


@pytest.mark.covers("CTRL-006")
def test_the_individual_number_is_offered_to_whoever_holds_its_right(office, counter):
    """Others neither see the choice nor get it by sending it."""
    persons = office.move_in()
    page = counter.sign_in("clerk").get(f"/issue/{persons[0]}/").content.decode()
    assert 'value="individual_number"' not in page
    assert 'value="individual_number"' in counter.sign_in("numbers").get(f"/issue/{persons[0]}/").content.decode()
    forged = asked(page, persons, items=["individual_number"])
    assert counter.sign_in("clerk").post(f"/issue/{persons[0]}/make/", forged).status_code == 422


@pytest.mark.covers("CTRL-006")
def test_the_move_out_certificate_is_offered_to_whoever_holds_its_right(office, counter):
    """Others are told the article and whom to ask, and do not get it by sending it."""
    persons = office.move_in()
    office.move_out(*persons)
    refused = counter.sign_in("checker").get(f"/issue/{persons[0]}/").content.decode()
    assert 'value="move_out_certificate"' not in refused
    assert "住民基本台帳法施行令第23条第2項" in refused
    given = asked(refused, persons, form="move_out_certificate")
    assert counter.sign_in("checker").post(f"/issue/{persons[0]}/make/", given).status_code == 422
    assert 'value="move_out_certificate"' in counter.sign_in("clerk").get(f"/issue/{persons[0]}/").content.decode()
    assert office.rows("SELECT 1 FROM register_issuerequest") == []


def test_a_file_in_hand_needs_its_own_right(office, counter):
    """403 and a record without it; with it a PDF that nothing caches."""
    from daicho.access import administration
    from daicho.access.models import Account

    persons = office.move_in()
    clerk = counter.sign_in("clerk")
    given = asked(clerk.get(f"/issue/{persons[0]}/").content.decode(), persons) | {"output": "save"}
    assert "ファイルで受け取る" not in clerk.post(f"/issue/{persons[0]}/preview/", given).content.decode()
    assert clerk.post(f"/issue/{persons[0]}/make/", given).status_code == 403
    account, chief = Account.objects.get(login="clerk"), Account.objects.get(login="chief")
    today = dt.datetime.now(dt.UTC).date() - dt.timedelta(days=1)
    until = today + dt.timedelta(days=300)
    right = administration.apply_for_right(
        account, organisation="142158", valid_from=today, valid_until=until, function="register.save"
    )
    administration.approve(right, chief)
    file = counter.sign_in("clerk").post(f"/issue/{persons[0]}/make/", given)
    assert file.headers["Content-Type"] == "application/pdf"
    assert file.headers["Cache-Control"] == "no-store, private"
    assert file.headers["Content-Disposition"].startswith("attachment")
    assert file.content.startswith(b"%PDF")


@pytest.mark.covers("STD-1.3.8")
def test_a_disposal_is_recorded_from_the_issue_page(office, clerk):
    """With its reason, once; it shows in the history."""
    persons = office.move_in()
    given = asked(clerk.get(f"/issue/{persons[0]}/").content.decode(), persons)
    where = clerk.post(f"/issue/{persons[0]}/make/", given).headers["Location"]
    assert clerk.post(f"{where}dispose/", {"reason": ""}).status_code == 422
    assert "裁断" in clerk.post(f"{where}dispose/", {"reason": "誤発行。裁断"}, follow=True).content.decode()
    again = clerk.post(f"{where}dispose/", {"reason": "二度目"})
    assert again.status_code == 409
    assert "P-ISSUE-19" in again.content.decode()
    assert "処分済み" in clerk.get(f"/issue/{persons[0]}/history/").content.decode()


def test_an_issue_that_is_stopped_says_why_and_what_to_do(office, clerk):
    """Four parts, and the way to issue again."""
    from daicho.systems.register.issuing import holds

    from .support import access

    persons = office.move_in()
    given = asked(clerk.get(f"/issue/{persons[0]}/").content.decode(), persons)
    grant = office.gate().open_person(access(), persons)
    holds.set_hold(grant, persons[0], level="error", reason="支援措置")
    answer = clerk.post(f"/issue/{persons[0]}/make/", given)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "P-ISSUE-11" in page
    assert "責任者に引き継いで" in page


def test_the_move_out_certificate_is_offered_after_the_move_out(office, clerk):
    """Asked for by one, it names all; the form offers it only then."""
    persons = office.move_in(*family(size=2))
    assert "move_out_certificate" not in clerk.get(f"/issue/{persons[0]}/").content.decode()
    office.move_out(*persons)
    form = clerk.get(f"/issue/{persons[0]}/").content.decode()
    assert "move_out_certificate" in form
    given = asked(form, [], form="move_out_certificate", items=[])
    released = clerk.post(f"/issue/{persons[0]}/make/", given, follow=True).content.decode()
    assert "転出証明書" in released
    assert "見本　花子" in released
    assert "再交付" in clerk.get(f"/issue/{persons[0]}/").content.decode()


def test_english_has_every_text(office, clerk):
    """The pages in English hold no Japanese but the residents' own data and what the forms are called."""
    persons = office.move_in(entrant())
    clerk.cookies["daicho-language"] = "en"
    page = clerk.get(f"/issue/{persons[0]}/").content.decode()
    assert "Issue a certificate" in page
    assert "証明書の発行" not in page


def test_looking_at_an_issue_needs_the_right(office, counter):
    """An auditor's or operator's account gets a refusal, recorded."""
    persons = office.move_in()
    assert counter.sign_in("operator").get(f"/issue/{persons[0]}/").status_code == 403
    assert counter.sign_in("clerk").get("/issue/000000000000000/").status_code == 404
    assert counter.sign_in("clerk").get("/issued/99/").status_code == 404

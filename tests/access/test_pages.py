"""Pages: closed unless said otherwise, purpose before the first look, nothing left in a cache."""

from __future__ import annotations

import re

import pytest

pytestmark = pytest.mark.database


def test_a_view_is_closed_unless_it_says_otherwise(browser):
    """Without a sign-in every address leads to the sign-in page, and back; htmx is told to change the page."""
    assert browser.get("/person/1/")["Location"] == "/access/sign-in/?next=%2Fperson%2F1%2F"
    answer = browser.get("/person/1/", headers={"HX-Request": "true", "HX-Current-URL": "http://localhost/x"})
    assert (answer.status_code, answer["HX-Redirect"]) == (200, "/access/sign-in/?next=http%3A%2F%2Flocalhost%2Fx")
    assert browser.get("/access/sign-in/").status_code == 200


def test_the_first_look_at_a_person_asks_for_purpose_and_case(browser, records_of):
    """Purpose first, then the page, then a record that holds both; closing the case asks again (CTRL-074, 081)."""
    browser.sign_in("first")
    asked = browser.get("/person/1/")
    assert asked["Location"] == "/access/purpose/?next=%2Fperson%2F1%2F"
    page = browser.get(asked["Location"]).content.decode()
    assert "住民基本台帳法第12条" in page
    assert browser.choose_purpose(next="/person/1/")["Location"] == "/person/1/"
    assert browser.get("/person/1/").content == b"person 1"
    row = records_of()[-1]
    assert (row.kind, row.persons, row.purpose, row.case_number) == ("open", ["1"], "test", "令8-1")
    browser.post("/access/purpose/close/")
    assert browser.get("/person/1/").status_code == 302


def test_a_purpose_that_needs_a_case_is_not_taken_without_one(browser):
    """The form is shown again with what is missing."""
    browser.sign_in("first")
    answer = browser.post("/access/purpose/", {"purpose": "test", "case_number": ""})
    assert answer.status_code == 422
    assert "A-1006" in answer.content.decode()
    assert browser.post("/access/purpose/", {"purpose": "unknown", "case_number": "1"}).status_code == 422


def test_the_purpose_form_comes_as_a_fragment_for_a_dialog(browser):
    """htmx gets the form alone, and afterwards the way on."""
    browser.sign_in("first")
    headers = {"HX-Request": "true"}
    fragment = browser.get("/access/purpose/?next=/person/1/", headers=headers).content.decode()
    assert fragment.startswith("<form")
    assert "<html" not in fragment
    content = {"purpose": "test", "case_number": "1", "next": "/person/1/"}
    assert browser.post("/access/purpose/", content, headers=headers)["HX-Redirect"] == "/person/1/"


def test_a_case_is_forgotten_after_half_an_hour(browser, monkeypatch, idle_after):
    """What somebody is working on is asked again from time to time."""
    import time

    from daicho.access import sessions

    idle_after(10_000)
    browser.sign_in("first")
    browser.choose_purpose()
    now = time.time()
    monkeypatch.setattr(sessions.time, "time", lambda: now + sessions.CASE_SECONDS + 1)
    assert browser.get("/person/1/")["Location"].startswith("/access/purpose/")


def test_a_view_without_the_right_is_refused_explained_and_recorded(browser, records_of):
    """The page has four parts: what, why, what to do, code; the refusal stands in the records (CTRL-006)."""
    browser.sign_in("second")
    browser.choose_purpose()
    answer = browser.get("/number/")
    page = answer.content.decode()
    assert answer.status_code == 403
    assert "この機能を使う権限がありません" in page
    assert "A-1002" in page
    row = records_of()[-1]
    assert (row.account, row.function, row.outcome) == ("second", "host.number", "refused")


def test_the_clerk_with_the_right_gets_there(browser):
    """The first clerk holds the right that the second lacks (CTRL-006)."""
    browser.sign_in("first")
    browser.choose_purpose()
    assert browser.get("/number/").content == b"number"


def test_nothing_shown_stays_in_a_cache_and_nothing_foreign_runs(browser):
    """Every answer forbids storing, framing, foreign and inline code (CTRL-104)."""
    browser.sign_in("first")
    for path in ("/", "/access/terminal/", "/person/1/"):
        headers = browser.get(path).headers
        assert "no-store" in headers["Cache-Control"]
        policy = headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert headers["X-Frame-Options"] == "DENY"
        assert headers["X-Content-Type-Options"] == "nosniff"


def test_no_page_holds_inline_code_or_style(browser):
    """What the policy forbids is not tried."""
    pages = ["/access/sign-in/", "/access/terminal/", "/access/enrol/", "/access/locked/"]
    texts = [browser.get(path).content.decode() for path in pages]
    browser.sign_in("first")
    texts += [browser.get(path).content.decode() for path in ("/access/purpose/", "/access/authenticators/")]
    for text in texts:
        assert "<html" in text
        assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son[a-z]+=", text)


def test_every_page_speaks_english_too(browser):
    """With the language switched no Japanese is left on our pages but names and statutes."""
    browser.cookies["daicho-language"] = "en"
    page = browser.get("/access/sign-in/").content.decode()
    main = page[page.index("<main") : page.index("</main>")]
    assert "Sign in" in main
    left = set(re.findall(r"[぀-ヿ一-鿿]+", re.sub(r"<datalist.*?</datalist>", "", main, flags=re.DOTALL)))
    assert left <= {"窓口"}

"""Signing in and out: an authenticator, a registered terminal, a session that ends by itself."""

from __future__ import annotations

import datetime as dt

import pytest
from access_authenticator import Authenticator, enrol, post_json, sign_in
from access_browser import browser_at
from cryptography.hazmat.primitives.asymmetric import ec

from daicho.access import administration, codes, terminals
from daicho.access.models import Account, Terminal
from daicho.access.rights import today_in_japan

pytestmark = pytest.mark.database


def sessions_of(records_of):
    return [(row.account, row.detail, row.outcome, row.refusal) for row in records_of() if row.kind == "session"]


@pytest.mark.covers("CTRL-043")
def test_an_enrolled_authenticator_signs_its_holder_in(browser, town, records_of, demonstration):
    """Code, enrolment, sign-in, work, sign-out: on a real host, each step recorded (CTRL-043, 048)."""
    demonstration(False)
    authenticator = Authenticator()
    assert enrol(browser, town.first, authenticator).json()["next"] == "/access/sign-in/"
    assert sign_in(browser, "first", authenticator, next_url="/person/1/").json() == {"next": "/person/1/"}
    assert browser.get("/").content == b"home"
    assert browser.get("/access/authenticators/").status_code == 200
    browser.post("/access/sign-out/")
    assert browser.get("/").status_code == 302
    assert [row[1] for row in sessions_of(records_of)] == [
        "enrolment-code:first",
        "authenticator-added",
        "sign-in:webauthn",
        "sign-out",
    ]


def faults():
    """What may be wrong with an answer: each makes the sign-in fail."""

    def another_key(authenticator):
        authenticator.keys = {identity: ec.generate_private_key(ec.SECP256R1()) for identity in authenticator.keys}
        return authenticator

    def phished(authenticator):
        authenticator.origin = "http://localhost.example"
        return authenticator

    def unverified(authenticator):
        authenticator.verified = False
        return authenticator

    return {"another key": another_key, "another origin": phished, "holder not verified": unverified}


@pytest.mark.covers("CTRL-043")
@pytest.mark.parametrize("fault", faults())
def test_a_false_proof_is_refused_and_recorded(browser, town, records_of, fault):
    """Another key, a look-alike page, a holder who was not checked: no sign-in."""
    authenticator = Authenticator()
    enrol(browser, town.first, authenticator)
    answer = sign_in(browser, "first", faults()[fault](authenticator))
    assert (answer.status_code, answer.json()["code"]) == (403, "A-3001")
    assert browser.get("/").status_code == 302
    assert sessions_of(records_of)[-1] == ("first", "sign-in:webauthn", "refused", "A-3001")


def test_a_copied_authenticator_shows_by_its_counter(browser, town):
    """A counter that does not advance is that of a clone."""
    authenticator = Authenticator()
    enrol(browser, town.first, authenticator)
    assert sign_in(browser, "first", authenticator).status_code == 200
    browser.post("/access/sign-out/")
    assert sign_in(browser, "first", authenticator, advance=0).status_code == 403


def test_an_answer_is_good_for_one_sign_in(browser, town):
    """The same answer sent twice signs in once: the challenge is gone."""
    authenticator = Authenticator()
    enrol(browser, town.first, authenticator)
    options = post_json(browser, "/access/sign-in/options/", {"login": "first"}).json()
    credential = {"credential": authenticator.sign(options)}
    assert post_json(browser, "/access/sign-in/verify/", credential).status_code == 200
    browser.post("/access/sign-out/")
    assert post_json(browser, "/access/sign-in/verify/", credential).status_code == 403


def test_one_clerks_authenticator_does_not_sign_another_in(browser, town):
    """The credential must be the account's own."""
    authenticator = Authenticator()
    enrol(browser, town.first, authenticator)
    assert sign_in(browser, "second", authenticator).status_code == 403


def test_nobody_learns_which_accounts_exist(browser, town):
    """An unknown ID gets options as a known one does, the same each time."""
    first, second = (post_json(browser, "/access/sign-in/options/", {"login": "nobody"}).json() for _ in range(2))
    assert first["publicKey"]["allowCredentials"] == second["publicKey"]["allowCredentials"] != []


@pytest.mark.parametrize("content", [b"", b"[]", b"{", b'{"credential": 1}', b'{"credential": {"id": "x"}}', b"\xff"])
def test_a_malformed_answer_is_refused(browser, town, content):
    """Whatever a script sends, it is a refusal and not an error."""
    post_json(browser, "/access/sign-in/options/", {"login": "first"})
    answer = browser.post("/access/sign-in/verify/", content, content_type="application/json")
    assert answer.status_code == 403


def test_a_one_time_code_signs_in_where_all_is_synthetic(browser, records_of):
    """The demonstration's fallback, marked on the page as what it is."""
    page = browser.get("/access/sign-in/").content.decode()
    assert "実演環境のみ" in page
    assert browser.sign_in("first", next="/person/1/")["Location"] == "/person/1/"
    assert browser.get("/").content == b"home"
    assert sessions_of(records_of)[-1] == ("first", "sign-in:one-time-code", "granted", "")


def test_a_real_host_knows_no_one_time_code(browser, town, records_of, demonstration):
    """Neither offered, nor issued, nor accepted; the attempt is recorded."""
    code = codes.issue(codes.CodeUse.SIGN_IN, account=town.first)
    demonstration(False)
    page = browser.get("/access/sign-in/").content.decode()
    assert "確認コード" not in page
    assert "見本 一" not in page
    assert browser.post("/access/sign-in/code/request/", {"login": "first"}).status_code == 403
    assert browser.post("/access/sign-in/code/", {"login": "first", "code": code}).status_code == 403
    assert [row[3] for row in sessions_of(records_of)] == ["A-3003", "A-3003"]


def test_a_code_works_once_for_its_holder_and_not_after_five_failures(town):
    """Used, foreign, older, guessed: refused."""
    use = codes.CodeUse.SIGN_IN
    old, code = codes.issue(use, account=town.first), codes.issue(use, account=town.first)
    assert codes.redeem(use, old, account=town.first) is None
    assert codes.redeem(use, code, account=town.second) is None
    assert codes.redeem(codes.CodeUse.ENROL, code, account=town.first) is None
    assert codes.redeem(use, code, account=town.first)
    assert codes.redeem(use, code, account=town.first) is None
    guessed = codes.issue(use, account=town.first)
    for _ in range(codes.FAILURES):
        codes.redeem(use, "x", account=town.first)
    assert codes.redeem(use, guessed, account=town.first) is None
    expired = codes.issue(use, account=town.first, minutes=0)
    assert codes.redeem(use, expired, account=town.first) is None


def test_a_real_host_signs_in_at_registered_terminals_only(site, records_of, demonstration):
    """An unknown browser may prove who sits there and still is not let in (CTRL-070)."""
    demonstration(False)
    browser, authenticator = browser_at(None), Authenticator()
    enrol(browser, site.first, authenticator)
    assert sign_in(browser, "first", authenticator).json()["code"] == "A-1007"
    code = administration.terminal_code(site.office, name="窓口2", kind="cs")
    assert browser.post("/access/terminal/", {"code": "0"}).status_code == 403
    browser.post("/access/terminal/", {"code": code})
    assert "窓口2" in browser.get("/access/terminal/").content.decode()
    assert sign_in(browser, "first", authenticator).status_code == 200
    assert Terminal.objects.get(name="窓口2").kind == "cs"


def test_a_demonstration_registers_a_browser_by_itself(site):
    """No ceremony for the newcomer who tries the demonstration."""
    browser = browser_at(None)
    browser.sign_in("first")
    assert browser.get("/").content == b"home"
    assert Terminal.objects.filter(name__startswith="実演端末").count() == 1


def test_a_session_is_bound_to_its_terminal(browser, site, records_of):
    """The session's cookie taken to another terminal opens nothing, and ends."""
    browser.sign_in("first")
    _, token = terminals.register(site.office, name="よそ")
    browser.cookies[terminals.cookie_name()] = token
    assert browser.get("/").status_code == 302
    assert sessions_of(records_of)[-1][1] == "other-terminal"


def test_a_closed_account_is_out_at_the_next_request(browser, site):
    """Closing an account ends its sessions (CTRL-056)."""
    browser.sign_in("first")
    administration.close_account(Account.objects.get(login="first"), by=site.chief)
    assert browser.get("/").status_code == 302


@pytest.mark.covers("CTRL-049")
def test_an_idle_session_ends_and_leads_back_afterwards(browser, idle_after, records_of, monkeypatch):
    """After ten idle minutes the next request needs a sign-in, which returns to where one was (CTRL-049)."""
    import time

    from daicho.access import sessions

    browser.sign_in("first")
    browser.choose_purpose()
    now = time.time()
    monkeypatch.setattr(sessions.time, "time", lambda: now + 599)
    assert browser.get("/person/1/").status_code == 200
    monkeypatch.setattr(sessions.time, "time", lambda: now + 599 + 601)
    answer = browser.get("/person/1/?day=2026-11-21")
    assert answer["Location"].startswith("/access/sign-in/?next=%2Fperson%2F1%2F%3Fday%3D2026-11-21&ended=idle")
    assert "A-3004" in browser.get(answer["Location"]).content.decode()
    assert sessions_of(records_of)[-1][1] == "idle"
    assert browser.sign_in("first", next="/person/1/?day=2026-11-21")["Location"] == "/person/1/?day=2026-11-21"


def test_a_page_that_refreshes_itself_keeps_nobody_signed_in(browser, monkeypatch):
    """Requests in the background are no activity."""
    import time

    from daicho.access import sessions

    browser.sign_in("first")
    now = time.time()
    monkeypatch.setattr(sessions.time, "time", lambda: now + 500)
    assert browser.get("/", headers={sessions.BACKGROUND: "1"}).status_code == 200
    monkeypatch.setattr(sessions.time, "time", lambda: now + 700)
    assert browser.get("/").status_code == 302


def test_the_locked_screen_shows_nothing_and_leads_back(browser, records_of):
    """Locking ends the session at once; the page names only the way back (CTRL-097, 098)."""
    browser.sign_in("first")
    assert "続ける" in browser.get("/access/locked/?next=/person/1/").content.decode()
    page = browser.post("/access/locked/", {"next": "/person/1/"}).content.decode()
    assert "/access/sign-in/?next=%2Fperson%2F1%2F" in page
    assert browser.get("/").status_code == 302
    assert sessions_of(records_of)[-1][1] == "lock"


@pytest.mark.parametrize("url", ["https://elsewhere.example/", "//elsewhere.example/", "javascript:alert(1)", "\\\\x"])
def test_sign_in_never_leads_to_another_site(browser, url):
    """An address of another host, given as the way back, is dropped."""
    assert browser.sign_in("first", next=url)["Location"] == "/"


@pytest.mark.parametrize("url", ["/person/1/\r\nX-Made-Up: 1", "/人/1/"])
def test_a_way_back_that_no_header_takes_is_quoted(browser, url):
    """Line ends in the address given as the way back neither break the page nor make a header."""
    answer = browser.sign_in("first", next=url)
    assert answer.status_code == 302
    assert "X-Made-Up" not in answer.headers
    assert answer["Location"].isascii()
    assert browser.get("/access/sign-in/", {"next": url})["Location"] == answer["Location"]


def test_a_removed_authenticator_signs_nobody_in(browser, town):
    """The holder of a lost authenticator removes it."""
    authenticator = Authenticator()
    enrol(browser, town.first, authenticator)
    browser.sign_in("first")
    credential = town.first.credentials.get()
    browser.post(f"/access/authenticators/{credential.pk}/remove/")
    browser.post("/access/sign-out/")
    assert sign_in(browser, "first", authenticator).status_code == 403


def test_without_code_or_session_no_authenticator_is_enrolled(browser, town):
    """Enrolment needs a code or a signed-in holder, and a wrong code gets nowhere."""
    assert browser.get("/access/authenticators/")["Location"] == "/access/enrol/"
    assert browser.post("/access/enrol/", {"login": "first", "code": "00000000"}).status_code == 403
    assert post_json(browser, "/access/authenticators/options/", {}).status_code == 403
    assert post_json(browser, "/access/authenticators/verify/", {}).status_code == 403
    assert browser.get("/access/enrol/").status_code == 200
    code = administration.enrolment_code(town.first)
    browser.post("/access/enrol/", {"login": "first", "code": code})
    assert post_json(browser, "/access/authenticators/verify/", {"credential": {}}).status_code == 403


@pytest.mark.covers("CTRL-054")
def test_an_account_past_its_term_neither_signs_in_nor_stays(browser, town, records_of):
    """The day after the contract's end the sign-in is refused, and a session still open ends."""
    authenticator = Authenticator()
    enrol(browser, town.first, authenticator)
    assert sign_in(browser, "first", authenticator).status_code == 200
    Account.objects.filter(login="first").update(works_until=today_in_japan() - dt.timedelta(days=1))
    assert browser.get("/").status_code == 302
    assert sign_in(browser, "first", authenticator).json()["code"] == "A-1003"
    assert browser.sign_in("first").status_code == 403
    assert sessions_of(records_of)[-1] == ("first", "sign-in:one-time-code", "refused", "A-1003")

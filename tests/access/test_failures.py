"""Requests that cannot be served: a page of ours with what to do and a reference number, and nobody's data."""

from __future__ import annotations

import contextlib
import re
import uuid

import pytest
import structlog
from access_systems import account_with, at_work, open_system
from django.conf import settings
from django.db import connections
from django.test import Client
from django.urls import get_resolver, reverse

from daicho.access.text import no_text

pytestmark = pytest.mark.database
EVERY = ("register", "municipal_cs", "prefecture", "national")
NUMBERS = {"int": "1", "str": "x", "slug": "x", "uuid": str(uuid.UUID(int=1))}


@pytest.fixture
def stack():
    with contextlib.ExitStack() as held:
        yield held


@pytest.fixture
def operator_at(system_databases, stack):
    """`operator_at("national")`: a browser of that system's operator."""

    def opened(system):
        open_system(system, stack)
        roles = [f"{system}.operator", f"{system}.auditor", f"{system}.clerk"]
        roles += ["register.checker"] if system == "register" else []
        return at_work(account_with("operator", *roles), case="notification" if system == "register" else "consistency")

    return opened


def reference_in(answer):
    return re.search(r"data-reference>([0-9A-F]{8})<", answer.content.decode()).group(1)


@pytest.mark.parametrize("system", EVERY)
def test_an_address_that_leads_nowhere_has_a_page_with_the_way_back(operator_at, system):
    """404 in the house's design, with menu, hardened like every answer; the reference stands in the log."""
    browser = operator_at(system)
    with structlog.testing.capture_logs() as logs:
        answer = browser.get("/nowhere/小平花子/")
    page = answer.content.decode()
    assert answer.status_code == 404
    assert "最初の画面へ" in page
    assert "小平花子" not in page
    assert 'class="app-nav"' in page
    assert "no-store" in answer.headers["Cache-Control"]
    (line,) = [each for each in logs if each["event"] == "page failed"]
    assert line == {
        "event": "page failed",
        "log_level": "warning",
        "reference": reference_in(answer),
        "status": 404,
        "code": "A-9404",
        "error": "Resolver404",
    }


@pytest.mark.parametrize("system", EVERY)
def test_a_forged_or_stale_form_is_refused_with_what_to_do(operator_at, system):
    """Without the mark of this session nothing is done; the page says to open the form again."""
    browser = operator_at(system)
    strict = Client(SERVER_NAME="localhost", enforce_csrf_checks=True)
    strict.cookies = browser.cookies
    answer = strict.post(reverse(f"{system}:audit"), {})
    assert answer.status_code == 403
    assert "A-9403" in answer.content.decode()
    assert "登録されていません" in answer.content.decode()
    assert reference_in(answer)


@pytest.mark.parametrize("system", EVERY)
def test_a_method_that_a_page_does_not_know_has_a_page_too(operator_at, system):
    """405 names the methods allowed for machines, and what to do for people."""
    answer = operator_at(system).get(reverse(f"{system}:audit_chain"))
    assert (answer.status_code, answer.headers["Allow"]) == (405, "POST")
    assert "A-9405" in answer.content.decode()


def test_a_fault_of_a_page_says_nothing_of_what_it_was_about(operator_at, monkeypatch):
    """500: the words of the exception stay out of page and log; the reference joins the two."""
    from daicho.access import inspection

    def fault(alias):
        raise RuntimeError("小平 花子 1990-01-01")

    browser = operator_at("national")
    monkeypatch.setattr(inspection, "sealing", fault)
    with structlog.testing.capture_logs() as logs:
        answer = browser.get(reverse("national:audit"))
    page = answer.content.decode()
    assert answer.status_code == 500
    assert "A-9500" in page
    assert "花子" not in page + str(logs)
    assert [each["error"] for each in logs if each.get("reference") == reference_in(answer)] == ["RuntimeError"]
    assert 'class="app-nav"' not in page


@pytest.mark.parametrize("alias", ["default", "national"])
def test_a_database_that_is_away_is_told_as_such(operator_at, alias):
    """503 with a time to try again, drawn without asking the database; whether accounts or the system's own is away."""
    browser = operator_at("national")
    held = dict(connections[alias].settings_dict)
    connections[alias].close()
    connections[alias].settings_dict["HOST"] = "/nonexistent"
    try:
        answer = browser.get(reverse("national:audit"))
    finally:
        connections[alias].close()
        connections[alias].settings_dict.update(held)
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "10")
    assert "A-9503" in answer.content.decode()
    assert reference_in(answer)
    assert browser.get(reverse("national:audit")).status_code == 200


def test_a_request_of_no_known_form_is_answered(operator_at):
    """400: a host name that is not ours, more fields than any form has."""
    browser = operator_at("national")
    assert "A-9400" in browser.get("/", SERVER_NAME="elsewhere.example").content.decode()
    many = {f"field-{number}": "1" for number in range(settings.DATA_UPLOAD_MAX_NUMBER_FIELDS + 1)}
    answer = browser.post(reverse("national:audit"), many)
    assert answer.status_code == 400
    assert reference_in(answer)


def test_pages_of_failure_speak_english(operator_at):
    """The words of the screen's language first, the other's beneath."""
    browser = operator_at("national")
    browser.cookies["daicho-language"] = "en"
    page = browser.get("/nowhere/").content.decode()
    assert "<h1>There is no such page</h1>" in page
    assert "Reference number" in page


@pytest.mark.parametrize(("typed", "found"), [("a\x00b", "U+0000"), ("\x1b[2J", "U+001B"), ("\x85", "U+0085"),
                                              ("\ufffd", "U+FFFD"), ("\ufdd0", "U+FDD0"), ("小平\t花子\r\n", "")])  # fmt: skip
def test_what_is_no_text_is_named_by_its_code_point(typed, found):
    """Control characters but tab and line ends, non-characters, octets that were no UTF-8."""
    assert no_text(["ok", typed]) == found


def addresses_of(system):
    """Every address of a system and of access, with something in the place of its variables."""
    for room, prefix in (("daicho.access.urls", "/access/"), (f"daicho.systems.{system}.urls", "/")):
        for entry in get_resolver(room).url_patterns:
            route = re.sub(r"<(\w+):\w+>", lambda part: NUMBERS[part[1]], str(entry.pattern))
            yield prefix + re.sub(r"<\w+>", "x", route)


@pytest.mark.parametrize("typed", ["\x00", "理由\x1b[2J", "\ufffe"])
@pytest.mark.parametrize("system", EVERY)
def test_no_field_of_any_page_takes_what_is_no_text(operator_at, system, typed):
    """Every address that takes a form answers 422 with the character's name; none fails, nothing is written."""
    from daicho.access.records import record_model

    browser = operator_at(system)
    before = record_model(system)._default_manager.using(system).count()
    for address in addresses_of(system):
        if address.startswith("/access/sign-in/") or "/locked/" in address or "sign-out" in address:
            continue
        if address == "/drafts/1/":  # explains each field's characters itself (test_forms)
            continue
        answer = browser.post(address, {"why": typed, "reason": typed, "login": "x"})
        assert answer.status_code == 422, (address, answer.status_code)
        assert "A-4001" in answer.content.decode()
    assert record_model(system)._default_manager.using(system).count() == before


@pytest.mark.parametrize("address", ["/access/sign-in/code/request/", "/access/sign-in/code/", "/access/enrol/"])
def test_neither_does_the_sign_in(operator_at, address):
    """The ID typed goes into a record: NUL is refused before it."""
    operator_at("national")
    stranger = Client(SERVER_NAME="localhost", raise_request_exception=False)
    assert stranger.post(address, {"login": "a\x00", "code": "1"}).status_code == 422


def test_nor_the_answers_of_scripts(operator_at):
    """An ID with NUL in JSON is taken for no ID."""
    operator_at("national")
    stranger = Client(SERVER_NAME="localhost", raise_request_exception=False)
    for address in ("/access/sign-in/options/", "/access/sign-in/verify/"):
        answer = stranger.post(address, r'{"login": "a\u0000"}', content_type="application/json")
        assert answer.status_code in {200, 403}


@pytest.mark.parametrize("body", [b"--b\r\nContent-Disposition: form-data; name=a\r\n\r\nx\r\n--b--\r\n", b"--b\r\n"])
def test_a_form_with_files_is_no_answer_of_a_script(operator_at, body):
    """What was read as a form already is taken for no answer, and refused as a wrong one is."""
    operator_at("national")
    stranger = Client(SERVER_NAME="localhost", raise_request_exception=False)
    for address, status in (("/access/sign-in/options/", 200), ("/access/sign-in/verify/", 403)):
        assert stranger.generic("POST", address, body, "multipart/form-data; boundary=b").status_code == status


def test_an_address_and_a_query_with_nul_are_refused_as_well(operator_at):
    """Not only forms reach a database."""
    browser = operator_at("national")
    assert browser.get("/person/%00/").status_code == 422
    assert browser.get("/access/purpose/?next=%00").status_code == 422

"""The pages with a real browser: enrolment and sign-in with Chromium's virtual authenticator, by keyboard only."""

from __future__ import annotations

import contextlib
import os
import shutil
import threading
from wsgiref.simple_server import WSGIRequestHandler, make_server

import pytest

from daicho.access import administration

pytestmark = [pytest.mark.database, pytest.mark.browser]


class Silent(WSGIRequestHandler):
    def log_message(self, *_):
        """Say nothing."""


@pytest.fixture
def address(site):
    """The pages, served to a real browser in a thread of this process."""
    from django.core.wsgi import get_wsgi_application
    from django.db import connections

    application = get_wsgi_application()

    def serve(environ, start_response):
        try:
            return list(application(environ, start_response))
        finally:
            for alias in connections:
                connections[alias].close()

    with make_server("localhost", 0, serve, handler_class=Silent) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://localhost:{server.server_port}"
        server.shutdown()
        thread.join()


@contextlib.contextmanager
def chromium():
    """A page of a Chromium that has a device with fingerprint reader."""
    from playwright.sync_api import sync_playwright

    before = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # playwright keeps a loop running in this thread
    try:
        with sync_playwright() as playwright:
            installed = shutil.which("chromium") or shutil.which("google-chrome")
            browser = playwright.chromium.launch(executable_path=installed, chromium_sandbox=os.geteuid() != 0)
            page = browser.new_page(locale="ja-JP")
            session = page.context.new_cdp_session(page)
            session.send("WebAuthn.enable")
            options = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": False}
            options |= {"hasUserVerification": True, "isUserVerified": True, "automaticPresenceSimulation": True}
            session.send("WebAuthn.addVirtualAuthenticator", {"options": options})
            yield page
            browser.close()
    finally:
        if before is None:
            del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


def when_ready(page):
    """The script has the form: its button, dead as the page comes, can be pressed."""
    page.locator("form[data-webauthn] button:enabled").wait_for()


def test_a_clerk_enrols_and_signs_in_by_keyboard_alone(address, site):
    """Our script speaks to a real authenticator, under our own content security policy, and the way back is kept."""
    code = administration.enrolment_code(site.first)
    with chromium() as page:
        complaints = []
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda message: complaints.append(message.text) if "Policy" in message.text else None)
        page.goto(f"{address}/access/enrol/")
        page.get_by_label("利用者ID").focus()
        page.keyboard.type("first")
        page.keyboard.press("Tab")
        page.keyboard.type(code)
        page.keyboard.press("Enter")
        page.get_by_label("名称").focus()
        page.keyboard.type("鍵")
        when_ready(page)
        page.keyboard.press("Enter")
        page.wait_for_url("**/access/sign-in/")
        page.goto(f"{address}/access/terminal/?x=1")
        page.goto(f"{address}/person/7/")
        page.locator("#webauthn_login").focus()
        page.keyboard.type("first")
        when_ready(page)
        page.keyboard.press("Enter")
        page.wait_for_url("**/access/purpose/**")
        page.get_by_label("試験").focus()
        page.keyboard.press("Space")
        page.get_by_label("受付番号").focus()
        page.keyboard.type("令8-1")
        page.keyboard.press("Enter")
        page.wait_for_url("**/person/7/")
        assert page.locator("body").inner_text() == "person 7"
        assert complaints == []


def test_a_press_before_the_script_has_come_sends_nothing(address, site):
    """A hasty Enter on a slow line leaves the reader where he is, with what he typed."""
    sent = []
    with chromium() as page:
        page.on("request", lambda request: sent.append(request.method))
        page.route("**/webauthn.js", lambda route: route.abort())
        page.goto(f"{address}/access/sign-in/")
        page.locator("#webauthn_login").focus()
        page.keyboard.type("first")
        page.keyboard.press("Enter")
        page.wait_for_timeout(200)
        assert page.locator("#webauthn_login").input_value() == "first"
    assert set(sent) == {"GET"}


def test_the_pages_are_accessible(address):
    """No violation of WCAG 2.2 AA on the pages before sign-in, on a narrow and a wide screen."""
    from axe_playwright_python.sync_playwright import Axe

    with chromium() as page:
        for width in (375, 1440):
            page.set_viewport_size({"width": width, "height": 900})
            for path in ("/access/sign-in/", "/access/enrol/", "/access/terminal/", "/access/locked/"):
                page.goto(f"{address}{path}")
                found = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]})
                assert found.violations_count == 0, found.generate_report()
                assert page.evaluate("document.documentElement.scrollWidth") <= width

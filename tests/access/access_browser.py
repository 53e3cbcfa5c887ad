"""A browser as the tests of access use it."""

from __future__ import annotations

import re

from django.test import Client

from daicho.access import terminals


def browser_at(terminal):
    class Browser(Client):
        def sign_in(self, login, **extra):
            page = self.post("/access/sign-in/code/request/", {"login": login})
            code = re.search(r'data-code="(\d+)"', page.content.decode()).group(1)
            return self.post("/access/sign-in/code/", {"login": login, "code": code, **extra})

        def choose_purpose(self, **extra):
            return self.post("/access/purpose/", {"purpose": "test", "case_number": "令8-1", **extra})

    made = Browser(SERVER_NAME="localhost", raise_request_exception=False)
    if terminal is not None:
        terminal.token_digest = terminals.digest("the terminal's token")
        terminal.save()
        made.cookies[terminals.cookie_name()] = "the terminal's token"
    return made

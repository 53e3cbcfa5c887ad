"""The pages of a system served to a real browser, at which somebody is signed in."""

from __future__ import annotations

import contextlib
import os
import shutil
import threading
from wsgiref.simple_server import WSGIRequestHandler, make_server


class Silent(WSGIRequestHandler):
    def log_message(self, *_):
        """Say nothing."""


@contextlib.contextmanager
def served():
    """The address of the pages, served in a thread of this process."""
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
    """A browser; `opened(address, client)` gives a page with the cookies of a test client."""
    from playwright.sync_api import sync_playwright

    before = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # playwright keeps a loop running in this thread
    try:
        with sync_playwright() as playwright:
            installed = shutil.which("chromium") or shutil.which("google-chrome")
            browser = playwright.chromium.launch(executable_path=installed, chromium_sandbox=os.geteuid() != 0)

            def opened(address, client, *, width=1440, language="ja"):
                context = browser.new_context(
                    base_url=address, locale="ja-JP", viewport={"width": width, "height": 900}
                )
                cookies = {name: morsel.value for name, morsel in client.cookies.items()}
                cookies["daicho-language"] = language
                context.add_cookies([{"name": name, "value": value, "url": address} for name, value in cookies.items()])
                page = context.new_page()
                page.problems = []
                page.on("pageerror", lambda error: page.problems.append(str(error)))
                page.on(
                    "console",
                    lambda message: page.problems.append(message.text) if "Policy" in message.text else None,
                )
                return page

            yield opened
            browser.close()
    finally:
        if before is None:
            del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]
        else:
            os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = before

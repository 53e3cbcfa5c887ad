"""A live server for one test: the process's own Django over a threaded WSGI server, with static files."""

from __future__ import annotations

import contextlib
import socketserver
import threading
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer


class _Threaded(socketserver.ThreadingMixIn, WSGIServer):
    daemon_threads = True
    request_queue_size = 64


class _Quiet(WSGIRequestHandler):
    protocol_version = "HTTP/1.0"

    def log_message(self, *_):
        """Say nothing: a request line may name a resident."""


@contextlib.contextmanager
def live_server():
    """Serve the configured Django; yields its address."""
    from django.core.wsgi import get_wsgi_application
    from django.db import connections

    application = get_wsgi_application()

    def closing(environ, start_response):
        """Each request has a thread of its own; its connections end with it, in that thread whatever the reader does."""
        try:
            with contextlib.closing(application(environ, start_response)) as response:
                return list(response)
        finally:
            connections.close_all()

    server = _Threaded(("127.0.0.1", 0), _Quiet)
    server.set_app(closing)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)

"""Serving the network page."""
def serve(place, base):
    import http.server
    class H(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200); self.end_headers(); self.wfile.write(b"ok")
    http.server.ThreadingHTTPServer(("127.0.0.1", base), H).serve_forever()

"""Services that say who was asked for what, and do with a body what a test wants."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

PIECE = 1 << 20


class Dummy(ThreadingHTTPServer):
    """One of them, on a free port. `ready` is what /health/ready answers; `seen` every other request as (method, target)."""

    daemon_threads = True
    request_queue_size = 64

    def __init__(self, name):
        super().__init__(("127.0.0.1", 0), Handler)
        self.name = name
        self.ready = {"status": "ready"}
        self.seen = []
        self.begun = threading.Event()
        self.go_on = threading.Event()
        threading.Thread(target=self.serve_forever, args=(0.05,), daemon=True).start()

    @property
    def address(self):
        return "127.0.0.1:%d" % self.server_address[1]

    def handle_error(self, request, client_address):
        pass

    def stop(self):
        self.shutdown()
        self.server_close()


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *args):
        pass

    def answer(self):
        if self.path == "/health/ready":
            return self.json(self.server.ready, 200 if self.server.ready["status"] == "ready" else 503)
        self.server.seen.append((self.command, self.path))
        if "hang-up" in self.path:
            self.close_connection = True
            return None
        if "pieces" in self.path:
            return self.pieces()
        size, head = 0, sum(len(k) + len(v) + 4 for k, v in self.headers.items())
        left = int(self.headers.get("Content-Length") or 0)
        while left:
            read = len(self.rfile.read1(min(left, PIECE)))
            if not read:
                return None
            size, left = size + read, left - read
            self.server.begun.set()
        return self.json({"service": self.server.name, "method": self.command, "target": self.path, "body": size, "head": head})

    do_GET = do_HEAD = do_POST = do_PUT = do_PATCH = do_DELETE = answer

    def pieces(self):
        """Two of them; the second one when the test has seen the first."""
        self.send_response(200)
        self.send_header("Content-Length", str(2 * PIECE))
        self.end_headers()
        self.wfile.write(b"a" * PIECE)
        self.server.go_on.wait(30)
        self.wfile.write(b"b" * PIECE)

    def json(self, content, status=200):
        body = json.dumps(content, separators=(",", ":")).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

"""An endpoint for webhooks, at an address that the servers under test are allowed to send to."""

import base64
import hashlib
import hmac
import json
import threading
import time
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Callable

# The one address that end-to-end/run lets webhooks lead to besides public ones.
ADDRESS = "127.0.0.77"


@dataclass(frozen=True)
class Told:
    headers: dict[str, str]
    body: bytes
    status: int

    @property
    def event(self) -> dict:
        return json.loads(self.body)

    @property
    def delivery(self) -> str:
        return self.headers["x-mlflow-delivery-id"]

    def signed_with(self, secret: str) -> bool:
        signed = f"{self.delivery}.{self.headers['x-mlflow-timestamp']}.".encode() + self.body
        digest = hmac.new(secret.encode(), signed, hashlib.sha256).digest()
        return self.headers.get("x-mlflow-signature") == "v1," + base64.b64encode(digest).decode()


class Hook:
    """Remembers what it was told; `answer` gives the status for the n-th request, from 1."""

    def __init__(self, answer: Callable[[int], int] = lambda n: 200) -> None:
        self.told: list[Told] = []
        self.answer = answer
        lock = threading.Lock()
        hook = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                with lock:
                    status = hook.answer(len(hook.told) + 1)
                    headers = {name.lower(): value for name, value in self.headers.items()}
                    hook.told.append(Told(headers, body, status))
                self.send_response(status)
                self.send_header("Content-Length", "2")
                self.end_headers()
                self.wfile.write(b"ok")

            def log_message(self, *args) -> None:
                pass

        self.server = ThreadingHTTPServer((ADDRESS, 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://{ADDRESS}:{self.server.server_port}/hook"

    def taken(self) -> list[Told]:
        return [told for told in list(self.told) if told.status == 200]

    def await_taken(self, count: int, seconds: float = 30) -> list[Told]:
        deadline = time.monotonic() + seconds
        while len(taken := self.taken()) < count:
            assert time.monotonic() < deadline, f"{len(taken)} of {count} came within {seconds} s"
            time.sleep(0.02)
        return taken

    def __enter__(self) -> "Hook":
        return self

    def __exit__(self, *args) -> None:
        self.server.shutdown()
        self.server.server_close()

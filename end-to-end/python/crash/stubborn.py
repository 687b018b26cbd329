"""HTTP as the stock client does it: whatever may pass is tried again until it is answered, anything else is an error."""

import http.client
import json
import random
import time
import urllib.parse

AGAIN = {408, 429, 500, 502, 503, 504}


class Refused(Exception):
    """An answer that trying again would not change, or no answer for too long."""


class Stubborn:
    """One connection, one thread. The waits are shorter than the client's, so that a minute of test holds more writes."""

    def __init__(self, uri: str, patience: float = 180) -> None:
        self.parts, self.patience = urllib.parse.urlsplit(uri), patience
        self.connection: http.client.HTTPConnection | None = None
        self.retries = 0
        self.headers: dict[str, str] = {}  # of the last answer

    def post(self, path: str, body: dict) -> dict:
        return self._request("POST", f"/api/2.0/mlflow/{path}", json.dumps(body).encode())

    def get(self, path: str, **query) -> dict:
        return self._request("GET", f"/api/2.0/mlflow/{path}?{urllib.parse.urlencode(query)}", None)

    def close(self) -> None:
        if self.connection:
            self.connection.close()
        self.connection = None

    def _request(self, method: str, target: str, body: bytes | None) -> dict:
        deadline, attempt, last = time.monotonic() + self.patience, 0, ""
        while time.monotonic() < deadline:
            wait = min(2.0, 0.05 * 2**attempt) * random.uniform(0.5, 1.5)
            try:
                if self.connection is None:
                    self.connection = http.client.HTTPConnection(self.parts.hostname, self.parts.port, timeout=60)
                headers = {"Content-Type": "application/json"} if body is not None else {}
                self.connection.request(method, target, body, headers)
                response = self.connection.getresponse()
                content = response.read()
                self.headers = {name.lower(): value for name, value in response.headers.items()}
                if response.status == 200:
                    return json.loads(content)
                last = f"{response.status} {content[:300]!r}"
                if response.status not in AGAIN:
                    raise Refused(f"{method} {target}: {last}")
                asked = response.headers.get("Retry-After", "")
                wait = min(5.0, float(asked)) if asked.isdigit() else wait
            except (OSError, http.client.HTTPException) as e:
                last = repr(e)
                self.close()
            self.retries += 1
            attempt += 1
            time.sleep(wait)
        raise Refused(f"{method} {target}: no success within {self.patience} s, last: {last}")

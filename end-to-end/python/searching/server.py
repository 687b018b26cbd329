"""A tracking server as plain HTTP: JSON in and out, status and error code as they come."""

from dataclasses import dataclass, field
from typing import Any, Iterator

import requests

MLFLOW = "/api/2.0/mlflow/"


class Server:
    """One caller's view of a server; not for several threads."""

    def __init__(self, uri: str) -> None:
        self.uri = uri.rstrip("/")
        self.session = requests.Session()

    def post(self, path: str, body: dict, timeout: float = 60) -> tuple[int, Any]:
        """Status and body of a request below /api/2.0/mlflow/, or anywhere when the path begins with a slash."""
        url = self.uri + (path if path.startswith("/") else MLFLOW + path)
        answer = self.session.post(url, json=body, timeout=timeout)
        try:
            return answer.status_code, answer.json()
        except ValueError:
            return answer.status_code, {"error_code": "<no JSON>", "message": answer.text}

    def must(self, path: str, body: dict) -> Any:
        status, answer = self.post(path, body)
        if status != 200:
            raise RuntimeError(f"{self.uri}: {path}: {status} {str(answer)[:500]}")
        return answer

    def experiment(self, name: str, tags: dict[str, str] | None = None) -> str:
        body = {"name": name, "tags": [{"key": k, "value": v} for k, v in (tags or {}).items()]}
        return self.must("experiments/create", body)["experiment_id"]

    def run(self, experiment: str, start: int, name: str, user: str = "u") -> str:
        body = {"experiment_id": experiment, "start_time": start, "run_name": name, "user_id": user}
        return self.must("runs/create", body)["run"]["info"]["run_id"]

    def log(self, run: str, metrics: list[dict] = (), params: dict[str, str] | None = None, tags: dict[str, str] | None = None) -> None:
        body: dict[str, Any] = {"run_id": run, "metrics": list(metrics)}
        body["params"] = [{"key": k, "value": v} for k, v in (params or {}).items()]
        body["tags"] = [{"key": k, "value": v} for k, v in (tags or {}).items()]
        self.must("runs/log-batch", body)


@dataclass
class Found:
    """What a search found, page by page, or the complaint that ended it."""

    status: int = 200
    error_code: str | None = None
    message: str = ""
    pages: list[list[dict]] = field(default_factory=list)
    more: bool = False  # whether pages were left that nobody asked for

    @property
    def rows(self) -> list[dict]:
        return [row for page in self.pages for row in page]


def bodies(server: Server, path: str, body: dict) -> Iterator[tuple[int, dict]]:
    """The pages of a search, each with the token of the one before; ends with the first that is refused."""
    token = None
    while True:
        status, answer = server.post(path, body if token is None else {**body, "page_token": token})
        yield status, answer
        token = answer.get("next_page_token") if status == 200 else None
        if not token:
            return


def find(server: Server, path: str, body: dict, most_pages: int = 1_000) -> Found:
    found = Found()
    kind = path.split("/")[0]
    for status, answer in bodies(server, path, body):
        if status != 200:
            return Found(status, answer.get("error_code"), str(answer.get("message")))
        found.pages.append(answer.get(kind, []))
        if len(found.pages) == most_pages:
            found.more = bool(answer.get("next_page_token"))
            break
    return found


def run_names(found: Found) -> list[str]:
    assert found.status == 200, f"{found.status} {found.message}"
    return [row["info"]["run_name"] for row in found.rows]

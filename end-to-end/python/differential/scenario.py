"""Cases as data: loading them from YAML and playing one against one server.

A case is a list of steps. The first key of a step is `METHOD path`; a path without a leading slash lies under
/api/2.0/mlflow/. Its value is the JSON body of a POST, PUT, PATCH or DELETE, and the query of a GET. Other keys:

  raw: text            the body as it stands, instead of JSON     (bytes with `!py`)
  headers: {..}        replaces the default headers
  chunked: true        sends the body with Transfer-Encoding: chunked
  query: {..}          a query for methods other than GET
  keep: {name: path}   remembers a part of the answer, `run.info.run_id`, for `${name}` in later steps
  show: [header, ..]   response headers to compare, besides the media type
  compare: status      compares the status alone
  message: text        compares the message as far as both must contain this text (for lists in random order)
  differs: {..}        a deliberate difference, see differences.py

`!py expression` computes a value; the names are those remembered so far, and `token`, which is unique per case and
the same on both servers. `given:` names what exists before the first step.
"""

import http.client
import json
import re
import urllib.parse
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS")
OPTIONS = {"raw", "headers", "chunked", "query", "keep", "show", "compare", "message", "differs"}


@dataclass(frozen=True)
class Python:
    """An expression to evaluate when the step is played."""

    code: str


@dataclass(frozen=True)
class Step:
    method: str
    path: str
    content: Any
    options: dict


@dataclass(frozen=True)
class Case:
    name: str
    topic: str
    given: str | None
    moments: bool
    steps: list[Step]


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def media_type(self) -> str:
        return self.headers.get("content-type", "").split(";")[0].strip()

    def json(self) -> Any:
        return json.loads(self.body)


@dataclass
class Played:
    answers: list[Answer] = field(default_factory=list)
    names: dict[str, Any] = field(default_factory=dict)


class _Loader(yaml.SafeLoader):
    pass


_Loader.add_constructor("!py", lambda loader, node: Python(loader.construct_scalar(node)))


def load(folder: Path) -> list[Case]:
    cases = []
    for file in sorted(folder.glob("*.yaml")):
        for entry in yaml.load(file.read_text(), _Loader):
            unknown = set(entry) - {"case", "given", "moments", "steps"}
            if unknown:
                raise ValueError(f"{file.name}: {entry['case']}: unknown keys {unknown}")
            steps = [_step(file, entry["case"], raw) for raw in entry["steps"]]
            cases.append(Case(entry["case"], file.stem, entry.get("given"), entry.get("moments", False), steps))
    doubled = {c.name for c in cases if sum(c.name == d.name for d in cases) > 1}
    if doubled:
        raise ValueError(f"case names used twice: {doubled}")
    return cases


def _step(file: Path, case: str, raw: dict) -> Step:
    request = next(iter(raw))
    method, _, path = request.partition(" ")
    options = {k: v for k, v in raw.items() if k != request}
    if method not in METHODS or set(options) - OPTIONS:
        raise ValueError(f"{file.name}: {case}: cannot read the step {raw}")
    return Step(method, path if path.startswith("/") else f"/api/2.0/mlflow/{path}", raw[request], options)


def fill(value: Any, names: dict[str, Any]) -> Any:
    if isinstance(value, Python):
        return eval(value.code, {**names})  # noqa: S307 - the cases are part of this source tree
    if isinstance(value, str):
        return re.sub(r"\$\{(\w+)\}", lambda m: str(names[m[1]]), value)
    if isinstance(value, list):
        return [fill(v, names) for v in value]
    if isinstance(value, dict):
        return {fill(k, names): fill(v, names) for k, v in value.items()}
    return value


def send(uri: str, step: Step, names: dict[str, Any]) -> Answer:
    """By hand on http.client: other clients tidy paths and headers, and untidy ones are what some cases are about."""
    target, content, options = fill(step.path, names), fill(step.content, names), step.options
    headers, body = {}, None
    query = content if step.method == "GET" and "raw" not in options else fill(options.get("query"), names)
    if query:
        target += "?" + urllib.parse.urlencode(query, doseq=True)
    if "raw" in options:
        body = fill(options["raw"], names)
        body = body.encode() if isinstance(body, str) else body
    elif step.method not in ("GET", "HEAD", "OPTIONS") and content is not None:
        body = json.dumps(content).encode()
    if body is not None:
        headers["Content-Type"] = "application/json"
    headers = fill(options["headers"], names) if "headers" in options else headers
    parts = urllib.parse.urlsplit(uri)
    connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=60)
    try:
        if options.get("chunked"):
            headers["Transfer-Encoding"] = "chunked"
            pieces = iter([body] if body else [])
            connection.request(step.method, target, pieces, headers, encode_chunked=True)
        else:
            connection.request(step.method, target, body, headers)
        response = connection.getresponse()
        return Answer(response.status, {k.lower(): v for k, v in response.getheaders()}, response.read())
    finally:
        connection.close()


def pick(value: Any, path: str) -> Any:
    for part in path.split("."):
        value = value[int(part)] if isinstance(value, list) else value[part]
    return value

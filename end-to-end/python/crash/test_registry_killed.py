"""Random changes of the registry against a model in memory, while services and Kafka are killed: what was answered is there, what was
not is there whole or not at all, and no version number is given twice or left out."""

import copy
import os
import random
import threading
import time
import urllib.parse

import pytest
import requests

from crash.killer import Killer
from servers.mlflow_server import await_health

SEED = int(os.environ.get("KISEKI_CRASH_SEED", random.randrange(1_000_000)))
SECONDS = 45
STAGES = ["None", "Staging", "Production", "Archived"]
API = "api/2.0/mlflow"


class Model:
    """What there should be: models by name, each with tags, aliases and versions."""

    def __init__(self, names: list[str]) -> None:
        self.names, self.models = names, {}

    def change(self, chance: random.Random) -> tuple[str, str, dict]:
        """A request, applied here already."""
        name = chance.choice(self.names)
        model = self.models.get(name)
        if model is None:
            self.models[name] = {"tags": {}, "aliases": {}, "versions": {}, "last": 0}
            return "POST", "registered-models/create", {"name": name}
        kind = chance.choices(["version", "alias", "unalias", "tag", "stage", "drop", "rename", "delete"], [30, 20, 5, 20, 10, 5, 2, 2])[0]
        free = [n for n in self.names if n not in self.models]
        if kind == "delete":
            del self.models[name]
            return "DELETE", "registered-models/delete", {"name": name}
        if kind == "rename" and free:
            self.models[free[0]] = self.models.pop(name)
            return "POST", "registered-models/rename", {"name": name, "new_name": free[0]}
        if kind == "unalias" and model["aliases"]:
            alias = chance.choice(sorted(model["aliases"]))
            del model["aliases"][alias]
            return "DELETE", "registered-models/alias", {"name": name, "alias": alias}
        if kind in ("version", "rename", "unalias") or not model["versions"]:
            model["last"] += 1
            source = f"s3://b/{chance.random()}"
            model["versions"][str(model["last"])] = {"source": source, "stage": "None", "tags": {}}
            return "POST", "model-versions/create", {"name": name, "source": source}
        number = chance.choice(sorted(model["versions"]))
        version = model["versions"][number]
        if kind == "alias":
            alias = chance.choice("abc")
            model["aliases"][alias] = number
            return "POST", "registered-models/alias", {"name": name, "alias": alias, "version": number}
        if kind == "tag":
            key, value = chance.choice("xy"), str(chance.random())
            version["tags"][key] = value
            return "POST", "model-versions/set-tag", {"name": name, "version": number, "key": key, "value": value}
        if kind == "stage":
            version["stage"] = stage = chance.choice(STAGES)
            body = {"name": name, "version": number, "stage": stage, "archive_existing_versions": False}
            return "POST", "model-versions/transition-stage", body
        del model["versions"][number]
        model["aliases"] = {a: v for a, v in model["aliases"].items() if v != number}
        return "DELETE", "model-versions/delete", {"name": name, "version": number}


class Reader:
    def __init__(self, uri: str) -> None:
        self.uri = uri

    def get(self, path: str, **query) -> dict | None:
        """None for 404; waits for whatever is away."""
        deadline = time.monotonic() + 180
        while time.monotonic() < deadline:
            try:
                answer = requests.get(f"{self.uri}/{API}/{path}?{urllib.parse.urlencode(query)}", timeout=30)
                if answer.status_code in (200, 404):
                    return answer.json() if answer.status_code == 200 else None
            except requests.RequestException:
                pass
            time.sleep(0.2)
        raise AssertionError(f"no answer to {path} for 180 s")

    def models(self, names: list[str]) -> dict:
        found = {}
        for name in names:
            read = self.get("registered-models/get", name=name)
            if read is None:
                continue
            model = read["registered_model"]
            versions = self.get("model-versions/search", filter=f"name = '{name}'", max_results=10_000).get("model_versions", [])
            found[name] = {
                "tags": {},
                "aliases": {a["alias"]: a["version"] for a in model.get("aliases", [])},
                "versions": {
                    v["version"]: {
                        "source": v["source"],
                        "stage": v["current_stage"],
                        "tags": {t["key"]: t["value"] for t in v.get("tags", [])},
                    }
                    for v in versions
                },
            }
        return found


def without_last(models: dict) -> dict:
    return {name: {k: v for k, v in model.items() if k != "last"} for name, model in models.items()}


@pytest.mark.chaos
def test_the_registry_is_what_was_answered(supervised):
    uri, pids = supervised
    print(f"KISEKI_CRASH_SEED={SEED}")
    chance, token = random.Random(SEED), time.time_ns()
    model = Model([f"{name} {token}" for name in "abc"])
    reader = Reader(uri)
    killer = Killer(pids, ["services", "kafka"], SEED, lambda: await_health(uri, 120))
    until = time.monotonic() + SECONDS
    killing = threading.Thread(target=killer.kill_in_turn, args=[until])
    killing.start()
    answered = lost = happened = 0
    while time.monotonic() < until or killing.is_alive():
        before = copy.deepcopy(model.models)
        method, path, body = model.change(chance)
        try:
            answer = requests.request(method, f"{uri}/{API}/{path}", json=body, timeout=60)
        except requests.RequestException:
            answer = None
        if answer is not None and answer.status_code == 200:
            answered += 1
            if path == "model-versions/create":
                assert int(answer.json()["model_version"]["version"]) == model.models[body["name"]]["last"]
            continue
        assert answer is None or answer.status_code in (408, 429, 500, 502, 503, 504), f"{path} {body}: {answer.text}"
        lost += 1
        found = reader.models(model.names)
        if found == without_last(before):
            model.models = before
        else:
            assert found == without_last(model.models), f"after {method} {path} {body}"
            happened += 1
    killing.join(200)
    assert not killing.is_alive()
    assert reader.models(model.names) == without_last(model.models)
    print(f"{answered} answered, {lost} not, of which {happened} had happened")
    assert answered > 50 and killer.kills

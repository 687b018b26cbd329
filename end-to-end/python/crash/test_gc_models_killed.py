"""kill -9 while logged models are removed for good: each goes whole, in the end all of them, and no other loses anything."""

import os
import random
import subprocess
import time

import pytest
import requests

from crash.killer import Killer
from crash.stubborn import Refused, Stubborn
from crash.test_gc_killed import put, waiting
from servers.kiseki_command import KISEKI, gc
from servers.mlflow_server import await_health

SEED = int(os.environ.get("KISEKI_CRASH_SEED", random.randrange(1_000_000)))
FILES = ("MLmodel", "data/a b.pkl")


def make(http: Stubborn, uri: str, experiment: str, run: str, n: int) -> str:
    asked = {"experiment_id": experiment, "name": f"m{n}", "source_run_id": run, "tags": [{"key": "t", "value": str(n)}]}
    model = http.post("logged-models", asked)["model"]["info"]["model_id"]
    point = {"key": "acc", "value": n, "timestamp": 1000 + n, "step": n, "model_id": model}
    http.post("runs/log-batch", {"run_id": run, "metrics": [point]})
    for name in FILES:
        put(f"{uri}/api/2.0/mlflow-artifacts/artifacts/{experiment}/models/{model}/artifacts/{name}")
    return model


def delete(uri: str, model: str) -> None:
    """404 after a repetition: the one before was done."""
    end = time.monotonic() + 120
    while time.monotonic() < end:
        try:
            if requests.delete(f"{uri}/api/2.0/mlflow/logged-models/{model}", timeout=60).status_code in (200, 404):
                return
        except requests.RequestException:
            pass
        time.sleep(0.5)
    raise AssertionError(f"{model} cannot be deleted")


def stored(uri: str, experiment: str, model: str) -> set[str]:
    path = {"path": f"{experiment}/models/{model}/artifacts"}
    listed = requests.get(f"{uri}/api/2.0/mlflow-artifacts/artifacts", path, timeout=60)
    listed.raise_for_status()
    return {found["path"] for found in listed.json().get("files", [])}


@pytest.mark.chaos
def test_whatever_is_killed_while_logged_models_are_removed(supervised):
    uri, pids = supervised
    http, chance = Stubborn(uri), random.Random(SEED)
    print(f"KISEKI_CRASH_SEED={SEED}")
    experiment = http.post("experiments/create", {"name": f"models killed {time.time_ns()}"})["experiment_id"]
    run = http.post("runs/create", {"experiment_id": experiment, "start_time": 1})["run"]["info"]["run_id"]
    kept: dict[str, int] = {}
    gone: list[str] = []
    killer = Killer(pids, ["services"], SEED, lambda: None)
    options = ["--experiment-ids", experiment, "--older-than", "0"]
    for victim in ("services", "command", "s3", "kafka"):
        first = len(kept) + len(gone)
        fresh = {make(http, uri, experiment, run, n): n for n in range(first, first + 12)}
        for model in list(fresh)[:8]:
            delete(uri, model)
            gone.append(model)
            del fresh[model]
        kept |= fresh
        command = subprocess.Popen([KISEKI, "gc", "--uri", uri, *options], stdout=subprocess.DEVNULL)
        time.sleep(chance.uniform(0.5, 3.0))
        if victim == "command":
            command.kill()
        else:
            killer.kill(victim)
        command.wait(300)
        await_health(uri, 120)
        gc(uri, *options)

    end = time.monotonic() + 180
    while waiting(uri) > 0:
        assert time.monotonic() < end, "something is left"
        time.sleep(0.5)
    for model in gone:
        with pytest.raises(Refused, match="RESOURCE_DOES_NOT_EXIST"):
            http.get(f"logged-models/{model}", allow_deleted="true")
        assert stored(uri, experiment, model) == set()
    for model, n in kept.items():
        found = http.get(f"logged-models/{model}")["model"]
        assert found["info"]["tags"] == [{"key": "t", "value": str(n)}]
        assert [(m["key"], m["value"], m["step"]) for m in found["data"]["metrics"]] == [("acc", n, n)]
        assert stored(uri, experiment, model) == {"MLmodel", "data"}
    found = http.post("logged-models/search", {"experiment_ids": [experiment], "max_results": 50})
    assert {model["info"]["model_id"] for model in found["models"]} == set(kept)

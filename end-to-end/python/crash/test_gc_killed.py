"""kill -9 while runs are removed for good: each goes whole, in the end all of them, and no other loses anything."""

import os
import random
import subprocess
import time

import pytest
import requests

from crash.killer import Killer
from crash.stubborn import Refused, Stubborn
from servers.kiseki_command import KISEKI, gc
from servers.mlflow_server import await_health

SEED = int(os.environ.get("KISEKI_CRASH_SEED", random.randrange(1_000_000)))
STEPS = 30


def make(http: Stubborn, uri: str, experiment: str) -> str:
    run = http.post("runs/create", {"experiment_id": experiment, "start_time": 1})["run"]["info"]["run_id"]
    points = [{"key": key, "value": step, "timestamp": step, "step": step} for step in range(STEPS) for key in "ab"]
    http.post("runs/log-batch", {"run_id": run, "metrics": points, "params": [{"key": "p", "value": "1"}]})
    http.post("runs/update", {"run_id": run, "status": "FINISHED", "end_time": 5})
    for name in ("x.txt", "deep/y.txt"):
        put(f"{uri}/api/2.0/mlflow-artifacts/artifacts/{experiment}/{run}/artifacts/{name}")
    return run


def put(path: str) -> None:
    end = time.monotonic() + 120
    while (answer := requests.put(path, data=b"text", timeout=60)).status_code == 503 and time.monotonic() < end:
        time.sleep(0.5)
    answer.raise_for_status()


def waiting(uri: str) -> float:
    lines = requests.get(f"{uri}/metrics", timeout=30).text.splitlines()
    return next(float(line.split()[-1]) for line in lines if line.startswith("kiseki_purge_waiting_runs"))


@pytest.mark.chaos
def test_whatever_is_killed_while_runs_are_removed(supervised):
    uri, pids = supervised
    http, chance = Stubborn(uri), random.Random(SEED)
    print(f"KISEKI_CRASH_SEED={SEED}")
    experiment = http.post("experiments/create", {"name": f"gc killed {time.time_ns()}"})["experiment_id"]
    kept: list[str] = []
    gone: list[str] = []
    killer = Killer(pids, ["services"], SEED, lambda: None)
    options = ["--experiment-ids", experiment, "--older-than", "0"]
    for victim in ("services", "cassandra", "command", "services", "s3", "kafka"):
        fresh = [make(http, uri, experiment) for _ in range(24)]
        for run in fresh[:16]:
            http.post("runs/delete", {"run_id": run})
        kept, gone = kept + fresh[16:], gone + fresh[:16]
        command = subprocess.Popen([KISEKI, "gc", "--uri", uri, *options], stdout=subprocess.DEVNULL)
        time.sleep(chance.uniform(0.5, 3.5))
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
    for run in gone:
        with pytest.raises(Refused, match="RESOURCE_DOES_NOT_EXIST"):
            http.get("runs/get", run_id=run)
        for key in "ab":
            assert http.get("metrics/get-history", run_id=run, metric_key=key).get("metrics", []) == []
        path = {"path": f"{experiment}/{run}/artifacts"}
        listed = requests.get(f"{uri}/api/2.0/mlflow-artifacts/artifacts", path, timeout=60).json()
        assert listed.get("files", []) == []
    for run in kept:
        assert [p["value"] for p in http.get("metrics/get-history", run_id=run, metric_key="a")["metrics"]] == list(range(STEPS))
        assert http.get("runs/get", run_id=run)["run"]["info"]["lifecycle_stage"] == "active"
        assert {f["path"] for f in http.get("artifacts/list", run_id=run)["files"]} == {"deep", "x.txt"}
    found = http.post("runs/search", {"experiment_ids": [experiment], "run_view_type": "ALL", "max_results": 1000})
    assert {run["info"]["run_id"] for run in found["runs"]} == set(kept)

"""The log is moved to more partitions while clients write: nothing is lost, doubled or judged otherwise, and nobody reads what is left behind."""

import os
import subprocess
import threading
import time
from pathlib import Path

import pytest
import requests

from crash.stubborn import Stubborn
from crash.test_away import Apart, assert_unavailable, post
from servers.kiseki_command import KISEKI, gc
from servers.kiseki_service import KisekiService
from servers.mlflow_server import free_port

BEFORE, AFTER = 2, 6


class Growing(Apart):
    """All services of a generation in one process each, on the same topics."""

    def __init__(self, data: Path, folder: Path) -> None:
        super().__init__(data, folder / "1")
        self.folder = folder

    def generation(self, number: int) -> KisekiService:
        others = {
            "kiseki.kafka.generation": number,
            "kiseki.processor.state-directory": self.folder / str(number),
            "kiseki.processor.shard-port": free_port(),
            "kiseki.processor.history-delay": "2s",
            "kiseki.processor.history-spread": "0s",
        }
        service = KisekiService("standalone/services", {**self.settings, **others}, heap="320m")
        self.running.append(service)
        return service

    def grow(self, *options: str) -> subprocess.Popen:
        given = [f"--{key}={value}" for key, value in self.settings.items() if ".kafka." in key or "application-id" in key]
        command = [KISEKI, "grow-partitions", "--deployed", *given, *options]
        return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)

    def grown(self, *options: str, status: int = 0) -> str:
        done = self.grow(*options)
        said = done.communicate(timeout=120)[0]
        assert done.returncode == status, said
        return said


@pytest.fixture
def growing(supervised, tmp_path):
    data = os.environ.get("KISEKI_DATA")
    if not data:
        pytest.fail("needs KISEKI_DATA", pytrace=False)
    services = Growing(Path(data), tmp_path)
    yield services
    for service in list(services.running):
        services.stop(service)


class Writers:
    """Log points, each with a step of its own, and repeat what was not acknowledged, wherever the server is by then."""

    def __init__(self, uri: str, count: int) -> None:
        self.uri, self.ended = uri, threading.Event()
        self.experiment = Stubborn(uri).post("experiments/create", {"name": "written meanwhile"})["experiment_id"]
        self.acknowledged: dict[str, list[int]] = {}
        self.threads = [threading.Thread(target=self.write) for _ in range(count)]
        for thread in self.threads:
            thread.start()

    def write(self) -> None:
        run, step = None, 0
        while not self.ended.is_set():
            try:
                if run is None or step % 200 == 0:
                    created = post(self.uri, "runs/create", {"experiment_id": self.experiment, "start_time": 1})
                    created.raise_for_status()
                    run = created.json()["run"]["info"]["run_id"]
                    self.acknowledged[run] = []
                    step = 0
                points = [{"key": "m", "value": s / 8, "timestamp": s + 1, "step": s} for s in range(step, step + 10)]
                post(self.uri, "runs/log-batch", {"run_id": run, "metrics": points}).raise_for_status()
                self.acknowledged[run] += range(step, step + 10)
                step += 10
            except requests.RequestException:
                time.sleep(0.2)

    def end(self) -> None:
        self.ended.set()
        for thread in self.threads:
            thread.join(60)


def seeded(uri: str) -> dict[str, list[str]]:
    """Runs in every state that a run can be in; what is refused among them is refused by their stages."""
    http = Stubborn(uri)
    kept, removed, back = (http.post("experiments/create", {"name": name})["experiment_id"] for name in ("kept", "removed", "back"))
    runs = []
    for number in range(24):
        experiment = (kept, removed, back)[number % 3]
        run = http.post("runs/create", {"experiment_id": experiment, "start_time": number, "run_name": f"r{number}"})["run"]["info"]["run_id"]
        points = [{"key": f"k{number % 4}", "value": number / (step + 1), "timestamp": step, "step": step} for step in range(50)]
        http.post("runs/log-batch", {"run_id": run, "metrics": points, "params": [{"key": "p", "value": str(number)}], "tags": [{"key": "t", "value": "x"}]})
        runs.append(run)
    http.post("experiments/delete", {"experiment_id": removed})
    http.post("experiments/delete", {"experiment_id": back})
    for run in runs[1:3]:
        assert post(uri, "runs/log-metric", {"run_id": run, "key": "late", "value": 1, "timestamp": 1}).status_code == 400
    http.post("experiments/restore", {"experiment_id": back})
    http.post("runs/log-metric", {"run_id": runs[2], "key": "late", "value": 2, "timestamp": 2})
    http.post("runs/delete", {"run_id": runs[0]})
    http.post("runs/delete", {"run_id": runs[3]})
    http.post("runs/restore", {"run_id": runs[3]})
    http.post("runs/delete", {"run_id": runs[6]})
    http.post("runs/update", {"run_id": runs[9], "status": "FINISHED", "end_time": 99})
    assert post(uri, "runs/log-parameter", {"run_id": runs[9], "key": "p", "value": "other"}).status_code == 400
    return {"experiments": [kept, removed, back], "runs": runs}


def picture(http: Stubborn, seed: dict[str, list[str]]) -> dict:
    """What clients see of it."""
    search = {"experiment_ids": seed["experiments"], "run_view_type": "ALL", "order_by": ["params.p DESC"], "max_results": 100}
    seen = {"runs": http.post("runs/search", search), "best": http.post("runs/search", {**search, "filter": "metrics.k1 > 0.1", "run_view_type": "ACTIVE_ONLY"})}
    there = {run["info"]["run_id"] for run in seen["runs"]["runs"]}
    for run in seed["runs"]:
        if run in there:
            for key in "k0", "k1", "k2", "k3", "late":
                seen[run, key] = http.get("metrics/get-history", run_id=run, metric_key=key)
            seen[run, "rejections"] = [
                (r["error_code"], r["message"]) for r in http._request("GET", f"/api/2.0/kiseki/runs/rejections?run_id={run}", None).get("rejections", [])
            ]
    return seen


def test_the_log_is_moved_to_more_partitions_while_clients_write(growing):
    growing.settings["kiseki.kafka.run-partitions"] = BEFORE
    first = growing.generation(1)
    first.await_ready()
    http = Stubborn(first.uri)
    seed = seeded(first.uri)
    gc(first.uri, "--older-than", "0", "--run-ids", seed["runs"][6])
    before = picture(http, seed)
    assert len(before["runs"]["runs"]) == 23 and before["best"]["runs"]
    writers = Writers(first.uri, 3)

    assert "a multiple" in growing.grown(status=1)
    assert "must be 2 to" in growing.grown("--partitions", "3", status=1)
    for seconds in 0.8, 1.2, 1.6:
        copying = growing.grow("--partitions", str(AFTER))
        time.sleep(seconds)
        copying.kill()
        copying.communicate()
    assert "kiseki.kafka.generation=2" in growing.grown("--partitions", str(AFTER))
    assert "was begun with 6" in growing.grown("--partitions", "4", status=1)

    second = growing.generation(2)
    second.await_saying("grow-partitions --close")
    assert_unavailable(post(second.uri, "runs/create", {"experiment_id": "0", "start_time": 1}))
    assert_unavailable(post(second.uri, "runs/search", {"experiment_ids": seed["experiments"]}))
    # A stage that changes while both fold: the second one's own marker would stand before a record that came earlier.
    http.post("runs/log-metric", {"run_id": seed["runs"][3], "key": "late", "value": 3, "timestamp": 3})
    http.post("experiments/delete", {"experiment_id": seed["experiments"][0]})
    time.sleep(2)
    http.post("experiments/restore", {"experiment_id": seed["experiments"][0]})
    before = picture(http, seed)

    assert f"to {AFTER} partitions" in growing.grown("--close")
    refused = post(first.uri, "runs/search", {"experiment_ids": seed["experiments"]})
    assert_unavailable(refused)
    assert "kiseki.kafka.generation to 2" in refused.json()["message"]
    assert_unavailable(post(first.uri, "runs/create", {"experiment_id": "0", "start_time": 1}))
    assert not first.is_ready()

    second.await_ready()
    http = Stubborn(second.uri)
    assert picture(http, seed) == before
    writers.uri = second.uri
    written = sum(map(len, writers.acknowledged.values()))
    deadline = time.monotonic() + 60
    while sum(map(len, writers.acknowledged.values())) < written + 200:
        assert time.monotonic() < deadline, "writers do not go on"
        time.sleep(0.2)
    growing.stop(first)
    writers.end()
    assert len(writers.acknowledged) >= 3
    for run, steps in writers.acknowledged.items():
        history = http.get("metrics/get-history", run_id=run, metric_key="m", max_results=25_000)["metrics"] if steps else []
        # The last batch may have been written and not acknowledged.
        assert [p["step"] for p in history][: len(steps)] == steps and len(history) <= len(steps) + 10

    assert "was moved already" in growing.grown("--close")
    late = growing.generation(1)
    late.await_saying("kiseki.kafka.generation to 2")


def test_a_close_that_did_not_end_is_taken_back(growing):
    first = growing.generation(1)
    first.await_ready()
    run = Stubborn(first.uri).post("runs/create", {"experiment_id": "0", "start_time": 1})["run"]["info"]["run_id"]
    growing.grown("--partitions", str(AFTER))
    topic = f"{growing.settings['kiseki.kafka.topic-prefix']}.run-events"
    close(growing.settings["kiseki.kafka.bootstrap-servers"], topic)
    deadline = time.monotonic() + 30
    while (answer := post(first.uri, "runs/set-tag", {"run_id": run, "key": "a", "value": "1"})).status_code == 200:
        assert time.monotonic() < deadline, "it is not closed"
        time.sleep(0.1)
    assert_unavailable(answer)
    assert "takes records again" in growing.grown("--reopen")
    Stubborn(first.uri).post("runs/set-tag", {"run_id": run, "key": "b", "value": "2"})
    assert f"to {AFTER} partitions" in growing.grown("--close")


def close(servers: str, topic: str) -> None:
    """As the command does before it is killed."""
    class_path = (KISEKI.parent / "standalone/servers/kafka/target/classpath.txt").read_text().strip()
    options = ["--bootstrap-server", servers, "--alter", "--topic", topic, "--add-config", "max.message.bytes=1"]
    subprocess.run(["java", "-cp", class_path, "kafka.admin.ConfigCommand", *options], check=True, capture_output=True)

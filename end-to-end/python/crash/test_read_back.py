"""Whatever is answered 200 can be read at once, also while the fold is away and the answer says `pending`."""

import threading
import time

import pytest

from crash.killer import Killer
from crash.stubborn import Stubborn
from servers.mlflow_server import await_health

WRITERS = 4


class ReadBack(threading.Thread):
    """Logs a point, reads its run, reads its curve; after an answer of 200 both have it."""

    def __init__(self, uri: str, experiment: str, number: int, ended: threading.Event) -> None:
        super().__init__(name=f"reader-{number}", daemon=True)
        self.http, self.experiment, self.ended = Stubborn(uri), experiment, ended
        self.pending, self.written, self.problems = 0, 0, []

    def run(self) -> None:
        try:
            body = {"experiment_id": self.experiment, "start_time": 1}
            run_id = self.http.post("runs/create", body)["run"]["info"]["run_id"]
            while not self.ended.is_set() and len(self.problems) < 5:
                self._once(run_id)
        except Exception as e:  # the test must see it
            self.problems.append(f"{self.name}: {e!r}")
        finally:
            self.http.close()

    def _once(self, run_id: str) -> None:
        step = self.written
        point = {"run_id": run_id, "key": "m", "value": 0.5 + step, "timestamp": 1000 + step, "step": step}
        self.http.post("runs/log-metric", point)
        self.written += 1
        visibility = self.http.headers.get("x-kiseki-visibility", "")
        self.pending += visibility == "pending"
        data = self.http.get("runs/get", run_id=run_id)["run"]["data"]
        latest = {m["key"]: m["value"] for m in data.get("metrics", [])}.get("m")
        if latest != point["value"]:
            self.problems.append(f"run {run_id}: logged {point['value']} ({visibility}), read {latest}")
        found = self.http.post(
            "runs/search", {"experiment_ids": [self.experiment], "filter": f"metrics.m = {point['value']} AND run_id = '{run_id}'"}
        )
        if not found.get("runs"):
            self.problems.append(f"run {run_id}: logged {point['value']} ({visibility}), not found by it")


@pytest.mark.chaos
@pytest.mark.parametrize("parts", [["kafka"], ["services", "kafka"]], ids="-then-".join)
def test_an_acknowledged_point_is_read_at_once_whoever_was_killed(supervised, parts):
    uri, pids = supervised
    http = Stubborn(uri)
    experiment = http.post("experiments/create", {"name": f"read back {time.time_ns()}"})["experiment_id"]
    ended = threading.Event()
    readers = [ReadBack(uri, experiment, number, ended) for number in range(WRITERS)]
    for reader in readers:
        reader.start()
    killer = Killer(pids, parts, 1, lambda: None)
    try:
        time.sleep(2)
        for part in parts:
            killer.kill(part)
            time.sleep(0.5)
        await_health(uri, 180)
        time.sleep(4)
    finally:
        ended.set()
        for reader in readers:
            reader.join(240)
    pending = sum(reader.pending for reader in readers)
    print(f"{sum(r.written for r in readers)} points read back, {pending} of them answered as pending", flush=True)
    assert not [reader.name for reader in readers if reader.is_alive()]
    problems = [problem for reader in readers for problem in reader.problems]
    assert not problems, "\n".join(problems)
    assert all(reader.written > 2 for reader in readers)

"""Threads that write without pause, each to runs of its own and all to one shared run."""

import random
import threading
import time

from crash.ledger import RunLedger
from crash.stubborn import Refused, Stubborn


class Writer(threading.Thread):
    def __init__(self, uri: str, experiment: str, shared: RunLedger, number: int, seed: int, stop: threading.Event):
        super().__init__(name=f"writer-{number}", daemon=True)
        self.http, self.experiment, self.shared, self.number = Stubborn(uri), experiment, shared, number
        self.random, self.stop_asked = random.Random(seed * 1000 + number), stop
        self.runs: list[RunLedger] = []
        self.requests, self.pending, self.slowest, self.failure = 0, 0, 0.0, None

    def run(self) -> None:
        try:
            step = 0
            while not self.stop_asked.is_set():
                if step % 150 == 0:
                    self._create_run(step)
                self._write(step)
                step += 1
        except Refused as e:
            self.failure = f"{self.name}: {e}"
        except Exception as e:  # a writer that dies unnoticed would leave the test with less load and a green end
            self.failure = f"{self.name}: {e!r}"
        finally:
            self.http.close()

    def _create_run(self, step: int) -> None:
        tags = [{"key": "writer", "value": str(self.number)}]
        body = {"experiment_id": self.experiment, "start_time": 1000 + step, "tags": tags}
        answer = self._post("runs/create", body)
        self.runs.append(RunLedger(answer["run"]["info"]["run_id"], tags={"writer": str(self.number)}))

    def _write(self, step: int) -> None:
        run = self.random.choice(self.runs[-3:])
        kind = self.random.randrange(10)
        if kind < 4:
            self._single("log-metric", run, metrics=[self._point("loss", step)])
        elif kind < 6:
            keys = [f"k{k}" for k in range(8)]
            batch = {"metrics": [self._point(k, step * 10 + i) for k in keys for i in range(10)]}
            if self.random.random() < 0.5:
                batch["params"] = [{"key": f"batched/{step}", "value": f"v{step}"}]
                batch["tags"] = [{"key": "round", "value": str(step)}]
            self._post("runs/log-batch", {"run_id": run.run_id, **batch})
            run.acknowledge(batch)
        elif kind == 6:
            self._single("log-parameter", run, params=[{"key": f"p/{step}", "value": f"v{step}"}])
        elif kind == 7:
            self._single("set-tag", run, tags=[{"key": f"t{step % 5}", "value": str(step)}])
        elif kind == 8:
            self._again(run)
        else:
            point = self._point(f"writer/{self.number}", step)
            self._single("log-metric", self.shared, metrics=[point])

    def _point(self, key: str, step: int) -> dict:
        # Above 1, so that the text of a value has no exponent. Steps go up and down, so that the
        # latest point is not simply the last to arrive.
        step = step if self.random.random() < 0.8 else -step
        return {"key": key, "value": 1 + self.random.random(), "timestamp": 10_000 + abs(step), "step": step}

    def _single(self, route: str, run: RunLedger, **batch) -> None:
        (item,) = next(iter(batch.values()))
        self._post(f"runs/{route}", {"run_id": run.run_id, **item})
        run.acknowledge(batch)

    def _again(self, run: RunLedger) -> None:
        """Sends an acknowledged point once more, as a client does whose connection broke before the answer."""
        points = run.points.get("loss")
        if points:
            timestamp, step, value = self.random.choice(sorted(points))
            point = {"key": "loss", "value": value, "timestamp": timestamp, "step": step}
            self._single("log-metric", run, metrics=[point])

    def _post(self, path: str, body: dict) -> dict:
        start = time.monotonic()
        answer = self.http.post(path, body)
        self.requests += 1
        self.pending += self.http.headers.get("x-kiseki-visibility") == "pending"
        self.slowest = max(self.slowest, time.monotonic() - start)
        return answer

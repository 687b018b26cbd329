"""Writers with a ledger, and probes that tell when acknowledgements and searches are as they should be."""

import json
import threading
import time
import urllib.error
import urllib.request
from dataclasses import dataclass, field

from crash.ledger import RunLedger
from crash.stubborn import Stubborn
from crash.test_crash import unlike
from crash.writers import Writer

WRITERS = 3
PROBED_RUNS = 12  # so that each partition has some
SLOW = 2.0  # seconds


@dataclass
class Sample:
    began: float
    ended: float
    trouble: str  # empty = as it should be


@dataclass
class Probe(threading.Thread):
    """Asks without repeating anything, four times a second."""

    ask: object
    stop: threading.Event
    samples: list[Sample] = field(default_factory=list)

    def __post_init__(self):
        super().__init__(daemon=True)

    __hash__ = threading.Thread.__hash__

    def run(self) -> None:
        while not self.stop.is_set():
            began = time.monotonic()
            try:
                trouble = self.ask()
            except urllib.error.HTTPError as e:
                trouble = f"{e.code} {e.read()[:200].decode(errors='replace')}"
            except OSError as e:
                trouble = repr(e)
            ended = time.monotonic()
            if not trouble and ended - began > SLOW:
                trouble = "slow"
            self.samples.append(Sample(began, ended, trouble))
            self.stop.wait(max(0.0, 0.25 - (ended - began)))

    def normal_since(self, seconds: float) -> bool:
        last = [s for s in self.samples if s.ended > time.monotonic() - seconds]
        return bool(last) and not any(s.trouble for s in last)

    def troubled_until(self, fault: float) -> float:
        """Seconds from the fault to the end of the last request after it that was not as it should be."""
        return max((s.ended - fault for s in self.samples if s.trouble and s.ended > fault), default=0.0)


class Load:
    """`with Load(uri, seed) as load:` writes meanwhile; afterwards everything that was acknowledged is there once."""

    def __init__(self, uri: str, seed: int) -> None:
        self.uri, self.http, self.stop = uri, Stubborn(uri), threading.Event()
        name = f"cluster {seed} {time.time_ns()}"
        self.experiment = self.http.post("experiments/create", {"name": name})["experiment_id"]
        shared = self.http.post("runs/create", {"experiment_id": self.experiment, "start_time": 1})["run"]["info"]["run_id"]
        self.shared = [RunLedger(shared) for _ in range(WRITERS)]
        self.writers = [Writer(uri, self.experiment, self.shared[n], n, seed, self.stop) for n in range(WRITERS)]
        self.probed = self.http.post("experiments/create", {"name": f"probed {name}"})["experiment_id"]
        runs = [self.http.post("runs/create", {"experiment_id": self.probed, "start_time": 1}) for _ in range(PROBED_RUNS)]
        self.visible = {run["run"]["info"]["run_id"]: -1 for run in runs}  # the last step that was acknowledged as visible
        self.step = 0
        self.writes, self.searches = Probe(self._write, self.stop), Probe(self._search, self.stop)

    def _write(self) -> str:
        self.step += 1
        run = list(self.visible)[self.step % PROBED_RUNS]
        headers, _ = self._post("runs/log-metric", {"run_id": run, "key": "probe", "value": 1.5, "timestamp": 1, "step": self.step})
        if headers.get("X-Kiseki-Visibility") == "pending":
            return "pending"
        self.visible[run] = max(self.visible[run], self.step)
        return ""

    def _search(self) -> str:
        wanted = dict(self.visible)
        _, body = self._post("runs/search", {"experiment_ids": [self.probed], "max_results": 100})
        steps = {r["info"]["run_id"]: max((m["step"] for m in r["data"].get("metrics", [])), default=-1) for r in body.get("runs", [])}
        behind = {run: (steps.get(run), step) for run, step in wanted.items() if steps.get(run, -2) < step}
        assert not behind, f"a search lacks what had been visible: found and wanted {behind}"
        return ""

    def _post(self, path: str, body: dict) -> tuple[dict, dict]:
        request = urllib.request.Request(f"{self.uri}/api/2.0/mlflow/{path}", json.dumps(body).encode(), {"Content-Type": "application/json"})
        with urllib.request.urlopen(request, timeout=60) as answer:
            return answer.headers, json.loads(answer.read())

    def __enter__(self) -> "Load":
        for thread in (*self.writers, self.writes, self.searches):
            thread.start()
        self.await_normal()
        return self

    def await_normal(self, after: float = 0.0, seconds: float = 120) -> None:
        """Until the last three seconds were as they should be; not before this time, a while after a fault."""
        time.sleep(max(0.0, after - time.monotonic()))
        deadline = time.monotonic() + seconds
        while not (self.writes.normal_since(3) and self.searches.normal_since(3)):
            assert time.monotonic() < deadline, f"not normal again: {self.writes.samples[-3:]}, {self.searches.samples[-3:]}"
            assert self.writes.is_alive() and self.searches.is_alive(), "a search lacked what had been visible; see above"
            time.sleep(0.2)

    def __exit__(self, kind, *_) -> None:
        self.stop.set()
        for thread in (*self.writers, self.writes, self.searches):
            thread.join(240)
        if kind:
            return
        assert not [w.failure for w in self.writers if w.failure]
        assert not [w.name for w in self.writers if w.is_alive()]
        ledgers = [run for w in self.writers for run in w.runs]
        merged = RunLedger(self.shared[0].run_id)
        for part in self.shared:
            merged.points.update(part.points)
        self.points = sum(run.size() for run in [*ledgers, merged])
        assert self.points > 50, "too little was written to prove anything"
        problems = unlike(self.http, [*ledgers, merged])
        assert not problems, "\n".join(problems[:50])

    def report(self, what: str, fault: float) -> None:
        print(
            f"\n{what}: writes normal after {self.writes.troubled_until(fault):.1f} s, searches after "
            f"{self.searches.troubled_until(fault):.1f} s; {sum(w.requests for w in self.writers)} requests acknowledged to writers, "
            f"0 refused, {sum(w.http.retries for w in self.writers)} repeated, slowest {max(w.slowest for w in self.writers):.1f} s; "
            f"{self.points} points, none lost or doubled",
            flush=True,
        )
        for name, probe in (("write", self.writes), ("search", self.searches)):
            for s in probe.samples:
                if s.trouble and s.ended > fault:
                    print(f"  {name} at {s.began - fault:6.1f} s, {s.ended - s.began:4.1f} s: {s.trouble}", flush=True)

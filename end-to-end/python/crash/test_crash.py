"""kill -9 of every part in turn, under load: what was acknowledged is there, exactly once.

KISEKI_CRASH_SEED repeats a run's choices, KISEKI_CRASH_SECONDS sets its length, KISEKI_CRASH_PARTS its victims.
"""

import os
import random
import threading
import time

import pytest
import requests

from crash.killer import Killer
from crash.ledger import RunLedger, violations
from crash.stubborn import Stubborn
from crash.writers import Writer
from servers.mlflow_server import await_health

WRITERS = int(os.environ.get("KISEKI_CRASH_WRITERS", "6"))
SECONDS = float(os.environ.get("KISEKI_CRASH_SECONDS", "60"))


def read_points(http: Stubborn, run_id: str, key: str) -> list[tuple[int, int, float]]:
    points, token = [], ""
    while True:
        query = {"page_token": token} if token else {}
        page = http.get("metrics/get-history", run_id=run_id, metric_key=key, max_results=5000, **query)
        points += [(m["timestamp"], m.get("step", 0), m["value"]) for m in page.get("metrics", [])]
        token = page.get("next_page_token")
        if not token:
            return points


def unlike(http: Stubborn, ledgers: list[RunLedger]) -> list[str]:
    problems = []
    for run in ledgers:
        read = http.get("runs/get", run_id=run.run_id)["run"]
        problems += violations(run, read, {key: read_points(http, run.run_id, key) for key in run.points})
    return problems


def merge(http: Stubborn, uri: str, ledgers: list[RunLedger]) -> None:
    """Ends the runs, so that their chunks are merged, and waits until no more of that is done."""
    for part in range(2):  # two pieces at least, however long the kills kept Cassandra away
        point = {"key": "piece", "value": 1.5 + part, "timestamp": 1 + part, "step": part}
        for step in (0, 1):
            batch = {"metrics": [{**point, "step": 2 * part + step}]}
            http.post("runs/log-batch", {"run_id": ledgers[-1].run_id, **batch})
            ledgers[-1].acknowledge(batch)
        time.sleep(3)
        await_gauge(uri, "kiseki_history_waiting_runs", lambda runs: runs == 0)
    for run in ledgers:
        http.post("runs/update", {"run_id": run.run_id, "status": "FINISHED", "end_time": 1})
    merges = 'kiseki_history_merges_total{outcome="merged"}'
    await_gauge(uri, merges, lambda merged: merged > 0)
    merged, quiet = 0.0, 0
    while quiet < 8:
        time.sleep(1)
        now = metrics(uri)[merges]
        quiet = quiet + 1 if now == merged else 0
        merged = now
    print(f"{merged:.0f} runs merged since the last kill", flush=True)


def await_gauge(uri: str, name: str, enough, seconds: float = 90) -> None:
    deadline = time.monotonic() + seconds
    while not enough(metrics(uri)[name]):
        assert time.monotonic() < deadline, f"{name} is {metrics(uri)[name]}"
        time.sleep(0.5)


def metrics(uri: str) -> dict[str, float]:
    lines = requests.get(f"{uri}/metrics", timeout=10).text.splitlines()
    return {name: float(value) for name, value in (line.rsplit(" ", 1) for line in lines if not line.startswith("#"))}


def search_all(http: Stubborn, experiment: str, text: str) -> set[str]:
    found, token = set(), ""
    while True:
        body = {"experiment_ids": [experiment], "filter": text, "max_results": 100, "page_token": token}
        page = http.post("runs/search", body)
        ids = [r["info"]["run_id"] for r in page.get("runs", [])]
        assert not found & set(ids), "a run came on two pages"
        found |= set(ids)
        token = page.get("next_page_token")
        if not token:
            return found


@pytest.mark.chaos
def test_every_acknowledged_write_survives_kill_9(supervised, request):
    uri, pids = supervised
    seed = int(os.environ.get("KISEKI_CRASH_SEED", random.randrange(1_000_000)))
    given = os.environ.get("KISEKI_CRASH_PARTS")
    parts = given.split(",") if given else sorted(pids())
    print(f"\nseed {seed}, victims {parts}", flush=True)
    assert parts, "the status names no process to kill"

    http = Stubborn(uri)
    experiment = http.post("experiments/create", {"name": f"crash {seed} {time.time_ns()}"})["experiment_id"]
    shared_run = http.post("runs/create", {"experiment_id": experiment, "start_time": 1})
    shared = [RunLedger(shared_run["run"]["info"]["run_id"]) for _ in range(WRITERS)]  # one ledger per thread, merged below
    stop = threading.Event()
    writers = [Writer(uri, experiment, shared[n], n, seed, stop) for n in range(WRITERS)]
    for writer in writers:
        writer.start()
    killer = Killer(pids, parts, seed, lambda: await_health(uri, 180))
    if request.config.getoption("--self"):
        killer.hasty = 0  # MLflow does not always survive a kill while it makes its tables
    try:
        killer.kill_in_turn(time.monotonic() + SECONDS)
    finally:
        stop.set()
        for writer in writers:
            writer.join(240)
    assert not [w.failure for w in writers if w.failure]
    assert not [w.name for w in writers if w.is_alive()]

    ledgers = [run for w in writers for run in w.runs]
    merged = RunLedger(shared[0].run_id)
    for part in shared:
        merged.points.update(part.points)
    ledgers.append(merged)
    points = sum(run.size() for run in ledgers)
    print(
        f"{len(killer.kills)} kills, {sum(w.requests for w in writers)} acknowledged requests "
        f"({sum(w.pending for w in writers)} pending), {points} points in "
        f"{len(ledgers)} runs, {sum(w.http.retries for w in writers)} retries, slowest {max(w.slowest for w in writers):.1f} s",
        flush=True,
    )
    assert points > 100, "too little was written to prove anything"

    problems = unlike(http, ledgers)
    if not request.config.getoption("--self"):
        merge(http, uri, ledgers)
        problems += unlike(http, ledgers)
    for number, writer in enumerate(writers):
        # Superset: a create whose answer was lost was sent again, and made a second run that nobody knows.
        if lost := {r.run_id for r in writer.runs} - search_all(http, experiment, f"tags.writer = '{number}'"):
            problems.append(f"search does not find {len(lost)} runs of writer {number}")
    for run in ledgers[:20]:
        for key, (_, _, value) in list(run.latest().items())[:3]:
            if run.run_id not in search_all(http, experiment, f"metrics.`{key}` = {value!r} AND run_id = '{run.run_id}'"):
                problems.append(f"search by the latest {key} = {value!r} does not find run {run.run_id}")
    assert not problems, f"seed {seed}, kills {killer.kills}\n" + "\n".join(problems[:50])

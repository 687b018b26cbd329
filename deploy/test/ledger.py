"""Writes with the stock client and keeps a ledger of what was acknowledged; later compares the server with it.

ledger.py write URI FILE    until SIGTERM; meanwhile searches twice a second
ledger.py check URI FILE    status 1 when something acknowledged is missing, or anything is there twice
ledger.py gap FILE SINCE    the longest time since SINCE (epoch seconds) without an answered search, and without an answered write
"""
import json
import os
import signal
import sys
import threading
import time
import uuid
from collections import Counter

if sys.argv[1:2] == ["write"]:
    # The stock client would repeat by itself, and nobody would know what was sent how often.
    os.environ["MLFLOW_HTTP_REQUEST_MAX_RETRIES"] = "0"
    os.environ["MLFLOW_HTTP_REQUEST_TIMEOUT"] = "20"
import mlflow
from mlflow.entities import Metric, Param
from mlflow.exceptions import MlflowException

POINTS = 20
stop = threading.Event()


def write(uri: str, file: str) -> None:
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    client = mlflow.MlflowClient(uri)
    lock = threading.Lock()
    ledger = open(file, "a", buffering=1)

    def note(**entry: object) -> None:
        with lock:
            ledger.write(json.dumps({"at": time.time(), **entry}) + "\n")

    experiment = client.create_experiment(f"ledger-{uuid.uuid4().hex}")
    note(kind="experiment", id=experiment)

    def until_acknowledged(run: str, send, **entry: object) -> bool:
        """Repeating these is harmless: a point has an identity, a param a value."""
        note(kind="sent", run=run, **entry)
        while True:
            try:
                send()
                note(kind="acknowledged", run=run, **entry)
                return True
            except MlflowException as e:
                note(kind="failed", run=run, why=str(e)[:200])
                if stop.is_set():
                    return False
                time.sleep(0.5)

    def writer() -> None:
        while not stop.is_set():
            attempt = uuid.uuid4().hex
            note(kind="creating", attempt=attempt)
            try:
                run = client.create_run(experiment, tags={"attempt": attempt}).info.run_id
            except MlflowException as e:
                # Whether the run is there is not known, so nothing is demanded of it but that it is there once.
                note(kind="failed", run="", why=str(e)[:200])
                time.sleep(0.5)
                continue
            note(kind="created", attempt=attempt, run=run)
            done = True
            for batch in range(10):
                steps = range(batch * POINTS, (batch + 1) * POINTS)
                points = [Metric("loss", step * 0.5, 1_700_000_000_000 + step, step) for step in steps]
                params = [Param(f"p{batch}", str(batch))]
                done = until_acknowledged(run, lambda: client.log_batch(run, points, params), batch=batch)
                if not done:
                    break
                stop.wait(0.1)
            if done:
                until_acknowledged(run, lambda: client.set_terminated(run), batch="end")

    def searcher() -> None:
        while not stop.is_set():
            begun = time.time()
            try:
                client.search_runs([experiment], "metrics.loss >= 0", max_results=5)
                note(kind="searched", took=time.time() - begun)
            except MlflowException as e:
                note(kind="search-failed", why=str(e)[:200])
            stop.wait(0.5)

    threads = [threading.Thread(target=t) for t in (writer, writer, searcher)]
    for thread in threads:
        thread.start()
    while any(t.is_alive() for t in threads):
        time.sleep(0.2)


def entries(file: str) -> list[dict]:
    with open(file) as lines:
        return [json.loads(line) for line in lines]


def check(uri: str, file: str) -> None:
    client = mlflow.MlflowClient(uri)
    ledger = entries(file)
    experiment = next(e["id"] for e in ledger if e["kind"] == "experiment")
    attempts = {e["attempt"] for e in ledger if e["kind"] == "creating"}
    created = {e["run"]: e["attempt"] for e in ledger if e["kind"] == "created"}
    sent = {(e["run"], e["batch"]) for e in ledger if e["kind"] == "sent"}
    acknowledged = {(e["run"], e["batch"]) for e in ledger if e["kind"] == "acknowledged"}
    wrong: list[str] = []

    found, token = [], None
    while True:
        page = client.search_runs([experiment], max_results=500, page_token=token)
        found += page
        token = page.token
        if not token:
            break
    of_attempt = Counter(r.data.tags.get("attempt") for r in found)
    wrong += [f"attempt {a}: {n} runs" for a, n in of_attempt.items() if n > 1 or a not in attempts]
    ids = {r.info.run_id for r in found}
    wrong += [f"run {run} was acknowledged, and no search finds it" for run in created if run not in ids]

    points = 0
    for run in created:
        history = client.get_metric_history(run, "loss")
        steps = Counter(m.step for m in history)
        data = client.get_run(run)
        points += len(history)
        wrong += [f"run {run}: step {s} is there {n} times" for s, n in steps.items() if n > 1]
        wrong += [f"run {run}: step {m.step} is {m.value}" for m in history if m.value != m.step * 0.5]
        wrong += [f"run {run}: step {s} was never sent" for s in steps if (run, s // POINTS) not in sent]
        for batch in range(10):
            if (run, batch) not in acknowledged:
                continue
            missing = [s for s in range(batch * POINTS, (batch + 1) * POINTS) if s not in steps]
            wrong += [f"run {run}: acknowledged steps {missing} are missing"] if missing else []
            if data.data.params.get(f"p{batch}") != str(batch):
                wrong.append(f"run {run}: acknowledged param p{batch} is {data.data.params.get(f'p{batch}')}")
        if (run, "end") in acknowledged and data.info.status != "FINISHED":
            wrong.append(f"run {run}: its end was acknowledged, and it is {data.info.status}")

    failed = Counter(e["why"][:90] for e in ledger if e["kind"] == "failed")
    print(f"{len(created)} runs, {len(acknowledged)} acknowledged writes, {points} points read back; "
          f"{sum(failed.values())} requests failed and were repeated")
    for line in wrong[:20]:
        print("WRONG  ", line)
    sys.exit(1 if wrong or not acknowledged else 0)


def gap(file: str, since: float) -> None:
    ledger = [e for e in entries(file) if e["at"] >= since]
    for what, kind in (("searches", "searched"), ("writes", "acknowledged")):
        moments = [since] + [e["at"] for e in ledger if e["kind"] == kind]
        longest = max((b - a for a, b in zip(moments, moments[1:])), default=float("inf"))
        print(f"{what}: {len(moments) - 1} answered, at most {longest:.1f} s apart")


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["write", uri, file]:
            write(uri, file)
        case ["check", uri, file]:
            check(uri, file)
        case ["gap", file, since]:
            gap(file, float(since))
        case _:
            sys.exit(__doc__)

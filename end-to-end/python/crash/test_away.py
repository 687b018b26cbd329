"""A part that is away, not dead: what can be promised is answered 200, the rest 503 with Retry-After, and nothing hangs."""

import contextlib
import os
import re
import signal
import threading
import time
import urllib.parse
import uuid
from pathlib import Path

import pytest
import requests

from crash.stubborn import Stubborn
from servers.kiseki_service import KisekiService
from servers.mlflow_server import free_port
from servers.under_test import ports_of

VISIBILITY = "X-Kiseki-Visibility"


def post(uri: str, path: str, body: dict) -> requests.Response:
    return requests.post(f"{uri}/api/2.0/mlflow/{path}", json=body, timeout=60)


def assert_unavailable(answer: requests.Response) -> None:
    assert answer.status_code == 503, answer.text
    assert answer.json()["error_code"] == "TEMPORARILY_UNAVAILABLE"
    assert int(answer.headers["Retry-After"]) >= 1


@contextlib.contextmanager
def stopped(pids: list[int]):
    for pid in pids:
        os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        for pid in pids:
            os.kill(pid, signal.SIGCONT)


def metric(run: str, key: str, value: float, step: int) -> dict:
    return {"run_id": run, "key": key, "value": value, "timestamp": step + 1, "step": step}


def test_without_kafka_writes_are_refused_in_time_and_the_rest_lives(supervised):
    uri, pids = supervised
    http = Stubborn(uri)
    run = http.post("runs/create", {"experiment_id": "0", "start_time": 1})["run"]["info"]["run_id"]
    answers: list[requests.Response] = []
    with stopped(pids()["kafka"]):
        began = time.monotonic()
        threads = [
            threading.Thread(target=lambda i=i: answers.append(post(uri, "runs/log-metric", metric(run, "m", i, i))))
            for i in range(40)
        ]
        for thread in threads:
            thread.start()
        assert requests.get(f"{uri}/health", timeout=5).status_code == 200
        for thread in threads:
            thread.join(60)
        assert len(answers) == 40
        assert time.monotonic() - began < 40, "a request hung"
    for answer in answers:
        assert_unavailable(answer)
    http.post("runs/log-metric", metric(run, "after", 1.0, 0))
    data = http.get("runs/get", run_id=run)["run"]["data"]
    assert {m["key"]: m["value"] for m in data["metrics"]}["after"] == 1.0


def history(uri: str, run: str, key: str) -> requests.Response:
    return requests.get(f"{uri}/api/2.0/mlflow/metrics/get-history", {"run_id": run, "metric_key": key}, timeout=60)


def gauge(uri: str, name: str) -> float:
    return float(re.search(rf"^{name}(?:\{{.*\}})? (\S+)$", requests.get(f"{uri}/metrics", timeout=10).text, re.M)[1])


def await_waiting(uri: str, seconds: float = 60) -> None:
    """Until what was logged is committed, and so among what waits."""
    deadline = time.monotonic() + seconds
    while gauge(uri, "kiseki_history_waiting_bytes") == 0:
        assert time.monotonic() < deadline, "no points wait for Cassandra"
        time.sleep(0.1)


def await_stored(uri: str, seconds: float = 120) -> None:
    """Until no point waits for Cassandra."""
    deadline = time.monotonic() + seconds
    while gauge(uri, "kiseki_history_waiting_bytes") > 0:
        assert time.monotonic() < deadline, "points still wait for Cassandra"
        time.sleep(0.5)


def test_without_cassandra_writes_go_on_and_only_curves_that_are_in_it_are_503(supervised):
    uri, pids = supervised
    http = Stubborn(uri)
    run = http.post("runs/create", {"experiment_id": "0", "start_time": 1})["run"]["info"]["run_id"]
    for step in range(3):
        http.post("runs/log-metric", metric(run, "old", step / 2, step))
    await_waiting(uri)
    http.post("runs/update", {"run_id": run, "status": "FINISHED", "end_time": 9})
    await_stored(uri)
    with stopped(pids()["cassandra"]):
        for step in range(4):
            assert post(uri, "runs/log-metric", metric(run, "m", 2.5 + step, step)).status_code == 200
            curve = history(uri, run, "m")
            assert [p["value"] for p in curve.json()["metrics"]] == [2.5 + i for i in range(step + 1)]
        got = requests.get(f"{uri}/api/2.0/mlflow/runs/get", {"run_id": run}, timeout=20)
        assert {m["key"]: m["value"] for m in got.json()["run"]["data"]["metrics"]} == {"m": 5.5, "old": 1.0}
        assert post(uri, "runs/log-metric", metric(run, "old", 1.5, 3)).status_code == 200
        assert_unavailable(history(uri, run, "old"))
    points = http.get("metrics/get-history", run_id=run, metric_key="m")["metrics"]
    assert [p["value"] for p in points] == [2.5, 3.5, 4.5, 5.5]
    points = http.get("metrics/get-history", run_id=run, metric_key="old")["metrics"]
    assert [p["value"] for p in points] == [0, 0.5, 1.0, 1.5]


def log_curve(http: Stubborn, run: str, key: str, size: int) -> None:
    for begin in range(0, size, 1_000):
        points = [{"key": key, "value": i / 4, "timestamp": 1_000 + i, "step": i} for i in range(begin, begin + 1_000)]
        http.post("runs/log-batch", {"run_id": run, "metrics": points})


def sample(uri: str, run: str, key: str) -> list[dict]:
    query = {"run_ids": run, "metric_key": key, "max_results": 320}
    answer = requests.get(f"{uri}/api/2.0/mlflow/metrics/get-history-bulk-interval", query, timeout=20)
    assert answer.status_code == 200, answer.text
    return answer.json()["metrics"]


def test_without_cassandra_long_curves_are_drawn_and_what_waits_is_read_however_much_it_is(supervised):
    uri, pids = supervised
    http = Stubborn(uri)
    run = http.post("runs/create", {"experiment_id": "0", "start_time": 1})["run"]["info"]["run_id"]
    log_curve(http, run, "stored", 30_000)
    await_waiting(uri)
    await_stored(uri)
    drawn = sample(uri, run, "stored")
    size = 265_000  # an owner gives 262,144 points at a time
    with stopped(pids()["cassandra"]):
        assert sample(uri, run, "stored") == drawn, "its buckets are at the owner"
        assert_unavailable(history(uri, run, "stored"))
        log_curve(http, run, "waiting", size)
        curve = history(uri, run, "waiting").json()["metrics"]
        assert [p["step"] for p in curve] == list(range(size))
        assert [p["value"] for p in curve] == [i / 4 for i in range(size)]
        waiting = sample(uri, run, "waiting")
        assert len(waiting) == 320 and (waiting[0]["step"], waiting[-1]["step"]) == (0, size - 1)
    await_stored(uri)
    assert sample(uri, run, "waiting") == waiting
    assert sample(uri, run, "stored") == drawn


class Apart:
    """The three services apart, on topics of their own in the Kafka of the server under test."""

    def __init__(self, data: Path, folder: Path) -> None:
        ports = ports_of(data)
        prefix = f"apart-{uuid.uuid4().hex[:8]}"
        self.settings = {
            "kiseki.kafka.bootstrap-servers": f"127.0.0.1:{ports['kafka']}",
            "kiseki.kafka.topic-prefix": prefix,
            "kiseki.kafka.run-partitions": 2,
            "kiseki.cassandra.contact-points": f"127.0.0.1:{ports['cassandra']}",
            "kiseki.cassandra.keyspace": prefix.replace("-", "_"),
            "kiseki.s3.endpoint": f"http://127.0.0.1:{ports['s3']}",
            "kiseki.s3.secret-key": "kiseki-local",
            "kiseki.s3.bucket": "kiseki",
            "kiseki.processor.application-id": prefix,
            "kiseki.processor.state-directory": folder,
            "kiseki.processor.shard-port": free_port(),
        }
        self.running: list[KisekiService] = []

    def start(self, module: str, wait: bool = True) -> KisekiService:
        service = KisekiService(module, self.settings)
        self.running.append(service)
        if wait:
            service.await_ready()
        return service

    def stop(self, service: KisekiService) -> None:
        self.running.remove(service)
        assert service.stop() in (0, 143)


@pytest.fixture
def apart(supervised, tmp_path):
    data = os.environ.get("KISEKI_DATA")
    if not data:
        pytest.fail("needs KISEKI_DATA", pytrace=False)
    services = Apart(Path(data), tmp_path / "state")
    yield services
    for service in list(services.running):
        services.stop(service)


def test_without_the_fold_what_cannot_conflict_is_kept_and_later_judged(apart):
    ingest = apart.start("ingest-api")
    created = post(ingest.uri, "runs/create", {"experiment_id": "0", "start_time": 1})
    assert (created.status_code, created.headers.get(VISIBILITY)) == (200, "pending"), created.text
    run = created.json()["run"]["info"]["run_id"]
    logged = post(ingest.uri, "runs/log-metric", metric(run, "m", 0.5, 3))
    assert (logged.status_code, logged.headers.get(VISIBILITY)) == (200, "pending")
    assert_unavailable(post(ingest.uri, "runs/log-parameter", {"run_id": run, "key": "p", "value": "1"}))

    processor = apart.start("stream-processor")
    query = apart.start("query-api")
    again = post(ingest.uri, "runs/log-parameter", {"run_id": run, "key": "p", "value": "1"})
    assert (again.status_code, again.headers.get(VISIBILITY)) == (200, None), again.text
    found = Stubborn(query.uri).get("runs/get", run_id=run)["run"]
    assert found["data"]["metrics"] == [{"key": "m", "value": 0.5, "timestamp": 4, "step": 3}]
    assert found["data"]["params"] == [{"key": "p", "value": "1"}]
    other = post(ingest.uri, "runs/log-parameter", {"run_id": run, "key": "p", "value": "2"})
    assert (other.status_code, other.json()["error_code"]) == (400, "INVALID_PARAMETER_VALUE")

    counted = requests.get(f"{processor.uri}/metrics", timeout=10).text
    assert re.search(r'kiseki_fold_records_total\{.*verdict="refused".*\} 1\.0', counted), counted[:2000]
    assert re.search(r'kiseki_fold_points_total.* 1\.0', counted)
    assert re.search(r'kiseki_history_writes_total\{.*outcome="failed".*\} 0\.0', counted)
    assert re.search(r'kiseki_history_waiting_runs.* [01]\.0', counted)
    assert re.search(r'kiseki_fold_lag.* 0\.0', counted)
    assert float(re.search(r'^kiseki_state_runs.* (\S+)$', counted, re.M)[1]) >= 1
    assert float(re.search(r'kiseki_state_bytes\{.*family="index".*\} (\S+)', counted)[1]) > 0

    assert post(ingest.uri, "runs/delete", {"run_id": run}).status_code == 200
    apart.stop(processor)
    late = post(ingest.uri, "runs/log-metric", metric(run, "m", 0.9, 4))
    assert (late.status_code, late.headers.get(VISIBILITY)) == (200, "pending"), late.text
    assert requests.get(f"{query.uri}/api/2.0/mlflow/runs/get", {"run_id": run}, timeout=30).status_code == 503
    apart.start("stream-processor")
    kept = Stubborn(query.uri)._request("GET", "/api/2.0/kiseki/runs/rejections?" + urllib.parse.urlencode({"run_id": run}), None)
    assert [(r["error_code"], r["proposal"]) for r in kept["rejections"]][-1][0] == "INVALID_PARAMETER_VALUE", kept
    assert "active" in kept["rejections"][-1]["message"]
    points = Stubborn(query.uri).get("metrics/get-history", run_id=run, metric_key="m")["metrics"]
    assert [p["value"] for p in points] == [0.5]


def test_without_room_for_more_points_metrics_are_refused_until_cassandra_has_taken_some(apart, supervised):
    _, pids = supervised
    apart.settings |= {
        "kiseki.processor.waiting-history": 200_000,
        "kiseki.processor.history-delay": "5s",  # what is left once there is room goes, too
        "kiseki.cassandra.request-timeout": "1s",
    }
    service = {module: apart.start(module) for module in ("stream-processor", "ingest-api", "query-api")}
    ingest, processor, query = (service[m].uri for m in ("ingest-api", "stream-processor", "query-api"))
    run = Stubborn(ingest).post("runs/create", {"experiment_id": "0", "start_time": 1})["run"]["info"]["run_id"]
    acknowledged: list[int] = []

    def log() -> requests.Response:
        first = 100 * len(acknowledged) if not acknowledged else acknowledged[-1] + 1
        batch = [
            {"key": "m", "value": step / 8, "timestamp": step + 1, "step": step} for step in range(first, first + 100)
        ]
        answer = post(ingest, "runs/log-batch", {"run_id": run, "metrics": batch})
        if answer.status_code == 200:
            acknowledged.extend(range(first, first + 100))
        return answer

    def steps() -> list[int]:
        return [p["step"] for p in Stubborn(query).get("metrics/get-history", run_id=run, metric_key="m")["metrics"]]

    with stopped(pids()["cassandra"]):
        deadline = time.monotonic() + 120
        while (answer := log()).status_code == 200:
            assert time.monotonic() < deadline, "never refused"
        assert (answer.status_code, answer.json()["error_code"]) == (429, "RESOURCE_EXHAUSTED"), answer.text
        assert 20 <= int(answer.headers["Retry-After"]) < 40
        assert gauge(processor, "kiseki_history_waiting_bytes") >= gauge(processor, "kiseki_history_waiting_most") == 200_000
        assert post(ingest, "runs/log-metric", metric(run, "m", 0.5, 10**9)).status_code == 429
        assert post(ingest, "runs/log-parameter", {"run_id": run, "key": "p", "value": "1"}).status_code == 200
        assert post(ingest, "runs/set-tag", {"run_id": run, "key": "t", "value": "1"}).status_code == 200
        assert post(ingest, "runs/create", {"experiment_id": "0", "start_time": 1}).status_code == 200
        assert steps() == acknowledged, "every acknowledged point is readable, once"
    deadline = time.monotonic() + 120
    while log().status_code != 200:
        assert time.monotonic() < deadline, "still refused"
        time.sleep(0.5)
    await_stored(processor)
    assert steps() == acknowledged, "every acknowledged point is there, once"

"""The dashboard's queries and the alerts, in a real Prometheus that looks at a Kiseki which is used."""

import json
import math
import os
import re
import threading
from collections.abc import Iterator
from pathlib import Path

import mlflow
import pytest
import yaml
from mlflow.entities import Metric

from servers.prometheus import Prometheus

DEPLOY = Path(__file__).parents[3] / "deploy"
RULES = DEPLOY / "prometheus/alerts.yaml"
PANELS = json.loads((DEPLOY / "grafana/kiseki.json").read_text())["panels"]
QUERIES = [(panel["title"], target["expr"]) for panel in PANELS for target in panel.get("targets", [])]
ALERTS = [rule for group in yaml.safe_load(RULES.read_text())["groups"] for rule in group["rules"]]
URI = os.environ["KISEKI_URI"]
# All three services answer at one address here.
JOBS = ("ingest-api", "query-api", "stream-processor")

METRIC = re.compile(r"\b(?:kiseki|http_server|jvm|process)_\w+(?:\{[^}]*\})?|\bup\{[^}]*\}")


def use(stop: threading.Event, folder: Path) -> None:
    """All that the dashboard shows happens, again and again."""
    client = mlflow.MlflowClient(URI)
    experiment = client.create_experiment(f"monitored-{os.urandom(8).hex()}")
    file = folder / "file.txt"
    file.write_text("content")
    while not stop.is_set():
        run = client.create_run(experiment).info.run_id
        client.log_batch(run, [Metric("loss", step / 2, 1_700_000_000_000 + step, step) for step in range(50)])
        client.log_artifact(run, str(file))
        client.download_artifacts(run, "file.txt", str(folder))
        client.set_terminated(run)
        client.search_runs([experiment], "metrics.loss > 1", order_by=["metrics.loss DESC"])
        client.get_metric_history(run, "loss")


@pytest.fixture(scope="module")
def prometheus(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Prometheus]:
    folder = tmp_path_factory.mktemp("monitoring")
    stop = threading.Event()
    user = threading.Thread(target=use, args=(stop, folder))
    user.start()
    running = Prometheus(folder, {job: URI.removeprefix("http://") for job in JOBS}, RULES)
    try:
        # Rates need some samples with something in them: folded, committed and, 3 s later, in Cassandra.
        while not running.query("min(count_over_time(up[15s])) > 12 and sum(increase(kiseki_history_writes_total[15s])) > 0"):
            assert user.is_alive(), "the stock client failed"
            stop.wait(0.5)
        yield running
    finally:
        stop.set()
        user.join()
        running.stop()


def values(found: list[dict]) -> list[float]:
    return [float(series["value"][1]) for series in found]


@pytest.mark.parametrize(("panel", "expression"), QUERIES, ids=[f"{title}-{n}" for n, (title, _) in enumerate(QUERIES)])
def test_every_query_shows_something(prometheus: Prometheus, panel: str, expression: str) -> None:
    found = values(prometheus.query(expression.replace("$__rate_interval", "15s")))
    assert found, f"{panel} is empty: {expression}"
    assert not all(math.isnan(value) for value in found), f"{panel} has no number: {expression}"


def test_use_is_seen(prometheus: Prometheus) -> None:
    """Not only is there a series: it tells what happens."""
    for expression in (
        "sum(rate(kiseki_fold_points_total[15s]))",
        'sum(rate(kiseki_publish_seconds_count{outcome="visible"}[15s]))',
        'sum(rate(kiseki_search_seconds_count{outcome="answered"}[15s]))',
        "sum(rate(kiseki_history_writes_total[15s]))",
        'sum(rate(kiseki_artifact_ledger_total{outcome="recorded"}[15s]))',
        "sum(kiseki_state_runs)",
    ):
        assert values(prometheus.query(expression))[0] > 0, expression


@pytest.mark.parametrize("alert", ALERTS, ids=[alert["alert"] for alert in ALERTS])
def test_every_alert_looks_at_something(prometheus: Prometheus, alert: dict) -> None:
    """One that names a metric or a label that nobody has would never fire."""
    selectors = METRIC.findall(alert["expr"])
    assert selectors
    for selector in selectors:
        assert prometheus.query(selector), f"nobody has {selector}"


def test_rules_are_read_and_none_fires(prometheus: Prometheus) -> None:
    rules = [rule for group in prometheus.ask("rules")["groups"] for rule in group["rules"]]
    assert {rule["name"] for rule in rules} == {alert["alert"] for alert in ALERTS}
    assert {rule["name"]: rule.get("lastError") for rule in rules if rule["health"] != "ok"} == {}
    assert {rule["name"] for rule in rules if rule["state"] == "firing"} == set()

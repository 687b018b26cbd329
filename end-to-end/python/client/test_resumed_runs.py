"""A run that ended, whose points are in Cassandra and merged, and that goes on long after."""

import random
import time

import mlflow
import pytest
import requests
from mlflow.entities import Metric

MONTH = 30 * 24 * 3600 * 1000
BEGAN = 1_700_000_000_000


def gauge(uri, name):
    lines = requests.get(f"{uri}/metrics", timeout=30).text.splitlines()
    return sum(float(line.split()[-1]) for line in lines if line.startswith(name))


def stored(uri):
    """Waits until no run has points that are on their way, and nothing was merged for some seconds."""
    end = time.monotonic() + 120
    merges, since = None, time.monotonic()
    while gauge(uri, "kiseki_history_waiting_runs") > 0 or time.monotonic() - since < 6:
        assert time.monotonic() < end, "points or merges stay open"
        now = gauge(uri, "kiseki_history_merges_total")
        merges, since = (merges, since) if now == merges else (now, time.monotonic())
        time.sleep(0.5)


@pytest.fixture
def log(client):
    chance = random.Random(7)

    def points(run_id, steps, began):
        made = [Metric("loss", chance.gauss(0, 1), began + 1000 * i, step) for i, step in enumerate(steps)]
        for first in range(0, len(made), 1000):
            client.log_batch(run_id, made[first : first + 1000])
        return made

    return points


def told(metrics):
    return sorted((m.timestamp, m.step, m.value) for m in metrics)


def test_a_run_that_is_resumed_after_a_month_goes_on_where_it_was(uri, client, experiment, log):
    run_id = client.create_run(experiment).info.run_id
    logged = []
    for piece in range(3):  # three rows, which are merged when the run ends
        logged += log(run_id, range(piece * 2000, piece * 2000 + 2000), BEGAN + piece * 10_000_000)
        time.sleep(4)
    client.set_terminated(run_id)
    stored(uri)
    assert told(client.get_metric_history(run_id, "loss")) == told(logged)

    with mlflow.start_run(run_id=run_id):  # from a checkpoint: some steps come again, with other values
        again = log(run_id, range(5500, 9000), BEGAN + MONTH)
        logged += again
        assert told(client.get_metric_history(run_id, "loss")) == told(logged)
        assert client.get_run(run_id).data.metrics == {"loss": again[-1].value}
    stored(uri)
    assert told(client.get_metric_history(run_id, "loss")) == told(logged)
    sample = requests.get(
        f"{uri}/api/2.0/mlflow/metrics/get-history-bulk-interval",
        params={"run_ids": run_id, "metric_key": "loss", "max_results": 50},
        timeout=30,
    ).json()["metrics"]
    assert (sample[0]["step"], sample[-1]["step"]) == (0, 8999)
    late = log(run_id, [100], BEGAN + MONTH - 1)  # a straggler, logged after the end
    stored(uri)
    assert told(client.get_metric_history(run_id, "loss")) == told(logged + late)
    assert client.get_run(run_id).data.metrics == {"loss": again[-1].value}

import math
import multiprocessing
import os

import mlflow
from mlflow import MlflowClient
from mlflow.entities import Metric


def points(client, run_id, key):
    return [(m.timestamp, m.step, m.value) for m in client.get_metric_history(run_id, key)]


def test_nan_and_infinities(experiment, client):
    with mlflow.start_run() as run:
        for key, value in (("nan", math.nan), ("inf", math.inf), ("minf", -math.inf)):
            mlflow.log_metric(key, value)
        mlflow.log_metrics({"nan": math.nan, "inf": math.inf}, step=1)
    metrics = client.get_run(run.info.run_id).data.metrics
    assert math.isnan(metrics["nan"])
    assert metrics["inf"] == 1.7976931348623157e308 and metrics["minf"] == -1.7976931348623157e308
    assert all(math.isnan(m.value) for m in client.get_metric_history(run.info.run_id, "nan"))
    assert len(client.get_metric_history(run.info.run_id, "nan")) == 2


def test_a_batch_of_a_thousand_points_of_ten_keys(experiment, client):
    run_id = client.create_run(experiment).info.run_id
    client.log_batch(run_id, [Metric(f"k{i % 10}", i / 3, 10_000 + i, i // 10) for i in range(1000)])
    for k in range(10):
        assert points(client, run_id, f"k{k}") == [(10_000 + i, i // 10, i / 3) for i in range(k, 1000, 10)]
    assert client.get_run(run_id).data.metrics == {f"k{k}": (990 + k) / 3 for k in range(10)}


def test_a_batch_of_a_thousand_keys(experiment, client):
    run_id = client.create_run(experiment).info.run_id
    with mlflow.start_run(run_id=run_id):
        mlflow.log_metrics({f"key/{i}": float(i) for i in range(1000)}, step=1)
    assert client.get_run(run_id).data.metrics == {f"key/{i}": float(i) for i in range(1000)}


def test_a_long_history_in_order(experiment, client):
    run_id = client.create_run(experiment).info.run_id
    steps = [(i * 7919) % 5000 for i in range(5000)]  # a permutation: they arrive out of order
    for start in range(0, 5000, 1000):
        client.log_batch(run_id, [Metric("m", s * 0.5, 50_000 + s, s) for s in steps[start : start + 1000]])
    assert points(client, run_id, "m") == [(50_000 + s, s, s * 0.5) for s in range(5000)]
    assert client.get_run(run_id).data.metrics["m"] == 4999 * 0.5


def test_an_exact_repeat_is_one_point(experiment, client):
    run_id = client.create_run(experiment).info.run_id
    for _ in range(3):
        client.log_metric(run_id, "m", 1.0, timestamp=10, step=1)
        client.log_batch(run_id, [Metric("m", 1.0, 10, 1), Metric("m", 2.0, 10, 1)])
    assert points(client, run_id, "m") == [(10, 1, 1.0), (10, 1, 2.0)]
    assert client.get_run(run_id).data.metrics["m"] == 2.0


def test_the_latest_value_is_that_of_the_last_step(experiment, client):
    run_id = client.create_run(experiment).info.run_id
    for value, timestamp, step in ((1.0, 10, 5), (9.0, 99, 4), (2.0, 11, 5), (3.0, 11, 5), (2.5, 11, 5)):
        client.log_metric(run_id, "m", value, timestamp=timestamp, step=step)
    assert client.get_run(run_id).data.metrics["m"] == 3.0


def test_a_key_never_logged_has_no_history(experiment, client):
    run_id = client.create_run(experiment).info.run_id
    assert client.get_metric_history(run_id, "none") == []


RANKS, STEPS = 4, 60


def _rank(uri, run_id, rank):
    os.environ["MLFLOW_DISABLE_TELEMETRY"] = "true"
    client = MlflowClient(uri)
    for step in range(STEPS):
        client.log_metric(run_id, "shared", rank, timestamp=1000 + step, step=step)
        client.log_metric(run_id, f"rank/{rank}", step * 1.0, timestamp=1000 + step, step=step)
    client.log_batch(run_id, [Metric("batched", float(rank), 5, i) for i in range(200)])
    client.set_tag(run_id, f"done/{rank}", "yes")
    client.log_param(run_id, f"rank/{rank}", str(rank))


def test_ranks_of_a_training_log_to_one_run(experiment, client, uri):
    run_id = client.create_run(experiment).info.run_id
    spawn = multiprocessing.get_context("spawn")  # the client's threads and sockets do not survive a fork
    ranks = [spawn.Process(target=_rank, args=(uri, run_id, r)) for r in range(RANKS)]
    for rank in ranks:
        rank.start()
    for rank in ranks:
        rank.join(300)
    assert [r.exitcode for r in ranks] == [0] * RANKS
    assert sorted(points(client, run_id, "shared")) == sorted(
        (1000 + s, s, float(r)) for s in range(STEPS) for r in range(RANKS)
    )
    assert len(points(client, run_id, "batched")) == 200 * RANKS
    data = client.get_run(run_id).data
    assert data.metrics["shared"] == RANKS - 1.0
    assert data.params == {f"rank/{r}": str(r) for r in range(RANKS)}
    assert all(data.tags[f"done/{r}"] == "yes" for r in range(RANKS))
    for r in range(RANKS):
        assert len(points(client, run_id, f"rank/{r}")) == STEPS

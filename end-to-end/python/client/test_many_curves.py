"""One metric of many runs in one request, as charts read it."""

import json
import time
import urllib.parse
import urllib.request

from mlflow.entities import Metric


def asked(uri, path, **query):
    with urllib.request.urlopen(f"{uri}/{path}?{urllib.parse.urlencode(query, doseq=True)}", timeout=60) as answer:
        return json.load(answer).get("metrics", [])


def runs_with_curves(client, experiment, runs, points):
    ids = [client.create_run(experiment).info.run_id for _ in range(runs)]
    for n, run_id in enumerate(ids):
        client.log_batch(run_id, [Metric("loss", n + 1 / (i + 1), 1_000 + i, i) for i in range(points)])
    return ids


def test_a_hundred_curves_are_sampled_in_one_request(experiment, client, uri):
    ids = runs_with_curves(client, experiment, 100, 50)
    path = "ajax-api/2.0/mlflow/metrics/get-history-bulk-interval"
    metrics = asked(uri, path, run_ids=ids, metric_key="loss", max_results=10)
    assert [m["run_id"] for m in metrics] == [run_id for run_id in ids for _ in range(10)]
    for n in range(100):
        assert [m["step"] for m in metrics[10 * n : 10 * n + 10]] == [0, 5, 10, 15, 20, 25, 30, 35, 40, 49]
        assert all(m["value"] == n + 1 / (m["step"] + 1) for m in metrics[10 * n : 10 * n + 10])
    metrics = asked(uri, path, run_ids=ids, metric_key="loss", start_step=7, end_step=9)
    assert [m["step"] for m in metrics] == [7, 8, 9] * 100


def test_the_first_points_of_many_runs_come_by_run(experiment, client, uri):
    ids = runs_with_curves(client, experiment, 12, 30)
    path = "ajax-api/2.0/mlflow/metrics/get-history-bulk"
    metrics = asked(uri, path, run_id=ids, metric_key="loss")
    expected = [(run_id, step) for run_id in sorted(ids) for step in range(30)]
    assert [(m["run_id"], m["step"]) for m in metrics] == expected
    metrics = asked(uri, path, run_id=ids, metric_key="loss", max_results=100)
    assert [(m["run_id"], m["step"]) for m in metrics] == expected[:100]


def test_a_point_is_in_the_curve_as_soon_as_it_is_logged(experiment, client, uri):
    (run_id,) = runs_with_curves(client, experiment, 1, 1)
    path = "api/2.0/mlflow/metrics/get-history-bulk-interval"
    for step in range(1, 30):
        client.log_metric(run_id, "loss", step, timestamp=5_000 + step, step=step)
        metrics = asked(uri, path, run_ids=run_id, metric_key="loss", max_results=2)
        assert [m["step"] for m in metrics] == [0, step]


def test_a_long_curve_is_drawn_the_same_with_its_spikes_and_both_ends_wherever_its_points_are(experiment, client, uri):
    run_id = client.create_run(experiment).info.run_id
    value = lambda i: {12_345: 9e9, 23_456: -9e9}.get(i, 1 / (i + 1))  # noqa: E731
    for begin in range(0, 30_000, 1_000):
        client.log_batch(run_id, [Metric("loss", value(i), 1_000 + i, i) for i in range(begin, begin + 1_000)])
        if begin % 10_000 == 0:
            time.sleep(4)  # those before go to Cassandra by themselves, and are merged at the end
    path = "ajax-api/2.0/mlflow/metrics/get-history-bulk-interval"
    client.set_terminated(run_id)  # its points go to Cassandra within seconds
    drawn = {}
    for _ in range(10):
        for most in (4, 50, 320):
            points = asked(uri, path, run_ids=run_id, metric_key="loss", max_results=most)
            steps = [point["step"] for point in points]
            assert len(steps) == most and steps == sorted(set(steps))
            assert {0, 12_345, 23_456, 29_999} <= set(steps)
            assert all(point["value"] == value(point["step"]) for point in points)
            assert drawn.setdefault(most, points) == points
        time.sleep(1)
    history = client.get_metric_history(run_id, "loss")
    assert [point.step for point in history] == list(range(30_000))


def test_a_part_of_a_long_curve_is_drawn_the_same_wherever_its_points_are(experiment, client, uri):
    run_id = client.create_run(experiment).info.run_id
    value = lambda i: {12_345: 9e9, 23_456: -9e9}.get(i, 1 / (i + 1))  # noqa: E731
    for begin in range(0, 30_000, 1_000):
        client.log_batch(run_id, [Metric("loss", value(i), 1_000 + i, i) for i in range(begin, begin + 1_000)])
        if begin % 10_000 == 0:
            time.sleep(3)
    path = "ajax-api/2.0/mlflow/metrics/get-history-bulk-interval"
    drawn = {}
    for second in range(10):
        for first, last, most in ((1_111, 27_777, 100), (12_000, 29_999, 200), (12_300, 12_399, 50), (0, 23_456, 9)):
            asked_for = dict(start_step=first, end_step=last, max_results=most)
            points = asked(uri, path, run_ids=run_id, metric_key="loss", **asked_for)
            steps = [point["step"] for point in points]
            assert len(steps) == most and steps == sorted(set(steps))
            assert (steps[0], steps[-1]) == (first, last)
            if last - first > 16_384:  # a shorter one is sampled as MLflow does it
                assert {12_345, 23_456} & set(range(first, last + 1)) <= set(steps)
            assert all(point["value"] == value(point["step"]) for point in points)
            assert drawn.setdefault(first, points) == points
        if second == 3:
            client.set_terminated(run_id)  # its points go to Cassandra within seconds
        time.sleep(1)

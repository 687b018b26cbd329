"""Many metrics of many runs by column, as a notebook reads them: pyarrow on the bytes of the answer."""

import math
import struct

import pyarrow as pa
import pytest
import requests
from mlflow.entities import Metric

PATH = "/api/2.0/kiseki/metrics/read"
VALUES = [math.nan, math.inf, -math.inf, 0.0, -0.0, 5e-324, -2.2250738585072009e-308, 1.7976931348623157e308, 0.1, 1 / 3]


@pytest.fixture
def read(uri):
    def ask(**question) -> pa.Table:
        with requests.post(uri + PATH, json=question, stream=True, timeout=60) as answer:
            assert answer.status_code == 200, answer.text
            assert answer.headers["Content-Type"] == "application/vnd.apache.arrow.stream"
            return pa.ipc.open_stream(answer.raw).read_all()

    return ask


def rows(table: pa.Table) -> list[tuple]:
    stamps = table["timestamp"].cast(pa.int64())
    columns = [table["run_id"].cast(pa.string()), table["metric_key"].cast(pa.string()), table["step"], stamps, table["value"]]
    return list(zip(*(column.to_pylist() for column in columns)))


def bits(value: float) -> bytes:
    return struct.pack("<d", value)


def test_many_keys_of_many_runs_in_the_order_of_the_request(experiment, client, read):
    ids = [client.create_run(experiment).info.run_id for _ in range(30)]
    for n, run_id in enumerate(ids):
        client.log_batch(run_id, [Metric(key, n + i / 7, 1_000 + i, i) for key in ("loss", "学習率/ü") for i in range(40)])
    asked = [ids[7], "0" * 32, *reversed(ids)]
    table = read(run_ids=asked, metric_keys=["学習率/ü", "not logged", "loss"])
    order = [ids[7], *(run_id for run_id in reversed(ids) if run_id != ids[7])]
    assert rows(table) == [
        (run_id, key, i, 1_000 + i, ids.index(run_id) + i / 7) for run_id in order for key in ("学習率/ü", "loss") for i in range(40)
    ]
    assert [(field.name, str(field.type)) for field in table.schema] == [
        ("run_id", "dictionary<values=string, indices=int32, ordered=0>"),
        ("metric_key", "dictionary<values=string, indices=int32, ordered=0>"),
        ("step", "int64"),
        ("timestamp", "timestamp[ms, tz=UTC]"),
        ("value", "double"),
    ]


def test_values_come_bit_for_bit(experiment, client, read):
    run_id = client.create_run(experiment).info.run_id
    client.log_batch(run_id, [Metric("m", value, 1_000 + i, i) for i, value in enumerate(VALUES)])
    written = [m.value for m in client.get_metric_history(run_id, "m")]
    found = read(run_ids=[run_id], metric_keys=["m"])["value"].to_numpy()
    for i, value in enumerate(VALUES):
        if math.isnan(value):
            assert math.isnan(found[i])
        elif not math.isinf(value):  # As everywhere, an infinity is kept as the largest number.
            assert bits(found[i]) == bits(value), i
        if not math.isnan(value):
            assert bits(found[i]) == bits(written[i]), i


def test_steps_are_cut_at_both_ends_or_one(experiment, client, read):
    run_id = client.create_run(experiment).info.run_id
    client.log_batch(run_id, [Metric("m", i, 1_000 + i, i - 50) for i in range(100)])
    asked = dict(run_ids=[run_id], metric_keys=["m"])
    assert read(**asked, from_step=-3, to_step=4)["step"].to_pylist() == list(range(-3, 5))
    assert read(**asked, from_step=45)["step"].to_pylist() == list(range(45, 50))
    assert read(**asked, to_step=-50)["step"].to_pylist() == [-50]
    assert read(**asked, from_step=4, to_step=4, max_points=1)["step"].to_pylist() == [4]
    assert read(**asked, from_step=50)["step"].to_pylist() == []


def test_a_sample_keeps_both_ends_and_the_extremes(experiment, client, read):
    run_id = client.create_run(experiment).info.run_id
    points = [Metric("m", math.sin(i), 1_000 + i, i) for i in range(20_000)]
    points[7_777] = Metric("m", -40.0, 8_777, 7_777)
    points[12_345] = Metric("m", 90.0, 13_345, 12_345)
    points[3_456] = Metric("m", math.nan, 4_456, 3_456)
    for begin in range(0, len(points), 1_000):
        client.log_batch(run_id, points[begin : begin + 1_000])
    table = read(run_ids=[run_id], metric_keys=["m"], max_points=50)
    steps = table["step"].to_pylist()
    assert len(steps) == 50 and steps == sorted(set(steps))
    assert {0, 3_456, 7_777, 12_345, 19_999} <= set(steps)
    assert rows(table)[steps.index(12_345)][2:] == (12_345, 13_345, 90.0)
    assert max(b - a for a, b in zip(steps, steps[1:])) < 3 * 20_000 / 50
    whole = read(run_ids=[run_id], metric_keys=["m"])
    assert whole["step"].to_pylist() == list(range(20_000))


def test_a_point_is_in_it_as_soon_as_it_is_logged(experiment, client, read):
    run_id = client.create_run(experiment).info.run_id
    for step in range(30):
        client.log_metric(run_id, "m", step / 3, timestamp=5_000 + step, step=step)
        asked = dict(run_ids=[run_id], metric_keys=["m"])
        assert read(**asked)["value"].to_pylist() == [i / 3 for i in range(step + 1)]
        assert read(**asked, max_points=1)["step"].to_pylist() == [step]


def test_what_cannot_be_read_is_refused_before_the_first_byte(uri):
    run = ["0" * 32]
    for question, message in [
        ({"metric_keys": ["m"]}, "Missing value for required parameter 'run_ids'."),
        ({"run_ids": run}, "Missing value for required parameter 'metric_keys'."),
        ({"run_ids": run, "metric_keys": ["m"], "max_points": 0}, "max_points must be between 1 and 100000."),
        ({"run_ids": run, "metric_keys": ["m"], "from_step": 2, "to_step": 1}, "to_step must not be below from_step."),
        ({"run_ids": [f"{i}" for i in range(1_001)], "metric_keys": ["m"]}, "run_ids must be at most 1000."),
    ]:
        answer = requests.post(uri + PATH, json=question, timeout=60)
        assert answer.status_code == 400
        assert answer.json()["error_code"] == "INVALID_PARAMETER_VALUE"
        assert answer.json()["message"].startswith(message)


def test_runs_and_keys_may_stand_in_the_address(experiment, client, uri):
    run_id = client.create_run(experiment).info.run_id
    client.log_batch(run_id, [Metric("m", 1.5, 1_000, 3), Metric("n", 2.5, 1_000, 4)])
    answer = requests.get(uri + PATH, {"run_ids": [run_id, "0" * 32], "metric_keys": ["n", "m"]}, timeout=60)
    assert rows(pa.ipc.open_stream(answer.content).read_all()) == [
        (run_id, "n", 4, 1_000, 2.5),
        (run_id, "m", 3, 1_000, 1.5),
    ]
    nothing = requests.get(uri + PATH, {"run_ids": "0" * 32, "metric_keys": "m"}, timeout=60)
    assert pa.ipc.open_stream(nothing.content).read_pandas().empty

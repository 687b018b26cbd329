"""Runs that are removed for good: nothing of them is left, and nothing of any other is touched."""

import threading
import time

import mlflow
import pytest
import requests
from mlflow.entities import Metric, Param, ViewType
from mlflow.exceptions import MlflowException

from servers.kiseki_command import gc

STEPS = 200


@pytest.fixture
def make(client, experiment):
    def run(parent: str | None = None) -> str:
        tags = {"mlflow.parentRunId": parent} if parent else {}
        run_id = client.create_run(experiment, tags=tags).info.run_id
        points = [Metric(key, 1 / (step + 1), 1000 + step, step) for step in range(STEPS) for key in ("loss", "a/b é")]
        client.log_batch(run_id, points + [Metric("only", 0.5, 1, 1)], [Param("lr", "0.1")], [])
        client.log_text(run_id, "top", "a.txt")
        client.log_text(run_id, "deep", "model/b c.txt")
        client.set_terminated(run_id)
        return run_id

    return run


@pytest.fixture
def stored(uri, experiment):
    """What the store of artifacts holds below a run, asked past the run."""

    def names(run_id: str) -> list[str]:
        path = {"path": f"{experiment}/{run_id}/artifacts"}
        answer = requests.get(f"{uri}/api/2.0/mlflow-artifacts/artifacts", path, timeout=30)
        return sorted(found["path"] for found in answer.json().get("files", []))

    return names


def gauge(uri: str, name: str) -> float:
    for line in requests.get(f"{uri}/metrics", timeout=30).text.splitlines():
        if line.startswith(name):
            return float(line.split()[-1])
    raise AssertionError(f"there is no {name}")


def until_zero(uri: str, name: str) -> None:
    end = time.monotonic() + 120
    while gauge(uri, name) > 0:
        assert time.monotonic() < end, f"{name} stays above 0"
        time.sleep(0.5)


def outcome(uri: str, run_id: str, deleted_before: int, **more) -> tuple:
    body = {"run_ids": [run_id], "deleted_before": deleted_before, **more}
    answer = requests.post(f"{uri}/api/2.0/kiseki/runs/purge", json=body, timeout=30)
    assert answer.status_code == 200, answer.text
    (result,) = answer.json()["results"]
    return result["outcome"], result.get("error_code")


def assert_whole(client, stored, run_id: str) -> None:
    run = client.get_run(run_id)
    assert run.data.params == {"lr": "0.1"}
    assert run.data.metrics == {"loss": 1 / STEPS, "a/b é": 1 / STEPS, "only": 0.5}
    assert len(client.get_metric_history(run_id, "loss")) == STEPS
    assert stored(run_id) == ["a.txt", "model"]


def assert_gone(client, run_id: str) -> None:
    with pytest.raises(MlflowException) as refused:
        client.get_run(run_id)
    assert refused.value.error_code == "RESOURCE_DOES_NOT_EXIST"


def test_a_run_that_is_removed_is_gone_everywhere_and_its_neighbours_are_whole(uri, client, experiment, make, stored):
    parent = make()
    gone, kept_child = make(parent), make(parent)
    hidden = make()
    until_zero(uri, "kiseki_history_waiting_runs")  # in Cassandra by now
    for run_id in (gone, hidden):
        client.delete_run(run_id)

    told = gc(uri, "--experiment-ids", experiment, "--older-than", "1d")
    assert "2 deleted later stay" in told
    assert gone in gc(uri, "--run-ids", gone, "--older-than", "0", "--dry-run").split()
    assert client.get_run(gone).info.lifecycle_stage == "deleted"

    assert "Removed 1 runs" in gc(uri, "--run-ids", gone, "--older-than", "0")
    assert_gone(client, gone)
    assert outcome(uri, gone, 2**53) == ("GONE", None)
    with pytest.raises(MlflowException, match="not found"):
        client.restore_run(gone)
    with pytest.raises(MlflowException, match="not found"):
        client.log_metric(gone, "loss", 1.0)
    found = client.search_runs([experiment], run_view_type=ViewType.ALL)
    assert {run.info.run_id for run in found} == {parent, kept_child, hidden}
    assert client.search_runs([experiment], f"attributes.run_id = '{gone}'", ViewType.ALL) == []

    until_zero(uri, "kiseki_purge_waiting_runs")
    for key in ("loss", "a/b é", "only"):
        assert client.get_metric_history(gone, key) == []
    assert stored(gone) == []
    for run_id in (parent, kept_child, hidden):
        assert_whole(client, stored, run_id)
    client.restore_run(hidden)
    assert client.get_run(hidden).info.lifecycle_stage == "active"


def test_without_ids_every_deleted_run_of_the_named_experiments_goes(uri, client, experiment, make):
    runs = [make() for _ in range(3)]
    for run_id in runs[:2]:
        client.delete_run(run_id)

    assert "Removed 2 runs" in gc(uri, "--older-than=0", f"--experiment-ids={experiment}")
    assert [run.info.run_id for run in client.search_runs([experiment], run_view_type=ViewType.ALL)] == runs[2:]
    assert "Removed 0 runs" in gc(uri, "--older-than=0", f"--experiment-ids={experiment}")


def test_runs_go_with_their_deleted_experiment_when_that_is_old_enough(uri, client, name):
    experiment = client.create_experiment(name)
    run_id = client.create_run(experiment).info.run_id
    client.delete_experiment(experiment)

    told = gc(uri, "--run-ids", run_id, "--older-than", "1h", status=1)
    assert "not older than the required age" in told
    time.sleep(1.5)  # the marker on the run's partition has a time of its own, a moment later
    assert "Removed 1 runs" in gc(uri, "--experiment-ids", experiment, "--older-than", "0")
    client.restore_experiment(experiment)
    assert_gone(client, run_id)


def test_an_active_run_is_never_removed(uri, client, experiment, make, stored):
    run_id = make()
    assert "is not in `deleted` lifecycle stage" in gc(uri, "--run-ids", run_id, "--older-than", "0", status=1)
    assert outcome(uri, run_id, 2**53) == ("REFUSED", "INVALID_STATE")
    assert outcome(uri, run_id, 2**53, dry_run=True) == ("REFUSED", "INVALID_STATE")
    assert_whole(client, stored, run_id)
    client.delete_run(run_id)
    assert outcome(uri, run_id, 1) == ("REFUSED", "INVALID_PARAMETER_VALUE")
    assert outcome(uri, run_id, 2**53, dry_run=True) == ("WOULD_BE_PURGED", None)
    client.restore_run(run_id)
    assert_whole(client, stored, run_id)


@pytest.mark.parametrize(
    "body",
    [{}, {"run_ids": []}, {"run_ids": ["a"]}, {"run_ids": [f"r{i}" for i in range(1001)], "deleted_before": 1}],
)
def test_what_is_no_such_request_is_refused(uri, body):
    answer = requests.post(f"{uri}/api/2.0/kiseki/runs/purge", json=body, timeout=30)
    assert (answer.status_code, answer.json()["error_code"]) == (400, "INVALID_PARAMETER_VALUE")


def test_a_restore_beside_it_wins_or_loses_as_a_whole(uri, client, experiment, make, stored):
    runs = [make() for _ in range(24)]
    until_zero(uri, "kiseki_history_waiting_runs")
    for run_id in runs:
        client.delete_run(run_id)
    restored: dict[str, bool] = {}

    def restore(some: list[str]) -> None:
        for run_id in some:
            try:
                mlflow.MlflowClient(uri).restore_run(run_id)
                restored[run_id] = True
            except MlflowException as refused:
                assert refused.error_code == "RESOURCE_DOES_NOT_EXIST"
                restored[run_id] = False

    threads = [threading.Thread(target=restore, args=(runs[at::3],)) for at in range(3)]
    for thread in threads:
        thread.start()
    for run_id in runs:
        outcome(uri, run_id, 2**53)
    for thread in threads:
        thread.join()

    assert restored.keys() == set(runs)
    until_zero(uri, "kiseki_purge_waiting_runs")
    for run_id in runs:
        if restored[run_id]:
            assert_whole(client, stored, run_id)
        else:
            assert_gone(client, run_id)
            assert client.get_metric_history(run_id, "loss") == []
            assert stored(run_id) == []


def sweep(uri: str, **more) -> dict:
    """All of it, page by page, of whatever age."""
    total = {"files": 0, "uploads": 0, "run_ids": [], "model_ids": []}
    token = ""
    while True:
        body = {"older_than_seconds": 0, "page_token": token, **more}
        answer = requests.post(f"{uri}/api/2.0/kiseki/artifacts/sweep", json=body, timeout=60)
        assert answer.status_code == 200, answer.text
        for name in total:
            total[name] += answer.json()[name]
        token = answer.json().get("next_page_token", "")
        if not token:
            return total


def test_files_that_came_after_their_run_was_gone_are_found(client, uri, make, stored, experiment):
    gone, active, hidden = make(), make(), make()
    client.delete_run(gone)
    client.delete_run(hidden)
    assert outcome(uri, gone, int(time.time() * 1000) + 60_000)[0] == "PURGED"
    until_zero(uri, "kiseki_purge_waiting_runs")
    assert stored(gone) == []
    late = f"{uri}/api/2.0/mlflow-artifacts/artifacts/{experiment}/{gone}/artifacts"
    for name in ("late.bin", "deep/late.bin"):
        assert requests.put(f"{late}/{name}", data=b"late", timeout=30).ok
    other = f"{uri}/api/2.0/mlflow-artifacts/artifacts/{experiment}/not-a-run/artifacts/kept.bin"
    assert requests.put(other, data=b"kept", timeout=30).ok

    young = requests.post(f"{uri}/api/2.0/kiseki/artifacts/sweep", json={"older_than_seconds": 3600}, timeout=60).json()
    assert gone not in young["run_ids"] and stored(gone) == ["deep", "late.bin"]
    would = sweep(uri, dry_run=True)
    assert gone in would["run_ids"] and would["files"] >= 2 and stored(gone) == ["deep", "late.bin"]

    swept = sweep(uri)
    assert gone in swept["run_ids"] and active not in swept["run_ids"] and hidden not in swept["run_ids"]
    assert stored(gone) == []
    assert stored(active) == stored(hidden) == ["a.txt", "model"]
    assert requests.get(other, timeout=30).content == b"kept"
    assert sweep(uri) == {"files": 0, "uploads": 0, "run_ids": [], "model_ids": []}


def test_uploads_that_nobody_ended_are_found(uri, experiment):
    folder = f"{experiment}/{'0' * 32}/artifacts"
    begun = requests.post(f"{uri}/api/2.0/mlflow-artifacts/mpu/create/{folder}", json={"path": "a b.bin", "num_parts": 1}, timeout=30)
    assert begun.status_code == 200, begun.text
    part = requests.put(begun.json()["credentials"][0]["url"], data=b"part", timeout=30)
    assert sweep(uri, dry_run=True)["uploads"] == 1
    assert sweep(uri)["uploads"] == 1
    ending = {"path": "a b.bin", "upload_id": begun.json()["upload_id"], "parts": [{"part_number": 1, "etag": part.headers["ETag"]}]}
    ended = requests.post(f"{uri}/api/2.0/mlflow-artifacts/mpu/complete/{folder}", json=ending, timeout=30)
    assert ended.status_code == 404 and ended.json()["error_code"] == "RESOURCE_DOES_NOT_EXIST"


@pytest.mark.parametrize(
    "body, named",
    [
        ({}, "older_than_seconds"),
        ({"older_than_seconds": -1}, "older_than_seconds"),
        ({"older_than_seconds": 1, "page_token": "../x"}, "page_token"),
    ],
)
def test_a_sweep_that_makes_no_sense_is_refused(uri, body, named):
    answer = requests.post(f"{uri}/api/2.0/kiseki/artifacts/sweep", json=body, timeout=30)
    assert answer.status_code == 400 and named in answer.json()["message"]

"""Logged models that are removed for good, with their files, and what stays beside them."""

import time

import mlflow
import pytest
import requests
from mlflow.entities import Metric
from mlflow.exceptions import MlflowException

from client.test_gc import gauge, sweep, until_zero
from servers.kiseki_command import gc


@pytest.fixture
def run(client, experiment):
    run_id = client.create_run(experiment).info.run_id
    yield run_id
    if requests.get(f"{client.tracking_uri}/api/2.0/mlflow/runs/get", {"run_id": run_id}, timeout=30).ok:
        client.set_terminated(run_id)  # else its points wait long for more, and other tests for them


@pytest.fixture
def make(client, uri, experiment, run):
    def model(name: str) -> str:
        made = client.create_logged_model(experiment, name, source_run_id=run, tags={"t": "v"}, params={"depth": "3"})
        client.log_batch(run, [Metric("acc", i / 10, 1000 + i, i, model_id=made.model_id) for i in range(3)])
        put(uri, experiment, made.model_id, "MLmodel")
        put(uri, experiment, made.model_id, "data/a b.pkl")
        client.finalize_logged_model(made.model_id, "READY")
        return made.model_id

    return model


def put(uri: str, experiment: str, model_id: str, file: str) -> None:
    path = f"{uri}/api/2.0/mlflow-artifacts/artifacts/{experiment}/models/{model_id}/artifacts/{file}"
    assert requests.put(path, data=b"bytes", timeout=30).ok


def stored(uri: str, experiment: str, model_id: str) -> list[str]:
    """What the store of artifacts holds below a model, asked past the model."""
    path = {"path": f"{experiment}/models/{model_id}/artifacts"}
    answer = requests.get(f"{uri}/api/2.0/mlflow-artifacts/artifacts", path, timeout=30)
    return sorted(found["path"] for found in answer.json().get("files", []))


def status(uri: str, model_id: str) -> int:
    return requests.get(f"{uri}/api/2.0/mlflow/logged-models/{model_id}", {"allow_deleted": "true"}, timeout=30).status_code


def purge(uri: str, *model_ids: str, before: int = 2**53) -> list[tuple]:
    body = {"model_ids": model_ids, "deleted_before": before}
    answer = requests.post(f"{uri}/api/2.0/kiseki/logged-models/purge", json=body, timeout=30)
    assert answer.status_code == 200, answer.text
    return [(r["model_id"], r["outcome"], r.get("error_code")) for r in answer.json()["results"]]


def deleted(uri: str, experiment: str) -> list[str]:
    found, body = [], {"experiment_ids": [experiment], "max_results": 1}
    while True:
        answer = requests.post(f"{uri}/api/2.0/kiseki/logged-models/deleted", json=body, timeout=30).json()
        found += answer["model_ids"]
        if not (token := answer.get("next_page_token")):
            return found
        body["page_token"] = token


def test_a_deleted_model_goes_with_its_files_and_its_neighbours_are_whole(uri, client, experiment, run, make):
    gone, hidden, kept = make("gone"), make("hidden"), make("kept")
    for model_id in (gone, hidden):
        client.delete_logged_model(model_id)
    assert deleted(uri, experiment) == [hidden, gone]

    assert "2 deleted later stay" in gc(uri, "--experiment-ids", experiment, "--older-than", "1d")
    assert gone in gc(uri, "--logged-model-ids", gone, "--older-than", "0", "--dry-run").split()
    assert status(uri, gone) == 200 and stored(uri, experiment, gone) == ["MLmodel", "data"]

    told = gc(uri, "--logged-model-ids", gone, "--older-than", "0")
    assert "Removed 1 logged models" in told and " runs " not in told
    assert status(uri, gone) == 404
    assert purge(uri, gone) == [(gone, "GONE", None)]
    assert deleted(uri, experiment) == [hidden]
    until_zero(uri, "kiseki_purge_waiting_runs")
    assert stored(uri, experiment, gone) == []
    assert status(uri, hidden) == 200 and stored(uri, experiment, hidden) == ["MLmodel", "data"]

    model = mlflow.get_logged_model(kept)
    assert (model.name, model.params, model.tags["t"]) == ("kept", {"depth": "3"}, "v")
    assert sorted(m.value for m in model.metrics) == [0.0, 0.1, 0.2]
    assert stored(uri, experiment, kept) == ["MLmodel", "data"]
    assert [m.model_id for m in client.search_logged_models([experiment])] == [kept]
    assert len(client.get_metric_history(run, "acc")) > 0  # the run's own points

    assert "Removed 1 logged models" in gc(uri, "--experiment-ids", experiment, "--older-than", "0")
    assert status(uri, hidden) == 404 and status(uri, kept) == 200


def test_a_model_that_is_gone_takes_nothing_more(uri, client, experiment, run, make):
    model_id = make("m")
    client.delete_logged_model(model_id)
    assert purge(uri, model_id) == [(model_id, "PURGED", None)]
    with pytest.raises(MlflowException, match="Failed to get logged model"):
        client.set_logged_model_tags(model_id, {"a": "b"})
    # The first may have gone to the run before it is known that the model has gone; the next does not.
    for step in range(2):
        with pytest.raises(MlflowException, match="not found"):
            client.log_metric(run, "late", 1.0, step=step, model_id=model_id)
    assert len(client.get_metric_history(run, "late")) <= 1
    assert status(uri, model_id) == 404


def test_active_and_young_models_stay(uri, client, make):
    model_id = make("m")
    assert purge(uri, model_id) == [(model_id, "REFUSED", "INVALID_STATE")]
    assert "is not in `deleted` lifecycle stage" in gc(uri, "--logged-model-ids", model_id, "--older-than", "0", status=1)
    client.delete_logged_model(model_id)
    assert purge(uri, model_id, before=1) == [(model_id, "REFUSED", "INVALID_PARAMETER_VALUE")]
    assert "not older than the required age" in gc(uri, "--logged-model-ids", model_id, "--older-than", "1h", status=1)
    assert status(uri, model_id) == 200


def test_a_run_is_no_model_and_goes_without_its_models(uri, client, experiment, run, make):
    model_id = make("m")
    assert purge(uri, run) == [(run, "GONE", None)]
    client.delete_run(run)
    assert "Removed 1 runs" in gc(uri, "--run-ids", run, "--older-than", "0")
    assert mlflow.get_logged_model(model_id).source_run_id == run
    assert stored(uri, experiment, model_id) == ["MLmodel", "data"]


def test_files_that_came_after_their_model_was_gone_are_found(uri, client, experiment, make):
    gone, active, hidden = make("gone"), make("active"), make("hidden")
    for model_id in (gone, hidden):
        client.delete_logged_model(model_id)
    assert purge(uri, gone, before=int(time.time() * 1000) + 60_000)[0][1] == "PURGED"
    until_zero(uri, "kiseki_purge_waiting_runs")
    put(uri, experiment, gone, "late.bin")

    assert gone in sweep(uri, dry_run=True)["model_ids"] and stored(uri, experiment, gone) == ["late.bin"]
    swept = sweep(uri)
    assert gone in swept["model_ids"] and not {active, hidden} & set(swept["model_ids"])
    assert stored(uri, experiment, gone) == []
    assert stored(uri, experiment, active) == stored(uri, experiment, hidden) == ["MLmodel", "data"]
    assert gauge(uri, "kiseki_purge_waiting_runs") == 0


@pytest.mark.parametrize("body", [{}, {"model_ids": []}, {"model_ids": ["a"]}, {"run_ids": ["a"], "deleted_before": 1}])
def test_what_is_no_such_request_is_refused(uri, body):
    answer = requests.post(f"{uri}/api/2.0/kiseki/logged-models/purge", json=body, timeout=30)
    assert (answer.status_code, answer.json()["error_code"]) == (400, "INVALID_PARAMETER_VALUE")

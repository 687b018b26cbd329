import time
from pathlib import Path

import mlflow
import numpy as np
import pytest
from mlflow.entities import LoggedModelStatus, Metric
from mlflow.exceptions import MlflowException


def names(models) -> list[str]:
    return [model.name for model in models]


def search(client, experiment, **more):
    return client.search_logged_models(experiment_ids=[experiment], **more)


def test_a_model_from_start_to_end(experiment, client):
    before = int(time.time() * 1000)
    model = mlflow.initialize_logged_model(name="forest", params={"depth": "3"}, tags={"a": "1"}, model_type="trees")
    assert model.model_id.startswith("m-") and len(model.model_id) == 34
    assert (model.status, model.name, model.model_type) == (LoggedModelStatus.PENDING, "forest", "trees")
    assert model.artifact_location == f"mlflow-artifacts:/{experiment}/models/{model.model_id}/artifacts"
    assert before <= model.creation_timestamp == model.last_updated_timestamp
    time.sleep(0.005)
    ready = mlflow.finalize_logged_model(model.model_id, LoggedModelStatus.READY)
    assert ready.status == LoggedModelStatus.READY and ready.last_updated_timestamp > ready.creation_timestamp
    read = mlflow.get_logged_model(model.model_id)
    assert (read.status, read.params, read.tags["a"]) == (LoggedModelStatus.READY, {"depth": "3"}, "1")


def test_a_model_without_a_name_gets_one(experiment, client):
    assert client.create_logged_model(experiment).name


def test_a_block_that_ends_makes_a_model_ready_and_one_that_fails_does_not(experiment, client):
    good = mlflow.create_external_model(name="elsewhere")
    assert client.get_logged_model(good.model_id).status == LoggedModelStatus.READY
    bad = client.create_logged_model(experiment, name="bad")
    client.finalize_logged_model(bad.model_id, "FAILED")
    assert client.get_logged_model(bad.model_id).status == LoggedModelStatus.FAILED


def test_more_params_than_go_into_one_request(experiment, client):
    params = {f"p{i}": str(i) for i in range(250)}
    model = mlflow.initialize_logged_model(name="many", params=params)
    assert client.get_logged_model(model.model_id).params == params
    client.log_model_params(model.model_id, {"p7": "7", "late": "1"})  # as a client does that repeats a request
    with pytest.raises(MlflowException, match="Changing param values is not allowed"):
        client.log_model_params(model.model_id, {"p7": "8"})
    assert client.get_logged_model(model.model_id).params == params | {"late": "1"}


def test_tags_of_a_model(experiment, client):
    model = client.create_logged_model(experiment, name="n", tags={"a": "1"})
    client.set_logged_model_tags(model.model_id, {"a": "2", "with/slash": "3", "é b": "4"})
    assert client.get_logged_model(model.model_id).tags == {"a": "2", "with/slash": "3", "é b": "4"}
    client.delete_logged_model_tag(model.model_id, "with/slash")
    client.delete_logged_model_tag(model.model_id, "é b")
    assert client.get_logged_model(model.model_id).tags == {"a": "2"}
    with pytest.raises(MlflowException, match="No tag with key 'b' found for model with ID"):
        client.delete_logged_model_tag(model.model_id, "b")


def test_a_deleted_model_is_neither_read_nor_found(experiment, client):
    model = client.create_logged_model(experiment, name="gone")
    client.delete_logged_model(model.model_id)
    with pytest.raises(MlflowException, match="not found") as refused:
        client.get_logged_model(model.model_id)
    assert refused.value.error_code == "RESOURCE_DOES_NOT_EXIST"
    assert search(client, experiment) == []


def test_a_model_outlives_its_run_and_is_no_run(experiment, client):
    with mlflow.start_run() as run:
        model = mlflow.initialize_logged_model(name="child", source_run_id=run.info.run_id)
    client.delete_run(run.info.run_id)
    assert client.get_logged_model(model.model_id).source_run_id == run.info.run_id
    with pytest.raises(MlflowException, match="Run with id=.* not found"):
        client.get_run(model.model_id)
    with pytest.raises(MlflowException, match="Run with id=.* not found"):
        client.set_tag(model.model_id, "a", "b")
    with pytest.raises(MlflowException, match="Logged model with ID .* not found"):
        client.get_logged_model(run.info.run_id)
    assert [run.info.run_name for run in client.search_runs([experiment])] == []


def test_metrics_of_a_model_are_its_runs_too(experiment, client):
    data = mlflow.data.from_numpy(np.array([1.0, 2.0]), name="train")
    model = client.create_logged_model(experiment, name="measured")
    with mlflow.start_run() as run:
        client.log_metric(run.info.run_id, "acc", 0.5, timestamp=1, step=1, model_id=model.model_id)
        client.log_metric(
            run.info.run_id, "acc", 0.75, timestamp=2, step=2, model_id=model.model_id, dataset_name=data.name, dataset_digest=data.digest
        )
        batch = [Metric("loss", 0.1, 3, 3, model_id=model.model_id), Metric("loss", 0.1, 3, 3), Metric("own", 1, 3, 3)]
        for _ in range(2):
            client.log_batch(run.info.run_id, batch)
    assert client.get_run(run.info.run_id).data.metrics == {"acc": 0.75, "loss": 0.1, "own": 1}
    assert len(client.get_metric_history(run.info.run_id, "loss")) == 1
    metrics = client.get_logged_model(model.model_id).metrics
    assert [(m.key, m.value, m.timestamp, m.step, m.dataset_name) for m in metrics] == [
        ("acc", 0.5, 1, 1, None),
        ("acc", 0.75, 2, 2, "train"),
        ("loss", 0.1, 3, 3, None),
    ]
    assert {(m.run_id, m.model_id) for m in metrics} == {(run.info.run_id, model.model_id)}


def test_an_unknown_model_leaves_nothing_behind(experiment, client):
    with mlflow.start_run() as run:
        with pytest.raises(MlflowException, match="Logged model with ID 'm-x' not found"):
            client.log_metric(run.info.run_id, "acc", 0.5, model_id="m-x")
        with pytest.raises(MlflowException, match="Logged model with ID 'm-x' not found"):
            client.log_batch(run.info.run_id, [Metric("acc", 0.1, 3, 3, model_id="m-x")])
    assert client.get_run(run.info.run_id).data.metrics == {}


@pytest.fixture
def measured(experiment, client) -> str:
    """Models a to e; their metric acc is 0 to 4 on one data set and 4 to 0, later, on another."""
    with mlflow.start_run() as run:
        for i, name in enumerate("abcde"):
            model = client.create_logged_model(experiment, name=name, params={"i": str(i)}, tags={"even": str(i % 2 == 0)}, model_type="t")
            for step, (value, data) in enumerate([(i, "train"), (4 - i, "test")]):
                client.log_metric(
                    run.info.run_id, "acc", value, timestamp=step, step=step, model_id=model.model_id, dataset_name=data, dataset_digest="1"
                )
            time.sleep(0.003)  # the default order is by creation
    return experiment


def test_searching_models(measured, client):
    assert names(search(client, measured)) == list("edcba")
    assert names(search(client, measured, filter_string="name IN ('a', 'c') AND params.i = '2'")) == ["c"]
    assert names(search(client, measured, filter_string="tags.even = 'True' AND name != 'e'")) == ["c", "a"]
    assert names(search(client, measured, filter_string="metrics.acc > 3")) == ["e", "a"]
    on_test = [{"dataset_name": "test", "dataset_digest": "1"}]
    assert names(search(client, measured, filter_string="metrics.acc > 3", datasets=on_test)) == ["a"]
    assert names(search(client, measured, datasets=[{"dataset_name": "none"}])) == []
    assert names(search(client, measured, filter_string="status = 'PENDING' AND model_type LIKE 't%' AND (name = 'a' OR name = 'b')")) == ["b", "a"]


def test_ordering_models(measured, client):
    latest = [{"field_name": "metrics.acc", "ascending": True}]
    assert names(search(client, measured, order_by=latest)) == list("edcba")
    on_train = [{"field_name": "metrics.acc", "ascending": False, "dataset_name": "train", "dataset_digest": "1"}]
    assert names(search(client, measured, order_by=on_train)) == list("edcba")
    assert names(search(client, measured, order_by=[{"field_name": "name"}])) == list("abcde")
    assert names(search(client, measured, order_by=[{"field_name": "metrics.none"}, {"field_name": "name"}])) == list("abcde")


def test_pages_of_models(measured, client):
    order = [{"field_name": "metrics.acc", "ascending": False}]
    found, token = [], None
    while token or not found:
        page = search(client, measured, max_results=2, order_by=order, page_token=token)
        found += names(page)
        token = page.token
    assert found == list("abcde")
    first = search(client, measured, max_results=2, order_by=order)
    with pytest.raises(MlflowException, match="Order by in the page token does not match"):
        search(client, measured, max_results=2, page_token=first.token)
    with pytest.raises(MlflowException, match="Filter string in the page token does not match"):
        search(client, measured, max_results=2, order_by=order, filter_string="name = 'a'", page_token=first.token)


def test_files_of_a_model(experiment, client, tmp_path):
    model = client.create_logged_model(experiment, name="files")
    (tmp_path / "MLmodel").write_text("flavors: {}")
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "weights.bin").write_bytes(b"\0" * 10)
    client.log_model_artifacts(model.model_id, str(tmp_path))
    assert {f.path: f.is_dir for f in client.list_logged_model_artifacts(model.model_id)} == {"MLmodel": False, "data": True}
    assert [f.path for f in client.list_logged_model_artifacts(model.model_id, "data")] == ["data/weights.bin"]
    downloaded = Path(mlflow.artifacts.download_artifacts(f"{model.artifact_location}/MLmodel"))
    assert downloaded.read_text() == "flavors: {}"
    whole = Path(mlflow.artifacts.download_artifacts(f"models:/{model.model_id}", dst_path=str(tmp_path / "whole")))
    assert (whole / "data" / "weights.bin").read_bytes() == b"\0" * 10

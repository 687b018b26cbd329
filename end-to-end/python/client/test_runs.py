import time

import mlflow
import pytest
from mlflow.entities import Metric, Param, RunStatus, RunTag, ViewType
from mlflow.exceptions import MlflowException


def test_a_run_from_start_to_end(experiment, client):
    before = int(time.time() * 1000)
    with mlflow.start_run(run_name="first", description="what it is", tags={"a": "1"}) as run:
        assert client.get_run(run.info.run_id).info.status == "RUNNING"
        assert client.get_run(run.info.run_id).info.end_time is None
    info = client.get_run(run.info.run_id).info
    assert (info.status, info.run_name, info.experiment_id) == ("FINISHED", "first", experiment)
    assert before <= info.start_time <= info.end_time <= int(time.time() * 1000) + 1
    tags = client.get_run(run.info.run_id).data.tags
    assert tags["a"] == "1" and tags["mlflow.runName"] == "first" and tags["mlflow.note.content"] == "what it is"
    assert info.artifact_uri == f"mlflow-artifacts:/{experiment}/{run.info.run_id}/artifacts"


def test_a_failing_block_makes_a_failed_run(experiment, client):
    with pytest.raises(ZeroDivisionError):
        with mlflow.start_run() as run:
            1 / 0  # noqa: B018
    assert client.get_run(run.info.run_id).info.status == "FAILED"


def test_a_run_without_a_name_gets_one(experiment):
    with mlflow.start_run() as run:
        assert run.info.run_name and mlflow.get_run(run.info.run_id).data.tags["mlflow.runName"] == run.info.run_name


def test_params_metrics_and_tags(experiment, client):
    with mlflow.start_run() as run:
        mlflow.log_param("lr", 0.1)
        mlflow.log_params({"layers": 3, "name": "net", "nothing": None, "empty": ""})
        mlflow.log_metric("loss", 1.5)
        mlflow.log_metric("loss", 0.5, step=1)
        mlflow.log_metrics({"acc": 0.25, "auc": 1}, step=7)
        mlflow.set_tag("stage", "dev")
        mlflow.set_tags({"stage": "prod", "lines": "a\nb", "n": 5})
        mlflow.delete_tag("n")
    data = client.get_run(run.info.run_id).data
    assert data.params == {"lr": "0.1", "layers": "3", "name": "net", "nothing": "None", "empty": ""}
    assert data.metrics == {"loss": 0.5, "acc": 0.25, "auc": 1.0}
    assert data.tags["stage"] == "prod" and data.tags["lines"] == "a\nb" and "n" not in data.tags


def test_asynchronous_logging(experiment, client):
    with mlflow.start_run() as run:
        for step in range(200):
            mlflow.log_metric("async", step, step=step, synchronous=False)
        mlflow.log_params({f"p{i}": i for i in range(20)}, synchronous=False)
        mlflow.log_metrics({"a": 1.0, "b": 2.0}, step=3, synchronous=False)
        mlflow.set_tags({"t": "x"}, synchronous=False)
        future = mlflow.log_param("waited", "for", synchronous=False)
        future.wait()
        assert client.get_run(run.info.run_id).data.params["waited"] == "for"
        mlflow.flush_async_logging()
        run_now = client.get_run(run.info.run_id)
        assert run_now.data.metrics["async"] == 199.0 and run_now.data.metrics["a"] == 1.0
        assert len(run_now.data.params) == 21 and run_now.data.tags["t"] == "x"
    assert [m.step for m in sorted(client.get_metric_history(run.info.run_id, "async"), key=lambda m: m.step)] == list(
        range(200)
    )


def test_a_changed_param_is_refused_with_the_right_code(experiment, client):
    with mlflow.start_run() as run:
        mlflow.log_param("p", 1)
        mlflow.log_param("p", 1)
        with pytest.raises(MlflowException, match="Changing param values is not allowed") as single:
            mlflow.log_param("p", 2)
        with pytest.raises(MlflowException, match="Changing param values is not allowed") as batch:
            mlflow.log_params({"q": 1, "p": 2})
    assert single.value.error_code == batch.value.error_code == "INVALID_PARAMETER_VALUE"
    assert client.get_run(run.info.run_id).data.params == {"p": "1"}


def test_nested_runs_by_parent_tag(experiment, client):
    with mlflow.start_run(run_name="parent") as parent:
        children = []
        for i in range(3):
            with mlflow.start_run(nested=True, run_name=f"child {i}") as child:
                mlflow.log_metric("i", i)
                children.append(child.info.run_id)
    found = mlflow.search_runs([experiment], f"tags.mlflow.parentRunId = '{parent.info.run_id}'", output_format="list")
    assert {r.info.run_id for r in found} == set(children)
    assert client.get_run(children[0]).data.tags["mlflow.parentRunId"] == parent.info.run_id


def test_hundreds_of_nested_runs(experiment):
    with mlflow.start_run() as parent:
        for i in range(300):
            with mlflow.start_run(nested=True):
                mlflow.log_param("i", i)
                mlflow.log_metric("score", (i * 37) % 300)
    frame = mlflow.search_runs(
        [experiment], f"tags.mlflow.parentRunId = '{parent.info.run_id}'", order_by=["metrics.score DESC"]
    )
    assert list(frame["metrics.score"]) == [float(s) for s in range(299, -1, -1)]
    assert set(frame["status"]) == {"FINISHED"}


def test_resuming_a_run(experiment, client):
    with mlflow.start_run() as run:
        mlflow.log_metric("m", 1, step=1)
    with mlflow.start_run(run_id=run.info.run_id):
        assert client.get_run(run.info.run_id).info.status == "RUNNING"
        mlflow.log_metric("m", 2, step=2)
    assert client.get_run(run.info.run_id).info.status == "FINISHED"
    assert len(client.get_metric_history(run.info.run_id, "m")) == 2


def test_terminate_with_every_status(experiment, client):
    for status in ("FINISHED", "FAILED", "KILLED"):
        run = client.create_run(experiment)
        client.set_terminated(run.info.run_id, status)
        info = client.get_run(run.info.run_id).info
        assert info.status == status and info.end_time is not None
    run = client.create_run(experiment)
    client.update_run(run.info.run_id, status=RunStatus.to_string(RunStatus.SCHEDULED), name="renamed")
    assert client.get_run(run.info.run_id).info.status == "SCHEDULED"
    assert client.get_run(run.info.run_id).data.tags["mlflow.runName"] == "renamed"


def test_delete_and_restore(experiment, client):
    run_id = client.create_run(experiment).info.run_id
    client.delete_run(run_id)
    assert client.get_run(run_id).info.lifecycle_stage == "deleted"
    with pytest.raises(MlflowException, match="must be in the 'active' state") as error:
        client.log_metric(run_id, "m", 1)
    assert error.value.error_code == "INVALID_PARAMETER_VALUE"
    assert len(client.search_runs([experiment], run_view_type=ViewType.DELETED_ONLY)) == 1
    client.restore_run(run_id)
    client.log_metric(run_id, "m", 1)
    assert client.get_run(run_id).data.metrics == {"m": 1.0}


def test_an_unknown_run(client):
    with pytest.raises(MlflowException, match="not found") as error:
        client.get_run("0" * 32)
    assert error.value.error_code == "RESOURCE_DOES_NOT_EXIST"


def test_deleting_a_missing_tag(experiment, client):
    run_id = client.create_run(experiment).info.run_id
    with pytest.raises(MlflowException, match="No tag with name: k") as error:
        client.delete_tag(run_id, "k")
    assert error.value.error_code == "RESOURCE_DOES_NOT_EXIST"


def test_log_batch(experiment, client):
    run_id = client.create_run(experiment).info.run_id
    client.log_batch(
        run_id,
        metrics=[Metric("m", i / 7, 1000 + i, i) for i in range(10)],
        params=[Param("p", "1")],
        tags=[RunTag("t", "x")],
    )
    data = client.get_run(run_id).data
    assert data.metrics == {"m": 9 / 7} and data.params == {"p": "1"} and data.tags["t"] == "x"


def test_a_write_is_read_at_once(experiment, client):
    run_id = client.create_run(experiment).info.run_id
    for i in range(60):
        client.log_metric(run_id, "m", i, step=i)
        assert client.get_run(run_id).data.metrics["m"] == i
        assert len(client.get_metric_history(run_id, "m")) == i + 1
        client.set_tag(run_id, "t", str(i))
        assert len(client.search_runs([experiment], f"tags.t = '{i}' AND metrics.m = {i}")) == 1
        client.log_param(run_id, f"p{i}", i)
        assert client.get_run(run_id).data.params[f"p{i}"] == str(i)

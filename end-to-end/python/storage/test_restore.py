"""docs/runbook.md, Restoring: from two topics, the ledger and the bucket, everything comes back, in a new keyspace and with new volumes."""

import uuid

import pytest
from mlflow import MlflowClient
from mlflow.entities import Metric, Param, RunTag, ViewType
from mlflow.exceptions import MlflowException

from servers.kiseki_command import verify_artifacts
from servers.kiseki_service import KisekiService
from servers.mlflow_server import free_port
from storage.topics import copy

TOPICS = ("run-events", "catalog-events", "artifact-ledger")


@pytest.fixture
def place(service, tmp_path):
    """Settings of a Kiseki that shares nothing with others but the servers."""

    def of(name: str) -> dict:
        prefix = f"{name}-{uuid.uuid4().hex[:8]}"
        return {
            **service.settings,
            "kiseki.kafka.topic-prefix": prefix, "kiseki.cassandra.keyspace": prefix.replace("-", "_"), "kiseki.processor.application-id": prefix,
            "kiseki.processor.state-directory": tmp_path / prefix, "kiseki.processor.shard-port": free_port(), "kiseki.s3.bucket": prefix,
        }  # fmt: skip

    return of


class Running:
    """All services with these settings, until they are stopped."""

    def __init__(self, settings: dict) -> None:
        self.settings = settings

    def __enter__(self) -> MlflowClient:
        self.service = KisekiService("standalone/services", self.settings, heap="512m")
        self.service.await_ready()
        return MlflowClient(self.service.uri)

    def __exit__(self, *failure) -> None:
        assert self.service.stop() in (0, 143)


def fill(client: MlflowClient) -> None:
    for name in ("kept", "deleted", "restored"):
        experiment = client.create_experiment(name, tags={"team": name})
        for number in range(4):
            run = client.create_run(experiment, tags={"number": str(number)}).info.run_id
            points = [Metric("loss", 1 / (step + 1 + number), 1_700_000_000_000 + step, step) for step in range(700)]
            client.log_batch(run, points, [Param("depth", str(number))], [RunTag("colour", "red" if number % 2 else "blue")])
            client.log_text(run, f"{name} {number}", "notes/a b.txt")
            if number:
                client.set_terminated(run, "FINISHED" if number == 1 else "FAILED")
            if number == 3:
                client.delete_run(run)
    client.delete_experiment(client.get_experiment_by_name("deleted").experiment_id)
    restored = client.get_experiment_by_name("restored").experiment_id
    client.delete_experiment(restored)
    client.restore_experiment(restored)
    source = client.search_runs([restored])[0].info
    client.create_registered_model("model", {"stage": "test"}, "what it is")
    for _ in range(3):
        client.create_model_version("model", f"runs:/{source.run_id}/notes", source.run_id)
    client.set_registered_model_alias("model", "champion", "2")
    client.delete_model_version("model", "3")
    client.rename_registered_model("model", "renamed")


def picture(client: MlflowClient) -> dict:
    """All that a client can see."""
    experiments = client.search_experiments(ViewType.ALL)
    runs = [run for e in experiments for run in client.search_runs([e.experiment_id], run_view_type=ViewType.ALL, order_by=["attributes.run_id"])]
    return {
        "experiments": {e.experiment_id: dict(e) for e in experiments},
        "runs": [run.to_dictionary() for run in runs],
        "curves": {run.info.run_id: [(m.step, m.value, m.timestamp) for m in client.get_metric_history(run.info.run_id, "loss")] for run in runs},
        "files": {run.info.run_id: [(f.path, f.file_size) for f in client.list_artifacts(run.info.run_id, "notes")] for run in runs},
        "models": [dict(model) | {"latest_versions": [dict(v) for v in model.latest_versions]} for model in client.search_registered_models()],
        "versions": [dict(version) for version in client.search_model_versions()],
    }


@pytest.mark.parametrize("offset", [0, 7], ids=["at the same offsets", "at others"])
def test_everything_comes_back_from_topics_and_bucket(offset, place, service, boto, monkeypatch):
    lost, restored = place("lost"), place("restored")
    with Running(lost) as client:
        fill(client)
        before = picture(client)
    bootstrap = str(lost["kiseki.kafka.bootstrap-servers"])
    for topic in TOPICS:
        copied = copy(bootstrap, f"{lost['kiseki.kafka.topic-prefix']}.{topic}", f"{restored['kiseki.kafka.topic-prefix']}.{topic}", offset)
        assert copied, f"there is nothing on {topic}"
    boto.create_bucket(Bucket=restored["kiseki.s3.bucket"])
    for found in boto.list_objects_v2(Bucket=lost["kiseki.s3.bucket"])["Contents"]:
        boto.copy_object(
            Bucket=restored["kiseki.s3.bucket"], Key=found["Key"], CopySource={"Bucket": lost["kiseki.s3.bucket"], "Key": found["Key"]},
        )  # fmt: skip

    with Running(restored) as client:
        assert picture(client) == before
        run = client.search_runs([client.get_experiment_by_name("kept").experiment_id], "params.depth = '2'")[0].info
        assert len(before["runs"]) == 12 and len(before["curves"][run.run_id]) == 700 and run.status == "FAILED"
        assert client.get_model_version_by_alias("renamed", "champion").version == "2"
        goes_on(client)
    given = [f"--{key}={value}" for key, value in restored.items() if key.startswith(("kiseki.kafka", "kiseki.s3"))]
    status, found, summary, said = verify_artifacts("--deployed", *given)
    assert (status, found, summary["missing"]) == (0, {}, 0) and summary["compared"] >= 12, said


def goes_on(client: MlflowClient) -> None:
    """Names are still taken, numbers go on, and what happens to an experiment reaches its runs."""
    with pytest.raises(MlflowException, match="already exists"):
        client.create_experiment("kept")
    assert client.create_experiment("new") not in {e.experiment_id for e in client.search_experiments(ViewType.ALL) if e.name != "new"}
    kept, deleted = client.get_experiment_by_name("kept").experiment_id, client.get_experiment_by_name("deleted").experiment_id
    with pytest.raises(MlflowException):
        client.log_metric(client.search_runs([deleted], run_view_type=ViewType.ALL)[0].info.run_id, "late", 1.0)
    client.restore_experiment(deleted)
    run = client.search_runs([deleted])[0].info.run_id
    client.log_metric(run, "late", 1.0, synchronous=True)
    assert [r.info.run_id for r in client.search_runs([deleted], "metrics.late = 1")] == [run]
    client.delete_experiment(kept)
    with pytest.raises(MlflowException):
        client.create_run(kept)
    client.restore_experiment(kept)
    assert client.create_run(kept).info.experiment_id == kept
    assert client.create_model_version("renamed", f"runs:/{run}/notes", run).version == "4"

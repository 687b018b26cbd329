"""The stock client, and the bytes that go past the server."""

import os

import mlflow
import pytest
from mlflow.store.artifact.artifact_repository_registry import get_artifact_repository
from mlflow.store.artifact.http_artifact_repo import HttpArtifactRepository

from storage.conftest import BUCKET, MIB
from storage.proxy import Proxy


@pytest.fixture
def past_the_server(monkeypatch):
    monkeypatch.setenv("MLFLOW_ENABLE_PROXY_MULTIPART_UPLOAD", "true")
    monkeypatch.setenv("MLFLOW_ENABLE_PROXY_MULTIPART_DOWNLOAD", "true")
    monkeypatch.setenv("MLFLOW_MULTIPART_UPLOAD_MINIMUM_FILE_SIZE", str(6 * MIB))
    monkeypatch.setenv("MLFLOW_MULTIPART_UPLOAD_CHUNK_SIZE", str(5 * MIB))
    monkeypatch.setenv("MLFLOW_MULTIPART_DOWNLOAD_CHUNK_SIZE", str(5 * MIB))


def test_the_missing_bucket_was_made(service, boto):
    assert [bucket["Name"] for bucket in boto.list_buckets()["Buckets"]] == [BUCKET]


def test_files_and_folders_are_logged_listed_fetched_and_deleted(client, run, keys, content, tmp_path):
    tree = {"top.txt": b"top", "empty": b"", "deep/er/big.bin": content(11 * MIB), "deep/ä b%c.txt": b"odd"}
    for name, data in tree.items():
        (tmp_path / "tree" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "tree" / name).write_bytes(data)
    client.log_artifacts(run.id, str(tmp_path / "tree"), "all")
    client.log_artifact(run.id, str(tmp_path / "tree/top.txt"))
    assert keys(run.prefix) == sorted([f"{run.prefix}all/{name}" for name in tree] + [f"{run.prefix}top.txt"])
    listed = [(f.path, f.is_dir, f.file_size or 0) for f in client.list_artifacts(run.id, "all")]
    assert listed == [("all/deep", True, 0), ("all/empty", False, 0), ("all/top.txt", False, 3)]
    folder = client.download_artifacts(run.id, "all", str(tmp_path))
    assert {name: open(os.path.join(folder, name), "rb").read() for name in tree} == tree

    repository = get_artifact_repository(client.get_run(run.id).info.artifact_uri)
    repository.delete_artifacts("all/deep")
    assert keys(run.prefix) == [f"{run.prefix}all/empty", f"{run.prefix}all/top.txt", f"{run.prefix}top.txt"]
    repository.delete_artifacts()
    assert keys(run.prefix) == []


def test_no_byte_of_a_large_file_passes_through_the_server(client, run, past_the_server, parts, boto, wire, service, content, tmp_path):
    door = Proxy(service.port)
    mlflow.set_tracking_uri(door.uri)
    through = mlflow.MlflowClient(door.uri)
    data = content(12 * MIB)
    (tmp_path / "big ä.bin").write_bytes(data)

    def passed(work) -> list[str]:
        wired, asked, began = wire.sent + wire.received, door.sent + door.received, len(door.requests)
        work()
        assert wire.sent + wire.received - wired < 30_000, "between Kiseki and S3"
        assert door.sent + door.received - asked < 30_000, "between the client and Kiseki"
        routes = [f"{method} {path.split('mlflow-artifacts/')[1].split('/' + run.prefix.split('/')[0])[0]}"
                  for method, path in door.requests[began:] if "mlflow-artifacts" in path]  # fmt: skip
        return [r for r in routes if not r.startswith("GET artifacts")]  # listings tell a file from a folder

    assert passed(lambda: through.log_artifact(run.id, str(tmp_path / "big ä.bin"), "in")) == ["POST mpu/create", "POST mpu/complete"]
    assert boto.get_object(Bucket=BUCKET, Key=f"{run.prefix}in/big ä.bin")["Body"].read() == data
    assert parts(run.prefix + "in/big ä.bin") == []
    fetched = []
    assert passed(lambda: fetched.append(through.download_artifacts(run.id, "in/big ä.bin", str(tmp_path / "down")))) == ["GET presigned"]
    assert open(fetched[0], "rb").read() == data


def test_parts_that_s3_does_not_take_are_aborted(client, run, past_the_server, parts, keys, monkeypatch, tmp_path):
    sent = HttpArtifactRepository._upload_part

    def second_fails(credential, *args, **kwargs):
        if credential.part_number == 2:
            assert parts(run.prefix + "big.bin"), "it was begun"
            raise OSError("the cable was pulled")
        return sent(credential, *args, **kwargs)

    monkeypatch.setattr(HttpArtifactRepository, "_upload_part", staticmethod(second_fails))
    (tmp_path / "big.bin").write_bytes(b"x" * 12 * MIB)
    with pytest.raises(Exception, match="part"):
        client.log_artifact(run.id, str(tmp_path / "big.bin"))
    assert (keys(run.prefix), parts(run.prefix + "big.bin")) == ([], [])

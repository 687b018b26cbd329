"""Bytes that go between the stock client and S3: which way it takes, told by the requests that the server counted."""

import os
import re

import mlflow
import pytest
import requests

MIB = 1024 * 1024
ROUTES = ("mpu/create", "mpu/complete", "mpu/abort", "presigned", "artifacts")


@pytest.fixture
def direct(uri):
    info = requests.get(f"{uri}/api/3.0/mlflow/server-info", timeout=10).json()
    assert info["multipart_uploads_enabled"] == info["multipart_downloads_enabled"]
    return info["multipart_uploads_enabled"]


@pytest.fixture(autouse=True)
def small_parts(monkeypatch):
    for name in ("MLFLOW_ENABLE_PROXY_MULTIPART_UPLOAD", "MLFLOW_ENABLE_PROXY_MULTIPART_DOWNLOAD"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("MLFLOW_MULTIPART_UPLOAD_MINIMUM_FILE_SIZE", str(6 * MIB))
    monkeypatch.setenv("MLFLOW_MULTIPART_UPLOAD_CHUNK_SIZE", str(5 * MIB))
    monkeypatch.setenv("MLFLOW_MULTIPART_DOWNLOAD_CHUNK_SIZE", str(5 * MIB))


def counted(uri):
    """Requests of the artifact service so far, by method and route."""
    counts = {}
    for line in requests.get(f"{uri}/metrics", timeout=10).text.splitlines():
        found = re.match(r'http_server_requests_seconds_count\{.*method="(\w+)".*uri="[^"]*/mlflow-artifacts/([^"]*)".* (\S+)$', line)
        if found:
            route = next(r for r in ROUTES if found[2].startswith(r))
            counts[found[1], route] = counts.get((found[1], route), 0) + float(found[3])
    return counts


def since(uri, before):
    now = counted(uri)
    return {key: now[key] - before.get(key, 0) for key in now if now[key] != before.get(key, 0)}


def logged(tmp_path, size, name="big file ä.bin"):
    content = os.urandom(size)
    (tmp_path / name).write_bytes(content)
    with mlflow.start_run() as run:
        # The client sends the path as JSON, and means a text.
        mlflow.log_artifact(str(tmp_path / name), "in a folder")
    return run.info.run_id, f"in a folder/{name}", content


def test_a_large_file_is_sent_and_fetched_in_parts_past_the_server(experiment, uri, direct, tmp_path):
    before = counted(uri)
    run_id, path, content = logged(tmp_path, 12 * MIB)
    expected = {("POST", "mpu/create"): 1, ("POST", "mpu/complete"): 1} if direct else {("PUT", "artifacts"): 1}
    assert since(uri, before) == expected

    (listed,) = mlflow.MlflowClient().list_artifacts(run_id, "in a folder")
    assert (listed.path, listed.file_size) == (path, len(content))
    before = counted(uri)
    local = mlflow.artifacts.download_artifacts(run_id=run_id, artifact_path=path, dst_path=str(tmp_path / "down"))
    assert open(local, "rb").read() == content
    fetched = since(uri, before)
    fetched.pop(("GET", "artifacts"), None) if direct else None  # listings, to tell a file from a folder
    assert fetched.get(("GET", "presigned"), 0) == (1 if direct else 0)


def test_a_client_that_wants_none_of_it_uses_the_proxy(experiment, uri, monkeypatch, tmp_path):
    monkeypatch.setenv("MLFLOW_ENABLE_PROXY_MULTIPART_UPLOAD", "false")
    monkeypatch.setenv("MLFLOW_ENABLE_PROXY_MULTIPART_DOWNLOAD", "false")
    before = counted(uri)
    run_id, path, content = logged(tmp_path, 12 * MIB)
    assert since(uri, before) == {("PUT", "artifacts"): 1}
    before = counted(uri)
    local = mlflow.artifacts.download_artifacts(run_id=run_id, artifact_path=path, dst_path=str(tmp_path / "down"))
    assert open(local, "rb").read() == content
    assert set(since(uri, before)) == {("GET", "artifacts")}


def test_a_client_that_insists_falls_back_where_it_must(experiment, uri, direct, monkeypatch, tmp_path):
    monkeypatch.setenv("MLFLOW_ENABLE_PROXY_MULTIPART_UPLOAD", "true")
    before = counted(uri)
    run_id, path, content = logged(tmp_path, 7 * MIB)
    sent = since(uri, before)
    assert sent.pop(("POST", "mpu/create")) == 1
    assert sent == ({("POST", "mpu/complete"): 1} if direct else {("PUT", "artifacts"): 1})
    local = mlflow.artifacts.download_artifacts(run_id=run_id, artifact_path=path, dst_path=str(tmp_path / "down"))
    assert open(local, "rb").read() == content


def test_small_and_empty_files_go_through_the_proxy_and_come_back(experiment, uri, tmp_path):
    for size in (0, 1, 5 * MIB):
        before = counted(uri)
        run_id, path, content = logged(tmp_path, size, f"{size}.bin")
        assert since(uri, before) == {("PUT", "artifacts"): 1}
        local = mlflow.artifacts.download_artifacts(run_id=run_id, artifact_path=path, dst_path=str(tmp_path / "down"))
        assert open(local, "rb").read() == content


def test_an_upload_that_fails_in_the_middle_leaves_nothing(experiment, uri, direct, monkeypatch, tmp_path):
    if not direct:
        pytest.fail("the server at hand lacks --kiseki.s3.public-endpoint; `end-to-end/run` starts one that has it", pytrace=False)
    from mlflow.store.artifact.http_artifact_repo import HttpArtifactRepository

    sent = HttpArtifactRepository._upload_part

    def second_fails(credential, *args, **kwargs):
        if credential.part_number == 2:
            raise OSError("the cable was pulled")
        return sent(credential, *args, **kwargs)

    monkeypatch.setattr(HttpArtifactRepository, "_upload_part", staticmethod(second_fails))
    before = counted(uri)
    with pytest.raises(Exception, match="part"):
        logged(tmp_path, 12 * MIB)
    assert since(uri, before) == {("POST", "mpu/create"): 1, ("POST", "mpu/abort"): 1}
    run = mlflow.search_runs(output_format="list", max_results=1)[0]
    assert mlflow.MlflowClient().list_artifacts(run.info.run_id) == []


def test_addresses_for_a_run_whose_artifacts_lie_in_the_bucket_itself(uri, client, direct, name):
    if not direct:
        pytest.fail("the server at hand lacks --kiseki.s3.public-endpoint; `end-to-end/run` starts one that has it", pytrace=False)
    experiment = client.create_experiment(name, artifact_location="s3://kiseki/own/place")
    run_id = client.create_run(experiment).info.run_id
    content = os.urandom(100_000)

    def signed(which, path, **more):
        body = {"run_id": run_id, "path": path, **more}
        return requests.post(f"{uri}/api/2.0/mlflow/artifacts/presigned-{which}-url", json=body, timeout=10)

    upload = signed("upload", "deep/a b.bin").json()
    assert requests.put(upload["presigned_url"], data=content, headers=upload["headers"], timeout=10).ok
    listed = requests.get(f"{uri}/api/2.0/mlflow/artifacts/list", params={"run_id": run_id, "path": "deep"}, timeout=10).json()
    assert listed["root_uri"] == f"s3://kiseki/own/place/{run_id}/artifacts"
    assert listed["files"] == [{"path": "deep/a b.bin", "is_dir": False, "file_size": len(content)}]
    download = signed("download", "deep/a b.bin", expiration=60).json()
    assert download["file_size"] == len(content)
    assert requests.get(download["presigned_url"], timeout=10).content == content

    assert signed("download", "deep").status_code == 400
    missing = signed("download", "none")
    assert missing.status_code == 404 and missing.json()["error_code"] == "RESOURCE_DOES_NOT_EXIST"
    assert signed("upload", "../out").json()["message"] == "Invalid path"

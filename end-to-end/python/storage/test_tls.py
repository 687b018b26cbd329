"""S3 behind TLS, with a certificate that only a private authority vouches for."""

import re
from pathlib import Path

import mlflow
import pytest
import requests
from mlflow.store.artifact.artifact_repository_registry import get_artifact_repository

from servers.authority import Authority
from servers.kiseki_command import doctor, verify_artifacts
from servers.kiseki_service import KisekiService
from storage.conftest import MIB, assert_unavailable, await_that
from storage.minio import BUCKET, Minio

FOLDER = "tls/a run/artifacts"


@pytest.fixture(scope="module")
def secret(tmp_path_factory):
    """A MinIO that speaks TLS only."""
    folder = tmp_path_factory.mktemp("tls")
    server = Minio(folder / "data", authority=Authority(folder))
    yield server
    server.kill()


@pytest.fixture(scope="module")
def settings(secret, service):
    """Those of an ingest-api on that storage, beside the services: artifacts need nothing else."""
    shared = {key: value for key, value in service.settings.items() if key.startswith(("kiseki.kafka", "kiseki.s3", "kiseki.artifacts"))}
    public = f"https://localhost:{secret.port}"
    return {**shared, "kiseki.s3.endpoint": secret.uri, "kiseki.s3.public-endpoint": public}


@pytest.fixture(scope="module")
def trusting(settings, secret):
    return {**settings, "kiseki.s3.ca-file": secret.authority.ca}


@pytest.fixture(scope="module")
def ingest(trusting):
    started = KisekiService("ingest-api", trusting, heap="256m")
    try:
        started.await_ready()
        yield started
    finally:
        assert started.stop() in (0, 143)


def given(settings: dict) -> list[str]:
    return [f"--{key}={value}" for key, value in settings.items() if key.startswith(("kiseki.kafka", "kiseki.s3"))]


def folder_of(parent: Path, name: str) -> str:
    (parent / name).mkdir()
    return str(parent / name)


def downloads(service: KisekiService) -> dict[str, int]:
    """How many there were, by way."""
    text = requests.get(f"{service.uri}/metrics", timeout=10).text
    return {way: int(float(count)) for way, count in re.findall(r'kiseki_artifact_downloads_total\{.*?way="([^"]+)".*?\} (\S+)', text)}


def test_files_go_both_ways_and_are_verified(ingest, trusting, secret, content, tmp_path, monkeypatch):
    mlflow.set_tracking_uri(ingest.uri)
    repository = get_artifact_repository(f"mlflow-artifacts:/{FOLDER}")
    tree = {"small ä.txt": content(100), "empty": b"", "deep/large.bin": content(40 * MIB)}
    for name, data in tree.items():
        (tmp_path / "tree" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "tree" / name).write_bytes(data)
    repository.log_artifacts(str(tmp_path / "tree"))
    assert [(f.path, f.is_dir, f.file_size or 0) for f in repository.list_artifacts()] == [
        ("deep", True, 0), ("empty", False, 0), ("small ä.txt", False, 100)]  # fmt: skip
    before = downloads(ingest)
    fetched = repository.download_artifacts("", folder_of(tmp_path, "down"))
    assert {name: open(f"{fetched}/{name}", "rb").read() for name in tree} == tree
    ranged = requests.get(
        f"{ingest.uri}/api/2.0/mlflow-artifacts/artifacts/{FOLDER}/deep/large.bin",
        headers={"Range": f"bytes={5 * MIB}-{6 * MIB - 1}"}, timeout=60,
    )  # fmt: skip
    assert ranged.content == tree["deep/large.bin"][5 * MIB : 6 * MIB]
    now = downloads(ingest)
    assert now["passed-on"] - before.get("passed-on", 0) >= 3, "they went by the server's own connections"
    assert now.get("copied", 0) - before.get("copied", 0) <= 1, "but an empty file, which has nothing to pass on"

    # Past the server, so it is the client that has to trust the authority.
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(secret.authority.ca))
    for way in ("UPLOAD", "DOWNLOAD"):
        monkeypatch.setenv(f"MLFLOW_ENABLE_PROXY_MULTIPART_{way}", "true")
        monkeypatch.setenv(f"MLFLOW_MULTIPART_{way}_CHUNK_SIZE", str(5 * MIB))
    monkeypatch.setenv("MLFLOW_MULTIPART_UPLOAD_MINIMUM_FILE_SIZE", str(6 * MIB))
    direct = content(12 * MIB)
    (tmp_path / "direct.bin").write_bytes(direct)
    repository = get_artifact_repository(f"mlflow-artifacts:/{FOLDER}")
    repository.log_artifact(str(tmp_path / "direct.bin"))
    past = repository.download_artifacts("direct.bin", folder_of(tmp_path, "past"))
    assert open(past, "rb").read() == direct
    assert secret.boto().head_object(Bucket=BUCKET, Key=f"{FOLDER}/direct.bin")["ETag"].endswith('-3"'), "in three parts"
    assert downloads(ingest) == now

    status, found, said = doctor(None, *given(trusting), "--only", "s3")
    assert status == 0 and found["s3", "public"]["outcome"] == "ok", said
    status, found, summary, said = verify_artifacts("--deployed", *given(trusting), "--prefix", "tls/", "--content")
    assert (status, found, summary["compared"], summary["unrecorded"]) == (0, {}, 4, 0), said


def test_without_the_authority_the_setting_is_named(settings, ingest):
    """What needs the storage is refused, and who looks is told what to set."""
    status, found, said = doctor(None, *given(settings), "--only", "s3")
    assert status == 1 and "kiseki.s3.ca-file" in found["s3", "reach"]["advice"], said
    status, _, _, said = verify_artifacts("--deployed", *given({**settings, "kiseki.s3.retry-for": "0s"}), "--prefix", "tls/")
    assert status == 2 and "not trusted" in said and "kiseki.s3.ca-file" in said, said

    blind = KisekiService("ingest-api", {**settings, "kiseki.s3.retry-for": "1s"})
    try:
        await_that(lambda: "kiseki.s3.ca-file" in unready(blind), "/health/ready names the setting", 60)
        assert_unavailable(requests.put(f"{blind.uri}/api/2.0/mlflow-artifacts/artifacts/{FOLDER}/more", data=b"x", timeout=30))
        assert "kiseki.s3.ca-file" in open(blind.log.name).read(), "so does the log"
    finally:
        blind.stop()


def unready(service: KisekiService) -> str:
    try:
        return service.unready()
    except OSError:  # it does not listen yet
        return ""

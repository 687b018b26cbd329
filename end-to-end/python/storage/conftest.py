"""Kiseki's services on a MinIO of their own, with a proxy between; Kafka and Cassandra are those of the server under test."""

import os
import random
import time
import uuid
from types import SimpleNamespace
from urllib.parse import quote

import mlflow
import pytest
import requests
from mlflow import MlflowClient

from servers.kiseki_service import KisekiService
from servers.mlflow_server import free_port
from servers.under_test import ports_of
from storage.minio import BUCKET, PASSWORD, USER, Minio
from storage.proxy import Proxy

MIB = 1024 * 1024
RETRY_FOR = 3


@pytest.fixture(scope="session")
def minio(tmp_path_factory):
    server = Minio(tmp_path_factory.mktemp("minio") / "data")
    yield server
    server.kill()


@pytest.fixture(scope="session")
def boto(minio):
    return minio.boto()


@pytest.fixture(scope="session")
def wire(minio):
    """All that Kiseki says to S3 and hears from it."""
    return Proxy(minio.port)


@pytest.fixture(scope="session")
def service(minio, wire, tmp_path_factory):
    data = os.environ.get("KISEKI_DATA")
    if not data:
        pytest.fail("needs KISEKI_DATA, of a Kiseki that runs: `end-to-end/run --suites storage` starts one", pytrace=False)
    ports = ports_of(data)
    prefix = f"storage-{uuid.uuid4().hex[:8]}"
    settings = {
        "kiseki.kafka.bootstrap-servers": f"127.0.0.1:{ports['kafka']}",
        "kiseki.kafka.topic-prefix": prefix,
        "kiseki.kafka.run-partitions": 2,
        "kiseki.cassandra.contact-points": f"127.0.0.1:{ports['cassandra']}",
        "kiseki.cassandra.keyspace": prefix.replace("-", "_"),
        "kiseki.processor.application-id": prefix,
        "kiseki.processor.state-directory": tmp_path_factory.mktemp("state"),
        "kiseki.processor.shard-port": free_port(),
        "kiseki.s3.endpoint": wire.uri,
        "kiseki.s3.public-endpoint": minio.uri,
        "kiseki.s3.access-key": USER,
        "kiseki.s3.secret-key": PASSWORD,
        "kiseki.s3.bucket": BUCKET,  # there is none yet
        "kiseki.s3.retry-for": f"{RETRY_FOR}s",
        "kiseki.artifacts.part-size": 5 * MIB,
    }
    started = KisekiService("standalone/services", settings, heap="512m")
    try:
        started.await_ready()
        yield started
    finally:
        assert started.stop() in (0, 143)


@pytest.fixture(scope="session")
def uri(service) -> str:
    return service.uri


@pytest.fixture(autouse=True)
def client(uri, monkeypatch) -> MlflowClient:
    """The stock client, through the server: a test says when it wants another way, or more attempts."""
    monkeypatch.setenv("MLFLOW_ENABLE_PROXY_MULTIPART_UPLOAD", "false")
    monkeypatch.setenv("MLFLOW_ENABLE_PROXY_MULTIPART_DOWNLOAD", "false")
    monkeypatch.setenv("MLFLOW_HTTP_REQUEST_MAX_RETRIES", "0")
    mlflow.set_tracking_uri(uri)
    return MlflowClient(uri)


@pytest.fixture
def run(client, uri):
    """A new run: its id, the prefix of its keys in the bucket, and the address of a file in it."""
    experiment = client.create_experiment(f"storage {uuid.uuid4().hex[:10]}")
    run_id = client.create_run(experiment).info.run_id
    prefix = f"{experiment}/{run_id}/artifacts/"
    proxied = f"{uri}/api/2.0/mlflow-artifacts/artifacts"

    def at(path: str) -> str:
        return f"{proxied}/{quote(prefix + path, safe='/')}"

    def listed(path: str = "") -> list[str]:
        answer = requests.get(f"{uri}/api/2.0/mlflow/artifacts/list", {"run_id": run_id, "path": path}, timeout=60)
        assert answer.status_code == 200, answer.text
        return [file["path"] for file in answer.json().get("files", [])]

    def names(path: str) -> list[str]:
        """The same by the other way, the proxy's."""
        answer = requests.get(proxied, {"path": prefix + path}, timeout=60)
        assert answer.status_code == 200, answer.text
        return [file["path"] for file in answer.json().get("files", [])]

    return SimpleNamespace(id=run_id, prefix=prefix, at=at, listed=listed, names=names)


@pytest.fixture(scope="session")
def keys(boto):
    """The keys in the bucket that begin so, as S3 orders them."""

    def found(prefix: str) -> list[str]:
        pages = boto.get_paginator("list_objects_v2").paginate(Bucket=BUCKET, Prefix=prefix)
        return [entry["Key"] for page in pages for entry in page.get("Contents", [])]

    return found


@pytest.fixture(scope="session")
def parts(boto):
    """Uploads of a key that were begun and not ended. MinIO tells them for whole keys only, and none for a prefix."""
    return lambda key: boto.list_multipart_uploads(Bucket=BUCKET, Prefix=key).get("Uploads", [])


@pytest.fixture
def content():
    """Bytes that no proxy can compress and no fault can repeat."""
    return lambda size: random.Random(size).randbytes(size)


def assert_unavailable(answer: requests.Response) -> None:
    assert answer.status_code == 503, answer.text[:500]
    assert answer.json()["error_code"] == "TEMPORARILY_UNAVAILABLE"
    assert answer.json()["message"] and int(answer.headers["Retry-After"]) >= 1


def await_that(met, what: str, seconds: float = 20) -> None:
    deadline = time.monotonic() + seconds
    while not met():
        assert time.monotonic() < deadline, f"not within {seconds} s: {what}"
        time.sleep(0.05)

"""Where keys of S3 come from, and a bucket in the host's name, on a MinIO that has users, roles and an identity provider."""

import os

import boto3
import mlflow
import pytest
import requests
from mlflow.store.artifact.artifact_repository_registry import get_artifact_repository

from servers.kiseki_command import doctor
from servers.kiseki_service import KisekiService
from storage.conftest import MIB
from storage.identity_provider import AUDIENCE, IdentityProvider
from storage.minio import BUCKET, PASSWORD, USER, Minio

DOMAIN = "s3.kiseki.test"


@pytest.fixture(scope="module")
def provider():
    started = IdentityProvider()
    yield started
    started.close()


@pytest.fixture(scope="module")
def storage(tmp_path_factory, provider):
    known = {
        "MINIO_IDENTITY_OPENID_CONFIG_URL": f"{provider.uri}/.well-known/openid-configuration",
        "MINIO_IDENTITY_OPENID_CLIENT_ID": AUDIENCE,
        "MINIO_IDENTITY_OPENID_CLAIM_NAME": "policy",
        "MINIO_DOMAIN": DOMAIN,
    }
    server = Minio(tmp_path_factory.mktemp("credentials") / "data", environment=known)
    server.boto().create_bucket(Bucket=BUCKET)
    yield server
    server.kill()


@pytest.fixture
def settings(service, storage):
    """Those of an ingest-api on that storage, without keys."""
    shared = {key: value for key, value in service.settings.items() if key.startswith(("kiseki.kafka", "kiseki.s3.retry", "kiseki.artifacts"))}
    return {**shared, "kiseki.s3.endpoint": storage.uri, "kiseki.s3.public-endpoint": storage.uri, "kiseki.s3.bucket": BUCKET}


@pytest.fixture(autouse=True)
def nobody(monkeypatch, tmp_path):
    """No keys but those that a test gives."""
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(tmp_path))


def role(storage):
    """Keys for an hour, which are of no use without their token."""
    sts = boto3.client("sts", endpoint_url=storage.uri, region_name="us-east-1", aws_access_key_id=USER, aws_secret_access_key=PASSWORD)
    return sts.assume_role(RoleArn="arn:aws:iam::1:role/any", RoleSessionName="test")["Credentials"]


def from_the_environment(storage, provider, monkeypatch, tmp_path):
    keys = role(storage)
    for name, key in ("AWS_ACCESS_KEY_ID", "AccessKeyId"), ("AWS_SECRET_ACCESS_KEY", "SecretAccessKey"), ("AWS_SESSION_TOKEN", "SessionToken"):
        monkeypatch.setenv(name, keys[key])
    return {"kiseki.s3.credentials": "environment"}


def from_a_file(storage, provider, monkeypatch, tmp_path):
    keys = role(storage)
    (tmp_path / ".aws").mkdir()
    (tmp_path / "keys").write_text(
        "[default]\naws_access_key_id = nobody\naws_secret_access_key = nothing\n[kiseki]\n"
        f"aws_access_key_id = {keys['AccessKeyId']}\naws_secret_access_key = {keys['SecretAccessKey']}\naws_session_token = {keys['SessionToken']}\n"
    )
    return {"kiseki.s3.credentials": "file", "kiseki.s3.credentials-file": tmp_path / "keys", "kiseki.s3.profile": "kiseki"}


def from_a_role(storage, provider, monkeypatch, tmp_path):
    keys = {"kiseki.s3.access-key": USER, "kiseki.s3.secret-key": PASSWORD}
    return {**keys, "kiseki.s3.credentials": "assume-role", "kiseki.s3.role-arn": "arn:aws:iam::1:role/any"}


def from_a_web_identity(storage, provider, monkeypatch, tmp_path):
    token = tmp_path / "token"
    token.write_text(provider.token("readwrite"))
    monkeypatch.setenv("AWS_WEB_IDENTITY_TOKEN_FILE", str(token))
    return {"kiseki.s3.credentials": "identity", "kiseki.s3.sts-endpoint": storage.uri}


@pytest.mark.parametrize("keys", [from_the_environment, from_a_file, from_a_role, from_a_web_identity])
def test_keys_that_expire_read_write_and_sign(keys, settings, storage, provider, content, tmp_path, monkeypatch):
    given = {**settings, **keys(storage, provider, monkeypatch, tmp_path)}
    status, found, said = doctor(None, *options(given), "--only", "s3")
    assert status == 0 and found["s3", "write"]["outcome"] == "ok", said
    ingest = KisekiService("ingest-api", given, heap="256m")
    try:
        ingest.await_ready()
        to_and_fro(ingest, f"{keys.__name__}/through", content, tmp_path)
        for way in ("UPLOAD", "DOWNLOAD"):
            monkeypatch.setenv(f"MLFLOW_ENABLE_PROXY_MULTIPART_{way}", "true")
            monkeypatch.setenv(f"MLFLOW_MULTIPART_{way}_CHUNK_SIZE", str(5 * MIB))
        monkeypatch.setenv("MLFLOW_MULTIPART_UPLOAD_MINIMUM_FILE_SIZE", str(6 * MIB))
        to_and_fro(ingest, f"{keys.__name__}/past", content, tmp_path)
        assert storage.boto().head_object(Bucket=BUCKET, Key=f"{keys.__name__}/past/large.bin")["ETag"].endswith('-3"'), "in three parts"
    finally:
        assert ingest.stop() in (0, 143)


def test_the_bucket_may_stand_in_the_hosts_name(settings, storage, content, tmp_path, monkeypatch):
    (tmp_path / "hosts").write_text(f"127.0.0.1 {DOMAIN} {BUCKET}.{DOMAIN}\n")
    monkeypatch.setenv("JAVA_TOOL_OPTIONS", f"-Djdk.net.hosts.file={tmp_path / 'hosts'}")
    endpoint = f"http://{DOMAIN}:{storage.port}"
    keys = {"kiseki.s3.access-key": USER, "kiseki.s3.secret-key": PASSWORD}
    given = {**settings, **keys, "kiseki.s3.endpoint": endpoint, "kiseki.s3.public-endpoint": endpoint, "kiseki.s3.addressing": "virtual-host"}
    ingest = KisekiService("ingest-api", given, heap="256m")
    try:
        ingest.await_ready()
        to_and_fro(ingest, "virtual/host", content, tmp_path)
        assert storage.boto().head_object(Bucket=BUCKET, Key="virtual/host/large.bin")["ContentLength"] == 12 * MIB
    finally:
        assert ingest.stop() in (0, 143)


@pytest.mark.parametrize(
    "policy, check, advice",
    [("readonly", "write", "putting and deleting objects"), ("unknown", "credentials", "AWS_WEB_IDENTITY_TOKEN_FILE")],
)
def test_what_a_token_lacks_is_named(policy, check, advice, settings, storage, provider, tmp_path, monkeypatch):
    (tmp_path / "token").write_text(provider.token(policy))
    monkeypatch.setenv("AWS_WEB_IDENTITY_TOKEN_FILE", str(tmp_path / "token"))
    given = {**settings, "kiseki.s3.credentials": "identity", "kiseki.s3.sts-endpoint": storage.uri, "kiseki.s3.retry-for": "1s"}
    status, found, said = doctor(None, *options(given), "--only", "s3")
    assert status == 1 and found["s3", check]["outcome"] == "FAILED" and advice in found["s3", check]["advice"], said
    assert "could not be removed" not in said, "nothing was written"


def options(settings: dict) -> list[str]:
    return [f"--{key}={value}" for key, value in settings.items() if key.startswith(("kiseki.kafka", "kiseki.s3"))]


def to_and_fro(ingest: KisekiService, folder: str, content, tmp_path) -> None:
    mlflow.set_tracking_uri(ingest.uri)
    repository = get_artifact_repository(f"mlflow-artifacts:/{folder}")
    tree = {"small.txt": content(100), "large.bin": content(12 * MIB)}
    local = tmp_path / folder
    for name, data in tree.items():
        (local / "up").mkdir(parents=True, exist_ok=True)
        (local / "up" / name).write_bytes(data)
    repository.log_artifacts(str(local / "up"))
    (local / "down").mkdir()
    fetched = repository.download_artifacts("", str(local / "down"))
    assert {name: open(f"{fetched}/{name}", "rb").read() for name in tree} == tree
    answer = requests.delete(f"{ingest.uri}/api/2.0/mlflow-artifacts/artifacts/{folder}/small.txt", timeout=30)
    assert answer.status_code == 200, answer.text

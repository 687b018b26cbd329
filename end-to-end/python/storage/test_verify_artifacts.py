"""./kiseki verify-artifacts on a real MinIO, with files that somebody changes past Kiseki."""

import time

import mlflow
import requests

from servers.kiseki_command import verify_artifacts
from storage.conftest import MIB
from storage.minio import BUCKET


def test_what_is_deleted_and_written_past_kiseki_is_found(service, client, run, boto, content, tmp_path, monkeypatch):
    settings = [f"--{key}={value}" for key, value in service.settings.items() if key.startswith(("kiseki.kafka", "kiseki.s3"))]
    look = ["--deployed", *settings, "--prefix", run.prefix]
    for name, size in (("small.txt", 100), ("gone.txt", 200), ("other ü.txt", 300), ("parts.bin", 12 * MIB)):
        (tmp_path / name).write_bytes(content(size))
    client.log_artifacts(run.id, str(tmp_path))
    monkeypatch.setenv("MLFLOW_ENABLE_PROXY_MULTIPART_UPLOAD", "true")
    monkeypatch.setenv("MLFLOW_MULTIPART_UPLOAD_MINIMUM_FILE_SIZE", str(6 * MIB))
    monkeypatch.setenv("MLFLOW_MULTIPART_UPLOAD_CHUNK_SIZE", str(5 * MIB))
    client.log_artifact(run.id, str(tmp_path / "parts.bin"), "direct")
    written = time.monotonic()
    status, found, summary, said = verify_artifacts(*look, "--content")
    assert (status, found) == (0, {}), said
    assert (summary["compared"], summary["unrecorded"]) == (5, 0), said
    assert summary["content_bytes"] == 600 + 2 * 12 * MIB, "also a client's own upload, by what S3 makes of its parts"

    time.sleep(max(0.0, 7 - (time.monotonic() - written)))
    boto.delete_object(Bucket=BUCKET, Key=run.prefix + "gone.txt")
    boto.put_object(Bucket=BUCKET, Key=run.prefix + "other ü.txt", Body=b"other")
    boto.put_object(Bucket=BUCKET, Key=run.prefix + "foreign.txt", Body=b"foreign")
    status, found, summary, said = verify_artifacts(*look)
    expected = {run.prefix + "gone.txt": "missing", run.prefix + "other ü.txt": "changed after it was recorded"}
    assert (status, found, summary["unrecorded"]) == (1, expected, 1), said

    mlflow.artifacts.download_artifacts(run_id=run.id, artifact_path="small.txt", dst_path=str(tmp_path / "down"))
    assert requests.delete(run.at("gone.txt"), timeout=30).ok
    assert requests.put(run.at("other ü.txt"), data=content(300), timeout=30).ok
    status, found, _, said = verify_artifacts(*look)
    assert (status, found) == (0, {}), said


def test_bytes_that_change_below_s3_in_what_a_client_sent_in_parts_are_found(service, client, run, minio, content, tmp_path, monkeypatch):
    settings = [f"--{key}={value}" for key, value in service.settings.items() if key.startswith(("kiseki.kafka", "kiseki.s3"))]
    look = ["--deployed", *settings, "--prefix", run.prefix, "--content"]
    (tmp_path / "direct.bin").write_bytes(content(12 * MIB))
    monkeypatch.setenv("MLFLOW_ENABLE_PROXY_MULTIPART_UPLOAD", "true")
    monkeypatch.setenv("MLFLOW_MULTIPART_UPLOAD_MINIMUM_FILE_SIZE", str(6 * MIB))
    monkeypatch.setenv("MLFLOW_MULTIPART_UPLOAD_CHUNK_SIZE", str(5 * MIB))
    client.log_artifact(run.id, str(tmp_path / "direct.bin"))
    status, found, summary, said = verify_artifacts(*look)
    assert (status, found, summary["content_bytes"]) == (0, {}, 12 * MIB), said

    # MinIO guards its blocks with hashes of its own, so it notices and refuses to give them.
    second = next(minio.folder.glob(f"artifacts/{run.prefix}direct.bin/*/part.2"))
    with open(second, "r+b") as part:
        part.seek(MIB)
        part.write(b"rotten")
    status, found, _, said = verify_artifacts(*look)
    assert (status, found) == (1, {run.prefix + "direct.bin": "unreadable"}), said

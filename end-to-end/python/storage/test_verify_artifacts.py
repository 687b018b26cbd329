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
    assert summary["content_bytes"] == 600 + 12 * MIB, "a client's own upload has no checksum of ours"

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

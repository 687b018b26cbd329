"""./kiseki verify-artifacts on a Kiseki whose files are changed below S3, where nobody tells."""

import os
from pathlib import Path

import mlflow
import pytest
import requests

from servers.kiseki_command import verify_artifacts

MIB = 1024 * 1024


@pytest.fixture(scope="module")
def data() -> str:
    folder = os.environ.get("KISEKI_DATA")
    if not folder:
        pytest.skip("KISEKI_DATA names no data folder; `end-to-end/run` starts a Kiseki that has one")
    return folder


@pytest.fixture
def logged(experiment, tmp_path, monkeypatch):
    """A run with small files and two large ones, one of them sent past the server where it may; the prefix of its keys."""
    for name, size in (("a.txt", 10), ("b é.txt", 1000), ("c.txt", 2000), ("d.txt", 0), ("e.txt", 3000), ("big.bin", 12 * MIB), ("direct.bin", 12 * MIB)):
        (tmp_path / name).write_bytes(os.urandom(size))
    monkeypatch.setenv("MLFLOW_MULTIPART_UPLOAD_MINIMUM_FILE_SIZE", str(6 * MIB))
    monkeypatch.setenv("MLFLOW_MULTIPART_UPLOAD_CHUNK_SIZE", str(5 * MIB))
    monkeypatch.delenv("MLFLOW_ENABLE_PROXY_MULTIPART_UPLOAD", raising=False)
    with mlflow.start_run() as run:
        mlflow.log_artifact(str(tmp_path / "direct.bin"))
        monkeypatch.setenv("MLFLOW_ENABLE_PROXY_MULTIPART_UPLOAD", "false")
        for file in tmp_path.iterdir():
            if file.name != "direct.bin":
                mlflow.log_artifact(str(file))
    return f"{experiment}/{run.info.run_id}/artifacts/"


def change(file: Path, content: bytes) -> None:
    """As a disk does it: no time and no attribute changes."""
    before = file.stat()
    with file.open("r+b") as opened:
        opened.write(content)
        opened.truncate()
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))


def test_what_happens_below_s3_is_found_and_nothing_else(data, logged, uri):
    look = ["--data", data, "--prefix", logged]
    status, found, summary, said = verify_artifacts(*look, "--content")
    assert (status, found) == (0, {}), said
    assert (summary["compared"], summary["unrecorded"]) == (7, 0), said

    folder = Path(data, "s3", "kiseki", logged)
    flipped = bytearray((folder / "big.bin").read_bytes())
    flipped[7 * MIB] ^= 1
    change(folder / "big.bin", bytes(flipped))
    status, found, _, said = verify_artifacts(*look)
    assert (status, found) == (0, {}), said
    status, found, _, said = verify_artifacts(*look, "--content")
    assert (status, found) == (1, {logged + "big.bin": "damaged content"}), said

    (folder / "a.txt").unlink()
    change(folder / "b é.txt", b"short")
    (folder / "foreign.txt").write_text("nobody recorded this")
    expected = {logged + "a.txt": "missing", logged + "b é.txt": "damaged"}
    status, found, summary, said = verify_artifacts(*look)
    assert (status, found, summary["unrecorded"]) == (1, expected, 1), said
    status, found, summary, said = verify_artifacts(*look, "--most", "1")
    assert (status, len(found), summary["not_printed"]) == (1, 1, 1), said
    assert verify_artifacts(*look[:3], logged + "c")[0] == 0

    # What goes through the server, goes from the ledger as well: also what is gone already.
    for name in ("c.txt", "a.txt", "b é.txt", "big.bin"):
        assert requests.delete(f"{uri}/api/2.0/mlflow-artifacts/artifacts/{logged}{name}", timeout=30).ok
    status, found, summary, said = verify_artifacts(*look, "--content")
    assert (status, found, summary["compared"]) == (0, {}, 3), said


def test_it_says_when_it_could_not_look(data):
    status, found, _, said = verify_artifacts("--data", data, "--s3.bucket", "not-there")
    assert (status, found) == (2, {}) and "doctor" in said
    status, _, _, said = verify_artifacts("--data", data, "--most", "some")
    assert status == 2 and "--most" in said

"""./kiseki doctor on a Kiseki that runs: everything is right, and what is made wrong is named with what to do."""

import os
import socket
from pathlib import Path

import pytest

from servers.kiseki_command import doctor

SYSTEMS = {"s3", "kafka", "cassandra"}
SECRET = "a-wrong-secret-key"


@pytest.fixture(scope="module")
def data() -> str:
    folder = os.environ.get("KISEKI_DATA")
    if not folder:
        pytest.skip("KISEKI_DATA names no data folder; `end-to-end/run` starts a Kiseki that has one")
    return folder


def nothing_listens() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


def of(found: dict, system: str) -> set[str]:
    """How the checks of a system ended."""
    return {one["outcome"] for (of_system, _), one in found.items() if of_system == system}


def assert_failed(one: dict, *advice: str) -> None:
    assert one["outcome"] == "FAILED", one
    for part in advice:
        assert part in one["advice"]


def test_all_is_right_and_nothing_is_left(data):
    status, found, said = doctor(data)
    assert status == 0, said
    assert {one["outcome"] for one in found.values()} == {"ok"}, said
    assert {system for system, _ in found} == SYSTEMS
    assert {"write", "read", "multipart", "delete"} <= {check for system, check in found if system == "s3"}
    assert "behind" in found["kafka", "fold"]["seen"]
    assert "layout" in found["cassandra", "keyspace"]["seen"]
    assert not [file for file in Path(data, "s3").rglob("*") if file.is_file() and "doctor" in str(file)]


def test_an_s3_that_is_away_is_named_and_the_others_are_looked_at(data):
    status, found, said = doctor(data, "--s3.port", str(nothing_listens()))
    assert status == 1, said
    assert_failed(found["s3", "reach"], "Is it running?", "s3.log", "s3.port")
    assert found["s3", "write"]["outcome"] == "skipped"
    assert of(found, "kafka") == of(found, "cassandra") == {"ok"}


def test_a_wrong_secret_a_wrong_datacenter_and_a_kafka_that_is_away_are_told_apart(data):
    wrong = ["--s3.secret-key", SECRET, "--kiseki.cassandra.datacenter", "moon", "--kafka.port", str(nothing_listens())]
    status, found, said = doctor(data, *wrong)
    assert status == 1, said
    assert found["s3", "reach"]["outcome"] == found["s3", "clock"]["outcome"] == "ok"
    assert_failed(found["s3", "credentials"], "s3.secret-key")
    assert_failed(found["kafka", "reach"], "kafka.log")
    assert_failed(found["cassandra", "datacenter"], "kiseki.cassandra.datacenter", "datacenter1")
    assert found["cassandra", "nodes"]["outcome"] == "ok"
    assert SECRET not in said


def test_a_bucket_that_is_missing_is_a_warning_and_is_not_made(data):
    status, found, said = doctor(data, "--s3.bucket", "not-there", "--only", "s3")
    assert status == 0, said
    assert found["s3", "bucket"]["outcome"] == "warning"
    assert found["s3", "write"]["outcome"] == "skipped"
    assert not Path(data, "s3", "not-there").exists()


def test_wrong_options_are_told_from_failures(data):
    status, found, said = doctor(data, "--s3.prot", "1")
    assert (status, found) == (2, {})
    assert "s3.port" in said

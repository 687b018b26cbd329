"""What the images are, may and say, each in a container of its own kind."""
import re
import subprocess

import pytest
from installation import DEPLOY, Installation
from writing import PYTHON

ALL = Installation.STORES + Installation.SERVICES + ("proxy",)
JAVA = tuple(name for name in ALL if name != "proxy")


@pytest.mark.parametrize("name", ALL)
def test_runs_without_rights(installation: Installation, name: str) -> None:
    container = installation.docker(name)
    assert container.attrs["Config"]["User"] == "10001:10001"
    status, said = container.exec_run(["bash", "-c", "cat /proc/1/status"])
    assert status == 0
    fields = dict(line.split(":\t", 1) for line in said.decode().splitlines() if ":\t" in line)
    assert set(fields["Uid"].split()) == {"10001"}
    assert int(fields["CapEff"], 16) == int(fields["CapBnd"], 16) == 0
    assert fields["NoNewPrivs"] == "1"
    status, said = container.exec_run(["bash", "-c", "echo >/opt/x; echo >/etc/x; echo >/x"])
    assert said.decode().count("Read-only file system") == 3


@pytest.mark.parametrize("name", JAVA)
def test_no_password_in_the_command_line(installation: Installation, name: str) -> None:
    _, said = installation.docker(name).exec_run(["bash", "-c", "tr '\\0' ' ' </proc/1/cmdline"])
    assert b"java" in said
    assert installation.secret.encode() not in said


@pytest.mark.parametrize("name", Installation.SERVICES)
def test_heap_follows_the_memory(installation: Installation, name: str) -> None:
    container = installation.docker(name)
    _, said = container.exec_run(["bash", "-c", "tr '\\0' ' ' </proc/1/cmdline"])
    heap, direct = (int(re.search(option + r"(\d+)m ", said.decode()).group(1)) for option in ("-Xmx", "MaxDirectMemorySize="))
    bound = container.attrs["HostConfig"]["Memory"] >> 20
    assert bound * 0.4 < heap + direct < bound - 190
    assert "SharedArchiveFile=" in said.decode()


@pytest.mark.parametrize(("name", "has", "needs"), [("stream-processor", 512, 592), ("ingest-api", 379, 380)])
def test_too_little_memory_is_said(installation: Installation, name: str, has: int, needs: int) -> None:
    status, said = installation.run(name, memory=f"{has}m")
    assert status == 78
    assert f"{name} needs {needs} MiB of memory at least; this container has {has}." in said


def test_an_unknown_command_is_said(installation: Installation) -> None:
    status, said = installation.run("ingest")
    assert (status, said.strip()) == (2, "There is no command 'ingest'; see: help")
    assert "stream-processor" in installation.run("help")[1]


def test_the_stock_client(installation: Installation) -> None:
    steps = subprocess.run([PYTHON, DEPLOY / "test/client.py", installation.uri], capture_output=True, text=True)
    assert steps.returncode == 0, steps.stdout + steps.stderr[-2000:]
    assert steps.stdout.count("ok ") >= 10


def test_the_doctor(installation: Installation) -> None:
    status, said = installation.run("doctor", "--deployed")
    assert (status, said.count("FAILED")) == (0, 0), said
    status, said = installation.run("doctor", "--deployed", KISEKI_S3_SECRET_KEY="wrong")
    assert status == 1
    assert "the secret key does not belong to the access key" in said


def test_artifacts_are_verified(installation: Installation) -> None:
    status, said = installation.run("verify-artifacts", "--deployed", "--content")
    assert status == 0, said
    assert int(re.search(r"(\d+) recorded objects? compared", said).group(1)) >= 2


def test_gc(installation: Installation) -> None:
    status, said = installation.run("gc", "--uri", "http://proxy:5000", "--dry-run")
    assert status == 0, said

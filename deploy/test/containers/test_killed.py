"""One of two dies under load: the other answers. Or the only one does, and comes back. Nothing acknowledged is lost."""
import time
from pathlib import Path

import pytest
from installation import Installation
from writing import Writing


@pytest.mark.parametrize("name", [n for n in Installation.SERVICES if n.endswith("-1")])
def test_the_other_one_answers(installation: Installation, tmp_path: Path, name: str) -> None:
    container = installation.docker(name)
    with Writing(installation.uri, tmp_path) as writing:
        container.kill("SIGKILL")
        since = time.time()
        # All of it while the killed one stays away.
        writing.await_more("acknowledged", 50, 120)
        writing.await_more("searched", 20, 120)
        print(f"\n{name} killed: {writing.gap(since)}")
        container.start()
        installation.await_healthy(name)
        writing.await_more("acknowledged", 20, 60)
    print(writing.check())


@pytest.mark.parametrize("name", [*Installation.STORES, "proxy"])
def test_the_only_one_comes_back(installation: Installation, tmp_path: Path, name: str) -> None:
    container = installation.docker(name)
    with Writing(installation.uri, tmp_path) as writing:
        container.kill("SIGKILL")
        since = time.time()
        time.sleep(3)
        container.start()
        installation.await_healthy(name)
        writing.await_more("acknowledged", 50, 120)
        writing.await_more("searched", 10, 120)
        print(f"\n{name} killed, back after 3 s: {writing.gap(since)}")
    print(writing.check())


@pytest.mark.parametrize("name", [n for n in Installation.SERVICES if n.endswith("-2")])
def test_ends_in_order(installation: Installation, tmp_path: Path, name: str) -> None:
    container = installation.docker(name)
    with Writing(installation.uri, tmp_path) as writing:
        since = time.time()
        container.stop(timeout=60)
        took = time.time() - since
        status = installation.docker(name).attrs["State"]["ExitCode"]
        assert status in (0, 143), installation.logs(name)  # 137: it had to be killed
        writing.await_more("acknowledged", 50, 120)
        writing.await_more("searched", 10, 120)
        print(f"\n{name} ended in {took:.1f} s: {writing.gap(since)}")
        container.start()
        installation.await_healthy(name)
    print(writing.check())

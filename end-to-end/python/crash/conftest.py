import os
import signal
import threading
import time
from pathlib import Path

import pytest

from crash.killer import from_children_table, from_command
from servers.mlflow_server import MlflowServer, await_health


class SupervisedMlflow:
    """Stands in for the server under test when the crash test is tried on MLflow itself (--self)."""

    def __init__(self) -> None:
        self.server, self.ended = MlflowServer(), False
        self.thread = threading.Thread(target=self._watch, daemon=True)
        self.thread.start()

    def pids(self) -> dict[str, list[int]]:
        group = self.server.process.pid
        own = [int(p) for p in os.listdir("/proc") if p.isdigit() and _group(int(p)) == group]
        return {"mlflow": own}

    def _watch(self) -> None:
        while not self.ended:
            if self.server.process.poll() is not None:
                for orphan in self.pids()["mlflow"]:  # a child born while the others were killed keeps the port
                    os.kill(orphan, signal.SIGKILL)
                self.server.spawn()
            time.sleep(0.1)

    def stop(self) -> None:
        self.ended = True
        self.thread.join(10)
        self.server.stop()


def _group(pid: int) -> int:
    try:
        return os.getpgid(pid)
    except ProcessLookupError:
        return -1


@pytest.fixture(scope="session")
def supervised(request):
    """The server under test: its URI and a callable that tells the process ids of its parts."""
    if request.config.getoption("--self"):
        mlflow = SupervisedMlflow()
        yield mlflow.server.uri, mlflow.pids
        mlflow.stop()
        return
    uri, data = os.environ.get("KISEKI_URI"), os.environ.get("KISEKI_DATA")
    command = os.environ.get("KISEKI_STATUS_COMMAND")
    if not uri or not (data or command):
        pytest.fail("needs KISEKI_URI, and KISEKI_DATA or KISEKI_STATUS_COMMAND (prints process ids as JSON)", pytrace=False)
    await_health(uri, 60)
    yield uri.rstrip("/"), from_children_table(Path(data) / "children.tsv") if data else from_command(command)

"""A real `mlflow server` on SQLite with proxied artifacts, on a free port, stopped with its whole process group."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def await_health(uri: str, seconds: float, still_alive=lambda: True) -> None:
    deadline = time.monotonic() + seconds
    last = None
    while time.monotonic() < deadline:
        if not still_alive():
            raise RuntimeError(f"{uri} ended before it answered")
        try:
            with urllib.request.urlopen(f"{uri}/health", timeout=5) as answer:
                if answer.status == 200:
                    return
        except (urllib.error.URLError, OSError) as e:
            last = e
        time.sleep(0.2)
    raise RuntimeError(f"{uri}/health did not answer 200 within {seconds} s, last: {last}")


class MlflowServer:
    """One worker, because SQLite has one writer; telemetry off, because a test should talk to nobody else."""

    def __init__(self, environment: dict[str, str] | None = None) -> None:
        self.environment = environment or {}
        self.folder = Path(tempfile.mkdtemp(prefix="mlflow-reference-"))
        self.port = free_port()
        self.uri = f"http://127.0.0.1:{self.port}"
        self.log = open(self.folder / "server.log", "w")
        self.spawn()
        try:
            await_health(self.uri, 300, lambda: self.process.poll() is None)
        except RuntimeError as e:
            tail = (self.folder / "server.log").read_text()[-2000:]
            self.stop()
            raise RuntimeError(f"the reference did not start: {e}\n{tail}") from e

    def spawn(self) -> None:
        """Also after the process was killed: same port, same data. Does not wait until it answers."""
        self.process = subprocess.Popen(
            [
                sys.executable, "-m", "mlflow", "server",
                "--backend-store-uri", f"sqlite:///{self.folder}/store.db",
                "--artifacts-destination", str(self.folder / "artifacts"),
                "--workers", "1", "--host", "127.0.0.1", "--port", str(self.port),
            ],
            stdout=self.log, stderr=subprocess.STDOUT, start_new_session=True,
            env={**os.environ, "MLFLOW_DISABLE_TELEMETRY": "true", "MLFLOW_SERVER_ENABLE_JOB_EXECUTION": "false", **self.environment},
        )  # fmt: skip

    def stop(self) -> None:
        group = self.process.pid  # start_new_session made the child its group's leader
        for sign in (signal.SIGTERM, signal.SIGKILL):
            try:
                os.killpg(group, sign)
            except ProcessLookupError:
                break
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                continue
        self.log.close()
        shutil.rmtree(self.folder, ignore_errors=True)

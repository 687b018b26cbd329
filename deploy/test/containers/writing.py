"""The ledger of what was acknowledged (deploy/test/ledger.py), with the stock client's Python."""
import json
import os
import signal
import subprocess
from pathlib import Path

from installation import DEPLOY, until

LEDGER = DEPLOY / "test/ledger.py"
PYTHON = os.environ["KISEKI_CLIENT_PYTHON"]


class Writing:
    """Two writers and a searcher, until the end of the block; then what they were told is looked for."""

    def __init__(self, uri: str, folder: Path) -> None:
        self.uri = uri
        self.file = folder / "ledger"

    def __enter__(self) -> "Writing":
        environment = {**os.environ, "MLFLOW_SUPPRESS_PRINTING_URL_TO_STDOUT": "true"}
        self.process = subprocess.Popen([PYTHON, LEDGER, "write", self.uri, self.file], env=environment)
        self.await_more("acknowledged", 20, 60)
        self.await_more("searched", 1, 60)
        return self

    def entries(self) -> list[dict]:
        if not self.file.exists():
            return []
        whole = self.file.read_text().rpartition("\n")[0]
        return [json.loads(line) for line in whole.splitlines()]

    def count(self, kind: str) -> int:
        return sum(e["kind"] == kind for e in self.entries())

    def await_more(self, kind: str, more: int, seconds: float) -> None:
        wanted = self.count(kind) + more
        until(f"{more} more {kind}", seconds, lambda: self.count(kind) >= wanted)

    def gap(self, since: float) -> str:
        said = subprocess.run([PYTHON, LEDGER, "gap", self.file, str(since)], check=True, capture_output=True, text=True)
        return said.stdout.strip().replace("\n", "; ")

    def __exit__(self, *failure: object) -> None:
        self.process.send_signal(signal.SIGTERM)
        assert self.process.wait(timeout=120) == 0

    def check(self) -> str:
        said = subprocess.run([PYTHON, LEDGER, "check", self.uri, self.file], capture_output=True, text=True)
        assert said.returncode == 0, said.stdout + said.stderr[-2000:]
        return said.stdout.strip()

"""`mlflow models serve` on a free port, stopped with its whole process group."""

import os
import signal
import subprocess
import sys
from pathlib import Path

from servers.children import dies_with_parent
from servers.mlflow_server import await_health, free_port


class ModelServer:
    """Serves what a model's address leads to now: in this Python, with one worker. A context manager."""

    def __init__(self, model: str, tracking_uri: str, folder: Path) -> None:
        self.uri = f"http://127.0.0.1:{free_port()}"
        self.log = folder / "model-server.log"
        with open(self.log, "w") as log:
            self.process = subprocess.Popen(
                [
                    sys.executable, "-m", "mlflow", "models", "serve", "-m", model, "--env-manager", "local",
                    "--host", "127.0.0.1", "--port", self.uri.rpartition(":")[2], "--workers", "1",
                ],
                stdout=log, stderr=subprocess.STDOUT, start_new_session=True, preexec_fn=dies_with_parent,
                # It starts uvicorn by name, which has to be the one beside this Python.
                env={**os.environ, "MLFLOW_TRACKING_URI": tracking_uri, "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"},
            )  # fmt: skip

    def __enter__(self) -> "ModelServer":
        try:
            await_health(self.uri, 120, lambda: self.process.poll() is None)
        except BaseException as e:
            self.stop()
            raise RuntimeError(f"the model is not served: {e!r}\n{self.log.read_text()[-2000:]}") from e
        return self

    def __exit__(self, *_) -> None:
        self.stop()

    def stop(self) -> None:
        """Killed, since it has nothing to lose: its own stopping takes seconds."""
        try:
            os.killpg(self.process.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        self.process.wait(10)

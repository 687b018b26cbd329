"""One Kiseki service, or all of them, in a process of its own, from the class path that the build leaves."""

import json
import os
import signal
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

from servers.children import dies_with_parent
from servers.mlflow_server import free_port

TOP = Path(__file__).parents[3]
MAINS = {
    "ingest-api": "dev.kiseki.ingest.IngestApi",
    "query-api": "dev.kiseki.query.QueryApi",
    "stream-processor": "dev.kiseki.processor.StreamProcessorApp",
    "standalone/services": "dev.kiseki.standalone.KisekiServices",
}


class KisekiService:
    def __init__(self, module: str, settings: dict[str, object], heap: str = "192m", prefix: tuple[str, ...] = ()) -> None:
        """`prefix`: a command that the JVM is started with, such as `ip netns exec NAME`."""
        self.module, self.settings, self.heap, self.prefix, self.port = module, settings, heap, prefix, free_port()
        self.uri = f"http://127.0.0.1:{self.port}"
        self.log = tempfile.NamedTemporaryFile("w+", prefix=f"{Path(module).name}-", suffix=".log", delete=False)
        self.start()

    def start(self) -> None:
        """Also after it was killed or stopped, on the same port."""
        target = TOP / self.module / "target"
        class_path = f"{target / 'classes'}:{(target / 'classpath.txt').read_text().strip()}"
        options = [f"-D{key}={value}" for key, value in {**self.settings, "micronaut.server.port": self.port}.items()]
        self.process = subprocess.Popen(
            [*self.prefix, "java", f"-Xmx{self.heap}", "-XX:+UseSerialGC", *options, "-cp", class_path, MAINS[self.module]],
            stdin=subprocess.PIPE,  # all of them together end with who started them
            stdout=self.log, stderr=subprocess.STDOUT, env={**os.environ}, preexec_fn=dies_with_parent,
        )  # fmt: skip

    def signal(self, number: int) -> None:
        self.process.send_signal(number)
        if number == signal.SIGKILL:
            self.process.wait(20)

    def is_ready(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.uri}/health/ready", timeout=5) as answer:
                return answer.status == 200
        except OSError:
            return False

    def unready(self) -> str:
        """What it says that it waits for; empty when it is ready."""
        try:
            with urllib.request.urlopen(f"{self.uri}/health/ready", timeout=5):
                return ""
        except urllib.error.HTTPError as e:
            return e.read().decode()

    def await_saying(self, words: str, seconds: float = 90) -> None:
        """Until it says that it waits for this; it must not be ready meanwhile."""
        deadline, said = time.monotonic() + seconds, ""
        while words not in said:
            assert time.monotonic() < deadline, said
            assert not self.is_ready()
            time.sleep(0.3)
            try:
                said = self.unready()
            except OSError as e:
                said = str(e)

    def await_ready(self, seconds: float = 120) -> None:
        """Until /health/ready is 200, or the words with which it says what it waits for."""
        deadline, last = time.monotonic() + seconds, None
        while time.monotonic() < deadline:
            if self.process.poll() is not None:
                raise RuntimeError(f"{self.module} ended: {Path(self.log.name).read_text()[-3000:]}")
            try:
                with urllib.request.urlopen(f"{self.uri}/health/ready", timeout=5) as answer:
                    if answer.status == 200:
                        return
            except urllib.error.HTTPError as e:
                last = json.loads(e.read())
            except OSError as e:
                last = e
            time.sleep(0.2)
        raise RuntimeError(f"{self.module} is not ready after {seconds} s: {last}\n{Path(self.log.name).read_text()[-3000:]}")

    def end(self) -> int:
        """SIGTERM, and the status with which it ended; it may be started again."""
        self.process.send_signal(signal.SIGTERM)
        try:
            return self.process.wait(40)
        except subprocess.TimeoutExpired:
            self.process.kill()
            raise

    def stop(self) -> int:
        """As `end`, for good."""
        status = self.end()
        self.log.close()
        Path(self.log.name).unlink()
        return status

"""A Prometheus of the tests' own, from the system's package: install-prometheus puts it into target/prometheus."""

import json
import subprocess
import time
import urllib.parse
import urllib.request
from pathlib import Path

from servers.children import dies_with_parent
from servers.mlflow_server import free_port

TOP = Path(__file__).parents[3]
BINARY = TOP / "target/prometheus/usr/bin/prometheus"


class Prometheus:
    """Looks at each target once a second."""

    def __init__(self, folder: Path, targets: dict[str, str], rules: Path) -> None:
        """`targets`: host:port by the name of the job."""
        assert BINARY.exists(), f"{BINARY} is missing; end-to-end/install-prometheus fetches it"
        scraped = [{"job_name": job, "static_configs": [{"targets": [target]}]} for job, target in targets.items()]
        config = folder / "prometheus.json"  # which is YAML, too
        config.write_text(json.dumps({
            "global": {"scrape_interval": "1s", "evaluation_interval": "1s"},
            "rule_files": [str(rules)],
            "scrape_configs": scraped,
        }))  # fmt: skip
        port = free_port()
        self.uri = f"http://127.0.0.1:{port}"
        self.log = (folder / "prometheus.log").open("w+")
        self.process = subprocess.Popen(
            [BINARY, f"--config.file={config}", f"--storage.tsdb.path={folder / 'tsdb'}", f"--web.listen-address=127.0.0.1:{port}"],
            stdout=self.log, stderr=subprocess.STDOUT, preexec_fn=dies_with_parent,
        )  # fmt: skip
        deadline = time.monotonic() + 60
        while not self._ready():
            assert self.process.poll() is None and time.monotonic() < deadline, Path(self.log.name).read_text()
            time.sleep(0.1)

    def _ready(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.uri}/-/ready", timeout=5) as answer:
                return answer.status == 200
        except OSError:
            return False

    def ask(self, path: str, **parameters: str) -> dict:
        """The `data` of an answer of its API; an error of its is one of the test."""
        asked = f"{self.uri}/api/v1/{path}?{urllib.parse.urlencode(parameters)}"
        with urllib.request.urlopen(asked, timeout=30) as answer:
            return json.load(answer)["data"]

    def query(self, expression: str) -> list[dict]:
        return self.ask("query", query=expression)["result"]

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(30)
        self.log.close()

"""Two of each service on three brokers and three nodes of Cassandra, behind HAProxy with the configuration that is shipped."""

import shutil
import signal
import subprocess
import time
import urllib.request
import uuid
from pathlib import Path

from servers.cassandra_nodes import CassandraNodes
from servers.children import dies_with_parent
from servers.kafka_brokers import KafkaBrokers
from servers.kiseki_service import TOP, KisekiService
from servers.mlflow_server import free_port
from servers.network_cut import NetworkCut
from servers.small_disk import SmallDisk

PARTITIONS = 6


class Installation:
    def __init__(self, folder: Path, s3_port: str) -> None:
        self.folder, name = folder, f"cluster{uuid.uuid4().hex[:8]}"
        self.brokers = KafkaBrokers(folder / "kafka")
        self.nodes = CassandraNodes(folder / "cassandra", 3)
        kafka = {
            "kiseki.kafka.bootstrap-servers": self.brokers.bootstrap,
            "kiseki.kafka.replication-factor": 3,
            "kiseki.kafka.run-partitions": PARTITIONS,
        }
        s3 = {
            "kiseki.s3.endpoint": f"http://127.0.0.1:{s3_port}",
            "kiseki.s3.access-key": "kiseki",
            "kiseki.s3.secret-key": "kiseki-local",
            "kiseki.s3.bucket": name,
        }
        cassandra = {"kiseki.cassandra.contact-points": self.nodes.contact_points, "kiseki.cassandra.replication-factor": 3}
        self.of_processors = {**kafka, **s3, **cassandra}
        self.services: dict[str, KisekiService] = {}
        self.disk = SmallDisk(folder / "state-1", 512)  # of the first processor
        self.cut = NetworkCut()  # of the second
        for n in (1, 2):
            self.services[f"stream-processor-{n}"] = self.processor(n)
            self.services[f"ingest-api-{n}"] = KisekiService("ingest-api", {**kafka, **s3})
            self.services[f"query-api-{n}"] = KisekiService("query-api", {**kafka, **cassandra})
        for service in self.services.values():
            service.await_ready(240)
        self.await_standbys()
        self.port = free_port()
        self.uri = f"http://127.0.0.1:{self.port}"
        self.proxy = self._proxy()

    def processor(self, n: int) -> KisekiService:
        return KisekiService(
            "stream-processor",
            {
                **self.of_processors,
                "kiseki.processor.instance-id": f"processor-{n}",
                "kiseki.processor.state-directory": self.folder / f"state-{n}",
                "kiseki.processor.shard-port": free_port(),
                "kiseki.processor.standby-replicas": 1,
                "kiseki.processor.session-timeout": "6s",
                "kiseki.processor.history-delay": "3s",
                "kiseki.processor.history-spread": "0s",
                # Little is kept in memory, so that a full disk is noticed at once.
                **({"kiseki.processor.memory-bytes": 4 << 20, "kiseki.processor.stream-threads": 2} if n == 1 else {}),
            },
            prefix=self.cut.prefix if n == 2 else (),
        )

    def _proxy(self) -> subprocess.Popen:
        """The shipped file; processes on one machine have no names of their own, so each instance is given by its port."""
        text = (TOP / "deploy/proxy/haproxy.cfg").read_text()
        for backend in ("ingest", "query"):
            template = next(line for line in text.splitlines() if line.strip().startswith(f"server-template {backend} "))
            instances = [f"  server {name} 127.0.0.1:{s.port}" for name, s in self.services.items() if name.startswith(backend)]
            text = text.replace(template, "\n".join(instances))
        config = self.folder / "haproxy.cfg"
        config.write_text(text)
        program = shutil.which("haproxy") or "/usr/sbin/haproxy"
        with open(self.folder / "haproxy.log", "w") as log:
            proxy = subprocess.Popen(
                [program, "-f", str(config)],
                env={"KISEKI_PROXY_BIND": f"127.0.0.1:{self.port}", "KISEKI_PROXY_OPERATORS": f"127.0.0.1:{free_port()}"},
                stdout=log, stderr=subprocess.STDOUT, preexec_fn=dies_with_parent,
            )  # fmt: skip
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            assert proxy.poll() is None, (self.folder / "haproxy.log").read_text()
            try:
                with urllib.request.urlopen(f"{self.uri}/api/2.0/mlflow/experiments/get-by-name?experiment_name=Default", timeout=5):
                    return proxy
            except OSError:
                time.sleep(0.2)
        raise RuntimeError((self.folder / "haproxy.log").read_text()[-3000:])

    def metric(self, service: str, name: str) -> float:
        with urllib.request.urlopen(f"{self.services[service].uri}/metrics", timeout=10) as answer:
            for line in answer.read().decode().splitlines():
                if line.startswith(f"{name} "):
                    return float(line.rsplit(" ", 1)[1])
        raise KeyError(name)

    def partitions(self, role: str) -> dict[str, float]:
        name = f'kiseki_shard_partitions{{role="{role}"}}'
        return {s: self.metric(s, name) for s in self.services if s.startswith("stream-processor")}

    def await_standbys(self, seconds: float = 120) -> None:
        """Until each partition has an owner and a copy that is complete."""
        deadline, last = time.monotonic() + seconds, None
        while time.monotonic() < deadline:
            try:
                last = self.partitions("owner"), self.partitions("standby")
                if all(sum(held.values()) == PARTITIONS for held in last):
                    return
            except OSError as e:
                last = e
            time.sleep(0.3)
        raise RuntimeError(f"owners and standbys of {PARTITIONS} partitions: {last}")

    def stop(self) -> None:
        if self.proxy.poll() is None:
            self.proxy.kill()
            self.proxy.wait(10)
        self.cut.heal()
        for service in self.services.values():
            if service.process.poll() is None:
                service.signal(signal.SIGCONT)
                service.signal(signal.SIGTERM)
        for service in self.services.values():
            service.stop()
        self.brokers.stop()
        self.nodes.stop()
        self.cut.remove()
        self.disk.remove()

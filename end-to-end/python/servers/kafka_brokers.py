"""Three Kafka brokers that are their own controllers, as processes of their own, from the class path that the build leaves."""

import os
import signal
import socket
import subprocess
import time
from pathlib import Path

from servers.children import dies_with_parent
from servers.kiseki_service import TOP
from servers.mlflow_server import free_port

CLUSTER_ID = "a2lzZWtpLXRlc3RzLTAwMQ"  # any 16 bytes


class KafkaBrokers:
    def __init__(self, folder: Path, count: int = 3, settings: dict[str, object] = {}, users: dict[str, str] = {}) -> None:
        """`settings`: more of them, and others; `users`: passwords of those who log in with SCRAM-SHA-512."""
        self.folder, self.numbers = folder, list(range(1, count + 1))
        self.settings, self.users = settings, users
        self.ports = {n: (free_port(), free_port()) for n in self.numbers}
        target = TOP / "standalone/servers/kafka/target"
        self.class_path = f"{target / 'classes'}:{(target / 'classpath.txt').read_text().strip()}"
        self.processes: dict[int, subprocess.Popen] = {}
        folder.mkdir(parents=True)
        formats = [self._format(n) for n in self.numbers]
        assert [f.wait(120) for f in formats] == [0] * count, "Kafka's storage could not be formatted"
        for n in self.numbers:
            self.start(n)
        for n in self.numbers:
            self.await_port(n)

    @property
    def bootstrap(self) -> str:
        return ",".join(f"127.0.0.1:{client}" for client, _ in self.ports.values())

    def _java(self, n: int, *command: str) -> subprocess.Popen:
        with open(self.folder / f"{n}.log", "a") as log:
            return subprocess.Popen(
                ["java", "-Xmx224m", "-XX:+UseSerialGC", "-cp", self.class_path, *command],
                stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT, preexec_fn=dies_with_parent,
            )  # fmt: skip

    def _format(self, n: int) -> subprocess.Popen:
        client, controller = self.ports[n]
        voters = ",".join(f"{m}@127.0.0.1:{ports[1]}" for m, ports in self.ports.items())
        settings = {
            "process.roles": "broker,controller",
            "node.id": n,
            "controller.quorum.voters": voters,
            "listeners": f"CLIENT://127.0.0.1:{client},CONTROLLER://127.0.0.1:{controller}",
            "advertised.listeners": f"CLIENT://127.0.0.1:{client}",
            "listener.security.protocol.map": "CLIENT:PLAINTEXT,CONTROLLER:PLAINTEXT",
            "controller.listener.names": "CONTROLLER",
            "inter.broker.listener.name": "CLIENT",
            "log.dirs": self.folder / f"{n}",
            "auto.create.topics.enable": "false",
            "message.max.bytes": 16 << 20,
            "replica.fetch.max.bytes": 16 << 20,
            "offsets.topic.num.partitions": 3,
            "offsets.topic.replication.factor": min(3, len(self.numbers)),
            "group.initial.rebalance.delay.ms": 0,
            # What docs/reliability.md recommends: a dead broker's partitions have another leader after six seconds.
            "broker.session.timeout.ms": 6000,
            "broker.heartbeat.interval.ms": 1000,
            "log.cleaner.dedupe.buffer.size": 8 << 20,
            "num.network.threads": 2,
            "num.io.threads": 4,
            **self.settings,
        }
        config = self.folder / f"{n}.properties"
        config.write_text("".join(f"{key}={value}\n" for key, value in settings.items()))
        logins = [f"SCRAM-SHA-512=[name={user},password={password}]" for user, password in self.users.items()]
        return self._java(
            n, "kafka.tools.StorageTool", "format", "--config", str(config), "--cluster-id", CLUSTER_ID,
            *(word for login in logins for word in ("--add-scram", login)),
        )  # fmt: skip

    def start(self, n: int) -> None:
        self.processes[n] = self._java(n, "kafka.Kafka", str(self.folder / f"{n}.properties"))

    def await_port(self, n: int, seconds: float = 120) -> None:
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            assert self.processes[n].poll() is None, (self.folder / f"{n}.log").read_text()[-3000:]
            try:
                socket.create_connection(("127.0.0.1", self.ports[n][0]), 2).close()
                return
            except OSError:
                time.sleep(0.2)
        raise RuntimeError(f"broker {n} does not listen after {seconds} s")

    def kill(self, n: int) -> None:
        self.processes[n].send_signal(signal.SIGKILL)
        self.processes[n].wait(20)

    def end(self, n: int) -> None:
        self.processes[n].send_signal(signal.SIGTERM)
        try:
            self.processes[n].wait(40)
        except subprocess.TimeoutExpired:
            self.kill(n)

    def stop(self) -> None:
        for process in self.processes.values():
            if process.poll() is None:
                os.kill(process.pid, signal.SIGKILL)
                process.wait(20)

"""Cassandra nodes on loopback addresses of their own, with the settings and options of the image, from the class path that the build leaves."""

import os
import signal
import socket
import subprocess
import time
from pathlib import Path

from servers.children import dies_with_parent
from servers.kiseki_service import TOP
from servers.mlflow_server import free_port

RING = 2**64


class CassandraNodes:
    def __init__(self, folder: Path, count: int, more: str = "") -> None:
        """`more`: lines for each node's cassandra.yaml."""
        self.folder, self.more = folder, more
        # 127.0.0.1 is left to others: each node needs an address, and the port is the same everywhere.
        self.addresses = [f"127.0.0.{11 + n}" for n in range(count)]
        self.port, self.storage_port = free_port(), free_port()
        self.processes: dict[int, subprocess.Popen] = {}
        for n in range(count):
            # One after the other: two that join at the same time do not know of each other's tokens.
            self.start(n)
            self.await_port(n)

    @property
    def contact_points(self) -> str:
        return ",".join(f"{address}:{self.port}" for address in self.addresses)

    def start(self, n: int) -> None:
        home = self.folder / str(n)
        home.mkdir(parents=True, exist_ok=True)
        shipped = TOP / "deploy/images/cassandra/files"
        settings = (shipped / "cassandra.yaml").read_text()
        seeds = ",".join(f"{address}:{self.storage_port}" for address in self.addresses)
        for old, new in {
            '"127.0.0.1:7000"': f'"{seeds}"',
            "listen_address: 127.0.0.1": f"listen_address: {self.addresses[n]}",
            "rpc_address: 0.0.0.0": f"rpc_address: {self.addresses[n]}",
            "broadcast_rpc_address: @ADDRESS@\n": "",
            "storage_port: 7000": f"storage_port: {self.storage_port}",
            "native_transport_port: 9042": f"native_transport_port: {self.port}",
            "/data/": f"{home}/",
        }.items():
            assert old in settings, f"the image's cassandra.yaml has no {old}"
            settings = settings.replace(old, new)
        (home / "cassandra.yaml").write_text(f"{settings}\n{self.more}")
        target = TOP / "standalone/servers/cassandra/target"
        class_path = f"{target / 'classes'}:{(target / 'classpath.txt').read_text().strip()}"
        alone = len(self.addresses) == 1
        with open(self.folder / f"{n}.log", "a") as log:
            self.processes[n] = subprocess.Popen(
                [
                    "java", "-Xms96m", "-Xmx384m", "-XX:MaxDirectMemorySize=192m", "-XX:+UseSerialGC", "-XX:-UsePerfData", "-XX:+ExitOnOutOfMemoryError",
                    f"@{shipped / 'options'}",
                    f"-Dcassandra.initial_token={n * RING // len(self.addresses) - RING // 2}",
                    # With others there is somebody to hear from.
                    *([] if alone else ["-Dcassandra.ring_delay_ms=5000", "-Dcassandra.skip_wait_for_gossip_to_settle=-1"]),
                    f"-Dcassandra.config=file://{home / 'cassandra.yaml'}", f"-Dcassandra.storagedir={home}",
                    "-cp", class_path, "org.apache.cassandra.service.CassandraDaemon",
                ],
                stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT, preexec_fn=dies_with_parent,
            )  # fmt: skip

    def await_port(self, n: int, seconds: float = 180) -> None:
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            assert self.processes[n].poll() is None, (self.folder / f"{n}.log").read_text()[-3000:]
            try:
                socket.create_connection((self.addresses[n], self.port), 2).close()
                return
            except OSError:
                time.sleep(0.2)
        raise RuntimeError(f"Cassandra node {n} does not listen after {seconds} s: {(self.folder / f'{n}.log').read_text()[-3000:]}")

    def kill(self, n: int) -> None:
        self.processes[n].send_signal(signal.SIGKILL)
        self.processes[n].wait(20)

    def stop(self) -> None:
        for process in self.processes.values():
            if process.poll() is None:
                os.kill(process.pid, signal.SIGKILL)
                process.wait(20)

"""Kiseki in containers, as compose.yaml has it, but with two of each service, so that one can die."""
import os
import secrets
import socket
import time
from collections.abc import Callable
from pathlib import Path

from docker.models.containers import Container
from testcontainers.core.container import DockerContainer
from testcontainers.core.network import Network

DEPLOY = Path(__file__).resolve().parents[2]
TAG = os.environ["KISEKI_TAG"]
# The least that Kafka allows by default; a dead processor's partitions move after it.
SESSION = "6s"


def until(what: str, seconds: float, look: Callable[[], object]) -> object:
    """What `look` finds, as soon as that is anything; fails when the time is over."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        found = look()
        if found:
            return found
        time.sleep(0.25)
    raise AssertionError(f"not within {seconds} s: {what}")


def free_port() -> int:
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return int(s.getsockname()[1])


class Installation:
    """Containers by name; a name with a number, as in `query-api-2`, is one of several instances."""

    STORES = ("kafka", "cassandra", "s3")
    SERVICES = tuple(f"{service}-{n}" for service in ("ingest-api", "query-api", "stream-processor") for n in (1, 2))

    def __init__(self) -> None:
        self.network = Network()
        self.started: dict[str, DockerContainer] = {}
        self.secret = secrets.token_hex(20)
        # A port that Docker chooses would be another one after a restart.
        self.uri_port = free_port()

    def __enter__(self) -> "Installation":
        try:
            self.network.create()
            for name in self.STORES + self.SERVICES + ("proxy",):
                self.start(name)
            for name in self.started:
                self.await_healthy(name)
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *failure: object) -> None:
        for container in reversed(self.started.values()):
            container.stop(force=True, delete_volume=True)
        engine = self.network._docker.client
        for volume in engine.volumes.list(filters={"name": self.network.name}):
            volume.remove()
        self.network.remove()

    # The same restrictions as everywhere in deploy/.
    def container(self, image: str, memory: str, *aliases: str) -> DockerContainer:
        container = DockerContainer(f"{image}:{TAG}").with_kwargs(
            read_only=True, cap_drop=["ALL"], security_opt=["no-new-privileges:true"], mem_limit=memory)
        container.with_tmpfs_mount("/tmp", "exec,mode=1777").with_network(self.network)
        return container.with_network_aliases(*aliases)

    def settings(self) -> dict[str, str]:
        return {
            "KISEKI_KAFKA_BOOTSTRAP_SERVERS": "kafka:9092", "KISEKI_KAFKA_RUN_PARTITIONS": "4",
            "KISEKI_CASSANDRA_CONTACT_POINTS": "cassandra:9042",
            "KISEKI_S3_ENDPOINT": "http://s3:9000", "KISEKI_S3_ACCESS_KEY": "kiseki", "KISEKI_S3_SECRET_KEY": self.secret,
        }

    def of(self, name: str) -> DockerContainer:
        service = name.rstrip("-12")
        if name == "kafka":
            return self.container("kiseki-kafka", "640m", name).with_envs(ADVERTISED_HOST=name)
        if name == "cassandra":
            return self.container("kiseki-cassandra", "1200m", name)
        if name == "s3":
            keys = {k: v for k, v in self.settings().items() if k.endswith("_KEY")}
            return self.container("kiseki-s3", "320m", name).with_envs(**keys)
        if name == "proxy":
            # Beside the names that the configuration has by itself: two containers answer to each.
            proxy = self.container("kiseki-proxy", "192m", name).with_bind_ports(5000, self.uri_port)
            return proxy.with_volume_mapping(str(DEPLOY / "proxy/haproxy.cfg"), "/etc/haproxy/haproxy.cfg", "ro")
        memory = "1g" if service == "stream-processor" else "768m"
        container = self.container("kiseki", memory, name, service).with_command([service]).with_envs(**self.settings())
        if service == "stream-processor":
            container.with_envs(
                KISEKI_PROCESSOR_SHARD_HOST=name, KISEKI_PROCESSOR_SHARD_BIND="0.0.0.0", KISEKI_PROCESSOR_INSTANCE_ID=name,
                KISEKI_PROCESSOR_STANDBY_REPLICAS="1", KISEKI_PROCESSOR_SESSION_TIMEOUT=SESSION)
            container.with_volume_mapping(self.volume(name), "/data", "rw")
        return container

    def volume(self, name: str) -> str:
        return f"{self.network.name}-{name}"

    def start(self, name: str) -> None:
        container = self.of(name)
        self.started[name] = container
        container.start()

    def docker(self, name: str) -> Container:
        container = self.started[name].get_wrapped_container()
        container.reload()
        return container

    def await_healthy(self, name: str) -> None:
        """What Docker says of it, by the image's own health check."""
        def healthy() -> bool:
            state = self.docker(name).attrs["State"]
            assert state["Running"], f"{name} ended:\n{self.logs(name)}"
            return "Health" not in state or state["Health"]["Status"] == "healthy"
        try:
            until(f"{name} is healthy", 240, healthy)
        except AssertionError:
            print(self.logs(name))
            raise

    def logs(self, name: str, lines: int = 30) -> str:
        return self.docker(name).logs(tail=lines).decode(errors="replace")

    @property
    def uri(self) -> str:
        return f"http://127.0.0.1:{self.uri_port}"

    def run(self, *command: str, memory: str = "512m", **settings: str) -> tuple[int, str]:
        """A command of the image, to its end: exit status and output."""
        container = self.container("kiseki", memory, "command").with_command(list(command)).with_envs(
            **{**self.settings(), **settings})
        with container:
            status = container.get_wrapped_container().wait(timeout=120)["StatusCode"]
            return status, container.get_wrapped_container().logs().decode(errors="replace")

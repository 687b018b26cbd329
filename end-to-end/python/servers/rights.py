"""What a user may do in Kafka and in Cassandra, given with clients that have nothing to do with Kiseki's."""

import ssl
from pathlib import Path

from cassandra.auth import PlainTextAuthProvider
from cassandra.cluster import Cluster, ExecutionProfile, EXEC_PROFILE_DEFAULT
from cassandra.policies import WhiteListRoundRobinPolicy
from confluent_kafka.admin import (
    AclBinding,
    AclBindingFilter,
    AclOperation,
    AclPermissionType,
    AdminClient,
    ResourcePatternType,
    ResourceType,
)

# docs/deploy.md names these.
CLUSTER = ["DESCRIBE"]
TOPICS = ["CREATE", "DESCRIBE", "DESCRIBE_CONFIGS", "READ", "WRITE"]
GROUPS = ["READ"]


class KafkaRights:
    """ACLs, given by the brokers' own user."""

    def __init__(self, bootstrap: str, ca: Path, user: str, password: str) -> None:
        self.admin = AdminClient({
            "bootstrap.servers": bootstrap, "security.protocol": "SASL_SSL", "ssl.ca.location": str(ca),
            "sasl.mechanism": "SCRAM-SHA-512", "sasl.username": user, "sasl.password": password,
        })  # fmt: skip

    def give(self, user: str, prefix: str) -> None:
        """What is documented, for topics and groups that begin so."""
        self._create(user, ResourceType.BROKER, "kafka-cluster", ResourcePatternType.LITERAL, CLUSTER)
        self._create(user, ResourceType.TOPIC, prefix, ResourcePatternType.PREFIXED, TOPICS)
        self._create(user, ResourceType.GROUP, prefix, ResourcePatternType.PREFIXED, GROUPS)

    def _create(self, user: str, kind: ResourceType, name: str, pattern: ResourcePatternType, operations: list[str]) -> None:
        bindings = [
            AclBinding(kind, name, pattern, f"User:{user}", "*", AclOperation[operation], AclPermissionType.ALLOW)
            for operation in operations
        ]
        for given in self.admin.create_acls(bindings, request_timeout=30).values():
            given.result(30)

    def take(self, user: str, operation: str) -> None:
        """Of topics."""
        those = AclBindingFilter(
            ResourceType.TOPIC, None, ResourcePatternType.ANY, f"User:{user}", None, AclOperation[operation], AclPermissionType.ANY
        )
        (taken,) = self.admin.delete_acls([those], request_timeout=30).values()
        assert taken.result(30), f"{user} had no right to {operation}"


class CassandraRights:
    """Roles, made by the superuser of a new node."""

    def __init__(self, address: str, port: int, ca: Path, certificate: Path) -> None:
        """`certificate`: a folder with public.crt and private.key, which the node asks for."""
        tls = ssl.create_default_context(cafile=str(ca))
        tls.check_hostname = False
        tls.load_cert_chain(certificate / "public.crt", certificate / "private.key")
        profile = ExecutionProfile(load_balancing_policy=WhiteListRoundRobinPolicy([address]), request_timeout=30)
        self.cluster = Cluster(
            [address], port=port, ssl_context=tls, auth_provider=PlainTextAuthProvider("cassandra", "cassandra"),
            execution_profiles={EXEC_PROFILE_DEFAULT: profile}, connect_timeout=30,
        )  # fmt: skip
        self.session = self.cluster.connect()

    def run(self, *statements: str) -> None:
        for statement in statements:
            self.session.execute(statement)

    def close(self) -> None:
        self.cluster.shutdown()

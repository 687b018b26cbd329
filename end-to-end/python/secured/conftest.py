"""All services in one process, on a Kafka and a Cassandra of their own with TLS, logins and no more rights than docs/deploy.md names; S3 is that of the server under test."""

import os
import uuid
from types import SimpleNamespace

import pytest

from servers.authority import PASSWORD, Authority
from servers.cassandra_nodes import CassandraNodes
from servers.kafka_brokers import KafkaBrokers
from servers.kiseki_service import KisekiService
from servers.mlflow_server import free_port
from servers.rights import CassandraRights, KafkaRights
from servers.under_test import ports_of

SCRAM = "org.apache.kafka.common.security.scram.ScramLoginModule required"
USERS = {"broker": "brokers-own", "kiseki": "kisekis-own"}


def kafka_settings(authority: Authority) -> dict[str, object]:
    """Only with TLS and SCRAM, and nothing that is not allowed."""
    return {
        "authorizer.class.name": "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
        "super.users": "User:broker;User:ANONYMOUS",  # the latter among controllers alone, who have a listener without logins
        "listener.security.protocol.map": "CLIENT:SASL_SSL,CONTROLLER:PLAINTEXT",
        "sasl.enabled.mechanisms": "SCRAM-SHA-512",
        "sasl.mechanism.inter.broker.protocol": "SCRAM-SHA-512",
        "listener.name.client.scram-sha-512.sasl.jaas.config": f'{SCRAM} username="broker" password="{USERS["broker"]}";',
        "ssl.keystore.type": "PKCS12",
        "ssl.keystore.location": authority.key_store("broker", "127.0.0.1"),
        "ssl.keystore.password": PASSWORD,
        "ssl.truststore.type": "PEM",
        "ssl.truststore.location": authority.ca,
    }


def cassandra_settings(authority: Authority) -> str:
    """Only with TLS, a certificate of the client and a login."""
    return f"""
authenticator: PasswordAuthenticator
authorizer: CassandraAuthorizer
role_manager: CassandraRoleManager
client_encryption_options:
  enabled: true
  optional: false
  keystore: {authority.key_store("node", "127.0.0.11")}
  keystore_password: {PASSWORD}
  require_client_auth: true
  truststore: {authority.trust_store}
  truststore_password: {PASSWORD}
  store_type: PKCS12
"""


@pytest.fixture(scope="session")
def secured(tmp_path_factory):
    data = os.environ.get("KISEKI_DATA")
    if not data:
        pytest.fail("needs KISEKI_DATA, of a Kiseki that runs: `end-to-end/run --suites secured` starts one", pytrace=False)
    ports = ports_of(data)
    folder = tmp_path_factory.mktemp("secured")
    authority = Authority(folder)
    kafka = KafkaBrokers(folder / "kafka", 1, kafka_settings(authority), USERS)
    nodes = CassandraNodes(folder / "cassandra", 1, cassandra_settings(authority))
    kafka_rights = KafkaRights(kafka.bootstrap, authority.ca, "broker", USERS["broker"])
    kafka_rights.give("kiseki", "kiseki")
    cassandra_rights = CassandraRights(nodes.addresses[0], nodes.port, authority.ca, authority.certs_dir("127.0.0.1"))
    cassandra_rights.run(
        f"CREATE ROLE kiseki WITH PASSWORD = '{USERS['kiseki']}' AND LOGIN = true", "GRANT CREATE ON ALL KEYSPACES TO kiseki"
    )
    client = folder / "client.properties"
    # As Strimzi's secrets of users have it.
    (folder / "secrets").mkdir()
    (folder / "secrets/sasl.jaas.config").write_text(login(USERS["kiseki"]))
    client.write_text(client_properties(authority, "${directory:%s:sasl.jaas.config}" % (folder / "secrets")))
    settings = {
        "kiseki.kafka.bootstrap-servers": kafka.bootstrap,
        "kiseki.kafka.client-file": client,
        "kiseki.kafka.run-partitions": 2,
        "kiseki.cassandra.contact-points": nodes.contact_points,
        "kiseki.cassandra.username": "kiseki",
        "kiseki.cassandra.password": USERS["kiseki"],
        "kiseki.cassandra.tls": "true",
        "kiseki.cassandra.ca-file": authority.ca,
        "kiseki.cassandra.key-store-file": authority.key_store("kiseki"),
        "kiseki.cassandra.key-store-password": PASSWORD,
        "kiseki.s3.endpoint": f"http://127.0.0.1:{ports['s3']}",
        "kiseki.s3.access-key": "kiseki",
        "kiseki.s3.secret-key": "kiseki-local",
        "kiseki.s3.bucket": f"secured{uuid.uuid4().hex[:8]}",
        "kiseki.processor.state-directory": folder / "state",
        "kiseki.processor.shard-port": free_port(),
        # Points reach Cassandra while the test waits.
        "kiseki.processor.history-delay": "1s",
        "kiseki.processor.history-spread": "0s",
    }
    service = KisekiService("standalone/services", settings, heap="512m")
    try:
        service.await_ready(180)
        yield SimpleNamespace(
            uri=service.uri, service=service, settings=settings, authority=authority, folder=folder,
            kafka_rights=kafka_rights, cassandra_rights=cassandra_rights,
        )  # fmt: skip
    finally:
        cassandra_rights.close()
        service.stop()
        nodes.stop()
        kafka.stop()


def login(password: str) -> str:
    return f'{SCRAM} username="kiseki" password="{password}";'


def client_properties(authority: Authority, jaas: str) -> str:
    return f"""config.providers=directory
config.providers.directory.class=org.apache.kafka.common.config.provider.DirectoryConfigProvider
security.protocol=SASL_SSL
sasl.mechanism=SCRAM-SHA-512
sasl.jaas.config={jaas}
ssl.truststore.type=PEM
ssl.truststore.location={authority.ca}
"""

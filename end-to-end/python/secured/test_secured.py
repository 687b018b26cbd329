"""Everything works with TLS and logins; without one of them it is said what is wrong and which setting to change."""

import time
import uuid

import pytest
import requests
from mlflow import MlflowClient
from mlflow.entities import Metric

from secured.conftest import USERS, client_properties, login
from servers.kiseki_command import doctor
from servers.kiseki_service import KisekiService
from servers.mlflow_server import free_port


def test_runs_are_logged_searched_and_their_history_comes_from_cassandra(secured):
    log_search_and_read_back(secured)


def log_search_and_read_back(secured):
    client = MlflowClient(secured.uri)
    experiment = client.create_experiment(f"secured-{uuid.uuid4().hex}")
    run = client.create_run(experiment).info.run_id
    points = [Metric("loss", 1 / (step + 1), 1_700_000_000_000 + step, step) for step in range(2_000)]
    for begin in range(0, len(points), 1_000):
        client.log_batch(run, points[begin : begin + 1_000])
    client.set_terminated(run)
    assert [found.info.run_id for found in client.search_runs([experiment], "metrics.loss < 0.001")] == [run]
    await_written(secured.uri)
    history = client.get_metric_history(run, "loss")
    assert [(p.step, p.value) for p in history] == [(p.step, p.value) for p in points]


def await_written(uri: str) -> None:
    """Until no run waits for the history store."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        figures = requests.get(f"{uri}/metrics", timeout=10).text.splitlines()
        written = [float(line.rsplit(" ", 1)[1]) for line in figures if line.startswith("kiseki_history_rows_total")]
        waiting = [float(line.rsplit(" ", 1)[1]) for line in figures if line.startswith("kiseki_history_waiting_runs")]
        assert written and waiting, "these figures have other names now"
        if sum(written) > 0 and sum(waiting) == 0:
            return
        time.sleep(0.5)
    raise AssertionError("history does not reach Cassandra")


def found_by_doctor(settings: dict[str, object]) -> dict[tuple[str, str], dict]:
    _, found, said = doctor(None, *(f"--{key}={value}" for key, value in settings.items() if "processor" not in key))
    assert found, said
    return found


def test_the_doctor_gets_in_as_the_services_do(secured):
    found = found_by_doctor(secured.settings)
    assert found["cassandra", "login"]["outcome"] == "ok", found
    assert all(finding["outcome"] != "FAILED" for finding in found.values()), found


@pytest.mark.parametrize(
    "setting, value, system, advice",
    [
        ("kiseki.cassandra.password", "wrong", "cassandra", "kiseki.cassandra.username"),
        ("kiseki.cassandra.ca-file", None, "cassandra", "kiseki.cassandra.ca-file"),
        ("kiseki.kafka.client-file", "wrong password", "kafka", "sasl.jaas.config"),
        ("kiseki.kafka.client-file", "wrong authority", "kafka", "ssl.truststore.location"),
        ("kiseki.kafka.client-file", None, "kafka", "kiseki.kafka.client-file"),
    ],
)
def test_the_doctor_says_which_setting_is_wrong(secured, tmp_path, setting, value, system, advice):
    settings = dict(secured.settings)
    if value is None:
        del settings[setting]
    elif "client-file" in setting:
        settings[setting] = tmp_path / "client.properties"
        text = client_properties(secured.authority, login("wrong" if value == "wrong password" else USERS["kiseki"]))
        if value == "wrong authority":
            text = "\n".join(line for line in text.splitlines() if not line.startswith("ssl.truststore"))
        settings[setting].write_text(text)
    else:
        settings[setting] = value
    failed = [finding for finding in found_by_doctor(settings).values() if finding["outcome"] == "FAILED"]
    assert failed and {finding["system"] for finding in failed} == {system}, failed
    assert advice in failed[0]["advice"], failed


def test_a_service_with_a_wrong_password_waits_and_says_so(secured):
    others = {
        "kiseki.cassandra.password": "wrong",
        "kiseki.processor.state-directory": secured.folder / "other-state",
        "kiseki.processor.shard-port": free_port(),
        "kiseki.processor.application-id": "other",
    }
    service = KisekiService("standalone/services", {**secured.settings, **others}, heap="384m")
    try:
        service.await_saying("Provided username kiseki and/or password are incorrect")
        log = (service.log.seek(0), service.log.read())[1]
        assert USERS["kiseki"] not in log and secured.settings["kiseki.cassandra.key-store-password"] not in log
    finally:
        service.stop()


def test_no_right_to_create_is_needed_once_the_keyspace_is_there(secured):
    everything = "ALL PERMISSIONS ON KEYSPACE kiseki"  # which its maker has
    secured.cassandra_rights.run(
        "REVOKE CREATE ON ALL KEYSPACES FROM kiseki",
        f"REVOKE {everything} FROM kiseki",
        *(f"GRANT {right} ON KEYSPACE kiseki TO kiseki" for right in ("ALTER", "SELECT", "MODIFY")),
    )
    secured.service.end()
    secured.service.start()
    secured.service.await_ready(180)
    log_search_and_read_back(secured)


def test_the_doctor_names_a_right_that_is_missing(secured):
    secured.kafka_rights.take("kiseki", "WRITE")
    try:
        found = found_by_doctor(secured.settings)
        assert [f["check"] for f in found.values() if f["outcome"] == "FAILED"] == ["permissions"], found
        assert "WRITE" in str(found["kafka", "permissions"])
    finally:
        secured.kafka_rights.give("kiseki", "kiseki")

"""Everything works with TLS and logins; without one of them it is said what is wrong and which setting to change."""

import json
import subprocess
import time

import pytest
import requests
from mlflow import MlflowClient
from mlflow.entities import Metric

from secured.conftest import USERS, client_properties, login
from servers.kiseki_service import TOP, KisekiService
from servers.mlflow_server import free_port


def test_runs_are_logged_searched_and_their_history_comes_from_cassandra(secured):
    client = MlflowClient(secured.uri)
    experiment = client.create_experiment("secured")
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


def doctor(settings: dict[str, object], **others: object) -> dict[str, dict]:
    """What it finds, by target and check."""
    options = [f"--{key}={value}" for key, value in {**settings, **others}.items() if "processor" not in key]
    said = subprocess.run([TOP / "kiseki", "doctor", "--deployed", "--json", *options], capture_output=True, text=True, timeout=180)
    try:
        findings = [json.loads(line) for line in said.stdout.splitlines() if line.startswith("{")]
    except json.JSONDecodeError as e:
        raise AssertionError(f"{e}: {said.stdout}\n{said.stderr}") from e
    return {f"{finding['system']} {finding['check']}": finding for finding in findings}


def test_the_doctor_gets_in_as_the_services_do(secured):
    found = doctor(secured.settings)
    assert found["cassandra login"]["outcome"] == "ok", found
    assert all(finding["outcome"] != "FAILED" for finding in found.values()), found


@pytest.mark.parametrize(
    "setting, value, check, advice",
    [
        ("kiseki.cassandra.password", "wrong", "cassandra login", "kiseki.cassandra.username"),
        ("kiseki.cassandra.ca-file", None, "cassandra login", "kiseki.cassandra.ca-file"),
        ("kiseki.kafka.client-file", "wrong password", "kafka", "sasl.jaas.config"),
        ("kiseki.kafka.client-file", "wrong authority", "kafka", "ssl.truststore.location"),
        ("kiseki.kafka.client-file", None, "kafka", "kiseki.kafka.client-file"),
    ],
)
def test_the_doctor_says_which_setting_is_wrong(secured, tmp_path, setting, value, check, advice):
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
    failed = {name: finding for name, finding in doctor(settings).items() if finding["outcome"] == "FAILED"}
    told = [finding for name, finding in failed.items() if name.startswith(check)]
    assert told, failed
    assert advice in told[0]["advice"], told


def test_a_service_with_a_wrong_password_waits_and_says_so(secured):
    others = {
        "kiseki.cassandra.password": "wrong",
        "kiseki.processor.state-directory": secured.folder / "other-state",
        "kiseki.processor.shard-port": free_port(),
        "kiseki.processor.application-id": "other",
    }
    service = KisekiService("standalone/services", {**secured.settings, **others}, heap="384m")
    try:
        deadline = time.monotonic() + 90
        said = ""
        while "Provided username cassandra and/or password are incorrect" not in said:
            assert time.monotonic() < deadline, said
            assert not service.is_ready()
            time.sleep(0.5)
            try:
                said = service.unready()
            except OSError as e:
                said = str(e)
        log = (service.log.seek(0), service.log.read())[1]
        assert USERS["kiseki"] not in log and secured.settings["kiseki.cassandra.key-store-password"] not in log
    finally:
        service.stop()

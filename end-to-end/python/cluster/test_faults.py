"""One of several dies, hangs or is cut off under load: nothing acknowledged is lost or doubled, and it is soon as before.

What each fault cost is printed; docs/reliability.md has the figures. KISEKI_CRASH_SEED repeats a run's choices.
"""

import json
import os
import random
import signal
import time
import urllib.request

import pytest

from cluster.load import Load, Probe
from crash.stubborn import Stubborn
from servers.clock import shifted

NOTICED = 12  # seconds; sessions of processors and brokers last six
SEED = int(os.environ.get("KISEKI_CRASH_SEED", random.randrange(1_000_000)))


@pytest.mark.chaos
@pytest.mark.parametrize("name", ["stream-processor-1", "ingest-api-1", "query-api-1"])
def test_an_instance_is_killed(installation, name):
    service = installation.services[name]
    with Load(installation.uri, SEED) as load:
        fault = time.monotonic()
        service.signal(signal.SIGKILL)
        load.await_normal(fault + NOTICED)  # without it
        service.start()
        service.await_ready(180)
        installation.await_standbys()
        load.await_normal()
    load.report(f"kill -9 of {name}", fault)


@pytest.mark.chaos
def test_a_broker_is_killed(installation):
    with Load(installation.uri, SEED + 1) as load:
        fault = time.monotonic()
        installation.brokers.kill(1)
        load.await_normal(fault + NOTICED)
        installation.brokers.start(1)
        installation.brokers.await_port(1)
        load.await_normal()
    load.report("kill -9 of one broker of three", fault)


@pytest.mark.chaos
def test_a_cassandra_node_is_killed(installation):
    """History needs two of three nodes, to be written and to be read; the third one is back without what it missed."""
    run, values = stored_curve(installation)
    with Load(installation.uri, SEED + 7) as load:
        curves = Probe(lambda: unlike_curve(load, run, values), load.stop)
        curves.start()
        fault = time.monotonic()
        installation.nodes.kill(0)
        load.await_normal(fault + NOTICED)
        time.sleep(15)  # history is written
        installation.nodes.start(0)
        installation.nodes.await_port(0)
        load.await_normal()
        assert curves.is_alive() and curves.normal_since(3), curves.samples[-3:]
    load.report("kill -9 of one node of Cassandra of three", fault)
    print(f"  curves normal after {curves.troubled_until(fault):.1f} s; {len(curves.samples)} read: {[s for s in curves.samples if s.trouble]}")


def stored_curve(installation) -> tuple[str, list[float]]:
    """A run with a curve that is in Cassandra alone."""
    http = Stubborn(installation.uri)
    experiment = http.post("experiments/create", {"name": f"stored {time.time_ns()}"})["experiment_id"]
    run = http.post("runs/create", {"experiment_id": experiment, "start_time": 1})["run"]["info"]["run_id"]
    values = [1 / (step + 1) for step in range(1_000)]
    http.post("runs/log-batch", {"run_id": run, "metrics": [{"key": "m", "value": v, "timestamp": 1, "step": n} for n, v in enumerate(values)]})
    http.post("runs/update", {"run_id": run, "status": "FINISHED", "end_time": 2})
    deadline = time.monotonic() + 60
    while sum(installation.metric(s, "kiseki_history_waiting_runs") for s in installation.services if s.startswith("stream-processor")):
        assert time.monotonic() < deadline, "points do not reach Cassandra"
        time.sleep(0.3)
    return run, values


def unlike_curve(load: Load, run: str, values: list[float]) -> str:
    with urllib.request.urlopen(f"{load.uri}/api/2.0/mlflow/metrics/get-history?run_id={run}&metric_key=m", timeout=60) as answer:
        found = [point["value"] for point in json.loads(answer.read())["metrics"]]
    assert found == values, f"another curve: {len(found)} points"
    return ""


@pytest.mark.chaos
def test_a_processor_hangs_and_comes_back_believing_that_it_owns_its_partitions(installation):
    held = installation.partitions("owner")
    name = max(held, key=held.get)
    service = installation.services[name]
    with Load(installation.uri, SEED + 2) as load:
        fault = time.monotonic()
        service.signal(signal.SIGSTOP)
        try:
            load.await_normal(fault + NOTICED)
        finally:
            service.signal(signal.SIGCONT)
        load.await_normal(time.monotonic() + NOTICED)
        installation.await_standbys()
    load.report(f"SIGSTOP of {name}, which held {held[name]:.0f} partitions, and SIGCONT when another one had them", fault)


@pytest.mark.chaos
def test_a_processor_is_cut_off_and_comes_back_believing_that_it_owns_its_partitions(installation):
    """Nobody hears it, and it hears no answers: brokers, Cassandra, S3 and the other services alike."""
    name = "stream-processor-2"
    service = installation.services[name]
    with Load(installation.uri, SEED + 4) as load:
        fault = time.monotonic()
        installation.cut.cut()
        try:
            load.await_normal(fault + NOTICED)
            time.sleep(10)
            load.await_normal()
        finally:
            installation.cut.heal()
        healed = time.monotonic()
        service.await_ready(180)
        load.await_normal(healed + NOTICED)
        installation.await_standbys()
    load.report(f"a network cut around {name} for {healed - fault:.0f} s", fault)


@pytest.mark.chaos
def test_the_disk_under_a_processor_is_full(installation):
    """It leaves its partitions to the other one, says why, and takes some again once there is room."""
    name = "stream-processor-1"
    service = installation.services[name]
    assert installation.partitions("owner")[name] > 0
    with Load(installation.uri, SEED + 5) as load:
        fault = time.monotonic()
        installation.disk.fill()
        try:
            noticed = await_unready(service)
            load.await_normal(noticed + NOTICED)
            assert "state-directory" in service.unready(), service.unready()
            assert installation.partitions("owner")[name] == 0
        finally:
            installation.disk.free()
        freed = time.monotonic()
        service.await_ready(180)
        installation.await_standbys()
        load.await_normal()
    load.report(f"a full disk under {name}, noticed after {noticed - fault:.1f} s, for {freed - fault:.0f} s", noticed)


def await_unready(service) -> float:
    """When it was seen."""
    deadline = time.monotonic() + 120
    while service.is_ready():
        assert time.monotonic() < deadline, "a full disk is not noticed"
        time.sleep(0.1)
    return time.monotonic()


@pytest.mark.chaos
def test_clocks_differ_by_minutes(installation):
    """No clock decides which write is the later one, so nothing goes wrong when a fast one takes over from a slow one."""
    shifts = {"stream-processor-1": -420, "stream-processor-2": 660, "ingest-api-1": 780, "query-api-1": -300}  # seconds
    usual = {name: installation.services[name].prefix for name in shifts}
    try:
        for name, shift in shifts.items():
            restarted(installation, name, (*usual[name], *shifted(shift)))
        with Load(installation.uri, SEED + 6) as load:
            fault = time.monotonic()
            service = installation.services["stream-processor-1"]
            service.signal(signal.SIGKILL)
            load.await_normal(fault + NOTICED)
            service.start()
            service.await_ready(180)
            installation.await_standbys()
            load.await_normal()
        load.report("kill -9 of a processor whose clock is 18 minutes behind the other one's", fault)
    finally:
        for name, prefix in usual.items():
            restarted(installation, name, prefix)


def restarted(installation, name: str, prefix: tuple[str, ...]) -> None:
    service = installation.services[name]
    service.end()
    service.prefix = prefix
    service.start()
    service.await_ready(180)
    installation.await_standbys()


@pytest.mark.chaos
def test_everything_is_restarted_in_turn(installation):
    """As a rolling upgrade does it: SIGTERM, start, wait until ready, the next one."""
    with Load(installation.uri, SEED + 3) as load:
        began = time.monotonic()
        for service in installation.services.values():
            assert service.end() in (0, 143)
            service.start()
            service.await_ready(180)
            installation.await_standbys()
        for n in installation.brokers.numbers:
            installation.brokers.end(n)
            installation.brokers.start(n)
            installation.brokers.await_port(n)
            load.await_normal()
    load.report("a restart of each service and each broker in turn", began)

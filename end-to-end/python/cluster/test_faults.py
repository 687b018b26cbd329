"""One of several dies, hangs or is cut off under load: nothing acknowledged is lost or doubled, and it is soon as before.

What each fault cost is printed; docs/reliability.md has the figures. KISEKI_CRASH_SEED repeats a run's choices.
"""

import os
import random
import signal
import time

import pytest

from cluster.load import Load

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

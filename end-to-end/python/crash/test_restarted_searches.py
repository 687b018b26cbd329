"""Searches by functions of whole curves after the services were killed: nothing counted twice, nothing lost, the same order."""

import os
import random
import time

import pytest

from crash.killer import Killer
from searching import facts
from searching.language import Language, ordered
from searching.server import Server, find
from servers.mlflow_server import await_health

SEED = int(os.environ.get("KISEKI_SEARCH_SEED", random.randrange(1_000_000)))


def answered(server: Server, search: dict) -> list[str]:
    """What was found, as soon as the server has restored it; 503 until then."""
    deadline = time.monotonic() + 120
    while True:
        try:
            found = find(server, "runs/search", search)
        except OSError:
            found = None
        if found and found.status != 503:
            assert found.status == 200, found.message
            return [row["info"]["run_name"] for row in found.rows]
        assert time.monotonic() < deadline, found
        time.sleep(0.2)


@pytest.mark.chaos
def test_functions_of_curves_are_the_same_after_kill_9(supervised):
    uri, pids = supervised
    server, now = Server(uri), int(time.time() * 1000)
    experiment = server.experiment(f"restarted {time.time_ns()}")
    runs = facts.some(random.Random(SEED), 80, now)
    language = Language(random.Random(SEED + 1), now)
    facts.log(server, experiment, runs[:40])
    time.sleep(1.5)  # some of it committed, the rest in the log alone
    facts.log(server, experiment, runs[40:])

    def check(number: int) -> None:
        told = 0
        for _ in range(number):
            condition, orders = language.tree(1), language.orders(2)
            search = {"experiment_ids": [experiment], "filter": condition.text, "order_by": [o.text for o in orders], "max_results": 30}
            expected = [run.name for run in ordered([run for run in runs if condition.holds(run)], orders)]
            assert answered(server, search) == expected, f"KISEKI_SEARCH_SEED={SEED}: {search}"
            told += 0 < len(expected) < len(runs)
        assert told > number // 4

    check(40)
    Killer(pids, ["services"], SEED, lambda: None).kill("services")
    await_health(uri, 120)
    server.session.close()
    check(100)
    # New points on top of the old; the latest counts once when it comes again.
    for run in runs[:20]:
        run.points.setdefault("m", []).append((20, 1, 2.5))
        for _ in range(2):
            server.log(run.run_id, [{"key": "m", "value": 2.5, "timestamp": 1, "step": 20}])
    check(60)

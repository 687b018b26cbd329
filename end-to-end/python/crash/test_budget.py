"""A search that would read too much is refused and says what helps; it never answers with fewer rows.

A query-api of its own asks the running server's shards, with a budget of a few runs.
"""

import os
import random
import time

import pytest

from searching import facts
from searching.language import Language
from searching.server import Server, find, run_names
from servers.kiseki_service import KisekiService
from servers.under_test import ports_of

EXPLAIN = "/api/2.0/kiseki/runs/search/explain"
MOST, RUNS = 12, 80
SEED = int(os.environ.get("KISEKI_SEARCH_SEED", random.randrange(1_000_000)))


class Budgeted:
    def __init__(self, uri: str, tight: str) -> None:
        self.server, self.tight = Server(uri), Server(tight)
        now = int(time.time() * 1000)
        self.language = Language(random.Random(SEED), now)
        self.experiment = self.server.experiment(f"budget {time.time_ns()}")
        self.facts = facts.some(random.Random(SEED), RUNS, now)
        facts.log(self.server, self.experiment, self.facts)
        deadline = time.monotonic() + 20
        while self.tested() < RUNS:  # runs that no commit has written yet cost no reading
            assert time.monotonic() < deadline, "the runs do not come into the store"
            time.sleep(0.1)

    def refusal(self, path: str, search: dict) -> str:
        """Whole answers are right as long as runs are just being written, which their curves make them once more."""
        deadline = time.monotonic() + 60
        while True:
            status, body = self.tight.post(path, search)
            if status != 200:
                assert (status, body["error_code"]) == (400, "BAD_REQUEST"), body
                return body["message"]
            assert path == EXPLAIN or len(body["runs"]) == min(RUNS, search.get("max_results", RUNS))
            assert time.monotonic() < deadline, "no budget ends"
            time.sleep(0.1)

    def search(self, **fields) -> dict:
        return {"experiment_ids": [self.experiment], **fields}

    def tested(self) -> int:
        plans = self.server.must(EXPLAIN, self.search(order_by=["artifact_uri"]))["plans"]
        return sum(plan["read"]["runs_tested"] for plan in plans)


@pytest.fixture(scope="module")
def budgeted(supervised):
    uri, _ = supervised
    data = os.environ.get("KISEKI_DATA")
    if not data:
        pytest.fail("needs KISEKI_DATA", pytrace=False)
    ports = ports_of(data)
    settings = {
        "kiseki.kafka.bootstrap-servers": f"127.0.0.1:{ports['kafka']}",
        "kiseki.cassandra.contact-points": f"127.0.0.1:{ports['cassandra']}",
        "kiseki.search.most-runs": MOST,
    }
    service = KisekiService("query-api", settings)
    try:
        service.await_ready()
        yield Budgeted(uri, service.uri)
    finally:
        assert service.stop() in (0, 143)


def test_a_search_beyond_its_budget_names_the_limit_and_what_helps(budgeted):
    search = budgeted.search(order_by=["artifact_uri"])
    assert len(find(budgeted.server, "runs/search", search).rows) == RUNS
    for path in ("runs/search", EXPLAIN):
        message = budgeted.refusal(path, search)
        for part in (f"budget of {MOST} runs", f"it tested {MOST} runs", "Name fewer experiments", "add a condition", "has an index"):
            assert part in message
    # One row is no cheaper in an order that has no index.
    budgeted.refusal("runs/search", budgeted.search(order_by=["artifact_uri"], max_results=1))


def test_what_needs_little_reading_is_answered_within_the_same_budget(budgeted):
    for search in (
        {"max_results": 5},
        {"max_results": 5, "order_by": ["start_time"]},
        {"max_results": 5, "order_by": ["params.p DESC"]},
        {"filter": f"run_id IN ('{budgeted.facts[3].run_id}', '{budgeted.facts[9].run_id}')"},
        {"filter": "run_name = 'run 17'"},
        {"filter": "params.p = 'nobody has it'"},
    ):
        whole, tight = (run_names(find(server, "runs/search", budgeted.search(**search), 1)) for server in (budgeted.server, budgeted.tight))
        assert whole == tight, search


def test_no_search_is_answered_short(budgeted):
    """Each page is the whole page, or the budget's end."""
    ended = whole = 0
    for _ in range(120):
        condition, orders = budgeted.language.tree(1), budgeted.language.orders(1)
        dice = budgeted.language.dice
        search = budgeted.search(filter=condition.text, order_by=[o.text for o in orders], max_results=dice.choice([3, 10, 100]))
        expected = find(budgeted.server, "runs/search", search, 4)
        assert expected.status == 200, expected.message
        found = find(budgeted.tight, "runs/search", search, 4)
        if found.status != 200:
            assert (found.status, found.error_code) == (400, "BAD_REQUEST") and f"{MOST} runs" in found.message, found
            ended += 1
        else:
            assert found.pages == expected.pages, f"KISEKI_SEARCH_SEED={SEED}: {search}"
            whole += 1
    assert ended > 10 and whole > 10, f"{ended} ended, {whole} answered: nothing is proved"

"""The whole language of docs/search.md through HTTP, against plain Python over what was logged.

KISEKI_SEARCH_SEED repeats a run's choices.
"""

import os
import random
import time

import pytest

from searching import facts
from searching.language import Language, ordered
from searching.server import Server, find, run_names

SEED = int(os.environ.get("KISEKI_SEARCH_SEED", random.randrange(1_000_000)))
RUNS = 120


class Logged:
    def __init__(self, uri: str) -> None:
        self.server = Server(uri)
        self.now = int(time.time() * 1000)
        self.experiment = self.server.experiment(f"language {SEED} {time.time_ns()}")
        self.facts = facts.some(random.Random(SEED), RUNS, self.now)
        facts.log(self.server, self.experiment, self.facts)

    def search(self, text: str, order: tuple[str, ...] = (), page: int = 1000) -> list[str]:
        body = {"experiment_ids": [self.experiment], "filter": text, "order_by": list(order), "max_results": page}
        return run_names(find(self.server, "runs/search", body))


@pytest.fixture(scope="module")
def logged(uri):
    return Logged(uri)


@pytest.mark.parametrize("kind", ["condition", "tree", "flat"])
def test_random_filters_and_orders(logged, kind):
    dice = random.Random(f"{SEED} {kind}")
    language = Language(dice, logged.now)
    found = 0
    for number in range(150):
        condition = getattr(language, kind)()
        orders = language.orders(2)
        expected = [run.name for run in ordered([run for run in logged.facts if condition.holds(run)], orders)]
        actual = logged.search(condition.text, tuple(order.text for order in orders), dice.choice([7, 40, 1000]))
        where = f"KISEKI_SEARCH_SEED={SEED}, search {number}: {condition.text!r} {[order.text for order in orders]}"
        assert sorted(actual) == sorted(expected), f"{where}: {set(actual) ^ set(expected)}"
        assert actual == expected, where
        found += 0 < len(expected) < RUNS
    assert found > 50, "too few searches that tell runs apart"


def test_a_run_is_in_the_answer_of_a_condition_or_of_its_negation(logged):
    language = Language(random.Random(SEED), logged.now)
    everything = sorted(run.name for run in logged.facts)
    for _ in range(40):
        condition = language.tree(2)
        parts = logged.search(condition.text), logged.search(f"NOT ({condition.text})")
        assert sorted(parts[0] + parts[1]) == everything, f"KISEKI_SEARCH_SEED={SEED}: {condition.text!r}"


def test_every_way_to_write_a_list_a_range_and_a_null_check(logged):
    language = Language(random.Random(SEED), logged.now)
    met = set()
    for _ in range(400):
        text = language.condition().text
        words = ("NOT IN", " IN ", "NOT BETWEEN", " BETWEEN", "IS NOT NULL", "IS NULL", "ILIKE", "now()", "duration")
        met |= {word for word in words if word in text}
        met |= {name for name in facts.FUNCTIONS if f"{name}(" in text.lower()}
    assert len(met) == 9 + len(facts.FUNCTIONS), met


def test_experiments_by_the_language_beyond_mlflow(uri, name):
    server = Server(uri)
    for i in range(6):
        server.experiment(f"{name} {i}", {"kind": "abc"[i % 3]} if i < 5 else {})

    def search(text):
        found = find(server, "experiments/search", {"filter": f"name LIKE '{name}%' AND ({text})", "max_results": 2, "order_by": ["name"]})
        assert found.status == 200, found.message
        return [int(row["name"][-1]) for row in found.rows]

    assert search("tags.kind = 'a' OR tags.kind = 'b'") == [0, 1, 3, 4]
    assert search("NOT tags.kind = 'a'") == [1, 2, 4, 5]
    assert search("tags.kind IN ('a', 'c')") == [0, 2, 3]
    assert search("tags.kind BETWEEN 'b' AND 'c'") == [1, 2, 4]
    assert search("tags.kind IS NULL") == [5]
    assert search(f"name IN ('{name} 0', '{name} 4', 'none')") == [0, 4]
    assert search("creation_time > now() - 1h AND last_update_time < now() + 1h") == list(range(6))
    assert search("creation_time < now() - 1h") == []
    assert search("name IS NOT NULL AND (NOT (tags.kind = 'a' OR tags.kind IS NULL))") == [1, 2, 4]

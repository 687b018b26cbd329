"""Random runs on both servers, and random searches of them: the same rows in the same order on the same pages, or the same refusal.

KISEKI_SEARCH_SEED repeats a run's choices, KISEKI_SEARCHES sets how many run searches are made.
"""

import json
import os
import random
import time
import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest

from differential import answers, random_runs
from differential.alike import Search, Side, difference, label, report, shrink
from differential.random_searches import Generator
from differential.scenario import Answer, Case, Played, Step
from searching.server import Found, Server

SEED = int(os.environ.get("KISEKI_SEARCH_SEED", random.randrange(1_000_000)))
SEARCHES = int(os.environ.get("KISEKI_SEARCHES", "350"))
RUNS, EXPERIMENTS = 150, 24
MOST_SECONDS = {"runs": 25, "experiments": 10}
MOST_REPORTED = 4


class Both:
    """The same things on two servers, each under its own ids."""

    def __init__(self, uris: tuple[str, str]) -> None:
        self.pool = ThreadPoolExecutor(2)
        self.uris = uris
        self.with_rows = 0  # how many searches found more than one row

    def each(self, step) -> tuple:
        return tuple(self.pool.map(step, range(2)))

    def compare(self, sides: tuple[Side, Side], search: Search) -> str | None:
        theirs, ours = self.each(lambda i: sides[i].find(search))
        self.with_rows += len(theirs.rows) > 1
        return difference(search, theirs, ours)


@pytest.fixture(scope="module")
def both(reference, subject):
    both = Both((reference, subject))
    yield both
    both.pool.shutdown()


@pytest.fixture(scope="module")
def facts():
    return random_runs.runs(random.Random(SEED), RUNS)


@pytest.fixture(scope="module")
def run_sides(both, facts):
    token = f"random {SEED} {uuid.uuid4().hex[:8]}"
    servers = [Server(uri) for uri in both.uris]
    names = both.each(lambda i: random_runs.log_runs(servers[i], token, facts))
    return tuple(Side(servers[i], names[i]) for i in range(2))


def search_all(both, sides, searches, kind: str) -> None:
    """Compares search by search; reports the smallest form of the first few that differ."""
    problems, compared, began, both.with_rows = {}, 0, time.monotonic(), 0
    for number, search in enumerate(searches):
        if time.monotonic() > began + MOST_SECONDS[kind] or len(problems) == MOST_REPORTED:
            break
        compared += 1
        if both.compare(sides, search):
            small = shrink(search, lambda candidate: both.compare(sides, candidate) is not None)
            found = both.compare(sides, small) or "differs only sometimes"
            problems.setdefault(small, f"search {number}: {report(small, sides, found)}")
    print(f"seed {SEED}: {compared} searches of {kind}, {both.with_rows} with rows, in {time.monotonic() - began:.1f} s")
    assert not problems, f"KISEKI_SEARCH_SEED={SEED}\n" + "\n\n".join(problems.values())
    assert compared > 40 and both.with_rows > compared // 4, f"too few to prove anything: {compared}, {both.with_rows} with rows"


def test_random_run_searches(both, run_sides, facts):
    make = Generator(random.Random(SEED + 1), facts, EXPERIMENTS)
    search_all(both, run_sides, (make.run_search() for _ in range(SEARCHES)), "runs")


def test_random_experiment_searches(both):
    token = f"exps {uuid.uuid4().hex[:10]}"
    servers = [Server(uri) for uri in both.uris]
    names = both.each(lambda i: random_runs.log_experiments(servers[i], token, random.Random(SEED), EXPERIMENTS))
    sides = tuple(Side(servers[i], names[i]) for i in range(2))
    make = Generator(random.Random(SEED + 2), [], EXPERIMENTS)
    search_all(both, sides, (make.experiment_search(token) for _ in range(SEARCHES // 2)), "experiments")


def test_every_random_run_comes_back_the_same(both, run_sides):
    """What a search shows of each run, not only which and where."""
    search = Search(experiments=tuple(f"${{e{i}}}" for i in range(random_runs.EXPERIMENTS)), view="ALL")
    theirs, ours = (shapes(side, found) for side, found in zip(run_sides, both.each(lambda i: run_sides[i].find(search))))
    assert len(theirs) == RUNS
    assert not answers.differences(theirs, ours)


def shapes(side: Side, found: Found) -> dict[str, dict]:
    """By label, with the case's names for ids. -0.0 is MLflow's 0.0 here; a case of its own holds that difference."""
    case = Case("all", "random", None, False, [Step("POST", "/", {}, {})])
    names = {f"exp{name}" if name.startswith("e") else name: value for name, value in side.names.items()}
    for row in found.rows:
        for metric in row["data"].get("metrics", []):
            metric["value"] = metric["value"] if isinstance(metric["value"], str) else metric["value"] + 0.0
    answer = Answer(200, {"content-type": "application/json"}, json.dumps(found.rows).encode())
    shaped = answers.comparable(case, Played([answer], names))[0]["body"]
    return {label(row): row for row in shaped}

"""How a search is done, as the endpoint tells it: what was chosen, what was expected, what was read."""

import re
import time

import pytest

from searching.server import Server, find

EXPLAIN = "/api/2.0/kiseki/runs/search/explain"
RUNS = 240
ESTIMATE = {"runs", "share_that_passes", "stretches"}
READ = {"entries", "runs_tested", "bytes", "milliseconds", "gave_the_order_up"}


@pytest.fixture(scope="module")
def explain(uri):
    """Of an experiment whose runs are all in the indexes; another, deleted run stands beside them."""
    server = Server(uri)
    experiment = server.experiment(f"explain {time.time_ns()}")
    runs = []
    for i in range(RUNS):
        runs.append(server.run(experiment, 1_000 + i, f"run {i}"))
        metrics = [{"key": "f1", "value": i / RUNS, "timestamp": 1}] + [{"key": "rare", "value": i, "timestamp": 1}] * (i % 60 == 0)
        server.log(runs[-1], metrics, {"seed": str(i), "half": str(i % 2)}, {"third": str(i % 3)})
    server.must("runs/delete", {"run_id": runs[7]})

    def ask(**search):
        return server.post(EXPLAIN, {"experiment_ids": [experiment], **search})

    def plans(**search):
        status, body = ask(**search)
        assert status == 200, body
        return body["plans"]

    ask.server, ask.plans, ask.experiment, ask.runs = server, plans, experiment, runs
    for _ in range(100):  # What is not committed stands beside the indexes and is not in what was read.
        if total(plans(order_by=["metrics.f1"], max_results=1000), "runs_tested") >= RUNS - 1:
            return ask
        time.sleep(0.1)
    raise AssertionError("the runs do not come into the indexes")


def total(plans, what):
    return sum(plan["read"][what] for plan in plans)


def test_every_plan_has_its_fields(explain):
    partitions = set()
    for plan in explain.plans(filter="params.half = '1'", order_by=["metrics.f1 DESC"], max_results=5):
        partitions.add(plan["partition"])
        assert {"partition", "path", "experiment_id", "lifecycle_stage", "estimate", "read"} <= set(plan)
        assert (plan["experiment_id"], plan["lifecycle_stage"]) == (explain.experiment, "active")
        assert ESTIMATE <= set(plan["estimate"]) and set(plan["read"]) == READ
        assert 0 < plan["estimate"]["share_that_passes"] <= 1
        assert 0 < plan["estimate"]["runs"] < RUNS and plan["estimate"]["runs_along_the_order"] > 0
        assert plan["read"]["milliseconds"] >= 0 and plan["read"]["gave_the_order_up"] is False
        for stretch in plan["estimate"]["stretches"]:
            assert set(stretch) == {"index", "ranges", "entries"}
    assert len(partitions) >= 2, "one plan for each partition"


CASES = [
    # search, path in every partition, index, most runs tested in all partitions
    ({}, "ORDERED", "every", 60),
    ({"order_by": ["metrics.f1 DESC"]}, "ORDERED", "metric f1", 60),
    ({"filter": "metrics.f1 > 0.9", "order_by": ["metrics.f1"]}, "ORDERED", "metric f1", 60),
    ({"filter": "params.seed = '77'", "order_by": ["metrics.f1"]}, "RANGES", "param seed", 1),
    ({"filter": "params.seed = '77' OR params.seed = '78'"}, "RANGES", "param seed", 2),
    ({"filter": "metrics.rare > 0", "order_by": ["metrics.f1"]}, "RANGES", "metric rare", 4),
    ({"filter": "metrics.f1 > 0.9 AND metrics.f1 < 0.1"}, "RANGES", "", 0),
    ({"order_by": ["artifact_uri"]}, "EVERY", "", RUNS),
]


@pytest.mark.parametrize(("search", "path", "index", "most"), CASES, ids=[str(case[0]) for case in CASES])
def test_the_plan_of_a_search(explain, search, path, index, most):
    search = {**search, "max_results": 10}
    plans = explain.plans(**search)
    status, body = explain(**search)
    assert status == 200
    assert {plan["path"] for plan in plans} == {path}, body["text"]
    named = {plan.get("along", "") if path == "ORDERED" else ", ".join(s["index"] for s in plan["estimate"]["stretches"]) for plan in plans}
    assert all(index in name for name in named), named
    assert total(plans, "runs_tested") <= most, body["text"]
    found = find(explain.server, "runs/search", {"experiment_ids": [explain.experiment], **search}, most_pages=1)
    for _ in range(100):  # Runs that are just being written are tested besides.
        if total(explain.plans(**search), "runs_tested") >= len(found.rows):
            return
        time.sleep(0.1)
    raise AssertionError(f"{len(found.rows)} rows without their runs: {body['text']}")


def test_a_band_of_the_order_is_a_part_of_it(explain):
    plans = explain.plans(filter="metrics.f1 > 0.5", order_by=["metrics.f1"], max_results=10)
    assert {plan["part_of_it"] for plan in plans} == {True}
    assert {plan["part_of_it"] for plan in explain.plans(order_by=["metrics.f1"], max_results=10)} == {False}


def test_named_runs_are_looked_up(explain):
    run = explain.runs[3]
    plans = explain.plans(filter=f"run_id IN ('{run}', '{'0' * 32}')", order_by=["metrics.f1"])
    assert {(plan["path"], plan["reason"]) for plan in plans} == {("NAMED", "2 run ids")}
    assert "experiment_id" not in plans[0]


def test_each_experiment_and_stage_has_its_plan(explain):
    other = explain.server.experiment(f"explain other {time.time_ns()}")
    both = explain.plans(experiment_ids=[explain.experiment, other], run_view_type="ALL", order_by=["metrics.f1"])
    of_one_partition = [(p["experiment_id"], p["lifecycle_stage"]) for p in both if p["partition"] == both[0]["partition"]]
    assert sorted(of_one_partition) == sorted((e, s) for e in (explain.experiment, other) for s in ("active", "deleted"))
    assert {p["lifecycle_stage"] for p in explain.plans(run_view_type="DELETED_ONLY")} == {"deleted"}


def test_the_text_has_a_line_for_each_plan(explain):
    status, body = explain(filter="params.seed = '77'", order_by=["metrics.f1"])
    assert status == 200
    lines = body["text"].splitlines()
    assert len(lines) == len(body["plans"])
    line = re.compile(
        rf"partition \d+: RANGES of active runs in experiment {explain.experiment} from param seed \(\d+ entries\); "
        r"expected .+ % of \d+ runs to pass, .+ to be met along the order; "
        r"read \d+ entries, tested [01] runs, read [\d,]+ bytes of them, [\d.,]+ ms"
    )
    assert all(line.fullmatch(text) for text in lines), lines


def test_later_pages_are_explained_too(explain):
    search = {"order_by": ["metrics.f1 DESC"], "max_results": 10}
    token = explain.server.must("runs/search", {"experiment_ids": [explain.experiment], **search})["next_page_token"]
    assert {plan["path"] for plan in explain.plans(**search, page_token=token)} == {"ORDERED"}
    status, body = explain(**{**search, "order_by": ["metrics.f1"]}, page_token=token)
    assert (status, body["error_code"]) == (400, "INVALID_PARAMETER_VALUE") and "another search" in body["message"]


def test_nothing_to_search_has_no_plan(explain):
    assert explain(experiment_ids=[]) == (200, {"text": "", "plans": []})


@pytest.mark.parametrize(
    "search",
    [
        {"filter": "metrics.f1 >"},
        {"filter": "foo = 1"},
        {"order_by": ["foo"]},
        {"order_by": ["metrics.f1", "metrics.f1 DESC"]},
        {"max_results": 0},
        {"max_results": 50_001},
        {"experiment_ids": ["abc"]},
        {"page_token": "AAAA"},
        {"filter": 7},
    ],
    ids=str,
)
def test_what_cannot_be_searched_is_not_explained_either(explain, search):
    status, body = explain(**search)
    assert (status, body["error_code"]) == (400, "INVALID_PARAMETER_VALUE")
    assert explain.server.post("runs/search", {"experiment_ids": [explain.experiment], **search}) == (status, body)

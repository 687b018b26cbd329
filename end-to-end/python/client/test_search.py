import math
import time

import mlflow
import pytest
import requests
from mlflow.entities import Metric
from mlflow.exceptions import MlflowException


@pytest.fixture
def sweep(experiment, client):
    """Twelve runs of a parameter sweep."""
    runs = []
    for i in range(12):
        with mlflow.start_run(run_name=f"run {i:02}") as run:
            mlflow.log_params({"lr": f"0.{i}", "model": "tree" if i % 3 else "net"})
            mlflow.log_metric("rmse", (i * 5) % 12)
            if i % 2:
                mlflow.log_metric("rare", i)
            mlflow.set_tag("even", str(i % 2 == 0))
        runs.append(run.info.run_id)
    return runs


def test_a_data_frame_of_everything(experiment, sweep):
    frame = mlflow.search_runs([experiment])
    assert len(frame) == 12
    assert {"run_id", "status", "start_time", "metrics.rmse", "metrics.rare", "params.lr", "tags.even"} <= set(frame.columns)
    assert frame["metrics.rare"].isna().sum() == 6
    assert list(frame["tags.mlflow.runName"]) == [f"run {i:02}" for i in range(11, -1, -1)]


def test_search_by_experiment_name(name, experiment, sweep):
    assert len(mlflow.search_runs(experiment_names=[name])) == 12


@pytest.mark.parametrize(
    ("filter_string", "expected"),
    [
        ("metrics.rmse < 3", 3),
        ("metrics.rmse >= 3 and metrics.rmse != 5", 8),
        ("params.model = 'net'", 4),
        ("params.model != 'net' AND tags.even = 'True'", 4),
        ("params.lr LIKE '0.1%'", 3),
        ("params.MODEL = 'net'", 0),
        ("params.model ILIKE 'N%'", 4),
        ("attributes.run_name = 'run 03'", 1),
        ("status = 'FINISHED'", 12),
        ("tags.absent IS NULL", 12),
        ("params.lr IS NOT NULL", 12),
        ("metrics.rare > 0", 6),
        ("", 12),
    ],
)
def test_filters(experiment, sweep, filter_string, expected):
    assert len(mlflow.search_runs([experiment], filter_string)) == expected


def test_by_run_id(experiment, sweep):
    frame = mlflow.search_runs([experiment], f"attributes.run_id IN ('{sweep[1]}', '{sweep[2]}')")
    assert set(frame["run_id"]) == {sweep[1], sweep[2]}


def test_order(experiment, sweep):
    best = mlflow.search_runs([experiment], order_by=["metrics.rmse ASC"], max_results=3)
    assert list(best["metrics.rmse"]) == [0.0, 1.0, 2.0]
    assert list(mlflow.search_runs([experiment], order_by=["params.lr DESC"])["params.lr"]) == sorted(
        (f"0.{i}" for i in range(12)), reverse=True
    )
    rare = list(mlflow.search_runs([experiment], order_by=["metrics.rare DESC"])["metrics.rare"])
    assert rare[:6] == [11.0, 9.0, 7.0, 5.0, 3.0, 1.0] and all(math.isnan(r) for r in rare[6:])
    two = mlflow.search_runs([experiment], order_by=["params.model", "metrics.rmse DESC"])
    assert list(two["params.model"]) == ["net"] * 4 + ["tree"] * 8
    assert list(two["metrics.rmse"])[:4] == sorted(list(two["metrics.rmse"])[:4], reverse=True)


def test_pages_cover_everything_once(experiment, sweep, client):
    seen, token, pages = [], None, 0
    while True:
        page = client.search_runs([experiment], order_by=["metrics.rmse"], max_results=5, page_token=token)
        seen += [r.info.run_id for r in page]
        token, pages = page.token, pages + 1
        if not token:
            break
    assert pages == 3 and sorted(seen) == sorted(sweep) and len(seen) == 12


def test_an_exactly_full_last_page_has_no_token(experiment, sweep, client):
    assert client.search_runs([experiment], max_results=11).token
    assert not client.search_runs([experiment], max_results=12).token


def test_a_broken_filter_is_an_error_with_its_reason(experiment):
    with pytest.raises(MlflowException, match="Invalid clause") as error:
        mlflow.search_runs([experiment], "metrics.a > 1 OR metrics.b >")
    assert error.value.error_code == "INVALID_PARAMETER_VALUE"


def test_what_mlflow_has_no_words_for_reaches_the_server_as_it_is(experiment, sweep):
    def found(filter_string):
        return set(mlflow.search_runs([experiment], filter_string)["run_id"])

    trees, nets = found("params.model = 'tree'"), found("params.model = 'net'")
    assert trees and nets and trees | nets == set(sweep)
    assert found("params.model = 'tree' OR params.model = 'net'") == set(sweep)
    assert found("NOT params.model = 'tree'") == nets
    assert found("start_time > now() - 1h AND (params.model = 'tree' OR attributes.duration > 1d)") == trees
    assert found("start_time > now() + 1h") == set()


ACC = "metrics.`val/acc`"
CURVES = {
    "early": [0.2, 0.9, 0.5],
    "late": [0.1, 0.4, 0.8],
    "flat": [0.5],
    "broken": [0.3, math.nan, math.nan],
    "lost": [math.nan, math.nan],
    "none": [],
}


@pytest.fixture
def curves(experiment, client):
    """Runs with learning curves; every request is sent twice, as by a client that never saw the answer."""
    for run_name, values in CURVES.items():
        run_id = client.create_run(experiment, run_name=run_name).info.run_id
        points = [Metric("val/acc", value, 1_000 + step, step) for step, value in enumerate(values)]
        for batch in (points[:2], points[2:]):
            for _ in range(2 if batch else 0):
                client.log_batch(run_id, metrics=batch)


def names(frame):
    return list(frame["tags.mlflow.runName"]) if len(frame) else []


@pytest.mark.parametrize(
    ("filter_string", "expected"),
    [
        (f"max({ACC}) > 0.7", {"early", "late"}),
        (f"MAX( {ACC} ) > 0.7 AND last({ACC}) < 0.7", {"early"}),
        (f"min({ACC}) BETWEEN 0.2 AND 0.3", {"early", "broken"}),
        (f"first({ACC}) IN (0.1, 0.5)", {"late", "flat"}),
        (f"count({ACC}) >= 3", {"early", "late", "broken"}),
        (f"mean({ACC}) < 0.45", {"late", "broken"}),
        (f"max_step({ACC}) = 1 OR min_step({ACC}) != 0", {"early", "lost"}),
        (f"NOT max({ACC}) > 0.7", {"flat", "broken", "lost", "none"}),
        (f"max({ACC}) IS NULL", {"none"}),
        (f"mean({ACC}) IS NOT NULL AND count({ACC}) = 2", {"lost"}),
    ],
)
def test_filters_by_functions_of_a_curve(experiment, curves, filter_string, expected):
    assert set(names(mlflow.search_runs([experiment], filter_string))) == expected


def test_order_by_functions_of_a_curve(experiment, curves, client):
    def ordered(*keys):
        return names(mlflow.search_runs([experiment], order_by=list(keys)))

    assert ordered(f"min({ACC}) ASC") == ["late", "early", "broken", "flat", "lost", "none"]
    assert ordered(f"max({ACC}) DESC") == ["early", "late", "flat", "broken", "lost", "none"]
    assert ordered(f"count({ACC}) DESC", f"mean({ACC})") == ["broken", "late", "early", "lost", "flat", "none"]
    seen, token = [], None
    while token or not seen:
        page = client.search_runs([experiment], f"min({ACC}) > 0.1", order_by=[f"min({ACC})"], max_results=2, page_token=token)
        seen += [run.info.run_name for run in page]
        token = page.token
    assert seen == ["early", "broken", "flat"]


@pytest.mark.parametrize("call", ["median(metrics.a)", "max(params.a)", "max()", "max(metrics.a, metrics.b)"])
def test_a_function_that_is_none_is_an_error_that_says_what_is_allowed(experiment, call):
    for arguments in ({"filter_string": f"{call} > 1"}, {"order_by": [f"{call} DESC"]}):
        with pytest.raises(MlflowException, match=r"at character \d+; allowed: .*metric") as error:
            mlflow.search_runs([experiment], **arguments)
        assert error.value.error_code == "INVALID_PARAMETER_VALUE"


def test_several_experiments_at_once(name, client):
    ids = [client.create_experiment(f"{name} {i}") for i in range(3)]
    for i, experiment_id in enumerate(ids):
        run = client.create_run(experiment_id)
        client.log_metric(run.info.run_id, "m", i)
    frame = mlflow.search_runs(ids, order_by=["metrics.m DESC"])
    assert list(frame["experiment_id"]) == ids[::-1]


def explained(uri, **search):
    answer = requests.post(f"{uri}/api/2.0/kiseki/runs/search/explain", json=search, timeout=30)
    return answer.status_code, answer.json()


def test_a_search_is_explained(experiment, sweep):
    uri = mlflow.get_tracking_uri()
    for _ in range(50):
        status, answer = explained(uri, experiment_ids=[experiment], order_by=["metrics.rmse DESC"], max_results=5)
        assert status == 200, answer
        tested = sum(plan["read"]["runs_tested"] for plan in answer["plans"])
        if tested >= 6:
            break
        time.sleep(0.1)  # Until a commit has put all runs into the indexes: before it they stand beside them.
    assert {plan["path"] for plan in answer["plans"]} == {"ORDERED"}
    assert {plan["along"] for plan in answer["plans"]} == {"metric rmse"}
    # Five rows, and one that says whether there are more, from each partition at most.
    assert 6 <= tested <= 12
    assert answer["text"].count("ORDERED along metric rmse of active runs") == len(answer["plans"])

    run = sweep[3]
    status, answer = explained(uri, experiment_ids=[experiment], filter=f"run_id = '{run}'")
    assert status == 200 and {plan["path"] for plan in answer["plans"]} == {"NAMED"}


def test_a_search_that_means_nothing_is_not_explained(experiment):
    status, answer = explained(mlflow.get_tracking_uri(), experiment_ids=[experiment], filter="metrics.a >")
    assert status == 400
    assert answer["error_code"] == "INVALID_PARAMETER_VALUE"


def test_the_only_point_of_a_metric_is_its_history(experiment, client):
    with mlflow.start_run() as run:
        mlflow.log_metric("once", 0.5, step=3, timestamp=1_700_000_000_000)
        mlflow.log_metric("twice", 1.0, step=1)
    once = client.get_metric_history(run.info.run_id, "once")
    assert [(p.value, p.step, p.timestamp) for p in once] == [(0.5, 3, 1_700_000_000_000)]
    client.log_metric(run.info.run_id, "twice", 2.0, step=2)
    assert sorted((p.step, p.value) for p in client.get_metric_history(run.info.run_id, "twice")) == [(1, 1.0), (2, 2.0)]

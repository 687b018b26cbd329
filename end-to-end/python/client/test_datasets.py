"""What runs read and make, through the stock client: data sets, models, and searches by them."""

import json
import random
from concurrent.futures import ThreadPoolExecutor

import mlflow
import numpy as np
import pandas as pd
import pytest
import requests
from mlflow.entities import Dataset, DatasetInput, InputTag, LoggedModelInput, LoggedModelOutput
from mlflow.exceptions import MlflowException


@pytest.fixture
def table() -> mlflow.data.pandas_dataset.PandasDataset:
    frame = pd.DataFrame({"x": [1.0, 2.0, 3.0], "y": [0, 1, 0]})
    return mlflow.data.from_pandas(frame, name="points", targets="y")


def input_of(name, digest="d", profile="", context=None):
    dataset = Dataset(name=name, digest=digest, source_type="local", source="{}", profile=profile)
    return DatasetInput(dataset, [InputTag("mlflow.data.context", context)] if context else [])


def test_a_data_frame_comes_back(experiment, table):
    with mlflow.start_run() as run:
        mlflow.log_input(table, context="training", tags={"split": "a"})
        mlflow.log_input(mlflow.data.from_numpy(np.arange(6).reshape(2, 3), name="grid"))
    inputs = mlflow.get_run(run.info.run_id).inputs.dataset_inputs
    assert [i.dataset.name for i in inputs] == ["points", "grid"]
    first = inputs[0].dataset
    assert (first.digest, first.source_type) == (table.digest, "code")
    assert json.loads(first.schema) == json.loads(table.to_dict()["schema"])
    assert json.loads(first.profile)["num_rows"] == 3
    assert {t.key: t.value for t in inputs[0].tags} == {"mlflow.data.context": "training", "split": "a"}
    assert inputs[1].tags == []


def test_several_at_once_and_the_first_stays(experiment, table, client):
    with mlflow.start_run() as run:
        mlflow.log_inputs([table, table], contexts=["a", "b"], tags_list=[None, None])
        mlflow.log_input(table, context="c")
    inputs = client.get_run(run.info.run_id).inputs.dataset_inputs
    assert [{t.key: t.value for t in i.tags} for i in inputs] == [{"mlflow.data.context": "a"}]


def test_runs_of_an_experiment_share_what_a_data_set_is(experiment, client):
    """Whatever is said of it later is not kept, as far as the runs lie in one partition; here it is always the same."""
    runs = [client.create_run(experiment).info.run_id for _ in range(8)]
    for run in runs:
        client.log_inputs(run, [input_of("shared", profile='{"rows": 5}', context=f"for {run[:2]}")])
    found = mlflow.search_runs([experiment], "datasets.name = 'shared'", output_format="list")
    assert {r.info.run_id for r in found} == set(runs)
    assert {i.dataset.profile for r in found for i in r.inputs.dataset_inputs} == {'{"rows": 5}'}


def test_models_read_and_made(experiment, client):
    run = client.create_run(experiment).info.run_id
    client.log_inputs(run, models=[LoggedModelInput("m-1"), LoggedModelInput("m-2"), LoggedModelInput("m-1")])
    client.log_outputs(run, [LoggedModelOutput("m-3", 7)])
    client.log_outputs(run, [LoggedModelOutput("m-3", 8), LoggedModelOutput("m-4", 0)])
    got = client.get_run(run)
    assert [m.model_id for m in got.inputs.model_inputs] == ["m-1", "m-2"]
    assert [(m.model_id, m.step) for m in got.outputs.model_outputs] == [("m-3", 7), ("m-4", 0)]
    found = client.search_runs([experiment])[0]
    assert [(m.model_id, m.step) for m in found.outputs.model_outputs] == [("m-3", 7), ("m-4", 0)]
    assert found.inputs.model_inputs == []


def test_a_metric_of_a_data_set(experiment, table):
    with mlflow.start_run() as run:
        mlflow.log_metric("acc", 0.5, dataset=table)
    got = mlflow.get_run(run.info.run_id)
    assert got.data.metrics == {"acc": 0.5}
    assert [i.dataset.name for i in got.inputs.dataset_inputs] == ["points"]


def test_autologging_logs_what_was_fitted(experiment):
    from sklearn.linear_model import LogisticRegression

    mlflow.sklearn.autolog(log_models=False, silent=True)
    try:
        with mlflow.start_run() as run:
            LogisticRegression().fit(np.array([[0.0], [1.0], [2.0], [3.0]]), np.array([0, 0, 1, 1]))
    finally:
        mlflow.sklearn.autolog(disable=True)
    inputs = mlflow.get_run(run.info.run_id).inputs.dataset_inputs
    assert [{t.key: t.value for t in i.tags} for i in inputs] == [{"mlflow.data.context": "train"}]
    assert json.loads(inputs[0].dataset.profile)["features_shape"] == [4, 1]


def test_searches_by_data_set(experiment, client):
    runs = {}
    for label, inputs in {
        "both": [input_of("iris", "d1", context="train"), input_of("wine", "d2", context="eval")],
        "iris": [input_of("iris", "d2")],
        "none": [],
    }.items():
        runs[client.create_run(experiment, run_name=label).info.run_id] = label
        client.log_inputs(list(runs)[-1], inputs)

    def found(condition):
        return {runs[r.info.run_id] for r in client.search_runs([experiment], condition)}

    assert found("datasets.name = 'iris'") == {"both", "iris"}
    assert found("dataset.name = 'iris' AND dataset.name = 'wine'") == {"both"}
    assert found("dataset.digest = 'd2' AND dataset.name = 'iris'") == {"both", "iris"}  # not of one data set
    assert found("dataset.name != 'iris'") == {"both"}
    assert found("dataset.name ILIKE 'IR%'") == {"both", "iris"}
    assert found("dataset.context IN ('eval', 'test')") == {"both"}
    assert found("dataset.context NOT IN ('eval', 'test')") == {"both"}
    assert found("NOT dataset.name = 'wine'") == {"iris", "none"}


def test_the_data_sets_of_an_experiment(experiment, client, uri):
    for i in range(6):
        run = client.create_run(experiment).info.run_id
        client.log_inputs(run, [input_of("a", context=f"c{i % 2}"), input_of("b")])

    def summaries(ids):
        answer = requests.post(
            f"{uri}/ajax-api/2.0/mlflow/experiments/search-datasets", json={"experiment_ids": ids}, timeout=30
        )
        assert answer.status_code == 200
        return [(s["name"], s["digest"], s.get("context")) for s in answer.json().get("dataset_summaries", [])]

    assert sorted(summaries([experiment]), key=str) == [("a", "d", "c0"), ("a", "d", "c1"), ("b", "d", None)]
    run = client.create_run(experiment).info.run_id
    client.log_inputs(run, [input_of(f"many {i}") for i in range(1100)])
    assert len(summaries([experiment])) == 1000
    assert len(client.get_run(run).inputs.dataset_inputs) == 1100


def test_the_longest_profile(experiment, client):
    """16,777,215 characters that hardly get shorter; one more is refused."""
    dice = random.Random(5)
    profile = "".join(dice.choices("0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-+", k=16_777_215))
    run = client.create_run(experiment).info.run_id
    client.log_inputs(run, [input_of("long", profile=profile)])
    assert client.get_run(run).inputs.dataset_inputs[0].dataset.profile == profile
    assert client.search_runs([experiment])[0].inputs.dataset_inputs[0].dataset.profile == profile
    with pytest.raises(MlflowException, match="'profile' exceeds the maximum length of 16777215 characters"):
        client.log_inputs(run, [input_of("longer", profile=profile + "x")])


def test_no_model_of_an_old_client_is_lost(experiment, client, uri):
    run = client.create_run(experiment).info.run_id

    def log(i):
        model = {"artifact_path": f"m{i}", "flavors": {"f": {"config": "x", "i": i}}, "utc_time_created": "t", "run_id": run}
        answer = requests.post(
            f"{uri}/api/2.0/mlflow/runs/log-model", json={"run_id": run, "model_json": json.dumps(model)}, timeout=60
        )
        assert answer.status_code == 200

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(log, range(40)))
    history = json.loads(client.get_run(run).data.tags["mlflow.log-model.history"])
    assert sorted(m["flavors"]["f"]["i"] for m in history) == list(range(40))
    assert all(m["flavors"]["f"].keys() == {"i"} for m in history)


def test_a_deleted_run_takes_none(experiment, client):
    run = client.create_run(experiment).info.run_id
    client.delete_run(run)
    with pytest.raises(MlflowException, match="must be in the 'active' state"):
        client.log_inputs(run, [input_of("a")])
    with pytest.raises(MlflowException, match="must be in the 'active' state"):
        client.log_outputs(run, [LoggedModelOutput("m-1", 0)])

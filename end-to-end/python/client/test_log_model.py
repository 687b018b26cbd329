"""What a notebook does: train, log the model, register it, promote it, load it by every name it has."""

import mlflow
import numpy as np
import pandas as pd
import pytest
from mlflow.models import infer_signature
from sklearn.ensemble import RandomForestClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GridSearchCV

DATA = pd.DataFrame({"a": np.linspace(0, 1, 40), "b": np.tile([0.0, 1.0], 20)})
LABELS = (DATA["a"] > 0.5).astype(int)


@pytest.fixture
def logged(experiment, name):
    model = LogisticRegression().fit(DATA, LABELS)
    with mlflow.start_run() as run:
        mlflow.log_params({"C": 1.0, "solver": "lbfgs"})
        mlflow.log_metric("accuracy", model.score(DATA, LABELS), step=0)
        info = mlflow.sklearn.log_model(
            model,
            name="classifier",
            signature=infer_signature(DATA, LABELS),
            input_example=DATA.head(2),
            registered_model_name=name,
        )
    return run.info.run_id, info


def predictions(uri: str) -> list[int]:
    return list(mlflow.pyfunc.load_model(uri).predict(DATA))


def test_a_model_is_logged_registered_promoted_and_loaded_by_every_name(client, logged, name):
    run, info = logged
    expected = list(LogisticRegression().fit(DATA, LABELS).predict(DATA))
    client.set_registered_model_alias(name, "champion", "1")
    client.set_model_version_tag(name, "1", "approved", "yes")
    for uri in (f"runs:/{run}/classifier", f"models:/{info.model_id}", f"models:/{name}/1", f"models:/{name}@champion", f"models:/{name}/latest"):
        assert predictions(uri) == expected, uri
    version = client.get_model_version_by_alias(name, "champion")
    assert (version.source, version.run_id) == (f"models:/{info.model_id}", run)


def test_a_logged_model_knows_its_run_its_metrics_and_its_versions(client, logged, name):
    run, info = logged
    model = mlflow.get_logged_model(info.model_id)
    assert (model.name, model.status, model.source_run_id) == ("classifier", "READY", run)
    assert model.params["solver"] == "lbfgs"
    assert [(m.key, m.run_id) for m in model.metrics] == [("accuracy", run)]
    assert '"version": 1' in model.tags["mlflow.modelVersions"]
    outputs = client.get_run(run).outputs.model_outputs
    assert [o.model_id for o in outputs] == [info.model_id]
    found = mlflow.search_logged_models(
        experiment_ids=[model.experiment_id], filter_string="metrics.accuracy > 0.5 AND params.solver = 'lbfgs'", output_format="list"
    )
    assert [m.model_id for m in found] == [info.model_id]


def test_a_registered_run_model_points_to_what_was_logged(client, logged, name):
    run, info = logged
    version = mlflow.register_model(f"runs:/{run}/classifier", f"{name} again")
    assert version.source == f"models:/{info.model_id}"
    assert predictions(f"models:/{name} again/{version.version}") == predictions(f"models:/{name}/1")


def test_autologging_a_grid_search_makes_nested_runs_with_models_and_data_sets(client, experiment):
    mlflow.sklearn.autolog(max_tuning_runs=3, log_datasets=True)
    try:
        with mlflow.start_run() as parent:
            GridSearchCV(RandomForestClassifier(n_estimators=2, random_state=1), {"max_depth": [1, 2, 3]}, cv=2).fit(DATA, LABELS)
    finally:
        mlflow.sklearn.autolog(disable=True)
    run = client.get_run(parent.info.run_id)
    assert "best_max_depth" in run.data.params
    assert [i.dataset.name for i in run.inputs.dataset_inputs] == ["dataset"]
    children = client.search_runs([experiment], f"tags.`mlflow.parentRunId` = '{parent.info.run_id}'")
    assert sorted(c.data.params["max_depth"] for c in children) == ["1", "2", "3"]
    models = mlflow.search_logged_models(experiment_ids=[experiment], output_format="list")
    assert len(models) >= 2 and all(m.status == "READY" for m in models)
    with_data = mlflow.search_runs([experiment], filter_string="datasets.name = 'dataset'").run_id.tolist()
    assert sorted(with_data) == sorted([parent.info.run_id, *(c.info.run_id for c in children)])

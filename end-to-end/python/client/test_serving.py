"""A registered model behind `mlflow models serve`, found by its alias."""

import json

import mlflow
import pandas as pd
import pytest
import requests
from mlflow.models import infer_signature
from mlflow.models.utils import load_serving_example
from sklearn.linear_model import LinearRegression

from servers.model_server import ModelServer

DATA = pd.DataFrame({"a": [0.0, 0.1, 0.7, 1.3], "b": [5.0, 3.0, 2.0, 1.0]})
ASKED = DATA.iloc[::-1]


@pytest.fixture
def versions(experiment, name) -> list[LinearRegression]:
    """The models in memory that versions 1 and 2 were made of."""
    models = [LinearRegression().fit(DATA, [v, v + 3, v - 1, v + 7]) for v in (0.25, 100.5)]
    for model in models:
        with mlflow.start_run():
            info = mlflow.sklearn.log_model(model, name="line", signature=infer_signature(DATA, model.predict(DATA)), input_example=DATA.head(3))
        mlflow.register_model(info.model_uri, name)
    return models


def answers(server: ModelServer, body: dict) -> list[float]:
    answer = requests.post(f"{server.uri}/invocations", json=body, timeout=30)
    assert answer.status_code == 200, answer.text
    return answer.json()["predictions"]


def test_the_champion_is_served_and_after_a_promotion_the_next_one(client, uri, name, versions, tmp_path):
    asked = {"dataframe_split": ASKED.to_dict(orient="split", index=False)}
    for version, model in enumerate(versions, start=1):
        client.set_registered_model_alias(name, "champion", str(version))
        with ModelServer(f"models:/{name}@champion", uri, tmp_path) as server:
            assert answers(server, asked) == pytest.approx(model.predict(ASKED))
            # What was stored beside the model as an example of a request is one.
            assert answers(server, json.loads(load_serving_example(f"models:/{name}@champion"))) == pytest.approx(model.predict(DATA.head(3)))
            # The signature came along.
            refused = requests.post(f"{server.uri}/invocations", json={"dataframe_split": {"columns": ["a"], "data": [[1.0]]}}, timeout=30)
            assert refused.status_code == 400 and "missing inputs ['b']" in refused.text, refused.text

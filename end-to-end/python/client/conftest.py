import os
import uuid

import mlflow
import pytest
from mlflow import MlflowClient

from servers.mlflow_server import await_health


@pytest.fixture(scope="session")
def uri() -> str:
    uri = os.environ.get("KISEKI_URI")
    if not uri:
        pytest.fail("KISEKI_URI names no server to test", pytrace=False)
    await_health(uri, 30)
    return uri.rstrip("/")


@pytest.fixture(autouse=True)
def tracking(uri):
    mlflow.set_tracking_uri(uri)
    yield
    while mlflow.active_run():
        mlflow.end_run()


@pytest.fixture
def client(uri) -> MlflowClient:
    return MlflowClient(uri)


@pytest.fixture
def name(request) -> str:
    """A new experiment name per test, so that the suite can run again against the same server."""
    return f"{request.node.originalname} {uuid.uuid4().hex[:10]}"


@pytest.fixture
def experiment(name) -> str:
    return mlflow.set_experiment(name).experiment_id

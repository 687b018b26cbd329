import os
from pathlib import Path

import pytest

from differential import deliberate, scenario
from differential.scenario import Python, Step, send
from servers.mlflow_server import MlflowServer, await_health

CASES = scenario.load(Path(__file__).parent / "cases")


@pytest.fixture(scope="session")
def itself(request) -> bool:
    return request.config.getoption("--self")


@pytest.fixture(scope="session")
def reference():
    given = os.environ.get("MLFLOW_REFERENCE_URI")
    if given:
        await_health(given, 30)
        yield given.rstrip("/")
        return
    server = MlflowServer()
    yield server.uri
    server.stop()


@pytest.fixture(scope="session")
def subject(itself):
    if itself:
        server = MlflowServer()
        create = Step("POST", "/api/2.0/mlflow/experiments/create", {"name": Python("str(i)")}, {})
        for i in range(1000, 1013):  # so that equal experiment ids on both sides hide nothing
            assert send(server.uri, create, {"i": i}).status == 200
        yield server.uri
        server.stop()
        return
    uri = os.environ.get("KISEKI_URI")
    if not uri:
        pytest.fail("KISEKI_URI names no server to test (or pass --self)", pytrace=False)
    await_health(uri, 30)
    yield uri.rstrip("/")


@pytest.fixture(scope="session")
def declared():
    return deliberate.load()


@pytest.fixture(scope="session")
def seen_absent():
    """Ids of the field-wide differences met so far; the last test of the suite reads it."""
    return set()

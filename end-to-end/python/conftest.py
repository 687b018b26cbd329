"""Shared by the suites: a failure to name the server under test is a failure, not a skip."""

import os

os.environ.setdefault("MLFLOW_DISABLE_TELEMETRY", "true")
os.environ.setdefault("MPLBACKEND", "Agg")
# Progress bars and hints would hide what the tests say.
os.environ.setdefault("MLFLOW_ENABLE_ARTIFACTS_PROGRESS_BAR", "false")
os.environ.setdefault("MLFLOW_SUPPRESS_PRINTING_URL_TO_STDOUT", "true")


def pytest_addoption(parser):
    text = "try the suite on MLflow itself: the differential suite against a second reference, the crash test on a supervised one"
    parser.addoption("--self", action="store_true", help=text)

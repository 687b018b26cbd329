"""An installation of several instances; S3 is that of the server under test."""

import os

import pytest

from cluster.installation import Installation
from servers.under_test import ports_of


@pytest.fixture(scope="session")
def installation(tmp_path_factory):
    data = os.environ.get("KISEKI_DATA")
    if not data:
        pytest.fail("needs KISEKI_DATA, of a Kiseki that runs: `end-to-end/run --suites cluster` starts one", pytrace=False)
    ports = ports_of(data)
    started = Installation(tmp_path_factory.mktemp("cluster"), ports["s3"])
    try:
        yield started
    finally:
        started.stop()

"""HAProxy with the configuration that is shipped, in front of dummies."""

import http.client
import os
import shutil
import socket
import subprocess
import time
from pathlib import Path

import pytest

from proxy.dummy import Dummy

TOP = Path(__file__).parents[3]
HAPROXY = shutil.which("haproxy", path=os.environ["PATH"] + ":/usr/sbin")


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


class Proxy:
    def __init__(self, ingest, query, log):
        self.port, self.operators = free_port(), free_port()
        environment = {
            "KISEKI_INGEST_API": ingest,
            "KISEKI_QUERY_API": query,
            "KISEKI_PROXY_INSTANCES": "1",
            "KISEKI_PROXY_BIND": "127.0.0.1:%d" % self.port,
            "KISEKI_PROXY_OPERATORS": "127.0.0.1:%d" % self.operators,
        }
        command = [HAPROXY, "-db", "-f", str(TOP / "deploy/proxy/haproxy.cfg")]
        self.process = subprocess.Popen(command, env=environment, stdout=log, stderr=subprocess.STDOUT)

    def connect(self, port=None):
        return http.client.HTTPConnection("127.0.0.1", port or self.port, timeout=60)

    def send(self, method, target, body=None, headers=None, port=None):
        connection = self.connect(port)
        try:
            connection.request(method, target, body, headers or {})
            answer = connection.getresponse()
            return answer, answer.read()
        finally:
            connection.close()

    def until(self, holds):
        """Asks until what is so is seen; says what was seen last when it never is."""
        seen, end = None, time.monotonic() + 60
        while time.monotonic() < end:
            if self.process.poll() is not None:
                raise AssertionError("haproxy ended with status %d" % self.process.returncode)
            try:
                seen = holds()
                if seen:
                    return seen
            except OSError:
                pass
            time.sleep(0.05)
        raise AssertionError("not so within a minute; last: %r" % (seen,))

    def status(self, method, target):
        return self.send(method, target)[0].status

    def stop(self):
        self.process.kill()
        self.process.wait()


@pytest.fixture
def ingest():
    dummy = Dummy("ingest-api")
    yield dummy
    dummy.stop()


@pytest.fixture
def query():
    dummy = Dummy("query-api")
    yield dummy
    dummy.stop()


@pytest.fixture
def proxy(ingest, query, tmp_path):
    if HAPROXY is None:
        pytest.fail("there is no haproxy: apt-get install haproxy")
    with open(tmp_path / "haproxy.log", "w") as log:
        proxy = Proxy(ingest.address, query.address, log)
        try:
            proxy.until(lambda: proxy.status("GET", "/health") == 200)
            proxy.until(lambda: proxy.status("GET", "/api/2.0/mlflow/runs/get") == 200)
            yield proxy
        finally:
            proxy.stop()
            print((tmp_path / "haproxy.log").read_text()[-4000:])

"""What HAProxy makes of the configuration that is shipped. Which routes there are is known from the table."""

import json
import re

from proxy.conftest import TOP
from proxy.dummy import PIECE

READ = "/api/2.0/mlflow/runs/get"
WRITE = "/api/2.0/mlflow/runs/log-batch"
FILE = "/api/2.0/mlflow-artifacts/artifacts/1/big.bin"
VALUES = {"one": ["m-1", "a%2Fb", "search", "%E6%A8%A1"], "rest": ["model/MLmodel", "a%2Fb/c%20d", "x"]}


def declared():
    lines = (TOP / "deploy/routes/routes.tsv").read_text().splitlines()
    rows = [line.split("\t") for line in lines if not line.startswith("#")]
    assert rows[0] == ["service", "method", "path"]
    return rows[1:]


def with_values(path, one, rest):
    path = re.sub(r"\{(/?)\w+:\.\*}", lambda place: place[1] + rest, path)
    return re.sub(r"\{\w+}", one, path)


def test_every_route_reaches_its_service(proxy):
    connection = proxy.connect()
    wrong = []
    for service, method, path in declared():
        targets = {with_values(path, one, rest) for one in VALUES["one"] for rest in VALUES["rest"]}
        if "{" not in path:
            targets.add(path + "/")
        for target in sorted(targets):
            connection.request(method, target + "?a=%2F&b=c", headers={"Content-Length": "0"})
            answer = json.loads(connection.getresponse().read())
            if (answer["service"], answer["method"], answer["target"]) != (service, method, target + "?a=%2F&b=c"):
                wrong.append((service, method, target, answer))
    connection.close()
    assert len(declared()) > 150
    assert wrong == []


def test_the_rest_goes_to_ingest_but_metrics_to_nobody(proxy):
    for target in ["/", "/version", "/api/3.0/mlflow/server-info", "/api/2.0/mlflow/nothing", "/graphql"]:
        assert json.loads(proxy.send("GET", target)[1])["service"] == "ingest-api", target
    answer, body = proxy.send("GET", "/metrics")
    assert (answer.status, json.loads(body)["error_code"]) == (404, "ENDPOINT_NOT_FOUND")


def test_operators_have_a_port_of_their_own(proxy):
    assert proxy.send("GET", "/haproxy-health", port=proxy.operators)[0].status == 200
    assert proxy.send("GET", "/haproxy-health")[0].status == 200
    assert b"haproxy_backend_active_servers" in proxy.send("GET", "/metrics", port=proxy.operators)[1]


def test_an_upload_passes_while_it_is_sent(proxy, ingest):
    pieces = 64
    connection = proxy.connect()
    connection.putrequest("PUT", FILE)
    connection.putheader("Content-Length", str(pieces * PIECE))
    connection.endheaders()
    connection.send(b"x" * PIECE)
    assert ingest.begun.wait(30), "nothing arrived before all was sent"
    for _ in range(pieces - 1):
        connection.send(b"x" * PIECE)
    answer = json.loads(connection.getresponse().read())
    assert (answer["service"], answer["body"]) == ("ingest-api", pieces * PIECE)


def test_a_download_passes_while_it_is_sent(proxy, ingest):
    connection = proxy.connect()
    connection.request("GET", FILE + "?pieces")
    answer = connection.getresponse()
    assert answer.read(PIECE - 100_000) == b"a" * (PIECE - 100_000)
    ingest.go_on.set()
    assert answer.read() == b"a" * 100_000 + b"b" * PIECE


def test_the_longest_head_that_services_take_passes(proxy):
    target = READ + "?ids=" + "a" * (64_000 - len(READ))
    headers = {"X-Header-%d" % i: "v" * 8000 for i in range(4)}
    answer, body = proxy.send("GET", target, headers=headers)
    assert answer.status == 200, body
    assert json.loads(body)["target"] == target
    assert json.loads(body)["head"] > 32_000


def test_a_service_that_is_away_is_a_503_and_the_other_goes_on(proxy, query):
    query.stop()
    proxy.until(lambda: proxy.status("GET", READ) == 503)
    answer, body = proxy.send("GET", READ)
    assert (answer.status, answer.headers["Retry-After"], answer.headers["Content-Type"]) == (503, "2", "application/json")
    assert json.loads(body)["error_code"] == "TEMPORARILY_UNAVAILABLE"
    assert proxy.status("POST", WRITE) == 200


def test_waiting_for_a_store_is_no_reason_to_send_nothing(proxy, ingest, query):
    query.ready = {"status": "waiting", "waiting_for": {"cassandra": "Cassandra at c:9042"}}
    ingest.ready = {"status": "waiting", "waiting_for": {"artifact storage": "waiting for S3 at http://s3:9000", "catalog": "the catalog"}}
    proxy.until(lambda: proxy.status("POST", WRITE) == 503)
    assert proxy.status("GET", READ) == 200
    ingest.ready = {"status": "waiting", "waiting_for": {"artifact storage": "waiting for S3 at http://s3:9000"}}
    proxy.until(lambda: proxy.status("POST", WRITE) == 200)


def test_reads_are_repeated_and_writes_are_sent_once(proxy, ingest, query):
    for method, target, dummy, times in [("POST", WRITE, ingest, 1), ("GET", READ, query, 4)]:
        answer, body = proxy.send(method, target + "?hang-up", body=b"{}" if method == "POST" else None)
        assert answer.status == 502, body
        assert json.loads(body)["error_code"] == "TEMPORARILY_UNAVAILABLE"
        assert len([s for s in dummy.seen if s == (method, target + "?hang-up")]) == times

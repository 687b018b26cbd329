"""MinIO is killed in the middle of things and comes back; Kiseki is not started again."""

import pytest
import requests

from storage.conftest import BUCKET, MIB, RETRY_FOR, assert_unavailable, await_that


@pytest.fixture
def killed(minio):
    """Kills MinIO when called; it is back after the test."""
    yield minio.kill
    if minio.process.poll() is not None:
        minio.start()


def assert_all_works(run, content) -> None:
    data = content(6 * MIB)
    assert requests.put(run.at("after.bin"), data=data, timeout=60).status_code == 200
    assert requests.get(run.at("after.bin"), timeout=60).content == data
    assert "after.bin" in run.listed()


def test_an_upload_fails_and_tracking_goes_on(run, client, uri, minio, killed, keys, parts, content):
    def body():
        yield content(6 * MIB)
        await_that(lambda: parts(run.prefix + "half.bin"), "the first part is on its way")
        killed()
        yield content(6 * MIB)

    assert_unavailable(requests.put(run.at("half.bin"), data=body(), timeout=60))
    assert_unavailable(requests.get(run.at("half.bin"), timeout=60))
    assert_unavailable(requests.delete(run.at("half.bin"), timeout=60))
    assert_unavailable(requests.get(f"{uri}/api/2.0/mlflow/artifacts/list", {"run_id": run.id}, timeout=60))
    client.log_metric(run.id, "loss", 0.5, step=1)
    client.log_param(run.id, "depth", 3)
    data = client.get_run(run.id).data
    assert (data.metrics, data.params) == ({"loss": 0.5}, {"depth": "3"})

    def named() -> bool:
        ready = requests.get(f"{uri}/health/ready", timeout=10)
        return ready.status_code == 503 and "S3" in ready.text

    await_that(named, "/health/ready names S3")
    minio.start()
    assert keys(run.prefix) == [] and run.listed() == []
    assert_all_works(run, content)
    await_that(lambda: requests.get(f"{uri}/health/ready", timeout=10).status_code == 200, "ready again")


def begun_download(run, boto, data):
    """A download of which a part has come, from an S3 that sends slowly."""
    boto.put_object(Bucket=BUCKET, Key=run.prefix + "big.bin", Body=data)
    answer = requests.get(run.at("big.bin"), stream=True, timeout=60)
    pieces = answer.iter_content(64 * 1024)
    return answer, [next(pieces)], pieces


def test_a_download_never_ends_as_if_it_were_whole(run, boto, wire, killed, content):
    data = content(16 * MIB)
    with wire.given(rate=4 * MIB):
        answer, come, rest = begun_download(run, boto, data)
        killed()
        with pytest.raises(requests.exceptions.RequestException):
            come.extend(rest)
    assert int(answer.headers["Content-Length"]) == len(data)
    come = b"".join(come)
    assert 0 < len(come) < len(data) and data.startswith(come)


def test_a_download_goes_on_when_s3_is_soon_back(run, boto, minio, wire, killed, content):
    data = content(16 * MIB)
    with wire.given(rate=8 * MIB):
        _, come, rest = begun_download(run, boto, data)
        killed()
        minio.start()
        come.extend(rest)
    assert b"".join(come) == data
    assert_all_works(run, content)


def test_a_connection_that_breaks_once_is_not_noticed(run, boto, wire, parts, content):
    data = content(12 * MIB)
    with wire.given(cut_request=3 * MIB):
        assert requests.put(run.at("big.bin"), data=data, timeout=60).status_code == 200
        assert wire.cut_request is None, "it was cut"
    assert boto.get_object(Bucket=BUCKET, Key=run.prefix + "big.bin")["Body"].read() == data
    with wire.given(cut_answer=3 * MIB):
        assert requests.get(run.at("big.bin"), timeout=60).content == data
        assert wire.cut_answer is None, "it was cut"
    assert parts(run.prefix + "big.bin") == []


def test_an_s3_that_takes_no_connection_is_said_to_be_away(run, boto, wire, content):
    boto.put_object(Bucket=BUCKET, Key=run.prefix + "big.bin", Body=content(MIB))
    with wire.given(target=1):  # nobody listens there
        assert_unavailable(requests.get(run.at("big.bin"), timeout=RETRY_FOR + 20))
    assert requests.get(run.at("big.bin"), timeout=60).content == content(MIB)

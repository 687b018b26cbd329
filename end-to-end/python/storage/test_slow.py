"""S3 is slow, or asks to come again later."""

import threading
import time

import requests

from storage.conftest import BUCKET, MIB, RETRY_FOR, assert_unavailable, await_that


def test_slow_uploads_and_downloads_come_through_and_tracking_does_not_wait(run, client, boto, wire, content):
    data, put, ended = content(MIB), [], []

    def upload() -> None:
        put.append(requests.put(run.at("slow.bin"), data=data, timeout=120).status_code)
        ended.append(time.monotonic())

    with wire.given(rate=200_000):
        uploading = threading.Thread(target=upload)
        sent = wire.sent
        uploading.start()
        await_that(lambda: wire.sent - sent > 100_000, "the upload is on its way")
        client.log_metric(run.id, "loss", 0.25, step=1)
        assert not ended, "the metric waited for the upload"
        uploading.join()
        assert put == [200]
        assert requests.get(run.at("slow.bin"), timeout=120).content == data
    assert boto.head_object(Bucket=BUCKET, Key=run.prefix + "slow.bin")["ContentLength"] == MIB
    assert client.get_run(run.id).data.metrics == {"loss": 0.25}


def test_who_is_asked_to_slow_down_comes_again(run, client, wire, keys, tmp_path):
    """The client itself tries once only."""
    (tmp_path / "a.txt").write_text("a")
    with wire.busy(1.5):
        client.log_artifact(run.id, str(tmp_path / "a.txt"))
    assert keys(run.prefix) == [run.prefix + "a.txt"]
    with wire.busy(1.5):
        assert run.listed() == ["a.txt"]
    with wire.busy(1.5):
        fetched = client.download_artifacts(run.id, "a.txt", str(tmp_path))
    assert open(fetched).read() == "a"


def test_who_is_asked_for_too_long_says_so(run, wire, keys, parts, content):
    with wire.busy(600):
        began = time.monotonic()
        assert_unavailable(requests.put(run.at("a.bin"), data=b"a", timeout=60))
        assert time.monotonic() - began > RETRY_FOR / 2, "it was tried again for a while"
        assert_unavailable(requests.put(run.at("big.bin"), data=content(6 * MIB), timeout=60))
        assert_unavailable(requests.get(run.at("a.bin"), timeout=60))
    assert (keys(run.prefix), parts(run.prefix + "big.bin")) == ([], [])
    assert requests.put(run.at("a.bin"), data=b"a", timeout=60).status_code == 200

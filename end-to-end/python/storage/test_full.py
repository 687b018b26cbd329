"""The disk under S3 is full: who uploads is told so, reading goes on, and all works once there is room."""

import pytest
import requests

from storage.conftest import BUCKET, MIB, await_that
from storage.minio import Minio


@pytest.fixture
def full(wire, tmp_path):
    """Another MinIO in the place of the first, with no room for a file of a megabyte; its boto3 client."""
    small = Minio(tmp_path / "small", megabytes=48)
    boto = small.boto()
    boto.create_bucket(Bucket=BUCKET)
    code, filled = "", 0
    while code != "XMinioStorageFull":  # IncompleteBody when it is noticed while MinIO writes
        try:
            boto.put_object(Bucket=BUCKET, Key=f"filling/{filled}", Body=b"x" * (MIB // 2))
        except boto.exceptions.ClientError as e:
            code = e.response["Error"]["Code"]
        filled += 1
        assert filled < 200, f"it is never full: {code}"
    with wire.given(target=small.port):
        yield boto
    small.kill()


@pytest.mark.parametrize("size", [2 * MIB, 12 * MIB])
def test_a_full_disk_is_named_and_nothing_is_visible(size, full, run, client, content, tmp_path):
    refused = requests.put(run.at("big.bin"), data=content(size), timeout=60)
    assert (refused.status_code, refused.json()["error_code"]) == (507, "QUOTA_EXCEEDED"), refused.text
    assert "full" in refused.json()["message"]
    (tmp_path / "by client.bin").write_bytes(content(size))
    with pytest.raises(requests.HTTPError, match="(?s)507.*is full"):
        client.log_artifact(run.id, str(tmp_path / "by client.bin"))
    assert run.listed() == []
    assert "Uploads" not in full.list_multipart_uploads(Bucket=BUCKET, Prefix=run.prefix + "big.bin")
    assert requests.get(run.at("big.bin"), timeout=60).status_code == 404
    client.log_metric(run.id, "loss", 1.0)

    for entry in full.list_objects_v2(Bucket=BUCKET, Prefix="filling/")["Contents"]:
        full.delete_object(Bucket=BUCKET, Key=entry["Key"])
    # MinIO removes in the background, and looks at the free space once a second.
    await_that(lambda: requests.put(run.at("big.bin"), data=content(size), timeout=60).status_code == 200, "there is room again")
    assert requests.get(run.at("big.bin"), timeout=60).content == content(size)

"""What lies in the bucket is what was sent, under exactly that key, and what boto3 puts there is an artifact."""

import http.client
import io
import os
import random
import socket
import tarfile
import unicodedata
from urllib.parse import urlsplit

import pytest
import requests

from storage.conftest import BUCKET, MIB, await_that
from storage.minio import Minio

NASTY = [
    " ", "  ", "%", "%20", "%25", "%41", "%zz", "+", "#", "?", "&", "=", ";", ":", "@", "!", "$", "'", '"', "(", ")", "*", ",",
    "[", "]", "{", "}", "|", "\\", "^", "`", "<", ">", "~", ".", "-", "_", "ä", "a\u0308", "ﬁ", "日本", "😀", "\u200b", "\u202e",
    "\u2028", "\ufeff", "&amp;", "<Key>", "..x", "null", "a",
]  # fmt: skip


def names(random_names: random.Random, number: int) -> list[str]:
    def name() -> str:
        return "n" + "".join(random_names.choices(NASTY, k=random_names.randint(1, 8)))

    return sorted({"/".join(name() for _ in range(random_names.randint(1, 3))) for _ in range(number)})


def test_any_name_is_kept_to_the_letter(run, keys, boto):
    seed = int(os.environ.get("KISEKI_NAMES_SEED", random.randrange(10**9)))
    print(f"KISEKI_NAMES_SEED={seed}")
    sent = {f"{i}/{name}": f"{i} {name}".encode() for i, name in enumerate(names(random.Random(seed), 25))}
    for name, data in sent.items():
        put = requests.put(run.at(name), data=data, timeout=30)
        assert put.status_code == 200, (seed, name, put.text)
    assert sorted(keys(run.prefix)) == sorted(run.prefix + name for name in sent)
    for name, data in sent.items():
        assert requests.get(run.at(name), timeout=30).content == data, (seed, name)
        assert boto.get_object(Bucket=BUCKET, Key=run.prefix + name)["Body"].read() == data
        folder, _, last = name.rpartition("/")
        assert run.listed(folder) == [name], (seed, name)
        assert run.names(folder) == [last], (seed, name)


def test_names_that_look_alike_are_two_and_long_ones_are_whole(run, keys):
    composed, long = "m\u00e4dchen", "/".join(["d" * 255] * 3)
    names = [composed, unicodedata.normalize("NFD", composed), "a+b", "a b", "a%20b", "a%2Bb", "a#b", "c?d=e"]
    names.append(long + "/" + "x" * (1024 - len(run.prefix) - len(long) - 1))
    for name in names:
        assert requests.put(run.at(name), data=name.encode(), timeout=30).status_code == 200
    assert sorted(keys(run.prefix)) == sorted(run.prefix + name for name in names)
    assert max(len(key) for key in keys(run.prefix)) == 1024
    assert all(requests.get(run.at(name), timeout=30).content == name.encode() for name in names)
    longer = requests.put(run.at(names[-1] + "x"), data=b"", timeout=30)
    assert (longer.status_code, longer.json()["error_code"]) == (400, "INVALID_PARAMETER_VALUE")


@pytest.mark.parametrize("path", [
    "../x", "a/../../x", "%2e%2e/x", "a/%2e%2e/%2e%2e/x", "%252e%252e/x", "%25252e%25252e%25252fx", "..%2fx", "..%5cx", "a%5C..%5Cx",
    "%2Fetc/x", "%252Fetc/x", "/etc/x", "C:%5Cx", "%5C%5Chost%5Cx", "file:%2F%2Fx", "a%00b", "a%2500b",
])  # fmt: skip
def test_a_path_that_leads_out_is_refused_before_s3_is_asked(path, uri, wire):
    """As it stands in the request line, which clients' libraries would tidy up."""
    before = len(wire.requests)
    for method in ("PUT", "GET", "DELETE"):
        connection = http.client.HTTPConnection(urlsplit(uri).netloc, timeout=30)
        connection.request(method, f"/api/2.0/mlflow-artifacts/artifacts/{path}", body=b"x" if method == "PUT" else None)
        answer = connection.getresponse()
        assert (answer.status, b"Invalid path" in answer.read()) == (400, True), (method, path)
        connection.close()
    asked = [(method, target) for method, target in wire.requests[before:] if urlsplit(target).path.rstrip("/") != f"/{BUCKET}"]
    assert asked == []


def test_what_boto3_puts_is_listed_and_fetched(client, run, boto, content, tmp_path):
    files = {"by hand/ä +%#.bin": content(MIB), "by hand/empty": b"", "top": b"1"}
    for name, data in files.items():
        boto.put_object(Bucket=BUCKET, Key=run.prefix + name, Body=data)
    boto.put_object(Bucket=BUCKET, Key=run.prefix + "by hand/", Body=b"")  # as consoles mark a folder
    assert run.listed() == ["by hand", "top"]
    assert run.listed("by hand") == ["by hand/empty", "by hand/ä +%#.bin"]
    for name, data in files.items():
        assert requests.get(run.at(name), timeout=30).content == data
    fetched = client.download_artifacts(run.id, "top", str(tmp_path))
    assert open(fetched, "rb").read() == b"1"


@pytest.fixture
def in_memory(wire, tmp_path):
    """Another MinIO in the place of the first, whose disk does not wait for each of many small files; its boto3 client."""
    quick = Minio(tmp_path / "quick", megabytes=512)
    quick.boto().create_bucket(Bucket=BUCKET)
    with wire.given(target=quick.port):
        yield quick.boto()
    quick.kill()


def test_a_folder_of_ten_thousand_lists_whole_and_in_order(client, run, in_memory):
    # Not in the order of numbers: S3 compares bytes, so 10 stands before 2.
    expected, packed = sorted(str(i) for i in range(10_000)), io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as tar:
        for name in reversed(expected):
            tar.addfile(tarfile.TarInfo(f"{run.prefix}model/{name}"))
    # MinIO unpacks it: one request, where 10,000 would take minutes.
    in_memory.put_object(Bucket=BUCKET, Key=f"{run.prefix}all.tar", Body=packed.getvalue(), Metadata={"snowball-auto-extract": "true"})
    in_memory.put_object(Bucket=BUCKET, Key=f"{run.prefix}model2/other", Body=b"")
    assert run.listed("model") == [f"model/{name}" for name in expected]
    assert run.names("model") == expected
    assert [(file.path, file.is_dir) for file in client.list_artifacts(run.id, "model")] == [(f"model/{name}", False) for name in expected]
    assert run.listed() == ["model", "model2"]
    assert (run.listed("mode"), run.listed("model2"), run.listed("model/99990")) == ([], ["model2/other"], [])


@pytest.mark.parametrize("framing", ["chunked", "length"])
@pytest.mark.parametrize("size", [MIB, 12 * MIB])
def test_an_upload_cut_off_by_the_client_leaves_nothing(framing, size, run, parts, keys):
    address = urlsplit(run.at("half.bin"))
    with socket.create_connection((address.hostname, address.port)) as connection:
        length = "Transfer-Encoding: chunked" if framing == "chunked" else f"Content-Length: {size + MIB}"
        connection.sendall(f"PUT {address.path} HTTP/1.1\r\nHost: {address.netloc}\r\n{length}\r\n\r\n".encode())
        for _ in range(size // MIB):
            connection.sendall((b"100000\r\n" if framing == "chunked" else b"") + b"x" * MIB + (b"\r\n" if framing == "chunked" else b""))
        if size > 10 * MIB:
            await_that(lambda: parts(run.prefix + "half.bin"), "parts are on their way")
    await_that(lambda: not parts(run.prefix + "half.bin"), "the parts are removed")
    assert keys(run.prefix) == [] and run.listed() == []


def test_a_large_upload_through_the_server_leaves_its_file_and_no_parts(run, boto, parts, content):
    data = content(12 * MIB)
    assert requests.put(run.at("big.bin"), data=iter([data]), timeout=60).status_code == 200
    stored = boto.get_object(Bucket=BUCKET, Key=run.prefix + "big.bin")
    assert stored["Body"].read() == data and stored["ETag"].endswith('-3"')
    assert parts(run.prefix + "big.bin") == []

"""What `benchmarks/artifacts` measures; started by it, with the servers up."""

import argparse
import concurrent.futures
import os
import re
import statistics
import subprocess
import sys
import time
import urllib.request

import boto3
from botocore.config import Config
from counting_proxy import CountingProxy

MB = 1 << 20
PROXIED = "/api/2.0/mlflow-artifacts/artifacts/"
CURL = ["curl", "-fsS", "-H", "Expect:"]
wrong = []


def main():
    given = options()
    kinds = {"file": one_file, "many": many_files, "parallel": parallel, "presigned": presigned, "huge": huge}
    for name in given.only.split(","):
        kinds[name](given)
    for what in wrong:
        print(f"WRONG: {what}", flush=True)
    sys.exit(1 if wrong else 0)


def options():
    parser = argparse.ArgumentParser()
    for required in ("s3", "mlflow", "kiseki", "work", "heap"):
        parser.add_argument(f"--{required}", required=True)
    parser.add_argument("--services-pid", type=int, required=True)
    parser.add_argument("--only", default="file,many,parallel,presigned")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--warm-rounds", type=int, default=6)
    parser.add_argument("--file-mb", type=int, default=1024)
    parser.add_argument("--huge-gb", type=int, default=10)
    return parser.parse_args()


def one_file(given):
    """A large file through each server by curl, in turn, so that a slow minute hits all alike."""
    source = random_file(given.work, given.file_mb)
    ways = {
        "S3 itself": signed(given.s3, "direct.bin"),
        "MLflow": [f"{given.mlflow}{PROXIED}one.bin"] * 2,
        "Kiseki": [f"{given.kiseki}{PROXIED}one.bin"] * 2,
    }
    up, down = ({way: [] for way in ways} for _ in range(2))
    for _ in range(given.rounds):
        for way, (put, get) in ways.items():
            up[way].append(given.file_mb / timed(CURL + ["-T", source, "-o", "/dev/null", put]))
            down[way].append(given.file_mb / timed(CURL + ["-o", "/dev/null", get]))
    for way, (_, get) in ways.items():
        same(CURL + [get], f"cat {source}", f"the file by {way}")
    head(f"One file of {given.file_mb} MB, curl, MB/s: median of {given.rounds} rounds in turn", "", *ways, "Kiseki / MLflow", "Kiseki / S3")
    for direction, seen in ("up", up), ("down", down):
        middle = {way: statistics.median(values) for way, values in seen.items()}
        row(direction, *(f"{rate:.0f}" for rate in middle.values()), f"{middle['Kiseki'] / middle['MLflow']:.1f}",
            f"{middle['Kiseki'] / middle['S3 itself']:.0%}")


def signed(endpoint, key):
    s3 = boto3.client("s3", endpoint_url=endpoint, aws_access_key_id="kiseki", aws_secret_access_key="kiseki-local", region_name="us-east-1",
                      config=Config(signature_version="s3v4", s3={"addressing_style": "path"}))
    return [s3.generate_presigned_url(call, {"Bucket": "kiseki", "Key": key}, 7200) for call in ("put_object", "get_object")]


def many_files(given):
    """A folder of small files by the stock client's log_artifacts, each time to a new run."""
    folder = os.path.join(given.work, "many")
    os.makedirs(folder)
    for i in range(1000):
        with open(os.path.join(folder, f"{i:04}.bin"), "wb") as file:
            file.write(os.urandom(10_000))
    seconds = {"MLflow": [], "Kiseki": []}
    for _ in range(given.warm_rounds + given.rounds):
        for name, uri in ("MLflow", given.mlflow), ("Kiseki", given.kiseki):
            seconds[name].append(float(client(LOG_FOLDER, uri, folder)))
    head(f"1,000 files of 10 KB, log_artifacts of the stock client, s: in turn, median of {given.rounds} rounds after {given.warm_rounds}",
         "", *seconds, "MLflow / Kiseki")
    for when, rounds in ("the first after a start", slice(1)), ("warm", slice(given.warm_rounds, None)):
        mlflow, kiseki = (statistics.median(seconds[name][rounds]) for name in ("MLflow", "Kiseki"))
        row(when, f"{mlflow:.1f}", f"{kiseki:.1f}", f"{mlflow / kiseki:.1f}")


LOG_FOLDER = """
import sys, time, mlflow
mlflow.set_tracking_uri(sys.argv[1])
client = mlflow.MlflowClient()
run = client.create_run("0").info.run_id
client.log_text(run, "x", "warm.txt")
begun = time.perf_counter()
client.log_artifacts(run, sys.argv[2], "many")
took = time.perf_counter() - begun
assert len(client.list_artifacts(run, "many")) == 1000
print(took)
"""


def parallel(given):
    """32 clients with 100 MB each at once, up and then down."""
    source = random_file(given.work, 100)
    head("32 clients x 100 MB at once", "", "MB/s", "failed", "services before, MB", "services' peak, MB")
    for name, uri, pid in ("MLflow", given.mlflow, 0), ("Kiseki", given.kiseki, given.services_pid):
        for direction, action in ("up", ["-T", source, "-o", "/dev/null"]), ("down", ["-o", "/dev/null"]):
            before = reset_peak(pid)
            begun = time.perf_counter()
            with concurrent.futures.ThreadPoolExecutor(32) as pool:
                calls = [CURL + ["--retry", "0"] + action + [f"{uri}{PROXIED}p/{i}.bin"] for i in range(32)]
                statuses = list(pool.map(lambda call: subprocess.run(call, stderr=subprocess.DEVNULL).returncode, calls))
            rate = 3200 / (time.perf_counter() - begun)
            failed = sum(status != 0 for status in statuses)
            if pid and failed:
                wrong.append(f"{failed} of 32 at once failed ({direction})")
            row(f"{name}, {direction}", f"{rate:.0f}", failed, *((before, peak(pid)) if pid else ("", "")))
    for i in range(0, 32, 8):
        same(CURL + [f"{given.kiseki}{PROXIED}p/{i}.bin"], f"cat {source}", f"file {i} of 32")


def presigned(given):
    """The stock client past the server: what of 200 MB goes through Kiseki's port, by a proxy that counts."""
    source = random_file(given.work, 200)
    host, port = given.kiseki.removeprefix("http://").split(":")
    with CountingProxy(host, int(port)) as proxy:
        os.environ.update(MLFLOW_MULTIPART_UPLOAD_MINIMUM_FILE_SIZE=str(50 * MB))
        client(LOG_LARGE, proxy.uri, source)
        sent, received = proxy.sent, proxy.received
    del os.environ["MLFLOW_MULTIPART_UPLOAD_MINIMUM_FILE_SIZE"]
    size = 200 * MB
    head("One file of 200 MB by the stock client, up and down, in parts past the server", "bytes to Kiseki", "bytes from Kiseki", "of the file's")
    row(f"{sent:,}", f"{received:,}", "0" if sent + received < MB else f"{(sent + received) / (2 * size):.1%}")
    if sent + received >= MB:
        wrong.append("bytes of the file passed through Kiseki")


LOG_LARGE = """
import filecmp, os, sys, tempfile, mlflow
mlflow.set_tracking_uri(sys.argv[1])
client = mlflow.MlflowClient()
run = client.create_run("0").info.run_id
client.log_artifact(run, sys.argv[2])
with tempfile.TemporaryDirectory(dir=os.path.dirname(sys.argv[2])) as to:
    got = client.download_artifacts(run, os.path.basename(sys.argv[2]), to)
    assert filecmp.cmp(got, sys.argv[2], shallow=False)
"""


def huge(given):
    """A file that is never whole anywhere here: made by a cipher, sent without its length, compared as it comes back."""
    size = given.huge_gb << 30
    made = f"head -c {size} /dev/zero | openssl enc -aes-128-ctr -K {'0' * 31}7 -iv {'0' * 32} -nosalt"
    url = f"{given.kiseki}{PROXIED}huge.bin"
    head(f"One file of {given.huge_gb} GB of unknown length, heap of all services together {given.heap}", "", "MB/s", "services before, MB", "services' peak, MB")
    for direction in "up", "down":
        before = reset_peak(given.services_pid)
        begun = time.perf_counter()
        if direction == "up":
            subprocess.run(["bash", "-c", f"set -o pipefail; {made} | curl -fsS -H Expect: -T - {url}"], check=True)
        else:
            same(CURL + [url], made, f"{given.huge_gb} GB")
        row(direction, f"{size / MB / (time.perf_counter() - begun):.0f}", before, peak(given.services_pid))
    urllib.request.urlopen(urllib.request.Request(url, method="DELETE")).close()


def timed(command):
    begun = time.perf_counter()
    subprocess.run(command, check=True)
    return time.perf_counter() - begun


def same(command, expected, what):
    """Compares what a command prints with what a shell prints."""
    with subprocess.Popen(command, stdout=subprocess.PIPE) as got:
        done = subprocess.run(["bash", "-c", f"cmp - <({expected})"], stdin=got.stdout, capture_output=True, text=True)
        got.stdout.close()
    if got.returncode or done.returncode:
        wrong.append(f"{what} came back other than it was sent: {done.stdout}{done.stderr}")


def client(program, *args):
    quiet = {"MLFLOW_DISABLE_TELEMETRY": "true", "MLFLOW_ENABLE_ARTIFACTS_PROGRESS_BAR": "false"}
    done = subprocess.run([sys.executable, "-W", "ignore", "-c", program, *args], env={**os.environ, **quiet}, stdout=subprocess.PIPE, text=True, check=True)
    return done.stdout.strip().splitlines()[-1] if done.stdout.strip() else ""


def random_file(work, mb):
    path = os.path.join(work, f"random-{mb}.bin")
    if not os.path.exists(path):
        with open(path, "wb") as file:
            for _ in range(mb):
                file.write(os.urandom(MB))
    return path


def reset_peak(pid):
    """Resident MB now; the kernel's highest mark begins anew."""
    if not pid:
        return 0
    with open(f"/proc/{pid}/clear_refs", "w") as file:
        file.write("5")
    return resident(pid, "VmRSS")


def peak(pid):
    return resident(pid, "VmHWM")


def resident(pid, field):
    with open(f"/proc/{pid}/status") as file:
        return int(re.search(rf"{field}:\s+(\d+)", file.read())[1]) // 1024


def head(title, *columns):
    print(f"\n### {title}\n")
    row(*columns)
    row(*("---" if i == 0 else "---:" for i in range(len(columns))))


def row(*cells):
    print("| " + " | ".join(str(cell) for cell in cells) + " |", flush=True)


if __name__ == "__main__":
    main()

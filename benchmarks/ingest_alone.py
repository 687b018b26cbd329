"""Resident memory of one ingest-api by itself while 32 clients send and fetch 100 MB each; started by `benchmarks/artifacts --alone`."""

import argparse
import concurrent.futures
import os
import subprocess
import sys
import tempfile
import time
import uuid
from pathlib import Path

TOP = Path(__file__).parents[1]
sys.path.insert(0, str(TOP / "end-to-end/python"))
os.environ["MALLOC_ARENA_MAX"] = "2"  # as images and launcher have it

from servers.kafka_brokers import KafkaBrokers  # noqa: E402
from servers.kiseki_service import KisekiService  # noqa: E402
from storage.minio import BUCKET, PASSWORD, USER, Minio  # noqa: E402

MB = 1 << 20
CURL = ["curl", "-fsS", "-H", "Expect:"]


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--heap", default="256m", help="in MB, as 256m")
    parser.add_argument("--jvm", default="", help="more options for its JVM, which win")
    parser.add_argument("--clients", type=int, default=32)
    parser.add_argument("--file-mb", type=int, default=100)
    parser.add_argument("--rounds", type=int, default=2)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="kiseki-ingest-alone.") as work:
        measure(given, Path(work))


def measure(given: argparse.Namespace, work: Path) -> None:
    minio, brokers, service = Minio(work / "minio"), None, None
    try:
        brokers = KafkaBrokers(work / "kafka", 1)
        settings = {
            "kiseki.kafka.bootstrap-servers": brokers.bootstrap,
            "kiseki.kafka.topic-prefix": f"alone-{uuid.uuid4().hex[:8]}",
            "kiseki.s3.endpoint": minio.uri, "kiseki.s3.access-key": USER, "kiseki.s3.secret-key": PASSWORD, "kiseki.s3.bucket": BUCKET,
        }  # fmt: skip
        service = KisekiService("ingest-api", settings, heap=given.heap, prefix=("env", f"JDK_JAVA_OPTIONS={flags(given)}"))
        transfer(given, service, work)
    finally:
        if service:
            service.stop()
        if brokers:
            brokers.stop()
        minio.kill()


def flags(given: argparse.Namespace) -> str:
    """Those that deploy/images/kiseki/bin/kiseki gives to a container with such a heap."""
    direct = int(given.heap.removesuffix("m")) * 25 // 70
    return f"-Xms{given.heap} -XX:NewRatio=1 -XX:MetaspaceSize=128m -XX:MaxDirectMemorySize={direct}m -XX:-UsePerfData -XX:TrimNativeHeapInterval=5000 {given.jvm}".strip()


def transfer(given: argparse.Namespace, service: KisekiService, work: Path) -> None:
    source = work / "random.bin"
    source.write_bytes(os.urandom(given.file_mb * MB))
    at = f"{service.uri}/api/2.0/mlflow-artifacts/artifacts/alone"
    # Its readiness waits for a fold that is not there; artifacts need none.
    subprocess.run([*CURL, "--retry", "60", "--retry-all-errors", "--retry-delay", "1", "-T", source, f"{at}/first"], check=True, stdout=subprocess.DEVNULL)
    print(f"\n### {given.clients} clients x {given.file_mb} MB, ingest-api alone, heap {given.heap}: MB resident\n")
    print("| | MB/s | failed | before | at most | heap and JVM options |\n| --- | ---: | ---: | ---: | ---: | --- |")
    failed = 0
    for number in range(1, given.rounds + 1):
        for way, action in ("up", ["-T", str(source)]), ("down", []):
            failed += one_way(given, service, f"{way}, {number}", [*CURL, *action], at)
    fetched = subprocess.run([*CURL, f"{at}/{given.clients - 1}"], capture_output=True, check=True).stdout
    assert fetched == source.read_bytes(), "it came back other than it was sent"
    sys.exit(1 if failed else 0)


def one_way(given: argparse.Namespace, service: KisekiService, name: str, command: list[str], at: str) -> int:
    process = Path(f"/proc/{service.process.pid}")
    (process / "clear_refs").write_text("5")  # the kernel's highest mark begins anew
    before, begun = resident(process, "VmRSS"), time.perf_counter()
    with concurrent.futures.ThreadPoolExecutor(given.clients) as pool:
        calls = [[*command, "-o", "/dev/null", f"{at}/{i}"] for i in range(given.clients)]
        failed = sum(status != 0 for status in pool.map(subprocess.call, calls))
    rate = given.clients * given.file_mb / (time.perf_counter() - begun)
    print(f"| {name} | {rate:.0f} | {failed} | {before} | {resident(process, 'VmHWM')} | {flags(given)} |", flush=True)
    return failed


def resident(process: Path, field: str) -> int:
    found = next(line for line in (process / "status").read_text().splitlines() if line.startswith(field))
    return int(found.split()[1]) // 1024


if __name__ == "__main__":
    main()

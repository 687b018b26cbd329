"""What n partitions and n processors cost, on one machine; started by `benchmarks/scale`."""

import argparse
import json
import os
import re
import resource
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
import uuid
from pathlib import Path

TOP = Path(__file__).parents[1]
sys.path.insert(0, str(TOP / "end-to-end/python"))
os.environ["MALLOC_ARENA_MAX"] = "2"  # as images and launcher have it

from proxy.conftest import Proxy  # noqa: E402
from servers.cassandra_nodes import CassandraNodes  # noqa: E402
from servers.children import dies_with_parent  # noqa: E402
from servers.kafka_brokers import KafkaBrokers  # noqa: E402
from servers.kiseki_service import KisekiService  # noqa: E402
from servers.mlflow_server import free_port  # noqa: E402
from storage.minio import BUCKET, PASSWORD, USER, Minio  # noqa: E402

DEFAULT = "1x1,4x1,16x1,4x2,16x2,4x4,16x4,4x2s"
GENERATOR = ["java", "-Xmx512m", "-XX:+UseSerialGC", "-jar", str(TOP / "benchmarks/target/benchmarks.jar")]
QUERIES = ["best", "newest", "one-hit", "metric-and-param"]
DISTURBED = ["stolen", "others"]  # shares of the machine that somebody else took meanwhile
TICKS = os.sysconf("SC_CLK_TCK")
ROLES = ["ingest", "processors", "query", "kafka", "cassandra", "proxy", "generator"]


class Installation:
    """One ingest-api, one query-api and the processors of a configuration, on servers that all configurations share."""

    def __init__(self, config: str, work: Path, brokers: KafkaBrokers, nodes: CassandraNodes, minio: Minio) -> None:
        partitions, processors, standby = re.fullmatch(r"(\d+)x(\d+)(s?)", config).groups()
        self.name, self.logs, self.brokers, self.nodes = f"s{uuid.uuid4().hex[:8]}", brokers.folder / "1", brokers, nodes
        kafka = {"kiseki.kafka.bootstrap-servers": brokers.bootstrap, "kiseki.kafka.topic-prefix": self.name, "kiseki.kafka.run-partitions": partitions}
        s3 = {"kiseki.s3.endpoint": minio.uri, "kiseki.s3.access-key": USER, "kiseki.s3.secret-key": PASSWORD, "kiseki.s3.bucket": BUCKET}
        cassandra = {"kiseki.cassandra.contact-points": nodes.contact_points, "kiseki.cassandra.keyspace": self.name}
        self.services: list[KisekiService] = []
        self.proxy = None
        try:
            self.processors = [
                self._start("stream-processor", {
                    **kafka, **s3, **cassandra,
                    "kiseki.processor.application-id": f"{self.name}-fold",
                    "kiseki.processor.state-directory": work / self.name / str(n),
                    "kiseki.processor.shard-port": free_port(),
                    "kiseki.processor.instance-id": f"processor-{n}",
                    "kiseki.processor.standby-replicas": 1 if standby else 0,
                }, "640m")
                for n in range(int(processors))
            ]  # fmt: skip
            self.ingest = self._start("ingest-api", {**kafka, **s3}, "384m")
            self.query = self._start("query-api", {**kafka, **cassandra}, "384m")
            for service in self.services:
                service.await_ready(240)
            self.await_copies(int(partitions), bool(standby))
            with open(work / "proxy.log", "a") as log:
                self.proxy = Proxy(*(f"127.0.0.1:{s.port}" for s in (self.ingest, self.query)), log)
            self.uri = f"http://127.0.0.1:{self.proxy.port}"
            self.proxy.until(lambda: self.proxy.status("GET", "/api/2.0/mlflow/experiments/get?experiment_id=0") == 200)
        except BaseException:
            self.stop()
            raise

    def _start(self, module: str, settings: dict, heap: str) -> KisekiService:
        self.services.append(KisekiService(module, settings, heap))
        return self.services[-1]

    def await_copies(self, partitions: int, standby: bool) -> None:
        deadline = time.monotonic() + 120
        wanted = [partitions, partitions if standby else 0]
        while (held := [self.metric("kiseki_shard_partitions", f'role="{role}"') for role in ("owner", "standby")]) != wanted:
            assert time.monotonic() < deadline, f"owners and standbys {held}, not {wanted}"
            time.sleep(0.3)

    def metric(self, name: str, label: str = "", *, of: list[KisekiService] | None = None) -> float:
        """The sum over all processors, or others, and over all lines that have the label."""
        return sum(
            float(line.rsplit(" ", 1)[1])
            for service in of or self.processors
            for line in urllib.request.urlopen(f"{service.uri}/metrics", timeout=10).read().decode().splitlines()
            if re.match(rf"{name}[ {{]", line) and label in line
        )

    def pids(self, generator: int | None = None) -> dict[str, list[int]]:
        return {
            "ingest": [self.ingest.process.pid],
            "processors": [p.process.pid for p in self.processors],
            "query": [self.query.process.pid],
            "kafka": [self.brokers.processes[1].pid],
            "cassandra": [self.nodes.processes[0].pid],
            "proxy": children(self.proxy.process.pid),
            **({"generator": [generator]} if generator else {}),
        }

    def kafka_bytes(self, topics: str) -> int:
        # Of the log alone: indexes are files of 10 MB with nothing in most of them.
        return sum(f.stat().st_size for f in self.logs.glob(f"{topics}-[0-9]*/*.log"))

    def stored(self) -> dict[str, float]:
        """What grows with what is written."""
        return {
            "points": self.metric("kiseki_fold_points_total"),
            "log": self.kafka_bytes(f"{self.name}.run-events"),
            "changelog": self.kafka_bytes(f"{self.name}-fold-*-changelog"),
            "history_points": self.metric("kiseki_history_points_total", 'by="promotion"'),
            "history_bytes": self.metric("kiseki_history_bytes_total"),
            "documents": self.metric("kiseki_state_bytes", 'family="runs"'),
            "index": self.metric("kiseki_state_bytes", 'family="index"'),
            "pending": self.metric("kiseki_publish_seconds_count", 'outcome="pending"', of=[self.ingest]),
            "visible": self.metric("kiseki_publish_seconds_count", 'outcome="visible"', of=[self.ingest]),
        }

    def stop(self) -> None:
        if self.proxy:
            self.proxy.stop()
        for service in self.services:
            service.process.terminate()
        for service in self.services:
            service.stop()


def children(pid: int) -> list[int]:
    """With the process itself: HAProxy works in a child when it is given no -db."""
    below = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [pid, *map(int, below)]


def cpu(pids: list[int]) -> float:
    """Seconds that these processes have computed, each thread of them."""
    seconds = 0.0
    for pid in pids:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        seconds += (int(fields[11]) + int(fields[12])) / TICKS
    return seconds


def compiling(pids: list[int]) -> float:
    """What of it the JVMs' compilers took, which are busy for more than a minute."""
    ticks = 0
    for pid in pids:
        for thread in Path(f"/proc/{pid}/task").iterdir():
            try:
                _, name, rest = re.fullmatch(r"(\d+) \((.*)\) (.*)", (thread / "stat").read_text().strip()).groups()
            except FileNotFoundError:
                continue  # it has just ended
            if re.match("C[12] Compiler", name):
                ticks += sum(map(int, rest.split()[11:13]))
    return ticks / TICKS


def resident(pids: list[int]) -> int:
    """MB."""
    lines = [line for pid in pids for line in Path(f"/proc/{pid}/status").read_text().splitlines() if line.startswith("VmRSS")]
    return sum(int(line.split()[1]) for line in lines) // 1024


class Window:
    """CPU time by process from its making on, and the shares of the machine that its host and other processes on it took."""

    def __init__(self, pids: dict[str, list[int]]) -> None:
        self.pids, self.began, self.stat, self.own = pids, time.perf_counter(), self._stat(), self._own()
        self.before = {role: (cpu(of), compiling(of)) for role, of in pids.items()}

    @staticmethod
    def _stat() -> list[int]:
        return [int(n) for n in Path("/proc/stat").read_text().split("\n", 1)[0].split()[1:9]]

    @staticmethod
    def _own() -> float:
        """Seconds of this process and of generators that have ended."""
        used = [resource.getrusage(whose) for whose in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
        return sum(one.ru_utime + one.ru_stime for one in used)

    def end(self) -> dict:
        spent = {role: cpu(of) - self.before[role][0] for role, of in self.pids.items()}
        compiled = {role: max(0.0, compiling(of) - self.before[role][1]) for role, of in self.pids.items()}
        seconds = time.perf_counter() - self.began
        parts = [now - then for now, then in zip(self._stat(), self.stat)]
        busy = sum(parts) - parts[3] - parts[4] - parts[7]  # without idle, waiting for disks, stolen
        others = busy / TICKS - sum(spent.values()) - (self._own() - self.own)
        return {"seconds": seconds, "cpu": spent, "compiling": compiled, "stolen": parts[7] / sum(parts), "others": max(0.0, others * TICKS / sum(parts))}


def press(at: Installation, work: Path, workload: str, warm_up: int, seconds: int) -> dict:
    """What the generator saw, and what the processes did within the time that it measured."""
    out = work / "press.tsv"
    out.unlink(missing_ok=True)
    before = at.stored()
    options = [at.uri, "--only", workload, "--warm-up", str(warm_up), "--seconds", str(seconds), "--out", str(out)]
    with subprocess.Popen([*GENERATOR, *options], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, preexec_fn=dies_with_parent) as generator:
        try:
            generator.stderr.readline()  # it begins
            time.sleep(warm_up + 1)
            folded, window = at.metric("kiseki_fold_points_total"), Window(at.pids(generator.pid))
            time.sleep(seconds - 2)
            found = window.end()
            found["folded"] = at.metric("kiseki_fold_points_total") - folded
            said = generator.stderr.read()
        except BaseException:
            generator.kill()
            raise
    assert generator.returncode == 0, said
    fields = out.read_text().strip().split("\t")
    found |= {"requests_s": float(fields[3]), "points_s": float(fields[4]), "p50": float(fields[5]), "p99": float(fields[7])}
    found["resident"] = {role: resident(of) for role, of in at.pids().items()}
    found["grown"] = {key: value - before[key] for key, value in at.stored().items()}
    return found


def fill(at: Installation, runs: int) -> dict:
    before, window = at.stored(), Window(at.pids())
    # Straight to ingest-api; what it makes is searched straight at query-api, so the proxy's part is in neither.
    subprocess.run([*GENERATOR, "fill", at.ingest.uri, "--experiment", "s", "--runs", str(runs)], check=True, capture_output=True)
    found = window.end()
    time.sleep(3)  # commits, so that the changelog has it
    return found | {"runs": runs, "grown": {key: value - before[key] for key, value in at.stored().items()}}


def search(at: Installation, work: Path, runs: int) -> dict:
    out = work / "search.tsv"
    out.unlink(missing_ok=True)
    options = ["--experiment", "s", "--runs", str(runs), "--only", ",".join(QUERIES), "--paging", "no", "--warm-up", "4", "--seconds", "3", "--out", str(out)]
    window = Window(at.pids())
    subprocess.run([*GENERATOR, "search", at.query.uri, *options], check=True, capture_output=True)
    found, rows = window.end(), [line.split("\t") for line in out.read_text().splitlines()]
    found["queries"] = {row[0]: {"p50": float(row[2]), "p99": float(row[3]), "requests": int(row[6]), "stolen": float(row[8])} for row in rows}
    return found


def idle(at: Installation) -> dict:
    time.sleep(4)
    window = Window(at.pids())
    time.sleep(8)
    return window.end() | {"resident": {role: resident(of) for role, of in at.pids().items()}}


def loop() -> float:
    """Milliseconds of a million additions here: hosts differ, and one host from hour to hour."""
    best = float("inf")
    for _ in range(5):
        began, total = time.perf_counter(), 0
        for number in range(1_000_000):
            total += number
        best = min(best, time.perf_counter() - began)
    return best * 1e3


def measure(config: str, given: argparse.Namespace, work: Path, *servers) -> dict:
    print(f"measuring {config}", file=sys.stderr, flush=True)
    at = Installation(config, work, *servers)
    # Each processor compiles for itself, on the same cores.
    warm_up = given.warm_up + 10 * (len(at.processors) - 1)
    try:
        return {
            "config": config,
            "loop": loop(),
            "batch": press(at, work, "batch-4", warm_up, given.seconds),
            "small": press(at, work, "metric-16", warm_up * 2 // 5, 9),
            "fill": fill(at, given.runs),
            "search": search(at, work, given.runs),
            "idle": idle(at),
        }
    finally:
        at.stop()


def warm(work: Path, *servers) -> None:
    """What all configurations share is compiled by then: else the first one would pay for it."""
    print("warming up Kafka and Cassandra", file=sys.stderr, flush=True)
    at = Installation("4x1", work, *servers)
    try:
        press(at, work, "batch-4", 40, 3)
        press(at, work, "metric-16", 10, 3)
    finally:
        at.stop()


def table(title: str, columns: list[str], rows: list[list[str]]) -> None:
    print(f"\n### {title}\n\n| {' | '.join(columns)} |\n| --- |{' ---: |' * (len(columns) - 1)}")
    for row in rows:
        print(f"| {' | '.join(row)} |")


def disturbed(of: dict) -> list[str]:
    return [f"{of[by] * 100:.0f} %" for by in DISTURBED]


def tables(all_of: list[dict], runs: int) -> None:
    for kind, title in ("batch", "log-batch of 10 keys x 100 steps, 4 clients, 4 runs"), ("small", "log-metric, 16 clients, 16 runs"):
        table(
            title,
            ["partitions x processors", "points/s", "of them folded meanwhile", "p50 ms", "p99 ms", "pending", "cores busy", "loop ms", *DISTURBED],
            [
                [
                    one["config"], f"{of['points_s']:,.0f}", f"{of['folded'] / of['seconds']:,.0f}", f"{of['p50']:.2f}", f"{of['p99']:.1f}",
                    f"{of['grown']['pending']:.0f}", f"{sum(of['cpu'].values()) / of['seconds']:.2f}", f"{one['loop']:.0f}", *disturbed(of),
                ]
                for one in all_of
                for of in [one[kind]]
            ],
        )  # fmt: skip
        table(
            f"CPU seconds for 1,000,000 points of these ({'1,000 requests' if kind == 'batch' else '1,000,000 requests'})",
            ["partitions x processors", *ROLES, "without generator", "of it compiling"],
            [
                [
                    one["config"], *(f"{a_million(of, [role]):.2f}" for role in ROLES),
                    f"{a_million(of, ROLES[:-1]):.2f}", f"{a_million(of, ROLES[:-1], 'compiling'):.2f}",
                ]
                for one in all_of
                for of in [one[kind]]
            ],
        )  # fmt: skip
    table(
        "Bytes a point, and MB resident after that",
        ["partitions x processors", "log", "changelog", "Cassandra's rows", "small: log", "small: changelog", *ROLES[:-1]],
        [
            [
                one["config"], *(f"{one['batch']['grown'][k] / one['batch']['grown']['points']:.2f}" for k in ("log", "changelog")),
                f"{one['batch']['grown']['history_bytes'] / max(1, one['batch']['grown']['history_points']):.2f}",
                *(f"{one['small']['grown'][k] / one['small']['grown']['points']:.0f}" for k in ("log", "changelog")),
                *(str(one["small"]["resident"][role]) for role in ROLES[:-1]),
            ]
            for one in all_of
        ],
    )  # fmt: skip
    table(
        f"{runs:,} runs made, two requests each: CPU milliseconds and bytes a run",
        ["partitions x processors", "runs/s", *(f"{role} ms" for role in ROLES[:4]), "log", "changelog", "document", "index", *DISTURBED],
        [
            [
                one["config"], f"{runs / of['seconds']:,.0f}", *(f"{of['cpu'][role] / runs * 1e3:.2f}" for role in ROLES[:4]),
                *(f"{of['grown'][key] / runs:,.0f}" for key in ("log", "changelog", "documents", "index")), *disturbed(of),
            ]
            for one in all_of
            for of in [one["fill"]]
        ],
    )  # fmt: skip
    table(
        f"Searches over {runs:,} runs, one client: p50 (p99) ms, CPU milliseconds a search over all of these",
        ["partitions x processors", *QUERIES, "query", "processors", *DISTURBED],
        [
            [
                one["config"], *(f"{q['p50']:.2f} ({q['p99']:.1f})" for q in (of["queries"][name] for name in QUERIES)),
                *(f"{of['cpu'][role] / searches(of) * 1e3:.2f}" for role in ("query", "processors")), *disturbed(of),
            ]
            for one in all_of
            for of in [one["search"]]
        ],
    )  # fmt: skip
    table(
        "Idle for 8 s after that: percent of one core, MB resident",
        ["partitions x processors", *ROLES[:5], *(f"{role} MB" for role in ROLES[:4]), *DISTURBED],
        [
            [
                one["config"], *(f"{of['cpu'][role] / of['seconds'] * 100:.1f}" for role in ROLES[:5]),
                *(str(of["resident"][role]) for role in ROLES[:4]), *disturbed(of),
            ]
            for one in all_of
            for of in [one["idle"]]
        ],
    )  # fmt: skip


def a_million(of: dict, roles: list[str], of_what: str = "cpu") -> float:
    """Seconds for so many points."""
    return sum(of[of_what][role] for role in roles) / of["folded"] * 1e6


def searches(of: dict) -> float:
    """With those of the warm-up, 4 s beside 3."""
    return sum(q["requests"] for q in of["queries"].values()) * 7 / 3


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--only", default=DEFAULT, help="PARTITIONSxPROCESSORS,.., with an s behind it with standbys")
    parser.add_argument("--runs", type=int, default=5000)
    parser.add_argument("--warm-up", type=int, default=75)
    parser.add_argument("--seconds", type=int, default=12)
    parser.add_argument("--out", type=Path)
    given = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that it cleans up
    minio, brokers, nodes, found = None, None, None, []
    with tempfile.TemporaryDirectory(prefix="kiseki-scale.") as folder:
        work = Path(folder)
        try:
            minio = Minio(work / "minio")
            # Nothing is compacted meanwhile: so files show what was appended.
            brokers = KafkaBrokers(work / "kafka", 1, {"log.cleaner.backoff.ms": 3_600_000})
            nodes = CassandraNodes(work / "cassandra", 1)
            warm(work, brokers, nodes, minio)
            for config in given.only.split(","):
                found.append(measure(config, given, work, brokers, nodes, minio))
                if given.out:
                    given.out.mkdir(parents=True, exist_ok=True)
                    (given.out / f"scale-{config}.json").write_text(json.dumps(found[-1], indent=1))
        finally:
            for server in (nodes, brokers):
                if server:
                    server.stop()
            if minio:
                minio.kill()
    tables(found, given.runs)
    print(f"\nMeasured {given.seconds} s after {given.warm_up} s of warm-up, 10 s more for each further processor; {os.cpu_count()} cores.")


if __name__ == "__main__":
    main()

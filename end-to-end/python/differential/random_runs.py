"""Random runs and experiments, the same on any server: what ties, what is missing, NaN, and texts that tell one reading from another."""

import random
import time
from dataclasses import dataclass, field

from searching.server import Server

EXPERIMENTS = 3
# What a text may hold: signs that LIKE, quotes, comments and separators mean something to, and letters that only some foldings equate.
TEXTS = [
    "", " ", "a", "A", "b", "ab", "aB", "a_b", "axb", "a%b", "100%", "_", "10", "9", "1.0", "é", "É", "e\u0301", "ß", "SS", "K", "\u212a",
    "\uff5e", "\U0001f600", "\U0001f600b", "日本", "it's", 'say "hi"', "it''s", "tail\\", "a\\'b", "-- x", "a;b", "/* c */", "(a)", "a, b",
    "a AND b", "NULL", "`tick`", "$a", " lead", "trail ", "two\nlines", "tab\tbed", "x" * 70 + "1", "x" * 70 + "2",
]  # fmt: skip
WILD = [
    0.0, -0.0, 1.0, -1.0, 0.1, 0.1 + 0.2, 1e308, -1e308, 1.7976931348623157e308, -1.7976931348623157e308, 5e-324, -5e-324, 1e-300, 2.0**53,
    2.0**53 + 2, 123456789012345678.0, "NaN", "Infinity", "-Infinity",
]  # fmt: skip
METRICS = ["m", "loss", "val/loss", "top k", "é", "wild"]
PARAMS = ["p", "lr", "model name", "a.b"]
TAGS = ["t", "team:x", "ключ"]
STATUSES = ["RUNNING", "SCHEDULED", "FINISHED", "FAILED", "KILLED"]
START = 1_600_000_000_000


@dataclass(frozen=True)
class RunFacts:
    label: str
    experiment: int
    start: int
    name: str
    user: str
    points: tuple[tuple[str, float | str, int, int], ...]  # key, value, timestamp, step
    params: dict[str, str] = field(hash=False)
    tags: dict[str, str] = field(hash=False)
    status: str | None
    end: int | None
    deleted: bool
    nameless: bool  # its tag mlflow.runName is deleted, which filters by name read
    parent: str | None
    datasets: tuple[tuple[str, str, str | None], ...] = ()  # name, digest, context


def runs(dice: random.Random, number: int) -> list[RunFacts]:
    """Some share their start times; those tie wherever their order keys do."""
    made: list[RunFacts] = []
    starts = [START + 1000 * i for i in range(number * 2 // 3)]
    for i in range(number):
        start = starts[i] if i < len(starts) else dice.choice(starts)
        text = lambda: dice.choice(TEXTS)  # noqa: E731
        status = dice.choice([None, *STATUSES])
        made.append(
            RunFacts(
                label=f"r{i}", experiment=i % EXPERIMENTS, start=start,
                name=dice.choice([f"run {i}", "twice", "TWICE", text().strip() or "x"]), user=dice.choice(["u", "U", "ada", "Ödön"]),
                points=_points(dice), params={k: text() for k in PARAMS if dice.random() < 0.7},
                tags={k: text() for k in TAGS if dice.random() < 0.7} | {"label": f"r{i}"}, status=status,
                end=dice.choice([None, start + dice.choice([0, 5, 5000])]) if status else None,
                deleted=dice.random() < 0.15, nameless=dice.random() < 0.05,
                parent=dice.choice(made).label if made and dice.random() < 0.2 else None, datasets=_datasets(dice),
            )  # fmt: skip
        )
    return made


def _datasets(dice: random.Random) -> tuple[tuple[str, str, str | None], ...]:
    """No two of a run have the same name and digest."""
    names = [text for text in TEXTS if text and len(text) <= 36]
    used = {(dice.choice(names), dice.choice(["d1", "D1", "d2"])): dice.choice([None, *TEXTS]) for _ in range(dice.choice([0, 0, 1, 2, 3]))}
    return tuple((name, digest, context) for (name, digest), context in used.items())


def _points(dice: random.Random) -> tuple[tuple[str, float | str, int, int], ...]:
    """Histories: the latest is the one with the largest step, then time, then value, whichever came last."""
    values = {
        "m": lambda: dice.choice([0, 1, 2, 2, 3, -1, -0.0, "NaN"]),
        "wild": lambda: dice.choice(WILD),
        "loss": lambda: round(dice.expovariate(1), dice.choice([0, 1, 17])),
    }
    points = []
    for key in METRICS:
        if dice.random() < 0.75:
            for _ in range(dice.choice([1, 1, 1, 2, 4])):
                number = values.get(key, lambda: dice.choice([0.25, 0.5, 0.5, -7, "NaN"]))()
                points.append((key, number, dice.choice([1, 2]), dice.choice([-1, 0, 0, 1, 2])))
    return tuple(points)


def log_runs(server: Server, token: str, facts: list[RunFacts]) -> dict[str, str]:
    """What the server calls the experiments `e0` and so on and the runs by their labels."""
    names = {f"e{i}": server.experiment(f"{token} runs {i}") for i in range(EXPERIMENTS)}
    for run in facts:
        run_id = names[run.label] = server.run(names[f"e{run.experiment}"], run.start, run.name, run.user)
        tags = run.tags | ({"mlflow.parentRunId": names[run.parent]} if run.parent else {})
        points = [{"key": k, "value": v, "timestamp": t, "step": s} for k, v, t, s in run.points]
        half = len(points) // 2
        server.log(run_id, points[:half], run.params, tags)
        if points:
            server.log(run_id, points[half:])
        if run.datasets:
            server.must("runs/log-inputs", {"run_id": run_id, "datasets": [_dataset_input(*use) for use in run.datasets]})
        if run.status:
            body = {"run_id": run_id, "status": run.status}
            server.must("runs/update", body if run.end is None else body | {"end_time": run.end})
        if run.nameless:
            server.must("runs/delete-tag", {"run_id": run_id, "key": "mlflow.runName"})
        if run.deleted:
            server.must("runs/delete", {"run_id": run_id})
    return names


def _dataset_input(name: str, digest: str, context: str | None) -> dict:
    tags = [] if context is None else [{"key": "mlflow.data.context", "value": context}]
    return {"dataset": {"name": name, "digest": digest, "source_type": "t", "source": "s"}, "tags": tags}


def log_experiments(server: Server, token: str, dice: random.Random, number: int) -> dict[str, str]:
    """Ids as `e0` .., times of creation `c0` .. and of the last change `u0` .., none of which two share."""
    names: dict[str, str] = {}
    for i in range(number):
        text = dice.choice(TEXTS).strip()
        tags = {k: dice.choice(TEXTS) for k in TAGS if dice.random() < 0.6}
        time.sleep(0.002)
        names[f"e{i}"] = server.experiment(f"{token} {text}{i}", tags)
    for i in dice.sample(range(number), number // 2):
        time.sleep(0.002)
        change = dice.choice(["rename", "delete", "delete", "restore"])
        if change == "rename":
            server.must("experiments/update", {"experiment_id": names[f"e{i}"], "new_name": f"{token} {dice.choice('aB_%')} {i}"})
        else:
            server.must("experiments/delete", {"experiment_id": names[f"e{i}"]})
        if change == "restore":
            time.sleep(0.002)
            server.must("experiments/restore", {"experiment_id": names[f"e{i}"]})
    body = {"max_results": 1000, "view_type": "ALL", "filter": f"name LIKE '{token}%'"}
    ids = {names[f"e{i}"]: i for i in range(number)}
    for row in server.must("experiments/search", body)["experiments"]:
        i = ids[row["experiment_id"]]
        names |= {f"c{i}": str(row["creation_time"]), f"u{i}": str(row["last_update_time"])}
    return names

"""What was logged to a run, and what docs/search.md makes of it: plain Python, to judge a server's answers by."""

import math
import random
from dataclasses import dataclass, field

LARGEST = 1.7976931348623157e308
FUNCTIONS = ("last", "first", "min", "max", "min_step", "max_step", "nan_step", "mean", "count")
HOUR = 3_600_000


@dataclass
class Facts:
    name: str
    start: int
    end: int | None
    status: str
    params: dict[str, str]
    tags: dict[str, str]
    points: dict[str, list[tuple[int, int, float]]] = field(default_factory=dict)  # step, time, value in the order they were logged
    run_id: str = ""

    @property
    def duration(self) -> int | None:
        return None if self.end is None else self.end - self.start

    def metric(self, key: str, function: str) -> float | None:
        """NaN stays NaN; ±Infinity is the largest or smallest double."""
        points = self.points.get(key)
        if not points:
            return None
        values = [value for _, _, value in points if not math.isnan(value)]
        if function == "last":
            return clamped(max(points, key=lambda p: (p[0], p[1], 0.0 if math.isnan(p[2]) else p[2]))[2])
        if function == "first":
            return clamped(min(points, key=lambda p: p[:2])[2])
        if function == "count":
            return float(len(points))
        if function == "nan_step":
            return float(min((step for step, _, value in points if math.isnan(value)), default=math.nan))
        if not values:
            return math.nan
        if function == "mean":
            return clamped(sum(values) / len(values))
        best = (min if function.startswith("min") else max)(values)
        return float(min(step for step, _, value in points if value == best)) if function.endswith("step") else clamped(best)


def clamped(value: float) -> float:
    return value if math.isnan(value) else max(-LARGEST, min(LARGEST, value))


def some(dice: random.Random, number: int, now: int) -> list[Facts]:
    """Values are eighths, so that no order of adding changes a sum. Times lie whole hours before `now`."""
    made = []
    for i in range(number):
        start = now - HOUR * dice.randint(1, 24 * 20)
        ended = dice.random() < 0.7
        text = lambda: dice.choice(["", "a", "b", "B", "ab", "9", "10", "é", "x_y", "50%", "it's"])  # noqa: E731
        made.append(
            Facts(
                name=f"run {i}", start=start, end=start + dice.choice([0, 500, 90_000, 2 * HOUR, 30 * HOUR]) if ended else None,
                status=dice.choice(["FINISHED", "FAILED", "KILLED"]) if ended else "RUNNING",
                params={k: text() for k in "pq" if dice.random() < 0.75}, tags={k: text() for k in "tu" if dice.random() < 0.75},
                points={k: curve(dice) for k in ("m", "val/acc") if dice.random() < 0.85},
            )  # fmt: skip
        )
    return made


def curve(dice: random.Random) -> list[tuple[int, int, float]]:
    kind = dice.random()
    one = (lambda: math.nan) if kind < 0.08 else lambda: dice.choice([dice.randint(-16, 16) / 8] * 12 + [math.nan, 0.0, -0.0])
    points = [(dice.randint(0, 9), dice.randint(1, 2), one()) for _ in range(dice.choice([1, 1, 2, 5, 12]))]
    if kind > 0.93:
        points.append((5, 1, dice.choice([math.inf, -math.inf])))
    seen: dict[tuple, tuple] = {}
    for point in points:  # the same point twice is one point, and of two values at one step and time the order would matter
        seen.setdefault(point[:2], point)
    return list(seen.values())


def wire(value: float) -> float | str:
    if math.isnan(value):
        return "NaN"
    return value if math.isfinite(value) else ("Infinity" if value > 0 else "-Infinity")


def log(server, experiment: str, facts: list[Facts]) -> None:
    """Each metric's points in several requests."""
    for run in facts:
        run.run_id = server.run(experiment, run.start, run.name)
        metrics = [
            {"key": key, "value": wire(value), "timestamp": time, "step": step}
            for key, points in run.points.items()
            for step, time, value in points
        ]
        server.log(run.run_id, metrics[::2], run.params, run.tags)
        if metrics[1::2]:
            server.log(run.run_id, metrics[1::2])
        body = {"run_id": run.run_id, "status": run.status}
        server.must("runs/update", body | ({} if run.end is None else {"end_time": run.end}))

"""What the server acknowledged. A write enters the ledger after its 200 and not before."""

from dataclasses import dataclass, field

Point = tuple[int, int, float]  # timestamp, step, value: the order in which history is read


@dataclass
class RunLedger:
    run_id: str
    points: dict[str, set[Point]] = field(default_factory=dict)
    params: dict[str, str] = field(default_factory=dict)
    tags: dict[str, str] = field(default_factory=dict)

    def acknowledge(self, batch: dict) -> None:
        for m in batch.get("metrics", []):
            self.points.setdefault(m["key"], set()).add((m["timestamp"], m["step"], m["value"]))
        self.params.update({p["key"]: p["value"] for p in batch.get("params", [])})
        self.tags.update({t["key"]: t["value"] for t in batch.get("tags", [])})

    def latest(self) -> dict[str, Point]:
        """MLflow's rule: the largest step, then timestamp, then value, whatever the order of arrival."""
        return {key: max(points, key=lambda p: (p[1], p[0], p[2])) for key, points in self.points.items()}

    def size(self) -> int:
        return sum(len(p) for p in self.points.values())


def violations(ledger: RunLedger, run: dict, history: dict[str, list[Point]]) -> list[str]:
    """Everything in which the run read back differs from what was acknowledged; empty when all is well."""
    found, at = [], f"run {ledger.run_id}"
    for key, wanted in ledger.points.items():
        read = history.get(key, [])
        if len(read) != len(set(read)):
            found.append(f"{at} {key}: {len(read) - len(set(read))} points are there more than once")
        if missing := wanted - set(read):
            found.append(f"{at} {key}: {len(missing)} acknowledged points of {len(wanted)} are lost, such as {min(missing)}")
        if extra := set(read) - wanted:
            found.append(f"{at} {key}: {len(extra)} points nobody logged, such as {min(extra)}")
        if read != sorted(read):
            found.append(f"{at} {key}: history is out of order")
    data = run["data"]
    read_latest = {m["key"]: (m["timestamp"], m.get("step", 0), m["value"]) for m in data.get("metrics", [])}
    read_params = {p["key"]: p["value"] for p in data.get("params", [])}
    read_tags = {t["key"]: t["value"] for t in data.get("tags", [])}
    for what, wanted, read in (
        ("latest", ledger.latest(), read_latest),
        ("param", ledger.params, read_params),
        ("tag", ledger.tags, read_tags),
    ):
        for key, value in wanted.items():
            if read.get(key) != value:
                found.append(f"{at} {what} {key}: acknowledged {value!r}, read {read.get(key)!r}")
    return found

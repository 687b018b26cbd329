"""Random searches in MLflow's own language, a few of them with a fault that MLflow refuses too."""

import random

from differential.alike import Key, Search
from differential.random_runs import EXPERIMENTS, METRICS, PARAMS, START, STATUSES, TAGS, TEXTS, RunFacts

NUMBERS = [
    "0", "-0", "1", "2", "2.0", "3", "-1", "0.5", ".5", "5.", "0.1", "0.30000000000000004", "-7", "1e308", "-1e308", "1.7976931348623157e308",
    "-1.7976931348623157e308", "1e400", "-1e400", "5e-324", "1e-300", "9007199254740992", "9007199254740993", "123456789012345678", "1E1",
]  # fmt: skip
COMPARE = ["=", "!=", "<", "<=", ">", ">="]
# Refused by both, and with the same code; the words are compared by the cases in cases/.
RUN_FAULTS = [
    "metrics.m LIKE 'a'", "metrics.m = 'x'", "metrics.m = NaN", "metrics.m == 1", "metrics.m <> 1", "metrics.m >", "metrics.m", "params.p > '1'",
    "params.p = 10", "params.p = a", "params.p RLIKE 'a'", "tags.t >= 'a'", "tags.t = 1.5", "start_time > '3'", "start_time LIKE '1'",
    "end_time = x", "status > 'A'", "run_name = 5", "run_id > 'a'", "run_id IN ()", "run_id IN (1)", "run_id IN 'a'", "foo.m > 1", "foo = 'a'",
    "attributes.foo = 'a'", "Metrics.m > 1", "1 < metrics.m", "= 'a'", "dataset.foo = 'a'", "params.p = 'a", "params.p IS 'a'",
    "metrics.m > 1;", "metrics.m > 1 -- c", "metrics.m > 1 & metrics.m < 2", "dataset.name IS NULL", "metrics.m > 1 = 2",
]  # fmt: skip
ORDER_FAULTS = ["foo", "foo.b", "metrics.m X", "", "a DESC b", "datasets.name", "metrics.m, params.p", "metrics.m DESC DESC", "`run name`"]
EXPERIMENT_FAULTS = [
    "name = a", "name = 5", "name > 'a'", "foo = 'a'", "metrics.m > 1", "tags.t > 'a'", "tags.t = 5", "name", "creation_time > '1'",
    "creation_time > 1.5", "creation_time LIKE 'x'", "experiment_id > '1'", "experiment_id LIKE '1%'", "name = 'a", "params.p = 'a'",
]  # fmt: skip


class Generator:
    def __init__(self, dice: random.Random, runs: list[RunFacts], experiments: int) -> None:
        self.dice, self.facts, self.experiments = dice, runs, experiments

    def run_search(self) -> Search:
        dice = self.dice
        conditions = [self.run_condition() for _ in range(dice.choice([0, 1, 1, 1, 2, 2, 3]))]
        keys, order = set(), []
        for _ in range(dice.choice([0, 1, 1, 1, 2, 2, 3])):
            key = self.run_key()
            if (key.kind, key.name) not in keys:
                keys.add((key.kind, key.name))
                order.append(key)
        if dice.random() < 0.06:
            conditions.insert(dice.randint(0, len(conditions)), dice.choice(RUN_FAULTS))
        elif dice.random() < 0.04:
            order.insert(dice.randint(0, len(order)), Key(dice.choice(ORDER_FAULTS), "info", "start_time"))
        chosen = dice.sample(range(EXPERIMENTS), dice.choice([1, 2, EXPERIMENTS, EXPERIMENTS]))
        experiments = [f"${{e{i}}}" for i in chosen] + dice.choice([[], [], [], ["999999999"], [f"${{e{chosen[0]}}}"]])
        return Search(
            conditions=tuple(conditions), order=tuple(order), experiments=tuple(experiments if dice.random() < 0.98 else []),
            view=dice.choice([None, None, "ACTIVE_ONLY", "DELETED_ONLY", "ALL", "ALL"]), page=dice.choice([1, 2, 3, 7, 20, 20, 50, 1000]),
        )  # fmt: skip

    def experiment_search(self, token: str) -> Search:
        dice = self.dice
        conditions = [self.experiment_condition(token) for _ in range(dice.choice([0, 1, 1, 2, 3]))]
        if dice.random() < 0.06:
            conditions.insert(dice.randint(0, len(conditions)), dice.choice(EXPERIMENT_FAULTS))
        names = dice.sample(["name", "experiment_id", "creation_time", "last_update_time"], dice.choice([0, 1, 1, 2]))
        order = tuple(Key(dice.choice(["", "attribute.", "attributes."]) + name + self.direction(), "info", name) for name in names)
        if dice.random() < 0.04:
            order += (Key(dice.choice(["foo", "name X", "tags.t", ""]), "info", "name"),)
        return Search(
            path="experiments/search", always=f"name LIKE '{token}%'", conditions=tuple(conditions), order=order,
            view=dice.choice([None, "ACTIVE_ONLY", "DELETED_ONLY", "ALL", "ALL"]), page=dice.choice([1, 2, 3, 5, 10, 1000]), most_pages=12,
        )  # fmt: skip

    def run_key(self) -> Key:
        kind = self.dice.choice(["metrics", "metrics", "params", "tags", "info", "info"])
        if kind == "info":
            name = self.dice.choice(["start_time", "end_time", "status", "run_name", "user_id", "start_time", "status", "run_id", "artifact_uri"])
            written = self.dice.choice(["", "attributes.", "attribute.", "attr.", "run."]) + name
            if name == "start_time":
                written = self.dice.choice([written, "created", "attributes.Created"])
        else:
            name = self.dice.choice({"metrics": METRICS, "params": PARAMS, "tags": [*TAGS, "none"]}[kind])
            written = self.entity(kind) + self.quoted_key(name)
        return Key(written + self.direction(), kind, name)

    def direction(self) -> str:
        return self.dice.choice(["", " ASC", " DESC", " DESC", " desc", "  Asc"])

    def entity(self, kind: str) -> str:
        names = {"metrics": ["metrics", "metric"], "params": ["params", "param", "parameter", "parameters"], "tags": ["tags", "tag"]}
        return self.dice.choice(names[kind]) + "."

    def quoted_key(self, name: str) -> str:
        plain = name.replace(".", "").isidentifier()
        return self.dice.choice([name] * 3 + [f"`{name}`", f'"{name}"']) if plain else self.dice.choice([f"`{name}`", f'"{name}"'])

    def run_condition(self) -> str:
        kinds = [self.metric, self.metric, self.metric, self.text, self.text, self.text, self.time, self.attribute, self.named, self.dataset]
        return self.dice.choice(kinds)()

    def metric(self) -> str:
        name = self.dice.choice([*METRICS, "m", "wild"])
        return self.spaced(self.entity("metrics") + self.quoted_key(name), self.dice.choice(COMPARE), self.number(name))

    def number(self, name: str) -> str:
        """Often one that a run has; what lies exactly on a limit tells comparisons apart."""
        runs = self.dice.sample(self.facts, 5)
        logged = [value for run in runs for key, value, _, _ in run.points if key == name and not isinstance(value, str)]
        return repr(self.dice.choice(logged)).replace("e+", "e") if logged and self.dice.random() < 0.6 else self.dice.choice(NUMBERS)

    def text(self) -> str:
        kind = self.dice.choice(["params", "tags"])
        name = self.dice.choice(PARAMS if kind == "params" else TAGS)
        key = self.entity(kind) + self.quoted_key(name)
        if self.dice.random() < 0.15:
            return f"{key} {self.dice.choice(['IS NULL', 'IS NOT NULL', 'is null', 'Is Not Null'])}"
        logged = [text for run in self.dice.sample(self.facts, 5) if (text := getattr(run, kind).get(name))]
        return self.compared_text(key, logged if logged and self.dice.random() < 0.6 else TEXTS)

    def compared_text(self, key: str, pool: list[str]) -> str:
        value = self.dice.choice(pool)
        if self.dice.random() < 0.45:
            return self.spaced(key, self.dice.choice(["=", "!="]), self.quoted(value))
        return f"{key} {self.dice.choice(['LIKE', 'ILIKE', 'like', 'iLike'])} {self.quoted(self.pattern(value))}"

    def pattern(self, value: str) -> str:
        letters = [self.dice.choice([c, c, c, c, c.swapcase(), "_", "%"]) for c in value[: self.dice.choice([1, 2, 5, 80])]]
        return self.dice.choice(["", "%"]) + "".join(letters) + self.dice.choice(["", "%", "%", "%", "_"])

    def quoted(self, value: str) -> str:
        quotes = [q for q in "'\"" if q not in value.replace("''", "")]
        return self.dice.choice([q + value + q for q in quotes] * 3 or ["'a'"])

    def time(self) -> str:
        key = self.dice.choice(["attributes.", "attr.", "run.", ""]) + self.dice.choice(["start_time", "end_time", "start_time", "created"])
        around = START + self.dice.randint(-2, len(self.facts)) * self.dice.choice([500, 1000])
        return self.spaced(key, self.dice.choice(COMPARE), self.dice.choice([str(around)] * 3 + [f"{around}.5", "0", "1e13", "-1", "1e400"]))

    def attribute(self) -> str:
        key, pool = self.dice.choice([("status", STATUSES), ("run_name", TEXTS + ["twice", "run 7"]), ("user_id", ["u", "U", "ada", "Ödön"])])
        if key == "run_name" and self.dice.random() < 0.3:
            return self.compared_text(self.dice.choice(["`run name`", "attributes.`Run Name`", "tags.mlflow.runName", "tags.`mlflow.runName`"]), pool)
        return self.compared_text(self.dice.choice(["", "attributes.", "attribute.", "attr.", "run."]) + key, pool)

    def named(self) -> str:
        """By a run's own id, or by that of its parent."""
        runs = [f"'${{{self.dice.choice(self.facts).label}}}'" for _ in range(3)]
        parents = [run.parent for run in self.facts if run.parent] or ["r0"]
        return self.dice.choice([
            f"run_id = {runs[0]}", f"run_id != {runs[0]}", f"attributes.run_id IN ({', '.join(runs)})", f"run_id NOT IN ({','.join(runs)},)",
            f"run_id in ( {runs[0]} )", f"run_id LIKE {runs[0][:-1]}%'", f"artifact_uri LIKE '%{runs[0][1:-1]}/artifacts'",
            f"tags.mlflow.parentRunId = '${{{self.dice.choice(parents)}}}'", "tags.`mlflow.parentRunId` IS NULL",
        ])  # fmt: skip

    def dataset(self) -> str:
        field = self.dice.randrange(3)
        key = self.dice.choice(["datasets.", "dataset."]) + ["name", "digest", "context"][field]
        logged = [use[field] for run in self.dice.sample(self.facts, 5) for use in run.datasets if use[field] is not None]
        pool = logged if logged and self.dice.random() < 0.7 else TEXTS
        if self.dice.random() < 0.3:
            plain = [text for text in pool if not set(text) & set("'\\\n\t")] or ["a"]
            members = ", ".join(f"'{self.dice.choice(plain)}'" for _ in range(self.dice.choice([1, 2, 3])))
            return f"{key} {self.dice.choice(['IN', 'NOT IN'])} ({members})"
        return self.compared_text(key, pool)

    def experiment_condition(self, token: str) -> str:
        dice, i = self.dice, self.dice.randrange(self.experiments)
        key = dice.choice(["name", "attribute.name", "experiment_id", "creation_time", "last_update_time", "tag", "tag"])
        if key == "tag":
            key = self.entity("tags") + self.quoted_key(dice.choice(TAGS))
            if dice.random() < 0.2:
                return f"{key} {dice.choice(['IS NULL', 'IS NOT NULL'])}"
        elif key == "experiment_id":
            ids = [f"'${{e{dice.randrange(self.experiments)}}}'" for _ in range(3)]
            return dice.choice([f"{key} = {ids[0]}", f"{key} != {ids[0]}", f"{key} IN ({', '.join(ids)})", f"{key} NOT IN ({', '.join(ids)})"])
        elif key.endswith("time"):
            return self.spaced(key, dice.choice(COMPARE), f"${{{'cu'[key == 'last_update_time']}{i}}}")
        pool = TEXTS if "name" not in key else [f"{token} {text.strip()}{i}" for text in TEXTS] + [f"{token} {c} {i}" for c in "aB_%"]
        condition = self.compared_text(key, pool)
        return condition.replace(" like ", " LIKE ").replace(" iLike ", " ILIKE ")

    def spaced(self, *parts: str) -> str:
        return self.dice.choice([" ", " ", " ", "  ", "\n"]).join(parts)

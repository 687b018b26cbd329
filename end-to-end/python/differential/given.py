"""What a case may presuppose. Times are small numbers, so that they are compared and not masked as `now`."""

import time

from differential.scenario import Answer, Step, send


def _must(uri: str, path: str, content: dict, names: dict) -> dict:
    answer: Answer = send(uri, Step("POST", f"/api/2.0/mlflow/{path}", content, {}), names)
    if answer.status != 200:
        raise RuntimeError(f"setting up {path} on {uri}: {answer.status} {answer.body[:500]!r}")
    return answer.json()


def _experiment(uri: str, names: dict, name: str = "exp") -> None:
    time.sleep(0.003)  # no two in one millisecond: the default order is by creation time
    names[name] = _must(uri, "experiments/create", {"name": f"{name}_{names['token']}"}, names)["experiment_id"]


def _run(uri: str, names: dict, name: str, start: int, exp: str = "exp") -> None:
    body = {"experiment_id": names[exp], "start_time": start, "run_name": f"name of {name}", "user_id": "u"}
    names[name] = _must(uri, "runs/create", body, names)["run"]["info"]["run_id"]


def _deleted_run(uri: str, names: dict) -> None:
    _experiment(uri, names)
    _run(uri, names, "run", 1000)
    batch = {"run_id": names["run"], "params": [{"key": "p", "value": "1"}], "tags": [{"key": "t", "value": "1"}]}
    _must(uri, "runs/log-batch", batch, names)
    _must(uri, "runs/delete", {"run_id": names["run"]}, names)


def _deleted_experiment(uri: str, names: dict) -> None:
    _experiment(uri, names)
    _run(uri, names, "run", 1000)
    _must(uri, "experiments/delete", {"experiment_id": names["exp"]}, names)


def _one_run(uri: str, names: dict) -> None:
    _experiment(uri, names)
    _run(uri, names, "run", 1000)


def _two_experiments(uri: str, names: dict) -> None:
    _experiment(uri, names)
    _experiment(uri, names, "exp2")


# Seven runs, one per corner of the order of doubles, and text values that tell bytewise order from any other.
SPREAD = [
    ("m5", -5.0, "", "x"), ("zero", 0.0, "10", "X"), ("seven", 7.0, "9", "xy"), ("nan", "NaN", "B", "a_b"),
    ("inf", "Infinity", "a", "a%b"), ("minf", "-Infinity", "é", ""), ("none", None, None, None),
]  # fmt: skip


def _spread(uri: str, names: dict) -> None:
    _experiment(uri, names)
    for i, (name, metric, param, tag) in enumerate(SPREAD):
        _run(uri, names, name, 1000 + i)
        batch: dict = {"run_id": names[name], "metrics": [{"key": "i", "value": i, "timestamp": 5, "step": 1}]}
        if metric is not None:
            batch["metrics"].append({"key": "m", "value": metric, "timestamp": 5})
            batch["params"] = [{"key": "p", "value": param}]
            batch["tags"] = [{"key": "t", "value": tag}]
        _must(uri, "runs/log-batch", batch, names)
    for name, end, status in (("m5", 2000, "FINISHED"), ("zero", 3000, "FAILED"), ("seven", 2500, "KILLED")):
        _must(uri, "runs/update", {"run_id": names[name], "status": status, "end_time": end}, names)


def _models(uri: str, names: dict) -> None:
    """Three models of a run; acc is 0, 1, 2 on one data set and 3, 2, 1, later, on another."""
    _one_run(uri, names)
    for i, name in enumerate("abc"):
        time.sleep(0.003)  # the default order is by creation time
        body = {"experiment_id": names["exp"], "name": name, "model_type": "t" if i else "s", "source_run_id": names["run"]}
        body |= {"params": [{"key": "p", "value": str(i)}], "tags": [{"key": "t", "value": "xyz"[:i]}, {"key": "a key", "value": "vw"[i % 2]}]}
        model = _must(uri, "logged-models", body, names)["model"]["info"]["model_id"]
        names[name] = model
        for at, (value, data) in enumerate([(i, "train"), (3 - i, "test")]):
            point = {"run_id": names["run"], "key": "acc", "value": value, "timestamp": 10 + at, "step": 10 * i}
            _must(uri, "runs/log-metric", point | {"model_id": model, "dataset_name": data, "dataset_digest": "1"}, names)
    point = {"run_id": names["run"], "key": "acc", "value": 1.5, "timestamp": 3, "model_id": names["b"]}
    _must(uri, "runs/log-metric", point | {"dataset_name": "only", "dataset_digest": "1"}, names)


GIVEN = {
    None: lambda uri, names: None,
    "an experiment": _experiment,
    "two experiments": _two_experiments,
    "a run": _one_run,
    "a deleted run": _deleted_run,
    "a deleted experiment": _deleted_experiment,
    "seven runs": _spread,
    "logged models": _models,
}

"""What a user does, with the stock client of MLflow, through the front door. client.py URI; needs mlflow."""
import os
import sys
import tempfile
import time
from pathlib import Path

import mlflow
from mlflow.entities import Metric, Param, RunTag

uri = sys.argv[1]
mlflow.set_tracking_uri(uri)
client = mlflow.MlflowClient()
name = f"front-door-{time.time_ns()}"


def expect(what: str, found: object, wanted: object) -> None:
    if found != wanted:
        sys.exit(f"FAILED {what}: {found!r}, and should be {wanted!r}")
    print(f"ok      {what}")


experiment = client.create_experiment(name)
expect("experiment by name", client.get_experiment_by_name(name).experiment_id, experiment)

runs = [client.create_run(experiment, run_name=f"run {i}").info.run_id for i in range(3)]
for i, run in enumerate(runs):
    points = [Metric("loss", 1.0 / (step + 1) + i, 1_700_000_000_000 + step, step) for step in range(200)]
    client.log_batch(run, metrics=points, params=[Param("depth", str(i))], tags=[RunTag("colour", "red" if i else "blue")])
    client.set_terminated(run)
expect("a curve of 200 points", [m.step for m in client.get_metric_history(runs[0], "loss")], list(range(200)))

found = client.search_runs([experiment], "metrics.loss < 2 AND params.depth != '9'", order_by=["metrics.loss ASC"])
expect("a search with a filter and an order", [r.info.run_id for r in found], runs[:2])
expect("a search by tag", {r.info.run_id for r in client.search_runs([experiment], "tags.colour = 'red'")}, set(runs[1:]))

with tempfile.TemporaryDirectory() as folder:
    source = Path(folder) / "weights.bin"
    source.write_bytes(os.urandom(12 << 20))
    client.log_artifact(runs[0], str(source), "model")
    client.log_text(runs[0], "naïve ✓", "notes/ä b.txt")
    expect("artifacts listed", sorted(f.path for f in client.list_artifacts(runs[0])), ["model", "notes"])
    back = Path(folder) / "back"
    back.mkdir()
    got = client.download_artifacts(runs[0], "model/weights.bin", str(back))
    expect("12 MiB up and down again", Path(got).read_bytes() == source.read_bytes(), True)
expect("a text artifact", mlflow.artifacts.load_text(f"runs:/{runs[0]}/notes/ä b.txt"), "naïve ✓")

client.create_registered_model(name)
version = client.create_model_version(name, f"runs:/{runs[0]}/model", runs[0])
client.set_registered_model_alias(name, "champion", version.version)
expect("a model by its alias", client.get_model_version_by_alias(name, "champion").run_id, runs[0])
expect("models searched", [m.name for m in client.search_registered_models(f"name = '{name}'")], [name])

client.delete_run(runs[2])
expect("a deleted run is hidden", len(client.search_runs([experiment])), 2)
client.restore_run(runs[2])
expect("and restored", len(client.search_runs([experiment])), 3)

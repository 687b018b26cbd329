import json
import os

import matplotlib.pyplot as plt
import mlflow
import pytest
from mlflow.exceptions import MlflowException


def test_texts_dictionaries_and_figures(experiment, client):
    figure, axes = plt.subplots()
    axes.plot([1, 2, 3])
    with mlflow.start_run() as run:
        mlflow.log_text("hällo", "notes/a.txt")
        mlflow.log_dict({"a": [1, 2]}, "conf.json")
        mlflow.log_dict({"a": 1}, "conf.yaml")
        mlflow.log_figure(figure, "plots/line.png")
    plt.close(figure)
    uri = run.info.artifact_uri
    assert mlflow.artifacts.load_text(f"{uri}/notes/a.txt") == "hällo"
    assert mlflow.artifacts.load_dict(f"{uri}/conf.json") == {"a": [1, 2]}
    assert [f.path for f in client.list_artifacts(run.info.run_id)] == ["conf.json", "conf.yaml", "notes", "plots"]
    (plot,) = client.list_artifacts(run.info.run_id, "plots")
    assert plot.path == "plots/line.png" and not plot.is_dir and plot.file_size > 1000


def test_files_and_directories(experiment, client, tmp_path):
    tree = tmp_path / "tree"
    (tree / "deep" / "er").mkdir(parents=True)
    (tree / "top.txt").write_text("top")
    (tree / "empty.txt").write_text("")
    (tree / "deep" / "er" / "blob.bin").write_bytes(os.urandom(300_000))
    (tree / "deep" / "with blank ä.txt").write_text("odd")
    with mlflow.start_run() as run:
        mlflow.log_artifact(tree / "top.txt")
        mlflow.log_artifact(tree / "top.txt", "again")
        mlflow.log_artifacts(tree, "all")
    listed = {f.path: f.is_dir for f in client.list_artifacts(run.info.run_id, "all")}
    assert listed == {"all/deep": True, "all/empty.txt": False, "all/top.txt": False}
    target = tmp_path / "down"
    target.mkdir()
    folder = client.download_artifacts(run.info.run_id, "all", str(target))
    for relative in ("top.txt", "empty.txt", "deep/er/blob.bin", "deep/with blank ä.txt"):
        assert (tree / relative).read_bytes() == open(os.path.join(folder, relative), "rb").read()
    one = mlflow.artifacts.download_artifacts(run_id=run.info.run_id, artifact_path="again/top.txt", dst_path=str(target))
    assert open(one).read() == "top"


def test_a_file_of_some_megabytes_comes_back_the_same(experiment, client, tmp_path):
    content = os.urandom(24 * 1024 * 1024)
    (tmp_path / "big.bin").write_bytes(content)
    with mlflow.start_run() as run:
        mlflow.log_artifact(tmp_path / "big.bin")
    (listed,) = client.list_artifacts(run.info.run_id)
    assert listed.file_size == len(content)
    path = client.download_artifacts(run.info.run_id, "big.bin", str(tmp_path))
    assert open(path, "rb").read() == content


def test_overwriting_a_file(experiment, client):
    with mlflow.start_run() as run:
        mlflow.log_text("one", "a.txt")
        mlflow.log_text("three", "a.txt")
    assert mlflow.artifacts.load_text(f"{run.info.artifact_uri}/a.txt") == "three"
    (listed,) = client.list_artifacts(run.info.run_id)
    assert listed.file_size == 5


def test_a_table(experiment):
    with mlflow.start_run() as run:
        mlflow.log_table({"x": [1, 2], "y": ["a", "b"]}, "t.json")
        mlflow.log_table({"x": [3], "y": ["c"]}, "t.json")
    frame = mlflow.load_table("t.json", run_ids=[run.info.run_id])
    assert list(frame["x"]) == [1, 2, 3]
    tagged = json.loads(mlflow.get_run(run.info.run_id).data.tags["mlflow.loggedArtifacts"])
    assert tagged == [{"path": "t.json", "type": "table"}]


def test_nothing_logged_and_nothing_there(experiment, client, tmp_path):
    run_id = client.create_run(experiment).info.run_id
    assert client.list_artifacts(run_id) == []
    assert client.list_artifacts(run_id, "none") == []
    with pytest.raises(MlflowException):
        client.download_artifacts(run_id, "none.txt", str(tmp_path))

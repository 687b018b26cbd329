"""Registering, approving, promoting and rolling back with the stock client."""

import concurrent.futures
import multiprocessing

import mlflow
import pytest
import requests
from mlflow import MlflowClient
from mlflow.entities import LoggedModelOutput
from mlflow.exceptions import MlflowException

SOURCE = "s3://bucket/model"


@pytest.fixture
def model(client, name) -> str:
    client.create_registered_model(name, description="finds fraud", tags={"team": "a"})
    return name


def test_a_model_goes_from_challenger_to_champion_and_back(client, model):
    for run in ("a", "b"):
        version = client.create_model_version(model, SOURCE, run_id=run, tags={"run": run})
        assert version.status == "READY"
    client.set_registered_model_alias(model, "champion", "1")
    client.set_registered_model_alias(model, "challenger", "2")
    client.set_model_version_tag(model, "2", "approved", "ann")
    client.set_registered_model_alias(model, "champion", "2")
    client.delete_registered_model_alias(model, "challenger")
    champion = client.get_model_version_by_alias(model, "champion")
    assert (champion.version, champion.run_id, champion.tags) == ("2", "b", {"run": "b", "approved": "ann"})
    client.set_registered_model_alias(model, "champion", "1")
    assert client.get_model_version_by_alias(model, "champion").version == "1"
    assert client.get_registered_model(model).aliases == {"champion": "1"}


def register(job) -> str:
    uri, model, number = job
    return MlflowClient(uri).create_model_version(model, f"{SOURCE}/{number}").version


def test_forty_versions_by_many_processes_are_numbered_without_gaps(uri, client, model):
    processes_of_their_own = multiprocessing.get_context("fork")
    with concurrent.futures.ProcessPoolExecutor(8, processes_of_their_own) as processes:
        made = list(processes.map(register, [(uri, model, i) for i in range(40)]))
    assert sorted(map(int, made)) == list(range(1, 41))
    found = client.search_model_versions(f"name = '{model}'", order_by=["version_number ASC"])
    assert [int(v.version) for v in found] == list(range(1, 41))
    assert {v.version: v.source for v in found}[made[7]] == f"{SOURCE}/7"


def test_stages_still_work(client, model):
    for _ in range(2):
        client.create_model_version(model, SOURCE)
    with pytest.warns(FutureWarning):
        client.transition_model_version_stage(model, "1", "Production")
        client.transition_model_version_stage(model, "2", "Production", archive_existing_versions=True)
        assert [v.version for v in client.get_latest_versions(model, ["Production"])] == ["2"]
    assert client.get_model_version(model, "1").current_stage == "Archived"


def test_a_version_is_copied(client, model, name):
    client.create_model_version(model, SOURCE, run_id="a", description="d", tags={"k": "v"})
    copy = client.copy_model_version(f"models:/{model}/1", f"{name} copy")
    assert (copy.version, copy.run_id, copy.description, copy.tags) == ("1", "a", "d", {"k": "v"})
    assert client.get_model_version_download_uri(f"{name} copy", "1") == SOURCE


def test_searches_page_through_everything(client, model):
    for i in range(7):
        client.create_model_version(model, f"{SOURCE}/{i}", run_id=f"{model}{i % 2}")
    found, token = [], None
    while token != "":
        page = client.search_model_versions(f"name = '{model}'", max_results=3, order_by=["version_number ASC"], page_token=token)
        found += [v.version for v in page]
        token = page.token or ""
    assert found == [str(i) for i in range(1, 8)]
    assert len(client.search_model_versions(f"run_id = '{model}1'")) == 3
    assert [m.name for m in client.search_registered_models(f"name = '{model}' AND tags.team = 'a'")] == [model]


def test_prompts_ride_on_the_registry(client, name):
    prompt = f"prompt-{name.split()[-1]}"
    mlflow.genai.register_prompt(prompt, "Hello {{who}}", tags={"lang": "en"})
    mlflow.genai.register_prompt(prompt, "Hi {{who}}")
    mlflow.genai.set_prompt_alias(prompt, "live", 1)
    assert mlflow.genai.load_prompt(f"prompts:/{prompt}@live").template == "Hello {{who}}"
    assert mlflow.genai.load_prompt(prompt, version=2).template == "Hi {{who}}"
    assert prompt in [p.name for p in mlflow.genai.search_prompts(f"name = '{prompt}'")]
    assert client.search_registered_models(f"name = '{prompt}'") == []


def test_what_is_not_there_is_said(client, model):
    with pytest.raises(MlflowException, match="not found") as error:
        client.get_model_version(model, "9")
    assert error.value.error_code == "RESOURCE_DOES_NOT_EXIST"
    with pytest.raises(MlflowException, match="not found"):
        client.get_model_version_by_alias(model, "champion")
    with pytest.raises(MlflowException, match="already exists"):
        client.create_registered_model(model)


def test_of_two_pipelines_that_promote_at_once_one_is_told(uri, client, model):
    """Beyond MLflow: the revision of what was read goes back with the write."""
    for _ in range(3):
        client.create_model_version(model, SOURCE)
    alias = f"{uri}/api/2.0/mlflow/registered-models/alias"

    def promote(version: str, **headers: str) -> requests.Response:
        body = {"name": model, "alias": "champion", "version": version}
        return requests.post(alias, json=body, headers=headers, timeout=30)

    first = promote("1", **{"If-None-Match": "*"})
    assert first.status_code == 200
    assert promote("2", **{"If-None-Match": "*"}).status_code == 412
    seen = requests.get(alias, params={"name": model, "alias": "champion"}, timeout=30).headers["ETag"]
    assert seen == first.headers["ETag"]
    with concurrent.futures.ThreadPoolExecutor(2) as threads:
        answers = list(threads.map(lambda v: promote(v, **{"If-Match": seen}), ["2", "3"]))
    assert sorted(a.status_code for a in answers) == [200, 412]
    lost = next(a for a in answers if a.status_code == 412).json()
    assert lost["error_code"] == "RESOURCE_CONFLICT"
    won = next(v for v, a in zip(["2", "3"], answers) if a.status_code == 200)
    assert client.get_model_version_by_alias(model, "champion").version == won
    assert promote("1", **{"If-Match": "17"}).status_code == 400


def test_who_promoted_what_can_be_read_back(uri, client, model, monkeypatch):
    for _ in range(2):
        client.create_model_version(model, SOURCE)
    client.set_registered_model_alias(model, "champion", "1")
    monkeypatch.setenv("MLFLOW_TRACKING_USERNAME", "ann")
    monkeypatch.setenv("MLFLOW_TRACKING_PASSWORD", "secret")
    client.set_registered_model_alias(model, "champion", "2")
    client.set_model_version_tag(model, "2", "approved", "yes")

    def history(**more: object) -> dict:
        answer = requests.get(f"{uri}/api/2.0/kiseki/registered-models/history", params={"name": model, **more}, timeout=30)
        assert answer.status_code == 200, answer.text
        return answer.json()

    changes = history()["changes"]
    kinds = ["set-version-tag", "set-alias", "set-alias", "create-version", "create-version", "create-model"]
    assert [c["change"] for c in changes] == kinds
    promoted = changes[1]
    assert (promoted["user"], promoted["key"], promoted["before"], promoted["after"]) == ("ann", "champion", "1", "2")
    assert promoted["client"].startswith("mlflow-python-client/")
    assert "secret" not in str(changes)
    first = history(max_results=4)
    assert first["changes"] == changes[:4]
    assert history(max_results=4, page_token=first["next_page_token"])["changes"] == changes[4:]
    client.rename_registered_model(model, f"{model} renamed")
    client.delete_registered_model(f"{model} renamed")
    gone = requests.get(f"{uri}/api/2.0/kiseki/registered-models/history", params={"name": f"{model} renamed"}, timeout=30).json()
    assert [c["change"] for c in gone["changes"][:2]] == ["delete-model", "rename-model"]
    assert len(gone["changes"]) == 8


def test_a_file_of_a_version_is_downloaded_by_name_and_number(uri, client, model, experiment):
    with mlflow.start_run() as run:
        mlflow.log_text("of the run", "folder/MLmodel")
        logged = mlflow.initialize_logged_model(name="clf")
        client.log_outputs(run.info.run_id, [LoggedModelOutput(logged.model_id, 0)])
    part = f"{logged.artifact_location.removeprefix('mlflow-artifacts:/')}/MLmodel"
    assert requests.put(f"{uri}/api/2.0/mlflow-artifacts/artifacts/{part}", data=b"of the model").status_code == 200
    run_id = run.info.run_id
    for source, model_id in (
        (f"{run.info.artifact_uri}/folder", None), (f"runs:/{run_id}/folder", None),
        (f"models:/{logged.model_id}", logged.model_id), (f"runs:/{run_id}/clf", None), (SOURCE, None),
    ):  # fmt: skip
        client.create_model_version(model, source, run_id=run_id, model_id=model_id)

    def get(version, path="MLmodel"):
        return requests.get(f"{uri}/model-versions/get-artifact", {"name": model, "version": version, "path": path})

    assert [get(v).text for v in "1234"] == ["of the run", "of the run", "of the model", "of the model"]
    answer = get("1")
    assert answer.headers["content-disposition"] == "attachment; filename=MLmodel"
    assert (answer.headers["content-type"].split(";")[0], answer.headers["x-content-type-options"]) == ("text/plain", "nosniff")
    refused = [get("5"), get("9"), get("1", "../MLmodel"), get("1", "none")]
    assert [(r.status_code, r.json()["error_code"]) for r in refused] == [
        (400, "INVALID_PARAMETER_VALUE"), (404, "RESOURCE_DOES_NOT_EXIST"), (400, "INVALID_PARAMETER_VALUE"), (404, "RESOURCE_DOES_NOT_EXIST"),
    ]  # fmt: skip

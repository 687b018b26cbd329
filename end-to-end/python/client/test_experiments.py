import mlflow
import pytest
from mlflow.entities import ViewType
from mlflow.exceptions import MlflowException


def test_set_experiment_creates_once_and_finds_again(name):
    first = mlflow.set_experiment(name)
    again = mlflow.set_experiment(name)
    assert first.experiment_id == again.experiment_id
    assert first.lifecycle_stage == "active"
    assert first.artifact_location == f"mlflow-artifacts:/{first.experiment_id}"


def test_set_experiment_refuses_a_deleted_one(name, client):
    client.delete_experiment(mlflow.set_experiment(name).experiment_id)
    with pytest.raises(MlflowException, match="deleted experiment"):
        mlflow.set_experiment(name)


def test_create_with_tags_and_read_back(name, client):
    created = client.create_experiment(name, tags={"team": "a", "note": "two\nlines"})
    found = client.get_experiment_by_name(name)
    assert found.experiment_id == created
    assert found.tags == {"team": "a", "note": "two\nlines"}
    assert found.creation_time == found.last_update_time
    assert client.get_experiment(created).name == name


def test_an_unknown_name_is_none(client, name):
    assert client.get_experiment_by_name(name) is None


def test_an_unknown_id_is_an_error(client):
    with pytest.raises(MlflowException) as error:
        client.get_experiment("987654321")
    assert error.value.error_code == "RESOURCE_DOES_NOT_EXIST"


def test_a_taken_name_is_an_error(client, name):
    client.create_experiment(name)
    with pytest.raises(MlflowException) as error:
        client.create_experiment(name)
    assert error.value.error_code == "RESOURCE_ALREADY_EXISTS"


def test_rename(client, experiment, name):
    before = client.get_experiment(experiment)
    client.rename_experiment(experiment, f"{name} renamed")
    after = client.get_experiment(experiment)
    assert after.name == f"{name} renamed"
    assert after.last_update_time >= before.last_update_time
    assert client.get_experiment_by_name(name) is None


def test_delete_and_restore_take_the_runs_along(client, experiment):
    with mlflow.start_run() as run:
        mlflow.log_metric("m", 1)
    client.delete_experiment(experiment)
    assert client.get_experiment(experiment).lifecycle_stage == "deleted"
    assert client.get_run(run.info.run_id).info.lifecycle_stage == "deleted"
    assert len(client.search_runs([experiment])) == 0
    client.restore_experiment(experiment)
    assert client.get_experiment(experiment).lifecycle_stage == "active"
    assert [r.info.run_id for r in client.search_runs([experiment])] == [run.info.run_id]


def test_delete_twice_is_an_error(client, experiment):
    client.delete_experiment(experiment)
    with pytest.raises(MlflowException) as error:
        client.delete_experiment(experiment)
    assert error.value.error_code == "RESOURCE_DOES_NOT_EXIST"
    client.restore_experiment(experiment)


def test_tags(client, experiment):
    client.set_experiment_tag(experiment, "k", "1")
    client.set_experiment_tag(experiment, "k", "2")
    mlflow.set_experiment_tags({"a": "x", "b": ""})
    assert client.get_experiment(experiment).tags == {"k": "2", "a": "x", "b": ""}
    client.delete_experiment_tag(experiment, "k")
    assert "k" not in client.get_experiment(experiment).tags
    with pytest.raises(MlflowException) as error:
        client.delete_experiment_tag(experiment, "k")
    assert error.value.error_code == "RESOURCE_DOES_NOT_EXIST"


def test_search_by_name_tag_and_view(client, name):
    ids = [client.create_experiment(f"{name} {i}", tags={"n": str(i % 2), "of": name}) for i in range(6)]
    client.delete_experiment(ids[0])

    def found(text, **more):
        return [e.name for e in mlflow.search_experiments(filter_string=text, **more)]

    assert sorted(found(f"name LIKE '{name} %'")) == [f"{name} {i}" for i in range(1, 6)]
    assert found(f"name LIKE '{name} %'", order_by=["name DESC"]) == [f"{name} {i}" for i in (5, 4, 3, 2, 1)]
    assert sorted(found(f"tags.of = '{name}' AND tags.n = '0'")) == [f"{name} 2", f"{name} 4"]
    assert found(f"name LIKE '{name} %'", view_type=ViewType.DELETED_ONLY) == [f"{name} 0"]
    assert len(found(f"name LIKE '{name} %'", view_type=ViewType.ALL)) == 6
    assert len(found(f"name LIKE '{name} %'", max_results=2)) == 2


def test_search_pages_cover_everything_once(client, name):
    for i in range(7):
        client.create_experiment(f"{name} {i}")
    seen, token = [], None
    while True:
        page = client.search_experiments(
            filter_string=f"name LIKE '{name} %'", max_results=3, order_by=["name"], page_token=token
        )
        seen += [e.name for e in page]
        token = page.token
        if not token:
            break
    assert seen == [f"{name} {i}" for i in range(7)]


def test_search_sees_an_experiment_at_once(client, name):
    for i in range(20):
        client.create_experiment(f"{name} {i}")
        assert len(client.search_experiments(filter_string=f"name = '{name} {i}'")) == 1

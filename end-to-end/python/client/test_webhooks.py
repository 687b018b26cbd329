"""Webhooks with the stock client: made, told of what happens in the registry, repeated, tested."""

import time
import uuid

import pytest
import requests
from mlflow.exceptions import MlflowException

from servers.hook import Hook

SOURCE = "s3://bucket/model"
EVERYTHING = [
    "registered_model.created", "model_version.created", "model_version_tag.set", "model_version_tag.deleted",
    "model_version_alias.created", "model_version_alias.deleted",
]  # fmt: skip


@pytest.fixture
def model() -> str:
    return f"hooked {uuid.uuid4().hex[:10]}"


@pytest.fixture
def hooked(client):
    """Makes webhooks and takes them away again, so that they hear nothing of other tests."""
    made = []

    def make(url, events=EVERYTHING, **more):
        webhook = client.create_webhook(name="test-hook", url=url, events=events, **more)
        made.append(webhook.webhook_id)
        return webhook

    yield make
    for webhook_id in made:
        try:
            client.delete_webhook(webhook_id)
        except MlflowException as e:
            assert e.error_code == "RESOURCE_DOES_NOT_EXIST"


def deliveries(uri, webhook) -> dict:
    answer = requests.get(f"{uri}/api/2.0/kiseki/webhooks/{webhook.webhook_id}/deliveries", timeout=30)
    answer.raise_for_status()
    return answer.json()


def await_settled(uri, webhook) -> dict:
    deadline = time.monotonic() + 30
    while (now := deliveries(uri, webhook))["pending"]:
        assert time.monotonic() < deadline, now
        time.sleep(0.1)
    return now


def test_a_webhook_hears_of_a_model_in_order_signed_and_once(uri, client, hooked, model):
    with Hook() as hook:
        webhook = hooked(hook.url, secret="geheim é")
        client.create_registered_model(model, tags={"team": "a"}, description="d")
        client.create_model_version(model, SOURCE, run_id="r", tags={"k": "v"})
        client.set_model_version_tag(model, "1", "approved", "ann")
        client.set_registered_model_alias(model, "champion", "1")
        client.delete_registered_model_alias(model, "champion")
        client.delete_model_version_tag(model, "1", "approved")
        told = hook.await_taken(6)
        assert await_settled(uri, webhook) == {"pending": 0, "delivered": 6, "refused": 0, "lost": 0}
        assert len(hook.told) == 6
        assert [(t.event["entity"], t.event["action"], t.event["data"]) for t in told] == [
            ("registered_model", "created", {"name": model, "tags": {"team": "a"}, "description": "d"}),
            ("model_version", "created",
             {"name": model, "version": "1", "source": SOURCE, "run_id": "r", "tags": {"k": "v"}, "description": None}),
            ("model_version_tag", "set", {"name": model, "version": "1", "key": "approved", "value": "ann"}),
            ("model_version_alias", "created", {"name": model, "alias": "champion", "version": "1"}),
            ("model_version_alias", "deleted", {"name": model, "alias": "champion"}),
            ("model_version_tag", "deleted", {"name": model, "version": "1", "key": "approved"}),
        ]  # fmt: skip
        assert all(t.signed_with("geheim é") for t in told)
        assert abs(int(told[0].headers["x-mlflow-timestamp"]) - time.time()) < 60


def test_what_an_endpoint_cannot_take_comes_again_and_keeps_no_write_waiting(uri, client, hooked, model):
    away = True
    with Hook(lambda n: 503 if away else 200) as hook:
        webhook = hooked(hook.url, ["model_version.created"])
        client.create_registered_model(model)
        for i in range(5):
            client.create_model_version(model, f"{SOURCE}/{i}")  # answered although nothing can be told
        assert deliveries(uri, webhook)["pending"] == 5
        away = False
        told = hook.await_taken(5)
        assert [t.event["data"]["version"] for t in told] == ["1", "2", "3", "4", "5"]
        assert {t.delivery for t in hook.told if t.status == 503} <= {told[0].delivery}
        assert await_settled(uri, webhook)["delivered"] == 5


def test_one_dead_endpoint_keeps_no_other_from_hearing(client, hooked, model):
    with Hook() as hook, Hook(lambda n: 500) as dead:
        hooked(dead.url, ["registered_model.created"])
        hooked(hook.url, ["registered_model.created"])
        for i in range(20):
            client.create_registered_model(f"{model} {i}")
        assert [t.event["data"]["name"] for t in hook.await_taken(20)] == [f"{model} {i}" for i in range(20)]


def test_what_is_refused_is_not_repeated(uri, client, hooked, model):
    with Hook(lambda n: 410 if n == 1 else 200) as hook:
        webhook = hooked(hook.url, ["registered_model.created"])
        client.create_registered_model(model)
        client.create_registered_model(f"{model} 2")
        hook.await_taken(1)
        assert await_settled(uri, webhook) == {"pending": 0, "delivered": 1, "refused": 1, "lost": 0}


def test_disabled_deleted_and_changed_webhooks(client, hooked, model):
    with Hook() as hook, Hook() as other:
        moved, gone = hooked(hook.url, ["registered_model.created"]), hooked(hook.url, ["registered_model.created"])
        client.delete_webhook(gone.webhook_id)
        client.update_webhook(moved.webhook_id, status="DISABLED")
        client.create_registered_model(f"{model} unheard")
        client.update_webhook(moved.webhook_id, status="ACTIVE", url=other.url, secret="new")
        client.create_registered_model(model)
        assert [t.event["data"]["name"] for t in other.await_taken(1)] == [model]
        assert other.told[0].signed_with("new")
        assert not hook.told
        with pytest.raises(MlflowException, match="not found"):
            client.get_webhook(gone.webhook_id)


def test_prompts_are_told_as_prompts(client, hooked, model):
    import mlflow

    events = ["prompt.created", "prompt_version.created", "prompt_alias.created", "prompt_tag.set", "prompt_version_tag.set"]
    name = model.replace(" ", "-")
    with Hook() as hook:
        hooked(hook.url, events + ["registered_model.created", "model_version.created"])
        mlflow.genai.register_prompt(name, template="Hello {{name}}!", commit_message="first")
        mlflow.genai.set_prompt_alias(name, "live", 1)
        deadline = time.monotonic() + 30
        while "prompt_alias.created" not in (heard := [f"{t.event['entity']}.{t.event['action']}" for t in hook.taken()]):
            assert time.monotonic() < deadline, heard
            time.sleep(0.05)
        assert heard[:2] == ["prompt.created", "prompt_version.created"]
        assert not any(event.startswith(("registered_model", "model_version")) for event in heard)
        told = hook.taken()
        assert told[1].event["data"]["template"] == "Hello {{name}}!"
        assert not any(key.startswith("mlflow.prompt.is_prompt") for key in told[1].event["data"]["tags"])


def test_a_webhook_is_tested(client, hooked):
    with Hook(lambda n: 200 if n == 1 else 502) as hook:
        webhook = hooked(hook.url, ["model_version_alias.created", "prompt.created"], secret="s")
        good = client.test_webhook(webhook.webhook_id)
        assert (good.success, good.response_status, good.response_body) == (True, 200, "ok")
        assert hook.told[0].event["data"] == {"name": "example_model", "alias": "example_alias", "version": "1"}
        assert hook.told[0].signed_with("s")
        bad = client.test_webhook(webhook.webhook_id, "prompt.created")
        assert (bad.success, bad.response_status) == (False, 502)
        assert hook.told[1].event["entity"] == "prompt"
    with Hook() as gone:
        webhook = hooked(gone.url)
    nobody = client.test_webhook(webhook.webhook_id)
    assert not nobody.success and nobody.error_message.startswith("Failed to test webhook: ")


def test_webhooks_are_listed_in_pages_and_tell_no_secret(uri, client, hooked):
    made = [hooked("https://1.1.1.1/x", secret="very secret").webhook_id for _ in range(3)]
    first = client.list_webhooks(max_results=2)
    rest = client.list_webhooks(max_results=2, page_token=first.token)
    assert [w.webhook_id for w in [*first, *rest]][:3] == made[::-1]
    assert all(w.secret is None for w in first)
    answers = [
        requests.get(f"{uri}/api/2.0/mlflow/webhooks", timeout=30).text,
        requests.get(f"{uri}/ajax-api/2.0/mlflow/webhooks/{made[0]}", timeout=30).text,
    ]
    assert all("secret" not in answer for answer in answers)


@pytest.mark.parametrize("url", ["http://127.0.0.1/x", "https://127.0.0.1/x", "https://169.254.169.254/latest", "https://[::1]/x"])
def test_no_webhook_leads_inside(client, url):
    with pytest.raises(MlflowException) as refused:
        client.create_webhook(name="inside", url=url, events=["registered_model.created"])
    assert refused.value.error_code == "INVALID_PARAMETER_VALUE"

"""What webhooks are told, by Kiseki and by a real `mlflow server`, of the same changes."""

import uuid

import pytest
import requests
from mlflow import MlflowClient

from servers.hook import Hook
from servers.mlflow_server import MlflowServer

PROMPT = {"mlflow.prompt.is_prompt": "true"}
EVENTS = [
    "registered_model.created", "model_version.created", "model_version_tag.set", "model_version_tag.deleted",
    "model_version_alias.created", "model_version_alias.deleted", "prompt.created", "prompt_version.created",
    "prompt_tag.set", "prompt_tag.deleted", "prompt_version_tag.set", "prompt_version_tag.deleted",
    "prompt_alias.created", "prompt_alias.deleted",
]  # fmt: skip


@pytest.fixture(scope="module")
def inside():
    """A reference that sends to this machine."""
    server = MlflowServer({"MLFLOW_WEBHOOK_ALLOW_PRIVATE_IPS": "true", "MLFLOW_WEBHOOK_ALLOWED_SCHEMES": "http,https"})
    yield server.uri
    server.stop()


def change(uri: str, token: str) -> int:
    """Changes of all kinds, without the client, which makes prompts in other ways; returns of how many a webhook hears."""

    def send(method: str, path: str, **body) -> None:
        requests.request(method, f"{uri}/api/2.0/mlflow/{path}", json=body, timeout=60).raise_for_status()

    for name, tags in ((f"model {token}", {"k": "v"}), (f"prompt {token}", {**PROMPT, "_mlflow_prompt_type": "text"})):
        source = "s3://b/m" if "k" in tags else "prompt-template"
        pairs = [{"key": k, "value": v} for k, v in tags.items()]
        text = [{"key": "mlflow.prompt.text", "value": "Hi"}]
        models, versions = "registered-models", "model-versions"
        send("POST", f"{models}/create", name=name, tags=pairs, **({"description": "d"} if "k" in tags else {}))
        send("POST", f"{versions}/create", name=name, source=source, tags=pairs + text, run_id="r")
        send("POST", f"{versions}/create", name=name, source=source, tags=pairs, description="e")
        send("POST", f"{versions}/create", name=name, source="s3://b/m")
        send("POST", f"{versions}/set-tag", name=name, version="1", key="a", value="b")
        send("DELETE", f"{versions}/delete-tag", name=name, version="1", key="a")
        send("DELETE", f"{versions}/delete-tag", name=name, version="1", key="never there")
        send("POST", f"{models}/set-tag", name=name, key="a", value="")
        send("DELETE", f"{models}/delete-tag", name=name, key="a")
        send("POST", f"{models}/alias", name=name, alias="live", version="2")
        send("DELETE", f"{models}/alias", name=name, alias="live")
        send("PATCH", f"{models}/update", name=name, description="unheard")
        send("PATCH", f"{versions}/update", name=name, version="1", description="unheard")
        send("DELETE", f"{versions}/delete", name=name, version="2")
        send("DELETE", f"{models}/delete", name=name)
    return 9 + 11


def heard(uri: str, token: str) -> list:
    client = MlflowClient(uri)
    with Hook() as hook:
        webhook = client.create_webhook(name="all", url=hook.url, events=EVENTS)
        told = hook.await_taken(change(uri, token), 60)
        client.delete_webhook(webhook.webhook_id)
        return sorted((t.event["entity"], t.event["action"], str(t.event["data"])) for t in told)


def test_the_same_is_told(inside, subject):
    token = uuid.uuid4().hex[:8]
    assert heard(subject, token) == heard(inside, token)


def test_an_example_of_each_event_is_the_same(inside, subject):
    def examples(uri):
        client = MlflowClient(uri)
        with Hook() as hook:
            webhook = client.create_webhook(name="all", url=hook.url, events=EVENTS, secret="s")
            for event in EVENTS:
                assert client.test_webhook(webhook.webhook_id, event).success
            client.delete_webhook(webhook.webhook_id)
            assert all(t.signed_with("s") for t in hook.told)
            return [(t.event["entity"], t.event["action"], t.event["data"]) for t in hook.told]

    assert examples(subject) == examples(inside)

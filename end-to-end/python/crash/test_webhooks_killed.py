"""kill -9 while webhooks are told of versions: every version is told at least once, in order, and repetitions can be told apart."""

import os
import random
import threading
import time

import pytest

from crash.killer import Killer
from crash.stubborn import Stubborn
from servers.hook import Hook
from servers.mlflow_server import await_health

SEED = int(os.environ.get("KISEKI_CRASH_SEED", random.randrange(1_000_000)))


@pytest.mark.chaos
def test_whatever_is_killed_everything_is_told(supervised):
    uri, pids = supervised
    http, chance = Stubborn(uri), random.Random(SEED)
    print(f"KISEKI_CRASH_SEED={SEED}")
    model = f"told {time.time_ns()}"
    versions: list[str] = []
    stop = threading.Event()

    def register() -> None:
        own = Stubborn(uri)
        while not stop.is_set():
            made = own.post("model-versions/create", {"name": model, "source": f"s3://b/{len(versions)}"})
            versions.append(made["model_version"]["version"])
            time.sleep(0.02)

    with Hook(lambda n: 200 if n % 7 else 503) as hook:
        http.post("registered-models/create", {"name": model})
        webhook = http.post(
            "webhooks", {"name": "killed", "url": hook.url, "secret": "s", "events": [{"entity": "MODEL_VERSION", "action": "CREATED"}]}
        )["webhook"]["webhook_id"]
        writer = threading.Thread(target=register)
        writer.start()
        killer = Killer(pids, ["services"], SEED, lambda: None)
        for victim in ("services", "kafka", "services"):
            time.sleep(chance.uniform(1, 4))
            killer.kill(victim)
            await_health(uri, 120)
        stop.set()
        writer.join(200)
        assert not writer.is_alive()

        made = {int(v) for v in versions}
        deadline = time.monotonic() + 180
        while not made <= (told := {int(t.event["data"]["version"]) for t in hook.taken()}):
            assert time.monotonic() < deadline, f"untold: {sorted(made - told)[:20]}"
            time.sleep(0.5)
        own = [t for t in hook.taken() if t.event["data"]["name"] == model]
        by_version: dict[int, set[str]] = {}
        for t in own:
            assert t.signed_with("s")
            by_version.setdefault(int(t.event["data"]["version"]), set()).add(t.delivery)
        assert all(len(ids) == 1 for ids in by_version.values())
        first_time = list(dict.fromkeys(int(t.event["data"]["version"]) for t in own))
        assert first_time == sorted(first_time)
        http.connection and http.close()
        Stubborn(uri)._request("DELETE", f"/api/2.0/mlflow/webhooks/{webhook}", None)
        print(f"{len(made)} versions, {len(own)} deliveries, {len(own) - len(by_version)} of them again")

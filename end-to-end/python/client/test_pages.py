"""Page tokens belong to their search; pages hold while others write."""

import random
import threading
import time

import pytest

from searching.server import Server, bodies, find, run_names


@pytest.fixture
def server(uri):
    return Server(uri)


@pytest.fixture
def search(server, name):
    """A search with several pages, and an experiment beside it."""
    experiment, other = server.experiment(name), server.experiment(f"{name} other")
    for i in range(7):
        server.log(server.run(experiment, 1_000 + i, f"run {i}"), [{"key": "m", "value": i % 3, "timestamp": 1}], tags={"t": "x"})
    base = {
        "experiment_ids": [experiment, other], "filter": "tags.t = 'x'", "order_by": ["metrics.m DESC"], "run_view_type": "ACTIVE_ONLY",
        "max_results": 2,
    }  # fmt: skip
    return base


OTHERS = [
    {"filter": "tags.t = 'x' "},
    {"filter": ""},
    {"filter": "tags.t != 'y'"},
    {"order_by": []},
    {"order_by": ["metrics.m"]},
    {"order_by": ["metrics.m DESC", "start_time"]},
    {"order_by": ["metrics.n DESC"]},
    {"run_view_type": "ALL"},
    {"run_view_type": "DELETED_ONLY"},
    {"experiment_ids": []},
    {"experiment_ids": ["0"]},
    {"experiment_ids": "one"},
]


def refused(answer):
    status, body = answer
    assert (status, body.get("error_code")) == (400, "INVALID_PARAMETER_VALUE"), body
    assert body["message"].startswith("Invalid page token"), body
    return body["message"]


@pytest.mark.parametrize("other", OTHERS, ids=str)
def test_a_token_of_another_search_is_refused(server, search, other):
    token = server.must("runs/search", search)["next_page_token"]
    if other.get("experiment_ids") == "one":
        other = {"experiment_ids": search["experiment_ids"][:1]}
    message = refused(server.post("runs/search", {**search, **other, "page_token": token}))
    assert "another search" in message and "leave the token out" in message


def test_what_changes_no_row_changes_no_token(server, search):
    """Another size of pages, and the same experiments in another order or twice."""
    token = server.must("runs/search", search)["next_page_token"]
    rest = run_names(find(server, "runs/search", {**search, "page_token": token}))
    ids = search["experiment_ids"]
    for same in ({"max_results": 1000}, {"max_results": 1}, {"experiment_ids": ids[::-1]}, {"experiment_ids": [*ids, ids[0]]}):
        assert run_names(find(server, "runs/search", {**search, **same, "page_token": token})) == rest
    assert len(rest) == 5


def test_a_damaged_token_is_refused(server, search):
    token = server.must("runs/search", search)["next_page_token"]
    damaged = [token[:i] + ("A" if token[i] != "A" else "B") + token[i + 1 :] for i in range(0, len(token) - 1, 3)]
    damaged += [token[:i] for i in range(1, len(token), 5)] + [token[4:], token + "AAAA", token + token, "A" * 1_000_000]
    damaged += ["!", "%%%", "null", "0", "eyJvZmZzZXQiOiAxfQ==", "\U0001f600", "=" * 40]
    assert len(damaged) > 25
    for text in damaged:
        message = refused(server.post("runs/search", {**search, "page_token": text}))
        assert len(message) < 10_000, "it repeats what was sent"
    assert server.must("runs/search", {**search, "page_token": token})["runs"]


def test_tokens_of_runs_and_of_experiments_are_not_each_others(server, search, name):
    of_runs = server.must("runs/search", search)["next_page_token"]
    by_name = {"filter": f"name LIKE '{name}%'", "max_results": 1, "order_by": ["name"]}
    of_experiments = server.must("experiments/search", by_name)["next_page_token"]
    refused(server.post("experiments/search", {**by_name, "page_token": of_runs}))
    refused(server.post("runs/search", {**search, "page_token": of_experiments}))
    for other in ({"filter": f"name LIKE '{name}_%'"}, {"order_by": []}, {"order_by": ["name DESC"]}, {"view_type": "ALL"}):
        assert "another search" in refused(server.post("experiments/search", {**by_name, **other, "page_token": of_experiments}))
    for i in range(0, len(of_experiments) - 1, 7):
        damaged = of_experiments[:i] + ("A" if of_experiments[i] != "A" else "B") + of_experiments[i + 1 :]
        refused(server.post("experiments/search", {**by_name, "page_token": damaged}))
    rest = find(server, "experiments/search", {**by_name, "page_token": of_experiments})
    assert [row["name"] for row in rest.rows] == [f"{name} other"]


def test_a_token_stays_good_when_its_row_is_gone(server, search):
    first = server.must("runs/search", search)
    last = first["runs"][-1]["info"]["run_id"]
    token = first["next_page_token"]
    rest = run_names(find(server, "runs/search", {**search, "page_token": token}))
    server.must("runs/delete", {"run_id": last})
    assert run_names(find(server, "runs/search", {**search, "page_token": token})) == rest
    server.must("runs/restore", {"run_id": last})
    server.must("runs/set-tag", {"run_id": last, "key": "t", "value": "y"})
    assert run_names(find(server, "runs/search", {**search, "page_token": token})) == rest


class Writers:
    """Runs that come, go, move and change while others read; each thread has runs of its own."""

    def __init__(self, uri: str, experiment: str, count: int) -> None:
        self.uri, self.experiment, self.stop, self.failures = uri, experiment, threading.Event(), []
        self.changes = 0
        self.threads = [threading.Thread(target=self._write, args=(n,), daemon=True) for n in range(count)]

    def __enter__(self):
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_):
        self.stop.set()
        for thread in self.threads:
            thread.join(30)

    def _write(self, number: int) -> None:
        server, dice = Server(self.uri), random.Random(number)
        try:
            own = [server.run(self.experiment, 1_000 + 10 * i, f"moving {number}.{i}") for i in range(10)]
            step = 0
            while not self.stop.is_set():
                step += 1
                run = dice.choice(own)
                value = dice.choice([dice.uniform(-1, 4), dice.randint(0, 3), "NaN", "Infinity"])
                server.log(run, [{"key": "m", "value": value, "timestamp": step, "step": step}], tags={"t": dice.choice("xy")})
                if step % 7 == 0:
                    gone = own.pop(dice.randrange(len(own)))
                    server.must("runs/delete", {"run_id": gone})
                    own.append(server.run(self.experiment, dice.randint(900, 1_700), f"moving {number}.{step}"))
                self.changes += 1
        except Exception as e:  # told by the test: a thread that dies silently would prove nothing
            self.failures.append(repr(e))


STABLE = 60


@pytest.mark.parametrize(
    ("filter", "order"),
    [
        ("", ["metrics.m"]),
        ("", ["metrics.m DESC"]),
        ("tags.t = 'x'", ["metrics.m DESC", "params.p"]),
        ("metrics.m > 0", ["start_time"]),
        ("", []),
        ("", ["max(metrics.m) DESC", "start_time ASC"]),
    ],
    ids=str,
)
def test_a_run_that_does_not_change_is_neither_skipped_nor_repeated(uri, server, name, filter, order):
    experiment = server.experiment(name)
    for i in range(STABLE):
        values = [None, "NaN", *range(4)]
        value = values[i % 6]
        points = [] if value is None else [{"key": "m", "value": value, "timestamp": 1, "step": 0}]
        server.log(server.run(experiment, 1_000 + 10 * (i % 40), f"still {i}"), points, {"p": str(i % 5)}, {"t": "x"})
    search = {"experiment_ids": [experiment], "filter": filter, "order_by": order}
    expected = run_names(find(server, "runs/search", search))
    assert len(expected) >= STABLE // 2
    with Writers(uri, experiment, 3) as writers:
        deadline, rounds, moving = time.monotonic() + 3, 0, set()
        while rounds < 3 or time.monotonic() < deadline:
            seen, pages = [], 0
            for status, body in bodies(server, "runs/search", {**search, "max_results": 7}):
                assert status == 200, body
                seen += [row["info"]["run_name"] for row in body.get("runs", [])]
                pages += 1
            still = [found for found in seen if found.startswith("still")]
            assert still == expected, f"round {rounds}, {pages} pages"
            moving |= set(seen) - set(still)
            rounds += 1
    assert not writers.failures
    assert writers.changes > 30 and len(moving) > 10, "nothing moved"
    print(f"{rounds} rounds beside {writers.changes} changes")

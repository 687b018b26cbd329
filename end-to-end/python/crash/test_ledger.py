"""The judge itself: a ledger that could not find a fault would prove nothing."""

import pytest

from crash.killer import from_children_table, pids_in
from crash.ledger import RunLedger, violations

BATCH = {
    "metrics": [
        {"key": "m", "value": 1.0, "timestamp": 5, "step": 1},
        {"key": "m", "value": 2.0, "timestamp": 4, "step": 2},
        {"key": "m", "value": 3.0, "timestamp": 9, "step": -2},
    ],
    "params": [{"key": "p", "value": "1"}],
    "tags": [{"key": "t", "value": "x"}],
}
HISTORY = [(4, 2, 2.0), (5, 1, 1.0), (9, -2, 3.0)]
RUN = {
    "data": {
        "metrics": [{"key": "m", "value": 2.0, "timestamp": 4, "step": 2}],
        "params": [{"key": "p", "value": "1"}],
        "tags": [{"key": "t", "value": "x"}],
    }
}


def judged(history, run=RUN):
    ledger = RunLedger("r")
    ledger.acknowledge(BATCH)
    return violations(ledger, run, {"m": history})


def test_a_true_copy_has_no_violations():
    assert judged(HISTORY) == []


@pytest.mark.parametrize(
    ("history", "word"),
    [
        (HISTORY[1:], "lost"),
        ([], "lost"),
        (HISTORY + HISTORY[-1:], "more than once"),
        ([*HISTORY, (10, 1, 1.0)], "nobody logged"),
        (HISTORY[::-1], "out of order"),
    ],
)
def test_a_wrong_history_is_found(history, word):
    assert any(word in v for v in judged(history))


@pytest.mark.parametrize("part", ["metrics", "params", "tags"])
def test_a_missing_or_old_value_is_found(part):
    assert judged(HISTORY, {"data": {**RUN["data"], part: []}})
    assert judged(HISTORY, {"data": {**RUN["data"], part: [{**RUN["data"][part][0], "value": 0.5}]}})


def test_process_ids_are_read_from_any_status():
    assert pids_in({"kafka": 5, "s3": 6}) == {"kafka": [5], "s3": [6]}
    assert pids_in({"state": "up", "children": [{"name": "kafka", "pid": 5, "port": 9}]}) == {"kafka": [5]}
    assert pids_in({"processes": {"kafka": {"pid": 5, "since": 1}}}) == {"kafka": [5]}


def test_process_ids_are_read_from_the_table_of_children(tmp_path):
    (tmp_path / "children.tsv").write_text("kafka\t5\tready\t9092\t0\ns3\t\tstarting\t\t0\n")
    assert from_children_table(tmp_path / "children.tsv")() == {"kafka": [5]}

"""The comparison itself: one that could not find a difference would prove nothing."""

import json
import time

import pytest

from differential import answers, deliberate
from differential.scenario import Answer, Case, Played, Python, Step, fill


def shaped(body, names=None, status=200, moments=False):
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    kind = "text/html" if isinstance(body, bytes) else "application/json"
    played = Played([Answer(status, {"content-type": kind}, content)], names or {})
    return answers.comparable(Case("c", "t", None, moments, [Step("GET", "/", {}, {})]), played)[0]


def differing(one, other, **names):
    return answers.differences(shaped(one), shaped(other))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"a": 1}, {"a": 2}),
        ({"a": 1}, {}),
        ({}, {"a": 1}),
        ({"a": 1}, {"a": 1.0}),
        ({"a": 1}, {"a": True}),
        ({"a": 0.0}, {"a": -0.0}),
        ({"a": "1"}, {"a": 1}),
        ({"runs": [1, 2]}, {"runs": [2, 1]}),
        ({"runs": [1, 2]}, {"runs": [1]}),
        ({"message": "a  b"}, {"message": "a b"}),
        ({}, b"{}"),
    ],
)
def test_finds_every_kind_of_difference(one, other):
    assert differing(one, other)


def test_finds_a_different_status():
    assert answers.differences(shaped({}, status=200), shaped({}, status=201))


def test_ids_are_compared_by_the_name_a_case_gave_them():
    a, b, c, d = ("a" * 32, "b" * 32, "c" * 32, "d" * 32)
    body = {"runs": [{"run_id": a}, {"run_id": b}]}
    same = {"runs": [{"run_id": c}, {"run_id": d}]}
    swapped = {"runs": [{"run_id": d}, {"run_id": c}]}
    assert not answers.differences(shaped(body, {"x": a, "y": b}), shaped(same, {"x": c, "y": d}))
    assert answers.differences(shaped(body, {"x": a, "y": b}), shaped(swapped, {"x": c, "y": d}))


def test_experiment_ids_are_replaced_where_they_are_ids_only():
    text = {"experiment_id": "7", "message": "No Experiment with id=7 exists. Got 7 metrics", "n": "7"}
    shape = shaped(text, {"exp": "7"})["body"]
    assert shape == {
        "experiment_id": "<exp>",
        "message": "No Experiment with id=<exp> exists. Got 7 metrics",
        "n": "7",
    }
    uri = {"artifact_uri": f"mlflow-artifacts:/7/{'a' * 32}/artifacts"}
    assert shaped(uri, {"exp": "7"})["body"]["artifact_uri"] == "mlflow-artifacts:/<exp>/<id>/artifacts"


def test_the_order_of_tags_params_and_latest_metrics_means_nothing_but_that_of_a_history_does():
    a, b = {"key": "a", "value": "1"}, {"key": "b", "value": "2"}
    assert not differing({"tags": [a, b]}, {"tags": [b, a]})
    assert not differing({"metrics": [a, b]}, {"metrics": [b, a]})
    assert differing({"metrics": [a, {**a, "value": "3"}]}, {"metrics": [{**a, "value": "3"}, a]})


def test_sets_as_python_prints_them_are_compared_as_sets():
    assert not differing({"message": "one of {'a', 'b'}"}, {"message": "one of {'b', 'a'}"})
    assert differing({"message": "one of {'a', 'b'}"}, {"message": "one of {'a', 'c'}"})


def test_times_are_masked_near_now_and_ranked_when_asked():
    now = int(time.time() * 1000)
    assert shaped({"t": now})["body"] == {"t": "<now>"}
    assert shaped({"t": 12345})["body"] == {"t": 12345}
    ranked = shaped({"a": now, "b": now + 5, "c": now}, moments=True)["body"]
    assert ranked == {"a": "<moment 1>", "b": "<moment 2>", "c": "<moment 1>"}


def test_fields_left_out_by_decision_are_known_and_others_are_not():
    declared = {"x": {"id": "x", "absent_fields": ["sqlstate"]}}
    theirs = {"status": 400, "body": {"error_code": "A", "sqlstate": "1", "extra": "2"}}
    ours = {"status": 400, "body": {"error_code": "A"}}
    dropped, used = deliberate.drop_absent_fields(declared, theirs, ours)
    assert used == {"x"} and answers.differences(dropped, ours) == ['body.extra: MLflow "2", here absent']
    assert deliberate.drop_absent_fields(declared, theirs, theirs) == (theirs, set())


def test_only_the_declared_end_of_a_message_is_dropped():
    declared = {"x": {"id": "x", "message_ends": r" \(at character \d+\)"}}
    theirs, ours = {"body": {"message": "a"}}, {"body": {"message": "a (at character 3)"}}
    assert deliberate.drop_message_ends(declared, theirs, ours) == (theirs, {"x"})
    for other in ({"body": {"message": "b (at character 3)"}}, {"body": {"message": "a (at 3)"}}, {"body": []}):
        assert deliberate.drop_message_ends(declared, theirs, other) == (other, set())


def test_a_declared_answer_is_held_to_its_word():
    shape = {"status": 400, "body": {"error_code": "A", "message": "the name x is bad"}}
    assert not deliberate.unmet({"status": [400, 404], "error_code": "A", "message": "name ${n}"}, shape, {"n": "x"})
    assert deliberate.unmet({"status": 500}, shape, {})
    assert deliberate.unmet({"error_code": "B"}, shape, {})
    assert deliberate.unmet({"message": "name y"}, shape, {})
    assert deliberate.unmet({"body": {}}, shape, {})


def test_values_of_cases_are_filled_in():
    names = {"run": "r", "token": "t"}
    assert fill({"a": ["${run}-${token}"], "b": Python("run * 3")}, names) == {"a": ["r-t"], "b": "rrr"}

"""Plays every case against the reference and the server under test and compares step by step."""

import time
import uuid

import pytest

from differential import answers, deliberate
from differential.conftest import CASES
from differential.given import GIVEN
from differential.scenario import Case, Played, pick, send


def play(uri: str, case: Case, token: str) -> Played:
    played = Played(names={"token": token})
    GIVEN[case.given](uri, played.names)
    for step in case.steps:
        if case.moments:
            time.sleep(0.005)  # times are in milliseconds: two steps must not share one
        answer = send(uri, step, played.names)
        played.answers.append(answer)
        for name, path in step.options.get("keep", {}).items():
            try:
                played.names[name] = pick(answer.json(), path)
            except (KeyError, IndexError, ValueError) as e:
                raise AssertionError(
                    f"{uri}: {step.method} {step.path}: no {path} in {answer.status} {answer.body[:800]!r}"
                ) from e
    return played


def compare(step, reference: dict, other: dict, declared: dict, seen_absent: set) -> list[str]:
    if step.options.get("compare") == "status":
        reference, other = {"status": reference["status"]}, {"status": other["status"]}
        return answers.differences(reference, other)
    reference, used = deliberate.drop_absent_fields(declared, reference, other)
    other, ends = deliberate.drop_message_ends(declared, reference, other)
    seen_absent |= used | ends
    fragment = step.options.get("message")
    if fragment and all(fragment in str(side["body"].get("message")) for side in (reference, other)):
        reference, other = ({**s, "body": {**s["body"], "message": fragment}} for s in (reference, other))
    return answers.differences(reference, other)


@pytest.mark.parametrize("case", CASES, ids=lambda c: f"{c.topic}: {c.name}")
def test_answers_like_mlflow(case, reference, subject, itself, declared, seen_absent):
    token = uuid.uuid4().hex[:12] + "x"  # the x keeps it from looking like a part of an id
    theirs, ours = play(reference, case, token), play(subject, case, token)
    problems = []
    pairs = zip(case.steps, answers.comparable(case, theirs), answers.comparable(case, ours))
    for number, (step, their, our) in enumerate(pairs, 1):
        where = f"step {number}, {step.method} {step.path}"
        found = compare(step, their, our, declared, seen_absent)
        differs = step.options.get("differs")
        if differs:
            assert differs["id"] in declared, f"{differs['id']} is not in {deliberate.LIST.name}"
            problems += [f"{where}: MLflow {u}" for u in deliberate.unmet(differs.get("mlflow", {}), their, theirs.names)]
            if not itself:
                problems += [f"{where}: {u}" for u in deliberate.unmet(differs["kiseki"], our, ours.names)]
                if not found:
                    problems.append(f"{where}: the declared difference {differs['id']} no longer occurs")
                continue
            found = [f for f in found if not f.startswith("body.message")]  # raw SQL holds the server's own ids
        problems += [f"{where}: {f}" for f in found]
    assert not problems, "\n" + "\n".join(problems)


def test_every_declared_difference_has_a_case(declared):
    used = {s.options["differs"]["id"] for c in CASES for s in c.steps if "differs" in s.options}
    by_field = {i for i, entry in declared.items() if deliberate.is_field_wide(entry)}
    assert used | by_field == set(declared), "the list and the cases name different ids"
    assert all("kiseki" in s.options["differs"] for c in CASES for s in c.steps if "differs" in s.options)


def test_field_wide_differences_still_occur(declared, seen_absent, itself, request):
    everything = sum(item.name.startswith("test_answers") for item in request.session.items) == len(CASES)
    if itself or not everything:
        pytest.skip("only a whole run against the server under test can tell")
    assert seen_absent == {i for i, entry in declared.items() if deliberate.is_field_wide(entry)}

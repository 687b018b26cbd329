"""Prints what a server answers to the cases: `python -m differential.show URI [part of a case's name]`."""

import sys
import uuid
from pathlib import Path

from differential import answers, scenario
from differential.test_differential import play


def main(uri: str, part: str = "") -> None:
    for case in scenario.load(Path(__file__).parent / "cases"):
        if part not in f"{case.topic}: {case.name}":
            continue
        print(f"\n## {case.topic}: {case.name}")
        played = play(uri, case, uuid.uuid4().hex[:12] + "x")
        for step, shape in zip(case.steps, answers.comparable(case, played)):
            request = step.options.get("raw", step.content)
            print(f"{step.method} {step.path} {answers.brief(str(request))}")
            print(f"    {shape['status']} {shape['type']} {answers.brief(shape['body'])}")


if __name__ == "__main__":
    main(*sys.argv[1:])

"""Makes answers of two servers comparable: what each server chooses for itself becomes a placeholder.

Ids that a case remembers get the name it gave them, so that equal placeholders mean the same thing on both sides;
other 32-digit ids and UUIDs become `<id>`, server-made run names `<random name>`, times near the present `<now>`. In a case
with `moments: true` times become ranks instead, which shows what moves a time and what does not.
"""

import json
import re
import time
from typing import Any

from differential.scenario import Answer, Case, Played

DAY_MS = 86_400_000
HEX_ID = re.compile(r"\b(?:[0-9a-f]{32}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\b")
EPOCH_MS = re.compile(r"\b\d{13}\b")
RANDOM_NAME = re.compile(r"[a-z]+-[a-z]+-\d{1,3}")
# Python prints a set in an order that changes from process to process.
PYTHON_SET = re.compile(r"\{('[^'{}]*'(?:, '[^'{}]*')*)\}")
# Lists whose order means nothing: the store returns them as the table has them.
UNORDERED = {"tags", "params"}


def comparable(case: Case, played: Played) -> list[dict]:
    """One dictionary per step: status, media type, shown headers, and the body, as JSON where it is JSON."""
    view = _View(played.names)
    shaped = [view.shape(answer, step.options.get("show", [])) for answer, step in zip(played.answers, case.steps)]
    return [view.rank(s) for s in shaped] if case.moments else [_mask_times(s) for s in shaped]


class _Time(int):
    pass


class _View:
    def __init__(self, names: dict[str, Any]) -> None:
        self.times: set[int] = set()
        self.now = time.time() * 1000
        kept = {k: str(v) for k, v in names.items() if k != "token"}
        self.experiments = {v: f"<{k}>" for k, v in kept.items() if k.startswith("exp") and v.isdigit()}
        self.ids = {v: f"<{k}>" for k, v in kept.items() if HEX_ID.fullmatch(v)}

    def shape(self, answer: Answer, shown: list[str]) -> dict:
        shape: dict[str, Any] = {"status": answer.status, "type": answer.media_type}
        for header in shown:
            shape[header] = self._text(answer.headers.get(header.lower(), "<absent>"))
        if answer.media_type == "application/json" and answer.body:
            shape["body"] = self._value(json.loads(answer.body), "")
        else:
            shape["body"] = self._text(answer.body.decode("utf-8", "replace"))
        return shape

    def _value(self, value: Any, key: str) -> Any:
        if isinstance(value, dict):
            return {k: self._value(v, k) for k, v in value.items()}
        if isinstance(value, list):
            items = [self._value(v, key) for v in value]
            latest = key == "metrics" and len({v.get("key") for v in value}) == len(value)
            return sorted(items, key=lambda v: v["key"]) if key in UNORDERED or latest else items
        if isinstance(value, str):
            if key == "next_page_token":
                return "<token>"
            if key in ("run_name", "name", "value") and RANDOM_NAME.fullmatch(value):
                return "<random name>"
            if key == "experiment_id":
                return self.experiments.get(value, value)
            return self._text(value)
        if isinstance(value, int) and not isinstance(value, bool) and abs(value - self.now) < DAY_MS:
            self.times.add(value)
            return _Time(value)
        return value

    def _text(self, text: str) -> str:
        for experiment, name in self.experiments.items():
            # A bare number is an experiment's only where the text says so.
            text = re.sub(
                rf"(?i)((?:\bid=|\bid '|\bid |experiment |mlflow-artifacts:/+|experiment_id=)){experiment}\b",
                lambda m: m[1] + name,
                text,
            )
            text = re.sub(rf"\b{experiment}(?=/[0-9a-f]{{32}}\b)", name, text)
        text = HEX_ID.sub(lambda m: self.ids.get(m[0], "<id>"), text)
        text = EPOCH_MS.sub(lambda m: "<now>" if abs(int(m[0]) - self.now) < DAY_MS else m[0], text)
        return PYTHON_SET.sub(lambda m: "{" + ", ".join(sorted(m[1].split(", "))) + "}", text)

    def rank(self, value: Any) -> Any:
        ranks = {t: f"<moment {i}>" for i, t in enumerate(sorted(self.times), 1)}
        return _each_time(value, lambda t: ranks[t])


def _mask_times(value: Any) -> Any:
    return _each_time(value, lambda t: "<now>")


def _each_time(value: Any, to_text) -> Any:
    if isinstance(value, dict):
        return {k: _each_time(v, to_text) for k, v in value.items()}
    if isinstance(value, list):
        return [_each_time(v, to_text) for v in value]
    return to_text(value) if isinstance(value, _Time) else value


def differences(reference: Any, other: Any, at: str = "") -> list[str]:
    """Every place where the two differ. 1 and 1.0 differ: the wire shows which of the two a server sent."""
    if type(reference) is not type(other):
        return [f"{at or 'answer'}: MLflow {brief(reference)}, here {brief(other)}"]
    if isinstance(reference, dict):
        found = []
        for key in sorted(reference.keys() | other.keys()):
            where = f"{at}.{key}" if at else key
            if key not in other:
                found.append(f"{where}: MLflow {brief(reference[key])}, here absent")
            elif key not in reference:
                found.append(f"{where}: MLflow absent, here {brief(other[key])}")
            else:
                found += differences(reference[key], other[key], where)
        return found
    if isinstance(reference, list) and len(reference) == len(other):
        return [d for i, (r, o) in enumerate(zip(reference, other)) for d in differences(r, o, f"{at}[{i}]")]
    # Told apart by their text: -0.0 == 0.0, and NaN is not itself.
    return [] if repr(reference) == repr(other) else [f"{at or 'answer'}: MLflow {brief(reference)}, here {brief(other)}"]


def brief(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 600 else f"{text[:600]}… ({len(text)} characters)"

"""The list of deliberate differences, and the check that a declared one really is there.

A step that differs says so: `differs: {id: .., mlflow: {..}, kiseki: {..}}`. Both sides are expectations on status,
(one or a list), error_code, message (a fragment) and body (exact); `mlflow` may be left out, `kiseki` may not, so that a difference is never a free
pass. Some differences are about fields rather than steps; those carry `absent_fields` in the list, and one is about how messages end,
`message_ends` (a regular expression).
"""

import re
from pathlib import Path
from typing import Any

import yaml

from differential.answers import differences
from differential.scenario import fill

LIST = Path(__file__).parents[2] / "deliberate-differences.yaml"
PARTS = {"id", "mlflow", "kiseki", "reason"}


def load() -> dict[str, dict]:
    entries = yaml.safe_load(LIST.read_text())
    for entry in entries:
        if not PARTS <= set(entry) or set(entry) - PARTS - {"absent_fields", "message_ends"}:
            raise ValueError(f"{LIST.name}: needs {sorted(PARTS)} and no more than absent_fields, message_ends: {entry}")
    by_id = {entry["id"]: entry for entry in entries}
    if len(by_id) != len(entries):
        raise ValueError(f"{LIST.name}: an id is used twice")
    return by_id


def is_field_wide(entry: dict) -> bool:
    """Whether a difference is declared once for all steps."""
    return "absent_fields" in entry or "message_ends" in entry


def drop_absent_fields(declared: dict[str, dict], reference: dict, other: dict) -> tuple[dict, set[str]]:
    """The reference's answer without the error fields that Kiseki leaves out by decision, and which decisions those were."""
    body, used = reference.get("body"), set()
    if not isinstance(body, dict) or "error_code" not in body or not isinstance(other.get("body"), dict):
        return reference, used
    for entry in declared.values():
        dropped = [f for f in entry.get("absent_fields", []) if f in body and f not in other["body"]]
        if dropped:
            used.add(entry["id"])
            body = {k: v for k, v in body.items() if k not in dropped}
    return {**reference, "body": body}, used


def drop_message_ends(declared: dict[str, dict], reference: dict, other: dict) -> tuple[dict, set[str]]:
    """Kiseki's answer without what it says after MLflow's text by decision, and which decisions those were."""
    theirs, ours = reference.get("body"), other.get("body")
    if not (isinstance(theirs, dict) and isinstance(ours, dict) and "message" in theirs and "message" in ours):
        return other, set()
    for entry in declared.values():
        if "message_ends" in entry:
            message, dropped = re.subn(f"(?:{entry['message_ends']})$", "", str(ours["message"]))
            if dropped and message == theirs["message"]:
                return {**other, "body": {**ours, "message": message}}, {entry["id"]}
    return other, set()


def unmet(expected: dict, shape: dict, names: dict[str, Any]) -> list[str]:
    """What an answer lacks of an expectation; empty when it is as declared."""
    body = shape["body"] if isinstance(shape["body"], dict) else {}
    found = []
    for what, wanted in fill(expected, names).items():
        if what == "message":
            if wanted not in str(body.get("message", shape["body"])):
                found.append(f"message should contain {wanted!r}, is {body.get('message', shape['body'])!r}")
        else:
            actual = {"status": shape["status"], "error_code": body.get("error_code"), "body": shape["body"]}[what]
            allowed = wanted if what == "status" and isinstance(wanted, list) else [wanted]
            if all(differences(a, actual) for a in allowed):
                found.append(f"{what} should be {wanted!r}, is {actual!r}")
    return found

"""Dashboard and alerts speak of metrics that there are, and of alerts that somebody explained and tried.

pytest deploy/tests; needs PyYAML.
"""
import json
import re
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[2]
RULES = yaml.safe_load((ROOT / "deploy/prometheus/alerts.yaml").read_text())
CASES = yaml.safe_load((ROOT / "deploy/prometheus/alerts_test.yaml").read_text())
DASHBOARD = json.loads((ROOT / "deploy/grafana/kiseki.json").read_text())
ALERTS = [rule for group in RULES["groups"] for rule in group["rules"]]

# Prometheus' own, HAProxy's and those of the JVM, which docs/metrics.md names by their beginning.
OTHERS = re.compile(r"^(up|haproxy_\w+|jvm_\w+|process_\w+|system_\w+|logback_events_total)$")


def documented() -> set[str]:
    """Names in the first column of the table; `kiseki_history_rows_total{by}`, `.._points_total{by}` are two of one family."""
    names: set[str] = set()
    for line in (ROOT / "docs/metrics.md").read_text().splitlines():
        if not line.startswith("| `"):
            continue
        first = ""
        for name in re.findall(r"`([^`]+)`", line.split(" | ")[0]):
            name = name.split("{")[0]
            if name.startswith(".."):
                name = first.rsplit("_", 2)[0] + name[2:]
            first = first or name
            names.add(name)
    return names


def metrics(expression: str) -> set[str]:
    without = re.sub(r"\{[^}]*\}|\[[^\]]*\]", " ", re.sub(r'"[^"]*"', '""', expression))
    without = re.sub(r"\b(by|without|on|ignoring|group_left|group_right)\s*\([^)]*\)", " ", without)
    words = set(re.findall(r"\b[a-z][a-z0-9_]*\b(?!\s*\()", without))
    return {re.sub(r"_(bucket|count|sum|max)$", "", w) if w.split("_")[-1] in ("bucket", "sum") or w.endswith("seconds_count") else w
            for w in words} - {"and", "or", "unless", "offset", "bool", "by", "inf"}


def queries() -> dict[str, str]:
    found = {f"panel {p['title']}": t["expr"] for p in DASHBOARD["panels"] for t in p.get("targets", [])}
    return found | {f"alert {a['alert']}": a["expr"] for a in ALERTS}


def test_every_metric_is_documented() -> None:
    known = documented()
    unknown = {f"{where}: {m}" for where, q in queries().items() for m in metrics(q) if m not in known and not OTHERS.match(m)}
    assert not unknown


def test_every_alert_is_in_the_runbook() -> None:
    headings = set(re.findall(r"^### (\w+)$", (ROOT / "docs/runbook.md").read_text(), re.M))
    assert headings == {a["alert"] for a in ALERTS}
    assert all(a["annotations"]["runbook"] == f"docs/runbook.md#{a['alert'].lower()}" for a in ALERTS)


def test_every_alert_was_seen_to_fire() -> None:
    fired = {c["alertname"] for t in CASES["tests"] for c in t["alert_rule_test"] if c["exp_alerts"]}
    assert fired == {a["alert"] for a in ALERTS}


def test_panels_have_places_and_no_data_source_of_somebody() -> None:
    taken: set[tuple[int, int]] = set()
    for panel in DASHBOARD["panels"]:
        at = panel["gridPos"]
        cells = {(x, y) for x in range(at["x"], at["x"] + at["w"]) for y in range(at["y"], at["y"] + at["h"])}
        assert not cells & taken, panel["title"]
        assert at["x"] + at["w"] <= 24
        taken |= cells
        if panel["type"] != "row":
            assert panel["datasource"]["uid"] == "${datasource}"

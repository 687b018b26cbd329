"""One search on two servers: what it found on each, whether that is the same, and the smallest search for which it is not.

Run and experiment ids differ between servers, and the id is what decides between rows that tie. So rows are known by a
label, and rows that tie in all order keys and in the start time may come in either order; anything else is a difference.
"""

import json
import math
from dataclasses import dataclass, replace
from typing import Callable, Iterator

from differential.scenario import fill
from searching.server import Found, Server, find

LARGEST = 1.7976931348623157e308


@dataclass(frozen=True)
class Key:
    """An order key: as written, and where a row has its value."""

    text: str
    kind: str  # metrics, params, tags, info
    name: str


@dataclass(frozen=True)
class Search:
    """`${name}` stands for what the server itself knows by that name, such as an id."""

    path: str = "runs/search"
    always: str = ""  # a condition that stays
    conditions: tuple[str, ...] = ()
    order: tuple[Key, ...] = ()
    experiments: tuple[str, ...] = ()
    view: str | None = None
    page: int = 1000
    most_pages: int = 6

    def body(self, names: dict) -> dict:
        body: dict = {"max_results": self.page}
        texts = ((self.always,) if self.always else ()) + self.conditions
        body["filter"] = " AND ".join(texts)
        body["order_by"] = [key.text for key in self.order]
        if self.path == "runs/search":
            body["experiment_ids"] = list(self.experiments)
        if self.view:
            body["run_view_type" if self.path == "runs/search" else "view_type"] = self.view
        return fill(body, names)


@dataclass
class Side:
    server: Server
    names: dict  # from the names in a search to this server's ids and times

    def find(self, search: Search) -> Found:
        return find(self.server, search.path, search.body(self.names), search.most_pages)


def label(row: dict) -> str:
    """A run's tag `label`; an experiment's name."""
    if "info" not in row:
        return row["name"]
    return next(tag["value"] for tag in row["data"]["tags"] if tag["key"] == "label")


def identity(row: dict) -> str:
    return row["info"]["run_id"] if "info" in row else row["experiment_id"]


def value(row: dict, key: Key):
    """What a row has for an order key, fit for == only."""
    if "info" not in row:
        return row.get(key.name)
    if key.kind == "info":
        return row["info"].get(key.name)
    found = next((item["value"] for item in row["data"].get(key.kind, []) if item["key"] == key.name), None)
    if key.kind != "metrics" or found is None:
        return found
    number = float(found)
    return "NaN" if math.isnan(number) else max(-LARGEST, min(LARGEST, number)) + 0.0  # and no -0.0


def place(row: dict, search: Search) -> tuple:
    """Rows of one place may come in either order."""
    if "info" not in row:
        return (identity(row),)
    return tuple(value(row, key) for key in search.order) + (row["info"].get("start_time"),)


def by_identity(search: Search) -> bool:
    return search.path == "runs/search" and any(key.name in ("run_id", "artifact_uri") for key in search.order)


def difference(search: Search, theirs: Found, ours: Found) -> str | None:
    """The first thing in which two answers differ, in words."""
    if (theirs.status, theirs.error_code) != (ours.status, ours.error_code):
        return f"MLflow {theirs.status} {theirs.error_code} {theirs.message[:300]!r}, here {ours.status} {ours.error_code} {ours.message[:300]!r}"
    if theirs.status != 200:
        return None
    sizes, own = [len(page) for page in theirs.pages], [len(page) for page in ours.pages]
    if (sizes, theirs.more) != (own, ours.more):
        return f"pages: MLflow {sizes} and more: {theirs.more}, here {own} and more: {ours.more}{_only(theirs, ours)}"
    ids = [identity(row) for row in ours.rows]
    if len(set(ids)) != len(ids):
        return f"a row came twice: {[label(row) for row in ours.rows]}"
    return _order_of_ids(search, theirs, ours) if by_identity(search) else _order(search, theirs, ours)


def _order(search: Search, theirs: Found, ours: Found) -> str | None:
    rows, own, at = theirs.rows, ours.rows, 0
    while at < len(rows):
        end = at + 1
        while end < len(rows) and place(rows[end], search) == place(rows[at], search):
            end += 1
        cut = theirs.more and end == len(rows)
        expected, actual = [label(row) for row in rows[at:end]], [label(row) for row in own[at:end]]
        if not cut and sorted(expected) != sorted(actual):
            return f"rows {at} to {end - 1}: MLflow {expected}, here {actual}{_only(theirs, ours)}"
        ids = [identity(row) for row in own[at:end]]
        if search.path == "runs/search" and ids != sorted(ids):
            return f"rows {at} to {end - 1} tie and do not come by run id: {actual} {ids}"
        at = end
    return None


def _order_of_ids(search: Search, theirs: Found, ours: Found) -> str | None:
    """Each server has its own order, to be judged alone."""
    if not theirs.more and sorted(map(label, theirs.rows)) != sorted(map(label, ours.rows)):
        return f"rows{_only(theirs, ours)}"
    if len(search.order) == 1:
        ids = [row["info"][search.order[0].name] for row in ours.rows]
        if ids != sorted(ids, reverse=search.order[0].text.lower().endswith("desc")):
            return f"ids out of order: {ids}"
    return None


def _only(theirs: Found, ours: Found) -> str:
    left, right = set(map(label, theirs.rows)), set(map(label, ours.rows))
    return f"; only MLflow: {sorted(left - right)[:20]}, only here: {sorted(right - left)[:20]}"


def smaller(search: Search) -> Iterator[Search]:
    """Simpler searches, the simplest first."""
    for field in ("conditions", "order", "experiments"):
        parts = getattr(search, field)
        if len(parts) > (1 if field == "experiments" else 0):
            for i in range(len(parts)):
                yield replace(search, **{field: parts[:i] + parts[i + 1 :]})
    if search.view:
        yield replace(search, view=None)
    if search.page < 1000:
        yield replace(search, page=1000)
    for pages in range(1, search.most_pages):
        yield replace(search, most_pages=pages)
    for i, key in enumerate(search.order):
        if " " in key.text.strip() and "`" not in key.text and '"' not in key.text:
            yield replace(search, order=(*search.order[:i], replace(key, text=key.text.split()[0]), *search.order[i + 1 :]))


def shrink(search: Search, differs: Callable[[Search], bool], most: int = 200) -> Search:
    """The smallest search that still differs and that leaving out one thing at a time leads to."""
    tried, again = 0, True
    while again and tried < most:
        again = False
        for candidate in smaller(search):
            tried += 1
            if differs(candidate):
                search, again = candidate, True
                break
    return search


def report(search: Search, sides: tuple[Side, Side], found: str) -> str:
    requests = "\n".join(f"  {side.server.uri} {search.path} {json.dumps(search.body(side.names), ensure_ascii=False)}" for side in sides)
    return f"{found}\n{requests}"

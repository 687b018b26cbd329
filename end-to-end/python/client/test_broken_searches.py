"""Searches that mean nothing: 400, MLflow's words first, then where and what is allowed there; and the server goes on.

What MLflow itself answers to such texts is compared word by word in differential/cases; here is what it has no words for, and the place.
"""

import re
import time

import pytest

from searching.server import Server

AT = re.compile(r" \(at character (\d+)(?:; allowed: (.+))?\)$", re.DOTALL)
CLAUSE = "Invalid clause(s) in filter string: "


def complaint(answer):
    """Message, position and what is allowed of a refused request."""
    status, body = answer
    assert (status, body["error_code"]) == (400, "INVALID_PARAMETER_VALUE"), body
    place = AT.search(body["message"])
    assert place, f"no place in {body['message'][-300:]!r}"
    return body["message"][: place.start()], int(place[1]), place[2] or ""


@pytest.fixture(scope="module")
def found(uri):
    """Asks for runs of an experiment that has one; after the module a good search still finds it, and at once."""
    server = Server(uri)
    experiment = server.experiment(f"broken {time.time_ns()}", {"t": "x"})
    server.log(server.run(experiment, 1, "only"), [{"key": "m", "value": 1, "timestamp": 1}], {"p": "1"}, {"long": "a" * 8_000})

    def search(**fields):
        return server.post("runs/search", {"experiment_ids": [experiment], **fields})

    yield search
    began = time.monotonic()
    for _ in range(20):
        status, body = search(filter="metrics.m = 1 AND params.p = '1'", order_by=["metrics.m"])
        assert status == 200 and [r["info"]["run_name"] for r in body["runs"]] == ["only"]
    assert time.monotonic() - began < 5


NAMES = "Invalid attribute key "
BROKEN = [
    # kind, filter, first words, position, what is allowed
    ("unknown entity", "foo.m > 1", "Invalid entity type 'foo'. Valid values are", 1, ""),
    ("unknown entity, second", "metrics.m > 1 AND Metrics.m > 1", "Invalid entity type 'Metrics'. Valid values are", 19, ""),
    ("unknown attribute", "attributes.foo = 'a'", NAMES + "'foo' specified. Valid keys are", 1, "duration"),
    ("unknown attribute, bare", "status = 'x' and foo = 1", NAMES + "'foo' specified. Valid keys are", 18, "duration"),
    ("unknown dataset key", "dataset.foo = 'a'", "Invalid dataset key 'foo' specified", 1, ""),
    ("comparator of numbers", "metrics.m LIKE '1'", "Expected numeric value type for metric. Found '1'", 16, "numbers"),
    ("comparator of numbers, right value", "metrics.m LIKE 1", "Invalid comparator 'LIKE' not one of", 11, "BETWEEN"),
    ("comparator of texts", "params.p >= '1'", "Invalid comparator '>=' not one of", 10, "BETWEEN"),
    ("comparator of attributes", "status < 'A'", "Invalid comparator '<' not one of", 8, "LIKE"),
    ("comparator of times", "start_time LIKE 1", "Invalid comparator 'LIKE' not one of", 12, "BETWEEN"),
    ("two equals signs", "metrics.m == 1", "Invalid comparator '==' not one of", 11, "="),
    ("NOT LIKE", "params.p NOT LIKE 'a'", "Invalid comparator 'NOT LIKE' not one of", 10, "NOT before the whole condition"),
    ("unquoted text", "params.p = abc", "Parameter value is either not quoted or unidentified quote types", 12, ""),
    ("unquoted attribute", "status = RUNNING", "Parameter value is either not quoted or unidentified quote types", 10, ""),
    ("number where a text is due", "params.p = 10", "Expected a quoted string value for parameter", 12, "a text in quotes"),
    ("number for a name", "run_name = 5", "Expected a quoted string value for attributes", 12, "a text in quotes"),
    ("text where a number is due", "metrics.m = 'high'", "Expected numeric value type for metric. Found 'high'", 13, "numbers"),
    ("text where a time is due", "start_time > '3'", "Expected numeric value type for numeric attribute: start_time", 14, "milliseconds"),
    ("span where a time is due", "start_time > 7d", "Expected numeric value type for numeric attribute: start_time", 14, "now()"),
    ("moment where a span is due", "duration > now()", "Expected numeric value type for numeric attribute: duration", 12, "units"),
    ("open quote", "params.p = 'a", CLAUSE, 12, "another '"),
    ("open double quote", 'params.p = "a', CLAUSE, 12, 'another "'),
    ("open back-tick", "metrics.`a > 1", CLAUSE, None, None),
    ("open parenthesis", "(metrics.m > 1", CLAUSE, 1, "a ) for every ("),
    ("closing parenthesis", "metrics.m > 1)", CLAUSE, 14, "a ) only where a ( is open"),
    ("empty parentheses", "()", CLAUSE, 2, "a key"),
    ("AND at the end", "metrics.m > 1 AND", CLAUSE, 18, "a condition"),
    ("AND at the beginning", "AND metrics.m > 1", CLAUSE, 1, "a key"),
    ("AND twice", "metrics.m > 1 AND AND metrics.m < 2", CLAUSE, 19, "a key"),
    ("OR at the end", "metrics.m > 1 OR", CLAUSE, 17, "a condition"),
    ("NOT at the end", "metrics.m > 1 AND NOT", CLAUSE, 22, "a condition"),
    ("nothing between", "metrics.m > 1 metrics.m < 2", CLAUSE, 15, "AND or OR"),
    ("no operator", "metrics.m", CLAUSE, 10, "an operator after the key"),
    ("no value", "metrics.m >", CLAUSE, 12, "after the operator"),
    ("no key", "> 1", CLAUSE, 1, "a key"),
    ("value first", "5 < metrics.m", "Invalid comparison clause. Expected 'Identifier' found '5'", 1, "a key on the left"),
    ("blanks", " \t ", "Invalid filter", 1, "no filter"),
    ("two statements", "metrics.m > 1; metrics.m > 2", "Search filter contained multiple expression", 14, ""),
    ("empty list", "run_id IN ()", "While parsing a list in the query, expected a non-empty list", 11, ""),
    ("list of numbers for texts", "run_id IN (1)", "While parsing a list in the query, expected string value", 11, ""),
    ("list of texts for numbers", "metrics.m IN ('a')", "Expected numeric value type for metric", 15, "numbers"),
    ("list without commas", "run_id IN ('a' 'b')", "While parsing a list in the query", 11, "commas"),
    ("no list", "run_id IN 'a'", CLAUSE, 11, "a list in parentheses"),
    ("BETWEEN without AND", "metrics.m BETWEEN 1 2", CLAUSE, 21, "BETWEEN low AND high"),
    ("IS something", "params.p IS 'a'", CLAUSE, 13, "NULL or NOT NULL"),
    ("unknown unit", "duration > 3y", "Expected numeric value type for numeric attribute: duration", 12, "units"),
    ("unknown function", "median(metrics.m) > 1", "Invalid comparison clause. Expected 'Identifier'", 1, "max"),
    ("function of a param", "max(params.p) > 1", "Invalid comparison clause. Expected 'Identifier'", 5, "one metric"),
    ("dataset null check", "dataset.name IS NULL", "IS NULL / IS NOT NULL is only supported for tags and params", 1, "params, tags"),
    ("behind a wide character", "run_name = '\U0001f600' AND foo = 1", NAMES + "'foo'", 20, "duration"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "words", "position", "allowed"), [b[1:] for b in BROKEN], ids=[b[0] for b in BROKEN])
def test_a_broken_filter_is_refused_with_its_place(found, text, words, position, allowed):
    message, at, hint = complaint(found(filter=text))
    assert message.startswith(words)
    if position is not None:
        assert (at, allowed in hint) == (position, True), (at, hint)


def joined(word, count):
    return f" {word} ".join(f"metrics.m = {i}" for i in range(count))


HUGE = {
    "too long": (lambda: "metrics.m = " + "1" * 1_000_000, "It is too long", 1_000_001, "at most 1000000 characters"),
    "too long inside a text": (lambda: "params.p = '" + "x" * 2_000_000 + "'", "It is too long", 1_000_001, "1000000"),
    "too long, wide characters": (lambda: "params.p = '" + "\U0001f600" * 1_000_000 + "'", "It is too long", 1_000_001, "1000000"),
    "parentheses too deep": (lambda: "(" * 65 + "metrics.m = 1" + ")" * 65, "It is nested too deeply", 65, "at most 64"),
    "NOTs too deep": (lambda: "NOT " * 65 + "metrics.m = 1", "It is nested too deeply", 257, "at most 64"),
    "a hundred thousand parentheses": (lambda: "(" * 100_000, "10000 words and signs", 10_001, "at most so many"),
    "two thousand and one ORs": (lambda: joined("OR", 2_001), "It has too many conditions", None, "at most 2000"),
    "two thousand and one ANDs": (lambda: joined("AND", 2_001), "It has too many conditions", None, "at most 2000"),
    "a hundred thousand ORs": (lambda: joined("OR", 25_000) + " OR" * 75_000, "", None, ""),
    "a list of too many numbers": (lambda: "metrics.m IN (" + "1, " * 2_001 + ")", "It has too many conditions", 1, "at most 2000"),
    "a list of too many texts": (lambda: "run_id IN (" + "'a', " * 6_000 + ")", "10000 words and signs", None, "at most so many"),
    "open quotes only": (lambda: "'" * 99_999, "", None, ""),
    "back-ticks and backslashes": (lambda: "`\\" * 50_000, "", None, ""),
}  # fmt: skip


@pytest.mark.parametrize("kind", HUGE)
def test_a_filter_too_large_is_refused_at_once(found, kind):
    text, words, position, allowed = HUGE[kind]
    text = text()
    began = time.monotonic()
    message, at, hint = complaint(found(filter=text))
    assert time.monotonic() - began < 5
    assert words in message and allowed in hint
    assert position in (None, at)
    assert len(message) < 3_000, "it repeats what was sent"


@pytest.mark.parametrize(
    ("text", "matches"),
    [
        (joined("OR", 2_000), True),
        (joined("AND", 2_000), False),
        ("NOT " * 64 + "metrics.m = 1", True),
        ("(" * 64 + "metrics.m = 1" + ")" * 64, True),
        ("metrics.m IN (" + "3, " * 1_998 + "1)", True),
        ("run_id NOT IN (" + "'a', " * 4_900 + ")", True),
        ("params.p != '" + "x" * 999_900 + "'", True),
        ("params.p LIKE '" + "%_" * 20_000 + "'", False),
        ("params.p LIKE '" + "%1" * 20_000 + "%'", False),
        (" OR ".join(["tags.long LIKE '%" + "a" * 4_000 + "b'"] * 240), False),
        (" OR ".join(["tags.long ILIKE '%" + "A" * 4_000 + "_%b%'"] * 240), False),
    ],
    ids=["ORs", "ANDs", "NOTs", "parentheses", "numbers", "texts", "length", "pattern", "many parts", "almost everywhere", "almost everywhere, any case"],
)
def test_a_filter_at_its_limit_is_answered(found, text, matches):
    began = time.monotonic()
    status, body = found(filter=text)
    assert (status, "runs" in body) == (200, matches), str(body)[:500]
    assert time.monotonic() - began < 10


ORDERS = [
    ("unknown attribute", "foo", NAMES + "'foo' specified. Valid keys are", 1),
    ("unknown attribute, longer", "attributes.foo DESC", NAMES + "'foo' specified. Valid keys are", 1),
    ("unknown entity", "foo.b", "Invalid entity type 'foo'. Valid values are", 1),
    ("no direction", "metrics.m X", "Invalid ordering key in order_by clause 'metrics.m X'.", 11),
    ("two directions", "metrics.m ASC DESC", "Invalid order_by clause 'metrics.m ASC DESC'. Could not be parsed.", 15),
    ("empty", "", "Invalid order_by clause ''. Could not be parsed.", 1),
    ("blanks", "  ", "Invalid order_by clause '  '. Could not be parsed.", 3),
    ("a condition", "metrics.m > 1", "Invalid order_by clause 'metrics.m > 1'. Could not be parsed.", 11),
    ("two keys", "metrics.m, params.p", "Invalid order_by clause 'metrics.m, params.p'. Could not be parsed.", 10),
    ("open back-tick", "metrics.`m", "Invalid order_by clause 'metrics.`m'. Could not be parsed.", 9),
    ("no closing parenthesis", "max(metrics.m", "Invalid order_by clause 'max(metrics.m'. Could not be parsed.", 14),
    ("a dataset", "dataset.name", "Invalid identifier type 'dataset'", 1),
    ("unknown function", "median(metrics.m)", "Invalid order_by clause 'median(metrics.m)'. Could not be parsed.", 1),
]


@pytest.mark.parametrize(("clause", "words", "position"), [o[1:] for o in ORDERS], ids=[o[0] for o in ORDERS])
def test_a_broken_order_is_refused_with_its_place(found, clause, words, position):
    message, at, hint = complaint(found(order_by=["start_time", clause]))
    assert message.startswith(words)
    assert at == position
    assert "Valid" in message or hint


def test_too_much_order_is_refused_at_once(found):
    many = ["metrics.m"] * 90, ["metrics.m"] * 10_000, [f"metrics.m{i}" for i in range(10_000)]
    for order in (*many, ["metrics." + "m" * 1_000_000 + " X"], ["(" * 1_000_000]):
        began = time.monotonic()
        status, body = found(order_by=order)
        assert (status, body["error_code"]) == (400, "INVALID_PARAMETER_VALUE"), str(body)[:300]
        assert time.monotonic() - began < 5
        assert len(body["message"]) < 3_000, "it repeats what was sent"


@pytest.mark.parametrize(
    ("text", "words", "position"),
    [
        ("metrics.m > 1", "Invalid entity type 'metrics'", 1),
        ("foo = 'a'", NAMES + "'foo' specified", 1),
        ("name = a", "", 8),
        ("name > 'a'", "Invalid comparator", 6),
        ("name = 'a", CLAUSE, 8),
        ("name = 'a' AND", CLAUSE, 15),
        ("(name = 'a'", CLAUSE, 1),
        ("creation_time > 'x'", "", 17),
        ("max(name) = 'a'", "Invalid comparison clause", 1),
        ("NOT " * 65 + "name = 'a'", "Invalid filter", 257),
        (" OR ".join(["name = 'a'"] * 2_001), "Invalid filter", None),
    ],
)
def test_a_broken_experiment_filter_is_refused_with_its_place(uri, text, words, position):
    message, at, _ = complaint(Server(uri).post("experiments/search", {"max_results": 5, "filter": text}))
    assert message.startswith(words)
    assert position in (None, at)


@pytest.mark.parametrize("clause", ["foo", "tags.t", "name X", "", "name DESC name", "max(name)"])
def test_a_broken_experiment_order_is_refused_with_its_place(uri, clause):
    message, at, hint = complaint(Server(uri).post("experiments/search", {"max_results": 5, "order_by": [clause]}))
    assert message.startswith("Invalid") and at >= 1
    assert "Valid" in message or hint

"""The comparison of random searches itself: finds what it must, forgives only ties, and shrinks to what matters."""

import random

import pytest

from differential.alike import Key, Search, difference, shrink
from differential.random_runs import runs
from differential.random_searches import Generator
from searching.server import Found

BY_M = Search(order=(Key("metrics.m DESC", "metrics", "m"),), experiments=("1",))


def run(label, m, start=1, run_id=None):
    metrics = [] if m is None else [{"key": "m", "value": m}]
    data = {"metrics": metrics, "tags": [{"key": "label", "value": label}]}
    return {"info": {"run_id": run_id or label, "start_time": start}, "data": data}


def found(*pages, more=False):
    return Found(pages=[list(page) for page in pages], more=more)


A, B, C = run("a", 3.0), run("b", 2.0), run("c", 1.0)


@pytest.mark.parametrize(
    "ours",
    [
        found([B, A, C]),
        found([A, B]),
        found([A, B, B]),
        found([A, B], [C]),
        found([A, B, run("d", 1.0)]),
        found([A, B, C], more=True),
        Found(400, "INVALID_PARAMETER_VALUE"),
    ],
)
def test_finds_every_kind_of_difference(ours):
    assert not difference(BY_M, found([A, B, C]), found([A, B, C]))
    assert difference(BY_M, found([A, B, C]), ours)


def test_refusals_are_alike_by_status_and_code():
    refused = Found(400, "INVALID_PARAMETER_VALUE", "so")
    assert not difference(BY_M, refused, Found(400, "INVALID_PARAMETER_VALUE", "otherwise"))
    assert difference(BY_M, refused, Found(400, "BAD_REQUEST", "so"))
    assert difference(BY_M, refused, Found(500, "INVALID_PARAMETER_VALUE", "so"))


def test_only_rows_that_tie_in_everything_may_change_places():
    tied = run("x", 1.0, run_id="1"), run("y", 1.0, run_id="2")
    swapped = run("y", 1.0, run_id="1"), run("x", 1.0, run_id="2")
    assert not difference(BY_M, found([A, *tied]), found([A, *swapped]))
    assert not difference(BY_M, found([A, tied[0]], [tied[1]]), found([A, swapped[0]], [swapped[1]]))
    assert difference(BY_M, found(tied), found(tied[::-1])), "by run id"
    other_start = run("x", 1.0, 1), run("y", 1.0, 2)
    assert difference(BY_M, found(other_start), found(other_start[::-1]))
    same = [run("p", v, run_id="1") for v in (0.0, "NaN", None)], [run("q", v, run_id="2") for v in (-0.0, "NaN", None)]
    for one, other in zip(*same):
        ours = {**other, "info": {**other["info"], "run_id": "1"}}, {**one, "info": {**one["info"], "run_id": "2"}}
        assert not difference(BY_M, found([one, other]), found(ours))
    assert difference(BY_M, found([run("p", "NaN"), run("q", None)]), found([run("q", None), run("p", "NaN")]))


def test_rows_cut_by_the_last_page_may_be_others_of_the_same_place():
    tied = [run(name, 1.0, run_id=name) for name in "xyz"]
    assert not difference(BY_M, found([A, tied[0]], more=True), found([A, tied[2]], more=True))
    assert difference(BY_M, found([A, tied[0]]), found([A, tied[2]]))


def test_a_failing_search_shrinks_to_what_makes_it_fail():
    dice = random.Random(1)
    make = Generator(dice, runs(dice, 20), 5)
    shrunk = 0
    for search in [make.run_search() for _ in range(300)]:

        def differs(candidate):
            return any("IS NULL" in c for c in candidate.conditions) and len(candidate.experiments) > 1

        if differs(search):
            small = shrink(search, differs)
            assert (len(small.conditions), len(small.experiments), small.order, small.view) == (1, 2, (), None)
            assert (small.page, small.most_pages) == (1000, 1) and differs(small)
            shrunk += 1
    assert shrunk > 5


def test_random_searches_repeat_with_their_seed():
    def some():
        dice = random.Random(7)
        return [Generator(dice, runs(dice, 20), 5).run_search() for _ in range(20)]

    assert some() == some() and len(set(some())) > 15

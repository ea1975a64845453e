"""Points and ranks (S3 4.5)."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from halls.spottests.rules import CrossHall, Standing, drawn_from, ranked, score_of, whole_of


def standing(key, tested, staff, score):
    return Standing(key, key, tested, staff, Decimal(score) * tested)


@pytest.mark.parametrize(
    ("results", "score"),
    [
        (["right"] * 4, "100.00"),
        (["right", "part", "wrong"], "50.00"),
        (["right", "wrong", "wrong"], "33.33"),
        (["right"] * 2 + ["wrong"], "66.67"),
        (["wrong"], "0.00"),
    ],
)
def test_every_question_weighs_the_same_and_a_part_counts_half(results, score):
    assert score_of(results) == Decimal(score)


def test_the_share_tested_decides_between_equal_scores():
    rows = ranked([standing("a", 5, 10, "95"), standing("b", 9, 10, "95")])
    assert [(row.rank, row.standing.key) for row in rows] == [(1, "b"), (2, "a")]


def test_who_ties_in_both_as_printed_shares_a_rank_and_the_next_is_skipped():
    rows = ranked(
        [
            standing("a", 5, 10, "95.01"),
            standing("b", 10, 20, "94.99"),
            standing("c", 9, 10, "90"),
            standing("d", 1, 2, "97"),
        ]
    )
    assert [(row.rank, row.standing.key) for row in rows] == [(1, "d"), (2, "a"), (2, "b"), (4, "c")]


def test_a_hall_where_nobody_was_tested_stands_last_without_a_rank():
    rows = ranked([standing("a", 0, 10, "0"), standing("b", 1, 10, "1")])
    assert [(row.rank, row.standing.key) for row in rows] == [(1, "b"), (None, "a")]


def test_without_staff_there_is_no_share():
    assert standing("a", 1, 0, "90").rate is None
    assert standing("a", 1, None, "90").rate is None


@given(st.sets(st.integers(1, 10_000), min_size=1, max_size=60), st.data())
def test_a_seed_draws_the_same_questions_each_once(keys, data):
    count = data.draw(st.integers(1, len(keys)))
    drawn = drawn_from(keys, count, seed="a")
    assert drawn == drawn_from(sorted(keys, reverse=True), count, seed="a")
    assert len(set(drawn)) == count
    assert set(drawn) <= keys


def test_other_seeds_draw_otherwise():
    assert len({tuple(drawn_from(range(100), 5, seed=str(seed))) for seed in range(20)}) == 20


def test_a_total_of_halls_is_a_ratio_of_sums():
    total = whole_of([CrossHall("a", 10, 10, 100, 90, 10), CrossHall("b", 1, 1, 10, 10, 0)], "all")
    assert total.correct == Decimal(100) / Decimal(110)
    assert total.recorded_share == Decimal(10) / Decimal(11)
    assert not CrossHall("c", 0, 0, 0, 0, 0).is_whole

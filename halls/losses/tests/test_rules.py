from __future__ import annotations

from decimal import Decimal

import pytest

from halls.checks.choices import Averages
from halls.losses.rules import Gap, HallScores, Loss, Seen, by_item, gaps, in_a_row, spread, standing, together

ONE = Decimal(1)


def test_two_means_of_the_same_checks_differ_and_are_named() -> None:
    """Two checks: 90 of 100 points, and 10 of 10."""
    scores = HallScores(checks=2, scored=2, sum=Decimal(190), earned=Decimal(100), possible=Decimal(110))
    assert scores.mean(Averages.RUNS) == 95
    assert scores.mean(Averages.POOLED).quantize(Decimal("0.01")) == Decimal("90.91")


def test_visits_without_a_score_are_counted_and_never_averaged() -> None:
    sum_ = together([HallScores(checks=3, scored=1, sum=Decimal(88)), HallScores(checks=2)])
    assert (sum_.checks, sum_.unscored, sum_.mean(Averages.RUNS)) == (5, 4, 88)
    assert HallScores(checks=2).mean(Averages.RUNS) is None


@pytest.mark.parametrize(
    ("scores", "expected"), [([], None), ([Decimal(90)], None), ([Decimal("99.5"), None, Decimal(91)], Decimal("8.5"))]
)
def test_the_spread_needs_two_halls(scores, expected) -> None:
    assert spread(scores) == expected


def test_a_hall_at_the_line_is_not_named_and_one_without_a_line_is_said_to_have_none() -> None:
    """S0 1.2: full marks, between 95 and full marks, below 95."""
    scores = {1: Decimal(100), 2: Decimal(95), 3: Decimal("94.99"), 4: Decimal(60), 5: None}
    found = standing(scores, dict.fromkeys((1, 2, 3), Decimal(95)))
    assert (found.full, found.named, found.unset) == ([1], [3], [4])


def loss(code: str, hall: int, *, lost: str, findings: int = 1, zero: int = 0) -> Loss:
    return Loss(code, hall, code, "", "", 1, findings, zero, Decimal(lost))


def test_what_cost_most_stands_first_and_a_free_note_still_stands() -> None:
    items = by_item(
        [
            loss("a", 1, lost="2"),
            loss("b", 1, lost="0", zero=1),
            loss("a", 2, lost="5"),
            loss("c", 3, lost="0", findings=0),
        ]
    )
    assert [(one.code, one.lost, [hall.hall for hall in one.halls]) for one in items] == [
        ("a", Decimal(7), [2, 1]),
        ("b", Decimal(0), [1]),
    ]


@pytest.mark.parametrize(
    ("found", "times"),
    [([], 0), ([True, False], 0), ([False, True, True], 2), ([True, True], 2), ([True, False, True], 1)],
)
def test_in_a_row_ends_with_this_period(found, times) -> None:
    assert in_a_row(found) == times


def test_what_shoppers_see_and_the_hall_does_not_stands_first() -> None:
    seen = {
        "badge": ("工号牌", {"self": Seen(20, 0), "mystery": Seen(4, 2)}),
        "tv": ("电视机", {"self": Seen(20, 10), "mystery": Seen(4, 1)}),
        "floor": ("地面", {"self": Seen(20, 1), "peer": Seen(2, 1)}),
        "alone": ("只有自查", {"self": Seen(20, 3)}),
    }
    found = gaps(seen)
    assert [(one.code, one.gap) for one in found] == [
        ("badge", Decimal("0.5")),
        ("tv", Decimal("-0.25")),
        ("floor", None),
    ]
    assert Gap("x", "x", dict.fromkeys(("self", "mystery"), Seen(0, 0))).gap is None

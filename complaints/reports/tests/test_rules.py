"""The arithmetic of the reports, on tables small enough to be worked out by hand."""

from __future__ import annotations

from decimal import Decimal

import pytest

from complaints.reports.rules.causes import Counted, branches, cumulative, largest
from complaints.reports.rules.satisfaction import Called
from complaints.reports.rules.table import Cell, Measure, Missing, number, ratio
from complaints.reports.rules.timeliness import Handled, at_rank
from complaints.reports.words import cell_words


@pytest.mark.parametrize(
    ("hours", "share", "expected"),
    [
        ([3], "0.5", "3"),
        ([1, 2, 3, 4], "0.5", "2"),
        ([5, 1, 4, 2, 3], "0.5", "3"),
        ([1, 2, 3, 4, 5, 6, 7, 8, 9, 10], "0.9", "9"),
        ([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11], "0.9", "10"),
    ],
)
def test_a_percentile_is_the_nearest_rank(hours: list[int], share: str, expected: str) -> None:
    """⌈0.9 × 10⌉ = 9th, ⌈0.9 × 11⌉ = ⌈9.9⌉ = 10th; the median of four is the second."""
    assert at_rank([hour * 3600.0 for hour in hours], Decimal(share)) == Decimal(expected)


def test_nothing_has_no_percentile_and_no_rate() -> None:
    assert at_rank([], Decimal("0.5")) is None
    assert ratio(0, 0) == Cell(None, missing=Missing.NO_DATA)
    assert number(None).missing is Missing.NO_DATA


def test_rates_stay_exact_until_they_are_shown_half_up() -> None:
    """2 of 3 is 66.666… and shown 66.67 %; 1 of 800 is 0.125 and shown 0.13 %."""
    assert ratio(2, 3).value == Decimal(2) / Decimal(3)
    assert cell_words(ratio(2, 3), Measure.SHARE) == "66.67 %"
    assert cell_words(ratio(1, 800), Measure.SHARE) == "0.13 %"


def test_tickets_without_a_deadline_are_closed_and_not_judged() -> None:
    """C_TIME: 6 in time, 2 late, 2 without a deadline: 10 closed, 6 ÷ 8 = 75 %."""
    one = Handled(received=9, in_time=6, late=2) + Handled(received=3, no_due=2)
    assert (one.received, one.closed, one.judged) == (12, 10, 8)
    assert ratio(one.in_time, one.judged).value == Decimal("0.75")


def test_who_was_not_reached_is_not_satisfied_and_not_followed_up() -> None:
    """Ten calls asked for: 1 waits, 3 not reached, 6 reached, of whom 3 satisfied, 1 dissatisfied, 2 gave no rating.

    C_SAT: 3 ÷ 6 = 50 %, neither 3 ÷ 4 nor 3 ÷ 10.
    """
    one = Called(asked=10, answered_or_given_up=9, reached=6, rated=4, dissatisfied=1)
    assert (one.waiting, one.not_reached, one.satisfied, one.unrated) == (1, 3, 3, 2)
    assert ratio(one.satisfied, one.reached).value == Decimal("0.5")


def test_the_mean_is_of_all_scores_given() -> None:
    """Scores 8, 9 and 4 make 21 ÷ 3 = 7."""
    assert (Called(scores=2, points=17) + Called(scores=1, points=4)).mean == 7
    assert Called().mean is None


TREE = {
    "1/": Counted(now=2),
    "1/2/": Counted(now=5, before=1, own=3),
    "1/3/": Counted(before=4),
    "4/5/": Counted(now=3, channel=2),
}


def test_a_branch_of_the_tree_has_what_lies_below_it_and_its_own_beside() -> None:
    """1 with 2 of its own, 5 in 1/2 and none left in 1/3: 7 now, 5 before."""
    rows = [(one.path, one.depth, one.counted.now, one.counted.before, one.itself) for one in branches(TREE, step=2)]
    assert rows == [
        ("1/", 0, 7, 5, False),
        ("1/", 1, 2, 0, True),
        ("1/2/", 1, 5, 1, False),
        ("1/3/", 1, 0, 4, False),
        ("4/", 0, 3, 0, False),
        ("4/5/", 1, 3, 0, False),
    ]


def test_the_most_frequent_come_first_and_run_up_to_the_whole() -> None:
    """5, 3 and 2 of 10: 50 %, 80 %, 100 %; what no longer occurs is not among them."""
    assert largest(TREE) == ["1/2/", "4/5/", "1/"]
    assert cumulative([5, 3, 2], 10) == [Decimal("0.5"), Decimal("0.8"), Decimal(1)]
    assert cumulative([0], 0) == [None]

"""S2 3.4 and C17: what shares add up to, on the source's own numbers."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.utils import translation

from complaints.responsibility.choices import CausePost
from complaints.responsibility.rules import Part, plain, wrong_sums

M, L, D = CausePost.MARKETING, CausePost.LECTURER, CausePost.DISPATCHER


def parts(*said):
    return [Part(cause, Decimal(percent)) for cause, percent in said]


def sentences(*args, **more):
    with translation.override("en"):
        return [str(sentence) for sentence in wrong_sums(*args, **more)]


@pytest.mark.parametrize(
    "percents", [["100"], ["33.33", "33.33", "33.34"], ["50", "50"], ["0.01", "99.99"]], ids="+".join
)
def test_shares_of_one_cause_are_a_hundred_exactly(percents):
    assert sentences(parts(*((M, each) for each in percents))) == []


@pytest.mark.parametrize(
    ("percents", "named"),
    [(["10", "5", "10"], "25"), (["33.33", "33.33", "33.33"], "99.99"), (["100", "0.01"], "100.01")],
)
def test_any_other_sum_is_named_as_the_lecturers_10_5_10_of_15(percents, named):
    (sentence,) = sentences(parts(*((L, each) for each in percents)))
    assert sentence == f"The shares add up to {named} %, not to 100 %."


@pytest.mark.parametrize("percent", ["0", "-1", "100.01", "33.333"])
def test_a_share_is_a_plain_part_of_the_whole(percent):
    assert len(sentences(parts((M, percent)))) == 1


def test_nobody_is_not_a_finding():
    assert sentences([]) == ["Name at least one person."]


def test_several_causes_without_the_customers_weights_are_refused():
    (sentence,) = sentences(parts((M, "50"), (L, "50")))
    assert "several causes" in sentence


def test_each_cause_bears_what_the_customers_questionnaire_gives_it():
    weights = {M: Decimal(50), L: Decimal(30), D: Decimal(20)}
    good = parts((M, "25"), (M, "25"), (L, "30"), (D, "20"))
    assert sentences(good, is_mixed=True, weights=weights) == []
    wrong = sentences(parts((M, "60"), (L, "20"), (D, "20")), is_mixed=True, weights=weights)
    assert wrong == [
        "Marketing staff: the shares add up to 60 %, but the customer gives it 50 %.",
        "Brand lecturer: the shares add up to 20 %, but the customer gives it 30 %.",
    ]


def test_a_cause_with_a_weight_has_somebody_who_bears_it():
    weights = {M: Decimal(50), L: Decimal(50)}
    wrong = sentences(parts((M, "100")), is_mixed=True, weights=weights)
    assert len(wrong) == 2


def test_weights_are_a_hundred_and_of_at_least_two_causes():
    assert "90" in sentences(parts((M, "50"), (L, "50")), is_mixed=True, weights={M: Decimal(50), L: Decimal(40)})[0]
    (few,) = sentences(parts((M, "100")), is_mixed=True, weights={M: Decimal(100)})
    assert "at least two" in few


def test_percents_are_written_as_by_hand():
    assert [plain(Decimal(each)) for each in ("50.00", "33.34", "100", "0.50")] == ["50", "33.34", "100", "0.5"]

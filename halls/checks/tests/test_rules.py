"""Scoring and what a template must be, by tables (S0 1.2, H08)."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal as D

import pytest

from halls.checks import rules
from halls.checks.choices import CriticalPolicy, FixedPolicy, NaPolicy, Outcome, Scoring, Verdict, When
from halls.checks.rules import Asked, ItemDraft, Mark, Policy, SectionDraft

OK, FAIL, NA, FIXED = Verdict.OK, Verdict.FAIL, Verdict.NA, Verdict.FIXED


def marks(*said: tuple[int, str] | tuple[int, str, str]) -> list[Mark]:
    return [Mark(D(one[0]), one[1], D(one[2]) if len(one) == 3 else None) for one in said]


@pytest.mark.parametrize(
    ("answers", "na", "score"),
    [
        ([(40, OK), (35, OK), (25, OK)], "drop", "100.00"),
        ([(40, OK), (35, FAIL), (25, OK)], "drop", "65.00"),
        ([(40, OK), (35, FAIL, "5"), (25, OK)], "drop", "95.00"),
        ([(40, OK), (35, NA), (25, FAIL)], "drop", "61.54"),  # 40 of 65
        ([(40, OK), (35, NA), (25, FAIL)], "full", "75.00"),
        ([(40, FAIL), (35, FAIL), (25, FAIL)], "drop", "0.00"),
        ([(40, NA), (35, NA), (25, NA)], "full", "100.00"),
        ([(1, OK), (1, OK), (1, FAIL)], "drop", "66.67"),
        ([(40, OK), (35, OK), (25, "")], "drop", "100.00"),
    ],
)
def test_what_does_not_apply_is_out_of_the_denominator_or_counts_full(
    answers: list[tuple[int, str]], na: str, score: str
) -> None:
    assert rules.result(marks(*answers), Policy(na=na)).score == D(score)


def test_when_nothing_applies_there_is_no_score() -> None:
    result = rules.result(marks((40, NA), (60, NA)), Policy(pass_line=D(95)))
    assert (result.score, result.outcome, result.possible) == (None, "", D(0))


def test_a_zero_point_note_is_a_finding_that_costs_nothing() -> None:
    """S0-M2: 饮水机未开, 未扣分."""
    result = rules.result(marks((10, FAIL, "0"), (90, OK)), Policy())
    assert (result.score, result.findings) == (D("100.00"), 1)


@pytest.mark.parametrize(("critical", "score"), [(CriticalPolicy.ZERO, "0.00"), (CriticalPolicy.FAIL, "96.00")])
def test_a_critical_item_zeroes_the_score_or_fails_the_check_above_its_line(critical: str, score: str) -> None:
    said = [Mark(D(4), FAIL, is_critical=True), Mark(D(96), OK)]
    result = rules.result(said, Policy(critical=critical, pass_line=D(95)))
    assert (result.score, result.outcome, result.critical) == (D(score), Outcome.FAILED, 1)


def test_a_critical_item_fixed_on_the_spot_does_not_fail_the_check() -> None:
    said = [Mark(D(4), FIXED, is_critical=True), Mark(D(96), OK)]
    assert rules.result(said, Policy(fixed=FixedPolicy.KEEPS, pass_line=D(95))).outcome == Outcome.PASSED


@pytest.mark.parametrize(("fixed", "score"), [(FixedPolicy.KEEPS, "100.00"), (FixedPolicy.LOSES, "90.00")])
def test_what_was_fixed_on_the_spot_is_found_and_costs_what_the_version_says(fixed: str, score: str) -> None:
    result = rules.result(marks((10, FIXED), (90, OK)), Policy(fixed=fixed))
    assert (result.score, result.findings) == (D(score), 1)


@pytest.mark.parametrize(("earned", "outcome"), [("94.99", "failed"), ("95", "passed"), ("95.01", "passed")])
def test_the_line_itself_is_passed(earned: str, outcome: str) -> None:
    said = [Mark(D(100), FAIL, D(100) - D(earned))]
    assert rules.result(said, Policy(pass_line=D(95))).outcome == outcome


def test_points_are_earned_of_what_all_items_are_worth() -> None:
    """A sheet of 13 points: 11.5 of them are 88.46."""
    said = marks((5, OK), (4, FAIL, "1.5"), (2, OK), (2, OK))
    result = rules.result(said, Policy(scoring=Scoring.POINTS, full_points=D(13)))
    assert (result.score, result.earned, result.possible) == (D("88.46"), D("11.5"), D(13))


def test_half_a_hundredth_goes_up() -> None:
    assert rules.half_up(D("96.185")) == D("96.19")
    assert rules.half_up(D("96.175")) == D("96.18")


@pytest.mark.parametrize(
    ("score", "line", "said"), [("90", "90", "passed"), ("89.99", "90", "failed"), (None, "90", ""), ("90", None, "")]
)
def test_a_line_is_reached_at_the_line(score: str | None, line: str | None, said: str) -> None:
    assert rules.passed_or_failed(D(score) if score else None, D(line) if line else None) == said


@pytest.mark.parametrize(
    ("policy", "lost", "score", "outcome"),
    [("zero", None, "0", "failed"), ("zero", "5", "0", "failed"), ("zero", "0", "100", ""), ("fail", "0", "100", "")],
)
def test_a_critical_item_whose_points_are_all_given_back_has_not_failed(
    policy: str, lost: str | None, score: str, outcome: str
) -> None:
    said = [Mark(D(40), FAIL, D(lost) if lost else None, is_critical=True), Mark(D(60), OK)]
    found = rules.result(said, Policy(critical=policy))
    assert (found.score, found.outcome, found.critical) == (D(score), outcome, 0 if lost == "0" else 1)


def test_the_two_averages_differ_and_neither_counts_what_has_no_score() -> None:
    assert rules.mean_of_scores([D(100), D(90), None]) == D("95.00")
    assert rules.pooled([(D(100), D(100)), (D(45), D(50)), (D(0), D(0))]) == D("96.67")
    assert rules.mean_of_scores([None]) is None
    assert rules.pooled([]) is None


@pytest.mark.parametrize(("score", "named"), [("94.99", True), ("95", False), ("100", False), (None, False)])
def test_a_hall_under_95_is_named(score: str | None, named: bool) -> None:
    """S0-M1."""
    assert rules.is_named(D(score) if score else None, rules.NAMED_BELOW) is named


@pytest.mark.parametrize(
    ("lost", "verdict", "zero", "wrong"),
    [
        ("-1", FAIL, False, "between 0 and 40"),
        ("41", FAIL, False, "between 0 and 40"),
        ("101", FAIL, False, "between 0 and 40"),
        ("5.55555", FAIL, False, "two places"),
        ("NaN", FAIL, False, "between 0 and 40"),
        ("1e400", FAIL, False, "between 0 and 40"),
        ("0", FAIL, False, "zero-point"),
        ("0", FAIL, True, ""),
        ("0.5", FAIL, False, ""),
        ("40", FIXED, False, ""),
        ("1", OK, False, "Only a finding"),
        (None, OK, False, ""),
    ],
)
def test_points_that_cannot_be_lost_are_refused_in_a_sentence(
    lost: str | None, verdict: str, zero: bool, wrong: str
) -> None:
    said = rules.wrong_loss(Asked(D(40), allows_zero=zero), verdict=verdict, lost=D(lost) if lost else None)
    assert (wrong in str(said)) if wrong else said is None


@pytest.mark.parametrize(("score", "wrong"), [("101", "0 and 100"), ("-1", "0 and 100"), ("95.55555", "two places")])
def test_a_score_from_elsewhere_lies_between_0_and_100(score: str, wrong: str) -> None:
    """H08."""
    assert wrong in str(rules.wrong_score(D(score)))
    assert rules.wrong_score(None) is None
    assert rules.wrong_score(D("95.55")) is None


def sheet(*weights: str | None, code: str = "") -> list[SectionDraft]:
    return [SectionDraft("一", items=[ItemDraft("看", D(one) if one else None, code) for one in weights])]


@pytest.mark.parametrize(
    ("sections", "policy", "said"),
    [
        (sheet("60", "39"), Policy(), ["The points add up to 99, not to 100."]),
        (sheet("60", "40.01"), Policy(), ["The points add up to 100.01, not to 100."]),
        (sheet("60", None), Policy(), ["“看” has no points."]),
        (sheet("60", "40"), Policy(), []),
        (sheet("8", "5"), Policy(scoring=Scoring.POINTS, full_points=D(13)), []),
        (sheet("8", "4"), Policy(scoring=Scoring.POINTS, full_points=D(13)), ["The points add up to 12, not to 13."]),
        ([], Policy(), ["There is no item yet."]),
        ([*sheet("100"), SectionDraft("二")], Policy(), ["“二” has no item."]),
        (sheet("60", "40", code="tv"), Policy(), ["Two items have the code tv."]),
    ],
)
def test_a_draft_says_in_sentences_why_it_is_not_published(
    sections: list[SectionDraft], policy: Policy, said: list[str]
) -> None:
    assert list(map(str, rules.not_publishable(sections, policy))) == said


@pytest.mark.parametrize(
    ("when", "verdict", "due"),
    [
        (When.OFF, FAIL, False),
        (When.OPTIONAL, FAIL, False),
        (When.ON_FAIL, FAIL, True),
        (When.ON_FAIL, FIXED, True),
        (When.ON_FAIL, OK, False),
        (When.ALWAYS, OK, True),
        (When.ALWAYS, NA, False),
    ],
)
def test_photos_and_notes_are_asked_for_as_the_item_says(when: str, verdict: str, due: bool) -> None:
    asked = Asked(D(5), photo=when, note=when)
    assert len(rules.missing(asked, verdict=verdict, note="  ", photos=0)) == 2 * due
    assert rules.missing(asked, verdict=verdict, note="静音", photos=1) == []
    assert rules.missing(replace(asked, photo=When.OFF, note=When.OFF), verdict="", note="", photos=0)


def test_what_is_dropped_and_what_is_full_agree_when_everything_applies() -> None:
    said = marks((40, OK), (35, FAIL, "12.5"), (25, OK))
    assert rules.result(said, Policy(na=NaPolicy.DROP)) == rules.result(said, Policy(na=NaPolicy.FULL))

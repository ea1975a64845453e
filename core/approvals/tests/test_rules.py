"""The algebra, against a slow reading of what it means: every way the silent ones may still speak."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.approvals.choices import Mode
from core.approvals.rules import FactLine, Tally, open_step, request_outcome, step_outcome, with_changes

COUNTS = st.integers(0, 7)
TALLIES = st.builds(Tally, COUNTS, COUNTS, COUNTS).filter(lambda tally: tally.approved + tally.refused + tally.waiting)
SHARES = st.sampled_from([Mode.ALL, Mode.PERCENT])
OUTCOMES = st.lists(st.sampled_from(["approved", "waiting", "refused"]), min_size=1, max_size=6)


def slowly(mode: str, tally: Tally, percent: int) -> str:
    """What all completions agree on; waiting where they do not."""
    voices = tally.approved + tally.refused + tally.waiting
    needed = 100 if mode == Mode.ALL else percent
    ends = {(tally.approved + sum(rest)) / voices >= needed / 100 for rest in product((0, 1), repeat=tally.waiting)}
    if ends == {True}:
        return "approved"
    return "refused" if ends == {False} else "waiting"


@given(TALLIES, SHARES, st.integers(1, 100))
def test_a_step_is_settled_exactly_when_the_silent_ones_cannot_change_it(tally, mode, percent):
    assert step_outcome(mode, tally, percent=percent) == slowly(mode, tally, percent)


@given(TALLIES, SHARES, st.integers(1, 100), st.booleans())
def test_what_is_settled_stays_settled(tally, mode, percent, says_yes):
    outcome = step_outcome(mode, tally, percent=percent)
    if outcome != "waiting" and tally.waiting:
        after = Tally(tally.approved + says_yes, tally.refused + (not says_yes), tally.waiting - 1)
        assert step_outcome(mode, after, percent=percent) == outcome


@given(TALLIES, st.sampled_from(Mode.values), st.integers(1, 100))
def test_nobody_is_waited_for_when_all_have_spoken(tally, mode, percent):
    if not tally.waiting:
        assert step_outcome(mode, tally, percent=percent) != "waiting"


@pytest.mark.parametrize(
    ("mode", "percent", "approved", "refused", "waiting", "expected"),
    [
        (Mode.ANY, 100, 0, 0, 3, "waiting"),
        (Mode.ANY, 100, 1, 0, 2, "approved"),
        (Mode.ANY, 100, 0, 1, 2, "refused"),
        (Mode.ALL, 100, 2, 0, 1, "waiting"),
        (Mode.ALL, 100, 3, 0, 0, "approved"),
        (Mode.ALL, 100, 2, 1, 0, "refused"),
        (Mode.ALL, 100, 0, 1, 2, "refused"),
        (Mode.PERCENT, 60, 2, 0, 1, "approved"),
        (Mode.PERCENT, 67, 2, 0, 1, "waiting"),
        (Mode.PERCENT, 67, 2, 1, 0, "refused"),
        (Mode.PERCENT, 50, 1, 1, 0, "approved"),
        (Mode.PERCENT, 1, 0, 2, 1, "waiting"),
    ],
)
def test_a_step_by_its_tally(mode, percent, approved, refused, waiting, expected):
    assert step_outcome(mode, Tally(approved, refused, waiting), percent=percent) == expected


@given(OUTCOMES)
def test_one_refused_step_refuses_and_only_all_approve(steps):
    outcome = request_outcome(steps)
    assert (outcome == "refused") == ("refused" in steps)
    assert (outcome == "approved") == (set(steps) == {"approved"})


@given(OUTCOMES)
def test_a_step_opens_only_when_all_before_it_are_approved(steps):
    place = open_step(steps)
    if place is None:
        assert request_outcome(steps) != "waiting"
    else:
        assert set(steps[:place]) <= {"approved"}
        assert steps[place] == "waiting"


def test_facts_of_a_later_round_say_what_changed():
    lines = with_changes(
        [["金额", "88 元"], ["理由", "同前"], ["期限", "三天"]], [["金额", "128 元"], ["理由", "同前"]]
    )
    assert lines == [FactLine("金额", "88 元", "128 元"), FactLine("理由", "同前"), FactLine("期限", "三天", "")]

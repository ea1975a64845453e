"""Waits, numbers that nobody came for, and how long it may still take."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from halls.queue import rules
from halls.queue.choices import Priority
from halls.tests.factories import MORNING, minutes


def test_a_clock_that_was_set_back_makes_no_negative_wait():
    assert rules.seconds_between(minutes(5), MORNING) == 0
    assert rules.not_before(MORNING, minutes(5), None) == minutes(5)
    assert rules.not_before(minutes(9), minutes(5)) == minutes(9)


@pytest.mark.parametrize(
    ("put_back", "most", "is_back"), [(0, 1, True), (1, 1, False), (0, 0, False), (1, 2, True), (2, 2, False)]
)
def test_a_number_goes_back_so_often_and_then_has_expired(put_back, most, is_back):
    assert rules.after_no_show(put_back=put_back, put_back_most=most, places=3).is_back is is_back


@given(st.lists(st.integers(0, 10_000), max_size=12), st.integers(1, 6))
def test_whoever_is_put_back_lets_so_many_pass_and_no_more(seconds, places):
    waiting = sorted(MORNING - dt.timedelta(seconds=one) for one in seconds)
    mine = rules.behind(waiting, places=places, now=MORNING)
    before = sum(one <= mine for one in waiting)
    assert before >= min(places, len(waiting))
    if len(waiting) >= places:
        assert mine == waiting[places - 1] + dt.timedelta(microseconds=1)


@pytest.mark.parametrize(("calls", "asked", "may"), [(1, 2, False), (2, 2, True), (3, 2, True), (0, 0, False)])
def test_a_number_is_called_often_enough_before_it_expires(calls, asked, may):
    assert rules.may_expire(calls, asked=asked) is may


@pytest.mark.parametrize(
    ("ahead", "counters", "each", "minutes_"), [(6, 3, 5.0, 10), (0, 3, 5.0, 0), (4, 0, 5.0, None), (4, 2, 0.0, None)]
)
def test_how_long_it_may_take_is_said_only_if_somebody_serves(ahead, counters, each, minutes_):
    assert rules.estimate_minutes(ahead, counters=counters, minutes_each=each) == minutes_


def test_programs_give_the_priorities_of_the_pages_and_no_others():
    assert max(Priority.values) == rules.PRIORITY_MOST

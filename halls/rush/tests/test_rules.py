"""S0-Q1 as arithmetic: at the limit nothing opens, above it does."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from halls.rush import rules
from halls.rush.choices import Silence, Trigger
from halls.rush.rules import Conditions, Measured

NOW = dt.datetime(2011, 1, 17, 2, 0, tzinfo=dt.UTC)
TEN = Decimal(10)


def measured(waiting: int, over: int | None, *, longest: int = 0, tickets: int = 100) -> Measured:
    return Measured(waiting, longest, over, 10 if over is not None else None, tickets, 2)


@pytest.mark.parametrize(
    ("waiting", "over", "opens"), [(10, 0, False), (10, 1, False), (9, 1, True), (10, 2, True), (0, 0, False)]
)
def test_the_share_opens_above_ten_per_cent_and_not_at_it(waiting, over, opens):
    """S0-Q1: > 10 %."""
    met = rules.met(Conditions(TEN, share_tickets=1), measured(waiting, over))
    assert (met == Trigger.SHARE) is opens


def test_no_rounding_decides():
    """1,001 of 10,009 is 10.0009…: printed as 10.00 %, and above the limit all the same."""
    assert rules.met(Conditions(TEN, share_tickets=1), measured(10009, 1001)) == Trigger.SHARE
    assert rules.met(Conditions(TEN, share_tickets=1), measured(10010, 1001)) is None


def test_the_share_counts_from_so_many_numbers_of_the_day():
    conditions = Conditions(TEN, share_tickets=30)
    assert rules.met(conditions, measured(2, 1, tickets=29)) is None
    assert rules.met(conditions, measured(2, 1, tickets=30)) == Trigger.SHARE


def test_a_queue_and_a_wait_open_where_they_are_set():
    assert rules.met(Conditions(TEN, queue_length=12), measured(11, 11)) is None
    assert rules.met(Conditions(TEN, queue_length=12), measured(12, None)) == Trigger.QUEUE
    assert rules.met(Conditions(TEN, longest_minutes=20), measured(1, None, longest=1200)) is None
    assert rules.met(Conditions(TEN, longest_minutes=20), measured(1, None, longest=1201)) == Trigger.LONGEST


def test_nothing_set_opens_nothing_and_says_why():
    assert rules.met(Conditions(TEN), measured(500, 500, longest=9000)) is None
    assert rules.silence(None, limit_minutes=10) == Silence.NO_RULE
    assert rules.silence(Conditions(TEN), limit_minutes=10) == Silence.NO_CONDITION
    assert rules.silence(Conditions(TEN, share_tickets=1), limit_minutes=None) == Silence.NO_LIMIT
    assert rules.silence(Conditions(TEN, share_tickets=1), limit_minutes=10) is None
    assert rules.silence(Conditions(TEN, queue_length=9), limit_minutes=None) is None


def test_without_a_limit_there_is_no_share():
    assert measured(9, None).share is None
    assert measured(0, 0).share is None
    assert measured(8, 2).share == Decimal("0.25")


@pytest.mark.parametrize(
    ("since", "minutes", "over"), [(9, 10, False), (10, 10, True), (None, 10, False), (99, None, False)]
)
def test_it_is_over_after_so_many_calm_minutes(since, minutes, over):
    calm_since = None if since is None else NOW - dt.timedelta(minutes=since)
    assert rules.is_over(calm_since, calm_minutes=minutes, now=NOW) is over


def test_it_lasts_too_long_only_where_that_is_set():
    opened = NOW - dt.timedelta(minutes=30)
    assert rules.lasts_too_long(opened, escalate_minutes=30, now=NOW)
    assert not rules.lasts_too_long(opened, escalate_minutes=31, now=NOW)
    assert not rules.lasts_too_long(opened, escalate_minutes=None, now=NOW)

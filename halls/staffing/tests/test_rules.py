"""Rule book 10: Erlang C by a published table and a hall's check; the band method of S4 5.4."""

from __future__ import annotations

import math
from decimal import Decimal

import pytest

from halls.staffing.rules import (
    Basis,
    Goal,
    Queue,
    erlang_b,
    erlang_c,
    propose,
    rostered,
    seat_gap,
    seats_for_goal,
    seats_in_band,
    spans_of,
)


@pytest.mark.parametrize(
    ("seats", "waiting", "within", "mean_wait"),
    [(34, 86.86, 20.1, 156.3), (35, 69.65, 43.4, 50.1), (36, 55.19, 60.5, 24.8), (37, 43.18, 72.7, 14.1)],
)
def test_the_published_table(seats, waiting, within, mean_wait):
    """1,000 calls an hour of 120 seconds, answered within 15: the table that rule book 10 cites and recomputed."""
    queue = Queue(1000, 120, seats)
    assert round(queue.waiting * 100, 2) == waiting
    assert round(queue.within(15) * 100, 1) == within
    assert round(queue.mean_wait, 1) == mean_wait


@pytest.mark.parametrize(
    ("counters", "utilisation", "over_ten_minutes"), [(3, 88.9, 52.6), (4, 66.7, 7.1), (5, 53.3, 0.9)]
)
def test_the_halls_check(counters, utilisation, over_ten_minutes):
    """20 customers an hour of 8 minutes each."""
    queue = Queue(20, 480, counters)
    assert round(queue.utilisation * 100, 1) == utilisation
    assert round(queue.longer_than(600) * 100, 1) == over_ten_minutes


def test_the_documented_example_of_the_field():
    """100 calls in half an hour of three minutes, 80 % in 20 seconds, 30 % shrinkage: 14 seats, 20 rostered."""
    assert seats_for_goal(200, 180, goal=0.8, seconds=20) == 14
    queue = Queue(200, 180, 14)
    assert round(queue.within(20), 4) == 0.8884
    assert round(queue.utilisation, 4) == 0.7143
    assert round(queue.waiting, 4) == 0.1741
    assert rostered(14, 30) == 20


def test_seats_of_a_hall_for_nine_in_ten_within_ten_minutes():
    assert [seats_for_goal(arrivals, 480, goal=0.9, seconds=600) for arrivals in (20, 30, 40, 50)] == [4, 6, 7, 9]


@pytest.mark.parametrize(("load", "seats"), [(0.5, 1), (2.6, 3), (17.3, 20), (90.0, 100)])
def test_the_recurrence_is_the_formula_where_the_formula_can_be_computed(load, seats):
    top = load**seats / math.factorial(seats) * seats / (seats - load)
    plain = top / (sum(load**n / math.factorial(n) for n in range(seats)) + top)
    assert erlang_c(load, seats) == pytest.approx(plain, rel=1e-12)


def test_it_neither_overflows_nor_leaves_its_range_however_many_seats():
    assert 0 < erlang_c(4900.0, 5000) < 1
    assert erlang_c(1.0, 5000) == 0.0
    assert 0 <= erlang_b(0.001, 3000) < 1e-12
    many = seats_for_goal(60_000, 120, goal=0.8, seconds=15)
    assert Queue(60_000, 120, many).within(15) >= 0.8 > Queue(60_000, 120, many - 1).within(15)
    assert 2000 < many < 2050


def test_more_seats_never_serve_worse_and_one_fewer_misses_the_goal():
    shares = [Queue(57, 410, seats).within(600) for seats in range(1, 30)]
    assert shares == sorted(shares)
    found = seats_for_goal(57, 410, goal=0.95, seconds=600)
    assert Queue(57, 410, found).within(600) >= 0.95 > Queue(57, 410, found - 1).within(600)


def test_where_nobody_comes_nobody_sits_and_where_too_many_come_everybody_waits():
    assert seats_for_goal(0, 480, goal=0.9, seconds=600) == 0
    assert seats_for_goal(10_000_000, 480, goal=0.9, seconds=600) is None
    full = Queue(60, 120, 2)
    assert (full.waiting, full.within(600), full.mean_wait, full.utilisation) == (1.0, 0.0, math.inf, 1.0)


def test_the_band_says_between_how_many_seats_utilisation_stays_in_it():
    span = seats_in_band(20.0, use_from=0.69, use_until=0.74)
    assert (span.fewest, span.most, span.can_hold) == (28, 28, True)
    assert 0.69 <= 20 / 28 <= 0.74
    small = seats_in_band(2.0, use_from=0.69, use_until=0.74)
    assert (small.fewest, small.most, small.can_hold) == (3, 2, False)
    assert 2 / small.fewest < 0.69
    exact = seats_in_band(1.5, use_from=0.5, use_until=0.75)
    assert (exact.fewest, exact.most) == (2, 3)
    assert (seats_in_band(0.0, use_from=0.5, use_until=0.75).fewest) == 0


def test_erlang_asks_for_more_than_the_band_where_the_wait_is_short():
    """S4 5.4: Erlang overestimates; with a hall's long limit it is the other way round."""
    load = 200 * 180 / 3600
    band = seats_in_band(load, use_from=0.69, use_until=0.90)
    assert seats_for_goal(200, 180, goal=0.95, seconds=5) > band.fewest
    assert seats_for_goal(200, 180, goal=0.5, seconds=600) < band.most


@pytest.mark.parametrize(
    ("seats", "shrinkage", "people"), [(4, 0, 4), (4, 20, 5), (7, 30, 10), (0, 30, 0), (9, 10, 10)]
)
def test_shrinkage_is_of_those_rostered(seats, shrinkage, people):
    assert rostered(seats, Decimal(shrinkage)) == people
    assert people * (1 - shrinkage / 100) >= seats - 1e-9


BASIS = Basis({20: 40, 21: 48, 23: 4}, days=4, handled=80, handling_total=80 * 480)


def test_a_mean_day_is_the_sum_over_the_days_on_which_anybody_came():
    assert (BASIS.mean(21), BASIS.mean(22), BASIS.visits, BASIS.handling_seconds) == (12.0, 0.0, 92, 480)
    assert list(BASIS.slots) == [20, 21, 22, 23]
    assert Basis({}, 0, 0, 0).handling_seconds is None


def test_a_proposal_plans_what_the_goal_asks_and_shows_the_band_beside_it():
    goal = Goal(10, Decimal(90), Decimal(60), Decimal(85), Decimal(20))
    at_half_past_ten = next(half for half in propose(BASIS, goal) if half.slot == 21)
    assert at_half_past_ten.per_hour == 24
    assert at_half_past_ten.by_goal == seats_for_goal(24, 480, goal=0.9, seconds=600) == 5
    assert (at_half_past_ten.by_band.fewest, at_half_past_ten.by_band.most) == (4, 5)
    assert (at_half_past_ten.seats, at_half_past_ten.rostered) == (5, 7)
    assert at_half_past_ten.within == Queue(24, 480, 5).within(600)


def test_what_is_not_set_proposes_nothing():
    without_limit = propose(BASIS, Goal(None, Decimal(90)))
    assert {(half.by_goal, half.by_band, half.seats, half.within) for half in without_limit} == {(None, None, 0, None)}
    band_only = propose(BASIS, Goal(None, None, Decimal(60), Decimal(85)))
    assert [half.seats for half in band_only] == [half.by_band.fewest for half in band_only] == [4, 4, 0, 1]
    assert propose(Basis({20: 3}, 1, 0, 0), Goal(10, Decimal(90))) == []


def test_half_hours_with_as_many_seats_are_one_stretch():
    assert spans_of([(16, 2), (17, 2), (18, 3), (20, 3)]) == [(16, 18, 2), (18, 19, 3), (20, 21, 3)]


def test_how_many_more_or_fewer_were_open_is_a_whole_number():
    assert [seat_gap(4, opened) for opened in (4.0, 3.6, 3.4, 2.9, 5.5)] == [0, 0, -1, -1, 2]

"""The arithmetic of waits: the table of rule book 1.1, nearest ranks, half-hours, limits by day, moves."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from core.ui.rules import share_text
from halls.waiting import rules
from halls.waiting.choices import Base
from halls.waiting.rules import Dated, Limits, Load, Tally

TABLE = {"桂花西路营业厅": (13_261, 4_181), "春秋北路营业厅": (9_276, 1_188), "新登营业厅": (7_497, 1_221)}
"""S0 1.1: tickets and overtime in January 2011."""
TEN = Decimal(10)


def counted(tickets: int, over: int, **said: int) -> Tally:
    usual = {"served": tickets, "waited": tickets, "over_served": over, "known": tickets, "wait_seconds": 0}
    return rules.tally(limit=10, tickets=tickets, over=over, **(usual | said))


JANUARY = {name: counted(*figures) for name, figures in TABLE.items()}


@pytest.mark.parametrize(
    ("name", "printed"), [("桂花西路营业厅", "31.53 %"), ("春秋北路营业厅", "12.81 %"), ("新登营业厅", "16.29 %")]
)
def test_the_shares_of_january_are_those_of_the_source(name, printed):
    share = JANUARY[name].share(Base.ALL)
    assert share_text(share) == printed
    assert rules.is_finding(share, TEN)


def test_the_total_is_a_ratio_of_sums_and_not_the_printed_one():
    whole = rules.total(JANUARY.values())
    assert (whole.over, whole.tickets) == (6_590, 30_034)
    assert share_text(whole.share(Base.ALL)) == "21.94 %"
    printed = rules.printed_otherwise("2011-01", whole)
    assert (printed.over, share_text(Decimal(printed.over) / printed.tickets)) == (6_591, "21.95 %")
    assert rules.printed_otherwise("2011-02", whole) is None


def test_the_mean_of_percentages_is_something_else():
    assert share_text(rules.mean_of_shares(JANUARY.values(), Base.ALL)) == "20.21 %"


def test_each_base_has_its_own_numerator_and_denominator():
    """Ten tickets: eight served, two of them after the limit; one left after it; one left at once, without a wait."""
    found = rules.tally(limit=10, tickets=10, served=8, waited=9, over=3, over_served=2, known=10, wait_seconds=3_000)
    assert [found.over_of(base) for base in Base] == [3, 2, 3]
    assert [found.out_of(base) for base in Base] == [10, 8, 9]
    assert [found.share(base) for base in Base] == [Decimal("0.3"), Decimal("0.25"), Decimal(3) / 9]


def test_without_a_limit_tickets_are_counted_and_nothing_is_over():
    found = rules.tally(limit=None, tickets=5, served=5, waited=5, over=0, over_served=0, known=5, wait_seconds=500)
    assert found.tickets == 5
    assert found.share(Base.ALL) is None
    assert not rules.is_over(36_000, None)


def test_days_without_a_limit_are_not_in_the_share():
    mixed = counted(10, 3) + rules.tally(
        limit=None, tickets=90, served=90, waited=90, over=0, over_served=0, known=90, wait_seconds=0
    )
    assert mixed.tickets == 100
    assert mixed.share(Base.ALL) == Decimal("0.3")


def test_to_the_second_at_the_limit_is_within_it():
    assert not rules.is_over(600, 10)
    assert rules.is_over(601, 10)


def test_ten_per_cent_sharp_is_no_finding():
    assert not rules.is_finding(Decimal("0.1"), TEN)
    assert rules.is_finding(Decimal("0.1001"), TEN)
    assert not rules.is_finding(None, TEN)


@pytest.mark.parametrize(
    ("percent", "count", "place"), [(50, 1, 1), (50, 4, 2), (50, 5, 3), (90, 10, 9), (95, 20, 19), (95, 21, 20)]
)
def test_the_nearest_rank(percent, count, place):
    assert rules.rank(percent, count) == place


def test_a_percentile_is_a_wait_that_occurred():
    assert rules.nearest_rank([15, 20, 35, 40, 50], 30) == 20
    assert rules.nearest_rank([15, 20, 35, 40, 50], 100) == 50
    assert rules.nearest_rank([], 50) is None


def test_a_half_hour_begins_at_its_start_and_ends_before_the_next():
    assert rules.half_hour(dt.time(9, 0)) == 18
    assert rules.half_hour(dt.time(9, 29, 59, 999_999)) == 18
    assert rules.half_hour(dt.time(9, 30)) == 19
    assert rules.half_hour_words(18) == "09:00–09:30"
    assert rules.half_hour_words(47) == "23:30–24:00"


def day(number: int) -> dt.date:
    return dt.date(2011, 1, number)


def test_each_day_has_the_limit_in_force_on_it():
    """The company's ten minutes from 2010; the hall's own fifteen from the tenth, none of its own from the 20th."""
    dated = {
        1: [Dated(dt.date(2010, 1, 1), 10, TEN)],
        2: [Dated(day(10), 15, TEN), Dated(day(20), None, TEN)],
    }
    found = rules.limits_between([1, 2], dated, day(1), day(31), share=TEN)
    assert found == [
        Limits(day(1), day(9), 10, TEN), Limits(day(10), day(19), 15, TEN), Limits(day(20), day(31), None, TEN),
    ]  # fmt: skip
    assert [rules.limit_on(found, day(one)) for one in (9, 10, 20)] == [10, 15, None]


def test_a_rule_that_says_the_same_again_is_one_stretch():
    dated = {1: [Dated(dt.date(2010, 1, 1), 10, TEN), Dated(day(15), 10, TEN)]}
    assert rules.limits_between([1], dated, day(1), day(31), share=TEN) == [Limits(day(1), day(31), 10, TEN)]


def test_of_two_rules_for_one_day_the_last_one_made_counts():
    dated = {1: [Dated(day(1), 10, TEN), Dated(day(1), 12, TEN)]}
    assert rules.limits_between([1], dated, day(1), day(31), share=TEN) == [Limits(day(1), day(31), 12, TEN)]


def test_without_any_rule_there_is_no_limit():
    assert rules.limits_between([1, 2], {}, day(1), day(31), share=TEN) == [Limits(day(1), day(31), None, TEN)]


def test_what_could_move_is_what_is_over_as_far_as_the_other_has_room():
    """20 days. Busy at 09:00: 20 a day, 8 over. The idle one has taken 15 a day within its line, and has 10 at nine."""
    busy = {18: Load(counted(400, 160), 20), 19: Load(counted(400, 40), 20)}
    idle = {18: Load(counted(200, 2), 20), 19: Load(counted(300, 10), 20), 20: Load(counted(600, 300), 20)}
    found = rules.moves(busy, idle, busy_line=TEN, idle_line=TEN)
    assert [(one.half_hour, one.visits) for one in found] == [(18, Decimal(5))]


def test_nothing_moves_to_a_hall_that_is_above_its_line_itself():
    busy = {18: Load(counted(400, 160), 20)}
    assert rules.moves(busy, {18: Load(counted(100, 50), 20)}, busy_line=TEN, idle_line=TEN) == []

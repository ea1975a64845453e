"""When a live board raises an alarm, and in which order halls stand."""

from __future__ import annotations

from decimal import Decimal

import pytest

from halls.board.choices import AlarmKind
from halls.board.rules import Figures, alarms, urgency


def kinds(figures: Figures) -> list[AlarmKind]:
    return [alarm.kind for alarm in alarms(figures)]


@pytest.mark.parametrize(
    ("figures", "expected"),
    [
        (Figures(), []),
        (Figures(waiting=3, open_counters=1), []),
        (Figures(waiting=3), [AlarmKind.NOBODY]),
        (Figures(waiting=3, open_counters=1, limit_minutes=10, over_limit=0), []),
        (
            Figures(waiting=3, open_counters=1, limit_minutes=10, over_limit=1, longest_minutes=11),
            [AlarmKind.OVER_LIMIT],
        ),
        (Figures(open_counters=1, rest_minutes=15, rests={"2": 15}), []),
        (Figures(open_counters=1, rest_minutes=15, rests={"2": 16}), [AlarmKind.RESTING]),
        (Figures(open_counters=1, rest_minutes=None, rests={"2": 300}), []),
        (Figures(unseen={"大屏": 2}), []),
        (Figures(unseen={"大屏": 3}), [AlarmKind.SILENT]),
    ],
)
def test_what_is_wrong_is_said_and_nothing_else(figures, expected):
    assert kinds(figures) == expected


@pytest.mark.parametrize(
    ("over", "today", "is_alarm"),
    [(4181, 13261, True), (10, 100, False), (11, 100, True), (0, 0, False), (1, 10, False)],
)
def test_a_share_above_the_line_is_an_alarm_and_the_line_itself_is_not(over, today, is_alarm):
    """S0-Q1: above 10 % is a finding; the first hall of the table in rule book 1.1 has 4,181 of 13,261."""
    figures = Figures(limit_minutes=10, over_limit=0, today=today, today_over=over, share_limit=Decimal(10))
    assert (kinds(figures) == [AlarmKind.SHARE]) is is_alarm


def test_without_a_limit_nothing_is_overtime():
    figures = Figures(waiting=9, longest_minutes=300, open_counters=1, today=9, share_limit=Decimal(10))
    assert alarms(figures) == []
    assert figures.share is None


def test_an_alarm_says_its_figures():
    found = Figures(limit_minutes=10, over_limit=0, today=13261, today_over=4181, share_limit=Decimal("10.00"))
    assert "31.53 %" in alarms(found)[0].words
    assert "10.00 %" in alarms(found)[0].words


def test_halls_with_the_worst_alarm_come_first_then_the_longest_wait():
    calm, waiting = Figures(open_counters=1), Figures(waiting=2, longest_minutes=9, open_counters=1)
    silent, nobody = Figures(unseen={"大屏": 9}), Figures(waiting=1)
    assert sorted([calm, waiting, silent, nobody], key=urgency) == [nobody, silent, waiting, calm]

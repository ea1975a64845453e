"""Half-hours, the day before, and gaps: values in, values out."""

from __future__ import annotations

import datetime as dt

import pytest

from halls.premises.rules import Window
from halls.rosters import rules
from halls.rosters.rules import HalfHour, Least, Span, Stretch


def span(words: str) -> Span:
    since, until = words.split("-")
    return Span(dt.time.fromisoformat(since), dt.time.fromisoformat(until))


WINDOWS = [Window(0, dt.time(8), dt.time(12)), Window(0, dt.time(12), dt.time(18)), Window(1, dt.time(9), dt.time(12))]


@pytest.mark.parametrize(
    ("words", "slots"),
    [("09:00-10:00", [18, 19]), ("09:10-10:40", [19, 20]), ("09:10-09:50", []), ("23:30-23:59", [])],
)
def test_only_whole_half_hours_are_filled(words: str, slots: list[int]) -> None:
    assert list(span(words).slots) == slots


@pytest.mark.parametrize(
    ("today", "may"),
    [(dt.date(2011, 1, 16), True), (dt.date(2011, 1, 17), True), (dt.date(2011, 1, 18), False)],
)
def test_a_swap_is_asked_on_the_day_before_at_the_latest(today: dt.date, may: bool) -> None:
    """S4 5.2: one day before."""
    assert rules.may_still_swap(dt.date(2011, 1, 18), today) is may


@pytest.mark.parametrize(
    ("words", "weekday", "within"),
    [
        ("08:00-18:00", 0, True),
        ("07:30-09:00", 0, False),
        ("17:00-18:30", 0, False),
        ("09:00-12:00", 1, True),
        ("11:00-13:00", 1, False),
        ("09:00-12:00", 6, False),
    ],
)
def test_windows_that_meet_are_one(words: str, weekday: int, within: bool) -> None:
    assert rules.is_within(span(words), WINDOWS, weekday) is within


def test_the_larger_of_two_minima_holds_at_noon_and_nothing_is_set_by_itself() -> None:
    least = Least(anytime=1, noon=2, noon_span=span("12:00-13:15"))
    assert [least.at(slot) for slot in (23, 24, 25, 26, 27)] == [1, 2, 2, 2, 1]
    assert Least().at(24) is None
    assert not Least().is_set


def test_a_day_is_counted_by_people_and_not_by_shifts() -> None:
    halves = rules.coverage(
        [(1, span("08:00-09:00")), (1, span("08:30-09:30")), (2, span("08:30-09:00"))],
        need={16: 2, 17: 2, 19: 1},
        least=Least(anytime=1),
        opened=[16, 17, 18],
    )
    assert halves == [
        HalfHour(16, 1, 2, 1),
        HalfHour(17, 2, 2, 1),
        HalfHour(18, 1, None, 1),
        HalfHour(19, 0, 1, None),
    ]
    assert rules.need_stretches(halves) == [Stretch(16, 17, 1), Stretch(19, 20, 1)]
    assert rules.least_gaps(halves) == []


def test_half_hours_on_end_that_lack_the_same_are_one_gap() -> None:
    halves = [HalfHour(24, 1, None, 2), HalfHour(25, 1, None, 2), HalfHour(26, 0, None, 2), HalfHour(47, 0, None, 1)]
    gaps = rules.least_gaps(halves)
    assert [gap.words for gap in gaps] == ["12:00–13:00", "13:00–13:30", "23:30–24:00"]


def test_a_stretch_says_the_worst_of_its_half_hours() -> None:
    halves = [HalfHour(20, 5, 7, None), HalfHour(21, 5, 11, None), HalfHour(22, 5, 5, None), HalfHour(23, 4, 5, None)]
    assert rules.need_stretches(halves) == [Stretch(20, 22, 6), Stretch(23, 24, 1)]
    assert rules.need_stretches(halves)[0].words == "10:00–11:00"


def test_those_who_meet_are_doubled_and_those_who_follow_are_not() -> None:
    spans = [(1, span("08:00-12:00")), (2, span("12:00-18:00")), (3, span("17:00-18:00"))]
    assert rules.doubles(spans) == {2, 3}

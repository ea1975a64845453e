"""The working clock against the rule book's words and against a slow calculator of its own."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from org.calendar.choices import DayMark, LeftOut
from org.calendar.rules import USUAL_HOURS, Window, WorkingTime, YearNotLoaded
from org.calendar.tests.slow_clock import SlowClock

SHANGHAI = ZoneInfo("Asia/Shanghai")
USUAL = {weekday: [Window(*span) for span in USUAL_HOURS] for weekday in range(5)}
SPRING_FESTIVAL_2026 = {dt.date(2026, 2, day): "春节" for day in range(15, 24)}
MAKE_UP_2026 = {dt.date(2026, 2, 14): "春节", dt.date(2026, 2, 28): "春节"}


def at(*parts: int) -> dt.datetime:
    return dt.datetime(*parts, tzinfo=SHANGHAI)


@pytest.fixture
def clock() -> WorkingTime:
    return WorkingTime(
        USUAL, years=[2010, 2011, 2025, 2026], zone=SHANGHAI, holidays=SPRING_FESTIVAL_2026, make_up=MAKE_UP_2026
    )


@pytest.mark.parametrize(
    ("received", "days", "due"),
    [
        (at(2011, 1, 17, 15, 20), 2, at(2011, 1, 19, 15, 20)),  # the sketch of the ticket page
        (at(2011, 1, 14, 15, 20), 2, at(2011, 1, 18, 15, 20)),  # over a weekend
        (at(2011, 1, 15, 11, 0), 2, at(2011, 1, 19, 8, 30)),  # Saturday: the count starts on Monday at opening
        (at(2011, 1, 17, 12, 30), 2, at(2011, 1, 19, 13, 30)),  # in the lunch break
        (at(2011, 1, 17, 12, 0), 2, at(2011, 1, 19, 13, 30)),  # a window excludes its closing
        (at(2011, 1, 17, 17, 29, 59), 2, at(2011, 1, 19, 17, 29, 59)),
        (at(2011, 1, 17, 17, 30), 2, at(2011, 1, 20, 8, 30)),  # after hours: counts from Tuesday
        (at(2011, 1, 17, 7, 0), 2, at(2011, 1, 19, 8, 30)),
        (at(2011, 1, 17, 15, 20), 0, at(2011, 1, 17, 15, 20)),
        (at(2026, 2, 13, 16, 0), 2, at(2026, 2, 24, 16, 0)),  # the 14th is a make-up workday, then the festival
    ],
)
def test_a_deadline_keeps_the_clock_time_of_receipt(clock, received, days, due):
    assert clock.add_working_days(received, days) == due


def test_sixteen_hours_step_over_the_spring_festival_and_its_make_up_saturday():
    nine_to_six = {weekday: [Window(dt.time(9), dt.time(18))] for weekday in range(5)}
    clock = WorkingTime(nine_to_six, years=[2026], zone=SHANGHAI, holidays=SPRING_FESTIVAL_2026, make_up=MAKE_UP_2026)
    assert clock.add_working_hours(at(2026, 2, 13, 16), 16) == at(2026, 2, 24, 14)


def test_hours_that_end_with_the_day_are_due_at_closing(clock):
    assert clock.add_working_hours(at(2011, 1, 17, 8, 30), Decimal("7.5")) == at(2011, 1, 17, 17, 30)
    assert clock.add_working_hours(at(2011, 1, 17, 8, 30), 8) == at(2011, 1, 18, 9, 0)


def test_shorter_hours_on_the_last_day_bring_the_promise_forward():
    weekly = USUAL | {4: [Window(dt.time(9), dt.time(11, 30))]}
    clock = WorkingTime(weekly, years=[2011], zone=SHANGHAI)
    assert clock.add_working_days(at(2011, 1, 19, 15, 20), 2) == at(2011, 1, 21, 11, 30)
    assert clock.add_working_days(at(2011, 1, 19, 8, 40), 2) == at(2011, 1, 21, 9, 0)


def test_it_answers_in_the_branch_s_time_whatever_zone_it_is_asked_in(clock):
    due = clock.add_working_days(at(2011, 1, 17, 15, 20).astimezone(dt.UTC), 2)
    assert (due, due.tzinfo) == (at(2011, 1, 19, 15, 20), SHANGHAI)


def test_it_refuses_a_moment_without_a_zone(clock):
    with pytest.raises(ValueError, match="time zone"):
        clock.add_working_days(dt.datetime(2011, 1, 17, 15, 20), 2)  # noqa: DTZ001


@pytest.mark.parametrize(
    ("received", "days", "missing"),
    [
        (at(2026, 12, 31, 16, 0), 2, 2027),
        (at(2026, 12, 31, 18, 0), 0, 2027),
        (at(2027, 1, 4, 9, 0), 1, 2027),
        (at(2011, 12, 30, 9, 0), 2, 2012),  # 2025 is loaded, but the years between are not
        (at(2009, 12, 31, 9, 0), 1, 2009),
    ],
)
def test_it_never_guesses_a_year_that_is_not_loaded(clock, received, days, missing):
    with pytest.raises(YearNotLoaded) as refused:
        clock.add_working_days(received, days)
    assert refused.value.year == missing
    with pytest.raises(YearNotLoaded):
        clock.add_working_hours(received, 8 * days + 1 if received.hour == 18 else 8 * (days or 1) * 2)


def test_a_day_says_what_it_is(clock):
    days = [*(dt.date(2026, 2, day) for day in (13, 14, 15, 24, 28)), dt.date(2026, 3, 1)]
    marks = [clock.day(day).mark for day in days]
    assert marks == [DayMark.WORKDAY, DayMark.MAKE_UP, DayMark.HOLIDAY, DayMark.WORKDAY, DayMark.MAKE_UP, DayMark.REST]
    assert clock.day(dt.date(2026, 2, 15)).name == "春节"


def test_the_explanation_counts_every_day_and_names_what_it_left_out(clock):
    why = clock.explain(at(2026, 2, 13, 18, 0), days=2)
    assert (why.begins, why.due) == (at(2026, 2, 14, 8, 30), at(2026, 2, 25, 8, 30))
    assert [day.number for day in why.days] == [None, 0, *[None] * 9, 1, 2]
    assert why.waited
    assert why.holidays == (("春节", 9),)
    assert why.left_out == (LeftOut.NIGHT, LeftOut.BREAK, LeftOut.HOLIDAY)
    assert sum((day.worked for day in why.days), dt.timedelta()) == dt.timedelta(hours=15)


def test_an_explanation_counts_days_or_hours_never_both(clock):
    with pytest.raises(ValueError, match="either"):
        clock.explain(at(2011, 1, 17, 9), days=1, hours=8)


weekdays = st.dictionaries(
    st.integers(0, 6),
    st.lists(st.integers(0, 47), min_size=2, max_size=6, unique=True).map(
        lambda marks: [
            Window(*(dt.time(mark // 2, mark % 2 * 30) for mark in pair))
            for pair in zip(*[iter(sorted(marks)[: len(marks) // 2 * 2])] * 2, strict=True)
        ]
    ),
    min_size=1,
)
days_of_spring = st.integers(0, 120).map(lambda day: dt.date(2026, 1, 1) + dt.timedelta(days=day))
moments = st.integers(0, 60 * 24 * 60).map(lambda minute: at(2026, 1, 5) + dt.timedelta(minutes=minute))


@settings(max_examples=150)
@given(weekdays, st.sets(days_of_spring, max_size=12), st.sets(days_of_spring, max_size=6), moments, st.integers(0, 9))
def test_it_agrees_with_the_slow_calculator_on_days(weekly, holidays, make_up, start, days):
    make_up -= holidays
    fast = WorkingTime(
        weekly, years=[2026], zone=SHANGHAI, holidays=dict.fromkeys(holidays, ""), make_up=dict.fromkeys(make_up, "")
    )
    slow = SlowClock({day: weekly.get(day, []) for day in range(7)}, holidays, make_up)
    assert fast.add_working_days(start, days) == slow.after_days(start, days)


@settings(max_examples=100)
@given(weekdays, st.sets(days_of_spring, max_size=9), moments, st.integers(1, 900))
def test_it_agrees_with_the_slow_calculator_on_hours(weekly, holidays, start, minutes):
    fast = WorkingTime(weekly, years=[2026], zone=SHANGHAI, holidays=dict.fromkeys(holidays, ""))
    slow = SlowClock({day: weekly.get(day, []) for day in range(7)}, holidays, set())
    due = fast.add_working_hours(start, Decimal(minutes) / 60)
    assert abs(due - slow.after_minutes(start, minutes)) < dt.timedelta(seconds=1)
    assert abs(fast.worked_between(start, due) - dt.timedelta(minutes=minutes)) < dt.timedelta(seconds=1)


@settings(max_examples=100)
@given(weekdays, moments, st.integers(0, 4000))
def test_working_time_between_two_moments_agrees_with_the_slow_calculator(weekly, start, minutes):
    fast = WorkingTime(weekly, years=[2026], zone=SHANGHAI)
    slow = SlowClock({day: weekly.get(day, []) for day in range(7)}, set(), set())
    end = start + dt.timedelta(minutes=minutes)
    assert fast.worked_between(start, end) == dt.timedelta(minutes=slow.minutes_between(start, end))


@settings(max_examples=100)
@given(weekdays, moments, st.integers(1, 900))
def test_work_counted_back_is_the_work_counted_forwards(weekly, start, minutes):
    clock, work = WorkingTime(weekly, years=[2026], zone=SHANGHAI), dt.timedelta(minutes=minutes)
    due = clock.add_work(start, work)
    since = clock.before_work(due, work)
    assert clock.worked_between(since, due) == work
    assert clock.worked_between(since + dt.timedelta(minutes=1), due) < work
    assert clock.add_work(since, work) == due


def test_work_is_not_counted_back_into_a_year_that_is_not_loaded(clock):
    with pytest.raises(YearNotLoaded):
        clock.before_work(at(2010, 1, 4, 9), dt.timedelta(hours=9))
    with pytest.raises(YearNotLoaded):
        clock.before_work(at(2025, 1, 2, 9), dt.timedelta(hours=90))


@settings(max_examples=100)
@given(weekdays, moments, st.integers(0, 600), st.integers(0, 5))
def test_a_later_receipt_is_never_due_earlier(weekly, start, minutes, days):
    clock = WorkingTime(weekly, years=[2026], zone=SHANGHAI)
    later = start + dt.timedelta(minutes=minutes)
    assert clock.add_working_days(start, days) <= clock.add_working_days(later, days)


@settings(max_examples=150)
@given(weekdays, moments, st.integers(-4000, 600_000), st.sampled_from([SHANGHAI, dt.UTC]))
def test_each_moment_turned_once_counts_as_the_plain_difference(weekly, start, minutes, told_in):
    """Also where a moment is told in another zone, and where its year is not loaded."""
    fast = WorkingTime(weekly, years=[2026], zone=SHANGHAI)
    end = (start + dt.timedelta(minutes=minutes)).astimezone(told_in)

    def plain():
        if end <= start:
            return dt.timedelta()
        fast.day(end.astimezone(SHANGHAI).date())
        return dt.timedelta(microseconds=fast._done(fast._local(end)) - fast._done(fast._local(start)))

    try:
        expected = plain()
    except YearNotLoaded:
        with pytest.raises(YearNotLoaded):
            fast.worked_between(start, end)
    else:
        assert fast.worked_between(start, end) == expected

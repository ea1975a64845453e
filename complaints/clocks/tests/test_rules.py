"""When a clock runs out, against the rule book's numbers and a slow calculator that walks minute by minute."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from complaints.clocks.choices import ClockKind, Counting
from complaints.clocks.rules import (
    PAUSABLE,
    Pause,
    Promise,
    consumed,
    day_by_day,
    due,
    kinds_from_outside,
    promised,
    warn_at,
)
from complaints.clocks.tests.slow_due import counts, laid_out, slowly_due
from org.calendar.choices import DayMark
from org.calendar.rules import USUAL_HOURS, Window, WorkingTime, YearNotLoaded
from org.calendar.tests.slow_clock import MINUTE, SlowClock

SHANGHAI = ZoneInfo("Asia/Shanghai")
USUAL = {weekday: [Window(*span) for span in USUAL_HOURS] for weekday in range(5)}
FESTIVAL = {dt.date(2026, 2, day) for day in range(15, 24)}
MAKE_UP = {dt.date(2026, 2, 14), dt.date(2026, 2, 28)}
TWO_WORKING_DAYS = Promise(2, Counting.WORKING_DAYS)


def at(*parts: int) -> dt.datetime:
    return dt.datetime(*parts, tzinfo=SHANGHAI)


@pytest.fixture
def working() -> WorkingTime:
    return WorkingTime(
        USUAL, years=[2026], zone=SHANGHAI, holidays=dict.fromkeys(FESTIVAL, "春节"), make_up=dict.fromkeys(MAKE_UP, "")
    )


@pytest.mark.parametrize(
    ("promise", "due_at"),
    [
        (TWO_WORKING_DAYS, at(2026, 2, 24, 16, 0)),  # S4-L1; Saturday the 14th is worked, then the festival
        (Promise(15, Counting.CALENDAR_DAYS), at(2026, 2, 28, 16, 0)),  # rule book 11.1, the regulator
        (Promise(7, Counting.WORKING_DAYS), at(2026, 3, 2, 16, 0)),  # rule book 11.1, the consumer association
        (Promise(10, Counting.CALENDAR_DAYS), at(2026, 2, 23, 16, 0)),  # rule book 11.1, an appeal
        (Promise(2, Counting.CALENDAR_DAYS), at(2026, 2, 15, 16, 0)),  # S2, the follow-up call
        (Promise(4, Counting.WORKING_HOURS), at(2026, 2, 14, 11, 0)),
        (Promise(4, Counting.NATURAL_HOURS), at(2026, 2, 13, 20, 0)),
    ],
)
def test_each_way_of_counting_keeps_its_own_time(working, promise, due_at):
    assert promised(at(2026, 2, 13, 16, 0), promise, working) == due_at


@pytest.mark.parametrize(
    ("pause", "due_at"),
    [
        (Pause(at(2026, 3, 2, 16), at(2026, 3, 3, 16)), at(2026, 3, 5, 15, 20)),  # a working day
        (Pause(at(2026, 3, 2, 17, 30), at(2026, 3, 3, 8, 30)), at(2026, 3, 4, 15, 20)),  # a night moves nothing
        (Pause(at(2026, 3, 4, 15, 20), at(2026, 3, 9, 8, 30)), at(2026, 3, 4, 15, 20)),  # it had run out before
        (Pause(at(2026, 3, 4, 15, 19), at(2026, 3, 9, 8, 30)), at(2026, 3, 9, 8, 31)),
        (Pause(at(2026, 3, 3, 9), at(2026, 3, 3, 9, 30)), at(2026, 3, 4, 15, 50)),
    ],
)
def test_a_pause_moves_the_deadline_by_the_work_that_was_paused(working, pause, due_at):
    assert due(at(2026, 3, 2, 15, 20), TWO_WORKING_DAYS, [pause], working) == due_at


def test_what_was_paused_is_not_used(working):
    pauses = [Pause(at(2026, 3, 3, 9), at(2026, 3, 3, 11))]
    used = consumed(at(2026, 3, 2, 15, 20), at(2026, 3, 3, 12), pauses, Counting.WORKING_DAYS, working)
    assert used == dt.timedelta(hours=2, minutes=10) + dt.timedelta(hours=1, minutes=30)


def test_the_days_add_up_to_what_was_promised(working):
    pauses = [Pause(at(2026, 2, 14, 9), at(2026, 2, 14, 11))]
    due_at = due(at(2026, 2, 13, 16), TWO_WORKING_DAYS, pauses, working)
    days = day_by_day(at(2026, 2, 13, 16), due_at, pauses, Counting.WORKING_DAYS, working)
    assert days[-1].so_far == dt.timedelta(hours=15)
    assert sum((day.paused for day in days), dt.timedelta()) == dt.timedelta(hours=2)
    assert [day.mark for day in days[:3]] == [DayMark.WORKDAY, DayMark.MAKE_UP, DayMark.HOLIDAY]
    assert (days[0].date, days[-1].date) == (dt.date(2026, 2, 13), due_at.date())


def test_calendar_days_need_no_calendar():
    nothing = WorkingTime({}, years=[], zone=SHANGHAI)
    start, fifteen = at(2030, 12, 25, 9), Promise(15, Counting.CALENDAR_DAYS)
    assert due(start, fifteen, [Pause(at(2030, 12, 26), at(2030, 12, 27))], nothing) == at(2031, 1, 10, 9)
    with pytest.raises(YearNotLoaded):
        due(start, TWO_WORKING_DAYS, [], nothing)


def test_warnings_count_as_the_clock_counts(working):
    monday_at_nine, saturday_is_worked = at(2026, 3, 2, 9), at(2026, 2, 28, 8, 30)
    moments = warn_at(monday_at_nine, [60, 480], Counting.WORKING_DAYS, working, now=at(2026, 2, 26, 9))
    assert moments == {60: at(2026, 2, 28, 17, 0), 480: saturday_is_worked}


def test_a_clock_set_late_warns_once_and_one_that_is_over_not_at_all(working):
    due_at, offsets = at(2026, 3, 4, 16, 0), [0, 60, 240, 450]
    late = warn_at(due_at, offsets, Counting.WORKING_DAYS, working, now=at(2026, 3, 4, 15, 30))
    assert set(late) == {0, 60}
    assert not warn_at(due_at, offsets, Counting.WORKING_DAYS, working, now=at(2026, 3, 4, 16, 0))


@pytest.mark.parametrize(
    ("said", "kinds"),
    [
        (("hotline", "", ""), set()),
        (("regulator", "", ""), {ClockKind.REGULATOR}),
        (("hotline", "GX-1", ""), {ClockKind.REGULATOR}),
        (("consumer_body", "", ""), {ClockKind.CONSUMER_BODY}),
        (("regulator", "GX-1", "SS-1"), {ClockKind.REGULATOR, ClockKind.APPEAL}),
    ],
)
def test_who_outside_waits_for_an_answer(said, kinds):
    assert kinds_from_outside(*said) == kinds
    assert not kinds & PAUSABLE


# The slow calculator: hours of work by SlowClock, everything else by adding minutes.

moments = st.integers(0, 45 * 24 * 60).map(lambda minute: at(2026, 1, 26) + minute * MINUTE)
gaps = st.lists(st.tuples(st.integers(1, 3000), st.integers(1, 3000)), max_size=4)
promises = st.one_of(
    st.builds(Promise, st.integers(1, 4), st.sampled_from([Counting.WORKING_DAYS, Counting.CALENDAR_DAYS])),
    st.builds(Promise, st.integers(1, 20), st.sampled_from([Counting.WORKING_HOURS, Counting.NATURAL_HOURS])),
)
SLOW = SlowClock({day: USUAL.get(day, []) for day in range(7)}, FESTIVAL, MAKE_UP)


@settings(max_examples=80, deadline=None)
@given(moments, promises, gaps)
def test_it_agrees_with_the_slow_calculator_whatever_was_paused(start, promise, lengths):
    working = WorkingTime(
        USUAL, years=[2026], zone=SHANGHAI, holidays=dict.fromkeys(FESTIVAL, ""), make_up=dict.fromkeys(MAKE_UP, "")
    )
    pauses = laid_out(start, lengths)
    assert due(start, promise, pauses, working) == slowly_due(SLOW, start, promise, pauses)


@settings(max_examples=60, deadline=None)
@given(moments, promises, gaps, st.integers(0, 6000))
def test_the_days_of_a_clock_add_up_to_what_it_used(start, promise, lengths, minutes):
    working = WorkingTime(
        USUAL, years=[2026], zone=SHANGHAI, holidays=dict.fromkeys(FESTIVAL, ""), make_up=dict.fromkeys(MAKE_UP, "")
    )
    pauses, until = laid_out(start, lengths), start + minutes * MINUTE
    used = consumed(start, until, pauses, promise.counting, working)
    days = day_by_day(start, until, pauses, promise.counting, working)
    assert days[-1].so_far == used
    slow, moment = 0, start
    while moment < until:
        slow += counts(SLOW, moment, promise.counting) and not any(
            pause.starts <= moment < pause.ends for pause in pauses
        )
        moment += MINUTE
    assert used == slow * MINUTE

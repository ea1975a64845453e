"""The spring festival of 2011, with its worked Sunday and Saturday: stored due times against the slow calculator."""

from __future__ import annotations

import datetime as dt
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from complaints.casework.services import casework_of, grade_case, regrade_case
from complaints.clocks.choices import ClockKind, Counting, PauseReason
from complaints.clocks.models import ClockRule
from complaints.clocks.rules import Pause, Promise, due
from complaints.clocks.services import pause_clock, resume_clock
from complaints.clocks.tests.slow_due import laid_out, slowly_due
from complaints.tests.factories import A_MONDAY, a_complaint
from complaints.tickets.models import Complaint
from org.calendar.rules import USUAL_HOURS, Window, WorkingTime
from org.calendar.services import load_official_years, set_up_default_calendar
from org.calendar.tests.slow_clock import MINUTE, SlowClock
from org.people.choices import Role
from org.tests.factories import a_person, a_unit

# 国务院办公厅关于2011年部分节假日安排的通知: 2 to 8 February; Sunday 30 January and Saturday 12 February are worked.
FESTIVAL = {dt.date(2011, 2, day) for day in range(2, 9)}
MAKE_UP = {dt.date(2011, 1, 30), dt.date(2011, 2, 12)}
BEGINS = dt.datetime(2011, 1, 24, tzinfo=A_MONDAY.tzinfo)
THREE_SHIFTS = [(dt.time(8), dt.time(11, 40)), (dt.time(13, 10), dt.time(17)), (dt.time(18, 30), dt.time(20))]

moments = st.integers(0, 24 * 24 * 60).map(lambda minute: BEGINS + minute * MINUTE)
gaps = st.lists(st.tuples(st.integers(1, 2000), st.integers(1, 12_000)), max_size=3)
promises = st.one_of(
    st.builds(Promise, st.integers(1, 5), st.sampled_from([Counting.WORKING_DAYS, Counting.CALENDAR_DAYS])),
    st.builds(Promise, st.integers(1, 30), st.sampled_from([Counting.WORKING_HOURS, Counting.NATURAL_HOURS])),
)


def clocks_of(spans, days=range(5)):
    """The product's clock and the slow one, for the same hours."""
    weekly = {weekday: [Window(*span) for span in spans] for weekday in days}
    marks = {"holidays": dict.fromkeys(FESTIVAL, ""), "make_up": dict.fromkeys(MAKE_UP, "")}
    fast = WorkingTime(weekly, years=[2011], zone=A_MONDAY.tzinfo, **marks)
    return fast, SlowClock({day: weekly.get(day, []) for day in range(7)}, FESTIVAL, MAKE_UP)


@settings(max_examples=60)
@given(moments, promises, gaps, st.sampled_from([USUAL_HOURS, THREE_SHIFTS]), st.sampled_from([range(5), range(6)]))
def test_pauses_across_the_festival_in_several_shifts_a_day(start, promise, lengths, spans, days):
    fast, slow = clocks_of(spans, days)
    pauses = laid_out(start, lengths)
    assert due(start, promise, pauses, fast) == slowly_due(slow, start, promise, pauses)


def a_rule(grade: str, amount: int, counting: str) -> None:
    ClockRule.objects.create(
        kind=ClockKind.HANDLING, grade=grade, amount=amount, counting=counting, warn_minutes=[60],
        valid_from=dt.date(2010, 1, 1), made_at=A_MONDAY,
    )  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("counting", "amount"), [(Counting.WORKING_DAYS, 3), (Counting.WORKING_HOURS, 20), (Counting.CALENDAR_DAYS, 9)]
)
def test_what_is_stored_is_what_the_slow_clock_says_also_after_a_to_c_midway(counting, amount):
    set_up_default_calendar(by=None, now=A_MONDAY)
    load_official_years(first=2010, last=2012, by=None, now=A_MONDAY)
    a_rule("A", 5, Counting.WORKING_DAYS)
    a_rule("C", amount, counting)
    _fast, slow = clocks_of(USUAL_HOURS)
    hall, dice = a_unit(), random.Random(20110202)
    handler, head = a_person(Role.HANDLER, at=hall), a_person(Role.DEPARTMENT_HEAD, at=hall)
    for _example in range(6):
        start = BEGINS + dice.randrange(11 * 24 * 60) * MINUTE
        complaint = a_complaint(at=hall, now=start, by=handler)
        grade_case(casework=casework_of(complaint), grade="A", by=handler, now=start)
        first, second = ((dice.randrange(5, 200), dice.randrange(10, 9000)) for _pause in range(2))
        pauses = laid_out(start, [first, second])
        stand_still(complaint, pauses[0], handler)
        regraded = pauses[0].ends + (pauses[1].starts - pauses[0].ends) / 2
        regrade_case(
            casework=casework_of(Complaint.objects.get(pk=complaint.pk)), grade="C", reason="客户扬言曝光",
            joint_handler=head, by=handler, now=regraded,
        )  # fmt: skip
        stand_still(complaint, pauses[1], handler)
        stored, clock = Complaint.objects.get(pk=complaint.pk), complaint.clocks.get(kind=ClockKind.HANDLING)
        assert clock.intervals.filter(kind="pause").count() == 2
        assert (stored.grade, clock.due_at) == ("C", stored.due_at)
        assert stored.due_at == slowly_due(slow, start, Promise(amount, counting), pauses), (start, pauses)


def stand_still(complaint: Complaint, pause: Pause, handler) -> None:
    """Paused until later than it then goes on: what counts is when it really went on."""
    wait = {"complaint": complaint, "kind": ClockKind.HANDLING, "by": handler}
    later = pause.ends + dt.timedelta(days=1)
    pause_clock(**wait, reason=PauseReason.CUSTOMER_AWAY, note="客户出差", resume_at=later, now=pause.starts)
    resume_clock(**wait, now=pause.ends)

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from complaints.casework.choices import Step
from complaints.clocks.choices import ClockKind, PauseReason
from complaints.clocks.services import pause_clock
from complaints.escalation.choices import Counted, Line, Trigger
from complaints.escalation.models import Escalation, PendingEscalation
from complaints.escalation.services import climbing, plan_ahead, replan, sweep, sweeping
from complaints.escalation.tests.factories import a_chain, a_rung_by_time
from complaints.tests.factories import A_MONDAY, a_complaint, worked_case
from complaints.tickets.models import Complaint
from complaints.tickets.services import close_complaint, reopen_complaint, void_complaint
from org.calendar.services import load_official_years, set_up_default_calendar
from org.people.choices import Role
from org.tests.factories import a_person

pytestmark = pytest.mark.django_db
DUE = A_MONDAY + dt.timedelta(days=2)
FOUR_HOURS = dt.timedelta(hours=4)


@pytest.fixture
def branch():
    return a_chain()[0]


def with_calendar() -> None:
    set_up_default_calendar(by=None, now=A_MONDAY)
    load_official_years(first=2010, last=2011, by=None, now=A_MONDAY)


def due(complaint: Complaint, at: dt.datetime = DUE) -> Complaint:
    """Its due time, without a calendar, and what climbs by it."""
    Complaint.objects.filter(pk=complaint.pk).update(due_at=at, due_from=A_MONDAY)
    complaint.refresh_from_db()
    plan_ahead(complaint=complaint)
    return complaint


def test_without_a_rung_by_time_nothing_climbs_by_itself(branch):
    due(a_complaint(at=branch, channel="counter"))
    assert not PendingEscalation.objects.exists()
    assert sweep(now=DUE + dt.timedelta(days=99)) == 0


def test_at_its_moment_and_not_before_the_ticket_climbs_once(branch):
    a_rung_by_time()
    complaint = due(a_complaint(at=branch, channel="counter"))
    assert PendingEscalation.objects.get().run_at == DUE - FOUR_HOURS
    assert sweep(now=DUE - FOUR_HOURS - dt.timedelta(seconds=1)) == 0
    assert sweep(now=DUE - FOUR_HOURS) == 1
    assert sweep(now=DUE) == 0
    escalation = Escalation.objects.get()
    assert (escalation.complaint, escalation.level, escalation.trigger) == (complaint, 2, Trigger.TIME)
    assert [notice.role for notice in escalation.notices.all()] == [Role.SERVICE_MANAGER]


def test_a_new_ticket_is_planned_with_its_registration(branch, settings):
    a_rung_by_time(counted=Counted.AFTER_START, offset_minutes=60)
    complaint = a_complaint(at=branch, channel="counter")
    assert PendingEscalation.objects.get(complaint=complaint).run_at == A_MONDAY + dt.timedelta(hours=1)


@pytest.mark.parametrize("end", ["close", "void"])
def test_what_is_closed_or_void_climbs_no_more(branch, end):
    a_rung_by_time(counted=Counted.AFTER_START, offset_minutes=60)
    complaint = a_complaint(at=branch, channel="counter")
    if end == "close":
        worked_case(complaint)
        close_complaint(complaint=complaint, outcome="solved", note="已办", by=None, now=A_MONDAY)
    else:
        void_complaint(complaint=complaint, reason="重复", by=None, now=A_MONDAY)
    assert not PendingEscalation.objects.exists()


def test_a_row_left_of_a_closed_ticket_lifts_nothing(branch):
    a_rung_by_time()
    complaint = due(a_complaint(at=branch, channel="counter"))
    Complaint.objects.filter(pk=complaint.pk).update(state="closed", closed_at=A_MONDAY)
    assert sweep(now=DUE) == 0
    assert not PendingEscalation.objects.exists()


def test_reopened_it_climbs_again(branch):
    a_rung_by_time(counted=Counted.AFTER_START, offset_minutes=60)
    complaint = a_complaint(at=branch, channel="counter")
    assert sweep(now=A_MONDAY + dt.timedelta(hours=2)) == 1
    complaint.refresh_from_db()
    worked_case(complaint)
    close_complaint(complaint=complaint, outcome="solved", note="已办", by=None, now=A_MONDAY)
    later = A_MONDAY + dt.timedelta(days=1)
    reopen_complaint(complaint=complaint, reason="timed_out", note="", by=None, now=later)
    assert sweep(now=later + dt.timedelta(hours=2)) == 1


def test_a_grade_brings_its_own_rungs(branch):
    a_rung_by_time(counted=Counted.AFTER_START, offset_minutes=60, grades="C")
    complaint = a_complaint(at=branch, channel="counter")
    assert not PendingEscalation.objects.exists()
    worked_case(complaint, upto=Step.GRADE, grade="C")
    assert PendingEscalation.objects.filter(complaint=complaint).count() == 1


def test_a_moment_that_moved_on_is_waited_for(branch):
    a_rung_by_time()
    complaint = due(a_complaint(at=branch, channel="counter"))
    Complaint.objects.filter(pk=complaint.pk).update(due_at=DUE + dt.timedelta(days=1))
    assert sweep(now=DUE) == 0
    assert PendingEscalation.objects.get().run_at == DUE + dt.timedelta(days=1) - FOUR_HOURS


def test_a_pause_puts_the_climb_off(branch):
    a_rung_by_time()
    with_calendar()
    complaint = a_complaint(at=branch, channel="counter")
    before = PendingEscalation.objects.get().run_at
    assert before == complaint.due_at - FOUR_HOURS
    pause_clock(
        complaint=complaint,
        kind=ClockKind.HANDLING,
        reason=PauseReason.CUSTOMER_AWAY,
        note="客户出差，约定下周再谈",
        resume_at=A_MONDAY + dt.timedelta(days=7),
        by=a_person(Role.HANDLER, at=branch),
        now=A_MONDAY,
    )
    complaint.refresh_from_db()
    assert PendingEscalation.objects.get().run_at == complaint.due_at - FOUR_HOURS > before


@pytest.fixture
def three_of_which_one_cannot_climb(branch, monkeypatch):
    """Whoever would be told of the second of three tickets cannot be made out."""
    a_rung_by_time(counted=Counted.AFTER_START, offset_minutes=60)
    tickets = [a_complaint(at=branch, channel="counter", phone="") for _number in range(3)]
    said = climbing._row

    def row(climb, **more):
        if climb.complaint == tickets[1]:
            raise RuntimeError("torn")
        return said(climb, **more)

    monkeypatch.setattr(climbing, "_row", row)
    return tickets


def test_one_that_cannot_climb_holds_up_no_other(three_of_which_one_cannot_climb):
    first, broken, last = three_of_which_one_cannot_climb
    assert sweep(now=A_MONDAY + dt.timedelta(hours=2)) == 2
    assert PendingEscalation.objects.get().complaint == broken
    assert {one.complaint for one in Escalation.objects.all()} == {first, last}


def test_without_going_on_one_by_one_it_would_hold_up_all(three_of_which_one_cannot_climb, monkeypatch):
    monkeypatch.setattr(sweeping, "_climb_alone", lambda _pk, *, now: False)
    assert sweep(now=A_MONDAY + dt.timedelta(hours=2)) == 0
    assert (PendingEscalation.objects.count(), Escalation.objects.count()) == (3, 0)


def test_many_climb_in_as_many_statements_as_few(branch):
    a_rung_by_time(counted=Counted.AFTER_START, offset_minutes=60)
    asked = []
    for count in (2, 20):
        for _number in range(count):
            a_complaint(at=branch, channel="counter", phone="")
        with CaptureQueriesContext(connection) as queries:
            assert sweep(now=A_MONDAY + dt.timedelta(hours=2)) == count
        asked.append(len(queries))
    assert asked[0] == asked[1] < 30


def test_the_queue_is_asked_by_its_index_alone(branch):
    with CaptureQueriesContext(connection) as asked:
        assert sweep(now=DUE) == 0
    assert len(asked) == 1
    plan = PendingEscalation.objects.due(at=DUE).values_list("pk")[:500].explain()
    assert "pending_escalation_due" in plan or "Seq Scan" in plan
    assert "complaints_complaint" not in plan


def test_each_night_tickets_from_sheets_are_taken_along_and_what_is_due_is_not_lost(branch):
    a_rung_by_time()
    from_sheet, waiting = (due(a_complaint(at=branch, channel="counter", phone="")) for _number in range(2))
    PendingEscalation.objects.filter(complaint=from_sheet).delete()
    a_minute_late = DUE - FOUR_HOURS + dt.timedelta(minutes=1)
    Complaint.objects.filter(pk=from_sheet.pk).update(due_at=DUE + dt.timedelta(days=1))
    assert replan(line=Line.BRANCH, now=a_minute_late, step=lambda _done: None) == 1
    assert sweep(now=a_minute_late) == 1
    assert Escalation.objects.get().complaint == waiting
    assert PendingEscalation.objects.get().complaint == from_sheet


def test_a_new_plan_takes_open_tickets_along_and_alarms_nobody_about_the_past(branch):
    a_rung_by_time(counted=Counted.AFTER_START, offset_minutes=60)
    complaints = [a_complaint(at=branch, channel="counter", phone="") for _number in range(3)]
    a_complaint(at=branch, channel="hotline", phone="")
    PendingEscalation.objects.all().delete()
    steps: list[int] = []
    assert replan(line=Line.BRANCH, now=A_MONDAY, step=steps.append) == 3
    assert {row.complaint for row in PendingEscalation.objects.all()} == set(complaints)
    assert steps[-1] == 3
    PendingEscalation.objects.all().delete()
    assert replan(line=Line.BRANCH, now=A_MONDAY + dt.timedelta(hours=2), step=steps.append) == 0
    assert not PendingEscalation.objects.exists()

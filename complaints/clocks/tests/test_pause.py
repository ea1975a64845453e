"""Waiting without being late: what a pause needs, what it moves, how it ends."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from complaints.clocks import services
from complaints.clocks.choices import ClockKind, ClockState, PauseReason
from complaints.clocks.models import Clock, ClockInterval
from complaints.clocks.selectors import recounted
from complaints.clocks.services import CannotPause, CannotResume, pause_clock, resume_clock, resume_due
from complaints.tests.factories import A_MONDAY, a_complaint
from complaints.tickets.choices import EventKind
from complaints.tickets.models import Complaint
from complaints.tickets.services import close_complaint
from core.notifications.models import Notification
from core.refusals import Refusal
from org.calendar.models import CalendarYear
from org.calendar.rules import YearNotLoaded
from org.people.choices import Role
from org.people.models import Person
from org.tests.factories import a_person, a_unit

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("calendar")]
HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)


@pytest.fixture
def handler() -> Person:
    return a_person(Role.HANDLER, at=a_unit())


@pytest.fixture
def complaint(handler) -> Complaint:
    return a_complaint(by=handler, handler=handler, channel="regulator")


def paused(complaint: Complaint, by: Person, **said: object) -> Clock:
    usual = {
        "kind": ClockKind.HANDLING,
        "reason": PauseReason.CUSTOMER_AWAY,
        "note": "客户周三才回来",
        "resume_at": A_MONDAY + 2 * DAY,
        "now": A_MONDAY,
    }
    return pause_clock(complaint=complaint, by=by, **(usual | said))  # type: ignore[arg-type]


def test_the_deadline_moves_at_once_by_the_time_agreed(complaint, handler):
    clock = paused(complaint, handler)
    assert clock.state == ClockState.PAUSED
    assert clock.due_at == Complaint.objects.get().due_at == A_MONDAY + 4 * DAY
    assert clock.due_at == recounted(Clock.objects.get(pk=clock.pk), complaint.unit)


def test_going_on_earlier_moves_it_back_to_what_was_really_paused(complaint, handler):
    paused(complaint, handler)
    clock = resume_clock(complaint=complaint, kind=ClockKind.HANDLING, by=handler, now=A_MONDAY + DAY)
    assert clock.state == ClockState.RUNNING
    assert clock.due_at == Complaint.objects.get().due_at == A_MONDAY + 3 * DAY
    assert list(clock.intervals.order_by("pk").values_list("kind", flat=True)) == ["run", "pause", "run"]


def test_on_the_day_agreed_it_goes_on_by_itself_and_the_handler_hears(complaint, handler):
    promised = paused(complaint, handler).due_at
    assert resume_due(now=A_MONDAY + DAY) == 0
    assert resume_due(now=A_MONDAY + 5 * DAY) == 1
    assert resume_due(now=A_MONDAY + 5 * DAY) == 0
    clock = complaint.clocks.get(kind=ClockKind.HANDLING)
    assert (clock.state, clock.due_at) == (ClockState.RUNNING, promised)
    assert Notification.objects.filter(recipient=handler, kind=services.pausing.GOES_ON).count() == 1


@pytest.mark.parametrize("late", [3 * DAY, 5 * DAY])
def test_a_pause_does_not_outlive_its_day_where_the_sweep_comes_later(complaint, handler, late):
    promised = paused(complaint, handler).due_at
    clock = resume_clock(complaint=complaint, kind=ClockKind.HANDLING, by=handler, now=A_MONDAY + late)
    assert clock.due_at == Complaint.objects.get().due_at == promised
    assert clock.intervals.get(kind="pause").ended_at == A_MONDAY + 2 * DAY


def test_a_ticket_closed_late_before_the_sweep_was_not_paused_until_then(complaint, handler, monkeypatch):
    monkeypatch.setattr("complaints.tickets.registry._gates", [])
    promised = paused(complaint, handler).due_at
    close_complaint(complaint=complaint, outcome="excessive", note="已答复", by=handler, now=A_MONDAY + 8 * DAY)
    clock = complaint.clocks.get(kind=ClockKind.HANDLING)
    assert (clock.state, clock.due_at) == (ClockState.MISSED, promised)


def test_the_history_says_why_and_until_when(complaint, handler):
    paused(complaint, handler)
    event = complaint.events.get(kind=EventKind.CLOCK)
    assert event.text == "客户周三才回来"
    assert {"act", "clock", "reason", "until", "due"} <= event.data.keys()


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"note": " "}, "note"),
        ({"resume_at": A_MONDAY}, "resume_at"),
        ({"resume_at": A_MONDAY + 367 * DAY}, "resume_at"),
        ({"resume_at": A_MONDAY.replace(year=9999)}, "resume_at"),
        ({"kind": ClockKind.REGULATOR}, None),
        ({"kind": ClockKind.CALL_BACK}, None),
        ({"now": A_MONDAY + 2 * DAY, "resume_at": A_MONDAY + 3 * DAY}, None),
        ({"reason": PauseReason.FORCE}, "upload"),
    ],
    ids=[
        "no words",
        "no later day",
        "over a year",
        "a slip of the pen",
        "an authority's term",
        "no such clock",
        "run out already",
        "no proof",
    ],
)
def test_it_refuses_what_would_only_hide_lateness(complaint, handler, said, field):
    with pytest.raises(CannotPause) as refused:
        paused(complaint, handler, **said)
    assert refused.value.field == field
    assert not ClockInterval.objects.filter(kind="pause").exists()
    assert Complaint.objects.get().due_at == A_MONDAY + 2 * DAY


def test_a_notice_is_kept_as_proof_with_the_ticket(complaint, handler):
    notice = SimpleUploadedFile("抢险通知.txt", "台风，全市停工".encode())
    clock = paused(complaint, handler, reason=PauseReason.FORCE, upload=notice)
    assert clock.intervals.get(kind="pause").proof.file.name == "抢险通知.txt"


def test_it_cannot_be_paused_twice_nor_taken_up_twice(complaint, handler):
    paused(complaint, handler)
    with pytest.raises(CannotPause):
        paused(complaint, handler, now=A_MONDAY + HOUR)
    taken_up = {"complaint": complaint, "kind": ClockKind.HANDLING, "by": handler, "now": A_MONDAY + DAY}
    resume_clock(**taken_up)
    with pytest.raises(CannotResume):
        resume_clock(**taken_up)


def test_a_pause_into_a_year_nobody_knows_is_refused(complaint, handler):
    CalendarYear.objects.filter(year=2012).delete()
    with pytest.raises(YearNotLoaded):
        paused(complaint, handler, resume_at=dt.datetime(2012, 1, 9, 9, tzinfo=A_MONDAY.tzinfo))
    assert complaint.clocks.get(kind=ClockKind.HANDLING).state == ClockState.RUNNING


def test_a_ticket_closed_while_one_looks_cannot_be_paused(complaint, handler, monkeypatch):
    monkeypatch.setattr("complaints.tickets.registry._gates", [])
    stale = Complaint.objects.get()
    close_complaint(complaint=complaint, outcome="excessive", note="已答复", by=handler, now=A_MONDAY)
    with pytest.raises(Refusal):
        paused(stale, handler)


def test_closing_a_paused_ticket_counts_only_what_was_paused(complaint, handler, monkeypatch):
    monkeypatch.setattr("complaints.tickets.registry._gates", [])
    paused(complaint, handler)
    close_complaint(complaint=complaint, outcome="excessive", note="已答复", by=handler, now=A_MONDAY + DAY)
    clock = complaint.clocks.get(kind=ClockKind.HANDLING)
    assert clock.state == ClockState.MET
    assert clock.due_at == Complaint.objects.get().due_at == A_MONDAY + 3 * DAY
    assert clock.due_at == recounted(clock, complaint.unit)
    assert resume_due(now=A_MONDAY + 5 * DAY) == 0

"""Acts on one ticket and acts on many that end the same clock: they wait in a row, never in a ring."""

from __future__ import annotations

import datetime as dt
import threading

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction

from complaints.clocks.choices import ClockKind, ClockState, Counting, PauseReason
from complaints.clocks.models import Clock, ClockRule, ClockWarning
from complaints.clocks.services import pausing, running, warning
from complaints.tests.factories import A_MONDAY, a_complaint
from complaints.tickets.models import Complaint
from complaints.tickets.services import log_call
from core.tests.writers import alone, raised_at_once
from org.people.choices import Role
from org.tests.factories import a_person, a_unit

pytestmark = [pytest.mark.services, pytest.mark.usefixtures("several_writers"), pytest.mark.django_db(transaction=True)]
"""On SQLite there is one writer at a time, and so no ring."""

LATER = A_MONDAY + dt.timedelta(hours=1)
A_MOMENT = 1.0


def a_ticket_to_be_called() -> Complaint:
    ClockRule.objects.create(
        kind=ClockKind.FIRST_CONTACT,
        amount=4,
        counting=Counting.NATURAL_HOURS,
        warn_minutes=[60],
        valid_from=dt.date(2010, 1, 1),
        made_at=A_MONDAY,
    )
    unit = a_unit()
    return a_complaint(by=a_person(Role.HANDLER, at=unit), at=unit)


def end_twice(complaint: Complaint, patch: pytest.MonkeyPatch) -> list[Exception | None]:
    """A call and an act on many; each has come to the stretches of the clock before the other goes on, if it can."""
    one_here, many_here = threading.Event(), threading.Event()
    close = running._close

    def meeting(intervals, at):
        mine, other = (one_here, many_here) if threading.current_thread().name == "one" else (many_here, one_here)
        if mine is one_here:
            close(intervals, at)
        mine.set()
        other.wait(A_MOMENT)
        if mine is many_here:
            close(intervals, at)

    def by_one() -> None:
        threading.current_thread().name = "one"
        log_call(complaint=complaint, text="已说明", by=None, now=LATER)

    def by_many() -> None:
        with transaction.atomic():
            running.end_of_many(ClockKind.FIRST_CONTACT, [complaint], at=LATER)

    patch.setattr(running, "_close", meeting)
    return raised_at_once(by_one, by_many)


def test_who_ends_a_clock_holds_it_before_its_stretches(monkeypatch):
    complaint = alone(a_ticket_to_be_called)
    came = end_twice(complaint, monkeypatch)
    assert came[1] is None
    assert came[0] is None or isinstance(came[0], running.ClockChanged)
    assert alone(lambda: Clock.objects.values_list("state", "version").get(kind="first_contact")) == ("met", 2)


def test_the_twin_that_takes_the_stretches_first_waits_in_a_ring(monkeypatch):
    complaint = alone(a_ticket_to_be_called)
    monkeypatch.setattr(running, "_hold", lambda _clock: None)
    came = end_twice(complaint, monkeypatch)
    assert any("deadlock detected" in str(one) for one in came)


def test_a_sweep_of_warnings_does_not_wait_for_whoever_ends_the_clock():
    complaint = alone(a_ticket_to_be_called)
    when = A_MONDAY + dt.timedelta(hours=3, minutes=30)
    held, told = threading.Event(), threading.Event()

    def call() -> None:
        with transaction.atomic():
            list(ClockWarning.objects.select_for_update(no_key=True))
            held.set()
            assert told.wait(10), "the sweep waited for a warning that is held"

    def sweep() -> None:
        held.wait(10)
        warning.warn(now=when)
        told.set()

    assert raised_at_once(call, sweep) == [None, None]
    unsent = ClockWarning.objects.filter(clock__complaint=complaint, sent_at=None)
    assert alone(unsent.exists)
    assert alone(lambda: warning.warn(now=when)) >= 1
    assert not alone(lambda: unsent.filter(run_at__lte=when, clock__state=ClockState.RUNNING).exists())


def pause_while_a_call_ends_it(complaint: Complaint, patch: pytest.MonkeyPatch) -> list[Exception | None]:
    """A call that holds the clock meets a pause that has kept its proof, and so has the trail, if it can be."""
    clock_held, trail_held = threading.Event(), threading.Event()
    close, keep = running._close, pausing.attach

    def close_and_meet(intervals, at):
        close(intervals, at)
        if threading.current_thread().name == "call":
            clock_held.set()
            trail_held.wait(A_MOMENT)

    def keep_and_meet(upload, **said):
        kept = keep(upload, **said)
        trail_held.set()
        return kept

    def call() -> None:
        threading.current_thread().name = "call"
        log_call(complaint=complaint, text="已说明", by=None, now=LATER)

    def pause() -> None:
        clock_held.wait(10)
        pausing.pause_clock(
            complaint=complaint,
            kind=ClockKind.FIRST_CONTACT,
            reason=PauseReason.FORCE,
            note="台风",
            resume_at=LATER + dt.timedelta(days=2),
            by=complaint.handler or complaint.registered_by,
            now=LATER,
            upload=SimpleUploadedFile("抢险通知.txt", "全市停工".encode()),
        )

    patch.setattr(running, "_close", close_and_meet)
    patch.setattr(pausing, "attach", keep_and_meet)
    return raised_at_once(call, pause)


def test_a_pause_with_proof_holds_the_clock_before_the_trail(monkeypatch):
    complaint = alone(a_ticket_to_be_called)
    came = pause_while_a_call_ends_it(complaint, monkeypatch)
    assert came[0] is None
    assert isinstance(came[1], running.ClockChanged)
    assert alone(lambda: Clock.objects.values_list("state", flat=True).get(kind="first_contact")) == "met"


def test_the_twin_that_keeps_the_proof_first_waits_in_a_ring(monkeypatch):
    """As it was: the trail's head was held while the clock was waited for."""
    complaint = alone(a_ticket_to_be_called)
    pause_at = pausing.close_interval
    waiting: list[tuple[Clock, dt.datetime]] = []
    monkeypatch.setattr(pausing, "close_interval", lambda clock, *, at: waiting.append((clock, at)))
    original = pausing.ClockInterval.objects.create

    def create(**said):
        clock, at = waiting.pop()
        pause_at(clock, at=at)
        return original(**said)

    monkeypatch.setattr(pausing.ClockInterval.objects, "create", create)
    came = pause_while_a_call_ends_it(complaint, monkeypatch)
    assert any("deadlock detected" in str(one) for one in came)

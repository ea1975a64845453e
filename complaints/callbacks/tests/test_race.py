"""A customer is called while the ticket begins anew; the twin without the guard must go wrong."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import OperationalError

from complaints.callbacks.choices import CallState, Reached
from complaints.callbacks.models import CallBack
from complaints.callbacks.services import call as acts
from complaints.callbacks.services import miss_call, reach_customer, take_next
from complaints.callbacks.tests.cases import Case, a_case
from complaints.casework.models import Casework
from complaints.casework.services import StepTaken, take
from complaints.tests.factories import A_MONDAY
from complaints.tickets.choices import EventKind, Outcome, ReopenReason
from complaints.tickets.models import Complaint, ComplaintEvent
from complaints.tickets.services import close_complaint, reopen_complaint
from core.tests.writers import alone, raised_at_once
from org.people.choices import Role
from org.tests.factories import a_person

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("several_writers")]
LATER = A_MONDAY + dt.timedelta(hours=3)
A_MOMENT = 1.0


def a_case_tried_once() -> Case:
    case = a_case()
    miss_call(call=case.call, why=Reached.NO_ANSWER, by=case.caller, now=A_MONDAY)
    return case


def closes_and_reopens(case: Case) -> Callable[[], Any]:
    """Given up as not reached, and back at once because the customer rings up."""

    def act() -> None:
        complaint = Complaint.objects.get(pk=case.complaint.pk)
        close_complaint(complaint=complaint, outcome=Outcome.UNREACHABLE, note="多次联系未果", by=None, now=LATER)
        reopen_complaint(complaint=complaint, reason=ReopenReason.TIMED_OUT, note="", by=None, now=LATER)

    return act


def hears(case: Case, call: CallBack) -> Callable[[], Any]:
    return lambda: reach_customer(call=call, satisfaction="satisfied", score=8, by=case.caller, now=LATER)


def how_it_stands() -> tuple[list[str], bool, bool]:
    """States of the calls; whether the first round was followed up; whether that came after the reopening."""

    def read() -> tuple[list[str], bool, bool]:
        kinds = list(ComplaintEvent.objects.values_list("kind", flat=True))
        late = EventKind.FOLLOWED_UP in kinds and kinds.index(EventKind.FOLLOWED_UP) > kinds.index(EventKind.REOPENED)
        done = Casework.objects.get(round=1).follow_up_at is not None
        return list(CallBack.objects.values_list("state", flat=True)), done, late

    return alone(read)


def test_the_call_counts_before_the_reopening_or_not_at_all():
    case = alone(a_case_tried_once)
    call = alone(lambda: case.call)
    raised = raised_at_once(hears(case, call), closes_and_reopens(case))
    assert raised[1] is None
    states, done, late = how_it_stands()
    assert not late, "a call was counted for a round that was over"
    assert (states, done) in ((["done"], True), (["cancelled"], False))
    assert done is (raised[0] is None)


def test_a_call_read_before_the_reopening_is_refused_after_it():
    case = alone(a_case_tried_once)
    call = alone(lambda: case.call)
    assert raised_at_once(closes_and_reopens(case)) == [None]
    raised = raised_at_once(hears(case, call))
    assert isinstance(raised[0], (StepTaken, acts.CallNotWaiting))
    assert how_it_stands() == ([CallState.CANCELLED], False, False)


def test_without_the_guards_a_round_that_is_over_is_followed_up(monkeypatch):
    case = alone(a_case_tried_once)
    call = alone(lambda: case.call)
    monkeypatch.setattr(take, "change", _unguarded(Casework))
    monkeypatch.setattr(acts, "_settle", _unguarded(CallBack))
    assert raised_at_once(closes_and_reopens(case)) == [None]
    assert raised_at_once(hears(case, call)) == [None]
    assert how_it_stands() == ([CallState.DONE], True, True), "the guards hold nothing, so the tests above show nothing"


def test_two_who_take_the_next_call_at_once_never_get_the_same():
    def make() -> tuple[Case, Case]:
        first = a_case()
        return first, a_case(unit=first.unit)

    first, second = alone(make)
    callers = [first.caller, second.caller, alone(lambda: a_person(Role.CALLER, at=first.unit))]
    got: list[int | None] = []

    def take_one(caller: Any) -> None:
        call = take_next(by=caller, now=LATER)
        got.append(call.pk if call else None)

    raised = raised_at_once(*[lambda caller=caller: take_one(caller) for caller in callers])
    assert [error for error in raised if error and not isinstance(error, (acts.CannotCall, OperationalError))] == []
    taken = [pk for pk in got if pk]
    assert len(taken) == len(set(taken)) == 2


def _unguarded(model: Any) -> Callable[..., None]:
    def change(row: Any, **columns: Any) -> None:
        model.objects.filter(pk=row.pk).update(**columns)

    return change


def heard_while_missed(case: Case, patch: pytest.MonkeyPatch) -> list[Exception | None]:
    """The same call in two windows: one has the call and comes to the trail, the other the trail and comes to the
    call, if it can."""
    call_held, trail_held = threading.Event(), threading.Event()
    settle, step = acts._settle, acts.take_step

    def settle_and_meet(call: CallBack, **columns: Any) -> None:
        settle(call, **columns)
        if threading.current_thread().name == "missed":
            call_held.set()
            trail_held.wait(A_MOMENT)

    def step_and_meet(*what: Any, **said: Any) -> Any:
        event = step(*what, **said)
        trail_held.set()
        return event

    def missed() -> None:
        threading.current_thread().name = "missed"
        call = CallBack.objects.select_related("casework__complaint__unit").get(pk=case.call.pk)
        miss_call(call=call, why=Reached.NO_ANSWER, by=case.caller, now=LATER)

    def heard() -> None:
        call = CallBack.objects.select_related("casework__complaint__unit").get(pk=case.call.pk)
        call_held.wait(10)
        hears(case, call)()

    patch.setattr(acts, "_settle", settle_and_meet)
    patch.setattr(acts, "take_step", step_and_meet)
    return raised_at_once(missed, heard)


@pytest.mark.services
def test_acts_on_a_call_hold_its_ticket_first(monkeypatch):
    """On SQLite there is one writer at a time, and so no ring."""
    came = heard_while_missed(alone(a_case), monkeypatch)
    assert came[0] is None
    assert isinstance(came[1], acts.CallNotWaiting)


@pytest.mark.services
def test_the_twin_that_holds_no_ticket_waits_in_a_ring(monkeypatch):
    case = alone(a_case)
    monkeypatch.setattr(acts, "hold_ticket", lambda _pk: None)
    came = heard_while_missed(case, monkeypatch)
    assert any("deadlock detected" in str(one) for one in came)

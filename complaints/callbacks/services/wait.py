"""When a call comes into the queue, and when it leaves it without being made."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.db.models import F

from complaints.callbacks.choices import CallState
from complaints.callbacks.models import CallBack, CallBackQuerySet
from complaints.callbacks.selectors import is_wanted
from complaints.casework.models import Casework
from complaints.clocks.choices import ClockKind
from complaints.clocks.selectors import due_for
from complaints.tickets.choices import State

if TYPE_CHECKING:
    from complaints.tickets.models import Complaint, ComplaintEvent


def keep_in_step(complaint: Complaint, event: ComplaintEvent) -> None:
    """After a step of a case: ask for the call once nothing is missing before it, take it back if something is again.

    A round whose customer could not be reached is asked for again only by hand. A call that was made does not
    count any more once the step it was made for was taken back.
    """
    casework = Casework.objects.current().filter(complaint=complaint).first()
    if casework is None or complaint.state != State.OPEN:
        return
    calls = CallBack.objects.filter(casework=casework)
    if not is_wanted(casework):
        _cancel(calls)
    elif _stands(calls) not in (CallState.WAITING, CallState.GIVEN_UP):
        ask_for_call(casework, complaint, now=event.at)


def _stands(calls: CallBackQuerySet) -> str | None:
    """How the newest call stands that was not cancelled; None without one."""
    newest = calls.exclude(state=CallState.CANCELLED).order_by("-pk")
    return newest.values_list("state", flat=True).first()


def ask_for_call(casework: Casework, complaint: Complaint, *, now: dt.datetime) -> CallBack:
    """S2: the customer is called within 2 days, by the rule of that clock; without one there is no due time."""
    return CallBack.objects.create(
        casework=casework,
        unit_path=complaint.unit_path,
        made_at=now,
        not_before=now,
        due_at=due_for(ClockKind.CALL_BACK, now, complaint.unit, grade=complaint.grade),
    )


def cancel_calls(complaint: Complaint, event: ComplaintEvent) -> None:
    """The ticket was closed, reopened or voided: what was waiting to be called is not called any more."""
    _cancel(CallBack.objects.filter(casework__complaint=complaint))


def _cancel(calls: CallBackQuerySet) -> None:
    calls.waiting().update(state=CallState.CANCELLED, taken_by=None, taken_until=None, version=F("version") + 1)

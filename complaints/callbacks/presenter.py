"""A follow-up call in words: the queue's lines, the page of one call, its part of the ticket."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings
from django.db.models import Prefetch
from django.urls import reverse
from django.utils.translation import gettext as _

from complaints.callbacks import rules
from complaints.callbacks.choices import CallState
from complaints.callbacks.models import CallAttempt, CallBack
from complaints.callbacks.registry import report_address
from complaints.callbacks.selectors import call_of, earlier_calls, is_wanted, may_call, script_of
from complaints.casework.choices import Step
from complaints.casework.models import Casework
from complaints.casework.rules import step_set, waits_for
from complaints.tickets.choices import State
from complaints.tickets.clocks import Clock, time_left
from complaints.tickets.registry import Act
from org.access.choices import Right

if TYPE_CHECKING:
    from complaints.tickets.models import Complaint
    from org.people.models import Person


@dataclass(frozen=True)
class CallLine:
    """A line of the queue."""

    call: CallBack
    complaint: Complaint
    address: str
    due: Clock
    is_mine: bool
    held_by: str
    later: bool


def call_line(call: CallBack, person: Person, *, now: dt.datetime) -> CallLine:
    held = call.taken_by is not None and call.taken_until is not None and call.taken_until > now
    complaint = call.casework.complaint
    return CallLine(
        call=call,
        complaint=complaint,
        address=reverse("call_back", args=[complaint.number]),
        due=time_left(call.due_at, now=now),
        is_mine=held and call.taken_by == person,
        held_by=str(call.taken_by) if held else "",
        later=call.not_before > now,
    )


@dataclass(frozen=True)
class CallPage:
    """One call: what to say, what was done for the customer, earlier tries, and what may be said of it."""

    line: CallLine | None
    script: rules.Script | None
    tries: list[CallAttempt]
    facts: list[tuple[str, str]]
    refusal: str
    may_give_up: bool
    asked_tries: int | None
    may_ask_again: bool


def call_page(complaint: Complaint, person: Person, *, now: dt.datetime) -> CallPage:
    """Everything the page of a call prints; `refusal` says why there is nothing to call."""
    call = call_of(complaint)
    waits = call is not None and call.state == CallState.WAITING
    own = waits and call is not None and not may_call(call, person)
    callable_ = waits and not own
    return CallPage(
        line=call_line(call, person, now=now) if call is not None and callable_ else None,
        script=script_of(call, person) if call is not None and callable_ else None,
        tries=_tries(call),
        facts=_facts(complaint),
        refusal="" if callable_ else _why_not(complaint, call, own=own),
        may_give_up=call is not None and rules.may_give_up(call.attempts, tries=settings.CALL_BACK_TRIES),
        asked_tries=settings.CALL_BACK_TRIES,
        may_ask_again=call is not None
        and call.state in (CallState.GIVEN_UP, CallState.DONE)
        and complaint.state == State.OPEN
        and is_wanted(call.casework),
    )


def _tries(call: CallBack | None) -> list[CallAttempt]:
    return list(call.tries.select_related("by").order_by("-pk")) if call else []


def _why_not(complaint: Complaint, call: CallBack | None, *, own: bool) -> str:
    if own:
        return _("You worked on this case yourself, so a colleague calls the customer.")
    if call is not None:
        return _("This call: %(state)s.") % {"state": call.get_state_display()}  # type: ignore[attr-defined]
    if complaint.state != State.OPEN:
        return _("This ticket is not open; nobody is to be called.")
    casework = Casework.objects.current().filter(complaint=complaint).first()
    standing = casework.standing() if casework else None
    if standing is None or Step.FOLLOW_UP not in step_set(standing):
        return _("Grade the ticket first.")
    steps = "、".join(str(step.label) for step in waits_for(Step.FOLLOW_UP, standing))
    return _("Before the customer is called, these steps are still to be done: %(steps)s") % {"steps": steps}


def _facts(complaint: Complaint) -> list[tuple[str, str]]:
    """What the caller ought to know before the customer says it."""
    casework = Casework.objects.current().filter(complaint=complaint).first()
    said = [(_("Remedy sought"), complaint.remedy_sought), (_("What the customer says"), complaint.text)]
    if casework is not None:
        said += [
            (_("Findings"), casework.finding),
            (_("Validity"), casework.get_validity_display()),  # type: ignore[attr-defined]
            (_("Remedy"), casework.get_remedy_display()),  # type: ignore[attr-defined]
        ]
    return [(label, words) for label, words in said if words]


@dataclass(frozen=True)
class Choices:
    """A dissatisfied customer, and what this person may choose."""

    call: CallBack
    acts: list[Act]


def choices_for(complaint: Complaint, person: Person) -> Iterator[Act]:
    """Where the customer is dissatisfied: reopen, or report with consents."""
    if person.may(Right.COMPLAINT_CLOSE, at=complaint):
        yield Act(_("Reopen"), "rotate", reverse("complaint_reopen", args=[complaint.number]), urgent=True)
    address = report_address(complaint)
    if address and person.may(Right.COMPLAINT_EDIT, at=complaint):
        yield Act(_("Report as dissatisfied"), "mood-sad", address, urgent=True)


@dataclass(frozen=True)
class EarlierCall:
    """The call of a round that is over, only to read."""

    round: int
    call: CallBack
    state: str
    tries: list[CallAttempt]


@dataclass(frozen=True)
class CallPanel:
    """Beside the ticket: how the follow-up stands, and every try; what was asked in earlier rounds stays."""

    call: CallBack | None
    due: Clock | None
    note: str
    tries: list[CallAttempt]
    address: str
    before: list[EarlierCall]


def call_panel(complaint: Complaint, person: Person, *, now: dt.datetime) -> CallPanel | None:
    call, before = call_of(complaint), _before(complaint)
    if call is None:
        return CallPanel(None, None, "", [], "", before) if before else None
    address = reverse("call_back", args=[complaint.number])
    opens = person.may(Right.COMPLAINT_CALL, at=complaint)
    due = time_left(call.due_at, now=now)
    return CallPanel(call, due, _state(call), _tries(call), address if opens else "", before)


def _before(complaint: Complaint) -> list[EarlierCall]:
    tried = Prefetch("tries", CallAttempt.objects.select_related("by").order_by("-pk"))
    calls = earlier_calls(complaint).select_related("casework", "done_by").prefetch_related(tried)
    return [EarlierCall(call.casework.round, call, _state(call), list(call.tries.all())) for call in calls]


def _state(call: CallBack) -> str:
    return str(call.get_state_display())  # type: ignore[attr-defined]


def to_earlier_call(complaint: Complaint, number: int) -> Act:
    """Where the call of an earlier round is read: beside the ticket."""
    address = reverse("complaint_beside", args=[complaint.number])
    return Act(_("Follow-up call of this round"), "phone", f"{address}#call-round-{number}")

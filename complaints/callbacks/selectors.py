"""Questions about follow-up calls: the queue, a case's newest call, and whether it forces a choice."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.conf import settings
from django.db.models import Exists, F, OuterRef, Prefetch, Q, prefetch_related_objects
from django.utils.timezone import localtime

from complaints.callbacks.choices import CallState
from complaints.callbacks.models import CallBack, CallBackQuerySet
from complaints.callbacks.registry import is_settled
from complaints.callbacks.rules import Script, is_dissatisfied, script_for
from complaints.casework.choices import Step
from complaints.casework.models import Casework
from complaints.casework.rules import step_set, waits_for
from complaints.casework.selectors import rounds_to_show
from complaints.tickets.choices import State

if TYPE_CHECKING:
    from complaints.tickets.models import Complaint
    from org.people.models import Person

SHOWN_WITH = ("casework__complaint__unit", "taken_by", "done_by")


def queue(person: Person) -> CallBackQuerySet:
    """The calls that the person may make, the one due first in front; those without a due time last."""
    rows = CallBack.objects.callable_by(person).waiting()
    return rows.order_by(F("due_at").asc(nulls_last=True), "pk")


def next_call(person: Person, *, now: dt.datetime) -> CallBack | None:
    """The call the person has in hand, else the first that is free."""
    rows = queue(person)
    return rows.held_by(person, at=now).first() or rows.free_for(person, at=now).first()


def may_call(call: CallBack, person: Person) -> bool:
    """Whether the person calls customers of that unit and has not worked on the case."""
    return CallBack.objects.filter(pk=call.pk).callable_by(person).exists()


def call_of(complaint: Complaint) -> CallBack | None:
    """The newest call of the round now at work that was not cancelled."""
    calls = CallBack.objects.filter(casework__complaint=complaint, casework__is_current=True)
    return calls.exclude(state=CallState.CANCELLED).select_related("casework", *SHOWN_WITH).order_by("-pk").first()


NEVER_TRIED = Q(state=CallState.CANCELLED, attempts=0)


def earlier_calls(complaint: Complaint) -> CallBackQuerySet:
    """What was asked in rounds before the one now at work, newest first; a cancelled call only where it was tried."""
    rows = CallBack.objects.filter(casework__complaint=complaint, casework__is_current=False)
    return rows.exclude(NEVER_TRIED).order_by("-casework__round", "-pk")


def called_in_round() -> Exists:
    """A condition on a round: its customer was to be called; a cancelled call only where it was tried."""
    return Exists(CallBack.objects.filter(casework=OuterRef("pk")).exclude(NEVER_TRIED))


def call_shown(complaint: Complaint) -> CallBack | None:
    """`call_of` for the ticket's page, which has fetched the rounds: asked once, however many parts of it ask."""
    case, _before = rounds_to_show(complaint)
    if case is None or case.pk is None:
        return None
    prefetch_related_objects([case], Prefetch("call_backs", CallBack.objects.select_related("done_by")))
    calls = [call for call in case.call_backs.all() if call.state != CallState.CANCELLED]
    return max(calls, key=lambda call: call.pk, default=None)


def is_wanted(casework: Casework) -> bool:
    """Whether everything that the follow-up call waits for is done, and the call itself is not."""
    standing = casework.standing()
    asked = Step.FOLLOW_UP in step_set(standing) and Step.FOLLOW_UP not in standing.done
    return asked and not waits_for(Step.FOLLOW_UP, standing)


def forces_choice(call: CallBack | None) -> bool:
    """A dissatisfied customer: the case begins anew, or is reported with its consents, before it is closed."""
    if call is None or call.state != CallState.DONE:
        return False
    low = settings.CALL_BACK_LOW_SCORE
    return is_dissatisfied(call.satisfaction, call.score, low=low) and not is_settled(call.casework)


def call_to_choose_about(complaint: Complaint) -> CallBack | None:
    """The call of the ticket's page, where it forces a choice; worked out once for the page, like the call itself."""
    call = call_shown(complaint) if complaint.state == State.OPEN else None
    if call is None:
        return None
    known = vars(call)
    if "forces" not in known:
        known["forces"] = forces_choice(call)
    return call if known["forces"] else None


def script_of(call: CallBack, person: Person) -> Script:
    """What `person` says in this call."""
    casework, complaint = call.casework, call.casework.complaint
    values = {
        "customer": complaint.customer_name or complaint.phone_masked,
        "unit": complaint.unit.name,
        "staff": person.staff_number,
        "day": f"{localtime(complaint.received_at):%Y-%m-%d}",
        "matter": complaint.subject,
        "remedy": casework.get_remedy_display(),  # type: ignore[attr-defined]
        "number": complaint.number,
    }
    return script_for(casework.grade, casework.validity, values)

"""A ticket as the origin of corrective actions: who may open one, what follows on the ticket, what it changed."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from complaints.casework.choices import Step
from complaints.casework.selectors import case_as_it_stands
from complaints.casework.services import casework_of, change, mark_corrective
from complaints.categories.models import Category
from complaints.tickets.choices import EventKind, State
from complaints.tickets.models import Complaint, handles_jointly
from complaints.tickets.services.trail import remember
from improvement.actions.choices import ActionAct, ActionState
from improvement.actions.models import Action
from improvement.actions.registry import Effect, Origin, OriginFacts

if TYPE_CHECKING:
    from complaints.casework.models import Casework
    from improvement.actions.models import ActionQuerySet
    from org.people.models import Person

LABEL = "complaints.complaint"


def action_address(complaint: Complaint) -> str:
    """The page on which a corrective action is opened from the ticket."""
    return f"{reverse('action_new')}?{urlencode({'origin': f'{LABEL}:{complaint.pk}'})}"


def visible(person: Person, pk: int) -> Complaint | None:
    rows = Complaint.objects.visible_to(person).exclude(state=State.VOID)
    return rows.select_related("unit", "error_unit", "cause").filter(pk=pk).first()


def facts(complaint: Complaint) -> OriginFacts:
    """The unit of the error where it is known: there the cause lies."""
    return OriginFacts(
        words=f"{complaint.number} {complaint.subject}",
        address=reverse("complaint", args=[complaint.number]),
        unit=complaint.error_unit or complaint.unit,
        cause=complaint.cause.name if complaint.cause else "",
    )


def follow(action: Action, act: ActionAct, *, by: Person | None, now: dt.datetime) -> None:
    """The first action opened from an open ticket is its step, until the last one of the round is cancelled.

    Everything else stands in the ticket's history.
    """
    complaint = Complaint.objects.select_related("unit", "handler").get(pk=action.origin_id)
    case = case_as_it_stands(complaint) if complaint.state == State.OPEN else None
    is_marked = case is not None and Step.CORRECTIVE in case.done()
    if act == ActionAct.OPENED and case is not None and not is_marked:
        mark_corrective(casework=casework_of(complaint), action_number=action.number, by=by, now=now)
        return
    data: dict[str, Any] = {"action": action.number, "act": act.value}
    if case is not None and is_marked and act in (ActionAct.OPENED, ActionAct.CANCELLED):
        gone = act == ActionAct.CANCELLED and not _others(action, case).exists()
        # Written also where nothing goes, so that of two at once neither overlooks the other's action.
        change(case, **({"corrective_at": None, "corrective_by": None} if gone else {}))
        data |= {"undone": [Step.CORRECTIVE.value], "round": case.round} if gone else {}
    remember(EventKind.CORRECTIVE, complaint=complaint, by=by, now=now, data=data)


def _others(action: Action, case: Casework) -> ActionQuerySet:
    """What else was opened in this round and not cancelled."""
    rows = Action.objects.of(LABEL, action.origin_id).filter(made_at__gte=case.started_at)
    return rows.exclude(state=ActionState.CANCELLED).exclude(pk=action.pk)


def effect(action: Action, days: int, now: dt.datetime) -> Effect | None:
    """Tickets with the same cause, or a finer one, received in the action's unit before and after it was done (S1-P3).

    None where the ticket has no cause. Counted to the second, so that both spans are as long.
    """
    complaint = Complaint.objects.select_related("cause").get(pk=action.origin_id)
    if complaint.cause is None or action.done_at is None:
        return None
    span = dt.timedelta(days=days)
    causes = list(Category.objects.at_or_below(complaint.cause).values_list("pk", flat=True))
    same = Complaint.objects.counted().at_or_below(action.unit).filter(cause__in=causes)
    before = same.filter(received_at__gte=action.done_at - span, received_at__lt=action.done_at)
    after = same.filter(received_at__gte=action.done_at, received_at__lt=action.done_at + span)
    words = _("Tickets of %(unit)s with the cause “%(cause)s”") % {"unit": action.unit, "cause": complaint.cause}
    passed = min(days, max(0, (now - action.done_at).days))
    return Effect(words=words, before=before.count(), after=after.count(), days=days, passed=passed)


TICKET = Origin(
    LABEL,
    gettext_lazy("Complaint"),
    visible=visible,
    facts=facts,
    follower=follow,
    effect=effect,
    joins=handles_jointly,
)

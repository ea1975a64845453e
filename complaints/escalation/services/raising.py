"""A ticket goes up, somebody has seen it, it comes down again."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from complaints.escalation import rules
from complaints.escalation.choices import Occasion, Trigger
from complaints.escalation.models import Escalation, EscalationNotice
from complaints.escalation.selectors import climbed_levels, level_of, line_of, may_lower
from complaints.escalation.services.climbing import escalate
from complaints.escalation.services.plans import plan_in_force
from complaints.tickets.choices import EventKind, State
from complaints.tickets.models import Complaint
from complaints.tickets.rules import cleaned_within
from complaints.tickets.services.trail import remember
from core.refusals import Refusal

if TYPE_CHECKING:
    from org.people.models import Person

REASON_MOST = 300
JUST_DONE = _("Somebody has just escalated this ticket. Look at it again.")


class CannotEscalate(Refusal):
    pass


class NothingToAcknowledge(Refusal):
    """The person was not told, or has acknowledged it already."""


class CannotLower(Refusal):
    pass


class StandsBelow(Refusal):
    """Only a level above takes a ticket down."""

    status = 403


def escalate_at_once(
    *, complaint: Complaint, occasion: Occasion, cause: str, by: Person | None, now: dt.datetime
) -> list[Escalation]:
    """S0 1.13: what must go up at once, by every rung that the plan has for the occasion, in the act's transaction.

    `cause` names the one event, so that it lifts the ticket once however often it is told.
    """
    plan = plan_in_force(line_of(complaint), now=now)
    raised = [
        escalate(complaint=complaint, rung=rung, cause_key=f"{cause}:{rung.level}", by=by, now=now)
        for rung in plan.rungs.filter(trigger=Trigger.EVENT, occasion=occasion)
    ]
    return [escalation for escalation in raised if escalation is not None]


@transaction.atomic
def escalate_by_hand(
    *, complaint: Complaint, reason: str, by: Person | None, now: dt.datetime, seen: int | None = None
) -> Escalation:
    """Hand an open ticket to the next level, with a reason. Raises CannotEscalate, TextTooLong.

    `seen` is the level that the person was looking at; who looked at another one than it stands at is told so.
    """
    why = cleaned_within(reason, most=REASON_MOST, field="reason")
    if complaint.state != State.OPEN:
        raise CannotEscalate(_("Only an open ticket can be escalated. Reopen it first."))
    if not why:
        raise CannotEscalate(_("Say why the next level has to take part."), field="reason")
    levels = climbed_levels(complaint)
    stands = max((level for level, lowered_at in levels if lowered_at is None), default=rules.FIRST)
    if seen not in (None, stands):
        raise CannotEscalate(JUST_DONE)
    level = stands + 1
    if level > rules.LAST:
        raise CannotEscalate(_("This ticket already stands at the last level."))
    plan = plan_in_force(line_of(complaint), now=now)
    rung = plan.rungs.filter(trigger=Trigger.HAND, level=level).first()
    if rung is None:
        raise CannotEscalate(_("The plan has nobody for level %(level)s.") % {"level": level})
    # Out of the same reading as the level: of two who saw the same, the key stops the second.
    before = sum(1 for climbed, _lowered in levels if climbed == level)
    escalation = escalate(
        complaint=complaint, rung=rung, cause_key=f"hand:{level}:{before}", by=by, now=now, reason=why
    )
    if escalation is None:
        raise CannotEscalate(JUST_DONE)
    return escalation


@transaction.atomic
def acknowledge_escalation(*, complaint: Complaint, by: Person, now: dt.datetime) -> int:
    """Whoever was told has seen it, everything of this ticket at once; gives how many. Raises NothingToAcknowledge."""
    waiting = EscalationNotice.objects.filter(
        person=by, escalation__complaint=complaint, escalation__lowered_at=None, acknowledged_at=None
    )
    level = max(waiting.values_list("escalation__level", flat=True), default=0)
    seen = EscalationNotice.objects.filter(pk__in=waiting.values("pk"), acknowledged_at=None).update(
        acknowledged_at=now
    )
    if not seen:
        raise NothingToAcknowledge(_("Nothing about this ticket waits for your acknowledgement."))
    remember(EventKind.ESCALATED, complaint=complaint, by=by, now=now, data={"act": "acknowledged", "level": level})
    return seen


@transaction.atomic
def lower_escalation(*, complaint: Complaint, reason: str, by: Person, now: dt.datetime) -> int:
    """Take the ticket down from where it stands, with a reason; gives the level it stands at then.

    The caller has checked the right. Raises CannotLower, StandsBelow (S0 1.13: only a level above), TextTooLong.
    """
    why = cleaned_within(reason, most=REASON_MOST, field="reason")
    if not why:
        raise CannotLower(_("Say why this ticket may come down."), field="reason")
    level = level_of(complaint)
    if level > rules.FIRST and not may_lower(complaint, by, level=level):
        raise StandsBelow(_("Only somebody above level %(level)s may take this ticket down.") % {"level": level})
    lowered = (
        Escalation.objects.standing()
        .filter(complaint=complaint, level=level)
        .update(lowered_at=now, lowered_by=by, lowered_why=why)
    )
    if not lowered:
        raise CannotLower(_("This ticket has not been escalated, or somebody has just taken it down."))
    stands = level_of(complaint)
    data = {"act": "lowered", "from": level, "level": stands}
    remember(EventKind.ESCALATED, complaint=complaint, by=by, now=now, text=why, data=data)
    return stands

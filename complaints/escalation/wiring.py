"""What the chain adds to a ticket, and what it follows. Imported when the app is ready."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from complaints.escalation.choices import Line, Occasion, Trigger
from complaints.escalation.presenter import ladder, lines, to_acknowledge
from complaints.escalation.rules import OCCASION_OF_CHANNEL, occasion_of
from complaints.escalation.services import escalate_at_once, forget_ahead, plan_ahead
from complaints.tickets import registry
from complaints.tickets.choices import Channel, EventKind
from complaints.tickets.models import Complaint, ComplaintEvent
from complaints.tickets.registry import Panel
from core.audit.registry import call, mean, say
from org.people.choices import Role

PLACE = 30
RECKONED = {"channel", "unit"}
"""What decides whether and when a ticket climbs by time; its grade and its clocks have events of their own."""


def _arrived(complaint: Complaint, event: ComplaintEvent) -> None:
    plan_ahead(complaint=complaint)
    _by_channel(complaint, event)


def _by_channel(complaint: Complaint, event: ComplaintEvent) -> None:
    """A ticket is a media complaint once, however its channel is changed to and fro."""
    occasion = OCCASION_OF_CHANNEL.get(Channel(complaint.channel))
    if occasion is not None:
        escalate_at_once(complaint=complaint, occasion=occasion, cause=occasion.value, by=event.by, now=event.at)


def _edited(complaint: Complaint, event: ComplaintEvent) -> None:
    changed = RECKONED & set(event.data.get("changes", {}))
    if changed:
        plan_ahead(complaint=complaint)
    if "channel" in changed:
        _by_channel(complaint, event)


def _reckoned_anew(complaint: Complaint, _event: ComplaintEvent) -> None:
    """Grade or clock changed in other hands' objects: the row is what counts."""
    plan_ahead(complaint=Complaint.objects.defer("grams").get(pk=complaint.pk))


def _reopened(complaint: Complaint, event: ComplaintEvent) -> None:
    plan_ahead(complaint=complaint)
    _happened(complaint, event)


def _ended(complaint: Complaint, _event: ComplaintEvent) -> None:
    forget_ahead(complaint=complaint)


def _happened(complaint: Complaint, event: ComplaintEvent) -> None:
    occasion = occasion_of(event.kind, event.data)
    if occasion is not None:
        cause = f"{occasion}:{event.pk}"
        escalate_at_once(complaint=complaint, occasion=occasion, cause=cause, by=event.by, now=event.at)


registry.follow(EventKind.REGISTERED, _arrived)
registry.follow(EventKind.EDITED, _edited)
registry.follow(EventKind.GRADED, _reckoned_anew)
registry.follow(EventKind.CLOCK, _reckoned_anew)
registry.follow(EventKind.REOPENED, _reopened)
registry.follow(EventKind.CLOSED, _ended)
registry.follow(EventKind.VOIDED, _ended)
registry.follow(EventKind.TAGGED, _happened)
registry.follow(EventKind.BATCH, _happened)
registry.offer(to_acknowledge)
registry.tell_in_lines(EventKind.ESCALATED, lines)
registry.show_beside(PLACE, Panel(_("Escalation"), "complaints/escalation/_ladder.html", ladder))


def _roles(_values: set[Any]) -> Mapping[Any, Any]:
    return dict(Role.choices)


ACTS = {"raised": _("went up"), "acknowledged": _("acknowledged it"), "lowered": _("came down")}
_ESCALATED = "complaint.escalated"
call("act", _("what was done"), of=_ESCALATED)
mean("act", lambda _values: ACTS, of=_ESCALATED)
call("level", _("Level"), of=_ESCALATED)
call("from", _("from level"), of=_ESCALATED)
call("trigger", _("Goes up"), of=_ESCALATED)
mean("trigger", lambda _values: dict(Trigger.choices), of=_ESCALATED)
call("occasion", _("Event"), of=_ESCALATED)
mean("occasion", lambda _values: dict(Occasion.choices), of=_ESCALATED)
call("told", _("Told"), of=_ESCALATED)
call("gaps", _("nobody there"), of=_ESCALATED)
mean("gaps", _roles, of=_ESCALATED)

say("escalation_plan.planted", _("Put the source's escalation plan in force"))
say("escalation_plan.copied", _("Copied an escalation plan"))
say("escalation_plan.rung_set", _("Changed a rung of an escalation plan"))
say("escalation_plan.rung_removed", _("Removed a rung of an escalation plan"))
say("escalation_plan.discarded", _("Threw away an escalation plan"))
say("escalation_plan.published", _("Published an escalation plan"))
_PLAN = "escalation_plan"
for key, word in {
    "name": _("name"),
    "line": _("line"),
    "level": _("Level"),
    "trigger": _("Goes up"),
    "occasion": _("Event"),
    "counted": _("Counted from"),
    "offset_minutes": _("Offset in minutes"),
    "grades": _("Only for grades"),
    "roles": _("Tell"),
    "liaison_form": _("With a liaison form"),
    "urgent": _("At once"),
}.items():
    call(key, word, of=_PLAN)
mean("line", lambda _values: dict(Line.choices), of=_PLAN)
mean("trigger", lambda _values: dict(Trigger.choices), of=_PLAN)
mean("occasion", lambda _values: dict(Occasion.choices), of=_PLAN)
mean("roles", _roles, of=_PLAN)

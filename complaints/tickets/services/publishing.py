"""Which steps of a ticket other systems may hear of, and the little they hear: where it is, never what was said."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from complaints.tickets.choices import EventKind
from core.webhooks.registry import event
from core.webhooks.services import publish

if TYPE_CHECKING:
    from complaints.tickets.models import Complaint

EVENTS = {
    EventKind.REGISTERED: "complaint.registered",
    EventKind.ASSIGNED: "complaint.assigned",
    EventKind.CLOSED: "complaint.closed",
    EventKind.REOPENED: "complaint.reopened",
    EventKind.VOIDED: "complaint.voided",
}

event("complaint.registered", title=_("Complaint registered"))
event("complaint.assigned", title=_("Complaint given to a handler"))
event("complaint.closed", title=_("Complaint closed"))
event("complaint.reopened", title=_("Complaint reopened"))
event("complaint.voided", title=_("Complaint voided"))


def publish_step(kind: EventKind, *, complaint: Complaint, now: dt.datetime) -> None:
    """Leave the step for the webhooks of the ticket's unit and those above, inside the act's transaction."""
    if kind not in EVENTS:
        return
    publish(
        EVENTS[kind],
        about=complaint,
        path=complaint.unit_path,
        address=reverse("complaint", args=[complaint.number]),
        data={"number": complaint.number, "api_address": reverse("api_complaint", args=[complaint.number])},
        now=now,
    )

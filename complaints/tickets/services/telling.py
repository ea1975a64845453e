"""Who hears of what happened to a ticket."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.notifications.registry import declare
from core.notifications.services import notify

if TYPE_CHECKING:
    from complaints.tickets.models import Complaint
    from org.people.models import Person

ASSIGNED = "complaint.assigned"
REOPENED = "complaint.reopened"

declare(ASSIGNED, sentence=_("%(by)s gave you ticket %(number)s: %(subject)s"))
declare(REOPENED, sentence=_("Ticket %(number)s was reopened: %(subject)s"))


def tell_handler(kind: str, *, complaint: Complaint, by: Person | None, now: dt.datetime, urgent: bool = False) -> None:
    """A line in the handler's inbox, once per change; nobody is told of what they did themselves."""
    if complaint.handler is None or complaint.handler == by:
        return
    notify(
        kind,
        recipients=[complaint.handler],
        params={"number": complaint.number, "subject": complaint.subject, "by": str(by or "")},
        address=reverse("complaint", args=[complaint.number]),
        key=f"{kind}:{complaint.pk}:{complaint.version}",
        now=now,
        urgent=urgent,
    )

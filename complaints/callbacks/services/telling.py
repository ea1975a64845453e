"""Who hears of a dissatisfied customer."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.notifications.registry import declare
from core.notifications.services import notify
from org.access.choices import Right
from org.people.selectors import holding

if TYPE_CHECKING:
    from complaints.callbacks.models import CallBack
    from org.people.models import Person

DISSATISFIED = "call_back.dissatisfied"

declare(DISSATISFIED, sentence=_("The customer of %(number)s is dissatisfied: reopen it or report it. %(subject)s"))


def tell_dissatisfied(call: CallBack, *, by: Person, now: dt.datetime) -> None:
    """The handler; where there is none, those who judge cases of the unit. Urgent."""
    complaint = call.casework.complaint
    told = [complaint.handler] if complaint.handler else holding(Right.COMPLAINT_JUDGE, complaint.unit_path)
    notify(
        DISSATISFIED,
        recipients=told,
        params={"number": complaint.number, "subject": complaint.subject},
        address=reverse("complaint", args=[complaint.number]),
        key=f"{DISSATISFIED}:{call.pk}",
        now=now,
        urgent=True,
    )

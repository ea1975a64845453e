"""Which steps of a ticket other systems may hear of, and the little they hear: where it is, never what was said."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.webhooks.registry import event
from core.webhooks.selectors import is_heard
from core.webhooks.services import publish

if TYPE_CHECKING:
    from collections.abc import Iterable

    from complaints.tickets.models import Complaint

TITLES = {
    "complaint.registered": _("Complaint registered"),
    "complaint.assigned": _("Complaint given to a handler"),
    "complaint.closed": _("Complaint closed"),
    "complaint.reopened": _("Complaint reopened"),
    "complaint.voided": _("Complaint voided"),
}
"""Events are called like the verbs of the trail."""

for verb, title in TITLES.items():
    event(verb, title=title)


def publish_step(verb: str, *, complaint: Complaint, now: dt.datetime) -> None:
    """Leave the step for the webhooks of the ticket's unit and those above, inside the act's transaction."""
    if verb not in TITLES:
        return
    publish(
        verb,
        about=complaint,
        path=complaint.unit_path,
        address=reverse("complaint", args=[complaint.number]),
        data={"number": complaint.number, "api_address": reverse("api_complaint", args=[complaint.number])},
        now=now,
    )


def publish_steps(verb: str, *, complaints: Iterable[Complaint], now: dt.datetime) -> None:
    """As `publish_step` for each; one question where no system listens to this step at all."""
    if verb in TITLES and is_heard(verb):
        for complaint in complaints:
            publish_step(verb, complaint=complaint, now=now)

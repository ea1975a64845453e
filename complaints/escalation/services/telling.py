"""Who hears that a ticket went up, and in which words."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from complaints.escalation.choices import Occasion, Trigger
from core.notifications.registry import declare
from core.notifications.services import Telling, notify_many

if TYPE_CHECKING:
    from collections.abc import Iterable

    from complaints.escalation.models import Escalation, Rung
    from org.people.models import Person

BY_TIME, BY_HAND = "escalation.time", "escalation.hand"

declare(BY_TIME, sentence=_("Ticket %(number)s went up to level %(level)s by its deadline: %(subject)s"))
declare(BY_HAND, sentence=_("%(by)s escalated ticket %(number)s to level %(level)s: %(reason)s"))
declare("escalation.media", sentence=_("Media complaint %(number)s, level %(level)s: %(subject)s"))
declare("escalation.regulator", sentence=_("Regulator complaint %(number)s, level %(level)s: %(subject)s"))
declare("escalation.reopened", sentence=_("Ticket %(number)s was reopened and is now at level %(level)s: %(subject)s"))
declare("escalation.batch", sentence=_("Batch complaint %(number)s, level %(level)s: %(subject)s"))
declare("escalation.zero_tolerance", sentence=_("Zero-tolerance case %(number)s, level %(level)s: %(subject)s"))


def tell(told: Iterable[tuple[Escalation, Iterable[Person]]], *, rung: Rung, now: dt.datetime) -> None:
    """A line in everybody's inbox for each ticket that climbed `rung`.

    The urgent ones leave at once, the others with the next digest.
    """
    kind = {Trigger.TIME: BY_TIME, Trigger.HAND: BY_HAND}.get(
        Trigger(rung.trigger), f"escalation.{Occasion(rung.occasion) if rung.occasion else ''}"
    )
    notify_many(kind, tellings=[_telling(one, people, urgent=rung.urgent) for one, people in told], now=now)


def _telling(escalation: Escalation, people: Iterable[Person], *, urgent: bool) -> Telling:
    complaint = escalation.complaint
    return Telling(
        recipients=people,
        params={
            "number": complaint.number,
            "subject": complaint.subject,
            "level": escalation.level,
            "by": str(escalation.by or ""),
            "reason": escalation.reason,
        },
        address=reverse("complaint", args=[complaint.number]),
        key=f"escalation:{escalation.pk}",
        urgent=urgent,
    )

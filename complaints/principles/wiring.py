"""The principles beside a ticket: those that act on this one. Imported when the app is ready."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from complaints.batches.selectors import member_of
from complaints.principles.rules import Place, Principle, principles_at
from complaints.tickets import registry
from complaints.tickets.choices import Channel, State, Tendency
from complaints.tickets.registry import Panel

if TYPE_CHECKING:
    from complaints.tickets.models import Complaint
    from org.people.models import Person

PLACE = 90


def beside(complaint: Complaint, _person: Person, _now: dt.datetime) -> list[Principle] | None:
    """Nothing beside what is no longer handled."""
    if complaint.state != State.OPEN:
        return None
    places = [Place.TICKET]
    if complaint.tendency == Tendency.EXPOSURE or complaint.channel == Channel.MEDIA:
        places.append(Place.EXPOSURE)
    if member_of(complaint) is not None:
        places.append(Place.BATCH)
    return principles_at(*places)


registry.show_beside(PLACE, Panel(_("Handling principles"), "complaints/principles/_beside.html", beside))

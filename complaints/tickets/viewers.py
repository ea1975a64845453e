"""On a ticket stands who else looks at it now, for those who may see it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from complaints.tickets.models import Complaint
from core.presence.registry import place

if TYPE_CHECKING:
    from org.people.models import Person


def _visible(person: Person, pk: int) -> bool:
    return Complaint.objects.visible_to(person).filter(pk=pk).exists()


place("complaints.complaint", visible=_visible)

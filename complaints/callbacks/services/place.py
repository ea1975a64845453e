"""Where a call is made: at the unit of its ticket, wherever that goes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import F

from complaints.callbacks.models import CallBack

if TYPE_CHECKING:
    from complaints.tickets.models import Complaint, ComplaintEvent


def follow_unit(complaint: Complaint, event: ComplaintEvent) -> None:
    """The ticket went to another unit: that unit's callers have its calls, and nobody of the old one any in hand."""
    if "unit" not in event.data.get("changes", ()):
        return
    calls = CallBack.objects.filter(casework__complaint=complaint)
    free = {"taken_by": None, "taken_until": None, "version": F("version") + 1}
    calls.waiting().update(unit_path=complaint.unit_path, **free)
    calls.update(unit_path=complaint.unit_path)

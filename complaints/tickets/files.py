"""A ticket owns files: whoever may see it may have them, whoever handles it may add them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from complaints.tickets.choices import State
from complaints.tickets.models import Complaint
from complaints.tickets.services.talk import remember_file
from core.files.registry import owner
from org.access.choices import Right

if TYPE_CHECKING:
    from org.people.models import Person


def _visible(person: Person, pk: int) -> Complaint | None:
    return Complaint.objects.visible_to(person).filter(pk=pk).first()


def _editable(person: Person, complaint: Complaint) -> bool:
    return complaint.state != State.VOID and person.may(Right.COMPLAINT_EDIT, at=complaint)


owner("complaints.complaint", visible=_visible, editable=_editable, changed=remember_file)

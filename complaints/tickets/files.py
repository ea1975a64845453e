"""A ticket owns files: whoever may see it may have them, whoever handles it may add them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from complaints.tickets.choices import State
from complaints.tickets.models import Complaint, may_take_part
from complaints.tickets.services.talk import remember_file
from core.files.registry import owner

if TYPE_CHECKING:
    from org.people.models import Person


def _visible(person: Person, pk: int) -> Complaint | None:
    return Complaint.objects.visible_to(person).filter(pk=pk).first()


def _editable(person: Person, complaint: Complaint) -> bool:
    return complaint.state != State.VOID and may_take_part(person, complaint)


owner("complaints.complaint", visible=_visible, editable=_editable, changed=remember_file)

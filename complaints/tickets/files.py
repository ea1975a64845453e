"""A ticket owns files: whoever may see it may have them, whoever handles it may add them.

Whoever handles it jointly may be part of its cause: what others brought as proof stays (decision 12).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import prefetch_related_objects

from complaints.tickets.choices import State
from complaints.tickets.models import Complaint, may_take_part
from complaints.tickets.services.talk import remember_file
from core.files.registry import owner
from org.access.choices import Right

if TYPE_CHECKING:
    from core.files.models import Attachment
    from org.people.models import Person


def _visible(person: Person, pk: int) -> Complaint | None:
    return Complaint.objects.visible_to(person).filter(pk=pk).first()


def _editable(person: Person, complaint: Complaint) -> bool:
    # Asked for each file of a list: the rounds are read once.
    prefetch_related_objects([complaint], "rounds")
    return complaint.state != State.VOID and may_take_part(person, complaint)


def _removable(person: Person, complaint: Complaint, attachment: Attachment) -> bool:
    may = person.may(Right.COMPLAINT_EDIT, at=complaint) or attachment.file.by_id == person.pk
    return may and _editable(person, complaint)


owner("complaints.complaint", visible=_visible, editable=_editable, removable=_removable, changed=remember_file)

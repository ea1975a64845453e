"""The act that changes what is said of a complaint."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, Unpack

from django.db import transaction
from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from complaints.tickets.choices import EventKind, State
from complaints.tickets.models import Complaint
from complaints.tickets.services.details import Details, fill_in
from complaints.tickets.services.trail import remember
from core.refusals import Refusal

if TYPE_CHECKING:
    from org.people.models import Person

_HIDDEN = {"version", "grams", "unit_path", "error_path", "phone_sealed", "phone_digest", "phone_suffix"}


class StaleEdit(Refusal):
    """Somebody else saved the ticket since it was read (C15). `current` is how it stands now."""

    def __init__(self, current: Complaint) -> None:
        super().__init__(
            _("Somebody else changed this ticket meanwhile. Compare with how it stands now, then save again.")
        )
        self.current = current


class CannotEdit(Refusal):
    """The ticket is void, or what should change is not decided by an edit."""


BY_STEPS = frozenset({"grade", "validity", "validity_reason"})


def edit_complaint(
    *, complaint: Complaint, version: int, by: Person | None, now: dt.datetime, **details: Unpack[Details]
) -> Complaint:
    """Change what `details` name; `version` is the one the person saw. Nothing changed writes nothing.

    The month, the number and the promised time stay as they were. Raises StaleEdit, CannotEdit,
    IncompleteTicket, TextTooLong, NotAPhone.
    """
    if complaint.state == State.VOID:
        raise CannotEdit(_("This ticket is void; it can no longer be changed."))
    if BY_STEPS & details.keys():
        raise CannotEdit(_("Grade and validity change through the steps of handling."))
    if complaint.version != version:
        raise StaleEdit(Complaint.objects.get(pk=complaint.pk))
    before = {name: _shown(complaint, name) for name in _shown_names()}
    changed = fill_in(complaint, details)
    if not changed:
        return complaint
    with transaction.atomic():
        moved = Complaint.objects.filter(pk=complaint.pk, version=version).update(
            **{name: getattr(complaint, name) for name in changed}, version=version + 1
        )
        if not moved:
            raise StaleEdit(Complaint.objects.get(pk=complaint.pk))
        complaint.version = version + 1
        changes = {name: [old, _shown(complaint, name)] for name, old in before.items()}
        data = {"changes": {name: pair for name, pair in changes.items() if pair[0] != pair[1]}}
        remember(EventKind.EDITED, complaint=complaint, by=by, now=now, data=data)
    return complaint


def _shown_names() -> list[str]:
    return [field.name for field in Complaint._meta.concrete_fields if field.name not in _HIDDEN]


def _shown(complaint: Complaint, name: str) -> Any:
    """The value as history keeps it: words for things, text for moments; of long texts the beginning."""
    value = getattr(complaint, name)
    if isinstance(value, Model | dt.date):
        return str(value)
    return value[:200] if isinstance(value, str) else value

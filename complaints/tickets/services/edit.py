"""The act that changes what is said of a complaint."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, Unpack

from django.db import transaction
from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from complaints.tickets import rules
from complaints.tickets.choices import OUTSIDE, EventKind, State
from complaints.tickets.models import Complaint
from complaints.tickets.services.details import Details, fill_in
from complaints.tickets.services.trail import remember
from core.refusals import Refusal
from org.access.choices import Right

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


class MarkStays(Refusal):
    """What alarms the chain or a term set by an authority hangs on is taken back only by those who judge (C22)."""

    status = 403


BY_STEPS = frozenset({"grade", "validity", "validity_reason"})


def edit_complaint(
    *, complaint: Complaint, version: int, by: Person | None, now: dt.datetime, **details: Unpack[Details]
) -> Complaint:
    """Change what `details` name; `version` is the one the person saw. Nothing changed writes nothing.

    The month, the number and the promised time stay as they were. Raises StaleEdit, CannotEdit,
    IncompleteTicket, TextTooLong, NotAPhone; MarkStays where `by` may not take a mark back.
    """
    if complaint.state == State.VOID:
        raise CannotEdit(_("This ticket is void; it can no longer be changed."))
    if BY_STEPS & details.keys():
        raise CannotEdit(_("Grade and validity change through the steps of handling."))
    if complaint.version != version:
        raise StaleEdit(Complaint.objects.get(pk=complaint.pk))
    _refuse_unmarking(complaint, details, by)
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


def _refuse_unmarking(complaint: Complaint, details: Details, by: Person | None) -> None:
    """A channel past the branch and the numbers that authorities gave may be added by whoever edits, not changed."""
    marks = {
        "channel": complaint.channel if complaint.channel in OUTSIDE else "",
        "regulator_number": complaint.regulator_number,
        "appeal_number": complaint.appeal_number,
    }
    lost = [name for name, mark in marks.items() if mark and rules.cleaned(str(details.get(name, mark))) != mark]
    if not lost or by is None or by.may(Right.COMPLAINT_JUDGE, at=complaint) or by.may(Right.TAG_EDIT, at=complaint):
        return
    raise MarkStays(
        _("What came from media or an authority is changed only by those who judge cases. Ask them to."), field=lost[0]
    )


def _shown_names() -> list[str]:
    return [field.name for field in Complaint._meta.concrete_fields if field.name not in _HIDDEN]


def _shown(complaint: Complaint, name: str) -> Any:
    """The value as history keeps it: words for things, text for moments; of long texts the beginning."""
    value = getattr(complaint, name)
    if isinstance(value, Model | dt.date):
        return str(value)
    return value[:200] if isinstance(value, str) else value

"""The act that brings a complaint in."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import TYPE_CHECKING, Unpack

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from complaints.tickets import rules
from complaints.tickets.choices import EventKind
from complaints.tickets.models import Complaint
from complaints.tickets.selectors import deadline
from complaints.tickets.services import telling
from complaints.tickets.services.details import Details, fill_in
from complaints.tickets.services.trail import remember
from core import numbers
from core.refusals import Refusal
from org.access.choices import Right

if TYPE_CHECKING:
    from org.people.models import Person


class CannotBackdate(Refusal):
    """A time of receipt that may not be entered (C18)."""


class UsedFormKey(Refusal):
    """The key of this form already brought in somebody else's ticket."""


def register_complaint(
    *,
    by: Person | None,
    now: dt.datetime,
    received_at: dt.datetime | None = None,
    backdate_reason: str = "",
    form_key: uuid.UUID | None = None,
    handler: Person | None = None,
    first_contact: Person | None = None,
    **details: Unpack[Details],
) -> Complaint:
    """Register a complaint; `unit`, `channel` and a subject or text are needed, the rest as known.

    The clock (S4-L1) runs from `now`, the server's time, never from a typed one
    (C18); where the calendar's year is not loaded there is no due time. The same `form_key` twice
    gives the first ticket again (C30). Raises CannotBackdate, IncompleteTicket, TextTooLong,
    NotAPhone, UsedFormKey.
    """
    earlier = _already(form_key, by)
    if earlier is not None:
        return earlier
    received = received_at or now
    unit = details["unit"]
    _refuse_wrong_time(received, backdate_reason, unit, by, now)
    complaint = Complaint(
        received_at=received,
        registered_at=now,
        month=rules.month_of(received),
        due_from=now,
        due_at=deadline(now, unit, grade=details.get("grade", "")),
        form_key=form_key,
        registered_by=by,
        first_contact=first_contact or by,
        handler=handler,
    )
    fill_in(complaint, details)
    try:
        return _save(complaint, backdate_reason=backdate_reason, by=by, now=now)
    except IntegrityError:
        earlier = _already(form_key, by)
        if earlier is None:
            raise
        return earlier


@transaction.atomic
def _save(complaint: Complaint, *, backdate_reason: str, by: Person | None, now: dt.datetime) -> Complaint:
    position = numbers.reserve(rules.series_of(complaint.month))[0]
    complaint.number = rules.number_of(complaint.month, position)
    complaint.save(force_insert=True)
    data = {"channel": complaint.channel, "unit": complaint.unit_path}
    if backdate_reason:
        data |= {"received_at": complaint.received_at.isoformat(), "backdate_reason": rules.cleaned(backdate_reason)}
    telling.tell_handler(telling.ASSIGNED, complaint=complaint, by=by, now=now)
    remember(EventKind.REGISTERED, complaint=complaint, by=by, now=now, data=data)
    return complaint


def _already(form_key: uuid.UUID | None, by: Person | None) -> Complaint | None:
    found = Complaint.objects.filter(form_key=form_key).first() if form_key else None
    if found is not None and found.registered_by != by:
        raise UsedFormKey(_("This form was already sent by somebody else. Open a new one."))
    return found


def _refuse_wrong_time(received: dt.datetime, reason: str, unit: object, by: Person | None, now: dt.datetime) -> None:
    if received > now + dt.timedelta(minutes=1):
        raise CannotBackdate(_("The time of receipt lies in the future."), field="received_at")
    if by is None or received >= now - rules.BACKDATE_TOLERANCE:
        return
    if not by.may(Right.COMPLAINT_BACKDATE, at=unit):
        raise CannotBackdate(
            _("You may not enter an earlier time of receipt. Leave it empty, or ask the service manager."),
            field="received_at",
        )
    if not rules.cleaned(reason):
        raise CannotBackdate(_("Say why this is entered later than it was received."), field="backdate_reason")

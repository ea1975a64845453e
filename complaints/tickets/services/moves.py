"""The acts that move a complaint: acknowledge, assign, close, reopen, void."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from complaints.tickets import registry, rules
from complaints.tickets.choices import EventKind, Outcome, ReopenReason, State
from complaints.tickets.models import Complaint
from complaints.tickets.selectors import deadline
from complaints.tickets.services import telling
from complaints.tickets.services.trail import remember
from core.refusals import Refusal
from org.access.choices import Right

if TYPE_CHECKING:
    from org.people.models import Person

NOTE_MOST = 4000


class CannotAcknowledge(Refusal):
    pass


class CannotAssign(Refusal):
    pass


class CannotClose(Refusal):
    pass


class CannotReopen(Refusal):
    pass


class CannotVoid(Refusal):
    pass


def _move(complaint: Complaint, **changes: Any) -> bool:
    """Change the row only if it is still as it was read; then the object in hand says the same."""
    changes["version"] = complaint.version + 1
    moved = Complaint.objects.filter(pk=complaint.pk, state=complaint.state, version=complaint.version).update(
        **changes
    )
    if moved:
        for name, value in changes.items():
            setattr(complaint, name, value)
    return bool(moved)


@transaction.atomic
def acknowledge_complaint(*, complaint: Complaint, by: Person | None, now: dt.datetime) -> Complaint:
    """The customer was told that the complaint has arrived (ISO 10002). Raises CannotAcknowledge."""
    if complaint.state != State.OPEN or complaint.acknowledged_at:
        raise CannotAcknowledge(_("The customer has already been told, or the ticket is no longer open."))
    if not _move(complaint, acknowledged_at=now):
        raise CannotAcknowledge(_("Somebody else changed this ticket meanwhile. Look at it again."))
    remember(EventKind.ACKNOWLEDGED, complaint=complaint, by=by, now=now)
    return complaint


@transaction.atomic
def assign_complaint(*, complaint: Complaint, handler: Person, by: Person | None, now: dt.datetime) -> Complaint:
    """Give an open ticket to somebody who may handle tickets of its unit. Raises CannotAssign."""
    if complaint.state != State.OPEN:
        raise CannotAssign(_("Only an open ticket can be given to somebody."))
    if not handler.may(Right.COMPLAINT_EDIT, at=complaint):
        raise CannotAssign(_("%(name)s does not handle tickets of this unit.") % {"name": handler}, field="handler")
    former = complaint.handler
    if former == handler:
        return complaint
    if not _move(complaint, handler=handler):
        raise CannotAssign(_("Somebody else changed this ticket meanwhile. Look at it again."))
    data = {
        "from": str(former or ""),
        "from_id": former.pk if former else None,
        "to": str(handler),
        "to_id": handler.pk,
    }
    telling.tell_handler(telling.ASSIGNED, complaint=complaint, by=by, now=now)
    remember(EventKind.ASSIGNED, complaint=complaint, by=by, now=now, data=data)
    return complaint


@transaction.atomic
def close_complaint(
    *,
    complaint: Complaint,
    outcome: str,
    note: str,
    by: Person | None,
    now: dt.datetime,
    duplicate_of: Complaint | None = None,
) -> Complaint:
    """Close an open ticket with what came of it and what was done.

    A duplicate names the other ticket of the same customer, which the caller has loaded in scope. What other
    subjects still wait for is said sentence by sentence. Raises CannotClose, TextTooLong.
    """
    done = rules.cleaned_within(note, most=NOTE_MOST, field="note")
    if not done:
        raise CannotClose(_("Say what was done for the customer before closing."), field="note")
    if complaint.state != State.OPEN:
        raise CannotClose(_("This ticket is not open; it cannot be closed again."))
    chosen = Outcome(outcome)
    data: dict[str, Any] = {"outcome": chosen.value}
    if chosen == Outcome.DUPLICATE:
        data["duplicate_of"] = _other_ticket(complaint, duplicate_of).number
    if missing := registry.missing_before_closing(complaint, chosen.value):
        raise CannotClose(_("Not to be closed yet: %(missing)s") % {"missing": " ".join(missing)})
    if not _move(complaint, state=State.CLOSED, closed_at=now, closed_by=by, outcome=chosen.value, outcome_note=done):
        raise CannotClose(_("Somebody else changed this ticket meanwhile. Look at it again."))
    data["on_time"] = None if complaint.due_at is None else now <= complaint.due_at
    remember(EventKind.CLOSED, complaint=complaint, by=by, now=now, text=done, data=data)
    return complaint


def _other_ticket(complaint: Complaint, other: Complaint | None) -> Complaint:
    """The ticket that this one repeats (C19): another of the same number, which counts and is no duplicate itself."""
    if other is None:
        raise CannotClose(_("Choose the ticket that this one repeats."), field="duplicate_of")
    same = bool(complaint.phone_digest) and other.phone_digest == complaint.phone_digest
    if other.pk == complaint.pk or not same:
        raise CannotClose(_("A duplicate repeats another ticket of the same customer number."), field="duplicate_of")
    if other.state == State.VOID or other.outcome == Outcome.DUPLICATE:
        raise CannotClose(_("That ticket is void or itself a duplicate; choose the first one."), field="duplicate_of")
    return other


@transaction.atomic
def reopen_complaint(*, complaint: Complaint, reason: str, note: str, by: Person | None, now: dt.datetime) -> Complaint:
    """Reopen a closed ticket for one of the reasons of S0 1.13; a new clock runs from now.

    So is an open one whose customer is dissatisfied at the end (registry.begins_anew). The closing stays
    in the history. Raises CannotReopen, TextTooLong.
    """
    why = rules.cleaned_within(note, most=NOTE_MOST, field="note")
    if complaint.state != State.CLOSED and not registry.begins_anew(complaint):
        raise CannotReopen(_("Only a closed ticket can be reopened."))
    chosen = ReopenReason(reason)
    if chosen == ReopenReason.OTHER and not why:
        raise CannotReopen(_("Say why the ticket comes back."), field="note")
    closing = {"closed_at": str(complaint.closed_at or ""), "outcome": complaint.outcome}
    if not _move(
        complaint,
        state=State.OPEN,
        closed_at=None,
        closed_by=None,
        outcome="",
        outcome_note="",
        reopened_count=complaint.reopened_count + 1,
        due_from=now,
        due_at=deadline(now, complaint.unit, grade=complaint.grade),
    ):
        raise CannotReopen(_("Somebody else changed this ticket meanwhile. Look at it again."))
    data = {"reason": chosen.value, **closing}
    telling.tell_handler(telling.REOPENED, complaint=complaint, by=by, now=now, urgent=True)
    remember(EventKind.REOPENED, complaint=complaint, by=by, now=now, text=why, data=data)
    return complaint


@transaction.atomic
def void_complaint(*, complaint: Complaint, reason: str, by: Person | None, now: dt.datetime) -> Complaint:
    """Take a ticket out of every count, with a reason; it stays to be read (C21). Raises CannotVoid, TextTooLong."""
    why = rules.cleaned_within(reason, most=NOTE_MOST, field="reason")
    if not why:
        raise CannotVoid(_("Say why this ticket should not count."), field="reason")
    if complaint.state == State.VOID:
        raise CannotVoid(_("This ticket is already void."))
    former = {"state": complaint.state, "closed_at": str(complaint.closed_at or "")}
    if not _move(complaint, state=State.VOID, closed_at=None, closed_by=None):
        raise CannotVoid(_("Somebody else changed this ticket meanwhile. Look at it again."))
    remember(EventKind.VOIDED, complaint=complaint, by=by, now=now, text=why, data=former)
    return complaint

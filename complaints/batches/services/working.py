"""Work on an open batch: its tickets, its one plan, each customer's answer."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from complaints.batches.choices import BatchState
from complaints.batches.models import Batch, BatchMember
from complaints.batches.selectors import was_lifted
from complaints.batches.services.publishing import publish_batch
from complaints.tickets.choices import EventKind, State
from complaints.tickets.models import Complaint
from complaints.tickets.rules import cleaned_within
from complaints.tickets.services.trail import remember
from core.audit.services import record
from core.refusals import Refusal
from org.units.rules import is_at_or_below

if TYPE_CHECKING:
    from org.people.models import Person

PLAN_MOST = 4000
WHY_MOST = 300


class CannotChangeBatch(Refusal):
    """It is not open, or the ticket does not fit."""


@transaction.atomic
def add_ticket(*, batch: Batch, complaint: Complaint, by: Person, now: dt.datetime) -> BatchMember:
    """Add a ticket of the batch's units, which the caller has loaded in scope. The first open one takes the batch up.

    Raises CannotChangeBatch for one that counts no more or belongs to another batch.
    """
    _touch(batch)
    if complaint.state == State.VOID or not is_at_or_below(complaint.unit_path, batch.unit_path):
        raise CannotChangeBatch(_("Only a ticket of the batch's units that counts can be added."), field="number")
    lifts = complaint.state == State.OPEN and not was_lifted(batch)
    said = {"batch": batch, "added_at": now, "added_by": by}
    try:
        with transaction.atomic():
            if not _moved_from_rejected(complaint, said):
                BatchMember.objects.create(complaint=complaint, **said)
    except IntegrityError:
        raise CannotChangeBatch(_("This ticket belongs to a batch already."), field="number") from None
    data = {"act": "joined", "batch": batch.number, "escalates": lifts}
    remember(EventKind.BATCH, complaint=complaint, by=by, now=now, data=data)
    return batch.members.get(complaint=complaint)


def _moved_from_rejected(complaint: Complaint, said: dict[str, Any]) -> bool:
    """Whether the ticket was still where a rejected proposal had left it; who comes second finds it gone."""
    members = BatchMember.objects.filter(complaint=complaint)
    left_in = members.filter(batch__state=BatchState.REJECTED).values_list("batch", flat=True).first()
    return left_in is not None and bool(members.filter(batch=left_in).update(**said))


@transaction.atomic
def take_out(*, batch: Batch, complaint: Complaint, why: str, by: Person, now: dt.datetime) -> None:
    """The ticket does not belong to it after all. Raises CannotChangeBatch, TextTooLong."""
    reason = cleaned_within(why, most=WHY_MOST, field="why")
    if not reason:
        raise CannotChangeBatch(_("Say why the ticket does not belong to the batch."), field="why")
    _touch(batch)
    if not batch.members.filter(complaint=complaint).delete()[0]:
        raise CannotChangeBatch(_("This ticket does not belong to the batch any more."))
    data = {"act": "left", "batch": batch.number}
    remember(EventKind.BATCH, complaint=complaint, by=by, now=now, text=reason, data=data)
    _close_when_answered(batch, by=by, now=now)


@transaction.atomic
def plan_batch(*, batch: Batch, plan: str, by: Person, now: dt.datetime, instead_of: str = "") -> Batch:
    """The one plan by which every customer is answered; `instead_of` is the plan that was read, if there was one.

    Raises CannotChangeBatch, also where somebody else has written another plan meanwhile (C15); TextTooLong.
    """
    words = cleaned_within(plan, most=PLAN_MOST, field="plan")
    if not words:
        raise CannotChangeBatch(_("Say what every customer of the batch is told and offered."), field="plan")
    _touch(batch)
    read = cleaned_within(instead_of, most=PLAN_MOST, field="plan")
    if batch.plan != read:
        raise CannotChangeBatch(
            _("Somebody else has changed the plan meanwhile; it now says “%(plan)s”. Open it again to change it.")
            % {"plan": batch.plan},
            field="plan",
        )
    _touch(batch, plan=words)
    record("batch.planned", by=by, now=now, about=batch, data={"plan": words})
    return batch


@transaction.atomic
def answer(*, batch: Batch, complaint: Complaint, words: str, by: Person, now: dt.datetime) -> Batch:
    """This ticket's customer was answered by the plan; the last answer closes the batch.

    Raises CannotChangeBatch without a plan, words or the ticket, or the second time; TextTooLong.
    """
    said = cleaned_within(words, most=PLAN_MOST, field="words")
    if not said:
        raise CannotChangeBatch(_("Say what the customer was told."), field="words")
    _touch(batch)
    if not batch.plan:
        raise CannotChangeBatch(_("Write the plan before customers are answered."))
    if not batch.members.filter(complaint=complaint, answered_at=None).update(answered_at=now):
        raise CannotChangeBatch(_("This customer was answered already, or the ticket left the batch."))
    data = {"act": "answered", "batch": batch.number}
    remember(EventKind.BATCH, complaint=complaint, by=by, now=now, text=said, data=data)
    _close_when_answered(batch, by=by, now=now)
    return batch


def _touch(batch: Batch, **columns: object) -> None:
    """Hold the batch for the transaction while it is open, so that acts on it come one after the other."""
    held = Batch.objects.filter(pk=batch.pk, state=BatchState.OPEN)
    if not held.update(version=F("version") + 1, **columns):
        raise CannotChangeBatch(_("This batch is not open."))
    batch.refresh_from_db()


def _close_when_answered(batch: Batch, *, by: Person, now: dt.datetime) -> None:
    if not batch.members.exists() or batch.members.filter(answered_at=None).exists():
        return
    Batch.objects.filter(pk=batch.pk).update(state=BatchState.CLOSED, closed_at=now, version=F("version") + 1)
    batch.refresh_from_db()
    publish_batch("batch.closed", batch=batch, now=now)
    record("batch.closed", by=by, now=now, about=batch, data={"tickets": batch.members.count()})

"""Whether it is a batch, and why; or one opened by hand."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from complaints.batches.choices import BatchState, FoundBy
from complaints.batches.models import Batch
from complaints.batches.services.making import make_batch
from complaints.batches.services.publishing import publish_batch
from complaints.categories.models import Category
from complaints.tickets.choices import EventKind, State
from complaints.tickets.rules import cleaned_within
from complaints.tickets.services.trail import remember
from core.audit.services import record
from core.refusals import Refusal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from complaints.tickets.models import Complaint
    from org.people.models import Person
    from org.units.models import Unit

WHY_MOST = 300
TITLE_MOST = 120
VERBS = {BatchState.OPEN: "batch.accepted", BatchState.REJECTED: "batch.rejected"}


class CannotDecide(Refusal):
    """Something that belongs to the decision was left out."""


class BatchDecided(Refusal):
    """Somebody decided first."""


@transaction.atomic
def accept_batch(*, batch: Batch, why: str, by: Person, now: dt.datetime) -> Batch:
    """It is a batch: its tickets say so, and it goes up the chain once (S0 1.13, five).

    Raises CannotDecide, BatchDecided, TextTooLong.
    """
    _decide(batch, BatchState.OPEN, why, by=by, now=now)
    members = batch.members.select_related("complaint").order_by("complaint__received_at", "complaint_id")
    tickets = [member.complaint for member in members]
    lifted = _first_to_lift(tickets)
    for complaint in tickets:
        data = {"act": "joined", "batch": batch.number, "escalates": complaint == lifted}
        remember(EventKind.BATCH, complaint=complaint, by=by, now=now, data=data)
    return batch


@transaction.atomic
def reject_batch(*, batch: Batch, why: str, by: Person, now: dt.datetime) -> Batch:
    """No batch. Its tickets are not proposed again, but may be added to another by hand. Raises as `accept_batch`."""
    _decide(batch, BatchState.REJECTED, why, by=by, now=now)
    return batch


@transaction.atomic
def open_batch(
    *, title: str, unit: Unit, why: str, by: Person, now: dt.datetime, cause: Category | None = None
) -> Batch:
    """A batch by hand, without tickets yet. Raises CannotDecide, TextTooLong."""
    named = cleaned_within(title, most=TITLE_MOST, field="title")
    if not named:
        raise CannotDecide(_("Say in a few words what the batch is about."), field="title")
    batch = make_batch(
        now=now,
        complaint_ids=(),
        added_by=by,
        state=BatchState.OPEN,
        found_by=FoundBy.HAND,
        key=f"{FoundBy.HAND}:{uuid.uuid4()}",
        title=named,
        unit=unit,
        unit_path=unit.path,
        cause=cause,
        decided_at=now,
        decided_by=by,
        decided_why=_reason(why),
    )
    publish_batch("batch.opened", batch=batch, now=now)
    record("batch.opened", by=by, now=now, about=batch, data={"title": named, "reason": batch.decided_why})
    return batch


def _decide(batch: Batch, state: BatchState, why: str, *, by: Person, now: dt.datetime) -> None:
    reason = _reason(why)
    proposed = Batch.objects.filter(pk=batch.pk, state=BatchState.PROPOSED)
    columns = {"state": state, "decided_at": now, "decided_by": by, "decided_why": reason}
    if not proposed.update(version=F("version") + 1, **columns):
        raise BatchDecided(_("Somebody has decided on this batch already."))
    batch.refresh_from_db()
    publish_batch(VERBS[state], batch=batch, now=now)
    record(VERBS[state], by=by, now=now, about=batch, data={"reason": reason})


def _first_to_lift(tickets: Sequence[Complaint]) -> Complaint | None:
    """The first that somebody still works on, else the first that counts."""
    counted = [one for one in tickets if one.state != State.VOID]
    return next((one for one in counted if one.state == State.OPEN), counted[0] if counted else None)


def _reason(why: str) -> str:
    reason = cleaned_within(why, most=WHY_MOST, field="why")
    if not reason:
        raise CannotDecide(_("Say why it is a batch or not."), field="why")
    return reason

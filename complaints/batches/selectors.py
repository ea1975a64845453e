"""Questions about batches: what may become one, whose tickets it has, what else may belong to it."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.db.models import Prefetch, prefetch_related_objects

from complaints.batches.choices import BatchState
from complaints.batches.models import Batch, BatchMember, BatchQuerySet
from complaints.batches.rules import Candidate
from complaints.tickets.choices import EventKind
from complaints.tickets.models import Complaint, ComplaintEvent
from org.access.choices import Right
from org.units.models import below_any

if TYPE_CHECKING:
    from complaints.tickets.models import ComplaintQuerySet
    from org.people.models import Person

READ = ("pk", "unit_path", "product", "cause", "phone_digest", "text")
SUGGESTED_MOST = 10


def candidates_since(since: dt.datetime) -> list[Candidate]:
    """Tickets received since then that count and belong to no batch, in order of receipt."""
    rows = Complaint.objects.counted().filter(received_at__gte=since, batch_member=None)
    found = rows.order_by("received_at", "pk").values_list(*READ)
    return [Candidate(*row) for row in found.iterator(chunk_size=5000)]


def batches_for(person: Person, state: str = "") -> BatchQuerySet:
    """Batches at and below the person's units, newest first; of one state, or all."""
    rows = Batch.objects.visible_to(person).select_related("unit", "decided_by")
    rows = rows.filter(state=state) if state in BatchState.values else rows
    return rows.order_by("-proposed_at", "-pk")


def members_for(batch: Batch, person: Person, *, right: Right = Right.COMPLAINT_VIEW) -> list[BatchMember]:
    """The batch's tickets that the person may see, of units where he holds `right`, in order of receipt (C04)."""
    rows = batch.members.filter(complaint__in=Complaint.objects.visible_to(person))
    rows = rows.filter(below_any("complaint__unit_path", person.paths_for(right)))
    related = rows.select_related("complaint__unit", "complaint__handler").defer("complaint__grams")
    return list(related.order_by("complaint__received_at", "complaint_id"))


def was_lifted(batch: Batch) -> bool:
    """Whether one of its tickets took the batch up the chain."""
    joined = ComplaintEvent.objects.filter(complaint__batch_member__batch=batch, kind=EventKind.BATCH)
    return joined.filter(data__batch=batch.number, data__escalates=True).exists()


def suggested(batch: Batch, person: Person) -> ComplaintQuerySet:
    """Tickets received since the batch's first of the same cause (and product) in its units that belong to none."""
    first = batch.members.order_by("complaint__received_at").values_list("complaint__received_at", flat=True).first()
    if batch.cause_id is None or first is None or batch.state != BatchState.OPEN:
        return Complaint.objects.none()
    rows = Complaint.objects.visible_to(person).counted().at_or_below(batch.unit).filter(batch_member=None)
    rows = rows.filter(received_at__gte=first, cause=batch.cause_id)
    if batch.product_id:
        rows = rows.filter(product=batch.product_id)
    return rows.select_related("unit").defer("grams").order_by("-received_at", "-pk")[:SUGGESTED_MOST]


def member_of(complaint: Complaint) -> BatchMember | None:
    """The ticket's place in a batch, whatever became of that; asked once a row, however many parts of a page ask."""
    prefetch_related_objects([complaint], Prefetch("batch_member", BatchMember.objects.select_related("batch")))
    return getattr(complaint, "batch_member", None)


def batch_of(complaint: Complaint) -> BatchMember | None:
    """Where the ticket belongs, if the batch was not rejected."""
    member = member_of(complaint)
    return member if member is not None and member.batch.state != BatchState.REJECTED else None

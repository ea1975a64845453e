"""Questions about field orders: who may go, the lists, and what review calls found."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count, F, Q
from django.utils import timezone

from complaints.fieldorders.choices import OrderState, ReviewResult
from complaints.fieldorders.models import FieldOrder, FieldOrderQuerySet
from complaints.tickets.rules import month_after, month_starts
from core.ui.rules import decimal_of
from org.people.models import Person, Posting
from org.units.models import below_any

if TYPE_CHECKING:
    from decimal import Decimal

    from org.units.models import Unit

ENDED = (OrderState.REVIEWED, OrderState.CANCELLED)
WITH_WORKER = (OrderState.DISPATCHED, OrderState.ACCEPTED)


def workers_of(unit: Unit) -> list[Person]:
    """Those who serve today at the unit or below it, by name."""
    posted = Posting.objects.in_force(on=timezone.localdate()).filter(below_any("unit__path", [unit.path]))
    return list(Person.objects.filter(is_active=True, pk__in=posted.values("person_id")).order_by("name", "pk"))


def may_go(person: Person, order: FieldOrder) -> bool:
    posted = Posting.objects.in_force(on=timezone.localdate()).filter(below_any("unit__path", [order.unit_path]))
    return person.is_active and posted.filter(person=person).exists()


def orders_of_worker(person: Person) -> FieldOrderQuerySet:
    """What a worker still has to do, due first in front."""
    rows = FieldOrder.objects.filter(worker=person, state__in=WITH_WORKER)
    return rows.order_by(F("due_at").asc(nulls_last=True), "pk")


def to_be_reviewed(person: Person) -> FieldOrderQuerySet:
    """Orders done whose customers this person may call: of the units, and not the person's own work."""
    paths = person.paths_for("complaint_call")
    rows = FieldOrder.objects.filter(below_any("complaint__unit_path", paths), state=OrderState.DONE)
    return rows.exclude(worker=person).order_by("done_at", "pk")


@dataclass(frozen=True)
class WorkerFindings:
    """What review calls of a month found of one worker's visits."""

    unit: str
    worker: str
    staff_number: str
    reviewed: int
    false_closures: int
    false_reports: int

    @property
    def false_count(self) -> int:
        return self.false_closures + self.false_reports

    @property
    def share(self) -> Decimal:
        """False ones among those reviewed, 0 to 1."""
        return decimal_of(self.false_count) / self.reviewed


def findings_of(person: Person, month: int) -> list[WorkerFindings]:
    """S1-P8: by unit and worker what was false among the visits reviewed in `month`, the worst first.

    Only what `person` may see; workers without a review are not listed.
    """
    starts, ends = month_starts(month), month_starts(month_after(month))
    reviewed = FieldOrder.objects.visible_to(person).filter(reviewed_at__gte=starts, reviewed_at__lt=ends)
    rows = reviewed.values("unit__name", "worker__name", "worker__staff_number").annotate(
        reviewed_count=Count("pk"),
        closures=Count("pk", filter=Q(review=ReviewResult.FALSE_CLOSURE)),
        reports=Count("pk", filter=Q(review=ReviewResult.FALSE_REPORT)),
    )
    found = [
        WorkerFindings(
            row["unit__name"],
            row["worker__name"],
            row["worker__staff_number"],
            row["reviewed_count"],
            row["closures"],
            row["reports"],
        )
        for row in rows
    ]
    return sorted(found, key=lambda one: (-one.false_count, one.unit, one.staff_number))


def is_late(order: FieldOrder, *, now: dt.datetime) -> bool:
    return order.due_at is not None and (order.done_at or now) > order.due_at

"""A batch: the parent that carries no customer, and the tickets that belong to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from complaints.batches.choices import BatchState, FoundBy
from complaints.categories.models import Category
from complaints.tickets.models import Complaint
from org.units.models import Unit, below_any

if TYPE_CHECKING:
    from org.people.models import Person


class BatchQuerySet(models.QuerySet["Batch"]):
    def visible_to(self, person: Person) -> BatchQuerySet:
        return self.filter(below_any("unit_path", person.paths_for("complaint_view")))


class Batch(models.Model):
    number = models.CharField(max_length=20, unique=True)
    state = models.CharField(max_length=10, choices=BatchState)
    version = models.PositiveIntegerField(default=1)
    found_by = models.CharField(max_length=12, choices=FoundBy)
    key = models.CharField(max_length=120, unique=True)
    title = models.CharField(_("title"), max_length=120)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    unit_path = models.CharField(max_length=140, editable=False)
    product = models.ForeignKey(Category, models.PROTECT, null=True, related_name="+")
    cause = models.ForeignKey(Category, models.PROTECT, null=True, related_name="+")
    plan = models.TextField(_("one plan for all"), blank=True)
    proposed_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    decided_why = models.CharField(_("why"), max_length=300, blank=True)
    closed_at = models.DateTimeField(null=True)

    objects = BatchQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=BatchState.values), name="batch_state_known"),
            models.CheckConstraint(condition=Q(found_by__in=FoundBy.values), name="batch_found_by_known"),
            models.CheckConstraint(
                condition=Q(state="proposed", decided_at=None, decided_by=None)
                | (~Q(state="proposed") & Q(decided_at__isnull=False, decided_by__isnull=False)),
                name="batch_decided_when",
            ),
        ]
        indexes = [models.Index(fields=["state", "-proposed_at"], name="batch_newest")]


class BatchMember(models.Model):
    """A ticket of a batch; a ticket belongs to one."""

    batch = models.ForeignKey(Batch, models.PROTECT, related_name="members")
    complaint = models.OneToOneField(Complaint, models.PROTECT, related_name="batch_member")
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)

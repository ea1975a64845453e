"""A visit to the customer's place: who goes, by when, what was found, and whether it is true."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from complaints.fieldorders.choices import CustomerTerm, OrderState, ReviewResult
from complaints.tickets.models import Complaint
from org.units.models import Unit, below_any

if TYPE_CHECKING:
    from org.people.models import Person


class FieldOrderQuerySet(models.QuerySet["FieldOrder"]):
    def visible_to(self, person: Person) -> FieldOrderQuerySet:
        """Orders of units where the person may see complaints, of tickets there, and those given to the person."""
        paths = person.paths_for("complaint_view")
        return self.filter(below_any("unit_path", paths) | below_any("complaint__unit_path", paths) | Q(worker=person))


class FieldOrder(models.Model):
    number = models.CharField(max_length=20, unique=True)
    complaint = models.ForeignKey(Complaint, models.PROTECT, related_name="field_orders")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("unit that goes"))
    unit_path = models.CharField(max_length=140, editable=False)
    state = models.CharField(max_length=10, choices=OrderState, default=OrderState.RECORDED)
    version = models.PositiveIntegerField(default=1)
    term = models.CharField(_("customer"), max_length=10, choices=CustomerTerm)
    task = models.TextField(_("what is to be done"))
    place = models.CharField(_("place"), max_length=200)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    due_at = models.DateTimeField(null=True)
    dispatched_at = models.DateTimeField(null=True)
    worker = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    accepted_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    done_words = models.TextField(_("what was done"), blank=True)
    reviewed_at = models.DateTimeField(null=True)
    reviewed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    review = models.CharField(max_length=14, choices=ReviewResult, blank=True)

    objects = FieldOrderQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=OrderState.values), name="field_order_state_known"),
            models.CheckConstraint(condition=Q(term__in=CustomerTerm.values), name="field_order_term_known"),
            models.CheckConstraint(condition=Q(review__in=[*ReviewResult.values, ""]), name="field_order_review_known"),
            models.CheckConstraint(
                condition=Q(accepted_at=None) | Q(dispatched_at__isnull=False, worker__isnull=False),
                name="field_order_accept_after_dispatch",
            ),
            models.CheckConstraint(
                condition=Q(done_at=None) | Q(accepted_at__isnull=False), name="field_order_done_after_accept"
            ),
            models.CheckConstraint(
                condition=Q(reviewed_at=None, reviewed_by=None, review="")
                | (Q(reviewed_at__isnull=False, reviewed_by__isnull=False, done_at__isnull=False) & ~Q(review="")),
                name="field_order_review_after_done",
            ),
        ]
        indexes = [
            models.Index(fields=["worker", "due_at"], condition=~Q(state="reviewed"), name="field_order_worker"),
            models.Index(fields=["unit_path", "-recorded_at"], name="field_order_unit"),
        ]

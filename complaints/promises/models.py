"""What a customer was promised, by whom, and by when."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from complaints.promises.choices import PromiseState
from complaints.tickets.models import Complaint
from org.units.models import below_any

if TYPE_CHECKING:
    from org.people.models import Person


class PromiseQuerySet(models.QuerySet["Promise"]):
    def visible_to(self, person: Person) -> PromiseQuerySet:
        return self.filter(below_any("complaint__unit_path", person.paths_for("complaint_view")))

    def open(self) -> PromiseQuerySet:
        return self.filter(state=PromiseState.OPEN)


class Promise(models.Model):
    complaint = models.ForeignKey(Complaint, models.PROTECT, related_name="promises")
    words = models.CharField(_("what was promised"), max_length=300)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    due_at = models.DateTimeField(_("by"))
    state = models.CharField(max_length=8, choices=PromiseState, default=PromiseState.OPEN)
    version = models.PositiveIntegerField(default=1)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    ended_how = models.CharField(_("how it ended"), max_length=300, blank=True)
    reminded_at = models.DateTimeField(null=True)

    objects = PromiseQuerySet.as_manager()

    class Meta:
        ordering = ["due_at", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=PromiseState.values), name="promise_state_known"),
            models.CheckConstraint(
                condition=Q(state="open", ended_at=None) | (~Q(state="open") & Q(ended_at__isnull=False)),
                name="promise_ended_when",
            ),
        ]
        indexes = [
            models.Index(fields=["owner", "due_at"], condition=Q(state="open"), name="promise_of_owner"),
            models.Index(fields=["due_at"], condition=Q(state="open"), name="promise_due"),
        ]

"""Entries that may be false, for a reviewer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from complaints.detection.choices import Suspicion, Verdict
from complaints.tickets.models import Complaint
from org.units.models import below_any

if TYPE_CHECKING:
    from org.people.models import Person


class FalseEntryQuerySet(models.QuerySet["FalseEntry"]):
    def visible_to(self, person: Person) -> FalseEntryQuerySet:
        return self.filter(below_any("unit_path", person.paths_for("complaint_judge")))

    def waiting(self) -> FalseEntryQuerySet:
        return self.filter(verdict="")


class FalseEntry(models.Model):
    """One suspicion about one ticket: found by itself, decided by a person."""

    complaint = models.ForeignKey(Complaint, models.PROTECT, related_name="false_entries")
    unit_path = models.CharField(max_length=140, editable=False)
    suspicion = models.CharField(_("why looked at"), max_length=14, choices=Suspicion)
    found_at = models.DateTimeField()
    about = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    verdict = models.CharField(_("verdict"), max_length=8, choices=Verdict, blank=True)
    words = models.CharField(_("words"), max_length=300, blank=True)
    reviewed_at = models.DateTimeField(null=True)
    reviewed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects = FalseEntryQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["complaint", "suspicion"], name="false_entry_once"),
            models.CheckConstraint(condition=Q(suspicion__in=Suspicion.values), name="false_entry_suspicion_known"),
            models.CheckConstraint(
                condition=Q(verdict="", reviewed_at=None, reviewed_by=None)
                | Q(verdict__in=Verdict.values, reviewed_at__isnull=False, reviewed_by__isnull=False),
                name="false_entry_reviewed_whole",
            ),
        ]
        indexes = [models.Index(fields=["verdict", "unit_path", "-id"], name="false_entry_waiting")]

    def __str__(self) -> str:
        return self.complaint.number

"""What a hall found about a month in which too many waited too long (S0-Q1, rule book 1.11)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from halls.findings.choices import Cause
from halls.findings.rules import NOTE_MOST
from halls.premises.models import Premises

if TYPE_CHECKING:
    from org.people.models import Person


class WaitFindingQuerySet(models.QuerySet["WaitFinding"]):
    def visible_to(self, person: Person) -> WaitFindingQuerySet:
        """Of halls where the person may see halls."""
        return self.filter(premises__in=Premises.objects.visible_to(person).values("pk"))


class WaitFinding(models.Model):
    """One hall and month: the figures as they stood when it was found, what is said of them, and the causes.

    `worst` lists the half-hours with the most overtime: `[["10:00", tickets, overtime], ...]`.
    """

    premises = models.ForeignKey(Premises, models.PROTECT, related_name="wait_findings")
    month = models.PositiveIntegerField(_("month"))
    tickets = models.PositiveIntegerField(_("tickets"))
    overtime = models.PositiveIntegerField(_("overtime"))
    share_limit = models.DecimalField(_("overtime share allowed, in per cent"), max_digits=5, decimal_places=2)
    worst = models.JSONField(default=list)
    words = models.TextField(_("what was found"))
    version = models.PositiveIntegerField(default=1)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    objects = WaitFindingQuerySet.as_manager()

    class Meta:
        ordering = ["-month", "premises"]
        constraints = [
            models.UniqueConstraint(fields=["premises", "month"], name="wait_finding_once_a_month"),
            # S0-Q1: above the limit, never at it.
            models.CheckConstraint(
                condition=Q(tickets__gt=0, overtime__lte=F("tickets")), name="wait_finding_has_tickets"
            ),
            models.CheckConstraint(condition=Q(month__range=(200001, 999912)), name="wait_finding_month_is_one"),
        ]

    def __str__(self) -> str:
        return f"{self.premises} {self.month // 100}-{self.month % 100:02d}"


class WaitFindingCause(models.Model):
    finding = models.ForeignKey(WaitFinding, models.CASCADE, related_name="causes")
    cause = models.CharField(_("cause"), max_length=24, choices=Cause)
    note = models.CharField(_("what exactly"), max_length=NOTE_MOST, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["finding", "cause"], name="wait_finding_cause_once"),
            models.CheckConstraint(condition=Q(cause__in=Cause.values), name="wait_finding_cause_known"),
        ]

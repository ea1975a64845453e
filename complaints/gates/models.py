"""Reports of dissatisfaction with their two consents, and customers of class B with reviewer and expiry."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from complaints.casework.models import Casework
from complaints.gates.choices import ReportState
from core.approvals.models import ApprovalRequest
from org.units.models import Unit, below_any

if TYPE_CHECKING:
    import datetime as dt

    from org.people.models import Person


class DissatisfiedReport(models.Model):
    """不满意上报: only with the market manager's and the branch leader's consent; responsibility stays."""

    casework = models.OneToOneField(Casework, models.PROTECT, related_name="dissatisfied_report")
    state = models.CharField(max_length=10, choices=ReportState, default=ReportState.ASKED)
    words = models.TextField(_("what was done and why the customer stays dissatisfied"))
    request = models.ForeignKey(ApprovalRequest, models.PROTECT, null=True, related_name="+")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=ReportState.values), name="dissatisfied_state_known"),
            models.CheckConstraint(
                condition=Q(state="asked", ended_at=None) | (~Q(state="asked") & Q(ended_at__isnull=False)),
                name="dissatisfied_ended_when",
            ),
        ]

    def __str__(self) -> str:
        return self.casework.complaint.number


class DifficultCustomerQuerySet(models.QuerySet["DifficultCustomer"]):
    def visible_to(self, person: Person) -> DifficultCustomerQuerySet:
        return self.filter(below_any("unit_path", person.paths_for("difficult_view")))

    def in_force(self, *, on: dt.date) -> DifficultCustomerQuerySet:
        """Not ended, and not past the last day."""
        return self.filter(ended_at=None, expires_on__gte=on)


class DifficultCustomer(models.Model):
    """A customer of class B: for a purpose, reviewed by somebody, until a day; never a worse service (电信条例 40)."""

    phone_digest = models.CharField(max_length=64, db_index=True)
    phone_masked = models.CharField(_("phone"), max_length=20)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    unit_path = models.CharField(max_length=140, editable=False)
    purpose = models.CharField(_("why listed"), max_length=300)
    listed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    listed_at = models.DateTimeField()
    reviewer = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    expires_on = models.DateField(_("until"))
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    ended_why = models.CharField(max_length=300, blank=True)

    objects = DifficultCustomerQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["phone_digest", "unit"], condition=Q(ended_at=None), name="difficult_listed_once"
            )
        ]

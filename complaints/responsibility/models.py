"""What was found about responsibility, whom it names, and what they say to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from complaints.casework.models import Casework
from complaints.responsibility.choices import CausePost, Decision, FaultPost, FindingState
from complaints.tickets.choices import Business
from org.units.models import below_any

if TYPE_CHECKING:
    import datetime as dt

    from org.people.models import Person


class FindingQuerySet(models.QuerySet["Finding"]):
    def visible_to(self, person: Person) -> FindingQuerySet:
        """Findings of units where the person may see complaints, and those that name the person once informed."""
        within = below_any("unit_path", person.paths_for("complaint_view"))
        named = Q(shares__person=person) & ~Q(state=FindingState.DRAFT)
        return self.filter(pk__in=self.model.objects.filter(within | named).values("pk"))


class Finding(models.Model):
    """One finding a round: the facts that a ledger needs, and the way to the decision."""

    casework = models.OneToOneField(Casework, models.PROTECT, related_name="responsibility")
    unit_path = models.CharField(max_length=140, editable=False)
    state = models.CharField(max_length=10, choices=FindingState, default=FindingState.DRAFT)
    version = models.PositiveIntegerField(default=1)
    cause_words = models.TextField(_("what went wrong"))
    is_attitude = models.BooleanField(_("a matter of attitude"), default=False)
    business = models.CharField(_("business"), max_length=10, choices=Business, blank=True)
    refund_amount = models.DecimalField(_("refund in yuan"), max_digits=11, decimal_places=2, null=True)
    service_amount = models.DecimalField(_("service amount in yuan"), max_digits=11, decimal_places=2, null=True)
    is_mixed = models.BooleanField(_("several causes"), default=False)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    noticed_at = models.DateTimeField(null=True)
    answer_by = models.DateTimeField(_("to be answered by"), null=True)
    decision = models.CharField(max_length=8, choices=Decision, blank=True)
    decision_words = models.TextField(blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)

    objects = FindingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=FindingState.values), name="finding_state_known"),
            models.CheckConstraint(condition=Q(business__in=[*Business.values, ""]), name="finding_business_known"),
            models.CheckConstraint(condition=Q(decision__in=[*Decision.values, ""]), name="finding_decision_known"),
            models.CheckConstraint(
                condition=(Q(refund_amount=None) | Q(refund_amount__gte=0))
                & (Q(service_amount=None) | Q(service_amount__gte=0)),
                name="finding_amounts_positive",
            ),
            models.CheckConstraint(
                condition=Q(decision="", decided_by=None, decided_at=None)
                | (~Q(decision="") & Q(decided_by__isnull=False, decided_at__isnull=False, noticed_at__isnull=False)),
                name="finding_decided_whole",
            ),
            models.CheckConstraint(
                condition=Q(state="decided", decided_at__isnull=False) | (~Q(state="decided") & Q(decided_at=None)),
                name="finding_decided_state",
            ),
        ]


class ShareQuerySet(models.QuerySet["Share"]):
    def visible_to(self, person: Person) -> ShareQuerySet:
        """A person's own shares, once informed."""
        return self.filter(person=person, finding__noticed_at__isnull=False)

    def to_be_answered(self, *, at: dt.datetime) -> ShareQuerySet:
        """Not answered yet, while there is time."""
        waiting = Q(finding__state=FindingState.NOTICED, finding__answer_by__gte=at)
        return self.filter(waiting, accepted_at=None, statement_at=None)


class Share(models.Model):
    """One person's part in a finding, with what the person says to it."""

    finding = models.ForeignKey(Finding, models.CASCADE, related_name="shares")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="fault_shares")
    post = models.CharField(_("post"), max_length=12, choices=FaultPost)
    cause_post = models.CharField(_("cause"), max_length=12, choices=CausePost)
    percent = models.DecimalField(_("share in percent"), max_digits=5, decimal_places=2)
    items = models.PositiveSmallIntegerField(_("fault items"), default=1)
    items_words = models.TextField(_("which items"), blank=True)
    read_at = models.DateTimeField(null=True)
    statement = models.TextField(_("statement"), blank=True)
    statement_at = models.DateTimeField(null=True)
    objects_to_it = models.BooleanField(_("objects"), default=False)
    accepted_at = models.DateTimeField(null=True)

    objects = ShareQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=Q(post__in=FaultPost.values), name="share_post_known"),
            models.CheckConstraint(condition=Q(cause_post__in=CausePost.values), name="share_cause_known"),
            models.CheckConstraint(condition=Q(percent__gt=0, percent__lte=100), name="share_percent_0_to_100"),
            models.CheckConstraint(
                condition=Q(statement="", statement_at=None) | (~Q(statement="") & Q(statement_at__isnull=False)),
                name="share_statement_when",
            ),
            models.CheckConstraint(
                condition=Q(objects_to_it=False) | ~Q(statement=""), name="share_objection_says_why"
            ),
            models.UniqueConstraint(fields=["finding", "person", "post"], name="share_once_a_post"),
        ]

    @property
    def is_answered(self) -> bool:
        return bool(self.accepted_at or self.statement_at)


class CauseWeight(models.Model):
    """S2 3.4, mixed causes: the weight that the customer's questionnaire gives one of them."""

    finding = models.ForeignKey(Finding, models.CASCADE, related_name="weights")
    cause_post = models.CharField(_("cause"), max_length=12, choices=CausePost)
    percent = models.DecimalField(_("weight in percent"), max_digits=5, decimal_places=2)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(cause_post__in=CausePost.values), name="weight_cause_known"),
            models.CheckConstraint(condition=Q(percent__gte=0, percent__lte=100), name="weight_0_to_100"),
            models.UniqueConstraint(fields=["finding", "cause_post"], name="weight_once_a_cause"),
        ]

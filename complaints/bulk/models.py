"""An act on many tickets: what was asked of which, and what came of each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from complaints.bulk.choices import Result, Stage
from complaints.tickets.models import Complaint
from core.jobs.choices import JobState
from core.jobs.models import Job

if TYPE_CHECKING:
    from org.people.models import Person


ENDED_BEFORE_TIME = frozenset({JobState.FAILED, JobState.CANCELLED})


class BulkActQuerySet(models.QuerySet["BulkAct"]):
    def visible_to(self, person: Person) -> BulkActQuerySet:
        """One's own: the result names tickets by the scope of whoever asked."""
        return self.filter(by_id=person.pk)


class BulkAct(models.Model):
    """`numbers` were ticked; where `whole_list` is set, `filters` and the newest ticket then (`up_to`) say which.

    The trial run fixes the set as rows; what the confirmed act does is done to those and to no others.
    """

    act = models.CharField(_("act"), max_length=30)
    values = models.JSONField(default=dict)
    numbers = models.JSONField(default=list)
    whole_list = models.BooleanField(_("whole list"), default=False)
    filters = models.JSONField(default=dict)
    up_to = models.BigIntegerField(default=0)
    undoes = models.ForeignKey("self", models.PROTECT, null=True, related_name="undone_by")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(_("asked for"))
    looked_at = models.DateTimeField(null=True)
    confirmed_at = models.DateTimeField(_("confirmed"), null=True)
    finished_at = models.DateTimeField(null=True)
    told_to = models.BigIntegerField(default=0)
    job = models.ForeignKey(Job, models.SET_NULL, null=True, related_name="+")

    objects = BulkActQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(finished_at=None) | Q(confirmed_at__isnull=False, looked_at__isnull=False),
                name="bulk_act_in_order",
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.pk}"

    def taken_back_by(self) -> BulkAct | None:
        """The confirmed act that takes this one back."""
        return self.undone_by.exclude(confirmed_at=None).first()

    def get_absolute_url(self) -> str:
        return reverse("bulk_act", args=[self.pk])

    @property
    def stage(self) -> Stage:
        """How far it is; "stopped" by a person or by a fault, until its job is started again."""
        if self.finished_at:
            return Stage.FINISHED
        if self.looked_at and self.confirmed_at is None:
            return Stage.TRIED
        if self.job and self.job.state in ENDED_BEFORE_TIME:
            return Stage.STOPPED
        return Stage.RUNNING if self.confirmed_at else Stage.LOOKING


class BulkRow(models.Model):
    """One ticket that was asked for; without `complaint` where there is none in the scope of whoever asked.

    `version` and `former` are the ticket's version and handler just before the act: what undoing goes by.
    """

    bulk = models.ForeignKey(BulkAct, models.CASCADE, related_name="rows", db_index=False)
    number = models.CharField(_("ticket number"), max_length=20)
    complaint = models.ForeignKey(Complaint, models.PROTECT, null=True, related_name="+", db_index=False)
    result = models.CharField(_("result"), max_length=10, choices=Result, default=Result.WAITING)
    sentence = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(null=True)
    former = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["bulk", "number"], name="bulk_row_once"),
            models.CheckConstraint(condition=Q(result__in=Result.values), name="bulk_row_result_known"),
            models.CheckConstraint(
                condition=~Q(result="done") | Q(complaint__isnull=False, at__isnull=False, version__isnull=False),
                name="bulk_row_done_whole",
            ),
        ]
        indexes = [models.Index(fields=["bulk", "result", "id"], name="bulk_row_results")]

    def __str__(self) -> str:
        return self.number

"""Work that takes longer than a click. The row is the queue (D1): a message only says "look"."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.files.models import StoredFile
from core.jobs.choices import JobState


class JobQuerySet(models.QuerySet["Job"]):
    def visible_to(self, person: object) -> JobQuerySet:
        """One's own jobs; everybody's with the right to read all."""
        if person.may("job_read_all"):  # type: ignore[attr-defined]
            return self.all()
        return self.filter(by=person)

    def claimable(self, *, at: dt.datetime) -> JobQuerySet:
        """Waiting and due, or running under a lease that has run out."""
        waiting = Q(state=JobState.QUEUED, run_at__lte=at)
        abandoned = Q(state=JobState.RUNNING, lease_until__lt=at)
        return self.filter(waiting | abandoned)


class Job(models.Model):
    kind = models.CharField(_("kind"), max_length=60)
    key = models.CharField(max_length=160, null=True, unique=True)
    arguments = models.JSONField(default=dict)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="jobs")
    state = models.CharField(_("state"), max_length=10, choices=JobState, default=JobState.QUEUED)
    created_at = models.DateTimeField()
    run_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    lease_token = models.UUIDField(null=True)
    lease_until = models.DateTimeField(null=True)
    cancel_requested = models.BooleanField(default=False)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(null=True)
    message = models.CharField(max_length=200, blank=True)
    result = models.JSONField(default=dict)
    result_file = models.ForeignKey(StoredFile, models.SET_NULL, null=True, related_name="+")
    error = models.TextField(blank=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [models.CheckConstraint(condition=Q(state__in=JobState.values), name="job_state_known")]
        indexes = [
            models.Index(fields=["run_at"], condition=Q(state=JobState.QUEUED), name="job_waiting"),
            models.Index(fields=["lease_until"], condition=Q(state=JobState.RUNNING), name="job_running"),
            models.Index(fields=["by", "-id"], name="job_by"),
        ]

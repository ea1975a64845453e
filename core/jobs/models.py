"""Work that takes longer than a click. The row is the queue (D1): a message only says "look"."""

from __future__ import annotations

import datetime as dt
from typing import Any, cast

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.files.models import StoredFile
from core.jobs import rules
from core.jobs.choices import JobState
from core.jobs.registry import title_of
from core.rights import JOB_READ_ALL, done_in_reach
from core.ui.choices import Status


class JobQuerySet(models.QuerySet["Job"]):
    def visible_to(self, person: object) -> JobQuerySet:
        """One's own jobs; with the right to read all, those of people in its reach."""
        return self.filter(done_in_reach(person, JOB_READ_ALL))

    def of_state(self, state: str) -> JobQuerySet:
        """Those in `state`; all of them for a word that names no state."""
        return self.filter(state=state) if state in JobState.values else self.all()

    def claimable(self, *, at: dt.datetime) -> JobQuerySet:
        """Waiting and due, or running under a lease that has run out."""
        return self.filter(Q(state=JobState.QUEUED, run_at__lte=at) | _abandoned(at))

    def abandoned(self, *, at: dt.datetime) -> JobQuerySet:
        """Running by the row, but whoever ran it has not been heard of for a whole lease."""
        return self.filter(_abandoned(at))

    def dead(self) -> JobQuerySet:
        """Failed at every attempt allowed; nothing moves them but a person."""
        return self.filter(state=JobState.FAILED, attempts__gte=rules.MAX_ATTEMPTS)

    def forgettable(self, *, before: dt.datetime) -> JobQuerySet:
        """Ended before that moment; but one that went wrong stays while something still points at it."""
        old = self.filter(finished_at__lt=before, state__in=[JobState.DONE, JobState.FAILED, JobState.CANCELLED])
        for relation in Job._meta.get_fields(include_hidden=True):
            if isinstance(relation, models.ManyToOneRel):
                name, model = relation.field.name, cast("Any", relation.related_model)
                pointing = model.objects.exclude(**{name: None}).values(name)
                old = old.exclude(~Q(state=JobState.DONE), pk__in=pointing)
        return old.order_by("pk")


def _abandoned(at: dt.datetime) -> Q:
    return Q(state=JobState.RUNNING, lease_until__lt=at)


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

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("job", args=[self.pk])

    @property
    def title(self) -> str:
        return str(title_of(self.kind))

    @property
    def status(self) -> Status:
        return JobState(self.state).status

    @property
    def result_address(self) -> str:
        """The page that shows what came of it, if the handler named one of this site."""
        address = self.result.get("address")
        own = isinstance(address, str) and address.startswith("/") and not address.startswith(("//", "/\\"))
        return address if own else ""

    @property
    def is_active(self) -> bool:
        """Whether it may still move by itself."""
        return self.state in {JobState.QUEUED, JobState.RUNNING}


class Heartbeat(models.Model):
    """When something that runs by itself last did; a row each, so that the ops page sees a stopped one (J26)."""

    name = models.CharField(max_length=60, unique=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name

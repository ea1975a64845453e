"""Promised times as rows: what a clock promises, each ticket's clocks, and the intervals they ran."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from complaints.clocks.choices import ClockKind, ClockState, Counting, IntervalKind, PauseReason
from complaints.tickets.models import Complaint
from core.files.models import Attachment


class ClockRule(models.Model):
    """What a kind of clock promises from a day on; a newer version replaces it for later tickets only."""

    kind = models.CharField(_("clock"), max_length=16, choices=ClockKind)
    grade = models.CharField(_("grade"), max_length=1, blank=True)
    amount = models.PositiveSmallIntegerField(_("within"))
    counting = models.CharField(_("counted in"), max_length=16, choices=Counting)
    warn_minutes = models.JSONField(_("warn before"), default=list)
    valid_from = models.DateField(_("from"))
    source = models.CharField(_("source"), max_length=120, blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["kind", "grade", "valid_from"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=ClockKind.values), name="clock_rule_kind_known"),
            models.CheckConstraint(condition=Q(grade__in=["", "A", "B", "C"]), name="clock_rule_grade_known"),
            models.CheckConstraint(condition=Q(counting__in=Counting.values), name="clock_rule_counting_known"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="clock_rule_positive"),
            models.UniqueConstraint(fields=["kind", "grade", "valid_from"], name="clock_rule_once_a_day"),
        ]


class Clock(models.Model):
    """One promise of one ticket, with the rule it was made under."""

    complaint = models.ForeignKey(Complaint, models.PROTECT, related_name="clocks")
    kind = models.CharField(max_length=16, choices=ClockKind)
    rule = models.ForeignKey(ClockRule, models.PROTECT, null=True, related_name="+")
    amount = models.PositiveSmallIntegerField()
    counting = models.CharField(max_length=16, choices=Counting)
    state = models.CharField(max_length=10, choices=ClockState, default=ClockState.RUNNING)
    started_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=ClockKind.values), name="clock_kind_known"),
            models.CheckConstraint(condition=Q(counting__in=Counting.values), name="clock_counting_known"),
            models.CheckConstraint(condition=Q(state__in=ClockState.values), name="clock_state_known"),
            models.CheckConstraint(
                condition=Q(state__in=["running", "paused"], ended_at=None)
                | (~Q(state__in=["running", "paused"]) & Q(ended_at__isnull=False)),
                name="clock_ended_when",
            ),
            models.UniqueConstraint(
                fields=["complaint", "kind"], condition=Q(ended_at=None), name="clock_one_of_a_kind_runs"
            ),
        ]
        indexes = [
            models.Index(fields=["due_at", "id"], condition=Q(state="running"), name="clock_running_due"),
            models.Index(fields=["ended_at", "kind"], condition=Q(state__in=["met", "missed"]), name="clock_ended"),
        ]


class ClockInterval(models.Model):
    """A stretch in which a clock ran or was paused; the open one has no end. Added to, never edited back.

    A pause names the moment agreed on for going on, so that a paused clock has a deadline too.
    """

    clock = models.ForeignKey(Clock, models.PROTECT, related_name="intervals")
    kind = models.CharField(max_length=5, choices=IntervalKind)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    resume_at = models.DateTimeField(_("goes on"), null=True)
    reason = models.CharField(_("reason"), max_length=16, choices=PauseReason, blank=True)
    note = models.CharField(_("what it waits for"), max_length=300, blank=True)
    proof = models.ForeignKey(Attachment, models.PROTECT, null=True, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=IntervalKind.values), name="clock_interval_kind_known"),
            models.CheckConstraint(
                condition=Q(kind="run", reason="", resume_at=None)
                | Q(kind="pause", reason__in=PauseReason.values, resume_at__gt=F("started_at")),
                name="clock_pause_has_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(ended_at__gte=F("started_at")), name="clock_interval_forward"
            ),
            models.UniqueConstraint(fields=["clock"], condition=Q(ended_at=None), name="clock_one_interval_open"),
        ]
        indexes = [
            models.Index(fields=["resume_at", "id"], condition=Q(kind="pause", ended_at=None), name="clock_pause_ends")
        ]


class ClockWarning(models.Model):
    """A warning to be given before a clock's due time; sent once."""

    clock = models.ForeignKey(Clock, models.CASCADE, related_name="warnings")
    before_minutes = models.PositiveIntegerField()
    run_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["clock", "before_minutes"], name="clock_warning_once")]
        indexes = [models.Index(fields=["run_at"], condition=Q(sent_at=None), name="clock_warning_due")]

"""Escalation plans as rows, the escalations they caused, who was told and who acknowledged."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from complaints.escalation.choices import Counted, Line, Occasion, Trigger
from complaints.tickets.choices import State
from complaints.tickets.models import Complaint
from core.files.models import StoredFile
from org.access.choices import Right
from org.people.choices import Role

if TYPE_CHECKING:
    from org.people.models import Person


class PlanQuerySet(models.QuerySet["EscalationPlan"]):
    def visible_to(self, person: Person) -> PlanQuerySet:
        """Plans belong to no unit: whoever sees complaints may know whom they go up to."""
        return self if person.may(Right.COMPLAINT_VIEW) else self.none()

    def live(self) -> PlanQuerySet:
        return self.filter(live_from__isnull=False, live_until=None)

    def drafts(self) -> PlanQuerySet:
        return self.filter(live_from=None)


class EscalationPlan(models.Model):
    """One version of a line's plan; the live one is the one in force that was published last."""

    line = models.CharField(_("line"), max_length=12, choices=Line)
    name = models.CharField(_("name"), max_length=80)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField()
    live_from = models.DateTimeField(null=True)
    live_until = models.DateTimeField(null=True)

    objects = PlanQuerySet.as_manager()

    class Meta:
        ordering = ["line", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(line__in=Line.values), name="escalation_plan_line_known"),
            models.CheckConstraint(
                condition=Q(live_until=None) | Q(live_until__gte=F("live_from")), name="escalation_plan_forward"
            ),
            models.UniqueConstraint(
                fields=["line"],
                condition=Q(live_from__isnull=False, live_until=None),
                name="escalation_plan_one_live_a_line",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_draft(self) -> bool:
        return self.live_from is None

    @property
    def is_live(self) -> bool:
        return self.live_from is not None and self.live_until is None


class Rung(models.Model):
    """Who is told at a level, when, and for which tickets."""

    plan = models.ForeignKey(EscalationPlan, models.CASCADE, related_name="rungs")
    level = models.PositiveSmallIntegerField(_("level"))
    trigger = models.CharField(max_length=8, choices=Trigger)
    occasion = models.CharField(max_length=16, choices=Occasion, blank=True)
    counted = models.CharField(max_length=12, choices=Counted, blank=True)
    offset_minutes = models.PositiveIntegerField(null=True)
    grades = models.CharField(_("grades"), max_length=3, blank=True)
    roles = models.JSONField(_("tell"), default=list)
    liaison_form = models.BooleanField(_("liaison form"), default=False)
    urgent = models.BooleanField(_("at once"), default=False)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["level", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(level__range=(1, 5)), name="rung_level_1_to_5"),
            models.CheckConstraint(
                condition=Q(trigger="time", occasion="", counted__in=Counted.values, offset_minutes__isnull=False)
                | Q(trigger="event", occasion__in=Occasion.values, counted="", offset_minutes=None)
                | Q(trigger="hand", occasion="", counted="", offset_minutes=None),
                name="rung_trigger_whole",
            ),
        ]


class PendingQuerySet(models.QuerySet["PendingEscalation"]):
    def due(self, *, at: dt.datetime) -> PendingQuerySet:
        """What has to climb by now, the longest overdue first; by the index of moments alone."""
        return self.filter(run_at__lte=at).order_by("run_at", "pk")


class PendingEscalation(models.Model):
    """A rung that a ticket will climb at a moment unless it is closed by then."""

    complaint = models.ForeignKey(Complaint, models.CASCADE, related_name="pending_escalations")
    rung = models.ForeignKey(Rung, models.PROTECT, related_name="+")
    run_at = models.DateTimeField()

    objects = PendingQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["complaint", "rung"], name="pending_escalation_once")]
        indexes = [models.Index(fields=["run_at", "id"], name="pending_escalation_due")]


class EscalationQuerySet(models.QuerySet["Escalation"]):
    def standing(self) -> EscalationQuerySet:
        """Those that nobody took back."""
        return self.filter(lowered_at=None)


class Escalation(models.Model):
    """A ticket went up: by which rung or by whose hand, and whether it came down again."""

    complaint = models.ForeignKey(Complaint, models.PROTECT, related_name="escalations")
    rung = models.ForeignKey(Rung, models.PROTECT, null=True, related_name="+")
    line = models.CharField(max_length=12, choices=Line)
    level = models.PositiveSmallIntegerField()
    trigger = models.CharField(max_length=8, choices=Trigger)
    occasion = models.CharField(max_length=16, choices=Occasion, blank=True)
    cause_key = models.CharField(max_length=80)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    liaison_file = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    lowered_at = models.DateTimeField(null=True)
    lowered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    lowered_why = models.CharField(_("why it came down"), max_length=300, blank=True)

    objects = EscalationQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=Q(line__in=Line.values), name="escalation_line_known"),
            models.CheckConstraint(condition=Q(trigger__in=Trigger.values), name="escalation_trigger_known"),
            models.CheckConstraint(condition=Q(level__range=(1, 5)), name="escalation_level_1_to_5"),
            models.CheckConstraint(
                condition=Q(lowered_at=None, lowered_by=None, lowered_why="")
                | (Q(lowered_at__isnull=False, lowered_by__isnull=False) & ~Q(lowered_why="")),
                name="escalation_lowered_whole",
            ),
            models.UniqueConstraint(fields=["complaint", "cause_key"], name="escalation_once_a_cause"),
        ]


class NoticeQuerySet(models.QuerySet["EscalationNotice"]):
    def waiting_for(self, person: Person) -> NoticeQuerySet:
        """What `person` was told of an open ticket and has not acknowledged."""
        return self.filter(
            person=person,
            acknowledged_at=None,
            escalation__lowered_at=None,
            escalation__complaint__state=State.OPEN,
        )


class EscalationNotice(models.Model):
    """One person told of an escalation, and when it was acknowledged."""

    escalation = models.ForeignKey(Escalation, models.PROTECT, related_name="notices")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    role = models.CharField(max_length=30, choices=Role)
    told_at = models.DateTimeField()
    acknowledged_at = models.DateTimeField(null=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["escalation", "person"], name="escalation_told_once")]
        indexes = [models.Index(fields=["person"], condition=Q(acknowledged_at=None), name="escalation_unacknowledged")]

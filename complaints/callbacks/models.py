"""The follow-up call that a case ends with, and every try at it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from complaints.callbacks.choices import CallState, Reached, Satisfaction
from complaints.casework.models import Casework
from org.units.models import below_any

if TYPE_CHECKING:
    from org.people.models import Person


class CallBackQuerySet(models.QuerySet["CallBack"]):
    def visible_to(self, person: Person) -> CallBackQuerySet:
        """Calls about tickets whose unit chain lies where the person may see complaints."""
        return self.filter(below_any("unit_path", person.paths_for("complaint_view")))

    def waiting(self) -> CallBackQuerySet:
        return self.filter(state=CallState.WAITING)


class CallBack(models.Model):
    """One call to make about one round of a case."""

    casework = models.ForeignKey(Casework, models.PROTECT, related_name="call_backs")
    unit_path = models.CharField(max_length=140, editable=False)
    state = models.CharField(max_length=10, choices=CallState, default=CallState.WAITING)
    version = models.PositiveIntegerField(default=1)
    made_at = models.DateTimeField()
    due_at = models.DateTimeField(_("call by"), null=True)
    not_before = models.DateTimeField(_("call from"))
    attempts = models.PositiveSmallIntegerField(default=0)
    taken_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    taken_until = models.DateTimeField(null=True)
    done_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    done_at = models.DateTimeField(null=True)
    satisfaction = models.CharField(max_length=12, choices=Satisfaction, blank=True)
    score = models.PositiveSmallIntegerField(_("score, 1 to 10"), null=True)

    objects = CallBackQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=CallState.values), name="call_back_state_known"),
            models.CheckConstraint(
                condition=Q(satisfaction__in=[*Satisfaction.values, ""]), name="call_back_satisfaction_known"
            ),
            models.CheckConstraint(condition=Q(score=None) | Q(score__range=(1, 10)), name="call_back_score_1_to_10"),
            models.CheckConstraint(
                condition=Q(state="done", done_at__isnull=False, done_by__isnull=False) | ~Q(state="done"),
                name="call_back_done_when",
            ),
            models.UniqueConstraint(
                fields=["casework"], condition=Q(state="waiting"), name="call_back_one_waits_a_round"
            ),
        ]
        indexes = [
            models.Index(fields=["due_at", "id"], condition=Q(state="waiting"), name="call_back_queue"),
            models.Index(fields=["done_at"], name="call_back_done"),
        ]


class CallAttempt(models.Model):
    """A try: who dialled when, and what came of it. Never edited."""

    call_back = models.ForeignKey(CallBack, models.PROTECT, related_name="tries")
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    reached = models.CharField(max_length=12, choices=Reached)
    words = models.TextField(blank=True)
    recording = models.CharField(_("recording number"), max_length=60, blank=True)
    again_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["pk"]
        constraints = [models.CheckConstraint(condition=Q(reached__in=Reached.values), name="call_attempt_known")]

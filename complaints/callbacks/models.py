"""The follow-up call that a case ends with, and every try at it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from complaints.callbacks.choices import CallState, Reached, Satisfaction
from complaints.casework.choices import Step
from complaints.casework.models import Casework
from complaints.tickets.choices import EventKind
from complaints.tickets.models import ComplaintEvent
from org.units.models import below_any

if TYPE_CHECKING:
    import datetime as dt

    from org.people.models import Person

WORKED_ON = (
    "complaint__handler",
    "joint_handler",
    "person_heard",
    *(f"{step}_by" for step in Step if step != Step.FOLLOW_UP),
)
"""Columns of a round that name who worked on it, or whom it is about."""


class CallBackQuerySet(models.QuerySet["CallBack"]):
    def visible_to(self, person: Person) -> CallBackQuerySet:
        """Calls about tickets whose unit chain lies where the person may see complaints."""
        return self.filter(below_any("unit_path", person.paths_for("complaint_view")))

    def waiting(self) -> CallBackQuerySet:
        return self.filter(state=CallState.WAITING)

    def callable_by(self, person: Person) -> CallBackQuerySet:
        """Calls of units where the person calls customers, but for the person's own cases (peers 4.8, GLPI #474).

        One's own is a round that one handles or handled, took a step of, or was heard about.
        """
        own = Q()
        for column in WORKED_ON:
            own |= Q(**{f"casework__{column}": person})
        assigned = ComplaintEvent.objects.filter(
            Q(data__to_id=person.pk) | Q(data__from_id=person.pk),
            complaint=models.OuterRef("casework__complaint"),
            kind=EventKind.ASSIGNED,
            at__gte=models.OuterRef("casework__started_at"),
        )
        mine = self.filter(below_any("unit_path", person.paths_for("complaint_call")))
        return mine.exclude(own).exclude(models.Exists(assigned))

    def free_for(self, person: Person, *, at: dt.datetime) -> CallBackQuerySet:
        """Those to be called now that nobody else has in hand."""
        free = Q(taken_by=None) | Q(taken_by=person) | Q(taken_until__lte=at)
        return self.waiting().filter(free, not_before__lte=at)

    def held_by(self, person: Person, *, at: dt.datetime) -> CallBackQuerySet:
        return self.waiting().filter(taken_by=person, taken_until__gt=at)


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
            models.Index(fields=["made_at"], name="call_back_asked"),
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

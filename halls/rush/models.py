"""Busy-time emergencies 忙时应急 (S0-Q1): what opens them, the plan of steps, each emergency with its steps and log."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from halls.premises.models import Premises
from halls.rush.choices import Ended, EntryKind, StepKind, StepState, Trigger
from halls.rush.rules import NOTE_MOST, RESULT_MOST, WORDS_MOST
from org.units.models import Unit

if TYPE_CHECKING:
    from org.people.models import Person


class RushRule(models.Model):
    """What opens an emergency from a day on; it holds at its unit and below, the nearest one counts.

    None is "not set": S0 names the procedure and the 10 %, and no other number, so there is no default. A rule is never
    rewritten: a correction for the same day is another row, and of those the last one counts.
    """

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("unit"))
    valid_from = models.DateField(_("valid from"))
    share_tickets = models.PositiveIntegerField(_("share counts from so many numbers a day"), null=True)
    queue_length = models.PositiveSmallIntegerField(_("so many wait"), null=True)
    longest_minutes = models.PositiveSmallIntegerField(_("somebody waits longer than so many minutes"), null=True)
    calm_minutes = models.PositiveSmallIntegerField(_("ends after so many calm minutes"), null=True)
    escalate_minutes = models.PositiveSmallIntegerField(_("service managers are told after so many minutes"), null=True)
    note = models.CharField(_("why"), max_length=WORDS_MOST, blank=True)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["-valid_from", "-pk"]
        indexes = [models.Index(fields=["unit", "valid_from"], name="rush_rule_of_unit")]


class RushPlan(models.Model):
    """The order of steps at a unit and below; the nearest plan counts, and an emergency copies it when it opens."""

    unit = models.OneToOneField(Unit, models.PROTECT, related_name="+", verbose_name=_("unit"))
    version = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")


class PlanStep(models.Model):
    plan = models.ForeignKey(RushPlan, models.CASCADE, related_name="steps")
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(_("step"), max_length=12, choices=StepKind)
    words = models.CharField(_("what exactly"), max_length=WORDS_MOST, blank=True)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "position"], name="rush_plan_place_once"),
            models.CheckConstraint(condition=Q(kind__in=StepKind.values), name="rush_plan_kind_known"),
        ]


class EmergencyQuerySet(models.QuerySet["Emergency"]):
    def visible_to(self, person: Person) -> EmergencyQuerySet:
        """Of halls where the person may see halls."""
        return self.filter(premises__in=Premises.objects.visible_to(person).values("pk"))

    def open(self) -> EmergencyQuerySet:
        return self.filter(closed_at=None)

    def on(self, day: dt.date) -> EmergencyQuerySet:
        return self.filter(business_day=day)

    def to_be_reviewed(self, *, before: dt.datetime) -> EmergencyQuerySet:
        """Ended before the moment, and nobody has written what helped."""
        return self.filter(closed_at__lt=before, reviewed_at=None)


class Emergency(models.Model):
    """A hall that is too busy, from opening to end; its figures are those of the moment it opened and the worst since.

    `rearmed_at`: when the hall was first seen below its limits after a person ended it; until then the rule is
    silent, since whoever ended it saw the same queue.
    """

    premises = models.ForeignKey(Premises, models.PROTECT, related_name="emergencies")
    business_day = models.DateField()
    trigger = models.CharField(max_length=8, choices=Trigger)
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    words = models.CharField(max_length=WORDS_MOST, blank=True)
    version = models.PositiveIntegerField(default=1)

    waiting = models.PositiveIntegerField()
    over = models.PositiveIntegerField(null=True)
    longest_minutes = models.PositiveIntegerField()
    tickets = models.PositiveIntegerField()
    open_counters = models.PositiveIntegerField()
    limit_minutes = models.PositiveSmallIntegerField(null=True)
    most_waiting = models.PositiveIntegerField()
    most_minutes = models.PositiveIntegerField()

    calm_since = models.DateTimeField(null=True)
    escalated_at = models.DateTimeField(null=True)
    rearmed_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    ended = models.CharField(max_length=8, choices=Ended, blank=True)
    result = models.CharField(max_length=RESULT_MOST, blank=True)
    reviewed_at = models.DateTimeField(null=True)
    reviewed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    review = models.CharField(max_length=RESULT_MOST, blank=True)

    objects = EmergencyQuerySet.as_manager()

    class Meta:
        ordering = ["-opened_at", "-pk"]
        constraints = [
            # Two sweeps, or a sweep and a person, at once: the database keeps one.
            models.UniqueConstraint(fields=["premises"], condition=Q(closed_at=None), name="emergency_one_open"),
            models.CheckConstraint(condition=Q(trigger__in=Trigger.values), name="emergency_trigger_known"),
            models.CheckConstraint(condition=Q(ended__in=[*Ended.values, ""]), name="emergency_ended_known"),
            models.CheckConstraint(
                condition=Q(trigger="hand", opened_by__isnull=False) | (~Q(trigger="hand") & Q(opened_by=None)),
                name="emergency_opened_whole",
            ),
            models.CheckConstraint(
                condition=Q(closed_at=None, ended="", closed_by=None)
                | Q(closed_at__isnull=False, closed_by__isnull=False, ended="hand")
                | Q(closed_at__isnull=False, closed_by=None, ended__in=["rule", "night"]),
                name="emergency_closed_whole",
            ),
            models.CheckConstraint(
                condition=Q(closed_at=None) | Q(closed_at__gte=F("opened_at")), name="emergency_closed_after_opening"
            ),
            models.CheckConstraint(
                condition=Q(reviewed_at=None, reviewed_by=None, review="")
                | (Q(reviewed_at__isnull=False, reviewed_by__isnull=False, closed_at__isnull=False) & ~Q(review="")),
                name="emergency_reviewed_whole",
            ),
        ]
        indexes = [
            models.Index(fields=["premises", "-opened_at"], name="emergency_of_hall"),
            models.Index(fields=["closed_at"], condition=Q(reviewed_at=None), name="emergency_unreviewed"),
        ]

    def __str__(self) -> str:
        return f"{self.premises} {self.business_day}"


class EmergencyStep(models.Model):
    emergency = models.ForeignKey(Emergency, models.CASCADE, related_name="steps")
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=12, choices=StepKind)
    words = models.CharField(max_length=WORDS_MOST, blank=True)
    state = models.CharField(max_length=8, choices=StepState, default=StepState.TODO)
    at = models.DateTimeField(null=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    note = models.CharField(max_length=NOTE_MOST, blank=True)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["emergency", "position"], name="emergency_step_place_once"),
            models.CheckConstraint(condition=Q(kind__in=StepKind.values), name="emergency_step_kind_known"),
            models.CheckConstraint(
                condition=Q(state="todo", at=None, by=None)
                | Q(state__in=["done", "skipped"], at__isnull=False, by__isnull=False),
                name="emergency_step_settled_whole",
            ),
        ]

    def __str__(self) -> str:
        return str(self.get_kind_display()) if not self.words else f"{self.get_kind_display()}: {self.words}"


class EmergencyEntry(models.Model):
    """A line of the log; lines are added and never changed. Nobody's own are the rule's."""

    emergency = models.ForeignKey(Emergency, models.CASCADE, related_name="entries")
    kind = models.CharField(max_length=12, choices=EntryKind)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    step = models.ForeignKey(EmergencyStep, models.CASCADE, null=True, related_name="+")
    text = models.CharField(max_length=RESULT_MOST, blank=True)
    waiting = models.PositiveIntegerField(null=True)
    longest_minutes = models.PositiveIntegerField(null=True)

    class Meta:
        ordering = ["at", "pk"]
        constraints = [models.CheckConstraint(condition=Q(kind__in=EntryKind.values), name="emergency_entry_known")]

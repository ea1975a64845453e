"""A corrective action: where it comes from, who owns it, what is done by when, and who saw that it works."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from improvement.actions.choices import ActionState
from org.units.models import Unit, below_any

if TYPE_CHECKING:
    from org.people.models import Person


class ActionQuerySet(models.QuerySet["Action"]):
    def visible_to(self, person: Person) -> ActionQuerySet:
        """Actions of units where the person may see them, and those the person owns."""
        return self.filter(below_any("unit_path", person.paths_for("action_view")) | Q(owner=person))

    def open(self) -> ActionQuerySet:
        return self.filter(state__in=[ActionState.OPEN, ActionState.DONE])

    def of(self, label: str, pk: int) -> ActionQuerySet:
        """Actions that come from one thing: model label and key."""
        return self.filter(origin_label=label, origin_id=pk)


class Action(models.Model):
    number = models.CharField(max_length=20, unique=True)
    state = models.CharField(max_length=10, choices=ActionState, default=ActionState.OPEN)
    version = models.PositiveIntegerField(default=1)
    origin_label = models.CharField(max_length=60)
    origin_id = models.PositiveBigIntegerField()
    origin_words = models.CharField(_("from"), max_length=200)
    origin_address = models.CharField(max_length=200)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("unit"))
    unit_path = models.CharField(max_length=140, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="owned_actions")
    cause = models.CharField(_("cause"), max_length=300)
    measure = models.TextField(_("measure"))
    due_on = models.DateField(_("due"))
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    done_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    done_at = models.DateTimeField(null=True)
    done_words = models.TextField(_("what was done"), blank=True)
    verified_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    verified_at = models.DateTimeField(null=True)
    verified_words = models.TextField(_("what was seen"), blank=True)

    objects = ActionQuerySet.as_manager()

    class Meta:
        ordering = ["due_on", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=ActionState.values), name="action_state_known"),
            models.CheckConstraint(
                condition=Q(done_by=None, done_at=None) | Q(done_by__isnull=False, done_at__isnull=False),
                name="action_done_whole",
            ),
            models.CheckConstraint(
                condition=Q(verified_by=None, verified_at=None)
                | Q(verified_by__isnull=False, verified_at__isnull=False, done_at__isnull=False),
                name="action_verified_after_done",
            ),
            # S4 5.1: the effect is verified by somebody else than who did it or owns it.
            models.CheckConstraint(
                condition=Q(verified_by=None) | (~Q(verified_by=F("done_by")) & ~Q(verified_by=F("owner"))),
                name="action_verified_by_another",
            ),
        ]
        indexes = [
            models.Index(fields=["unit_path", "due_on"], condition=Q(state__in=["open", "done"]), name="action_open"),
            models.Index(fields=["origin_label", "origin_id"], name="action_origin"),
        ]

    def __str__(self) -> str:
        return self.number

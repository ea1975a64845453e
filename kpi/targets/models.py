"""Targets: per unit, month, indicator and kind."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kpi.targets.choices import Operator, TargetKind
from org.units.models import Unit, below_any

if TYPE_CHECKING:
    from org.people.models import Person


class TargetQuerySet(models.QuerySet["Target"]):
    def visible_to(self, person: Person) -> TargetQuerySet:
        return self.filter(below_any("unit__path", person.paths_for("indicator_view")))


class Target(models.Model):
    """The control volume is its own monthly table; the per-10k limit is another rule (I-03)."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="targets")
    indicator = models.CharField(_("indicator"), max_length=20)
    kind = models.CharField(_("kind"), max_length=10, choices=TargetKind)
    month = models.CharField(_("month"), max_length=7)
    operator = models.CharField(_("comparison"), max_length=4, choices=Operator)
    value = models.DecimalField(_("value"), max_digits=14, decimal_places=4)
    source = models.CharField(_("source"), max_length=160, blank=True)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    entered_at = models.DateTimeField()
    note = models.CharField(_("note"), max_length=300, blank=True)

    objects = TargetQuerySet.as_manager()

    class Meta:
        ordering = ["-month", "unit__path"]
        constraints = [
            models.UniqueConstraint(fields=["unit", "indicator", "kind", "month"], name="target_once"),
            models.CheckConstraint(condition=Q(kind__in=TargetKind.values), name="target_kind_known"),
            models.CheckConstraint(condition=Q(operator__in=Operator.values), name="target_operator_known"),
        ]

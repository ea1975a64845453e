"""Computed values of a month, each with what it was computed from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.jobs.models import Job
from org.units.models import Unit, below_any

if TYPE_CHECKING:
    from org.people.models import Person


class IndicatorValueQuerySet(models.QuerySet["IndicatorValue"]):
    def visible_to(self, person: Person) -> IndicatorValueQuerySet:
        return self.filter(below_any("unit__path", person.paths_for("indicator_view")))


class IndicatorValue(models.Model):
    """`value` is empty where there is no data: never zero, never full marks."""

    indicator = models.CharField(max_length=20)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    month = models.CharField(_("month"), max_length=7)
    numerator = models.DecimalField(max_digits=18, decimal_places=4, null=True)
    denominator = models.DecimalField(max_digits=18, decimal_places=4, null=True)
    value = models.DecimalField(max_digits=20, decimal_places=10, null=True)
    rule_version = models.CharField(max_length=20)
    computed_at = models.DateTimeField()
    job = models.ForeignKey(Job, models.SET_NULL, null=True, related_name="+")

    objects = IndicatorValueQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["indicator", "unit", "month"], name="indicator_value_once")]
        indexes = [models.Index(fields=["unit", "indicator", "month"], name="indicator_trend")]

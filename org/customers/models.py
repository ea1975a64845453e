"""How many customers a unit served in a month: the denominator of every per-10k figure (I-03)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from org.units.models import Unit, below_any

if TYPE_CHECKING:
    from org.people.models import Person


class CustomerBaseQuerySet(models.QuerySet["CustomerBase"]):
    def visible_to(self, person: Person) -> CustomerBaseQuerySet:
        return self.filter(below_any("unit__path", person.paths_for("customer_base_view")))


class CustomerBase(models.Model):
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="customer_bases")
    month = models.CharField(_("month"), max_length=7)
    customers = models.PositiveIntegerField(_("customers"))
    counted_on = models.DateField(_("counted on"), null=True, blank=True)
    source = models.CharField(_("source"), max_length=120)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    entered_at = models.DateTimeField()

    objects = CustomerBaseQuerySet.as_manager()

    class Meta:
        ordering = ["-month", "unit__path"]
        constraints = [
            models.UniqueConstraint(fields=["unit", "month"], name="one_customer_base_a_month"),
            models.CheckConstraint(condition=Q(customers__gt=0), name="customer_base_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.unit.name} {self.month}"

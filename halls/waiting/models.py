"""Counts of days that are over, kept so that a month is read from a few rows.

They are never the truth: a day is only read from here while its limit is still the one it was counted by, and
`recount_waits` counts them all again. No row here means that the visits themselves are counted.
"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from halls.premises.models import Premises, Service

SUMS = ("tickets", "served", "waited", "over", "over_served", "known", "wait_seconds")
"""What is counted of a set of visits; the names are those of halls.waiting.rules.Tally."""


class Counted(models.Model):
    """`limit_minutes` is the limit of that day, by which `over` was counted; None while none was set."""

    premises = models.ForeignKey(Premises, models.CASCADE, related_name="+", db_index=False)
    business_day = models.DateField()
    limit_minutes = models.PositiveSmallIntegerField(null=True)
    tickets = models.PositiveIntegerField(default=0)
    served = models.PositiveIntegerField(default=0)
    waited = models.PositiveIntegerField(default=0)
    over = models.PositiveIntegerField(default=0)
    over_served = models.PositiveIntegerField(default=0)
    known = models.PositiveIntegerField(default=0)
    wait_seconds = models.PositiveBigIntegerField(default=0)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(served__lte=F("tickets"))
                & Q(waited__lte=F("tickets"))
                & Q(over__lte=F("waited"))
                & Q(over_served__lte=F("over"))
                & Q(known__lte=F("tickets")),
                name="%(class)s_parts_within",
            ),
            models.CheckConstraint(
                condition=Q(limit_minutes__isnull=False) | Q(over=0), name="%(class)s_no_limit_no_overtime"
            ),
        ]


class WaitDay(Counted):
    """A hall's day; it has one even if nobody came, so that a missing one is known to be missing."""

    refreshed_at = models.DateTimeField()

    class Meta(Counted.Meta):
        constraints = [
            *Counted.Meta.constraints,
            models.UniqueConstraint(fields=["premises", "business_day"], name="wait_day_once"),
        ]


class WaitCell(Counted):
    """A hall's day, by service and half-hour of arrival; only those in which somebody came."""

    service = models.ForeignKey(Service, models.CASCADE, related_name="+", db_index=False)
    half_hour = models.PositiveSmallIntegerField()

    class Meta(Counted.Meta):
        constraints = [
            *Counted.Meta.constraints,
            models.UniqueConstraint(fields=["premises", "business_day", "service", "half_hour"], name="wait_cell_once"),
            models.CheckConstraint(condition=Q(half_hour__range=(0, 47)), name="wait_cell_half_hour_is_one"),
        ]

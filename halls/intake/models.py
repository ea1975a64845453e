"""Days that a hall counted by hand. What was written stays: a correction is another version, with its reason."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from halls.intake.choices import Channel
from halls.premises.models import Premises, PremisesQuerySet, Service

if TYPE_CHECKING:
    from org.people.models import Person


class DayTotalQuerySet(models.QuerySet["DayTotal"]):
    def visible_to(self, person: Person) -> DayTotalQuerySet:
        """Totals of halls where the person may see halls."""
        return self.filter(premises__in=Premises.objects.visible_to(person).values("pk"))

    def of(self, premises: PremisesQuerySet | Premises) -> DayTotalQuerySet:
        return self.filter(premises=premises) if isinstance(premises, Premises) else self.filter(premises__in=premises)

    def between(self, first: dt.date, last: dt.date) -> DayTotalQuerySet:
        return self.filter(business_day__range=(first, last))

    def current(self) -> DayTotalQuerySet:
        """The last word on each day; what was corrected is left out."""
        return self.filter(is_current=True)

    def counted(self) -> DayTotalQuerySet:
        """Totals of days of which nothing better is known; beside `Visit.objects.counted()` nobody is counted twice."""
        return self.filter(is_current=True, is_counted=True, is_withdrawn=False)


class DayTotal(models.Model):
    """How many customers a hall had on a day, of one service or of all together (`service` None), by hand.

    `tickets` is everybody; of the rest, what was not counted is None and never zero.
    """

    premises = models.ForeignKey(Premises, models.PROTECT, related_name="+", verbose_name=_("hall"))
    business_day = models.DateField(_("day"))
    channel = models.CharField(_("counted at"), max_length=12, choices=Channel, default=Channel.QUEUE)
    service = models.ForeignKey(
        Service, models.PROTECT, null=True, blank=True, related_name="+", db_index=False, verbose_name=_("service")
    )
    tickets = models.PositiveIntegerField(_("customers"))
    over_limit = models.PositiveIntegerField(_("of them over the wait limit"), null=True, blank=True)
    served = models.PositiveIntegerField(_("of them served"), null=True, blank=True)
    left = models.PositiveIntegerField(_("of them left before they were served"), null=True, blank=True)
    reason = models.CharField(_("why by hand"), max_length=200)
    version = models.PositiveIntegerField(default=1)
    is_current = models.BooleanField(default=True)
    is_withdrawn = models.BooleanField(default=False)
    is_counted = models.BooleanField(default=True)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    objects = DayTotalQuerySet.as_manager()

    class Meta:
        ordering = ["-business_day", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(channel__in=Channel.values), name="day_total_channel_known"),
            models.UniqueConstraint(
                fields=["premises", "business_day", "channel", "service", "version"],
                condition=Q(service__isnull=False),
                name="day_total_version_once",
            ),
            models.UniqueConstraint(
                fields=["premises", "business_day", "channel", "version"],
                condition=Q(service=None),
                name="day_total_whole_version_once",
            ),
            models.UniqueConstraint(
                fields=["premises", "business_day", "channel", "service"],
                condition=Q(service__isnull=False, is_current=True),
                name="day_total_one_current",
            ),
            models.UniqueConstraint(
                fields=["premises", "business_day", "channel"],
                condition=Q(service=None, is_current=True),
                name="day_total_whole_one_current",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="day_total_says_why"),
            models.CheckConstraint(
                condition=(Q(over_limit=None) | Q(over_limit__lte=F("tickets")))
                & (Q(served=None) | Q(served__lte=F("tickets")))
                & (Q(left=None) | Q(left__lte=F("tickets"))),
                name="day_total_parts_within",
            ),
        ]
        indexes = [
            models.Index(fields=["premises", "business_day"], condition=Q(is_current=True), name="day_total_day"),
        ]

"""A hall as a place: its hours, services, counters, devices, and the dated rules it is measured by."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from halls.premises.choices import DeviceKind
from halls.premises.rules import SHARE_LIMIT
from org.units.models import Unit, below_any

if TYPE_CHECKING:
    from org.people.models import Person


class PremisesQuerySet(models.QuerySet["Premises"]):
    def visible_to(self, person: Person) -> PremisesQuerySet:
        """Halls of units where the person may see halls."""
        return self.where(person, "hall_view")

    def where(self, person: Person, right: str) -> PremisesQuerySet:
        """Halls of units at or below any unit where the person holds `right`."""
        return self.filter(below_any("unit__path", person.paths_for(right)))

    def at_or_below(self, unit: Unit) -> PremisesQuerySet:
        return self.filter(below_any("unit__path", [unit.path]))


class Premises(models.Model):
    """What turns a unit into a hall with a queue. Its opening hours are the unit's own."""

    unit = models.OneToOneField(Unit, models.PROTECT, related_name="premises", verbose_name=_("unit"))
    time_zone = models.CharField(_("time zone"), max_length=40, default="Asia/Shanghai")
    is_voiced = models.BooleanField(_("the display speaks"), default=True)
    kiosk_daily_most = models.PositiveIntegerField(
        _("numbers of one service that machines give out in a day at most"), default=3000
    )
    version = models.PositiveIntegerField(default=1)

    objects = PremisesQuerySet.as_manager()

    class Meta:
        ordering = ["unit__path"]

    def __str__(self) -> str:
        return str(self.unit)


class Service(models.Model):
    """Something a customer queues for, with the letters its numbers begin with."""

    premises = models.ForeignKey(Premises, models.CASCADE, related_name="services")
    prefix = models.CharField(_("letters of its numbers"), max_length=2)
    name = models.CharField(_("name"), max_length=40)
    position = models.PositiveSmallIntegerField(_("place on the ticket machine"), default=0)
    is_on_kiosk = models.BooleanField(_("on the ticket machine"), default=True)
    is_priority = models.BooleanField(_("called before others"), default=False)
    opens_at = models.TimeField(_("only from"), null=True, blank=True)
    closes_at = models.TimeField(_("only until"), null=True, blank=True)
    is_active = models.BooleanField(_("offered"), default=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["position", "prefix"]
        constraints = [
            models.UniqueConstraint(fields=["premises", "prefix"], name="service_prefix_once"),
            models.CheckConstraint(
                condition=Q(opens_at=None, closes_at=None) | Q(opens_at__lt=F("closes_at")),
                name="service_hours_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.prefix} {self.name}"


class Counter(models.Model):
    """A place where customers are served; without services of its own it takes every one of the hall."""

    premises = models.ForeignKey(Premises, models.CASCADE, related_name="counters")
    name = models.CharField(_("number at the counter"), max_length=8)
    services = models.ManyToManyField(Service, related_name="counters", blank=True, verbose_name=_("services"))
    is_active = models.BooleanField(_("in use"), default=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["premises", "name"], name="counter_name_once")]

    def __str__(self) -> str:
        return self.name


class HallRule(models.Model):
    """What a hall is measured by from a day on; it holds at its unit and below, the nearest one counts.

    S0 1.1 does not say after how many minutes a wait is overtime, so there is no default (rule book 7, I-17); nor
    does any source say how long a counter may rest. A rule is never rewritten: a correction for the same day is
    another row, and of those the last one counts.
    """

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("unit"))
    valid_from = models.DateField(_("valid from"))
    wait_minutes = models.PositiveSmallIntegerField(_("wait limit in minutes"), null=True, blank=True)
    share_limit = models.DecimalField(
        _("overtime share allowed, in per cent"), max_digits=5, decimal_places=2, default=SHARE_LIMIT
    )
    recalls = models.PositiveSmallIntegerField(_("calls before a ticket is put back"), default=2)
    places_back = models.PositiveSmallIntegerField(_("places it is put back"), default=3)
    put_back_most = models.PositiveSmallIntegerField(_("times it is put back before it has expired"), default=1)
    rest_minutes = models.PositiveSmallIntegerField(
        _("minutes a counter may rest before it is an alarm"), null=True, blank=True
    )
    note = models.CharField(_("why"), max_length=200, blank=True)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["-valid_from", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(share_limit__gte=0) & Q(share_limit__lte=100), name="hall_rule_share_is_one"
            ),
            models.CheckConstraint(
                condition=Q(wait_minutes=None) | Q(wait_minutes__range=(1, 600)), name="hall_rule_wait_within"
            ),
            models.CheckConstraint(
                condition=Q(rest_minutes=None) | Q(rest_minutes__range=(1, 240)), name="hall_rule_rest_within"
            ),
        ]


class Device(models.Model):
    """A machine in a hall that nobody signs in at. It knows a random token; we know its hash (H12)."""

    premises = models.ForeignKey(Premises, models.CASCADE, related_name="devices")
    kind = models.CharField(_("kind"), max_length=8, choices=DeviceKind)
    name = models.CharField(_("name"), max_length=40)
    prints = models.BooleanField(_("prints each number by itself"), default=False)
    code_hash = models.CharField(max_length=64, blank=True, editable=False)
    code_until = models.DateTimeField(null=True)
    token_hash = models.CharField(max_length=64, blank=True, editable=False)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    paired_at = models.DateTimeField(null=True)
    seen_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["kind", "name"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=DeviceKind.values), name="device_kind_known"),
            models.CheckConstraint(
                condition=Q(token_hash="", paired_at=None) | (~Q(token_hash="") & Q(paired_at__isnull=False)),
                name="device_paired_whole",
            ),
            models.UniqueConstraint(fields=["token_hash"], condition=~Q(token_hash=""), name="device_token_once"),
        ]

    def is_waiting(self, now: dt.datetime) -> bool:
        """Whether its pairing code can still be typed."""
        return self.code_until is not None and now < self.code_until and self.revoked_at is None

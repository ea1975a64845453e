"""Who serves when in a hall, weeks that were published, swaps, the duty minimum and certificates."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from halls.premises.models import Counter, Premises
from halls.queue.models import known
from halls.rosters.choices import OPEN, SwapState
from halls.rosters.rules import Least, Span, monday_of
from org.units.models import Unit

if TYPE_CHECKING:
    from org.people.models import Person

_PERSON = settings.AUTH_USER_MODEL


class RosterWeek(models.Model):
    """A hall's week. The row is what everybody who changes the week holds while they do (house.md 12)."""

    premises = models.ForeignKey(Premises, models.PROTECT, related_name="roster_weeks")
    monday = models.DateField(_("week from"))
    published_at = models.DateTimeField(null=True)
    published_by = models.ForeignKey(_PERSON, models.PROTECT, null=True, related_name="+")
    reason = models.CharField(_("why it was published as it is"), max_length=200, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["-monday"]
        constraints = [
            models.UniqueConstraint(fields=["premises", "monday"], name="roster_week_once"),
            models.CheckConstraint(
                condition=Q(published_at=None, published_by=None)
                | Q(published_at__isnull=False, published_by__isnull=False),
                name="roster_week_published_whole",
            ),
        ]

    @property
    def is_published(self) -> bool:
        return self.published_at is not None


class ShiftQuerySet(models.QuerySet["Shift"]):
    def standing(self) -> ShiftQuerySet:
        return self.filter(removed_at=None)

    def visible_to(self, person: Person) -> ShiftQuerySet:
        """Shifts of halls where the person makes rosters; published ones where rosters are seen, and one's own."""
        makes = Premises.objects.where(person, "roster_edit").values("pk")
        sees = Premises.objects.where(person, "roster_view").values("pk")
        told = Q(week__published_at__isnull=False) & (Q(premises__in=sees) | Q(person=person))
        return self.filter(Q(premises__in=makes) | told)

    def in_days(self, first: dt.date, last: dt.date) -> ShiftQuerySet:
        return self.filter(day__range=(first, last))

    def of_people(self, people: Iterable[int]) -> ShiftQuerySet:
        return self.filter(person__in=list(people))


class Shift(models.Model):
    """A person serves in a hall from one time of a day to another, by the hall's clock.

    One that was taken off stays, with who did it and why: the register of a published week.
    """

    premises = models.ForeignKey(Premises, models.PROTECT, related_name="shifts")
    week = models.ForeignKey(RosterWeek, models.PROTECT, related_name="shifts")
    day = models.DateField(_("day"))
    person = models.ForeignKey(_PERSON, models.PROTECT, related_name="shifts", verbose_name=_("person"))
    counter = models.ForeignKey(
        Counter, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("counter")
    )
    post = models.CharField(_("post"), max_length=40, blank=True)
    starts_at = models.TimeField(_("from"))
    ends_at = models.TimeField(_("until"))
    changed_why = models.CharField(_("why it was changed"), max_length=200, blank=True)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(_PERSON, models.PROTECT, null=True, related_name="+")
    removed_at = models.DateTimeField(null=True)
    removed_by = models.ForeignKey(_PERSON, models.PROTECT, null=True, related_name="+")
    version = models.PositiveIntegerField(default=1)

    objects = ShiftQuerySet.as_manager()

    class Meta:
        ordering = ["day", "starts_at", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="shift_forward"),
            models.CheckConstraint(
                condition=Q(removed_at=None, removed_by=None) | Q(removed_at__isnull=False, removed_by__isnull=False),
                name="shift_removed_whole",
            ),
        ]
        indexes = [
            models.Index(fields=["premises", "day"], name="shift_of_hall"),
            models.Index(fields=["person", "day"], name="shift_of_person"),
        ]

    def __str__(self) -> str:
        return f"{self.day:%Y-%m-%d} {self.starts_at:%H:%M}–{self.ends_at:%H:%M}"

    @property
    def span(self) -> Span:
        return Span(self.starts_at, self.ends_at)

    @property
    def monday(self) -> dt.date:
        return monday_of(self.day)

    def begins(self) -> dt.datetime:
        """The moment it begins, on the hall's own clock."""
        return dt.datetime.combine(self.day, self.starts_at, ZoneInfo(self.premises.time_zone))


class SwapQuerySet(models.QuerySet["Swap"]):
    def visible_to(self, person: Person) -> SwapQuerySet:
        """One's own, those asked of oneself, and those of halls where one makes rosters."""
        makes = Premises.objects.where(person, "roster_edit").values("pk")
        return self.filter(Q(asked_by=person) | Q(colleague=person) | Q(shift__premises__in=makes))

    def open(self) -> SwapQuerySet:
        return self.filter(state__in=OPEN)


class Swap(models.Model):
    """S4 5.2: a shift given to a colleague, for one of theirs or for none, one day before, by the head's leave.

    The versions of both shifts are kept as they were when it was asked: a shift that changed since is not swapped.
    """

    shift = models.ForeignKey(Shift, models.PROTECT, related_name="swaps")
    shift_version = models.PositiveIntegerField()
    for_shift = models.ForeignKey(Shift, models.PROTECT, null=True, blank=True, related_name="asked_for")
    for_version = models.PositiveIntegerField(null=True)
    asked_by = models.ForeignKey(_PERSON, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    colleague = models.ForeignKey(_PERSON, models.PROTECT, related_name="+")
    why = models.CharField(_("why"), max_length=200)
    state = models.CharField(_("state"), max_length=10, choices=SwapState, default=SwapState.ASKED)
    answered_at = models.DateTimeField(null=True)
    answer = models.CharField(_("answer"), max_length=200, blank=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(_PERSON, models.PROTECT, null=True, related_name="+")
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = SwapQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at", "-pk"]
        constraints = [
            known("state", SwapState, of="swap"),
            models.CheckConstraint(condition=~Q(asked_by=F("colleague")), name="swap_of_two"),
            models.CheckConstraint(
                condition=Q(for_shift=None, for_version=None) | Q(for_shift__isnull=False, for_version__isnull=False),
                name="swap_for_whole",
            ),
            models.CheckConstraint(
                condition=Q(decided_at=None, decided_by=None) | Q(decided_at__isnull=False, decided_by__isnull=False),
                name="swap_decided_whole",
            ),
            models.UniqueConstraint(
                fields=["shift"], condition=Q(state__in=[str(one) for one in OPEN]), name="swap_open_once"
            ),
        ]

    @property
    def is_open(self) -> bool:
        return self.state in OPEN


class DutyRule(models.Model):
    """How many must be on duty from a day on, at a unit and below; the nearest one counts, of a day the last word.

    Nothing has a default: S4 5.2 says "2~3 at least" at noon and nothing of other hours.
    """

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("unit"))
    valid_from = models.DateField(_("valid from"))
    least = models.PositiveSmallIntegerField(_("on duty at least, at any time"), null=True, blank=True)
    noon_least = models.PositiveSmallIntegerField(_("on duty at least, at noon"), null=True, blank=True)
    noon_from = models.TimeField(_("noon from"), null=True, blank=True)
    noon_until = models.TimeField(_("noon until"), null=True, blank=True)
    certificate = models.CharField(_("certificate that whoever serves needs"), max_length=40, blank=True)
    note = models.CharField(_("why"), max_length=200, blank=True)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(_PERSON, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["-valid_from", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(noon_least=None, noon_from=None, noon_until=None)
                | Q(noon_least__isnull=False, noon_from__isnull=False, noon_until__gt=F("noon_from")),
                name="duty_rule_noon_whole",
            ),
        ]

    @property
    def minimum(self) -> Least:
        noon = None
        if self.noon_from is not None and self.noon_until is not None:
            noon = Span(self.noon_from, self.noon_until)
        return Least(self.least, self.noon_least, noon)


class Certificate(models.Model):
    """Somebody may do some work until a day, that day included; without one, for good. Added to, never rewritten."""

    person = models.ForeignKey(_PERSON, models.PROTECT, related_name="certificates", verbose_name=_("person"))
    kind = models.CharField(_("certificate"), max_length=40)
    until = models.DateField(_("valid until"), null=True, blank=True)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(_PERSON, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["person", "kind", "-until", "-pk"]
        indexes = [models.Index(fields=["person", "kind"], name="certificate_of_person")]
